using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Virtual.Cards;
using Virtual.Pki;

namespace Hal.Tests.Cards;

/// <summary>The test hierarchy: certificates as the JPKI profile has them.</summary>
public sealed class CertificateTests
{
    static readonly IssuedCard Issued = TestCard.Issued;

    [Theory]
    [InlineData(CertificateKind.Authentication, "1.2.392.200149.8.5.1.3.30")]
    [InlineData(CertificateKind.Signature, "1.2.392.200149.8.5.1.1.20")]
    public void A_certificate_chains_to_its_root_and_names_its_policy(CertificateKind kind, string policy)
    {
        var certified = Certified(kind);
        using var certificate = X509CertificateLoader.LoadCertificate(certified.Certificate);

        Assert.True(Chains(certificate, TestCard.Hierarchy.Authority(kind).Certificate, policy));
        Assert.False(Chains(certificate, TestCard.Hierarchy.Authority(kind).Certificate, "1.2.392.200149.8.5.1.1.10"));
        Assert.InRange(certified.Certificate.Length, 1500, 2100);
        Assert.StartsWith("3082", Convert.ToHexString(certified.Certificate), StringComparison.Ordinal);
        Assert.Equal("1.2.840.113549.1.1.11", certificate.SignatureAlgorithm.Value);
        using var key = certificate.GetRSAPublicKey()!;
        Assert.Equal(2048, key.KeySize);
        Assert.Equal(certified.Key.ExportSubjectPublicKeyInfo(), key.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void The_authentication_certificate_names_nobody()
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Issued.Authentication.Value.Certificate);

        Assert.Matches("^CN=[0-9A-F]{8}20299[0-9A-F]{10}, C=JP$", certificate.Subject);
        Assert.Equal("OU=Japan Agency for Local Authority Information Systems, OU=JPKI for user authentication, O=JPKI-TEST, C=JP", certificate.Issuer);
        Assert.DoesNotContain(Convert.ToHexString("黒桐"u8), Convert.ToHexString(certificate.RawData), StringComparison.Ordinal);
    }

    [Fact]
    public void The_signature_certificate_carries_the_4_information()
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Issued.Signature.Value.Certificate);
        var names = Convert.ToHexString(certificate.Extensions["2.5.29.17"]!.RawData);

        Assert.All(["黒桐　幹也", "東京都清瀬市観布子南１２－７－２０２", "319800217"],
            text => Assert.Contains(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text)), names, StringComparison.Ordinal));
        Assert.Equal(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, certificate.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
    }

    [Theory]
    [InlineData("2026-11-22", "1980-02-17", "2031-02-17")]
    [InlineData("2026-11-22", "1980-12-31", "2030-12-31")]
    [InlineData("2026-11-22", "1980-11-22", "2031-11-22")]   // issued on a birthday: that one does not count
    [InlineData("2026-11-22", "2004-02-29", "2031-02-28")]
    public void A_certificate_ends_with_the_fifth_birthday_in_Japan(string issued, string birth, string end)
    {
        var holder = Issued.Holder with { BirthDate = DateOnly.Parse(birth, System.Globalization.CultureInfo.InvariantCulture) };

        var expiry = holder.CertificateExpiry(DateTimeOffset.Parse(issued + "T03:00:00Z", System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(end + "T23:59:59+09:00", expiry.ToString("yyyy-MM-ddTHH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void An_expired_card_has_certificates_that_ended()
    {
        var expired = IssuedCard.Issue(Issued.Holder, TestCard.Hierarchy, isExpired: true);
        using var certificate = X509CertificateLoader.LoadCertificate(expired.Authentication.Value.Certificate);

        Assert.True(certificate.NotAfter.ToUniversalTime() < TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public void Two_generations_share_a_name_and_only_the_signature_tells_them_apart()
    {
        var next = CertificateAuthority.Create(CertificateKind.Authentication, generation: 1, TimeProvider.System.GetUtcNow());
        using var mine = X509CertificateLoader.LoadCertificate(TestCard.Hierarchy.Authentication.Certificate);
        using var other = X509CertificateLoader.LoadCertificate(next.Certificate);
        using var certificate = X509CertificateLoader.LoadCertificate(Issued.Authentication.Value.Certificate);

        Assert.Equal(mine.SubjectName.RawData, other.SubjectName.RawData);
        Assert.NotEqual(mine.SerialNumber, other.SerialNumber);
        Assert.True(Chains(certificate, mine.RawData, null));
        Assert.False(Chains(certificate, other.RawData, null));
    }

    [Theory]
    [InlineData("1989-01-07", "640107")]   // the last day of Shōwa
    [InlineData("1989-01-08", "010108")]   // the first of Heisei
    [InlineData("2019-04-30", "310430")]
    [InlineData("2019-05-01", "010501")]
    [InlineData("1926-12-24", "151224")]
    [InlineData("1980-02-17", "550217")]
    public void Birth_dates_are_written_in_the_era_they_fall_in(string date, string expected)
    {
        Assert.Equal(expected, (Issued.Holder with { BirthDate = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture) }).BirthDateInEra);
    }

    [Fact]
    public void A_hierarchy_comes_back_from_its_files()
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-pki-");
        try
        {
            TestCard.Hierarchy.Save(folder.FullName);

            Assert.True(TestHierarchy.TryLoad(folder.FullName, TimeProvider.System, out var loaded, out _));
            Assert.Equal(TestCard.Hierarchy.Authentication.Certificate, loaded!.Authentication.Certificate);
            Assert.Equal(TestCard.Hierarchy.TextRecords.Certificate, loaded.TextRecords.Certificate);
            Assert.Equal(TestCard.Hierarchy.VisualRecordAuthority, loaded.VisualRecordAuthority);
            using var issued = X509CertificateLoader.LoadCertificate(loaded.Authentication.Issue(Issued.Holder, TimeProvider.System.GetUtcNow()).Certificate);
            Assert.True(Chains(issued, TestCard.Hierarchy.Authentication.Certificate, null));

            File.WriteAllText(Path.Combine(folder.FullName, "sign-ca.key.pem"), "nothing");
            Assert.False(TestHierarchy.TryLoad(folder.FullName, TimeProvider.System, out _, out var problem));
            Assert.Contains("sign-ca.key.pem", problem, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static CertifiedKey Certified(CertificateKind kind) => kind == CertificateKind.Authentication ? Issued.Authentication.Value : Issued.Signature.Value;

    static bool Chains(X509Certificate2 certificate, byte[] root, string? policy)
    {
        using var anchor = X509CertificateLoader.LoadCertificate(root);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(anchor);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (policy is not null)
        {
            chain.ChainPolicy.CertificatePolicy.Add(new Oid(policy));
        }
        return chain.Build(certificate);
    }
}
