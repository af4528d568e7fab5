using System.Runtime.InteropServices;

namespace Hal.Framebuffer;

/// <summary>A framebuffer's device file.</summary>
internal sealed class FramebufferFile(string path) : DeviceFile("panel", path, Libc.ReadWrite)
{
    /// <summary>Lights the screen, and asks how its pixels lie.</summary>
    /// <exception cref="DeviceException">It is no framebuffer, or none that we can draw into.</exception>
    public FramebufferLayout ReadLayout()
    {
        Span<byte> variable = stackalloc byte[FramebufferLayout.VariableSize];
        Span<byte> fixedPart = stackalloc byte[FramebufferLayout.FixedSize];
        if (Libc.Ioctl(Descriptor, GetVariable, variable) < 0 || Libc.Ioctl(Descriptor, GetFixed, fixedPart) < 0)
        {
            throw Failed("is no framebuffer", Marshal.GetLastPInvokeError());
        }
        _ = Libc.Ioctl(Descriptor, Blank, Unblank);   // a console may have darkened it; some have nothing to darken
        return FramebufferLayout.TryRead(variable, fixedPart, out var layout, out var problem) ? layout : throw Failed(problem, error: 0);
    }

    /// <summary>Writes the whole picture.</summary>
    /// <param name="picture">Bytes as the layout has them.</param>
    /// <param name="start">Where the first goes.</param>
    /// <exception cref="DeviceException">The screen is gone, or has less memory than it says.</exception>
    public void Write(ReadOnlySpan<byte> picture, long start)
    {
        while (!picture.IsEmpty)
        {
            var written = Libc.PWrite(Descriptor, picture, (nuint)picture.Length, (nint)start);
            var error = written < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error == Libc.Interrupted)
            {
                continue;
            }
            if (written <= 0)
            {
                throw Failed("cannot be written to", error);
            }
            picture = picture[(int)written..];
            start += written;
        }
    }

    /// <summary>Refuses it by name.</summary>
    public DeviceException Refused(string why) => Failed(why, error: 0);

    const nuint GetVariable = 0x4600, GetFixed = 0x4602, Blank = 0x4611;   // FBIOGET_VSCREENINFO, FBIOGET_FSCREENINFO, FBIOBLANK (linux/fb.h)
    const nint Unblank = 0;
}
