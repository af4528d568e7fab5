using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hal.Framebuffer;

namespace Hal.Tests.Framebuffer;

public sealed class FramebufferImageTests
{
    const byte Untouched = 0xA5;

    /// <summary>Every format, odd line lengths, every scale and border: each pixel of the screen is the frame's, or white, and no other byte is written.</summary>
    [Property(MaxTest = 200)]
    public Property Every_pixel_is_the_frames_and_nothing_else_is_touched() => Prop.ForAll(
        (from format in Screens.AnyFormat
         from scale in Gen.Choose(1, 4)
         from more in Gen.Choose(0, 40).Two()
         from padding in Gen.Choose(0, 7)
         from pixels in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(3 * 5)
         select (format, scale, more, padding, pixels)).ToArbitrary(),
        given =>
        {
            var frame = new Frame(24, 5);
            for (var y = 0; y < frame.Height; y++)
            {
                given.pixels.AsSpan(y * frame.Stride, frame.Stride).CopyTo(frame.Row(y));
            }
            var layout = Screens.Layout(given.format, 24 * given.scale + given.more.Item1, 5 * given.scale + given.more.Item2, given.padding);
            var scale = FramebufferImage.ScaleFor(frame.Width, frame.Height, layout);
            var picture = new byte[layout.PictureLength];
            picture.AsSpan().Fill(Untouched);

            FramebufferImage.Draw(frame, layout, picture);

            return scale >= given.scale && (layout.Width < frame.Width * (scale + 1) || layout.Height < frame.Height * (scale + 1)) && IsShown(frame, scale, layout, picture);
        });

    [Fact]
    public void The_border_is_equal_on_both_sides()
    {
        var layout = Screens.Layout(Screens.Formats[0], 1024, 768);
        var frame = new Frame(400, 300);
        for (var y = 0; y < frame.Height; y++)
        {
            frame.Row(y).Clear();   // all black
        }
        var picture = new byte[layout.PictureLength];

        FramebufferImage.Draw(frame, layout, picture);

        Assert.Equal(2, FramebufferImage.ScaleFor(400, 300, layout));
        Assert.Equal((112, 112, 84, 84), (WhiteFrom(0, 384, 1, 0), WhiteFrom(1023, 384, -1, 0), WhiteFrom(512, 0, 0, 1), WhiteFrom(512, 767, 0, -1)));

        int WhiteFrom(int x, int y, int stepX, int stepY)
        {
            var count = 0;
            for (; Pixel(layout, picture, x + stepX * count, y + stepY * count) == layout.White; count++)
            {
                // on to the next
            }
            return count;
        }
    }

    [Theory]
    [InlineData(399, 300, 0)]
    [InlineData(400, 299, 0)]
    [InlineData(320, 240, 0)]
    [InlineData(400, 300, 1)]
    [InlineData(480, 320, 1)]
    [InlineData(799, 600, 1)]
    [InlineData(800, 600, 2)]
    [InlineData(1920, 1080, 3)]
    public void A_frame_is_as_many_times_as_large_as_fits(int width, int height, int scale) =>
        Assert.Equal(scale, FramebufferImage.ScaleFor(400, 300, Screens.Layout(Screens.Formats[5], width, height)));

    static bool IsShown(Frame frame, int scale, FramebufferLayout layout, byte[] picture)
    {
        var left = (layout.Width - frame.Width * scale) / 2;
        var top = (layout.Height - frame.Height * scale) / 2;
        for (var y = 0; y < layout.Height; y++)
        {
            for (var x = 0; x < layout.Width; x++)
            {
                var isInside = x >= left && x < left + frame.Width * scale && y >= top && y < top + frame.Height * scale;
                var isBlack = isInside && frame.IsBlack((x - left) / scale, (y - top) / scale);
                if (Pixel(layout, picture, x, y) != (isBlack ? layout.Black : layout.White))
                {
                    return false;
                }
            }
            var padding = y + 1 < layout.Height ? picture.AsSpan(y * layout.LineLength + layout.Width * layout.BytesPerPixel, layout.LineLength - layout.Width * layout.BytesPerPixel) : [];
            if (padding.ContainsAnyExcept(Untouched))
            {
                return false;
            }
        }
        return true;
    }

    static uint Pixel(FramebufferLayout layout, byte[] picture, int x, int y)
    {
        uint value = 0;
        for (var i = 0; i < layout.BytesPerPixel; i++)
        {
            value |= (uint)picture[y * layout.LineLength + x * layout.BytesPerPixel + i] << (8 * i);
        }
        return value;
    }
}
