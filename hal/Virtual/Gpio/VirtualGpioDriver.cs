using System.Device.Gpio;

namespace Virtual.Gpio;

/// <summary>The 28 pins of a Raspberry Pi header in software: what the host drives, what the world drives, and what a reader of the pin sees.</summary>
/// <remarks>Virtual devices stand on the other side of it: they listen to <see cref="HostChanged"/> and answer through <see cref="Drive"/> or <see cref="Attach"/>.</remarks>
public sealed class VirtualGpioDriver : GpioDriver
{
    const int Pins = 28;   // BCM 0 to 27

    readonly Lock _lock = new();
    readonly Pin[] _pins = [.. Enumerable.Range(0, Pins).Select(_ => new Pin())];

    /// <summary>The host drives a pin to another level, or lets it go (null). Raised outside the lock, on the host's thread.</summary>
    public event Action<int, PinValue?>? HostChanged;

    protected override int PinCount => Pins;

    /// <summary>What the host drives; null while the pin is an input.</summary>
    public PinValue? FromHost(int pin)
    {
        lock (_lock)
        {
            return _pins[pin].FromHost;
        }
    }

    /// <summary>What the world drives onto a pin; null lets it go, and a pull resistor decides.</summary>
    public void Drive(int pin, PinValue? level) => Change(pin, p => p.FromWorld = level);

    /// <summary>Asks the world at each reading, for levels that depend on the moment somebody looks.</summary>
    public void Attach(int pin, Func<PinValue?> level)
    {
        lock (_lock)
        {
            _pins[pin].Asked = level;
        }
    }

    protected override void OpenPin(int pinNumber)
    {
        lock (_lock)
        {
            _pins[pinNumber].IsOpen = true;
        }
    }

    /// <summary>Closing leaves the pin as an input, as libgpiod does when a line is released.</summary>
    protected override void ClosePin(int pinNumber) => Change(pinNumber, p => (p.IsOpen, p.Mode) = (false, PinMode.Input));

    protected override void SetPinMode(int pinNumber, PinMode mode) => Change(pinNumber, p => p.Mode = mode);

    protected override void SetPinMode(int pinNumber, PinMode mode, PinValue initialValue) =>
        Change(pinNumber, p => (p.Latch, p.Mode) = (initialValue, mode));

    protected override PinMode GetPinMode(int pinNumber)
    {
        lock (_lock)
        {
            return _pins[pinNumber].Mode;
        }
    }

    protected override bool IsPinModeSupported(int pinNumber, PinMode mode) => true;

    protected override PinValue Read(int pinNumber)
    {
        Func<PinValue?>? asked;
        lock (_lock)
        {
            asked = _pins[pinNumber].Asked;
        }
        var level = asked?.Invoke();   // outside the lock: the world may drive other pins while it answers
        lock (_lock)
        {
            return level ?? _pins[pinNumber].Level;
        }
    }

    protected override void Write(int pinNumber, PinValue value)
    {
        if (GetPinMode(pinNumber) != PinMode.Output)
        {
            throw new InvalidOperationException($"pin {pinNumber} is no output");
        }
        Change(pinNumber, p => p.Latch = value);
    }

    protected override WaitForEventResult WaitForEvent(int pinNumber, PinEventTypes eventTypes, CancellationToken cancellationToken)
    {
        using var seen = new ManualResetEventSlim();
        var happened = PinEventTypes.None;
        PinChangeEventHandler handler = (_, change) =>
        {
            happened = change.ChangeType;
            seen.Set();
        };
        AddCallbackForPinValueChangedEvent(pinNumber, eventTypes, handler);
        try
        {
            seen.Wait(cancellationToken);
            return new() { EventTypes = happened, TimedOut = false };
        }
        catch (OperationCanceledException)
        {
            return new() { EventTypes = PinEventTypes.None, TimedOut = true };   // the driver's contract: a result, no exception
        }
        finally
        {
            RemoveCallbackForPinValueChangedEvent(pinNumber, handler);
        }
    }

    protected override void AddCallbackForPinValueChangedEvent(int pinNumber, PinEventTypes eventTypes, PinChangeEventHandler callback)
    {
        lock (_lock)
        {
            _pins[pinNumber].Callbacks = [.. _pins[pinNumber].Callbacks, (eventTypes, callback)];
        }
    }

    protected override void RemoveCallbackForPinValueChangedEvent(int pinNumber, PinChangeEventHandler callback)
    {
        lock (_lock)
        {
            _pins[pinNumber].Callbacks = [.. _pins[pinNumber].Callbacks.Where(entry => entry.Callback != callback)];
        }
    }

    void Change(int number, Action<Pin> change)
    {
        var pin = _pins[number];
        PinValue before, after;
        PinValue? hostBefore, hostAfter;
        (PinEventTypes Types, PinChangeEventHandler Callback)[] callbacks;
        lock (_lock)
        {
            (before, hostBefore) = (pin.Level, pin.FromHost);
            change(pin);
            (after, hostAfter, callbacks) = (pin.Level, pin.FromHost, pin.Callbacks);
        }
        if (hostBefore != hostAfter)
        {
            HostChanged?.Invoke(number, hostAfter);
        }
        if (before != after)
        {
            var edge = after == PinValue.High ? PinEventTypes.Rising : PinEventTypes.Falling;
            foreach (var (_, callback) in callbacks.Where(entry => entry.Types.HasFlag(edge)))
            {
                callback(this, new PinValueChangedEventArgs(edge, number));
            }
        }
    }

    sealed class Pin
    {
        public bool IsOpen;
        public PinMode Mode = PinMode.Input;
        public PinValue Latch = PinValue.Low;
        public PinValue? FromWorld;
        public Func<PinValue?>? Asked;
        public (PinEventTypes Types, PinChangeEventHandler Callback)[] Callbacks = [];

        public PinValue? FromHost => Mode == PinMode.Output ? Latch : null;

        public PinValue Level => FromHost ?? FromWorld ?? (Mode == PinMode.InputPullUp ? PinValue.High : PinValue.Low);
    }
}
