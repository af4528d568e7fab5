using Bridge.Identity;
using Contract;

namespace Bridge.Enrolment;

/// <summary>Does an enrolment prove what it claims? Pure: whether the issuer is to be trusted is the platform's to say.</summary>
static class ProofCheck
{
    /// <param name="received">When the bridge took the request in.</param>
    /// <param name="lifetime">Of a challenge.</param>
    /// <param name="skew">How far the appliance's clock may be off.</param>
    public static ProofFinding Examine(EnrolmentProof proof, string terms, DeviceAddress device, byte[] challengeKey, DateTimeOffset received, TimeSpan lifetime, TimeSpan skew)
    {
        if (!Challenge.TryRead(proof.Nonce, challengeKey, device, terms, out var given))
        {
            return new ProofFinding.NotAccepted("the challenge is not this bridge's, this appliance's, or was for other terms");
        }
        if (received < given || received > given + lifetime)
        {
            return new ProofFinding.NotAccepted("the challenge is too old");
        }
        if (proof.Time < given - skew || proof.Time > received + skew)
        {
            return new ProofFinding.NotAccepted("signed at another time than its challenge");
        }
        if (!UserCertificate.TryRead(proof.Certificate, out var certificate))
        {
            return new ProofFinding.NotAccepted("no certificate with an RSA-2048 key");
        }
        var digest = CardChallenge.Digest(CardChallenge.Enrol, device, proof.Time, proof.Nonce);
        if (!RsaKey.HasSigned(certificate.Key, digest, proof.Signature))
        {
            return new ProofFinding.NotAccepted("the authentication key did not sign");
        }
        return RsaKey.HasSigned(proof.ChipKey, CardChallenge.Digest(CardChallenge.EnrolChip, device, proof.Time, proof.Nonce), proof.ChipSignature)
            ? new ProofFinding.Accepted(certificate, digest)
            : new ProofFinding.NotAccepted("the chip did not sign");
    }
}

/// <summary>What a proof comes to.</summary>
abstract record ProofFinding
{
    ProofFinding() { }

    /// <param name="Digest">What the authentication key signed.</param>
    public sealed record Accepted(UserCertificate Certificate, byte[] Digest) : ProofFinding;

    /// <param name="Why">For the log; no data of a card.</param>
    public sealed record NotAccepted(string Why) : ProofFinding;
}
