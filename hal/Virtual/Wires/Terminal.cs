using System.Runtime.InteropServices;

namespace Virtual.Wires;

/// <summary>What of libc a pseudo-terminal needs (Linux: the numbers are of asm-generic, alike on x86-64 and arm64).</summary>
static partial class Terminal
{
    public const short PollIn = 0x0001;
    public const short PollOut = 0x0004;

    const nuint GetTermios2 = 0x802C542A;   // TCGETS2
    const nuint SetTermios2 = 0x402C542B;   // TCSETS2
    const uint OwnSpeed = 0x1000;           // BOTHER: the speed is the number in OutputSpeed
    const uint SpeedBits = 0x100F;          // CBAUD
    const int Again = 11;                   // EAGAIN
    const int Interrupted = 4;              // EINTR
    const int NonBlocking = 0x800;          // O_NONBLOCK, EFD_NONBLOCK
    const int CloseOnExec = 0x80000;        // O_CLOEXEC, EFD_CLOEXEC

    [StructLayout(LayoutKind.Sequential)]
    public unsafe struct Termios2
    {
        public uint Input, Output, Control, Local;
        public byte Line;
        public fixed byte Characters[19];
        public uint InputSpeed, OutputSpeed;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Fd;
        public short Events;
        public short Revents;
    }

    /// <summary>Master and slave of a new pseudo-terminal, raw at 115200 baud before anyone knows its path.</summary>
    public static unsafe (int Master, int Slave, string Path) Open()
    {
        var name = stackalloc byte[64];
        Check(openpty(out var master, out var slave, name, 0, 0), "open a pseudo-terminal");
        Check(fcntl(master, 4, NonBlocking), "set it non-blocking");             // F_SETFL
        Check(fcntl(master, 2, 1), "keep it from child processes");              // F_SETFD, FD_CLOEXEC
        Check(fcntl(slave, 2, 1), "keep it from child processes");
        var raw = new Termios2 { Control = OwnSpeed | 0x30 | 0x80 | 0x800, InputSpeed = 115200, OutputSpeed = 115200 };   // CS8 CREAD CLOCAL
        raw.Characters[6] = 1;                                                   // VMIN
        Check(ioctl(slave, SetTermios2, &raw), "make it raw");
        return (master, slave, Marshal.PtrToStringUTF8((nint)name)!);
    }

    /// <summary>The speed the client set, in baud.</summary>
    public static unsafe int BaudRate(int slave)
    {
        Termios2 now;
        Check(ioctl(slave, GetTermios2, &now), "read its speed");
        return (int)now.OutputSpeed;
    }

    /// <summary>What a client does to change its speed.</summary>
    public static unsafe void SetBaudRate(int slave, int rate)
    {
        Termios2 now;
        Check(ioctl(slave, GetTermios2, &now), "read its speed");
        now.Control = now.Control & ~SpeedBits | OwnSpeed;
        (now.InputSpeed, now.OutputSpeed) = ((uint)rate, (uint)rate);
        Check(ioctl(slave, SetTermios2, &now), "set its speed");
    }

    /// <summary>A counter one thread raises to wake another out of <see cref="Wait"/>.</summary>
    public static int OpenBell()
    {
        var fd = eventfd(0, NonBlocking | CloseOnExec);
        Check(fd, "make an eventfd");
        return fd;
    }

    public static unsafe void Ring(int bell)
    {
        ulong one = 1;
        _ = write(bell, &one, sizeof(ulong));   // full means it rings already
    }

    public static unsafe void Silence(int bell)
    {
        ulong count;
        _ = read(bell, &count, sizeof(ulong));
    }

    /// <summary>Waits until the master can be read or the bell rings.</summary>
    public static unsafe (bool Master, bool Bell) Wait(int master, int bell)
    {
        var both = stackalloc PollFd[] { new() { Fd = master, Events = PollIn }, new() { Fd = bell, Events = PollIn } };
        if (poll(both, 2, -1) < 0 && Marshal.GetLastPInvokeError() != Interrupted)
        {
            Check(-1, "wait for the pseudo-terminal");
        }
        return (both[0].Revents != 0, both[1].Revents != 0);
    }

    /// <summary>What the client wrote; 0 when there is nothing.</summary>
    public static unsafe int Read(int master, Span<byte> bytes)
    {
        fixed (byte* to = bytes)
        {
            var count = (int)read(master, to, (nuint)bytes.Length);
            return count < 0 && Marshal.GetLastPInvokeError() is Again or Interrupted ? 0 : Check(count, "read the pseudo-terminal");
        }
    }

    /// <summary>Sends to the client. A UART has no flow control: what a client leaves unread until the buffer is full is lost.</summary>
    public static unsafe void Write(int master, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            fixed (byte* from = bytes)
            {
                var count = (int)write(master, from, (nuint)bytes.Length);
                if (count < 0 && Marshal.GetLastPInvokeError() == Again)
                {
                    return;
                }
                bytes = bytes[Check(count, "write to the pseudo-terminal")..];
            }
        }
    }

    public static void Close(int fd) => _ = close(fd);

    static int Check(int result, string what) => result >= 0 ? result
        : throw new IOException($"could not {what}: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int openpty(out int master, out int slave, byte* name, nint termios, nint window);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int ioctl(int fd, nuint request, Termios2* argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int fd, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial int poll(PollFd* fds, nuint count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint read(int fd, void* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint write(int fd, void* buffer, nuint count);

    [LibraryImport("libc")]
    private static partial int close(int fd);
}
