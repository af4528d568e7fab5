namespace Hal.Signals;

/// <summary>Which GPIO (BCM number) the lamps and the gate's relay are on; high is on. The buzzer hangs on a PWM output.</summary>
public sealed record SignalPins(int Red, int Green, int Blue, int Gate);
