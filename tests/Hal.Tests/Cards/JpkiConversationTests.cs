using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Virtual.Cards;
using static Hal.Tests.Cards.TestCard;

namespace Hal.Tests.Cards;

/// <summary>The JPKI application as a terminal meets it.</summary>
public sealed class JpkiConversationTests
{
    static readonly byte[] Message = "challenge"u8.ToArray();
    static readonly byte[] Hash = SHA256.HashData(Message);
    static readonly string Sign = $"802A0080 33 {Convert.ToHexString(CardKey.DigestInfo(Hash))} 00";

    [Fact]
    public void The_authentication_certificate_reads_without_a_pin_in_steps()
    {
        var card = new TestCard().Select(Aid.Jpki);

        Assert.Equal(Issued.Authentication.Value.Certificate, card.Read("000A"));
        Assert.Equal(Issued.Authentication.Value.Authority, card.Read("000B"));
        Assert.Equal(Issued.Signature.Value.Authority, card.Read("0002"));
    }

    [Fact]
    public void A_phone_shows_its_certificate_only_after_the_pin_and_has_no_other_application()
    {
        var card = new TestCard(options => options with { IsAndroid = true }).Select(Aid.Jpki, "000A");
        Assert.Equal("6982", card.Send("00B0000004"));
        Assert.Equal(Issued.Authentication.Value.Certificate, card.Verify("0018", "1234").Read("000A"));
        Assert.StartsWith("JPKIAPGPSETOKEN ", System.Text.Encoding.ASCII.GetString(card.Read("0006")), StringComparison.Ordinal);
        Assert.Equal("6A82", card.Send($"00A4040C 0A {Aid.Text}"));
    }

    [Fact]
    public void The_token_information_has_160_bytes_and_names_a_my_number_card()
    {
        var token = new TestCard().Select(Aid.Jpki).Read("0006");

        Assert.Equal(160, token.Length);
        Assert.Equal("JPKIAPICCTOKEN2".PadRight(32), System.Text.Encoding.ASCII.GetString(token, 0, 32));
    }

    [Theory]
    [InlineData(CardQuirks.None, "8F8F00")]
    [InlineData(CardQuirks.CertificateAbsent, "8F0000")]
    [InlineData(CardQuirks.SignatureCertificateAbsent, "008F00")]
    public void Availability_says_which_certificates_there_are(CardQuirks quirks, string expected)
    {
        var card = new TestCard(options => options with { Quirks = quirks }).Select(Aid.Jpki, "0008");

        Assert.Equal(expected + "9000", card.Send("00B0000000"));
    }

    [Fact]
    public void Without_a_certificate_there_is_neither_file_nor_key()
    {
        var card = new TestCard(options => options with { Quirks = CardQuirks.CertificateAbsent }).Select(Aid.Jpki);

        Assert.Equal("6A82", card.Send("00A4020C 02 000A"));
        Assert.Equal("6A82", card.Send("00A4020C 02 0017"));
    }

    [Fact]
    public void Login_signs_a_challenge_after_the_pin()
    {
        var card = new TestCard().Select(Aid.Jpki, "0017");
        Assert.Equal("6982", card.Send(Sign));

        card.Verify("0018", "1234");
        Assert.Equal("9000", card.Send("00A4020C 02 0017"));

        using var key = AuthenticationKey();
        Assert.True(key.VerifyHash(Hash, Signature(card.Send(Sign)), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public void The_signature_certificate_and_its_key_open_with_the_password_only()
    {
        var card = new TestCard().Select(Aid.Jpki).Verify("0018", "1234");
        Assert.Equal("9000", card.Send("00A4020C 02 0001"));
        Assert.Equal("6982", card.Send("00B0000004"));
        Assert.Equal("6982", card.Send(Sign.Replace("0080", "009A", StringComparison.Ordinal)));

        card.Verify("001B", "ABC123");
        Assert.Equal(Issued.Signature.Value.Certificate, card.Read("0001"));
        using var certificate = X509CertificateLoader.LoadCertificate(Issued.Signature.Value.Certificate);
        using var key = certificate.GetRSAPublicKey()!;
        Assert.True(key.VerifyHash(Hash, Signature(card.Send(Sign.Replace("0080", "009A", StringComparison.Ordinal))), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Theory]
    [InlineData("02", true, false)]    // a hash, DigestInfo added by the card
    [InlineData("03", false, false)]   // hashed by the card
    [InlineData("04", true, true)]     // a hash, PSS
    [InlineData("05", false, true)]
    public void Each_way_to_sign_is_a_signature_over_the_message(string p1, bool givesHash, bool isPss)
    {
        var card = new TestCard().Select(Aid.Jpki).Verify("0018", "1234");
        var data = givesHash ? Hash : Message;

        var signature = Signature(card.Send($"802A{p1}97 {data.Length:X2} {Convert.ToHexString(data)} 00"));

        using var key = AuthenticationKey();
        Assert.True(key.VerifyHash(Hash, signature, HashAlgorithmName.SHA256, isPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1));
    }

    [Theory]
    [InlineData("00", "00", "00")]        // as given: one byte, even zero
    [InlineData("01", "6869", "8F434346648F6B96DF89DDA901C5176B10A6D83961DD3C1AC88B59B2DC327AA4")]   // the bare SHA-256 of "hi"
    public void The_padded_block_holds_exactly_what_the_card_was_told(string p1, string data, string content)
    {
        var card = new TestCard().Select(Aid.Jpki).Verify("0018", "1234");

        var signature = Signature(card.Send($"802A{p1}97 {data.Length / 2:X2} {data} 00"));

        var block = "0001" + new string('F', 2 * (256 - 3 - content.Length / 2)) + "00" + content;
        Assert.Equal(block, Convert.ToHexString(Opened(signature)));
    }

    [Theory]
    [InlineData("802A0097 00", "6700")]                                   // no data at all
    [InlineData("802A0097 01 00", "6700")]                                // no Le
    [InlineData("802A0097 01 00 10", "6700")]                             // no room for a signature
    [InlineData("802A0297 01 00 00", "6985")]                             // no hash of 32 bytes
    [InlineData("802A0497 01 00 00", "6985")]
    [InlineData("802A0697 01 00 00", "6A86")]                             // no such way to sign
    [InlineData("802A0000 01 00 00", "6A86")]                             // no default key in this application
    [InlineData("802A0098 01 00 00", "6981")]                             // a PIN is no key
    [InlineData("802A009D 01 00 00", "6A82")]                             // no such file
    [InlineData("002A0097 01 00 00", "6E00")]
    public void A_wrong_sign_command_is_refused_by_its_own_word(string command, string status)
    {
        var card = new TestCard().Select(Aid.Jpki).Verify("0018", "1234");

        Assert.Equal(status, card.Send(command));
    }

    [Fact]
    public void Padding_leaves_room_for_245_bytes_and_no_more()
    {
        var card = new TestCard().Select(Aid.Jpki).Verify("0018", "1234");

        Assert.EndsWith("9000", card.Send($"802A0097 F5 {new string('5', 490)} 00"), StringComparison.Ordinal);
        Assert.Equal("6985", card.Send($"802A0097 F6 {new string('5', 492)} 00"));
    }

    [Theory]
    [InlineData("0005")]
    [InlineData("0010")]
    [InlineData("0016")]
    [InlineData("0019")]
    [InlineData("001C")]
    [InlineData("001E")]
    [InlineData("0017")]
    [InlineData("0018")]
    public void What_is_no_transparent_file_selects_and_does_not_read(string file)
    {
        Assert.Equal("6981", new TestCard().Select(Aid.Jpki, file).Send("00B0000000"));
    }

    [Fact]
    public void Nothing_opens_file_0009()
    {
        var card = new TestCard().Select(Aid.Jpki).Verify("0018", "1234").Verify("001B", "ABC123");

        Assert.Equal("9000", card.Send("00A4020C 02 0009"));
        Assert.Equal("6982", card.Send("00B0000000"));
    }

    static byte[] Signature(string answer)
    {
        Assert.EndsWith("9000", answer, StringComparison.Ordinal);
        Assert.Equal(2 * 258, answer.Length);
        return Convert.FromHexString(answer[..^4]);
    }

    static RSA AuthenticationKey()
    {
        using var certificate = X509CertificateLoader.LoadCertificate(Issued.Authentication.Value.Certificate);
        return certificate.GetRSAPublicKey()!;
    }

    /// <summary>The padded block inside a signature.</summary>
    static byte[] Opened(byte[] signature)
    {
        using var key = AuthenticationKey();
        var parameters = key.ExportParameters(includePrivateParameters: false);
        var block = System.Numerics.BigInteger.ModPow(new(signature, isUnsigned: true, isBigEndian: true), 65537, new(parameters.Modulus, isUnsigned: true, isBigEndian: true));
        var bytes = block.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[256 - bytes.Length], .. bytes];
    }
}
