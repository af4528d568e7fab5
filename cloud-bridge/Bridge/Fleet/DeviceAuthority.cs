using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Bridge.Settings;
using Bridge.Web;
using Contract;

namespace Bridge.Fleet;

/// <summary>The bridge's own authority: vouches for its appliances to the broker, and for the bridge to its appliances. Nobody else trusts it.</summary>
/// <remarks>Without <c>keys/authority.key</c> every appliance must be paired anew: it belongs into the backup.</remarks>
sealed class DeviceAuthority : IDisposable
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const string ServerAuthentication = "1.3.6.1.5.5.7.3.1", ClientAuthentication = "1.3.6.1.5.5.7.3.2";   // RFC 5280 4.2.1.12
    const int Years = 20;

    /// <summary>A clock that is a little behind must not make a new certificate wrong.</summary>
    static readonly TimeSpan Earlier = TimeSpan.FromHours(1);

    readonly ECDsa key;
    readonly TimeProvider time;

    DeviceAuthority(ECDsa key, X509Certificate2 certificate, TimeProvider time) => (this.key, Certificate, this.time) = (key, certificate, time);

    /// <summary>What appliances trust from their pairing on.</summary>
    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem();

    public static DeviceAuthority Open(StorageSettings storage, TimeProvider time)
    {
        var key = EcKeyFile.ReadOrMake(storage, "authority.key");
        var file = Path.Combine(storage.Folder, "keys", "authority.pem");
        if (!File.Exists(file))
        {
            using var made = Root(key, time.GetUtcNow());
            using (var stream = new FileStream(file + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                stream.Write(Encoding.ASCII.GetBytes(made.ExportCertificatePem()));
                stream.Flush(flushToDisk: true);
            }
            File.Move(file + ".new", file);
        }
        return new(key, X509CertificateLoader.LoadCertificateFromFile(file), time);
    }

    /// <summary>For an appliance, by the key of its request.</summary>
    public X509Certificate2 IssueDevice(DeviceAddress device, PublicKey of, int days) => IssueClient(device.Name, of, days);

    /// <summary>For the bridge as a client of a broker, with a key that is never on a disk.</summary>
    public X509Certificate2 IssueBridge(int days)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = IssueClient(BrokerRules.Bridge, new(own), days);
        return certificate.CopyWithPrivateKey(own);
    }

    /// <summary>For the bridge or a broker of its appliances, with its key.</summary>
    public X509Certificate2 IssueServer(string host, int days)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(host);
        var request = new CertificateRequest(name.Build(), own, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }
        request.CertificateExtensions.Add(names.Build());
        using var certificate = Issue(request, ServerAuthentication, days);
        return certificate.CopyWithPrivateKey(own);
    }

    /// <summary>Whether it is a client certificate of this authority that is good today. Who is still paired, the registry knows.</summary>
    public bool HasIssued(X509Certificate certificate) => HasIssued(certificate, ClientAuthentication);

    /// <summary>Whether it is a broker's certificate of this authority that is good today and has this name.</summary>
    public bool HasIssuedServer(X509Certificate certificate, string host)
    {
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return HasIssued(certificate, ServerAuthentication) && copy.MatchesHostname(host);
    }

    bool HasIssued(X509Certificate certificate, string purpose)
    {
        using var chain = new X509Chain { ChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, VerificationTime = time.GetUtcNow().UtcDateTime, VerificationTimeIgnored = false, DisableCertificateDownloads = true } };
        chain.ChainPolicy.CustomTrustStore.Add(Certificate);
        chain.ChainPolicy.ApplicationPolicy.Add(new(purpose));
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }

    /// <summary>RFC 5280 5; PEM.</summary>
    /// <param name="number">Grows with every list.</param>
    public string RevocationList(IEnumerable<(string Serial, DateTimeOffset At)> revoked, long number, TimeSpan lasts)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var (serial, at) in revoked)
        {
            builder.AddEntry(Convert.FromHexString(serial), at);
        }
        using var signer = Certificate.CopyWithPrivateKey(key);
        var list = builder.Build(signer, number, time.GetUtcNow() + lasts, HashAlgorithmName.SHA256, thisUpdate: time.GetUtcNow() - Earlier);
        return PemEncoding.WriteString("X509 CRL", list);
    }

    public void Dispose()
    {
        key.Dispose();
        Certificate.Dispose();
    }

    X509Certificate2 IssueClient(string commonName, PublicKey of, int days)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        return Issue(new(name.Build(), of, HashAlgorithmName.SHA256), ClientAuthentication, days);
    }

    X509Certificate2 Issue(CertificateRequest request, string purpose, int days)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(purpose)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var now = time.GetUtcNow();
        var end = now.AddDays(days) < Certificate.NotAfter ? now.AddDays(days) : new DateTimeOffset(Certificate.NotAfter);
        return request.Create(Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now - Earlier, end, NewSerial());
    }

    static X509Certificate2 Root(ECDsa key, DateTimeOffset now)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName($"Kazashi {Convert.ToHexString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()).AsSpan(0, 4))}");
        var request = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.Create(request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now - Earlier, now.AddYears(Years), NewSerial());
    }

    // RFC 5280 4.1.2.2: positive, and nobody guesses the next one.
    static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)(serial[0] & 0x7F | 0x40);
        return serial;
    }
}
