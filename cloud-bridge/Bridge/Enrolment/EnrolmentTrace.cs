using Bridge.Identity;
using Contract;

namespace Bridge.Enrolment;

/// <summary>What an enrolment changed, so that it can be taken back should the patron have been told otherwise.</summary>
sealed class EnrolmentTrace
{
    /// <summary>Made by it.</summary>
    public long? NewPatron { get; set; }

    /// <summary>New or not.</summary>
    public long? Patron { get; set; }

    /// <summary>The application it left for staff.</summary>
    public long? Application { get; set; }

    /// <summary>Serial index the card has now.</summary>
    public byte[]? SerialHash { get; set; }

    /// <summary>The identity it added.</summary>
    public byte[]? NewPpid { get; set; }

    /// <summary>Links it changed or removed, as they were.</summary>
    public List<LinkBefore> Links { get; init; } = [];

    /// <summary>Identities it removed, as they were.</summary>
    public List<IdentityBefore> Identities { get; init; } = [];

    /// <summary>The patron was written to.</summary>
    public bool HasWritten { get; set; }
}

sealed record LinkBefore(long Id, long PatronId, byte[] SerialHash, byte[] Ppid, byte[]? TextPublicKey, DateTimeOffset LinkedAt, LinkMethod Method,
    DateTimeOffset ValidatedAt, DateTimeOffset? CertificateEnds, byte[]? Issuer, bool IsRevoked, RecordTrust? Trust)
{
    public static LinkBefore Of(CardLink link) => new(link.Id, link.PatronId, link.SerialHash, link.Ppid, link.TextPublicKey, link.LinkedAt, link.Method,
        link.ValidatedAt, link.CertificateEnds, link.Issuer, link.IsRevoked, link.Trust);

    public CardLink Again() => new()
    {
        PatronId = PatronId,
        SerialHash = SerialHash,
        Ppid = Ppid,
        TextPublicKey = TextPublicKey,
        LinkedAt = LinkedAt,
        Method = Method,
        ValidatedAt = ValidatedAt,
        CertificateEnds = CertificateEnds,
        Issuer = Issuer,
        IsRevoked = IsRevoked,
        Trust = Trust,
    };
}

sealed record IdentityBefore(byte[] Ppid, long PatronId, IdentitySource Source, DateTimeOffset At);
