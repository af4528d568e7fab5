using Contract;

namespace Firmware.Dialogue;

/// <summary>What the site lets the flow decide by itself.</summary>
/// <param name="Offline">What happens without the bridge.</param>
/// <param name="OfflineLimit">Items a patron may borrow in one session without the bridge.</param>
/// <param name="DefaultLanguage">Of the idle screen.</param>
public sealed record DialoguePolicy(OfflineRule Offline, int OfflineLimit, Language DefaultLanguage)
{
    /// <summary>What the appliance does once its devices are open.</summary>
    public Duty Duty { get; init; }

    /// <summary>Whether people may register and link cards at this station.</summary>
    public bool Enrols { get; init; } = true;

    /// <summary>Whether the number of a library card may be typed instead of scanned; never at a gate, where anybody could type anybody's.</summary>
    public bool TakesTypedNumbers { get; init; } = true;

    /// <summary>Whether the last try of a card's PIN may be spent here, by a key held for three seconds.</summary>
    public bool AllowsLastTry { get; init; }

    /// <summary>What a card may do while the bridge, which knows the policy, cannot be asked.</summary>
    public Operations OfflineMay { get; init; } = Operations.Loan;

    /// <summary>What the appliance is for.</summary>
    public Station Station { get; init; } = Station.Counter;

    /// <summary>Whether items are taken back here, without a card.</summary>
    public bool TakesReturns { get; init; }

    /// <summary>Whether they are taken back without the bridge, too.</summary>
    public bool TakesReturnsOffline { get; init; }

    /// <summary>Whether patrons type how many items they have before they finish.</summary>
    public bool AsksCount { get; init; }

    /// <summary>Whether a key calls staff where a screen sends people to the counter.</summary>
    public bool CallsStaff { get; init; }

    /// <summary>Whether titles can be shown, for ten seconds and on demand.</summary>
    public bool ShowsTitles { get; init; } = true;

    /// <summary>Whether the gate opens for any card it can read while the bridge cannot be asked.</summary>
    public bool OpensOffline { get; init; }

    /// <summary>Languages of the language key, in its order.</summary>
    public IReadOnlyList<Language> Languages { get; init; } = [Language.Japanese, Language.EasyJapanese, Language.English];

    /// <summary>What this station does of all that a patron may.</summary>
    public Operations Offers => Station switch
    {
        Station.Counter => Operations.Loan | Operations.Renew | Operations.Holds | Operations.Unlink,
        Station.HoldShelf => Operations.Loan | Operations.Holds,
        Station.Gate => Operations.Enter,
    };

    /// <summary>Devices without which nobody can be served here; without panel or keys, light and sound still serve.</summary>
    public Faults Needs => Station == Station.Gate ? Faults.Reader | Faults.Journal : Faults.Reader | Faults.Scanner | Faults.Journal;
}

public enum Duty
{
    /// <summary>Waits for a card.</summary>
    ServePatrons,

    /// <summary>Is set up: nobody knows it yet.</summary>
    SetUpNew,

    /// <summary>Is set up, and paired already.</summary>
    SetUpPaired,
}

public enum OfflineRule
{
    /// <summary>No lending without the bridge.</summary>
    Stop,

    /// <summary>Lend within limits, reconcile later.</summary>
    Lend,
}
