using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Contract;

namespace Sandbox;

/// <summary>The platform's own keys: in a folder, or new at every start.</summary>
sealed class SandboxKeys : IDisposable
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    SandboxKeys(Func<string, Func<byte[]>, byte[]> keep)
    {
        Seal = SealKey.Import(keep("seal.key", () => { using var key = SealKey.Create(); return key.Export(); }));
        Answer = Signing(keep("answer.key", NewSigningKey));
        IdToken = Signing(keep("id-token.key", NewSigningKey));
        ELibrary = Signing(keep("elibrary.key", NewSigningKey));
        Pairwise = keep("pairwise.key", () => RandomNumberGenerator.GetBytes(32));
        using var authorityKey = Signing(keep("ca.key", NewSigningKey));
        Authority = X509CertificateLoader.LoadCertificate(keep("ca.der", () => NewAuthority(authorityKey)));
        Server = NewServer(Authority, authorityKey);
    }

    /// <summary>Opens what is asked of the card API.</summary>
    public SealKey Seal { get; }

    /// <summary>Signs the card API's answers.</summary>
    public ECDsa Answer { get; }

    /// <summary>Signs ID tokens.</summary>
    public ECDsa IdToken { get; }

    /// <summary>By which the demonstration e-library proves to a bridge that it is itself.</summary>
    public ECDsa ELibrary { get; }

    /// <summary>Turns a person into another PPID for every sector; as long as it stays, they stay.</summary>
    public byte[] Pairwise { get; }

    /// <summary>Vouches for <see cref="Server"/>; what a bridge pins.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>The card API's certificate, for loopback and this machine's name; new at every start.</summary>
    public X509Certificate2 Server { get; }

    public static SandboxKeys Open(string? folder)
    {
        if (folder is null)
        {
            return new((_, make) => make());
        }
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        return new((name, make) => ReadOrMake(Path.Combine(folder, name), make));
    }

    public void Dispose()
    {
        Seal.Dispose();
        Answer.Dispose();
        IdToken.Dispose();
        ELibrary.Dispose();
        Authority.Dispose();
        Server.Dispose();
    }

    static byte[] ReadOrMake(string path, Func<byte[]> make)
    {
        if (!File.Exists(path))
        {
            using (var file = new FileStream(path + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                file.Write(make());
            }
            File.Move(path + ".new", path);
        }
        return File.ReadAllBytes(path);
    }

    static byte[] NewSigningKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKey();
    }

    static ECDsa Signing(byte[] pkcs8)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return key;
    }

    // TLS looks at the machine's clock, whatever clock the sandbox lives by.
    static DateTimeOffset Yesterday => TimeProvider.System.GetUtcNow().AddDays(-1);

    static byte[] NewAuthority(ECDsa key)
    {
        var request = new CertificateRequest("CN=Kazashi sandbox CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        using var certificate = request.CreateSelfSigned(Yesterday, Yesterday + Lifetime);
        return certificate.RawData;
    }

    static X509Certificate2 NewServer(X509Certificate2 authority, ECDsa authorityKey)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        names.AddDnsName("localhost");
        names.AddDnsName(Dns.GetHostName());
        var request = new CertificateRequest("CN=Kazashi sandbox", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.1")], critical: false));
        using var certificate = request.Create(authority.SubjectName, X509SignatureGenerator.CreateForECDsa(authorityKey), Yesterday, authority.NotAfter,
            [0x01, .. RandomNumberGenerator.GetBytes(15)]);
        return certificate.CopyWithPrivateKey(key);
    }
}
