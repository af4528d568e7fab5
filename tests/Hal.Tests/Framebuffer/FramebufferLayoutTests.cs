using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hal.Framebuffer;

namespace Hal.Tests.Framebuffer;

public sealed class FramebufferLayoutTests
{
    const int Bits = 24, Visual = 36;   // where bits_per_pixel and visual are

    [Theory]
    [InlineData("RGB565", 2, 0xFFFF, 0)]
    [InlineData("BGR565", 2, 0xFFFF, 0)]
    [InlineData("ARGB1555", 2, 0xFFFF, 0x8000)]
    [InlineData("RGB888", 3, 0xFFFFFF, 0)]
    [InlineData("BGR888", 3, 0xFFFFFF, 0)]
    [InlineData("XRGB8888", 4, 0xFFFFFF, 0)]
    [InlineData("ARGB8888", 4, 0xFFFFFFFF, 0xFF000000)]
    [InlineData("RGBA8888", 4, 0xFFFFFFFF, 0xFF)]
    [InlineData("XRGB2101010", 4, 0x3FFFFFFF, 0)]
    public void Black_and_white_are_what_the_channels_say(string format, int bytesPerPixel, uint white, uint black) =>
        Assert.Equal(new FramebufferLayout(800, 480, bytesPerPixel, 800 * bytesPerPixel, 0, white, black), Screens.Layout(Screens.Formats.Single(one => one.Name == format), 800, 480));

    [Fact]
    public void A_screen_that_is_a_window_of_a_larger_memory_begins_where_it_is_scrolled_to() =>
        Assert.Equal(600 * (1024 + 8) * 2 + 8 * 2, Screens.Layout(Screens.Formats[0], 1024, 600, left: 8, top: 600).Start);

    public static TheoryData<string, Action<byte[], byte[]>> Unfit => new()
    {
        { "has 8 bits a pixel in the kernel's type 0, visual 3; set its mode to true colour", (variable, fixedPart) =>
            {
                Screens.Put(variable, Bits, 8);
                Screens.Put(fixedPart, Visual, 3);
            }
        },
        { "has 12 bits a pixel", (variable, _) => Screens.Put(variable, Bits, 12) },
        { "visual 3", (_, fixedPart) => Screens.Put(fixedPart, Visual, 3) },
        { "type 1", (_, fixedPart) => Screens.Put(fixedPart, 28, 1) },
        { "0×480 pixels", (variable, _) => Screens.Put(variable, 0, 0) },
        { "800×4294967295 pixels", (variable, _) => Screens.Put(variable, 4, -1) },
        { "in lines of 1599 bytes", (_, fixedPart) => Screens.Put(fixedPart, 48, 1599) },
        { "does not say where red, green and blue are", (variable, _) => Screens.Put(variable, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0) },
        { "does not say where red, green and blue are in its 16 bits", (variable, _) => Screens.Put(variable, 32, 24, 8) },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Unfit))]
    public void What_cannot_be_drawn_into_is_told_with_what_to_do(string problem, Action<byte[], byte[]> change)
    {
        var (variable, fixedPart) = Screens.Answers(Screens.Formats[0], 800, 480, 1600);
        change(variable, fixedPart);

        Assert.False(FramebufferLayout.TryRead(variable, fixedPart, out _, out var said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
        Assert.Contains("set its mode", said, StringComparison.Ordinal);
    }

    [Property]
    public Property Garbage_never_throws_and_what_passes_can_be_held_in_memory() => Prop.ForAll(
        (from format in Screens.AnyFormat
         from width in Gen.Choose(0, 5000)
         from at in Gen.Choose(0, 39)
         from word in Gen.Choose(int.MinValue, int.MaxValue)
         from fixedAt in Gen.Choose(0, 19)
         from fixedWord in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(int.MinValue, int.MaxValue)))
         select (format, width, at, word, fixedAt, fixedWord)).ToArbitrary(),
        given =>
        {
            var (variable, fixedPart) = Screens.Answers(given.format, given.width, 1080, given.width * 4);
            Screens.Put(variable, given.at * 4, given.word);
            Screens.Put(fixedPart, given.fixedAt * 4, given.fixedWord);
            return !FramebufferLayout.TryRead(variable, fixedPart, out var layout, out _) || layout is { PictureLength: > 0, Start: >= 0 };
        });
}
