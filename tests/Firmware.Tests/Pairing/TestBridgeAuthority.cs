using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Contract;
using Contract.Pairing;
using Firmware.Pairing;

namespace Firmware.Tests.Pairing;

/// <summary>An authority such as a bridge has, and what it issues.</summary>
sealed class TestBridgeAuthority : IDisposable
{
    readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly SealKey _seal = SealKey.Create();

    public TestBridgeAuthority()
    {
        var request = new CertificateRequest("CN=Kazashi test", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        Certificate = request.CreateSelfSigned(Now.AddDays(-10), Now.AddYears(1));
    }

    static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public X509Certificate2 Certificate { get; }

    public X509Certificate2 Issue(ECDsa key, string usage = BridgeTrust.ClientAuthentication, int days = 30)
    {
        var request = new CertificateRequest("CN=sakura/counter-1", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(usage)], critical: false));
        return request.Create(Certificate, Now.AddDays(Math.Min(days, 0) - 1), Now.AddDays(days), RandomNumberGenerator.GetBytes(16));
    }

    /// <summary>What a bridge tells an appliance that it takes in.</summary>
    public PairedDevice Pair(ECDsa key) => new("sakura/counter-1", "Counter", "さくら図書館", Issue(key).ExportCertificatePem(), Certificate.ExportCertificatePem(), _seal.Public.Text, "bridge.example.lg.jp", 8883);

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
        _seal.Dispose();
    }
}
