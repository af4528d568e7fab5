using System.Collections.Immutable;

namespace Firmware.Dialogue;

/// <summary>All the dialogue knows: where it stands with this patron, and what is true whoever stands there.</summary>
/// <param name="Step">Where the dialogue stands.</param>
/// <param name="Language">Of the screens; back to the site's default when a session ends.</param>
/// <param name="CardInField">Whether a card lies on the reader now.</param>
/// <param name="Online">Whether the bridge was heard of lately.</param>
/// <param name="Faults">Devices that do not work now.</param>
public sealed record Situation(Step Step, Language Language, bool CardInField, bool Online, Faults Faults)
{
    /// <summary>The gate's door, where there is one.</summary>
    public Door Door { get; init; }

    /// <summary>What staff want of the appliance.</summary>
    public SiteWish Wish { get; init; } = SiteWish.None;

    /// <summary>What answers on this network while the appliance is not paired.</summary>
    public ImmutableArray<FoundBridge> Bridges { get; init; } = [];

    /// <summary>The program is to begin anew as soon as nobody is here.</summary>
    public bool IsRestartWanted { get; init; }

    public static Situation AtStart(Language language) => new(new Step.Starting(), language, CardInField: false, Online: false, Faults.None);
}

/// <summary>Languages of the panel, in the order of the language key unless the site has its own.</summary>
public enum Language
{
    /// <summary>Japanese main line, English second.</summary>
    Japanese,

    /// <summary>やさしい日本語: short words, kanji with furigana.</summary>
    EasyJapanese,

    /// <summary>English main line, large; Japanese second, as in all below.</summary>
    English,

    /// <summary>In simplified characters.</summary>
    Chinese,

    Korean,

    /// <summary>As in Brazil.</summary>
    Portuguese,

    Vietnamese,
}

/// <summary>Devices without which the appliance must say so.</summary>
[Flags]
public enum Faults
{
    None = 0,
    Reader = 1,
    Scanner = 2,
    Journal = 4,
    Panel = 8,
    PinPad = 16,

    /// <summary>The contact of the gate's door.</summary>
    Door = 32,
}

/// <summary>How the gate's door stands.</summary>
public enum Door
{
    Closed,
    Open,

    /// <summary>Open for longer than the site allows.</summary>
    HeldOpen,
}
