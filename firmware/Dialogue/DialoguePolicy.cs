namespace Firmware.Dialogue;

/// <summary>What the site lets the flow decide by itself.</summary>
/// <param name="Offline">What happens without the bridge.</param>
/// <param name="OfflineLimit">Items a patron may borrow in one session without the bridge.</param>
/// <param name="DefaultLanguage">Of the idle screen.</param>
public sealed record DialoguePolicy(OfflineRule Offline, int OfflineLimit, Language DefaultLanguage);

public enum OfflineRule
{
    /// <summary>No lending without the bridge.</summary>
    Stop,

    /// <summary>Lend within limits, reconcile later.</summary>
    Lend,
}
