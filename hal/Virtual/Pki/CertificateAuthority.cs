using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Virtual.Cards;

namespace Virtual.Pki;

/// <summary>One generation of a self-signed JPKI-like root. Every generation of a kind has the same name, as the real ones do:
/// an issuer is found by its signature, never by its name.</summary>
public sealed class CertificateAuthority
{
    static readonly string[] Municipality = ["Nagano-ken", "Shirakaba-shi"];

    readonly CardKey _key;
    readonly X509Certificate2 _certificate;

    CertificateAuthority(CertificateKind kind, CardKey key, X509Certificate2 certificate) =>
        (Kind, _key, _certificate) = (kind, key, certificate);

    public CertificateKind Kind { get; }

    /// <summary>DER of the root.</summary>
    public byte[] Certificate => _certificate.RawData;

    public CardKey Key => _key;

    public static CertificateAuthority Create(CertificateKind kind, int generation, DateTimeOffset now)
    {
        var key = CardKey.Generate();
        using var rsa = key.ToRsa();
        var name = NameOf(kind);
        var request = new CertificateRequest(name, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(CertificateExtensions.AlternativeDirectoryName("2.5.29.17", Name(("C", "JP"), ("O", "公的個人認証サービス（試験用）"))));
        request.CertificateExtensions.Add(CertificateExtensions.CrlDistributionPoint(name));
        request.CertificateExtensions.Add(CertificateExtensions.SubjectKeyIdentifier(rsa));
        using var signed = request.Create(name, X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1),
            now.AddYears(-8), now.AddYears(12), [0x00, (byte)(0xBF + generation), kind == CertificateKind.Authentication ? (byte)0xCD : (byte)0xC1]);
        return new(kind, key, X509CertificateLoader.LoadCertificate(signed.RawData));
    }

    public static bool TryImport(CertificateKind kind, byte[] certificate, byte[] pkcs8, out CertificateAuthority? authority)
    {
        authority = null;
        if (!CardKey.TryImport(pkcs8, out var key))
        {
            return false;
        }
        try
        {
            authority = new(kind, key!, X509CertificateLoader.LoadCertificate(certificate));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>Issues the certificate a card of <paramref name="holder"/> carries.</summary>
    public CertifiedKey Issue(CardHolder holder, DateTimeOffset issued)
    {
        var key = CardKey.Generate();
        using var rsa = key.ToRsa();
        var request = new CertificateRequest(SubjectOf(holder), rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        foreach (var extension in ExtensionsOf(holder, rsa))
        {
            request.CertificateExtensions.Add(extension);
        }
        using var issuer = _key.ToRsa();
        using var certificate = request.Create(_certificate.SubjectName, X509SignatureGenerator.CreateForRSA(issuer, RSASignaturePadding.Pkcs1),
            issued, holder.CertificateExpiry(issued), holder.SerialNumber(Kind, issued));
        return new(key, certificate.RawData, Certificate);
    }

    IEnumerable<X509Extension> ExtensionsOf(CardHolder holder, RSA key) => Kind switch
    {
        CertificateKind.Authentication =>
        [
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true),
            new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.2")], critical: false),
            .. Common("1.2.392.200149.8.5.1.3.30", "user authentication", key),
        ],
        CertificateKind.Signature =>
        [
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true),
            CertificateExtensions.OtherNames(holder.NamesInSignatureCertificate),
            .. Common("1.2.392.200149.8.5.1.1.20", "digital signature", key),
        ],
    };

    IEnumerable<X509Extension> Common(string policy, string purpose, RSA key) =>
    [
        CertificateExtensions.Policy(policy, "http://www.jpki-test.example/cps.html", "これは試験用の証明書です。実在の人を示すものではありません。"),
        CertificateExtensions.AlternativeDirectoryName("2.5.29.18", Name(("C", "JP"), ("O", "公的個人認証サービス（試験用）"), ("OU", "認証局運営主体（試験用）"))),
        CertificateExtensions.CrlDistributionPoint(Name(("C", "JP"), ("O", "JPKI-TEST"), ("OU", $"JPKI for {purpose}"),
            ("OU", "CRL Distribution Points"), ("OU", Municipality[0]), ("CN", $"{Municipality[1]} CRLDP"))),
        CertificateExtensions.OcspResponder($"http://ocsp.jpki-test.example/{(Kind == CertificateKind.Authentication ? "auth" : "sign")}"),
        CertificateExtensions.AuthorityKeyIdentifier(_certificate),
        CertificateExtensions.SubjectKeyIdentifier(key),
    ];

    X500DistinguishedName SubjectOf(CardHolder holder) => Kind switch
    {
        CertificateKind.Authentication => Name(("C", "JP"), ("CN", holder.OpaqueName(Kind))),
        CertificateKind.Signature => Name(("C", "JP"), ("L", Municipality[0]), ("L", Municipality[1]), ("CN", holder.OpaqueName(Kind))),
    };

    static X500DistinguishedName NameOf(CertificateKind kind) => Name(("C", "JP"), ("O", "JPKI-TEST"),
        ("OU", kind == CertificateKind.Authentication ? "JPKI for user authentication" : "JPKI for digital signature"),
        ("OU", "Japan Agency for Local Authority Information Systems"));

    static X500DistinguishedName Name(params (string Attribute, string Value)[] parts)
    {
        var builder = new X500DistinguishedNameBuilder();
        foreach (var (attribute, value) in parts.Reverse())   // the builder encodes what came last first
        {
            var type = System.Text.Ascii.IsValid(value) ? System.Formats.Asn1.UniversalTagNumber.PrintableString : System.Formats.Asn1.UniversalTagNumber.UTF8String;
            builder.Add(attribute switch { "C" => "2.5.4.6", "O" => "2.5.4.10", "OU" => "2.5.4.11", "L" => "2.5.4.7", _ => "2.5.4.3" }, value, type);
        }
        return builder.Build();
    }
}

/// <summary>The two certificates of a card.</summary>
public enum CertificateKind
{
    /// <summary>利用者証明用.</summary>
    Authentication,

    /// <summary>署名用.</summary>
    Signature,
}

/// <summary>A key of a card with its certificate (DER) and the root that signed it (DER).</summary>
public sealed record CertifiedKey(CardKey Key, byte[] Certificate, byte[] Authority);
