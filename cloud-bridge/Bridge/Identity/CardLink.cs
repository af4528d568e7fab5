using System.Security.Cryptography;
using System.Text;
using Bridge.Library;
using Contract;

namespace Bridge.Identity;

/// <summary>A My Number card that speaks for a patron. The certificate and its serial are not in it.</summary>
sealed class CardLink
{
    public long Id { get; init; }
    public required long PatronId { get; set; }
    public Patron? Patron { get; init; }

    /// <summary><see cref="SerialIndex"/> of the user-authentication certificate.</summary>
    public required byte[] SerialHash { get; set; }

    /// <summary>The platform's identifier of the person; without a platform <see cref="LocalPpid"/>, before any proof <see cref="UnprovenPpid"/>.</summary>
    public required byte[] Ppid { get; set; }

    /// <summary>Public key of the card's text application, SubjectPublicKeyInfo; null when none was enrolled, so the card only presents itself.</summary>
    public byte[]? TextPublicKey { get; set; }

    public required DateTimeOffset LinkedAt { get; set; }

    public required LinkMethod Method { get; set; }

    /// <summary>When the platform last said that the certificate is good.</summary>
    public required DateTimeOffset ValidatedAt { get; set; }

    /// <summary>Last moment of the certificate; null when nobody has told.</summary>
    public DateTimeOffset? CertificateEnds { get; set; }

    /// <summary>Names the issuer's key to the platform; null where it needs none.</summary>
    public byte[]? Issuer { get; set; }

    /// <summary>The platform said so when last asked; a suspended certificate may come back.</summary>
    public bool IsRevoked { get; set; }

    /// <summary>How far the signatures over the chip's key could be followed at enrolment; null where there was none at an appliance.</summary>
    public RecordTrust? Trust { get; set; }

    /// <summary>HMAC(site key, "serial" ‖ serial): finds the card, and tells nothing to someone with the table alone.</summary>
    public static byte[] SerialIndex(byte[] siteKey, string serial) => Hash(siteKey, "serial", serial);

    /// <summary>HMAC(site key, "ppid" ‖ chip key): what stands for a person where no platform knows persons.</summary>
    public static byte[] LocalPpid(byte[] siteKey, byte[] chipKey) => HMACSHA256.HashData(siteKey, (byte[])[.. "ppid"u8, .. chipKey]);

    /// <summary>In the place of a PPID while nobody has proven who has the card.</summary>
    public static byte[] UnprovenPpid(byte[] siteKey, string serial) => Hash(siteKey, "unproven", serial);

    // Upper-case hex without leading zeros: a certificate's DER serial may carry a 00 for its sign.
    static byte[] Hash(byte[] siteKey, string purpose, string serial) =>
        HMACSHA256.HashData(siteKey, Encoding.UTF8.GetBytes(purpose + serial.ToUpperInvariant().TrimStart('0')));
}

/// <summary>How a link came about.</summary>
enum LinkMethod
{
    /// <summary>PIN at an appliance.</summary>
    Pin,

    /// <summary>The platform vouched for the chip at a tap (type 1).</summary>
    Platform,

    /// <summary>Taken over with its chip key from another bridge.</summary>
    Import,

    /// <summary>Taken over by certificate serial alone: finds the patron, proves nothing.</summary>
    Serial,
}

/// <summary>A nonce a device has used; a tap counts once.</summary>
sealed class SeenNonce
{
    public required string Device { get; init; }
    public required byte[] Nonce { get; init; }
    public required DateTimeOffset Until { get; init; }
}
