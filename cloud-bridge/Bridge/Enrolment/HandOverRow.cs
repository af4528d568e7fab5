using Bridge.Library;

namespace Bridge.Enrolment;

/// <summary>A page for the patron's own phone, good for one browser and a few minutes.</summary>
sealed class HandOverRow
{
    public long Id { get; init; }

    /// <summary>SHA-256 of the token in the address; the token is 32 random bytes.</summary>
    public required byte[] TokenHash { get; init; }

    /// <summary>Four digits, on panel and page.</summary>
    public required string Code { get; init; }

    public required DateTimeOffset Until { get; init; }

    /// <summary>The appliance that shows it, and the enrolment it belongs to.</summary>
    public required string Device { get; init; }

    public required Guid Case { get; init; }

    /// <summary>The patron whose record is filled in, or the application.</summary>
    public long? PatronId { get; init; }

    public Patron? Patron { get; init; }
    public long? ApplicationId { get; init; }
    public Application? Application { get; init; }

    /// <summary>SHA-256 of the key of the one browser that opened it.</summary>
    public byte[]? Browser { get; set; }

    public DateTimeOffset? DoneAt { get; set; }
}
