namespace Hal.Framebuffer;

/// <summary>Draws a frame as a framebuffer's pixels: black on white as on paper, as many times as large as fits, in the middle of a white border.</summary>
internal static class FramebufferImage
{
    /// <summary>How many times as large a frame can be shown; 0 where the screen is smaller.</summary>
    public static int ScaleFor(int width, int height, FramebufferLayout layout) => Math.Min(layout.Width / width, layout.Height / height);

    /// <param name="frame">No larger than the screen.</param>
    /// <param name="layout">Of the screen.</param>
    /// <param name="picture">From the first visible pixel on, <see cref="FramebufferLayout.PictureLength"/> bytes; those between the lines are left alone.</param>
    public static void Draw(Frame frame, FramebufferLayout layout, Span<byte> picture)
    {
        var scale = ScaleFor(frame.Width, frame.Height, layout);
        ArgumentOutOfRangeException.ThrowIfZero(scale);
        var left = (layout.Width - frame.Width * scale) / 2;
        var top = (layout.Height - frame.Height * scale) / 2;
        for (var y = 0; y < layout.Height; y++)
        {
            var line = picture.Slice(y * layout.LineLength, layout.Width * layout.BytesPerPixel);
            if (y > 0 && RowAt(y) == RowAt(y - 1))
            {
                picture.Slice((y - 1) * layout.LineLength, line.Length).CopyTo(line);
            }
            else
            {
                DrawLine(frame, RowAt(y), scale, line[(left * layout.BytesPerPixel)..], layout, line);
            }
        }

        int? RowAt(int y) => y >= top && (y - top) / scale < frame.Height ? (y - top) / scale : null;
    }

    static void DrawLine(Frame frame, int? row, int scale, Span<byte> inside, FramebufferLayout layout, Span<byte> line)
    {
        Fill(line, layout.White, layout.BytesPerPixel);
        var size = scale * layout.BytesPerPixel;   // of one pixel of the frame
        for (var x = 0; row is { } y && x < frame.Width; x++)
        {
            if (frame.IsBlack(x, y))
            {
                Fill(inside.Slice(x * size, size), layout.Black, layout.BytesPerPixel);
            }
        }
    }

    static void Fill(Span<byte> pixels, uint value, int bytesPerPixel)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(value >> (8 * (i % bytesPerPixel)));
        }
    }
}
