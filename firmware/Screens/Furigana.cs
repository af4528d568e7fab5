using System.Text.RegularExpressions;

namespace Firmware.Screens;

/// <summary>Readings over kanji, written in texts as <c>{予約|よやく}の本</c>.</summary>
internal static partial class Furigana
{
    /// <summary>The text as it is read without its readings: 予約の本.</summary>
    public static string Strip(string text) => text.Contains('{', StringComparison.Ordinal) ? Annotated.Replace(text, "$1") : text;

    /// <summary>The next run of <paramref name="text"/>, with its reading or without one; false at the end.</summary>
    public static bool TryTake(ref ReadOnlySpan<char> text, out ReadOnlySpan<char> run, out ReadOnlySpan<char> reading)
    {
        reading = [];
        if (text.IsEmpty)
        {
            run = [];
            return false;
        }
        var end = text.IndexOf('}');
        if (text[0] == '{' && end > 0 && text[..end].IndexOf('|') is > 1 and var bar)
        {
            run = text[1..bar];
            reading = text[(bar + 1)..end];
            text = text[(end + 1)..];
            return true;
        }
        var next = text[1..].IndexOf('{') + 1;
        run = next > 0 ? text[..next] : text;
        text = text[run.Length..];
        return true;
    }

    [GeneratedRegex(@"\{([^|}]+)\|[^}]*\}")]
    private static partial Regex Annotated { get; }
}
