using System.Device.Pwm;

namespace Virtual.Signals;

/// <summary>A piezo buzzer on a PWM output.</summary>
internal sealed class VirtualBuzzer(Action<int> sounding) : PwmChannel
{
    int _frequency = 400;
    bool _isOn;

    public override int Frequency { get => _frequency; set => Set(() => _frequency = value); }
    public override double DutyCycle { get; set; } = 0.5;
    public override void Start() => Set(() => _isOn = true);
    public override void Stop() => Set(() => _isOn = false);

    void Set(Action change)
    {
        change();
        sounding(_isOn ? _frequency : 0);
    }
}
