using Bridge.Library;

namespace Bridge.Identity;

/// <summary>That a person the platform knows by this PPID is this patron. A patron may have several.</summary>
sealed class PatronIdentity
{
    public long Id { get; init; }
    public required byte[] Ppid { get; init; }
    public required long PatronId { get; set; }
    public Patron? Patron { get; init; }
    public required IdentitySource Source { get; set; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>Where a person proved who they are.</summary>
enum IdentitySource
{
    /// <summary>With the card and its PIN at an appliance.</summary>
    Card,

    /// <summary>With the phone, at the platform's own pages (type 1).</summary>
    Home,
}
