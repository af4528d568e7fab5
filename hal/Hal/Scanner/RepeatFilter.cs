namespace Hal.Scanner;

/// <summary>A label held before the scanner is read again and again: that is one scan.</summary>
internal sealed class RepeatFilter
{
    static readonly TimeSpan Within = TimeSpan.FromSeconds(1.5);

    string? _text;
    TimeSpan _seen;

    /// <summary>Whether the same text came less than 1.5 s ago, itself perhaps a repetition.</summary>
    public bool IsRepeat(string text, TimeSpan now)
    {
        var isRepeat = text == _text && now - _seen < Within;
        (_text, _seen) = (text, now);
        return isRepeat;
    }
}
