using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Hal.Framebuffer;

/// <summary>The kernel's text console, which draws nothing for as long as this lives: its cursor and messages would be over our picture.</summary>
internal sealed class TextConsole : IDisposable
{
    const nuint SetMode = 0x4B3A;       // KDSETMODE (linux/kd.h)
    const nint Text = 0, Graphics = 1;

    readonly int _tty;

    TextConsole(int tty) => _tty = tty;

    /// <param name="path">A terminal of the kernel's, for example <c>/dev/tty0</c>: the one that is seen.</param>
    /// <param name="console">The console, silenced.</param>
    /// <param name="problem">Why it is not, where it is not: no such terminal, or no right to it (CAP_SYS_TTY_CONFIG, or it is the program's own).</param>
    public static bool TrySilence(string path, [NotNullWhen(true)] out TextConsole? console, [NotNullWhen(false)] out string? problem)
    {
        (console, problem) = (null, null);
        var tty = Libc.Open(path, Libc.ReadWrite | Libc.DeviceFile);
        if (tty >= 0 && Libc.Ioctl(tty, SetMode, Graphics) >= 0)
        {
            console = new(tty);
            return true;
        }
        problem = $"{path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}";
        if (tty >= 0)
        {
            _ = Libc.Close(tty);
        }
        return false;
    }

    public void Dispose()
    {
        _ = Libc.Ioctl(_tty, SetMode, Text);
        _ = Libc.Close(_tty);
    }
}
