using Contract;

namespace Bridge.Identity;

/// <summary>Who vouches for a card: evidence in, validity and PPID out. Nothing of the evidence is kept.</summary>
interface IIdentityPlatform
{
    /// <summary>A card that signed after its PIN.</summary>
    Task<PlatformAnswer> IdentifyAsync(EnrolmentEvidence evidence, CancellationToken cancel);

    /// <summary>A card without its PIN that no link knows (type 1); a platform that cannot tell says <see cref="PlatformAnswer.Unknown"/>.</summary>
    Task<PlatformAnswer> RecogniseAsync(TapEvidence evidence, CancellationToken cancel);

    /// <summary>Whether what was valid at enrolment still is; asked when the cached answer has run out.</summary>
    Task<PlatformAnswer> CheckAsync(StatusQuestion question, CancellationToken cancel);
}

/// <param name="Certificate">User-authentication certificate, DER.</param>
/// <param name="Digest">SHA-256 that the card signed, 32 bytes.</param>
/// <param name="Signature">By the authentication key, 256 bytes.</param>
/// <param name="ChipKey">Of the text application, SubjectPublicKeyInfo.</param>
readonly record struct EnrolmentEvidence(byte[] Certificate, byte[] Digest, byte[] Signature, byte[] ChipKey);

/// <param name="CertificateSerial">Upper-case hex without leading zeros.</param>
/// <param name="Digest">SHA-256 that the chip signed, 32 bytes.</param>
/// <param name="ChipSignature">By the text application's key, 256 bytes.</param>
readonly record struct TapEvidence(string CertificateSerial, byte[] Digest, byte[] ChipSignature);

/// <param name="Ppid">As the platform gave it.</param>
/// <param name="CertificateSerial">Of the card on the reader.</param>
/// <param name="Issuer">What <see cref="PlatformAnswer.Valid.Issuer"/> was at enrolment.</param>
readonly record struct StatusQuestion(byte[] Ppid, string CertificateSerial, byte[]? Issuer);

abstract record PlatformAnswer
{
    PlatformAnswer() { }

    /// <param name="Ppid">Pairwise pseudonymous identifier of the person for this site.</param>
    /// <param name="CertificateEnds">Last moment of the certificate.</param>
    /// <param name="ChipKey">The chip that the platform itself has seen with its PIN, where it can tell.</param>
    /// <param name="Issuer">Names the issuer's key for a later <see cref="StatusQuestion"/>; null where the platform needs none.</param>
    public sealed record Valid(byte[] Ppid, DateTimeOffset CertificateEnds, byte[]? ChipKey = null, byte[]? Issuer = null) : PlatformAnswer;

    public sealed record NotValid(CardInvalidity Reason) : PlatformAnswer;

    /// <summary>No issuer it trusts, or a signature that is not the card's.</summary>
    public sealed record Unknown : PlatformAnswer;

    /// <summary>No answer in time, or none that can be believed.</summary>
    /// <param name="Why">For the log and for staff; no data of a card.</param>
    public sealed record Unavailable(string Why) : PlatformAnswer;
}
