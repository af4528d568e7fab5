using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hal.Pn532;

/// <summary>A serial line as the Linux kernel gives it: raw, any speed, nobody else on it.</summary>
/// <remarks>Not <c>System.IO.Ports</c>: its read loop sleeps 1 ms at a time (dotnet/runtime 45635), which costs more than most commands take.</remarks>
internal sealed class SerialLine : IDisposable
{
    readonly string _path;
    readonly int _fd;
    readonly int _stop;
    bool _isClosed;

    public SerialLine(string path, int baudRate)
    {
        _path = path;
        _fd = Libc.Open(path, Libc.ReadWrite | Libc.DeviceFile);
        if (_fd < 0)
        {
            throw Failed("cannot be opened", Marshal.GetLastPInvokeError());
        }
        try
        {
            if (Libc.Flock(_fd, Libc.LockExclusiveNow) < 0)
            {
                throw Failed("is in use by another program", Marshal.GetLastPInvokeError());
            }
            _ = Libc.Ioctl(_fd, SetExclusive, 0);
            SetRaw(baudRate, Libc.SetNowAndFlush);
            SetLowLatency();
            _stop = Libc.EventFd(0, Libc.EventFdCloseOnExec);
            if (_stop < 0)
            {
                throw Failed("eventfd", Marshal.GetLastPInvokeError());
            }
        }
        catch
        {
            _ = Libc.Close(_fd);
            throw;
        }
    }

    public void ChangeBaudRate(int baudRate) => SetRaw(baudRate, Libc.SetAfterDrain);

    /// <summary>Writes all bytes; the kernel's buffer takes a frame at once.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var written = Libc.Write(_fd, bytes, (nuint)bytes.Length);
            if (written >= 0)
            {
                bytes = bytes[(int)written..];
                continue;
            }
            var error = Marshal.GetLastPInvokeError();
            if (error == Libc.Interrupted)
            {
                continue;
            }
            if (error != Libc.TryAgain || !CanWriteSoon())
            {
                throw Failed("cannot be written to", error);
            }
        }
    }

    /// <summary>Blocks until bytes arrive and gives their number; 0 when the line was stopped.</summary>
    /// <exception cref="DeviceException">The line is gone: unplugged, or the other end of a pseudo-terminal closed.</exception>
    public int Read(Span<byte> bytes)
    {
        Span<Libc.PollEntry> entries = [new() { Fd = _fd, Events = Libc.PollIn }, new() { Fd = _stop, Events = Libc.PollIn }];
        while (true)
        {
            var ready = Libc.Poll(entries, 2, -1);
            var error = ready < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error == Libc.Interrupted)
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
            var count = Libc.Read(_fd, bytes, (nuint)bytes.Length);
            if (count > 0)
            {
                return (int)count;
            }
            error = count < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (count == 0 || error is not (Libc.TryAgain or Libc.Interrupted) || (entries[0].Happened & (Libc.PollHangUp | Libc.PollError)) != 0)
            {
                throw Failed("is gone", error);
            }
        }
    }

    /// <summary>Makes the blocked read return.</summary>
    public void Stop() => Libc.Write(_stop, BitConverter.GetBytes(1UL), 8);

    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }
        _isClosed = true;
        _ = Libc.Ioctl(_fd, ClearExclusive, 0);   // a pseudo-terminal that someone else keeps open would stay exclusive
        _ = Libc.Close(_fd);
        _ = Libc.Close(_stop);
    }

    bool CanWriteSoon()
    {
        Span<Libc.PollEntry> entries = [new() { Fd = _fd, Events = Libc.PollOut }];
        return Libc.Poll(entries, 1, 200) > 0 && (entries[0].Happened & Libc.PollOut) != 0;
    }

    // termios2 (asm-generic/termbits.h): iflag oflag cflag lflag (u32 each), line (u8), cc[19], ispeed ospeed (u32 each)
    void SetRaw(int baudRate, nuint request)
    {
        Span<byte> termios = stackalloc byte[44];
        if (Libc.Ioctl(_fd, Libc.GetTermios2, termios) < 0)
        {
            throw Failed("is no serial line", Marshal.GetLastPInvokeError());
        }
        termios[..16].Clear();
        // CS8 | CREAD | CLOCAL with BOTHER: the speed is a number, so 921600 and 1288000 need no constant
        BinaryPrimitives.WriteUInt32LittleEndian(termios[8..], 0x30 | 0x80 | 0x800 | 0x1000);
        termios[17..36].Clear();
        termios[17 + Libc.MinimumCount] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(termios[36..], (uint)baudRate);
        BinaryPrimitives.WriteUInt32LittleEndian(termios[40..], (uint)baudRate);
        if (Libc.Ioctl(_fd, request, termios) < 0)
        {
            throw Failed($"does not take {baudRate} bit/s", Marshal.GetLastPInvokeError());
        }
    }

    // FTDI adapters hold bytes back for 16 ms unless asked (serial_struct.flags at offset 16 on 64 bit; linux/serial.h). Others refuse: no loss.
    void SetLowLatency()
    {
        Span<byte> serial = stackalloc byte[128];
        if (nint.Size == 8 && Libc.Ioctl(_fd, GetSerial, serial) == 0)
        {
            BinaryPrimitives.WriteInt32LittleEndian(serial[16..], BinaryPrimitives.ReadInt32LittleEndian(serial[16..]) | 0x2000);
            _ = Libc.Ioctl(_fd, SetSerial, serial);
        }
    }

    DeviceException Failed(string what, int error) =>
        new("PN532", error == 0 ? $"{_path} {what}" : $"{_path} {what}: {Marshal.GetPInvokeErrorMessage(error)}");

    const nuint SetExclusive = 0x540C, ClearExclusive = 0x540D, GetSerial = 0x541E, SetSerial = 0x541F;   // asm-generic/ioctls.h
}
