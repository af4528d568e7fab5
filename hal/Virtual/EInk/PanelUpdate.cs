using Hal;

namespace Virtual.EInk;

/// <summary>One update the panel carried out.</summary>
/// <param name="Mode">By which waveform.</param>
/// <param name="Length">How long the metal takes for it.</param>
public sealed record PanelUpdate(Refresh Mode, TimeSpan Length);

/// <summary>How a virtual panel misbehaves.</summary>
public enum PanelJam
{
    None,

    /// <summary>BUSY stays up until a hardware reset.</summary>
    UntilReset,

    /// <summary>BUSY stays up whatever is done.</summary>
    Dead,

    /// <summary>The cable is off: nothing is heard, BUSY never rises.</summary>
    Unplugged,
}
