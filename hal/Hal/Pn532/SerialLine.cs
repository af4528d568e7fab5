using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hal.Pn532;

/// <summary>A serial line as the Linux kernel gives it: raw, any speed, nobody else on it.</summary>
/// <remarks>Not <c>System.IO.Ports</c>: its read loop sleeps 1 ms at a time (dotnet/runtime 45635), which costs more than most commands take.</remarks>
internal sealed partial class SerialLine : IDisposable
{
    readonly string _path;
    readonly int _fd;
    readonly int _stop;
    bool _isClosed;

    public SerialLine(string path, int baudRate)
    {
        _path = path;
        _fd = Open(path, OpenFlags);
        if (_fd < 0)
        {
            throw Failed("cannot be opened", Marshal.GetLastPInvokeError());
        }
        try
        {
            if (Flock(_fd, LockExclusiveNow) < 0)
            {
                throw Failed("is in use by another program", Marshal.GetLastPInvokeError());
            }
            _ = Ioctl(_fd, SetExclusive, 0);
            SetRaw(baudRate, SetNowAndFlush);
            SetLowLatency();
            _stop = EventFd(0, EventFdCloseOnExec);
            if (_stop < 0)
            {
                throw Failed("eventfd", Marshal.GetLastPInvokeError());
            }
        }
        catch
        {
            _ = Close(_fd);
            throw;
        }
    }

    public void ChangeBaudRate(int baudRate) => SetRaw(baudRate, SetAfterDrain);

    /// <summary>Writes all bytes; the kernel's buffer takes a frame at once.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var written = Write(_fd, bytes, (nuint)bytes.Length);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }
            var error = Marshal.GetLastPInvokeError();
            if (error == Interrupted)
            {
                continue;
            }
            if (error != TryAgain || !CanWriteSoon())
            {
                throw Failed("cannot be written to", error);
            }
        }
    }

    /// <summary>Blocks until bytes arrive and gives their number; 0 when the line was stopped.</summary>
    /// <exception cref="DeviceException">The line is gone: unplugged, or the other end of a pseudo-terminal closed.</exception>
    public int Read(Span<byte> bytes)
    {
        Span<PollEntry> entries = [new() { Fd = _fd, Events = PollIn }, new() { Fd = _stop, Events = PollIn }];
        while (true)
        {
            var ready = Poll(entries, 2, -1);
            var error = ready < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error == Interrupted)
            {
                continue;
            }
            if (error != 0)
            {
                throw Failed("cannot be polled", error);
            }
            if (entries[1].Happened != 0)
            {
                return 0;
            }
            var count = Read(_fd, bytes, (nuint)bytes.Length);
            if (count > 0)
            {
                return (int)count;
            }
            error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (count == 0 || error is not (TryAgain or Interrupted) || (entries[0].Happened & (PollHangUp | PollError)) != 0)
            {
                throw Failed("is gone", error);
            }
        }
    }

    /// <summary>Makes the blocked read return.</summary>
    public void Stop() => Write(_stop, BitConverter.GetBytes(1UL), 8);

    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }
        _isClosed = true;
        _ = Ioctl(_fd, ClearExclusive, 0);   // a pseudo-terminal that someone else keeps open would stay exclusive
        _ = Close(_fd);
        _ = Close(_stop);
    }

    bool CanWriteSoon()
    {
        Span<PollEntry> entries = [new() { Fd = _fd, Events = PollOut }];
        return Poll(entries, 1, 200) > 0 && (entries[0].Happened & PollOut) != 0;
    }

    // termios2 (asm-generic/termbits.h): iflag oflag cflag lflag (u32 each), line (u8), cc[19], ispeed ospeed (u32 each)
    void SetRaw(int baudRate, nuint request)
    {
        Span<byte> termios = stackalloc byte[44];
        if (Ioctl(_fd, GetTermios2, termios) < 0)
        {
            throw Failed("is no serial line", Marshal.GetLastPInvokeError());
        }
        termios[..16].Clear();
        // CS8 | CREAD | CLOCAL with BOTHER: the speed is a number, so 921600 and 1288000 need no constant
        BinaryPrimitives.WriteUInt32LittleEndian(termios[8..], 0x30 | 0x80 | 0x800 | 0x1000);
        termios[17..36].Clear();
        termios[17 + MinimumCount] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(termios[36..], (uint)baudRate);
        BinaryPrimitives.WriteUInt32LittleEndian(termios[40..], (uint)baudRate);
        if (Ioctl(_fd, request, termios) < 0)
        {
            throw Failed($"does not take {baudRate} bit/s", Marshal.GetLastPInvokeError());
        }
    }

    // FTDI adapters hold bytes back for 16 ms unless asked (serial_struct.flags at offset 16 on 64 bit; linux/serial.h). Others refuse: no loss.
    void SetLowLatency()
    {
        Span<byte> serial = stackalloc byte[128];
        if (nint.Size == 8 && Ioctl(_fd, GetSerial, serial) == 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(serial[16..], BinaryPrimitives.ReadInt32LittleEndian(serial[16..]) | 0x2000);
            _ = Ioctl(_fd, SetSerial, serial);
        }
    }

    DeviceException Failed(string what, int error) =>
        new("PN532", error == 0 ? $"{_path} {what}" : $"{_path} {what}: {Marshal.GetPInvokeErrorMessage(error)}");

    // Figures of asm-generic/fcntl.h, ioctls.h, poll.h and errno.h: the same on x86-64, arm and arm64.
    const int OpenFlags = 0x2 | 0x100 | 0x800 | 0x80000;   // O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC
    const int LockExclusiveNow = 2 | 4;
    const int EventFdCloseOnExec = 0x80000;
    const nuint GetTermios2 = 0x802C542A, SetNowAndFlush = 0x402C542D, SetAfterDrain = 0x402C542C;
    const nuint SetExclusive = 0x540C, ClearExclusive = 0x540D, GetSerial = 0x541E, SetSerial = 0x541F;
    const int MinimumCount = 6;   // VMIN
    const short PollIn = 1, PollOut = 4, PollError = 8, PollHangUp = 16;
    const int Interrupted = 4, TryAgain = 11;

    [StructLayout(LayoutKind.Sequential)]
    struct PollEntry
    {
        public int Fd;
        public short Events;
        public short Happened;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int fd);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int fd, Span<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int fd, ReadOnlySpan<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(Span<PollEntry> entries, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(int fd, int operation);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint start, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int fd, nuint request, nint argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int fd, nuint request, Span<byte> argument);
}
