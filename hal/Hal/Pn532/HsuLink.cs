using System.Runtime.CompilerServices;

namespace Hal.Pn532;

/// <summary>PN532 on a serial line (high speed UART, UM0701-02 6.2.3): a thread waits for bytes, the caller for frames.</summary>
/// <remarks>
/// The continuation of an acknowledge runs on the reading thread, because it does nothing but wait for the answer;
/// that of everything else may be the code of a caller, so it moves to the thread pool: one change of thread a command, not two.
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
    bool _isWaiting, _isClosed, _isClosedHere;   // here: by a continuation on the reading thread, which then closes the line when it ends
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
        var wait = default(ValueTask<WaitOutcome>);
        Received received;
        bool isHere;
        lock (_gate)
        {
            isHere = _stream.TryTake(content.Span, out received);
            if (!isHere)
            {
                if (_lost is not null)
                {
                    throw new DeviceException(_lost.Device, $"{Name} is gone", _lost);
                }
                (_isWaiting, _content, _received) = (true, content, Received.Nothing);
                wait = _waiter.Arm(timeout);
            }
        }
        if (isHere)
        {
            if (!received.Is(HostFrameKind.Acknowledge) && Thread.CurrentThread == _thread)
            {
                await Task.Yield();   // acknowledge and answer came together, and we run in the acknowledge's continuation
            }
            return received;
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
                throw new DeviceException(_lost.Device, $"{Name} is gone", _lost);
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
            _isClosedHere = Thread.CurrentThread == _thread;
            if (!_isClosedHere)
            {
                _thread.Join();   // it does nothing but copy bytes, so it ends at once
                Close();
            }
        }
        return default;
    }

    void Close()
    {
        _line.Dispose();
        _waiter.Dispose();
    }

    void ReadToEnd()
    {
        Span<byte> bytes = stackalloc byte[512];
        try
        {
            while (_line.Read(bytes) is > 0 and var count)
            {
                Take(bytes[..count]);
            }
            if (_isClosedHere)
            {
                Close();
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
        if (_received.Is(HostFrameKind.Acknowledge))
        {
            _waiter.SignalInline();
        }
        else
        {
            _waiter.Signal();
        }
    }
}
