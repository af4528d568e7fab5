using System.Buffers;
using System.Globalization;
using System.Text;
using Contract;

namespace Firmware.Dialogue;

/// <summary>The 4 information as a public screen may show them: enough for their owner to see that it is the right card, nothing for who stands behind.</summary>
/// <param name="Name">山○ ○○</param>
/// <param name="Born">19○○年</param>
/// <param name="Address">長野県白樺市○○</param>
public sealed record MaskedPerson(string Name, string Born, string Address)
{
    const char Mask = '○';
    const int LongestName = 12, LongestMunicipality = 12;

    static readonly SearchValues<char> Separators = SearchValues.Create(" \u3000");

    /// <summary>Names that hold one of 市区町村 before they end, or the county does: read to the first of these signs they would be cut.</summary>
    static readonly string[] OddMunicipalities =
    [
        "四日市市", "廿日市市", "市川市", "市原市", "野々市市", "余市郡", "高市郡", "八日市市", "町田市", "大町市", "十日町市", "村上市", "村山市", "東村山市",
        "武蔵村山市", "羽村市", "田村市", "大村市", "村田町", "玉村町", "大村町", "郡上市", "郡山市", "大和郡山市", "小郡市", "蒲郡市",
    ];

    public static MaskedPerson Of(PersonDetails person) => new(MaskName(person.Name), MaskBirth(person.BirthDate), MaskAddress(person.Address));

    /// <summary>The first character of the family name, and how long each part is; a name without separator is one part.</summary>
    static string MaskName(string name)
    {
        var masked = new StringBuilder();
        var shown = 0;
        foreach (var grapheme in Graphemes(name.Trim(' ', '\u3000')))
        {
            if (shown == LongestName)
            {
                return masked.Append('…').ToString();
            }
            var isSeparator = grapheme.Length == 1 && Separators.Contains(grapheme[0]);
            masked.Append(isSeparator ? " " : shown == 0 ? grapheme : Mask);
            shown++;
        }
        return shown == 0 ? new string(Mask, 2) : masked.ToString();
    }

    static string MaskBirth(string birthDate) =>
        birthDate.Length == 8 && !birthDate.AsSpan().ContainsAnyExceptInRange('0', '9') ? $"{birthDate[..2]}{Mask}{Mask}年" : $"{Mask}{Mask}{Mask}{Mask}年";

    /// <summary>Prefecture and municipality; all of it is hidden where they cannot be told apart from the rest.</summary>
    static string MaskAddress(string address)
    {
        var prefecture = PrefectureOf(address);
        var rest = address[prefecture.Length..];
        var municipality = MunicipalityOf(rest);
        return $"{prefecture}{municipality}{Mask}{Mask}";
    }

    /// <summary>東京都, 北海道, 京都府, 大阪府, or two or three characters and 県.</summary>
    static string PrefectureOf(string address) =>
        address.Length > 3 && address[..3] is ("東京都" or "北海道" or "京都府" or "大阪府") and var whole ? whole
        : address.AsSpan(0, Math.Min(4, address.Length)).IndexOf('県') is var end and >= 2 ? address[..(end + 1)]
        : "";

    static string MunicipalityOf(string rest)
    {
        var county = rest.AsSpan(0, Math.Min(6, rest.Length)).IndexOf('郡');
        var isCounty = county > 0 && !OddMunicipalities.Any(odd => odd.Contains('郡', StringComparison.Ordinal) && odd[^1] != '郡' && rest.StartsWith(odd, StringComparison.Ordinal));
        var start = isCounty ? county + 1 : 0;
        if (OddMunicipalities.FirstOrDefault(odd => rest.AsSpan(start).StartsWith(odd)) is { } known && known[^1] != '郡')
        {
            return rest[..(start + known.Length)];
        }
        var end = rest.AsSpan(Math.Min(start + 1, rest.Length)).IndexOfAny(isCounty ? "町村" : "市区町村");
        var length = start + 1 + end + 1;
        return end >= 0 && length <= LongestMunicipality ? rest[..length] : "";
    }

    static IEnumerable<string> Graphemes(string text)
    {
        for (var elements = StringInfo.GetTextElementEnumerator(text); elements.MoveNext();)
        {
            yield return elements.GetTextElement();
        }
    }
}
