using System.Device.Gpio;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Hal.Pn532;

/// <summary>What I2C and SPI share: the chip never speaks first, so the host asks whether a frame is ready, or waits for the IRQ line to fall.</summary>
internal abstract class PolledLink : IPn532Link
{
    /// <summary>Without the IRQ line, from one question to the next. The chip acknowledges within 1 ms and a card takes several.</summary>
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(1);

    /// <summary>With the IRQ line, how long its silence is believed: an edge may have been missed.</summary>
    static readonly TimeSpan IrqInterval = TimeSpan.FromMilliseconds(50);

    readonly GpioPin? _irq;
    readonly Waiter _waiter;
    readonly HostFrameStream _stream = new();
    readonly byte[] _bytes = Traceless.Array(HostFrame.MaxLength);

    protected PolledLink(string name, GpioPin? irq, TimeProvider time)
    {
        (Name, _irq, Time, _waiter) = (name, irq, time, new(time));
        if (irq is not null)
        {
            irq.ValueChanged += OnIrq;
        }
    }

    public string Name { get; }
    public int? BaudRate => null;
    protected TimeProvider Time { get; }

    /// <summary>Bytes to read at first: most frames are whole in them, the longest is asked for again.</summary>
    protected abstract int FirstReadLength { get; }

    /// <summary>Asks the chip whether it has a frame.</summary>
    protected abstract bool IsReady();

    /// <summary>Reads a frame from its preamble on; false when the chip has none after all. What the chip has not is junk.</summary>
    protected abstract bool TryRead(Span<byte> bytes);

    /// <summary>Writes a frame; false when the chip is busy.</summary>
    protected abstract bool TryWrite(ReadOnlySpan<byte> frame);

    public abstract ValueTask WakeAsync(CancellationToken cancel);

    public void ChangeBaudRate(int baudRate) => throw new NotSupportedException("the host gives the clock");

    // What the chip still has is read over by the next command's acknowledge: a command makes the chip drop it.
    public void Discard() => _stream.Clear();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancel)
    {
        const int Attempts = 5;
        for (var attempt = 1; !TryWrite(frame.Span); attempt++)
        {
            if (attempt == Attempts)
            {
                throw new DeviceException("PN532", $"{Name} took none of {Attempts} writes; look at the wires, the address switches and the interface of the board");
            }
            await PauseAsync(PollInterval * attempt, cancel);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Received> ReceiveAsync(Memory<byte> content, TimeSpan timeout, CancellationToken cancel)
    {
        var isAskedAgain = false;
        for (var start = Time.GetTimestamp(); ;)
        {
            if (IsReady() && TryRead(_bytes.AsSpan(0, isAskedAgain ? _bytes.Length : FirstReadLength)))
            {
                // Each read transaction begins with a new frame, so nothing of an earlier one is kept.
                _stream.Clear();
                _stream.Append(_bytes.AsSpan(0, isAskedAgain ? _bytes.Length : FirstReadLength));
                CryptographicOperations.ZeroMemory(_bytes);
                if (_stream.TryTake(content.Span, out var received))
                {
                    return received;
                }
                if (!isAskedAgain && FirstReadLength < _bytes.Length)
                {
                    // Longer than the first read: the chip sends its last answer again from the start (UM0701-02 6.2.1.4).
                    isAskedAgain = true;
                    await SendAsync(NotAcknowledge, cancel);
                    continue;
                }
            }
            var left = timeout - Time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return Received.Nothing;
            }
            await WaitAsync(left, cancel);
        }
    }

    public ValueTask DisposeAsync()
    {
        if (_irq is not null)
        {
            _irq.ValueChanged -= OnIrq;
        }
        _waiter.Dispose();
        CloseDevice();
        return default;
    }

    protected abstract void CloseDevice();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    protected async ValueTask PauseAsync(TimeSpan length, CancellationToken cancel)
    {
        for (var start = Time.GetTimestamp(); length - Time.GetElapsedTime(start) is var left && left > TimeSpan.Zero;)
        {
            if (await _waiter.WaitAsync(left, cancel) == WaitOutcome.Cancelled)
            {
                throw new OperationCanceledException(cancel);
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    async ValueTask WaitAsync(TimeSpan left, CancellationToken cancel)
    {
        var interval = _irq is null ? PollInterval : IrqInterval;
        var wait = _waiter.Arm(left < interval ? left : interval);
        if (_irq is not null && _irq.Read() == PinValue.Low)
        {
            _waiter.Signal();   // it fell before the wait began
        }
        using (_waiter.CancelOn(cancel))
        {
            if (await wait == WaitOutcome.Cancelled)
            {
                throw new OperationCanceledException(cancel);
            }
        }
    }

    static readonly byte[] NotAcknowledge = HostFrame.NotAcknowledge.ToArray();

    void OnIrq(object sender, PinValueChangedEventArgs e)
    {
        if (e.ChangeType == PinEventTypes.Falling)
        {
            _waiter.Signal();
        }
    }
}
