using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Contract.Platform;
using Sandbox.OpenId;
using Sandbox.People;

namespace Sandbox.CardApi;

/// <summary>Whose card it is: the signature is looked at before anything is told.</summary>
sealed class CardJudge(Residents residents, PairwiseSubjects subjects)
{
    /// <summary>Whose card signed after its PIN; null for nobody the platform knows.</summary>
    public Resident? Find(EnrolmentCheck check, string sector) =>
        residents.ByCertificate(check.Certificate) is { } resident
        && IsSigned(KeyOf(check.Certificate), check.Digest, check.Signature)
        && (resident.Person.ChipKey is null || resident.Person.ChipKey.AsSpan().SequenceEqual(check.ChipKey)) ? resident : null;

    /// <summary>Whose chip signed. A chip that the platform has never seen is not vouched for; its card may be good all the same.</summary>
    public Resident? Find(TapCheck check, string sector) =>
        residents.BySerial(check.CertificateSerial) is { } resident
        && (resident.Person.ChipKey is not { } key || IsSigned(key, check.Digest, check.ChipSignature)) ? resident : null;

    /// <summary>Whose PPID this is, with a certificate of theirs.</summary>
    public Resident? Find(StatusCheck check, string sector) =>
        residents.BySerial(check.CertificateSerial) is { } resident && subjects.Of(sector, resident.Person) == check.Ppid ? resident : null;

    /// <summary>What is told of them.</summary>
    public PlatformReply Tell(Guid request, Resident? resident, string sector, bool tellsChip) => resident?.State() switch
    {
        CardState.Good => new(request, PlatformResult.Valid, subjects.Of(sector, resident.Person), resident.CertificateEnds, tellsChip ? resident.Person.ChipKey : null),
        CardState.Expired => new(request, PlatformResult.Expired),
        CardState.Revoked => new(request, PlatformResult.Revoked),
        CardState.WithoutCertificate or null => new(request, PlatformResult.Unknown),
    };

    static byte[] KeyOf(byte[] certificate)
    {
        using var read = X509CertificateLoader.LoadCertificate(certificate);
        return read.PublicKey.ExportSubjectPublicKeyInfo();
    }

    static bool IsSigned(byte[] key, byte[] digest, byte[] signature)
    {
        using var rsa = RSA.Create();
        rsa.ImportSubjectPublicKeyInfo(key, out _);
        return digest.Length == SHA256.HashSizeInBytes && rsa.VerifyHash(digest, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
