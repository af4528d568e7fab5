using Contract;

namespace Firmware.Dialogue;

/// <summary>What the site lets the flow decide by itself.</summary>
/// <param name="Offline">What happens without the bridge.</param>
/// <param name="OfflineLimit">Items a patron may borrow in one session without the bridge.</param>
/// <param name="DefaultLanguage">Of the idle screen.</param>
public sealed record DialoguePolicy(OfflineRule Offline, int OfflineLimit, Language DefaultLanguage)
{
    /// <summary>Whether people may register and link cards at this station.</summary>
    public bool Enrols { get; init; } = true;

    /// <summary>Whether the number of a library card may be typed instead of scanned.</summary>
    public bool TakesTypedNumbers { get; init; } = true;

    /// <summary>Whether the last try of a card's PIN may be spent here, by a key held for three seconds.</summary>
    public bool AllowsLastTry { get; init; }

    /// <summary>What a card may do while the bridge, which knows the policy, cannot be asked.</summary>
    public Operations OfflineMay { get; init; } = Operations.Loan;
}

public enum OfflineRule
{
    /// <summary>No lending without the bridge.</summary>
    Stop,

    /// <summary>Lend within limits, reconcile later.</summary>
    Lend,
}
