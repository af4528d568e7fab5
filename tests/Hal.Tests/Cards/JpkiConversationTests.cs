using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Virtual.Cards;
using static Hal.Tests.Cards.TestCard;

namespace Hal.Tests.Cards;

public sealed class JpkiConversationTests
{
    static readonly byte[] Hash = SHA256.HashData("challenge"u8);

    static X509Certificate2 AuthenticationCertificate => X509CertificateLoader.LoadCertificate(Issued.Authentication.Value.Certificate);

    [Fact]
    public void The_authentication_certificate_reads_without_a_pin_in_steps()
    {
        var card = new TestCard().Select(Aid.Jpki);

        Assert.Equal(Issued.Authentication.Value.Certificate, card.Read("000A"));
        Assert.StartsWith("3082", card.Send("00B0000004"), StringComparison.Ordinal);
    }

    [Fact]
    public void Login_signs_a_challenge_after_the_pin()
    {
        var card = new TestCard().Select(Aid.Jpki, "0017");
        var sign = $"802A0080 33 {Convert.ToHexString(CardKey.DigestInfo(Hash))} 00";
        Assert.Equal("6982", card.Send(sign));

        card.Verify("0018", "1234");
        Assert.Equal("9000", card.Send("00A4020C 02 0017"));
        var answer = Convert.FromHexString(card.Send(sign));

        Assert.Equal([0x90, 0x00], answer[256..]);
        using var key = AuthenticationCertificate.GetRSAPublicKey()!;
        Assert.True(key.VerifyHash(Hash, answer[..256], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }
}
