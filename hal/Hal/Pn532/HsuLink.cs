using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Hal.Pn532;

/// <summary>PN532 on a serial line (high speed UART, UM0701-02 6.2.3): a thread waits for bytes, the caller for frames.</summary>
/// <remarks>
/// A frame's continuation always runs on the thread pool: it may be the code of a caller, and that must not hold up the reading.
/// The acknowledge's change of thread costs nothing, because the chip is at work meanwhile.
/// </remarks>
internal sealed class HsuLink : IPn532Link
{
    /// <summary>The chip's speed after reset.</summary>
    public const int DefaultBaudRate = 115200;

    // Two rising edges wake the chip (UM0701-02 7.2.11); the zeros give it time, as in every driver that works.
    static readonly byte[] WakeUp = [0x55, 0x55, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    readonly SerialLine _line;
    readonly Thread _thread;
    readonly Waiter _waiter;
    readonly Lock _gate = new();
    readonly HostFrameStream _stream = new();
    Memory<byte> _content;
    bool _isWaiting, _isClosed;
    Received _received;
    DeviceException? _lost;

    public HsuLink(string path, int baudRate, TimeProvider time)
    {
        Name = path;
        BaudRate = baudRate;
        _line = new(path, baudRate);
        _waiter = new(time);
        _thread = new(ReadToEnd) { IsBackground = true, Name = $"PN532 {path}" };
        _thread.Start();
    }

    public string Name { get; }
    public int? BaudRate { get; private set; }

    public void ChangeBaudRate(int baudRate)
    {
        _line.ChangeBaudRate(baudRate);
        BaudRate = baudRate;
        Discard();
    }

    public ValueTask WakeAsync(CancellationToken cancel)
    {
        _line.Write(WakeUp);
        return default;
    }

    public void Discard()
    {
        lock (_gate)
        {
            _stream.Clear();
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancel)
    {
        _line.Write(frame.Span);
        return default;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Received> ReceiveAsync(Memory<byte> content, TimeSpan timeout, CancellationToken cancel)
    {
        ValueTask<WaitOutcome> wait;
        lock (_gate)
        {
            if (_stream.TryTake(content.Span, out var received))
            {
                return received;
            }
            if (_lost is not null)
            {
                throw Lost(_lost);
            }
            (_isWaiting, _content, _received) = (true, content, Received.Nothing);
            wait = _waiter.Arm(timeout);
        }
        WaitOutcome outcome;
        using (_waiter.CancelOn(cancel))
        {
            outcome = await wait;
        }
        lock (_gate)
        {
            _isWaiting = false;
            if (outcome == WaitOutcome.Signalled && _received.IsNothing && _lost is not null)
            {
                throw Lost(_lost);
            }
            if (outcome == WaitOutcome.TimedOut && (!_received.IsNothing || _stream.TryTake(content.Span, out _received)))
            {
                outcome = WaitOutcome.Signalled;   // it came while we were held up ourselves: a chip that answered is not lost
            }
        }
        return outcome switch
        {
            WaitOutcome.Signalled => _received,
            WaitOutcome.TimedOut => Received.Nothing,
            WaitOutcome.Cancelled => throw new OperationCanceledException(cancel),
        };
    }

    public ValueTask DisposeAsync()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            _line.Stop();
            _thread.Join();   // it runs nobody else's code, so it ends at once
            _line.Dispose();
            _waiter.Dispose();
        }
        return default;
    }

    DeviceException Lost(DeviceException cause) => new(cause.Device, $"{Name} is gone", cause);

    void ReadToEnd()
    {
        Span<byte> bytes = stackalloc byte[512];
        try
        {
            while (_line.Read(bytes) is > 0 and var count)
            {
                Take(bytes[..count]);
                CryptographicOperations.ZeroMemory(bytes[..count]);
            }
        }
        catch (DeviceException e)
        {
            lock (_gate)
            {
                (_lost, _isWaiting) = (e, false);
            }
            _waiter.Signal();
        }
    }

    void Take(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _stream.Append(bytes);
            if (!_isWaiting || !_stream.TryTake(_content.Span, out _received))
            {
                return;
            }
            _isWaiting = false;
        }
        _waiter.Signal();
    }
}
