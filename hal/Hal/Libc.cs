using System.Runtime.InteropServices;

namespace Hal;

/// <summary>What a device file needs of libc; .NET's own streams can neither lock it, nor set any speed, nor be woken while they wait.</summary>
/// <remarks>Figures of asm-generic/fcntl.h, ioctls.h, poll.h and errno.h: the same on x86-64, arm and arm64.</remarks>
internal static partial class Libc
{
    public const int ReadOnly = 0x0, ReadWrite = 0x2;
    public const int DeviceFile = 0x100 | 0x800 | 0x80000;   // O_NOCTTY | O_NONBLOCK | O_CLOEXEC
    public const int LockExclusiveNow = 2 | 4;
    public const int EventFdCloseOnExec = 0x80000;
    public const nuint GetTermios2 = 0x802C542A, SetNowAndFlush = 0x402C542D, SetAfterDrain = 0x402C542C;
    public const int MinimumCount = 6;   // VMIN
    public const short PollIn = 1, PollOut = 4, PollError = 8, PollHangUp = 16;
    public const int Interrupted = 4, TryAgain = 11, NotATerminal = 25;

    [StructLayout(LayoutKind.Sequential)]
    public struct PollEntry
    {
        public int Fd;
        public short Events;
        public short Happened;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int fd, Span<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int fd, ReadOnlySpan<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    public static partial nint PWrite(int fd, ReadOnlySpan<byte> bytes, nuint count, nint offset);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(Span<PollEntry> entries, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Flock(int fd, int operation);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int EventFd(uint start, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(int fd, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(int fd, nuint request, Span<byte> argument);
}
