namespace Hal.EInk;

/// <summary>How the panel is treated.</summary>
public sealed class PanelSettings
{
    /// <summary>How long the drive voltage stays on after an update, so that the next one need not wait 0.1 s for it.</summary>
    /// <remarks>Panels age under voltage.</remarks>
    public TimeSpan PowerOffAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait for an update; a cold panel's slow waveform takes 4 s and more.</summary>
    public TimeSpan UpdateTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait after a reset, which takes 10 ms.</summary>
    public TimeSpan ResetTimeout { get; init; } = TimeSpan.FromSeconds(1);
}
