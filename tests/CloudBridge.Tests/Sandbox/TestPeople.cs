using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Sandbox;

namespace CloudBridge.Tests.Sandbox;

/// <summary>A few people of 白樺市 with keys of their own: one for each thing a platform can say.</summary>
static class TestPeople
{
    static readonly RSA AuthorityKey = RSA.Create(2048);
    static readonly X509Certificate2 AuthorityCertificate = NewAuthority();

    public static SandboxAuthority Authority { get; } = new(AuthorityCertificate.RawData, AuthorityKey.ExportPkcs8PrivateKey());

    public static TestCard Hanako { get; } = new("yamada-hanako", "山田　花子", "1234");
    public static TestCard Misaki { get; } = new("yoshida-misaki", "𠮷田　美咲", "5678");
    public static TestCard Yui { get; } = new("nakamura-yui", "中村　結衣", "1234", isExpired: true);
    public static TestCard Shun { get; } = new("ogawa-shun", "小川　駿", "1234", isRevoked: true);
    public static TestCard Kenji { get; } = new("suzuki-kenji", "鈴木　健二", "1234", tries: 0);
    public static TestCard Masao { get; } = new("watanabe-masao", "渡邉　正雄", pin: null);
    public static TestCard Haruka { get; } = new("shimizu-haruka", "清水　遥", "1234", isChipSeen: false);
    public static TestCard Taro { get; } = new("takahashi-taro", "高橋太郎", "1234", hasCertificate: false);

    public static IReadOnlyList<SandboxPerson> All { get; } = [.. new[] { Hanako, Misaki, Yui, Shun, Kenji, Masao, Haruka, Taro }.Select(card => card.Person)];

    /// <summary>The hierarchy's own time, so that a test's clock may stand anywhere near <see cref="TestBridge.Start"/>.</summary>
    static DateTimeOffset Issued => TestBridge.Start.AddYears(-1);

    public static byte[] Issue(RSA key, bool isExpired)
    {
        var request = new CertificateRequest("C=JP,CN=0123456789", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(AuthorityCertificate.SubjectName, X509SignatureGenerator.CreateForRSA(AuthorityKey, RSASignaturePadding.Pkcs1),
            Issued, TestBridge.Start.AddYears(isExpired ? 0 : 3).AddDays(-1), [0x01, .. RandomNumberGenerator.GetBytes(3)]);
        return certificate.RawData;
    }

    static X509Certificate2 NewAuthority()
    {
        var request = new CertificateRequest("C=JP,O=JPKI-TEST,OU=JPKI for user authentication", AuthorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        return request.CreateSelfSigned(Issued.AddYears(-1), Issued.AddYears(10));
    }
}

/// <summary>A card's keys, and what the sandbox knows of it.</summary>
sealed class TestCard
{
    readonly RSA authentication = RSA.Create(2048), chip = RSA.Create(2048);

    public TestCard(string id, string name, string? pin, int tries = 3, bool isExpired = false, bool isRevoked = false, bool isChipSeen = true, bool hasCertificate = true)
    {
        Certificate = TestPeople.Issue(authentication, isExpired);
        using var certificate = X509CertificateLoader.LoadCertificate(Certificate);
        Serial = certificate.SerialNumber.TrimStart('0');
        Person = new(id, name, "", "長野県白樺市本町１丁目２－３", "19850412", "2", pin, tries, hasCertificate ? Certificate : null, isChipSeen ? ChipKey : null, isRevoked);
    }

    public SandboxPerson Person { get; }
    public byte[] Certificate { get; }
    public string Serial { get; }
    public byte[] ChipKey => chip.ExportSubjectPublicKeyInfo();

    public byte[] Sign(byte[] digest) => authentication.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    public byte[] SignByChip(byte[] digest) => chip.SignHash(digest, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
}
