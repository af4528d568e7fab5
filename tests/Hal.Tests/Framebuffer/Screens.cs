using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using Hal.Framebuffer;

namespace Hal.Tests.Framebuffer;

/// <summary>What kernels answer about framebuffers.</summary>
static class Screens
{
    /// <param name="Name">As drivers call it.</param>
    /// <param name="Bits">A pixel.</param>
    /// <param name="Red">Its offset and length; so on.</param>
    public sealed record Format(string Name, int Bits, (int Offset, int Length) Red, (int Offset, int Length) Green, (int Offset, int Length) Blue, (int Offset, int Length) Opacity = default);

    public static readonly Format[] Formats =
    [
        new("RGB565", 16, (11, 5), (5, 6), (0, 5)),
        new("BGR565", 16, (0, 5), (5, 6), (11, 5)),
        new("ARGB1555", 16, (10, 5), (5, 5), (0, 5), (15, 1)),
        new("RGB888", 24, (16, 8), (8, 8), (0, 8)),
        new("BGR888", 24, (0, 8), (8, 8), (16, 8)),
        new("XRGB8888", 32, (16, 8), (8, 8), (0, 8)),
        new("ARGB8888", 32, (16, 8), (8, 8), (0, 8), (24, 8)),
        new("RGBA8888", 32, (24, 8), (16, 8), (8, 8), (0, 8)),
        new("XRGB2101010", 32, (20, 10), (10, 10), (0, 10)),
    ];

    /// <summary>fb_var_screeninfo and fb_fix_screeninfo, in true colour.</summary>
    public static (byte[] Variable, byte[] Fixed) Answers(Format format, int width, int height, int lineLength, int left = 0, int top = 0)
    {
        var (variable, fixedPart) = (new byte[FramebufferLayout.VariableSize], new byte[FramebufferLayout.FixedSize]);
        Put(variable, 0, width, height, width + left, height + top, left, top, format.Bits, 0,
            format.Red.Offset, format.Red.Length, 0, format.Green.Offset, format.Green.Length, 0, format.Blue.Offset, format.Blue.Length, 0, format.Opacity.Offset, format.Opacity.Length, 0);
        Put(fixedPart, 36, 2);
        Put(fixedPart, 48, lineLength);
        return (variable, fixedPart);
    }

    public static FramebufferLayout Layout(Format format, int width, int height, int padding = 0, int left = 0, int top = 0)
    {
        var (variable, fixedPart) = Answers(format, width, height, (width + left) * format.Bits / 8 + padding, left, top);
        Assert.True(FramebufferLayout.TryRead(variable, fixedPart, out var layout, out var problem), problem);
        return layout;
    }

    public static Gen<Format> AnyFormat => Gen.Elements(Formats);

    public static void Put(Span<byte> bytes, int at, params ReadOnlySpan<int> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(at + i * 4)..], words[i]);
        }
    }
}
