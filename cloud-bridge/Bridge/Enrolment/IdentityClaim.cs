using Bridge.Identity;
using Contract;

namespace Bridge.Enrolment;

/// <summary>Who the platform says it is, and what is kept of the card that showed it; the certificate is not in it.</summary>
/// <param name="Card">Null when somebody registers from home.</param>
sealed record IdentityClaim(byte[] Ppid, IdentitySource Source, CardClaim? Card = null);

/// <param name="SerialHash"><see cref="CardLink.SerialIndex"/> of the certificate.</param>
/// <param name="ChipKey">Public key of the text application, SubjectPublicKeyInfo.</param>
/// <param name="CertificateEnds">Last moment of the certificate.</param>
/// <param name="Issuer">Names the issuer's key to the platform.</param>
/// <param name="Trust">How far the signatures over the chip's key could be followed.</param>
sealed record CardClaim(byte[] SerialHash, byte[] ChipKey, DateTimeOffset CertificateEnds, byte[]? Issuer, RecordTrust? Trust = null);
