using System.Device.Gpio;
using System.Device.Pwm;

namespace Hal.Signals;

/// <summary>Three lamps and a gate relay on GPIO, a passive piezo buzzer on a PWM output.</summary>
/// <remarks>The relay is at rest from the first moment on, and again when this is disposed, whatever a pulse had left to run.</remarks>
public sealed class GpioSignals : ISignals
{
    readonly GpioController _gpio;
    readonly PwmChannel _buzzer;
    readonly SignalPins _pins;
    readonly PatternPlayer<Lamp> _lamp;
    readonly PatternPlayer<Tone> _sound;
    readonly PatternPlayer<bool> _gate;

    public GpioSignals(GpioController gpio, PwmChannel buzzer, SignalPins pins, TimeProvider time)
    {
        (_gpio, _buzzer, _pins) = (gpio, buzzer, pins);
        foreach (var pin in Pins)
        {
            gpio.OpenPin(pin, PinMode.Output, PinValue.Low);
        }
        _lamp = new(time, Lamp.Dark, Set);
        _sound = new(time, Tone.Silence, Set);
        _gate = new(time, false, isClosed => gpio.Write(pins.Gate, isClosed));
    }

    public void Show(Light light) => _lamp.Play(SignalTables.Of(light));

    public void Play(Cue cue) => _sound.Play(SignalTables.Of(cue));

    public void PulseGate(TimeSpan length) => _gate.Play(Pattern.Once((true, length), (false, TimeSpan.Zero)));

    /// <summary>Switches each lamp once and looks whether its line follows. For a moment when nothing else is shown.</summary>
    /// <exception cref="DeviceException">A line does not follow; it is named.</exception>
    /// <remarks>Whether the lamp shines, only a person can say.</remarks>
    public void MeasureLamps()
    {
        foreach (var (name, pin) in new[] { ("red lamp", _pins.Red), ("green lamp", _pins.Green), ("blue lamp", _pins.Blue) })
        {
            foreach (var level in new[] { PinValue.High, PinValue.Low })
            {
                _gpio.Write(pin, level);
                Expect(name, pin, level);
            }
        }
    }

    /// <summary>Looks whether the gate's line is at rest; moves nothing.</summary>
    /// <exception cref="DeviceException">It is not.</exception>
    public void MeasureGate() => Expect("gate", _pins.Gate, PinValue.Low);

    public ValueTask DisposeAsync()
    {
        _gate.Dispose();
        _sound.Dispose();
        _lamp.Dispose();
        foreach (var pin in Pins.Where(_gpio.IsPinOpen))
        {
            _gpio.ClosePin(pin);
        }
        _buzzer.Dispose();
        return ValueTask.CompletedTask;
    }

    IEnumerable<int> Pins => [_pins.Red, _pins.Green, _pins.Blue, _pins.Gate];

    void Expect(string name, int pin, PinValue level)
    {
        if (_gpio.Read(pin) != level)
        {
            throw new DeviceException(name, $"its line (GPIO {pin}) is {(level == PinValue.High ? "low" : "high")} when it should be {(level == PinValue.High ? "high" : "low")}");
        }
    }

    void Set(Lamp lamp)
    {
        _gpio.Write(_pins.Red, lamp == Lamp.Red);
        _gpio.Write(_pins.Green, lamp == Lamp.Green);
        _gpio.Write(_pins.Blue, lamp == Lamp.Blue);
    }

    void Set(Tone tone)
    {
        if (tone == Tone.Silence)
        {
            _buzzer.Stop();
            return;
        }
        _buzzer.DutyCycle = 0;   // sysfs refuses a period shorter than the pulse that is set
        _buzzer.Frequency = tone.Hertz;
        _buzzer.DutyCycle = 0.5;
        _buzzer.Start();
    }
}
