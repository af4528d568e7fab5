using System.Security.Cryptography;
using Virtual.Cards;
using static Hal.Tests.Cards.TestCard;

namespace Hal.Tests.Cards;

/// <summary>The text application: who opens what, and whether what it holds is signed.</summary>
public sealed class TextApplicationTests
{
    [Theory]
    [InlineData("none", "0001 no", "0002 no", "0003 no", "0004 yes", "0005 yes", "0006 no", "0007 no")]
    [InlineData("0011", "0001 yes", "0002 yes", "0003 yes", "0004 yes", "0005 yes", "0006 yes", "0007 yes")]
    [InlineData("0014", "0001 yes", "0002 no", "0003 yes", "0004 yes", "0005 yes", "0006 yes", "0007 yes")]
    [InlineData("0015", "0001 no", "0002 yes", "0003 yes", "0004 yes", "0005 yes", "0006 yes", "0007 yes")]
    public void Each_secret_opens_its_own_files(string secret, params string[] files)
    {
        var card = new TestCard().Select(Aid.Text);
        if (secret != "none")
        {
            card.Verify(secret, secret switch { "0011" => "5678", "0014" => Issued.Holder.MyNumber, _ => Issued.Holder.ReferenceNumberB });
        }
        foreach (var file in files)
        {
            Assert.Equal("9000", card.Send($"00A4020C 02 {file[..4]}"));
            Assert.Equal(file[5..] == "yes" ? 6 : 4, card.Send("00B0000001").Length);
        }
    }

    [Fact]
    public void The_4_information_comes_back_as_it_was_written_with_filler_behind()
    {
        var file = new TestCard().Select(Aid.Text).Verify("0011", "5678").Read("0002");

        Assert.Equal(Fixture, file[..Fixture.Length]);
        Assert.All(file[Fixture.Length..], filler => Assert.Equal(0xFF, filler));
    }

    [Fact]
    public void The_issuer_vouches_for_both_files_and_the_key_and_its_authority_for_the_issuer()
    {
        var card = new TestCard().Select(Aid.Text).Verify("0011", "5678");
        using var issuer = CertifiedIssuer(card.Read("0004"), Hierarchy.TextRecordAuthority);

        var record = Objects(card.Read("0003"), 0xFF30);
        Assert.True(issuer.VerifyData((byte[])[.. record[0xDF31].Whole, .. record[0xDF32].Whole], record[0xDF33].Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal(SHA256.HashData(card.Read("0001")), record[0xDF31].Value);
        Assert.Equal(SHA256.HashData(Fixture.AsSpan(3 + 11)), record[0xDF32].Value);   // from DF22

        var signed = Objects(card.Read("0007"), 0xFF50);
        Assert.True(issuer.VerifyData(signed[0xDF51].Whole, signed[0xDF52].Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public void A_tampered_record_does_not_verify()
    {
        var card = new TestCard(options => options with { Quirks = CardQuirks.TamperedRecord }).Select(Aid.Text).Verify("0011", "5678");
        using var issuer = CertifiedIssuer(card.Read("0004"), Hierarchy.TextRecordAuthority);

        var record = Objects(card.Read("0003"), 0xFF30);
        Assert.False(issuer.VerifyData((byte[])[.. record[0xDF31].Whole, .. record[0xDF32].Whole], record[0xDF33].Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public void A_challenge_is_signed_without_any_pin_by_the_key_in_file_0007()
    {
        var enrolment = new TestCard().Select(Aid.Text).Verify("0011", "5678");
        using var key = PublicKey(Objects(enrolment.Read("0007"), 0xFF50)[0xDF51].Value);
        var hash = SHA256.HashData("purpose, device, time, nonce"u8);

        var answer = Convert.FromHexString(new TestCard().Select(Aid.Text).Send($"802A0000 33 {Convert.ToHexString(CardKey.DigestInfo(hash))} 00"));

        Assert.True(key.VerifyHash(hash, answer[..256], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal(key.ExportSubjectPublicKeyInfo(), EnrolmentFacts.Of(Issued).TextPublicKey);
    }

    [Theory]
    [InlineData("802A0100 01 00 00", "6A86")]
    [InlineData("802A0000 01 00", "6700")]
    [InlineData("802A0092 01 00 00", "6981")]
    public void A_wrong_challenge_is_refused(string command, string status)
    {
        Assert.Equal(status, new TestCard().Select(Aid.Text).Send(command));
    }

    [Fact]
    public void Reference_0012_is_locked_as_issued()
    {
        var card = new TestCard().Select(Aid.Text, "0012");

        Assert.Equal("63C0", card.Send("00200080"));
        Assert.Equal("6984", card.Send("00200080 04 31323334"));
    }

    [Fact]
    public void The_number_file_has_17_bytes_and_nobodys_number()
    {
        var file = new TestCard().Select(Aid.Text).Verify("0011", "5678").Read("0001");

        Assert.Equal(17, file.Length);
        Assert.Equal("FF100C", Convert.ToHexString(file[..3]));
        Assert.Equal("FFFF", Convert.ToHexString(file[15..]));
        var digits = file[3..15].Select(digit => digit - '0').ToArray();
        var sum = Enumerable.Range(1, 11).Sum(n => digits[11 - n] * (n <= 6 ? n + 1 : n - 5));
        Assert.NotEqual(sum % 11 <= 1 ? 0 : 11 - sum % 11, digits[11]);
    }

    /// <summary>File 0002 as read from an official JPKI test card with an invented holder (published in soltia48/myna-card, MIT).</summary>
    internal static byte[] Fixture => Convert.FromHexString(string.Concat(
        "ff2065df2108000e002000590064df22",
        "0fe9bb92e6a190e38080e5b9b9e4b99f",
        "df2336e69db1e4baace983bde6b885e7",
        "80ace5b882e8a6b3e5b883e5ad90e58d",
        "97efbc91efbc92efbc8defbc97efbc8d",
        "efbc92efbc90efbc92df240831393830",
        "30323137df250131"));

    /// <summary>Objects inside a container: value, and the bytes as written.</summary>
    internal static Dictionary<int, (byte[] Value, byte[] Whole)> Objects(byte[] file, int container)
    {
        Assert.True(BerTlv.TryParse(file, out var outer));
        Assert.Equal(container, outer.Tag);
        Dictionary<int, (byte[], byte[])> objects = [];
        for (var rest = outer.Value; BerTlv.TryParse(rest, out var tlv); rest = rest[tlv.Length..])
        {
            objects.Add(tlv.Tag, (tlv.Value.ToArray(), rest[..tlv.Length].ToArray()));
        }
        return objects;
    }

    /// <summary>90 exponent, 91 modulus.</summary>
    internal static RSA PublicKey(byte[] encoding)
    {
        Assert.Equal("9003010001", Convert.ToHexString(encoding[..5]));
        Assert.Equal("91820100", Convert.ToHexString(encoding[5..9]));
        Assert.Equal(265, encoding.Length);
        return RSA.Create(new RSAParameters { Exponent = [1, 0, 1], Modulus = encoding[9..] });
    }

    /// <summary>Checks a card-verifiable certificate with the key of its authority and gives the key it certifies.</summary>
    internal static RSA CertifiedIssuer(byte[] certificate, byte[] authorityKey)
    {
        using var authority = RSA.Create();
        authority.ImportSubjectPublicKeyInfo(authorityKey, out _);
        var parts = Objects(certificate, 0x7F21);
        var body = parts[0x5F4E].Value;
        Assert.Equal(297, body.Length);
        Assert.True(authority.VerifyData(body, parts[0x5F37].Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        return PublicKey(body[32..]);
    }
}
