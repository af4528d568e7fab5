using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Hal.Scanner;

/// <summary>A scanner's device file, read by a thread of its own that sleeps in the kernel until bytes come.</summary>
internal sealed class ScannerFile : IDisposable
{
    const int MostWaiting = 4096;   // pieces; a keyboard sends two a character and two more with shift

    readonly string _path;
    readonly int _fd;
    readonly int _stop;

    public ScannerFile(string path)
    {
        _path = path;
        _fd = Libc.Open(path, Libc.ReadOnly | Libc.DeviceFile);
        if (_fd < 0)
        {
            throw Failed("cannot be opened");
        }
        _stop = Libc.EventFd(0, Libc.EventFdCloseOnExec);
    }

    /// <summary>Sets a serial line to 8 data bits, no parity, 1 stop bit, nothing translated, and drops what waits on it.</summary>
    // termios2 (asm-generic/termbits.h): iflag oflag cflag lflag (u32 each), line (u8), cc[19], ispeed ospeed (u32 each)
    public void BecomeRawSerial(int baudRate)
    {
        if (Libc.Flock(_fd, Libc.LockExclusiveNow) < 0)
        {
            throw Failed("is in use by another program");
        }
        Span<byte> termios = stackalloc byte[44];
        if (Libc.Ioctl(_fd, Libc.GetTermios2, termios) < 0)
        {
            throw Failed("is no serial line");
        }
        termios[..36].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(termios[8..], 0x30 | 0x80 | 0x800 | 0x1000);   // CS8 | CREAD | CLOCAL | BOTHER: the speed is a number
        termios[17 + Libc.MinimumCount] = 1;
        BinaryPrimitives.WriteUInt32LittleEndian(termios[36..], (uint)baudRate);
        BinaryPrimitives.WriteUInt32LittleEndian(termios[40..], (uint)baudRate);
        if (Libc.Ioctl(_fd, Libc.SetNowAndFlush, termios) < 0)
        {
            throw Failed($"does not take {baudRate} bit/s");
        }
    }

    /// <summary>Takes an input device alone, so that scans reach no console, and asks for its times on the monotonic clock.</summary>
    /// <remarks>A pipe or file of recorded events knows neither: no loss there.</remarks>
    public void Grab()
    {
        Span<byte> clock = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(clock, ClockMonotonic);
        if (Libc.Ioctl(_fd, GrabDevice, 1) < 0 && Marshal.GetLastPInvokeError() != Libc.NotATerminal
            || Libc.Ioctl(_fd, SetClock, clock) < 0 && Marshal.GetLastPInvokeError() != Libc.NotATerminal)
        {
            throw Failed("is held by another program");
        }
    }

    /// <summary>What is read, as it comes, until cancelled.</summary>
    /// <exception cref="DeviceException">The scanner was unplugged.</exception>
    public async IAsyncEnumerable<(ReadOnlyMemory<byte> Bytes, long Timestamp)> ReadAllAsync(TimeProvider time, [EnumeratorCancellation] CancellationToken cancel)
    {
        var pieces = Channel.CreateBounded<(ReadOnlyMemory<byte>, long)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });
        var reader = new Thread(() => pieces.Writer.Complete(Pump(pieces.Writer, time))) { IsBackground = true, Name = "scanner" };
        reader.Start();
        try
        {
            await foreach (var piece in pieces.Reader.ReadAllAsync(cancel))
            {
                yield return piece;
            }
        }
        finally
        {
            Libc.Write(_stop, BitConverter.GetBytes(1UL), 8);   // wakes the thread
            reader.Join();
        }
    }

    public void Dispose()
    {
        _ = Libc.Close(_fd);   // lets a grab and a lock go
        _ = Libc.Close(_stop);
    }

    DeviceException? Pump(ChannelWriter<(ReadOnlyMemory<byte>, long)> pieces, TimeProvider time)
    {
        var buffer = new byte[24 * 64];
        try
        {
            for (int count; (count = Read(buffer)) > 0;)
            {
                if (!pieces.TryWrite((buffer.AsMemory(0, count).ToArray(), time.GetTimestamp())))
                {
                    return new DeviceException("scanner", $"{_path} sends faster than anybody reads");
                }
            }
            return null;
        }
        catch (DeviceException e)
        {
            return e;
        }
    }

    int Read(Span<byte> bytes)
    {
        Span<Libc.PollEntry> entries = [new() { Fd = _fd, Events = Libc.PollIn }, new() { Fd = _stop, Events = Libc.PollIn }];
        while (true)
        {
            if (Libc.Poll(entries, 2, -1) < 0 && Marshal.GetLastPInvokeError() != Libc.Interrupted)
            {
                throw Failed("cannot be waited for");
            }
            if (entries[1].Happened != 0)
            {
                return 0;
            }
            if (entries[0].Happened == 0)
            {
                continue;
            }
            var count = Libc.Read(_fd, bytes, (nuint)bytes.Length);
            if (count > 0)
            {
                return (int)count;
            }
            if (count == 0 || Marshal.GetLastPInvokeError() is not (Libc.TryAgain or Libc.Interrupted))
            {
                throw Failed("is gone");
            }
        }
    }

    DeviceException Failed(string what) => new("scanner", $"{_path} {what}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    const nuint GrabDevice = 0x40044590, SetClock = 0x400445A0;   // EVIOCGRAB, EVIOCSCLOCKID (linux/input.h)
    const int ClockMonotonic = 1;
}
