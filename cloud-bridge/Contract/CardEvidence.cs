using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Contract;

/// <summary>What a card showed of itself. How much it proves is the bridge's to judge (design: assurance).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(MyNumberTap), "myNumberTap")]
[JsonDerivedType(typeof(LibraryCard), "libraryCard")]
[JsonDerivedType(typeof(FelicaCard), "felicaCard")]
[JsonDerivedType(typeof(MifareCard), "mifareCard")]
[JsonDerivedType(typeof(PhoneBarcode), "phoneBarcode")]
public abstract record CardEvidence
{
    CardEvidence() { }

    /// <summary>A My Number card without its PIN: which certificate it carries, and the text application's signature over a fresh challenge.</summary>
    /// <param name="CertificateSerial">Serial number of the user-authentication certificate, upper-case hex. An index, never a proof.</param>
    /// <param name="Time">When the appliance made the challenge.</param>
    /// <param name="Nonce">32 random bytes of this tap.</param>
    /// <param name="Signature">RSA-2048 PKCS#1 v1.5 with SHA-256 over <see cref="CardChallenge"/>; 256 bytes.</param>
    public sealed record MyNumberTap(string CertificateSerial, DateTimeOffset Time, byte[] Nonce, byte[] Signature) : CardEvidence;

    /// <summary>The number of a library card, scanned from its barcode; anyone could copy it.</summary>
    public sealed record LibraryCard(string Number) : CardEvidence;

    /// <summary>A FeliCa library card.</summary>
    /// <param name="Idm">8 bytes, upper-case hex; anyone could copy it.</param>
    public sealed record FelicaCard(string Idm) : CardEvidence;

    /// <summary>A MIFARE library card.</summary>
    /// <param name="Uid">4, 7 or 10 bytes, upper-case hex; anyone could copy it.</param>
    public sealed record MifareCard(string Uid) : CardEvidence;

    /// <summary>A barcode that a library's app shows on a phone.</summary>
    public sealed record PhoneBarcode(string Code) : CardEvidence;
}

/// <summary>What the chip signs: <c>purpose ‖ site ‖ device ‖ time ‖ nonce</c>, each with its length, so that no two meanings share their bytes.</summary>
public static class CardChallenge
{
    /// <summary>Purpose of a tap inside the library.</summary>
    public const string Tap = "kazashi/v1/tap";

    /// <summary>Purpose of an enrolment, signed by the authentication key after its PIN; the nonce is the bridge's.</summary>
    public const string Enrol = "kazashi/v1/enrol";

    /// <summary>Purpose of the text application's signature in the same enrolment: it binds that chip to the certificate.</summary>
    public const string EnrolChip = "kazashi/v1/enrol-chip";

    /// <summary>SHA-256 of the challenge: the hash that goes into the DigestInfo.</summary>
    public static byte[] Digest(string purpose, DeviceAddress device, DateTimeOffset time, ReadOnlySpan<byte> nonce)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, Encoding.UTF8.GetBytes(purpose));
        Append(hash, Encoding.UTF8.GetBytes(device.Site));
        Append(hash, Encoding.UTF8.GetBytes(device.Device));
        Span<byte> milliseconds = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(milliseconds, time.ToUnixTimeMilliseconds());
        Append(hash, milliseconds);
        Append(hash, nonce);
        return hash.GetHashAndReset();
    }

    static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
