namespace Bridge.Library;

/// <summary>NW-7 labels (Codabar, JIS X 0506), as scanners and catalogues write them: <c>A10000017A</c>, <c>a10000017a</c>, <c>10000017</c>.</summary>
static class Label
{
    /// <summary>Longest label; those in use have 6 to 14 characters.</summary>
    public const int MaximumLength = 32;

    /// <summary>The data between start and stop letter: what all three ways to write a label share.</summary>
    public static string KeyOf(string label)
    {
        var text = label.Trim();
        return text is [var start, .. { Length: > 0 } inner, var stop] && IsStartStop(start) && IsStartStop(stop) ? inner : text;
    }

    /// <summary>Whether this can be a label: data of digits and <c>- $ : / . +</c>, start and stop letter both or neither.</summary>
    public static bool IsLabel(string label) =>
        label.Trim() is { Length: > 0 and <= MaximumLength } && KeyOf(label).All(c => char.IsAsciiDigit(c) || "-$:/.+".Contains(c, StringComparison.Ordinal));

    static bool IsStartStop(char c) => char.ToUpperInvariant(c) is >= 'A' and <= 'D' && char.IsAscii(c);
}
