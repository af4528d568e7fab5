using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Hal;

/// <summary>A device file as the Linux kernel gives it: whoever reads it sleeps until bytes come, and can be woken.</summary>
/// <remarks>Not <c>System.IO.Ports</c>: its read loop sleeps 1 ms at a time (dotnet/runtime 45635), which costs a PN532 more than most commands take.</remarks>
internal class DeviceFile : IDisposable
{
    readonly string _device;
    readonly string _path;
    readonly int _stop;
    bool _isClosed;

    /// <param name="device">As a technician calls it.</param>
    /// <param name="path">Its file.</param>
    /// <param name="access">Of <see cref="Libc"/>: to read, or to read and write.</param>
    /// <exception cref="DeviceException">It is not there, or this user may not open it.</exception>
    public DeviceFile(string device, string path, int access)
    {
        (_device, _path) = (device, path);
        Descriptor = Libc.Open(path, access | Libc.DeviceFile);
        if (Descriptor < 0)
        {
            throw Failed("cannot be opened", Marshal.GetLastPInvokeError());
        }
        _stop = Libc.EventFd(0, Libc.EventFdCloseOnExec);
        if (_stop < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            _ = Libc.Close(Descriptor);
            throw Failed("eventfd", error);
        }
    }

    protected int Descriptor { get; }

    /// <summary>Keeps every other program that asks for the same away from it.</summary>
    /// <exception cref="DeviceException">Another one was first.</exception>
    public void Lock()
    {
        if (Libc.Flock(Descriptor, Libc.LockExclusiveNow) < 0)
        {
            throw Failed("is in use by another program", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Sets a serial line to 8 data bits, no parity, 1 stop bit, nothing translated.</summary>
    /// <param name="baudRate">Any speed.</param>
    /// <param name="request">Of <see cref="Libc"/>: now, dropping what waits on it, or after what is written has gone.</param>
    /// <exception cref="DeviceException">It is no serial line, or does not take this speed.</exception>
    // termios2 (asm-generic/termbits.h): iflag oflag cflag lflag (u32 each), line (u8), cc[19], ispeed ospeed (u32 each)
    public void SetRaw(int baudRate, nuint request)
    {
        Span<byte> termios = stackalloc byte[44];
        if (Libc.Ioctl(Descriptor, Libc.GetTermios2, termios) < 0)
        {
            throw Failed("is no serial line", Marshal.GetLastPInvokeError());
        }
        termios[..36].Clear();
        // CS8 | CREAD | CLOCAL with BOTHER: the speed is a number, so 921600 and 1288000 need no constant
        BinaryPrimitives.WriteUInt32LittleEndian(termios[8..], 0x30 | 0x80 | 0x800 | 0x1000);
        termios[17 + Libc.MinimumCount] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(termios[36..], (uint)baudRate);
        BinaryPrimitives.WriteUInt32LittleEndian(termios[40..], (uint)baudRate);
        if (Libc.Ioctl(Descriptor, request, termios) < 0)
        {
            throw Failed($"does not take {baudRate} bit/s", Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Blocks until bytes arrive and gives their number; 0 when it was stopped.</summary>
    /// <exception cref="DeviceException">It is gone: unplugged, or the other end of a pseudo-terminal closed.</exception>
    public int Read(Span<byte> bytes)
    {
        Span<Libc.PollEntry> entries = [new() { Fd = Descriptor, Events = Libc.PollIn }, new() { Fd = _stop, Events = Libc.PollIn }];
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
            var count = Libc.Read(Descriptor, bytes, (nuint)bytes.Length);
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
        Leave();
        _ = Libc.Close(Descriptor);   // lets a lock and a grab go
        _ = Libc.Close(_stop);
    }

    /// <summary>Undoes what closing does not.</summary>
    protected virtual void Leave()
    {
        // nothing
    }

    protected DeviceException Failed(string what, int error) =>
        new(_device, error == 0 ? $"{_path} {what}" : $"{_path} {what}: {Marshal.GetPInvokeErrorMessage(error)}");
}
