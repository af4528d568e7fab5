namespace Hal.Scanner;

/// <summary>A scan taken apart: symbology prefix, start letter, data, stop letter.</summary>
/// <param name="Symbology">The AIM code character where the scanner sends <c>]Xn</c> (F NW-7, E EAN, C Code 128, A Code 39); else null.</param>
/// <param name="Whole">Without that prefix.</param>
/// <param name="Start">A to D, as a capital.</param>
/// <param name="Data">Between start and stop.</param>
/// <param name="Stop">A to D, as a capital.</param>
internal readonly record struct Label(char? Symbology, string Whole, char? Start, string Data, char? Stop)
{
    const char Nw7 = 'F', Ean = 'E';

    public bool MayBeEan => Symbology is null or Ean;

    public static Label Parse(string text)
    {
        var (symbology, whole) = text is [']', >= 'A' and <= 'z' and var code, >= '0' and <= '9' or >= 'A' and <= 'z', .. var rest]
            ? ((char?)code, rest)
            : (null, text);
        return symbology is null or Nw7 && whole is [var start, .. var data, var stop] && IsLetter(start) && IsLetter(stop)
            ? new(symbology, whole, char.ToUpperInvariant(start), data, char.ToUpperInvariant(stop))
            : new(symbology, whole, null, whole, null);
    }

    static bool IsLetter(char character) => character is >= 'A' and <= 'D' or >= 'a' and <= 'd';
}
