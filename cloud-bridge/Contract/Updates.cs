using System.Text.Json.Serialization;

namespace Contract;

/// <summary>A bundle that an appliance may install. Nothing here is believed: the bundle's own signature says whose it is, for which board and which version.
/// An offer that differs in any part is another offer; the same one is not tried again after it was refused or returned.</summary>
/// <param name="Version">Of the bundle: three numbers, 1.4.0.</param>
/// <param name="Url">Absolute, or a path on the bridge's HTTPS address. Its server answers ranges.</param>
/// <param name="Size">Of the bundle in bytes.</param>
/// <param name="Sha256">Of the bundle, 64 hexadecimal digits.</param>
/// <param name="Compatible">The board it is for, as RAUC names it.</param>
/// <param name="Expires">Not begun after this.</param>
/// <param name="NotBefore">Not begun before this.</param>
/// <param name="Window">Time of day in which the appliance may stop serving for it; null for any.</param>
public sealed record UpdateOffer(string Version, string Url, long Size, string Sha256, string Compatible, DateTimeOffset Expires,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? NotBefore = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] UpdateWindow? Window = null)
{
    /// <summary>Where the bridge serves a bundle: <c>GET</c> with the appliance's certificate; ranges, and <c>If-Range</c> by its strong ETag.</summary>
    public const string Path = "/device/updates/{board}/{version}";

    /// <param name="compatible">Letters, digits, dots, underscores and hyphens, so that nothing is escaped.</param>
    public static string PathOf(string compatible, string version) => Path.Replace("{board}", compatible, StringComparison.Ordinal).Replace("{version}", version, StringComparison.Ordinal);

    /// <summary>What the file of a bundle is called wherever one is kept: as <c>make bundle</c> names it.</summary>
    public static string FileOf(string compatible, string version) => $"kazashi-{compatible}-{version}.raucb";
}

/// <summary>By the appliance's clock on the wall; may go over midnight.</summary>
public sealed record UpdateWindow(TimeOnly From, TimeOnly Until)
{
    public bool Holds(TimeOnly now) => now.IsBetween(From, Until);
}

/// <summary>How far an update has come, as part of <see cref="DeviceState"/>.</summary>
/// <param name="Version">That was offered.</param>
/// <param name="Percent">Of what the phase does, where that is known.</param>
/// <param name="Refusal">Where it was refused or returned.</param>
/// <param name="Reason">The same in words, for an operator.</param>
public sealed record UpdateReport(UpdatePhase Phase, string Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Percent = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] UpdateRefusal? Refusal = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Reason = null);

[JsonConverter(typeof(JsonStringEnumConverter<UpdatePhase>))]
public enum UpdatePhase
{
    /// <summary>For its time, or for the appliance to be idle.</summary>
    Waiting,
    Downloading,
    Installing,
    Restarting,

    /// <summary>The new version runs and looks whether all of it works.</summary>
    OnTrial,

    /// <summary>The new version stays.</summary>
    Good,

    /// <summary>Nothing was changed.</summary>
    Refused,

    /// <summary>The new version ran and did not do; the old one runs again.</summary>
    Returned,
}

/// <summary>Why an update is not installed, or did not stay.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UpdateRefusal>))]
public enum UpdateRefusal
{
    /// <summary>The bundle carries no signature that could be read.</summary>
    NotSigned,

    /// <summary>By a key that this appliance does not trust.</summary>
    WrongKey,

    /// <summary>By a key that this appliance trusts, but not for updates.</summary>
    WrongPurpose,

    /// <summary>For another board.</summary>
    WrongBoard,

    /// <summary>Not newer than what runs here.</summary>
    Older,

    /// <summary>Shorter than it should be.</summary>
    Truncated,

    /// <summary>Its bytes are not those that were signed or offered.</summary>
    Damaged,

    /// <summary>No room for it.</summary>
    DiskFull,

    /// <summary>The offer's time is over.</summary>
    Expired,

    /// <summary>The offer cannot be read, or does not name this bundle.</summary>
    WrongOffer,

    /// <summary>It could not be fetched.</summary>
    NotFetched,

    /// <summary>The slot could not be written, or could not be made the next one.</summary>
    NotInstalled,

    /// <summary>The new version did not start, or lost its power before it was found good.</summary>
    NotStarted,

    /// <summary>The new version started and something did not work.</summary>
    NotHealthy,

    /// <summary>This appliance is not updated by bundles.</summary>
    NotHere,
}
