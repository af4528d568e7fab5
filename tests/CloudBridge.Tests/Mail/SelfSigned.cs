using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CloudBridge.Tests.Mail;

/// <summary>A certificate for localhost that only its own key vouches for, as two files.</summary>
sealed class SelfSigned : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("kazashi-tls-");

    public SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string CertificateFile => Path.Combine(folder.FullName, "certificate.pem");
    public string KeyFile => Path.Combine(folder.FullName, "key.pem");

    public void Dispose() => folder.Delete(recursive: true);
}
