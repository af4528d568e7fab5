using System.Security.Cryptography;
using Virtual.Cards;
using static Hal.Tests.Cards.TestCard;
using static Hal.Tests.Cards.TextApplicationTests;

namespace Hal.Tests.Cards;

/// <summary>The visual application: who opens what, and whether what it holds is signed.</summary>
public sealed class VisualApplicationTests
{
    [Theory]
    [InlineData("none", "0001 no", "0002 no", "0003 yes", "0004 yes", "0005 no", "0006 no")]
    [InlineData("0011", "0001 yes", "0002 no", "0003 yes", "0004 yes", "0005 no", "0006 no")]
    [InlineData("0012", "0001 no", "0002 yes", "0003 yes", "0004 yes", "0005 no", "0006 yes")]
    [InlineData("0013", "0001 no", "0002 yes", "0003 yes", "0004 yes", "0005 yes", "0006 yes")]
    public void Each_secret_opens_its_own_files(string secret, params string[] files)
    {
        var card = Opened(secret);
        foreach (var file in files)
        {
            Assert.Equal("9000", card.Send($"00A4020C 02 {file[..4]}"));
            Assert.Equal(file[5..] == "yes" ? 6 : 4, card.Send("00B0000001").Length);
        }
    }

    [Fact]
    public void The_birth_date_in_the_era_opens_a_signed_age_record()
    {
        Assert.Equal("550217", Issued.Holder.BirthDateInEra);   // 1980 is Shōwa 55
        var card = Opened("0011");
        using var issuer = CertifiedIssuer(card.Read("0004"), Hierarchy.VisualRecordAuthority);

        var record = Objects(card.Read("0001"), 0xFF10);

        Assert.Equal("19800217"u8.ToArray(), record[0xDF11].Value);
        Assert.True(issuer.VerifyData((byte[])[.. record[0xDF11].Whole, .. record[0xDF12].Whole], record[0xDF13].Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public void The_key_of_the_age_record_signs_challenges_without_a_pin()
    {
        using var key = PublicKey(Objects(Opened("0011").Read("0001"), 0xFF10)[0xDF12].Value);
        var hash = SHA256.HashData("nonce"u8);

        var answer = Convert.FromHexString(new TestCard().Select(Aid.Visual).Send($"802A0000 33 {Convert.ToHexString(CardKey.DigestInfo(hash))} 00"));

        Assert.True(key.VerifyHash(hash, answer[..256], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Fact]
    public void The_face_of_the_card_is_signed_in_three_groups_and_its_offsets_are_right()
    {
        var card = Opened("0012");
        using var issuer = CertifiedIssuer(card.Read("0004"), Hierarchy.VisualRecordAuthority);
        var file = card.Read("0002");
        var face = Objects(file, 0xFF20);

        byte[] digests =
        [
            .. SHA256.HashData([.. face[0xDF22].Whole, .. face[0xDF23].Whole, .. face[0xDF24].Whole]),
            .. SHA256.HashData([.. face[0xDF25].Whole, .. face[0xDF26].Whole]),
            .. SHA256.HashData(face[0xDF27].Whole),
        ];
        var key = issuer.ExportParameters(includePrivateParameters: false);
        var block = System.Numerics.BigInteger.ModPow(new(face[0xDF28].Value, true, true), 65537, new(key.Modulus, true, true)).ToByteArray(true, true);
        Assert.Equal("00" + "3071300D06096086480165030402010500" + "0460" + Convert.ToHexString(digests), Convert.ToHexString(block)[^(2 * 116)..]);

        var offsets = face[0xDF21].Value;
        var tags = Enumerable.Range(0, offsets.Length / 2).Select(i => (offsets[2 * i] << 8 | offsets[2 * i + 1]) is var at ? file[at] << 8 | file[at + 1] : 0);
        Assert.Equal([0xDF22, 0xDF23, 0xDF24, 0xDF25, 0xDF26, 0xDF27, 0xDF28, 0xDF29, 0xDF2A], tags);
        Assert.InRange(file.Length, 5_000, 16_000);
        Assert.Equal("20350217"u8.ToArray(), face[0xDF29].Value);
    }

    [Fact]
    public void Pictures_begin_as_PNG_and_JP2_do()
    {
        var face = Objects(Opened("0012").Read("0002"), 0xFF20);

        Assert.Equal("89504E470D0A1A0A", Convert.ToHexString(face[0xDF25].Value[..8]));
        Assert.Equal("0000000C6A5020200D0A870A", Convert.ToHexString(face[0xDF27].Value[..12]));
    }

    static TestCard Opened(string secret)
    {
        var card = new TestCard().Select(Aid.Visual);
        return secret switch
        {
            "0011" => card.Verify(secret, Issued.Holder.BirthDateInEra),
            "0012" => card.Verify(secret, Issued.Holder.ReferenceNumberB),
            "0013" => card.Verify(secret, Issued.Holder.MyNumber),
            _ => card,
        };
    }
}
