namespace Hal.Scanner;

/// <summary>Cuts what a scanner sends into scans: printable ASCII up to a carriage return, line feed or tab.</summary>
/// <remarks>Anything else spoils the scan it is in, up to the next end, and so does a 129th character. A pause longer than a scanner
/// makes drops what came before it: a scan torn off, noise, or somebody typing.</remarks>
internal sealed class ScanFramer(TimeSpan longestPause)
{
    public const int LongestScan = 128;

    readonly char[] _text = new char[LongestScan];
    int _length;
    bool _isSpoilt;
    TimeSpan _last;

    /// <summary>The scan that ends with this character; null while there is none.</summary>
    /// <param name="character">As sent; one byte.</param>
    /// <param name="now">Since any fixed moment.</param>
    public string? Take(char character, TimeSpan now)
    {
        if (now - _last > longestPause)
        {
            Begin();
        }
        _last = now;
        if (character is '\r' or '\n' or '\t')
        {
            var scan = _isSpoilt || _length == 0 ? null : new string(_text, 0, _length);
            Begin();
            return scan;
        }
        if (_length == LongestScan || character is < ' ' or > '~')
        {
            _isSpoilt = true;
        }
        else
        {
            _text[_length++] = character;
        }
        return null;
    }

    void Begin() => (_length, _isSpoilt) = (0, false);
}
