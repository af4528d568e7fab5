using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bridge.Identity;

/// <summary>What counts of a user-authentication certificate (RFC 5280); read once, then forgotten with the case.</summary>
sealed class UserCertificate
{
    const string Sha256WithRsa = "1.2.840.113549.1.1.11", PolicyExtension = "2.5.29.32";

    /// <summary>Longest certificate read; those of cards have about 1.5 KiB.</summary>
    const int Longest = 8192;

    /// <summary>Upper-case hex without leading zeros.</summary>
    public required string Serial { get; init; }

    public required DateTimeOffset Begins { get; init; }
    public required DateTimeOffset Ends { get; init; }

    /// <summary>SubjectPublicKeyInfo; RSA-2048.</summary>
    public required byte[] Key { get; init; }

    public required IReadOnlyList<string> Policies { get; init; }

    /// <summary>Whether keyUsage lets the key sign challenges; it does where there is none.</summary>
    public required bool MaySign { get; init; }

    public required bool IsAuthority { get; init; }

    /// <summary>What the issuer signed, and its signature; RSA with SHA-256.</summary>
    public required byte[] Signed { get; init; }

    public required byte[] Signature { get; init; }

    /// <summary>Reads a DER certificate from a card; anything else, garbage included, gives false.</summary>
    public static bool TryRead(byte[] der, [NotNullWhen(true)] out UserCertificate? certificate)
    {
        certificate = null;
        if (der.Length is 0 or > Longest)
        {
            return false;
        }
        try
        {
            certificate = Read(der);
            return certificate is not null;
        }
        catch (Exception e) when (e is CryptographicException or AsnContentException or ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
    }

    public bool IsIssuedBy(byte[] issuerKey) => RsaKey.HasSigned(issuerKey, SHA256.HashData(Signed), Signature);

    // Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue BIT STRING }
    static UserCertificate? Read(byte[] der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var parts = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var signed = parts.ReadEncodedValue().ToArray();
        var algorithm = parts.ReadSequence().ReadObjectIdentifier();
        var signature = parts.ReadBitString(out var unused);
        parts.ThrowIfNotEmpty();

        using var x509 = X509CertificateLoader.LoadCertificate(der);
        var key = x509.PublicKey.ExportSubjectPublicKeyInfo();
        var serial = x509.SerialNumber.TrimStart('0');
        if (algorithm != Sha256WithRsa || unused != 0 || serial.Length == 0 || !RsaKey.IsKey(key))
        {
            return null;
        }
        return new()
        {
            Serial = serial,
            Begins = x509.NotBefore.ToUniversalTime(),
            Ends = x509.NotAfter.ToUniversalTime(),
            Key = key,
            Policies = PoliciesOf(x509),
            MaySign = x509.Extensions.OfType<X509KeyUsageExtension>().All(usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.DigitalSignature)),
            IsAuthority = x509.Extensions.OfType<X509BasicConstraintsExtension>().Any(basic => basic.CertificateAuthority),
            Signed = signed,
            Signature = signature,
        };
    }

    // certificatePolicies ::= SEQUENCE OF SEQUENCE { policyIdentifier OBJECT IDENTIFIER, … } (RFC 5280 4.2.1.4)
    static List<string> PoliciesOf(X509Certificate2 x509)
    {
        var policies = new List<string>();
        foreach (var extension in x509.Extensions.Where(extension => extension.Oid?.Value == PolicyExtension))
        {
            var list = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (list.HasData)
            {
                policies.Add(list.ReadSequence().ReadObjectIdentifier());
            }
        }
        return policies;
    }
}
