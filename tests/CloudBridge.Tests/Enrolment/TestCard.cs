using System.Security.Cryptography;
using Contract;

namespace CloudBridge.Tests.Enrolment;

/// <summary>A My Number card as the bridge hears of it: a certificate with its key, and a chip. The PIN is the appliance's business.</summary>
sealed class TestCard
{
    // Making keys is slow: all cards share the first for authentication, and the others come round as chips. A chip's key is kept, the other never, so no card has one for both.
    static readonly RSA[] Keys = [.. Enumerable.Range(0, 8).Select(_ => RSA.Create(2048))];
    static int next;

    readonly RSA chip;

    public TestCard(string serial = "0A1B2C3D", RSA? chip = null, TestAuthority? issuer = null)
    {
        (Serial, this.chip) = (serial, chip ?? Keys[1 + (int)((uint)Interlocked.Increment(ref next) % (Keys.Length - 1))]);
        Certificate = (issuer ?? TestAuthority.Shared).Issue(serial, Authentication);
    }

    public string Serial { get; }
    public RSA Authentication { get; } = Keys[0];
    public byte[] Certificate { get; }
    public byte[] ChipKey => chip.ExportSubjectPublicKeyInfo();

    /// <summary>The same chip with a new certificate.</summary>
    public TestCard Renewed(string serial) => new(serial, chip);

    /// <summary>The same certificate, as if on another chip.</summary>
    public TestCard OnOtherChip() => new(Serial);

    public EnrolmentProof Prove(DeviceAddress device, byte[] nonce, DateTimeOffset time)
    {
        byte[] Sign(RSA key, string purpose) => key.SignHash(CardChallenge.Digest(purpose, device, time, nonce), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return new(Certificate, nonce, time, Sign(Authentication, CardChallenge.Enrol), ChipKey, Sign(chip, CardChallenge.EnrolChip), RecordTrust.OnEnrolment);
    }

    public CardEvidence.MyNumberTap Tap(TestDevice device, DateTimeOffset time) => device.Tap(chip, Serial, time);
}
