using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Enrolment;
using Contract;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Enrolment;

/// <summary>What an enrolment proves, and to whom it proves nothing.</summary>
public sealed class ProofCheckTests
{
    static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);
    static readonly DeviceAddress Device = new("central", "counter-1");
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10), Skew = TimeSpan.FromMinutes(5);
    static readonly DateTimeOffset Now = TestBridge.Start;
    static readonly TestCard Card = new();

    [Fact]
    public void A_card_that_signed_the_challenge_with_both_keys_is_accepted()
    {
        var accepted = Assert.IsType<ProofFinding.Accepted>(Examine(Card.Prove(Device, Nonce(), Now)));

        Assert.Equal("A1B2C3D", accepted.Certificate.Serial);
        Assert.Equal(TestPlatform.CertificateEnds, accepted.Certificate.Ends);
    }

    [Fact]
    public void A_challenge_is_for_one_appliance_one_bridge_and_one_version_of_the_terms()
    {
        var other = new DeviceAddress("central", "counter-2");

        Refused(Card.Prove(Device, Challenge.Create(Key, other, "1", Now), Now));
        Refused(Card.Prove(Device, Challenge.Create(RandomNumberGenerator.GetBytes(32), Device, "1", Now), Now));
        Refused(Card.Prove(Device, Challenge.Create(Key, Device, "2", Now), Now));
        Refused(Card.Prove(Device, RandomNumberGenerator.GetBytes(32), Now));
        Refused(Card.Prove(other, Nonce(), Now));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(600, true)]
    [InlineData(601, false)]
    [InlineData(-1, false)]
    public void A_challenge_lives_for_ten_minutes(int seconds, bool lives) =>
        Assert.Equal(lives, ProofCheck.Examine(Card.Prove(Device, Nonce(), Now), "1", Device, Key, Now.AddSeconds(seconds), Lifetime, Skew) is ProofFinding.Accepted);

    [Theory]
    [InlineData(-301, false)]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void A_card_signs_after_its_challenge_give_or_take_the_clocks(int seconds, bool isAccepted) =>
        Assert.Equal(isAccepted, Examine(Card.Prove(Device, Nonce(), Now.AddSeconds(seconds))) is ProofFinding.Accepted);

    [Fact]
    public void Every_part_of_the_proof_counts()
    {
        var proof = Card.Prove(Device, Nonce(), Now);
        var another = new TestCard("0F").Prove(Device, proof.Nonce, Now);

        Refused(proof with { Nonce = Nonce() });
        Refused(proof with { Time = Now.AddMilliseconds(1) });
        Refused(proof with { Signature = proof.ChipSignature });
        Refused(proof with { Signature = [.. proof.Signature[..^1], (byte)(proof.Signature[^1] ^ 1)] });
        Refused(proof with { ChipSignature = proof.Signature });
        Refused(proof with { ChipSignature = another.ChipSignature });
        Refused(proof with { ChipKey = another.ChipKey });
        Refused(proof with { ChipKey = [.. proof.ChipKey, 0] });
        Refused(proof with { Certificate = [.. proof.Certificate, 0] });
        Refused(proof with { Certificate = proof.ChipKey });
    }

    [Fact]
    public void A_tap_and_the_other_key_sign_something_else()
    {
        var nonce = Nonce();
        var proof = Card.Prove(Device, nonce, Now);

        Refused(proof with { Signature = Card.Authentication.SignHash(CardChallenge.Digest(CardChallenge.Tap, Device, Now, nonce), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) });
        Refused(proof with { Signature = Card.Authentication.SignHash(CardChallenge.Digest(CardChallenge.EnrolChip, Device, Now, nonce), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) });
        Refused(proof with { Signature = Card.Authentication.SignHash(CardChallenge.Digest(CardChallenge.Enrol, Device, Now, nonce), HashAlgorithmName.SHA256, RSASignaturePadding.Pss) });
    }

    [Fact]
    public void Keys_of_another_kind_or_length_are_none()
    {
        using var small = RSA.Create(1024);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var proof = Card.Prove(Device, Nonce(), Now);

        Refused(proof with { Certificate = TestAuthority.Shared.Issue("0A", small) });
        Refused(proof with { Certificate = new CertificateRequest("CN=x", curve, HashAlgorithmName.SHA256).CreateSelfSigned(Now, Now.AddDays(1)).RawData });
        Refused(proof with { ChipKey = small.ExportSubjectPublicKeyInfo() });
        Refused(proof with { ChipKey = curve.ExportSubjectPublicKeyInfo() });
    }

    [Property]
    public bool Garbage_is_not_accepted_and_not_thrown(int seed)
    {
        var random = new Random(seed);
        var proof = Card.Prove(Device, Nonce(), Now);
        var garbage = random.Next(5) switch
        {
            0 => proof with { Certificate = Mangled(proof.Certificate, random) },
            1 => proof with { Nonce = Mangled(proof.Nonce, random) },
            2 => proof with { Signature = Mangled(proof.Signature, random) },
            3 => proof with { ChipKey = Mangled(proof.ChipKey, random) },
            _ => proof with { ChipSignature = Mangled(proof.ChipSignature, random) },
        };
        // A certificate may be changed where only its issuer's signature covers it: that is for the platform to see.
        return Examine(garbage) is ProofFinding.NotAccepted || garbage.Certificate != proof.Certificate;
    }

    [Property]
    public bool No_bit_of_a_nonce_may_change(byte at)
    {
        var nonce = Nonce();
        nonce[at / 8] ^= (byte)(1 << at % 8);
        return !Challenge.TryRead(nonce, Key, Device, "1", out _);
    }

    [Property]
    public bool A_challenge_says_when_it_was_given(uint seconds)
    {
        var when = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return Challenge.TryRead(Challenge.Create(Key, Device, "1", when), Key, Device, "1", out var given) && given == when;
    }

    [Property]
    public bool Any_bytes_are_no_challenge(byte[]? bytes) => !Challenge.TryRead(bytes, Key, Device, "1", out _);

    static byte[] Mangled(byte[] bytes, Random random)
    {
        var mangled = bytes.ToArray();
        switch (random.Next(3))
        {
            case 0:
                mangled[random.Next(mangled.Length)] ^= (byte)random.Next(1, 256);
                return mangled;
            case 1:
                return mangled[..random.Next(mangled.Length)];
            default:
                random.NextBytes(mangled);
                return mangled;
        }
    }

    static byte[] Nonce() => Challenge.Create(Key, Device, "1", Now);

    static ProofFinding Examine(EnrolmentProof proof) => ProofCheck.Examine(proof, "1", Device, Key, Now, Lifetime, Skew);

    static void Refused(EnrolmentProof proof) => Assert.IsType<ProofFinding.NotAccepted>(Examine(proof));
}
