using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Operators;
using Org.BouncyCastle.Ocsp;
using Org.BouncyCastle.Security;
using BouncyCertificate = Org.BouncyCastle.X509.X509Certificate;
using SingleStatus = Org.BouncyCastle.Ocsp.CertificateStatus;

namespace Sandbox.Ocsp;

/// <summary>One authority for which the sandbox answers, and who signs for it.</summary>
sealed class OcspAuthority
{
    const string OcspSigning = "1.3.6.1.5.5.7.3.9", NoCheck = "1.3.6.1.5.5.7.48.1.5";

    readonly Lazy<AsymmetricKeyParameter> stranger = new(NewKey);
    readonly AsymmetricKeyParameter signer;
    readonly BouncyCertificate[] chain;

    /// <param name="authority">Certificate and key.</param>
    /// <param name="signsItself">Otherwise a certificate is made that the authority delegates to (RFC 6960 4.2.2.2).</param>
    /// <param name="now">The delegated certificate is valid around it.</param>
    public OcspAuthority(SandboxAuthority authority, bool signsItself, DateTimeOffset now)
    {
        Certificate = new(authority.Certificate);
        if (signsItself)
        {
            (signer, chain) = (PrivateKeyFactory.CreateKey(authority.Key), []);
            return;
        }
        using var key = RSA.Create(2048);
        (signer, chain) = (PrivateKeyFactory.CreateKey(key.ExportPkcs8PrivateKey()), [new(Delegated(authority, key, now))]);
    }

    public BouncyCertificate Certificate { get; }

    /// <summary>Whether a question is about a certificate of this authority: its name and key, hashed as the question hashes them.</summary>
    public bool Issued(CertificateID id) => id.MatchesIssuer(Certificate);

    /// <summary>Whether the certificate was signed by this authority.</summary>
    public bool Issued(byte[] certificate) => new BouncyCertificate(certificate).IsSignatureValid(Certificate.GetPublicKey());

    /// <param name="answers">To each question.</param>
    /// <param name="extensions">The nonce, where there was one.</param>
    /// <param name="now">When it is said.</param>
    /// <param name="isWrong">Signed by a key that is nobody's.</param>
    public BasicOcspResp Sign(IEnumerable<OcspAnswer> answers, X509Extensions? extensions, DateTimeOffset now, bool isWrong)
    {
        var response = new BasicOcspRespGenerator(new RespID(chain is [var own] ? own.SubjectDN : Certificate.SubjectDN));
        foreach (var (id, status, from, until) in answers)
        {
            response.AddResponse(id, status, from.UtcDateTime, until.UtcDateTime, null);
        }
        response.SetResponseExtensions(extensions);
        return response.Generate(new Asn1SignatureFactory("SHA256WITHRSA", isWrong ? stranger.Value : signer), chain, now.UtcDateTime);
    }

    static AsymmetricKeyParameter NewKey()
    {
        using var key = RSA.Create(2048);
        return PrivateKeyFactory.CreateKey(key.ExportPkcs8PrivateKey());
    }

    static byte[] Delegated(SandboxAuthority authority, RSA key, DateTimeOffset now)
    {
        using var issuer = X509CertificateLoader.LoadCertificate(authority.Certificate);
        using var issuerKey = RSA.Create();
        issuerKey.ImportPkcs8PrivateKey(authority.Key, out _);
        var request = new CertificateRequest("CN=Sandbox OCSP responder", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(OcspSigning)], critical: false));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new System.Security.Cryptography.X509Certificates.X509Extension(NoCheck, [0x05, 0x00], critical: false));
        using var certificate = request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForRSA(issuerKey, RSASignaturePadding.Pkcs1),
            now.AddDays(-1), now.AddDays(30), [0x01, .. RandomNumberGenerator.GetBytes(15)]);
        return certificate.RawData;
    }
}

/// <param name="Id">The question.</param>
/// <param name="Status">Null is good.</param>
/// <param name="From">thisUpdate.</param>
/// <param name="Until">nextUpdate.</param>
readonly record struct OcspAnswer(CertificateID Id, SingleStatus? Status, DateTimeOffset From, DateTimeOffset Until);
