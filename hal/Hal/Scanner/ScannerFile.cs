using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Hal.Scanner;

/// <summary>A scanner's device file, read by a thread of its own that sleeps in the kernel until bytes come.</summary>
internal sealed class ScannerFile(string path) : DeviceFile("scanner", path, Libc.ReadOnly)
{
    const int MostWaiting = 4096;   // pieces; a keyboard sends two a character and two more with shift

    /// <summary>Takes a serial line alone, and drops what waits on it.</summary>
    public void BecomeRawSerial(int baudRate)
    {
        Lock();
        SetRaw(baudRate, Libc.SetNowAndFlush);
    }

    /// <summary>Takes an input device alone, so that scans reach no console, and asks for its times on the monotonic clock.</summary>
    /// <remarks>A pipe or file of recorded events knows neither: no loss there.</remarks>
    public void Grab()
    {
        Span<byte> clock = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(clock, ClockMonotonic);
        if (Libc.Ioctl(Descriptor, GrabDevice, 1) < 0 && Marshal.GetLastPInvokeError() != Libc.NotATerminal
            || Libc.Ioctl(Descriptor, SetClock, clock) < 0 && Marshal.GetLastPInvokeError() != Libc.NotATerminal)
        {
            throw Failed("is held by another program", Marshal.GetLastPInvokeError());
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
            Stop();
            reader.Join();
        }
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
                    return Failed("sends faster than anybody reads", error: 0);
                }
            }
            return null;
        }
        catch (DeviceException e)
        {
            return e;
        }
    }

    const nuint GrabDevice = 0x40044590, SetClock = 0x400445A0;   // EVIOCGRAB, EVIOCSCLOCKID (linux/input.h)
    const int ClockMonotonic = 1;
}
