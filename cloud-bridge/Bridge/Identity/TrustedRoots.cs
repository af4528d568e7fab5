using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Settings;

namespace Bridge.Identity;

/// <summary>The roots whose user-authentication certificates count.</summary>
sealed class TrustedRoots
{
    const string Resources = "Bridge.Identity.Roots.";

    // C=JP, O=JPKI, OU=JPKI for user authentication, OU=Japan Agency for Local Authority Information Systems: every public generation
    static readonly string[] PublicName = ["JP", "JPKI", "JPKI for user authentication", "Japan Agency for Local Authority Information Systems"];

    readonly List<TrustedRoot> roots;

    TrustedRoots(List<TrustedRoot> roots) => this.roots = roots;

    public IReadOnlyList<TrustedRoot> All => roots;

    /// <summary>Reads the built-in roots and those of the settings; one that may not be trusted here stops the start.</summary>
    public static TrustedRoots Load(LocalPlatformSettings settings)
    {
        var roots = BuiltIn();
        roots.AddRange(settings.Roots.Select(Further));
        roots.AddRange(settings.TestRoots.Select(file => new TrustedRoot(ReadFile(file), IsTest: true)));   // BridgeSettings has looked where we are
        return new(roots);
    }

    /// <summary>The root that signed this certificate.</summary>
    public TrustedRoot? IssuerOf(UserCertificate certificate) => roots.Find(root => certificate.IsIssuedBy(root.Certificate.Key));

    public TrustedRoot? Find(byte[] id) => roots.Find(root => root.Id.AsSpan().SequenceEqual(id));

    static List<TrustedRoot> BuiltIn()
    {
        var assembly = typeof(TrustedRoots).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(Resources, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            using var certificate = X509Certificate2.CreateFromPem(reader.ReadToEnd());
            return new TrustedRoot(certificate.RawData, IsTest: false);
        })];
    }

    static TrustedRoot Further(RootSettings settings)
    {
        var root = new TrustedRoot(ReadFile(settings.File), IsTest: false);
        if (!Convert.ToHexString(SHA256.HashData(root.Der)).Equals(settings.Sha256.Replace(":", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException($"Bridge:Identity:Local:Roots: {settings.File} has another SHA-256 fingerprint than the settings say; compare with what the authority publishes");
        }
        return root.Name.SequenceEqual(PublicName) ? root
            : throw new InvalidOperationException($"Bridge:Identity:Local:Roots: {settings.File} is no root of JPKI for user authentication; a test root goes into TestRoots, and only in Development");
    }

    static byte[] ReadFile(string file)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
            return certificate.RawData;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"Bridge:Identity:Local: {file} cannot be read as a certificate: {e.Message}", e);
        }
    }
}

/// <summary>A self-signed root.</summary>
sealed class TrustedRoot
{
    public TrustedRoot(byte[] der, bool IsTest)
    {
        this.IsTest = IsTest;
        Der = der;
        if (!UserCertificate.TryRead(der, out var certificate) || !certificate.IsAuthority || !certificate.IsIssuedBy(certificate.Key))
        {
            throw new InvalidOperationException("Bridge:Identity:Local: a root must be a self-signed certificate of an authority with an RSA-2048 key");
        }
        Certificate = certificate;
        Id = SHA256.HashData(certificate.Key);
        using var x509 = X509CertificateLoader.LoadCertificate(der);
        Name = NameOf(x509.SubjectName);
    }

    public bool IsTest { get; }
    public byte[] Der { get; }
    public UserCertificate Certificate { get; }

    /// <summary>SHA-256 of its key: what a link keeps to ask again.</summary>
    public byte[] Id { get; }

    /// <summary>Values of its subject name, in order.</summary>
    public IReadOnlyList<string> Name { get; }

    static List<string> NameOf(X500DistinguishedName name)
    {
        var values = new List<string>();
        var parts = new AsnReader(name.RawData, AsnEncodingRules.DER).ReadSequence();
        while (parts.HasData)
        {
            var attribute = parts.ReadSetOf().ReadSequence();
            attribute.ReadObjectIdentifier();
            values.Add(attribute.ReadCharacterString((UniversalTagNumber)attribute.PeekTag().TagValue));
        }
        return values;
    }
}
