using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Virtual.Scanner;

/// <summary>What of libc a scanner's cable needs: a pseudo-terminal, a named pipe.</summary>
static partial class ScannerWire
{
    const nuint GetTermios2 = 0x802C542A;                           // TCGETS2, asm-generic
    const int WriteOnly = 1, NonBlocking = 0x800, CloseOnExec = 0x80000;

    /// <summary>The master of a new pseudo-terminal and the path of the other end.</summary>
    public static unsafe (int Master, string Path) OpenTerminal()
    {
        var name = stackalloc byte[64];
        Check(openpty(out var master, out var slave, name, 0, 0), "open a pseudo-terminal");
        Shut(slave);
        Check(fcntl(master, 2, 1), "keep it from child processes");   // F_SETFD, FD_CLOEXEC
        return (master, Marshal.PtrToStringUTF8((nint)name)!);
    }

    /// <summary>c_lflag as the host set it.</summary>
    public static uint LocalFlags(int master)
    {
        Span<byte> termios = stackalloc byte[44];
        Check(ioctl(master, GetTermios2, termios), "read the terminal's settings");
        return BinaryPrimitives.ReadUInt32LittleEndian(termios[12..]);
    }

    public static void MakePipe(string path) => Check(mkfifo(path, 0x180), "make a named pipe");   // 0600

    /// <summary>The writing end; negative while nobody reads.</summary>
    public static int TryOpenPipe(string path) => open(path, WriteOnly | NonBlocking | CloseOnExec);

    /// <summary>Sends what the host has room for; a scanner does not wait.</summary>
    public static void Send(int fd, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && write(fd, bytes, (nuint)bytes.Length) is > 0 and var written)
        {
            bytes = bytes[(int)written..];
        }
    }

    public static void Shut(int fd) => _ = close(fd);

    static void Check(int result, string what)
    {
        if (result < 0)
        {
            throw new IOException($"could not {what}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int openpty(out int master, out int slave, byte* name, nint termios, nint window);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, nuint request, Span<byte> argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int fd, int command, int argument);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int fd, ReadOnlySpan<byte> bytes, nuint count);

    [LibraryImport("libc")]
    private static partial int close(int fd);
}
