namespace Hal.Signals;

/// <summary>What each light and each cue is made of: the whole language of lamp and buzzer, on one page.</summary>
internal static class SignalTables
{
    /// <summary>Rhythm carries as much as colour, for who does not see colours: steady, slow (once in 2 s) or fast (4 times a second).</summary>
    public static Pattern<Lamp> Of(Light light) => light switch
    {
        Light.Off => Pattern.Steady(Lamp.Dark),
        Light.Ready => Pattern.Blink(Lamp.Blue, Slow),
        Light.Busy => Pattern.Blink(Lamp.Green, Fast),
        Light.Success => Pattern.Steady(Lamp.Green),
        Light.Failure => Pattern.Once((Lamp.Red, Milliseconds(2000)), (Lamp.Dark, TimeSpan.Zero)),
        Light.Attention => Pattern.Blink(Lamp.Red, Slow),
    };

    public static Pattern<Tone> Of(Cue cue) => cue switch
    {
        Cue.Key => Sound((1000, 25)),
        Cue.CardSeen => Sound((2000, 40)),
        Cue.Success => Sound((1500, 90), (Rest, 40), (2000, 130)),
        Cue.Failure => Sound((400, 300), (Rest, 60), (300, 300)),
        Cue.TooEarly => Sound((1200, 80), (Rest, 80), (1200, 80), (Rest, 80), (1200, 80)),
        Cue.Attention => Sound([.. Three, (Rest, 400), .. Three, (Rest, 400), .. Three]),
        Cue.Returned => Sound((2000, 90), (Rest, 40), (1500, 130)),
        Cue.HoldReady => Sound((1200, 90), (Rest, 40), (1600, 90), (Rest, 40), (2100, 160)),
        Cue.GateOpen => Sound([.. InTurn(1500, 1900, 50, times: 5)]),
        Cue.GateRefused => Sound((250, 900)),
        Cue.DoorAlarm => Sound([.. InTurn(900, 1400, 300, times: 5)]),
        Cue.LanguageChanged => Sound((1800, 30), (Rest, 60), (1800, 30)),
    };

    const int Rest = 0;
    static readonly (int Hertz, int Milliseconds)[] Three = [(1600, 100), (Rest, 80), (1600, 100), (Rest, 80), (1600, 100)];
    static readonly TimeSpan Slow = Milliseconds(1000), Fast = Milliseconds(125);

    static IEnumerable<(int, int)> InTurn(int low, int high, int milliseconds, int times) =>
        Enumerable.Range(0, times).SelectMany(_ => new[] { (low, milliseconds), (high, milliseconds) });

    static Pattern<Tone> Sound(params (int Hertz, int Milliseconds)[] tones) =>
        new([.. tones.Select(tone => new Step<Tone>(new(tone.Hertz), Milliseconds(tone.Milliseconds))), new(Tone.Silence, TimeSpan.Zero)], Repeats: false);

    static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);
}

/// <summary>Which of the three lamps is lit.</summary>
internal enum Lamp
{
    Dark,
    Red,
    Green,
    Blue,
}

/// <summary>A tone of the buzzer; 0 Hz is silence.</summary>
internal readonly record struct Tone(int Hertz)
{
    public static Tone Silence => default;
}
