using System.Device.Gpio;
using System.Device.Pwm;
using Hal.Signals;
using Virtual.Gpio;

namespace Virtual.Signals;

/// <summary>What a person before the appliance sees and hears of lamps, buzzer and gate: decoded from the pins.</summary>
public sealed class VirtualSignals
{
    readonly Lock _lock = new();
    readonly SignalPins _pins;
    readonly TimeProvider _time;
    readonly long _begun;
    readonly List<LampChange> _lamps = [];
    readonly List<Sound> _sounds = [];
    readonly List<GatePulse> _pulses = [];
    readonly HashSet<int> _high = [];
    int _hertz;
    TimeSpan _soundBegan, _gateClosed;

    public VirtualSignals(VirtualGpioDriver gpio, SignalPins pins, TimeProvider time)
    {
        (_pins, _time, _begun) = (pins, time, time.GetTimestamp());
        Buzzer = new VirtualBuzzer(Sounding);
        gpio.HostChanged += Switched;
    }

    /// <summary>Lamp, sound or gate changed.</summary>
    public event Action? Changed;

    /// <summary>The PWM output to give to the driver.</summary>
    public PwmChannel Buzzer { get; }

    /// <summary>Lit at this moment: <c>red</c>, <c>green</c>, <c>blue</c>, or several; empty when dark.</summary>
    public string Lit { get { lock (_lock) { return Colours(); } } }

    /// <summary>Sounding at this moment, in Hz; 0 when silent.</summary>
    public int Hertz { get { lock (_lock) { return _hertz; } } }

    public bool IsGateClosed { get { lock (_lock) { return _high.Contains(_pins.Gate); } } }

    public IReadOnlyList<LampChange> Lamps { get { lock (_lock) { return [.. _lamps]; } } }
    public IReadOnlyList<Sound> Sounds { get { lock (_lock) { return [.. _sounds]; } } }
    public IReadOnlyList<GatePulse> Pulses { get { lock (_lock) { return [.. _pulses]; } } }

    void Switched(int pin, PinValue? level)
    {
        if (pin != _pins.Red && pin != _pins.Green && pin != _pins.Blue && pin != _pins.Gate)
        {
            return;
        }
        lock (_lock)
        {
            var isHigh = level == PinValue.High;   // a pin let go is pulled low at the transistor
            if (!(isHigh ? _high.Add(pin) : _high.Remove(pin)))
            {
                return;
            }
            var now = _time.GetElapsedTime(_begun);
            if (pin != _pins.Gate)
            {
                _lamps.Add(new(Colours(), now));
            }
            else if (isHigh)
            {
                _gateClosed = now;
            }
            else
            {
                _pulses.Add(new(_gateClosed, now - _gateClosed));
            }
        }
        Changed?.Invoke();
    }

    void Sounding(int hertz)
    {
        lock (_lock)
        {
            if (hertz == _hertz)
            {
                return;
            }
            var now = _time.GetElapsedTime(_begun);
            if (_hertz != 0 && now > _soundBegan)
            {
                _sounds.Add(new(_hertz, _soundBegan, now - _soundBegan));
            }
            (_hertz, _soundBegan) = (hertz, now);
        }
        Changed?.Invoke();
    }

    string Colours() => string.Join(' ', new (int Pin, string Name)[] { (_pins.Red, "red"), (_pins.Green, "green"), (_pins.Blue, "blue") }
        .Where(lamp => _high.Contains(lamp.Pin)).Select(lamp => lamp.Name));
}

/// <summary>The lamps changed to this, at this time after the start.</summary>
public sealed record LampChange(string Lit, TimeSpan At);

/// <summary>A tone that was heard to its end.</summary>
public sealed record Sound(int Hertz, TimeSpan At, TimeSpan Length);

/// <summary>The gate's contact was closed for so long.</summary>
public sealed record GatePulse(TimeSpan At, TimeSpan Length);
