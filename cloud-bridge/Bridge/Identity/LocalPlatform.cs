using Bridge.Settings;
using Contract;

namespace Bridge.Identity;

/// <summary>The bridge vouches by itself: a card's certificate leads to a root it trusts, and OCSP says whether it still counts where a responder may be asked.</summary>
/// <remarks>Nobody here knows persons, only chips: the PPID stands for the card's chip, so a renewed certificate keeps it and a new card does not.</remarks>
sealed class LocalPlatform(LocalPlatformSettings settings, TrustedRoots roots, OcspClient? ocsp, BridgeKeys keys, TimeProvider time) : IIdentityPlatform
{
    /// <summary>Policy of JPKI's user-authentication certificates on cards.</summary>
    const string UserAuthenticationPolicy = "1.2.392.200149.8.5.1.3.30";

    public async Task<PlatformAnswer> IdentifyAsync(EnrolmentEvidence evidence, CancellationToken cancel)
    {
        if (!UserCertificate.TryRead(evidence.Certificate, out var certificate)
            || !RsaKey.HasSigned(certificate.Key, evidence.Digest, evidence.Signature)
            || !RsaKey.IsKey(evidence.ChipKey)
            || roots.IssuerOf(certificate) is not { } root
            || !IsUserAuthentication(certificate))
        {
            return new PlatformAnswer.Unknown();
        }
        var now = time.GetUtcNow();
        if (now < certificate.Begins || now < root.Certificate.Begins)
        {
            return new PlatformAnswer.Unknown();
        }
        if (now > certificate.Ends || now > root.Certificate.Ends)
        {
            return new PlatformAnswer.NotValid(CardInvalidity.Expired);
        }
        return await AskAsync(root, certificate.Serial, cancel) ?? new PlatformAnswer.Valid(PpidOf(evidence.ChipKey), certificate.Ends, Issuer: root.Id);
    }

    /// <summary>A tap alone says which certificate it is and proves nothing without an enrolled chip.</summary>
    public Task<PlatformAnswer> RecogniseAsync(TapEvidence evidence, CancellationToken cancel) => Task.FromResult<PlatformAnswer>(new PlatformAnswer.Unknown());

    public async Task<PlatformAnswer> CheckAsync(StatusQuestion question, CancellationToken cancel) =>
        question.Issuer is null ? new PlatformAnswer.Valid(question.Ppid, DateTimeOffset.MaxValue)   // taken over with its chip key: nobody to ask
        : roots.Find(question.Issuer) is not { } root ? new PlatformAnswer.Unknown()
        : await AskAsync(root, question.CertificateSerial, cancel) ?? new PlatformAnswer.Valid(question.Ppid, DateTimeOffset.MaxValue, Issuer: root.Id);

    /// <summary>HMAC(site key, "ppid" ‖ chip key): two sites that compare their lists find nobody twice.</summary>
    byte[] PpidOf(byte[] chipKey) => CardLink.LocalPpid(keys.Site, chipKey);

    // What speaks against the certificate; null when nothing does.
    async Task<PlatformAnswer?> AskAsync(TrustedRoot root, string serial, CancellationToken cancel) => ocsp is null ? null : await ocsp.AskAsync(root, serial, cancel) switch
    {
        OcspAnswer.Good => null,
        OcspAnswer.Revoked => new PlatformAnswer.NotValid(CardInvalidity.Revoked),
        OcspAnswer.Unavailable(var why) => new PlatformAnswer.Unavailable(why),
        _ => throw new InvalidOperationException("an OCSP answer is one of three"),
    };

    bool IsUserAuthentication(UserCertificate certificate) =>
        !certificate.IsAuthority && certificate.MaySign && certificate.Policies.Any(policy => policy == UserAuthenticationPolicy || settings.Policies.Contains(policy));
}
