namespace Hal;

/// <summary>Light, sound and gate: what answers within 100 ms, long before the panel can.</summary>
/// <remarks>Calls return at once; a later call replaces an earlier one that still blinks or sounds.</remarks>
public interface ISignals : IAsyncDisposable
{
    void Show(Light light);
    void Play(Cue cue);

    /// <summary>Closes the gate relay's contact for a while.</summary>
    void PulseGate(TimeSpan length);
}

/// <summary>Colour and rhythm, so that neither alone carries the meaning.</summary>
public enum Light
{
    Off,

    /// <summary>Blue, slow: ready for a card.</summary>
    Ready,

    /// <summary>Green, fast: keep still, at work.</summary>
    Busy,

    /// <summary>Green, steady: done.</summary>
    Success,

    /// <summary>Red, steady for 2 s.</summary>
    Failure,

    /// <summary>Red, slow: look here, something was left behind or is out of service.</summary>
    Attention,
}

/// <summary>What a sound says.</summary>
public enum Cue
{
    /// <summary>1 kHz, 25 ms; the same for every key, so that a PIN cannot be heard.</summary>
    Key,

    /// <summary>One short tone: a card was seen, keep it still.</summary>
    CardSeen,

    /// <summary>Two rising tones.</summary>
    Success,

    /// <summary>Two low tones, 300 ms.</summary>
    Failure,

    /// <summary>Three short tones: taken away too early.</summary>
    TooEarly,

    /// <summary>Three times three: something was left behind.</summary>
    Attention,

    /// <summary>Two falling tones, success backwards: an item is back.</summary>
    Returned,

    /// <summary>Three rising tones: something waits for this patron.</summary>
    HoldReady,

    /// <summary>Two tones in turn, fast, as a door opener purrs: the gate is open.</summary>
    GateOpen,

    /// <summary>One long low tone: the gate stays shut.</summary>
    GateRefused,

    /// <summary>Two tones in turn, slow, for 3 s: the door stands open.</summary>
    DoorAlarm,

    /// <summary>Two ticks: the screen speaks another language now.</summary>
    LanguageChanged,
}
