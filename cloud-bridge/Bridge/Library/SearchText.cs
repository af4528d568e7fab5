using System.Text;

namespace Bridge.Library;

/// <summary>Makes texts that a patron would call the same the same: hiragana and katakana, full and half width, upper and lower case, small and
/// large kana, with and without prolonged sound marks, spaces and punctuation. Pure.</summary>
static class SearchText
{
    /// <summary>Stands between fields, so that no word is found across two of them; folding leaves none in a field.</summary>
    const char FieldEnd = '\n';

    public const int MostWords = 8;

    // Half-width katakana FF66 to FF9D in order (JIS X 0201); FF70 is the prolonged sound mark.
    const string HalfWidth = "をぁぃぅぇぉゃゅょっーあいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわん";

    const string Small = "ぁあぃいぅうぇえぉおっつゃやゅゆょよゎわゕかゖけ";

    /// <summary>Folds one field or one word; may come out empty.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in Composition.Compose(Widen(text)))
        {
            if (Folded(c) is var one and not '\0')
            {
                folded.Append(one);
            }
        }
        return folded.ToString();
    }

    /// <summary>What <see cref="Title.Search"/> holds.</summary>
    public static string Of(Title title) =>
        string.Join(FieldEnd, ((string?[])[title.Name, title.Kana, title.Author, title.AuthorKana, title.Publisher, title.Isbn, title.Record]).OfType<string>().Select(Fold)) + FieldEnd;

    /// <summary>The words of a query, folded; each is to be found. None when it holds nothing to look for.</summary>
    public static IReadOnlyList<string> Words(string query) =>
        [.. query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Fold).Where(word => word.Length > 0).Distinct().Take(MostWords)];

    // First to one width, so that a half-width letter and its mark can be composed: ｶﾞ is か with a mark.
    static string Widen(string text) => string.Create(text.Length, text, (wide, from) =>
    {
        for (var at = 0; at < wide.Length; at++)
        {
            wide[at] = from[at] switch
            {
                >= '\uFF66' and <= '\uFF9D' and var half => HalfWidth[half - '\uFF66'],
                '\uFF9E' or '\u309B' => '\u3099',
                '\uFF9F' or '\u309C' => '\u309A',
                >= '\uFF01' and <= '\uFF5E' and var full => (char)(full - '\uFF01' + '!'),
                >= '\u30A1' and <= '\u30F6' and var katakana => (char)(katakana - 0x60),
                '\u30FD' or '\u30FE' => (char)(from[at] - 0x60),   // ヽヾ
                var other => other,
            };
        }
    });

    static char Folded(char c) => c switch
    {
        >= '\u3041' and <= '\u3096' when Small.IndexOf(c, StringComparison.Ordinal) is var at && at >= 0 && at % 2 == 0 => Small[at + 1],
        >= '\u30F7' and <= '\u30FA' => c,   // ヷヸヹヺ have no hiragana
        'ー' or '\u3099' or '\u309A' => '\0',
        _ when char.IsWhiteSpace(c) || char.IsControl(c) || char.IsPunctuation(c) || char.IsSymbol(c) => '\0',
        _ => char.ToLowerInvariant(c),
    };
}
