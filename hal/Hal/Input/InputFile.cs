using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Hal.Input;

/// <summary>A device file that people's hands fill, a scanner's or a key pad's: read by a thread of its own that sleeps in the kernel until bytes come.</summary>
/// <remarks>What was read may be the digits of a PIN: each piece is zeroed when the next one is asked for.</remarks>
/// <param name="device">As a technician calls it.</param>
/// <param name="path">Its file.</param>
internal sealed class InputFile(string device, string path) : DeviceFile(device, path, Libc.ReadOnly)
{
    const int MostWaiting = 4096;   // pieces; a keyboard sends two a character and two more with shift

    readonly string _device = device;

    /// <summary>Takes a serial line alone, and drops what waits on it.</summary>
    public void BecomeRawSerial(int baudRate)
    {
        Lock();
        SetRaw(baudRate, Libc.SetNowAndFlush);
    }

    /// <summary>Takes an input device alone, so that what is typed reaches no console, and asks for its times on the monotonic clock.</summary>
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

    /// <summary>The events of an input device as they come, until cancelled.</summary>
    /// <exception cref="DeviceException">It was unplugged.</exception>
    public async IAsyncEnumerable<(InputEvent Happened, long Timestamp)> ReadEventsAsync(TimeProvider time, [EnumeratorCancellation] CancellationToken cancel)
    {
        var events = new InputEventStream();
        await foreach (var (bytes, timestamp) in ReadAllAsync(time, cancel))
        {
            var left = bytes;
            while (events.TryTake(ref left, out var happened))
            {
                yield return (happened, timestamp);
            }
        }
    }

    /// <summary>What is read, as it comes, until cancelled; a piece is good until the next is asked for.</summary>
    /// <exception cref="DeviceException">It was unplugged.</exception>
    public async IAsyncEnumerable<(ReadOnlyMemory<byte> Bytes, long Timestamp)> ReadAllAsync(TimeProvider time, [EnumeratorCancellation] CancellationToken cancel)
    {
        var pieces = Channel.CreateBounded<(byte[] Bytes, long Timestamp)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });
        var reader = new Thread(() => pieces.Writer.Complete(Pump(pieces.Writer, time))) { IsBackground = true, Name = _device };
        reader.Start();
        try
        {
            await foreach (var (bytes, timestamp) in pieces.Reader.ReadAllAsync(cancel))
            {
                yield return (bytes, timestamp);
                bytes.AsSpan().Clear();
            }
        }
        finally
        {
            Stop();
            reader.Join();
            while (pieces.Reader.TryRead(out var unread))
            {
                unread.Bytes.AsSpan().Clear();
            }
        }
    }

    DeviceException? Pump(ChannelWriter<(byte[], long)> pieces, TimeProvider time)
    {
        var buffer = new byte[InputEvent.Size * 64];
        try
        {
            for (int count; (count = Read(buffer)) > 0; buffer.AsSpan(0, count).Clear())
            {
                if (!pieces.TryWrite((buffer.AsSpan(0, count).ToArray(), time.GetTimestamp())))
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
