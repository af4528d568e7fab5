using System.Buffers.Binary;
using Hal;
using SkiaSharp;

namespace Firmware.Screens;

/// <summary>Draws a screen as the panel will show it: every pixel black or white from the start, nothing dithered.</summary>
public sealed class ScreenRenderer : IDisposable
{
    readonly Lock _lock = new();
    readonly Typefaces _typefaces;
    readonly Typesetter _type;
    readonly SKBitmap _bitmap = new(new SKImageInfo(ScreenLayout.Width, ScreenLayout.Height, SKColorType.Gray8, SKAlphaType.Opaque));
    readonly SKCanvas _canvas;
    readonly SKPaint _ink = Paint(SKColors.Black);
    readonly SKPaint _paper = Paint(SKColors.White);

    /// <param name="fonts">Folder of the fonts; null looks beside the program and where the system keeps them.</param>
    /// <exception cref="FileNotFoundException">A font is missing; the message names its package.</exception>
    public ScreenRenderer(string? fonts = null)
    {
        _typefaces = Typefaces.Open(fonts);
        _type = new(_typefaces);
        _canvas = new(_bitmap);
    }

    internal Typesetter Typesetter => _type;

    /// <summary>Whether that font is in memory by now.</summary>
    internal bool IsOpen(Script script, Face face, int rank) => _typefaces.IsOpen(script, face, rank);

    public Frame Render(Screen screen)
    {
        lock (_lock)
        {
            var frame = Draw(ScreenLayout.Of(screen, _type));
            if (screen.ShowsTitles)
            {
                _type.Forget();   // what somebody reads is not kept when the screen is gone
            }
            return frame;
        }
    }

    /// <summary>A line of text on a frame of its own, for the labels of the gallery.</summary>
    internal Frame RenderLabel(string text, Script script = Script.Japanese)
    {
        lock (_lock)
        {
            return Draw([new Mark.Text(text, new Style(Face.Bold, 24) { Script = script }, 4, 24, 0, ScreenLayout.Width, IsWhite: false)]);
        }
    }

    public void Dispose()
    {
        _canvas.Dispose();
        _bitmap.Dispose();
        _ink.Dispose();
        _paper.Dispose();
        _type.Dispose();
        _typefaces.Dispose();
    }

    Frame Draw(List<Mark> marks)
    {
        _canvas.Clear(SKColors.White);
        foreach (var mark in marks)
        {
            Draw(mark);
        }
        _canvas.Flush();
        var frame = new Frame(ScreenLayout.Width, ScreenLayout.Height);
        Pack(_bitmap.GetPixelSpan(), _bitmap.RowBytes, frame);
        return frame;
    }

    void Draw(Mark mark)
    {
        switch (mark)
        {
            case Mark.Text text:
                if (_type.Set(text.Value, text.Style).Glyphs is { } glyphs)
                {
                    var paint = text.IsWhite ? _paper : _ink;
                    paint.Style = SKPaintStyle.Fill;
                    _canvas.DrawText(glyphs, text.X, text.Baseline, paint);
                }
                break;
            case Mark.Box box:
                var area = SKRect.Create(box.Area.Left, box.Area.Top, box.Area.Width, box.Area.Height);
                area.Inflate(-box.Pen / 2f, -box.Pen / 2f);   // the outline lies inside
                (_ink.Style, _ink.StrokeWidth) = (box.Pen > 0 ? SKPaintStyle.Stroke : SKPaintStyle.Fill, box.Pen);
                _canvas.DrawRoundRect(area, box.Radius, box.Radius, _ink);
                break;
            case Mark.Code code:
                _ink.Style = SKPaintStyle.Fill;
                for (var y = 0; y < code.Modules.Count; y++)
                {
                    for (var x = 0; x < code.Modules.Count; x++)
                    {
                        if (code.Modules[y][x])
                        {
                            _canvas.DrawRect(SKRect.Create(code.X + x * code.Scale, code.Y + y * code.Scale, code.Scale, code.Scale), _ink);
                        }
                    }
                }
                break;
            case Mark.Picture picture:
                Pictograms.Draw(_canvas, picture.Pictogram, picture.X, picture.Y, picture.Size, _ink, _paper);
                break;
        }
    }

    /// <summary>One byte a pixel to one bit a pixel, eight at a time: the top bits of eight grey bytes, the leftmost first.</summary>
    internal static void Pack(ReadOnlySpan<byte> grey, int rowBytes, Frame frame)
    {
        for (var y = 0; y < frame.Height; y++)
        {
            var from = grey.Slice(y * rowBytes, frame.Width);
            var row = frame.Row(y);
            for (var i = 0; i < row.Length; i++)
            {
                var eight = BinaryPrimitives.ReadUInt64LittleEndian(from[(i * 8)..]);
                // Byte i must reach bit 63 − i from bit 8i: a factor of 2^(63 − 9i). No two terms of the product meet, so nothing carries.
                row[i] = (byte)((((eight >> 7) & 0x0101_0101_0101_0101) * 0x8040_2010_0804_0201) >> 56);
            }
        }
    }

    static SKPaint Paint(SKColor colour) => new() { Color = colour, IsAntialias = false, StrokeCap = SKStrokeCap.Round, StrokeJoin = SKStrokeJoin.Round };
}
