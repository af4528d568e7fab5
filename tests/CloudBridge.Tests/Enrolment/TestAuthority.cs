using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CloudBridge.Tests.Enrolment;

/// <summary>An issuer of user-authentication certificates; its name is whatever the test likes, as anyone's could be.</summary>
sealed class TestAuthority
{
    public const string UserAuthentication = "1.2.392.200149.8.5.1.3.30", DigitalSignature = "1.2.392.200149.8.5.1.1.20";

    public static readonly TestAuthority Shared = new();

    static readonly RSA CardKey = RSA.Create(2048);

    readonly X509Certificate2 certificate;

    public TestAuthority(string organization = "JPKI-TEST", DateTimeOffset? begins = null, DateTimeOffset? ends = null)
    {
        var builder = new X500DistinguishedNameBuilder();   // the builder encodes what came last first
        builder.AddOrganizationalUnitName("Japan Agency for Local Authority Information Systems");
        builder.AddOrganizationalUnitName("JPKI for user authentication");
        builder.AddOrganizationName(organization);
        builder.AddCountryOrRegion("JP");
        var request = new CertificateRequest(builder.Build(), Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        certificate = request.CreateSelfSigned(begins ?? TestBridge.Start.AddYears(-5), ends ?? TestBridge.Start.AddYears(5));
    }

    public RSA Key { get; } = RSA.Create(2048);
    public byte[] Root => certificate.RawData;
    public byte[] PublicKey => Key.ExportSubjectPublicKeyInfo();

    public byte[] Issue(string serial, RSA? key = null, DateTimeOffset? begins = null, DateTimeOffset? ends = null, string policy = UserAuthentication,
        X509KeyUsageFlags? usage = X509KeyUsageFlags.DigitalSignature, bool isAuthority = false, string? purpose = null)
    {
        var request = new CertificateRequest("C=JP, CN=3F60A2C8", key ?? CardKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        if (usage is { } flags)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(flags, critical: true));
        }
        if (isAuthority)
        {
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        }
        if (purpose is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(purpose)], critical: false));
        }
        request.CertificateExtensions.Add(Policy(policy));
        using var issued = request.Create(certificate.SubjectName, X509SignatureGenerator.CreateForRSA(Key, RSASignaturePadding.Pkcs1),
            begins ?? TestBridge.Start.AddYears(-1), ends ?? TestPlatform.CertificateEnds, Convert.FromHexString(serial));
        return issued.RawData;
    }

    static X509Extension Policy(string oid)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(oid);
        }
        return new("2.5.29.32", writer.Encode(), critical: true);
    }
}
