using System.Globalization;
using System.Text;
using SkiaSharp;
using HarfBuzz = HarfBuzzSharp;

namespace Firmware.Screens;

/// <summary>A text turned into glyphs on whole pixels, its origin at the left end of the baseline.</summary>
/// <param name="Glyphs">Null when there is nothing to draw.</param>
/// <param name="Width">Sum of the advances.</param>
/// <param name="Ink">What the glyphs cover.</param>
/// <param name="HasMissing">Whether some character is in no font and 〓 stands for it.</param>
internal sealed record SetText(SKTextBlob? Glyphs, int Width, SKRectI Ink, bool HasMissing);

/// <summary>
/// Shapes texts with HarfBuzz, each grapheme in the first font that has it: base and selector as one glyph, else the base alone, else 〓.
/// Keeps what it has set: the screens say a few hundred things over and over.
/// </summary>
internal sealed class Typesetter(Typefaces typefaces) : IDisposable
{
    const int MostKept = 1024;
    const string Geta = "〓";   // what printers set for a sort they do not have

    readonly HarfBuzz.Buffer _buffer = new();
    readonly SKTextBlobBuilder _builder = new();
    readonly Dictionary<(string Text, Face Face, int Size, Script Script), SetText> _kept = [];
    readonly HarfBuzz.Language[] _languages = [.. Enum.GetValues<Script>().Select(script => new HarfBuzz.Language(script.Tag()))];

    public SetText Set(string text, Style style) => Set(text, style.Face, style.Size, style.Script ?? Script.Japanese);

    public SetText Set(string text, Face face, int size, Script script = Script.Japanese)
    {
        if (!_kept.TryGetValue((text, face, size, script), out var set))
        {
            if (_kept.Count == MostKept)
            {
                Forget();
            }
            set = Shape(text, face, size, script);
            _kept.Add((text, face, size, script), set);
        }
        return set;
    }

    public void Dispose()
    {
        Forget();
        _builder.Dispose();
        _buffer.Dispose();
    }

    /// <summary>What is kept of what was set.</summary>
    public int Kept => _kept.Count;

    /// <summary>Everything that was set, for the room or because it is nobody's business any longer.</summary>
    public void Forget()
    {
        foreach (var set in _kept.Values)
        {
            set.Glyphs?.Dispose();
        }
        _kept.Clear();
    }

    SetText Shape(string text, Face face, int size, Script script)
    {
        var x = 0;
        var ink = SKRectI.Empty;
        var hasMissing = false;
        var run = new StringBuilder();
        FontFile? runFont = null;
        for (var rest = text.AsSpan(); !rest.IsEmpty;)
        {
            var grapheme = rest[..StringInfo.GetNextTextElementLength(rest)];
            rest = rest[grapheme.Length..];
            var (font, shown) = Choose(grapheme, face, script);
            hasMissing |= font is null;
            font ??= typefaces[Script.Japanese, face, 0]!;
            if (font != runFont)
            {
                Flush();
                runFont = font;
            }
            run.Append(shown);
        }
        Flush();
        return new(_builder.Build(), x, ink, hasMissing);

        void Flush()
        {
            if (run.Length > 0)
            {
                x = Append(run.ToString(), runFont!, size, _languages[(int)script], x, ref ink);
                run.Clear();
            }
        }
    }

    /// <summary>The font of one grapheme and what of it to show; no font when none has it.</summary>
    (FontFile? Font, string Shown) Choose(ReadOnlySpan<char> grapheme, Face face, Script script)
    {
        Rune.DecodeFromUtf16(grapheme, out var @base, out var used);
        Rune.DecodeFromUtf16(grapheme[used..], out var selector, out _);
        if (used < grapheme.Length && IsVariationSelector(selector))
        {
            for (var rank = 0; typefaces[script, face, rank] is { } font; rank++)
            {
                if (font.Shaper.TryGetVariationGlyph(@base.Value, (uint)selector.Value, out _))
                {
                    return (font, grapheme.ToString());
                }
            }
            grapheme = grapheme[..used];
        }
        for (var rank = 0; typefaces[script, face, rank] is { } font; rank++)
        {
            if (font.Shaper.TryGetNominalGlyph(@base.Value, out _))
            {
                return (font, grapheme.ToString());
            }
        }
        return (null, Geta);
    }

    static bool IsVariationSelector(Rune rune) => rune.Value is (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    /// <summary>Shapes one run of one font, adds it to the builder and returns where the next begins.</summary>
    int Append(string run, FontFile file, int size, HarfBuzz.Language language, int x, ref SKRectI ink)
    {
        _buffer.ClearContents();
        _buffer.Language = language;   // unset, it would be that of the process: the same text with other forms under another locale
        _buffer.AddUtf16(run);
        _buffer.GuessSegmentProperties();
        file.Shaper.Shape(_buffer);
        var infos = _buffer.GetGlyphInfoSpan();
        var positions = _buffer.GetGlyphPositionSpan();
        var glyphs = new ushort[infos.Length];
        var points = new SKPoint[infos.Length];
        for (var i = 0; i < infos.Length; i++)
        {
            glyphs[i] = (ushort)infos[i].Codepoint;
            points[i] = new(x + ToPixels(positions[i].XOffset), -ToPixels(positions[i].YOffset));
            x += ToPixels(positions[i].XAdvance);   // each advance whole, so that equal letters stand equally far apart
        }
        var font = file.At(size);
        _builder.AddPositionedRun(glyphs, font, points);

        var bounds = new SKRect[glyphs.Length];
        font.GetGlyphWidths(glyphs, new float[glyphs.Length], bounds);
        for (var i = 0; i < bounds.Length; i++)
        {
            if (bounds[i].Width > 0)
            {
                bounds[i].Offset(points[i]);
                var covered = SKRectI.Ceiling(bounds[i], outwards: true);
                ink = ink.IsEmpty ? covered : SKRectI.Union(ink, covered);
            }
        }
        return x;

        int ToPixels(int units) => (int)MathF.Round(units * (float)size / file.UnitsPerEm, MidpointRounding.AwayFromZero);
    }
}
