using SkiaSharp;

namespace Firmware.Screens;

/// <summary>One thing on a screen, at its place in pixels. What <see cref="ScreenLayout"/> decides and <see cref="ScreenRenderer"/> draws.</summary>
internal abstract record Mark
{
    Mark() { }   // the marks below are all there are

    /// <param name="X">Left end of the baseline.</param>
    /// <param name="Left">Where its line begins; ink further left is a mistake.</param>
    /// <param name="Right">Where its line ends.</param>
    public sealed record Text(string Value, Style Style, int X, int Baseline, int Left, int Right, bool IsWhite) : Mark;

    /// <param name="Radius">Of its corners.</param>
    /// <param name="Pen">Width of the outline; 0 fills.</param>
    public sealed record Box(SKRectI Area, int Radius, int Pen = 0) : Mark;

    /// <summary>A QR code, each module a square of whole pixels, its quiet zone included.</summary>
    /// <param name="Modules">Rows from the top.</param>
    /// <param name="Scale">Pixels a module.</param>
    public sealed record Code(IReadOnlyList<System.Collections.BitArray> Modules, int X, int Y, int Scale) : Mark
    {
        public SKRectI Area => SKRectI.Create(X, Y, Modules.Count * Scale, Modules.Count * Scale);
    }

    public sealed record Picture(Pictogram Pictogram, int X, int Y, int Size) : Mark
    {
        public SKRectI Area => SKRectI.Create(X, Y, Size, Size);
    }
}

/// <summary>How a text looks. At 0.212 mm a pixel, 32 px are a body of 6.8 mm; nothing is smaller than furigana.</summary>
/// <param name="Size">Of the body, in pixels.</param>
internal readonly record struct Style(Face Face, int Size, bool IsMain = false)
{
    /// <summary>Of second lines and of names, Japanese; null, that of the screen's language.</summary>
    public Script? Script { get; init; }

    /// <summary>From the top of a kanji to the baseline: 0.88 of the body in all our fonts.</summary>
    public int Ascent => (int)MathF.Round(Size * 0.88f);

    /// <summary>12 over 24; larger over larger, or the eye does not connect them.</summary>
    public int ReadingSize => Size >= 32 && !IsTight ? 16 : 12;

    /// <summary>In a list, where a wide reading would push its row apart.</summary>
    public bool IsTight { get; init; }

    /// <summary>What letters with two marks need above the body, and those with a dot beneath it.</summary>
    public int Headroom => Script == Screens.Script.Vietnamese ? Size / 6 : 0;

    public int Footroom => Script == Screens.Script.Vietnamese ? Size / 8 : 0;
}
