namespace Hal.Signals;

/// <summary>The signals of a board without lamp, buzzer and gate: what they would say is on the panel, too.</summary>
public sealed class SilentSignals : ISignals
{
    public void Show(Light light)
    {
        // there is no light
    }

    public void Play(Cue cue)
    {
        // there is no buzzer
    }

    public void PulseGate(TimeSpan length)
    {
        // there is no gate
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
