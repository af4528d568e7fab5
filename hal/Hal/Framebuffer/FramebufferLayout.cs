using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Hal.Framebuffer;

/// <summary>How the visible picture lies in a framebuffer's memory.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="BytesPerPixel">2, 3 or 4; the lowest byte first.</param>
/// <param name="LineLength">Bytes from one line to the next; may be more than its pixels take, and odd.</param>
/// <param name="Start">Where the first visible pixel is, in bytes.</param>
/// <param name="White">The value of a pixel with every bit of red, green, blue and opacity.</param>
/// <param name="Black">The value of one with opacity only.</param>
/// <remarks>
/// <code>
/// struct fb_var_screeninfo (linux/fb.h), u32 each:  xres yres | xres_virtual yres_virtual | xoffset yoffset | bits_per_pixel | grayscale
///                                                   | red | green | blue | transp: offset length msb_right each | …   160 bytes
/// struct fb_fix_screeninfo on 64 bit:  id 16 bytes | smem_start u64 | smem_len type type_aux visual u32 | three steps u16, padding u16
///                                      | line_length u32 | …                                                         80 bytes
/// </code>
/// </remarks>
internal sealed record FramebufferLayout(int Width, int Height, int BytesPerPixel, int LineLength, long Start, uint White, uint Black)
{
    public const int VariableSize = 160, FixedSize = 80;

    const uint PackedPixels = 0, TrueColour = 2, DirectColour = 4;
    const uint MostPixels = 1 << 14, MostBytes = 1 << 16;   // a side, a line: more is no screen

    /// <summary>Bytes from the first visible pixel up to the end of the last.</summary>
    public int PictureLength => LineLength * (Height - 1) + Width * BytesPerPixel;

    /// <param name="variable">What FBIOGET_VSCREENINFO answered.</param>
    /// <param name="fixedPart">What FBIOGET_FSCREENINFO answered.</param>
    /// <param name="layout">The layout, where it is one we can draw into.</param>
    /// <param name="problem">Why not, and what to do, where it is none.</param>
    public static bool TryRead(ReadOnlySpan<byte> variable, ReadOnlySpan<byte> fixedPart, [NotNullWhen(true)] out FramebufferLayout? layout, [NotNullWhen(false)] out string? problem)
    {
        var (width, height, bits) = (Word(variable, 0), Word(variable, 4), Word(variable, 24));
        var (left, top) = (Word(variable, 16), Word(variable, 20));
        var (type, visual, lineLength) = (Word(fixedPart, 28), Word(fixedPart, 36), Word(fixedPart, 48));
        var (colours, opacity) = (Channel(variable, 32) | Channel(variable, 44) | Channel(variable, 56), Channel(variable, 68));
        layout = null;
        problem = (type, visual, bits) switch
        {
            (not PackedPixels, _, _) or (_, not (TrueColour or DirectColour), _) or (_, _, not (16 or 24 or 32)) => string.Create(CultureInfo.InvariantCulture,
                $"has {bits} bits a pixel in the kernel's type {type}, visual {visual}; set its mode to true colour with 16, 24 or 32 bits (video=… on the kernel's command line, or fbset -depth)"),
            _ when width is 0 or > MostPixels || height is 0 or > MostPixels || left > MostPixels || top > MostPixels || lineLength > MostBytes || lineLength < width * (bits / 8) => string.Create(
                CultureInfo.InvariantCulture, $"says that it has {width}×{height} pixels in lines of {lineLength} bytes, which cannot be; set its mode anew"),
            _ when colours == 0 || (ulong)(colours | opacity) >> (int)bits != 0 => string.Create(CultureInfo.InvariantCulture, $"does not say where red, green and blue are in its {bits} bits; set its mode anew"),
            _ => null,
        };
        if (problem is not null)
        {
            return false;
        }
        var bytes = (int)bits / 8;
        layout = new((int)width, (int)height, bytes, (int)lineLength, (long)top * lineLength + left * bytes, colours | opacity, opacity);
        return true;
    }

    static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    /// <summary>The bits of one channel; which of them is its highest makes no difference to all or none.</summary>
    static uint Channel(ReadOnlySpan<byte> variable, int at)
    {
        var (offset, length) = (Word(variable, at), Word(variable, at + 4));
        return offset < 32 && length is > 0 and <= 32 ? (uint)(((1UL << (int)length) - 1) << (int)offset) : 0;
    }
}
