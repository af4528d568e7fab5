using System.Buffers.Binary;
using System.Security.Cryptography;
using Contract;
using Firmware.Cards;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Virtual.Cards;

namespace Firmware.Tests.Cards;

/// <summary>Files of a card, good ones and whatever else a card may send.</summary>
public sealed class RecordParserTests
{
    // EF 0002 as read from an official JPKI test card with an invented holder; published in soltia48/myna-card (MIT).
    const string OfficialTestCard = """
        ff2065df2108000e002000590064df22 0fe9bb92e6a190e38080e5b9b9e4b99f
        df2336e69db1e4baace983bde6b885e7 80ace5b882e8a6b3e5b883e5ad90e58d
        97efbc91efbc92efbc8defbc97efbc8d efbc92efbc90efbc92df240831393830
        30323137df250131
        """;

    static byte[] Official => Convert.FromHexString(string.Concat(OfficialTestCard.Where(char.IsAsciiHexDigit)));

    [Theory]
    [InlineData("")]
    [InlineData("FFFFFF")]
    public void The_file_of_an_official_test_card_is_understood_with_or_without_filler(string filler)
    {
        Assert.True(PersonFile.TryParse([.. Official, .. Convert.FromHexString(filler)], out var file));
        Assert.Equal(new PersonDetails("黒桐　幹也", "東京都清瀬市観布子南１２－７－２０２", "19800217", "1"), file!.Person);
        Assert.Equal(SHA256.HashData(Official.AsSpan(14)), file.Digest);
    }

    [Theory]
    [InlineData(7, 0x0F)]     // an offset that is off by one
    [InlineData(13, 0x65)]    // the last one, too
    [InlineData(1, 0x30)]     // another container
    [InlineData(4, 0x22)]     // no table of offsets
    [InlineData(2, 0x64)]     // shorter than its fields
    [InlineData(17, 0xFF)]    // no UTF-8
    [InlineData(17, 0x07)]    // a control character
    [InlineData(95, 0x41)]    // a birth date with a letter
    [InlineData(103, 0x41)]   // a sex that is no digit
    public void A_file_with_one_wrong_byte_is_no_file(int at, byte value)
    {
        var file = Official;
        file[at] = value;
        Assert.False(PersonFile.TryParse(file, out _));
    }

    [Fact]
    public void What_follows_the_object_must_be_filler()
    {
        Assert.False(PersonFile.TryParse([.. Official, 0xFF, 0x41], out _));
    }

    // From one letter to far beyond 255 bytes: every form of the length, in the fields and around them.
    static readonly Gen<string> Texts =
        from length in Gen.OneOf(Gen.Choose(1, 12), Gen.Choose(30, 50), Gen.Choose(80, 130), Gen.Choose(250, 400))
        from letters in Gen.Elements("山", "𠮷", "髙", "葛\U000E0100", "A", "　", "１").ArrayOf(length)
        select string.Concat(letters);

    static readonly Gen<FourInformation> People =
        from name in Texts
        from address in Texts
        from sex in Gen.Elements('0', '1', '2', '3', '9')
        select new FourInformation(name, address, "20040229", sex);

    [Property(MaxTest = 300)]
    public Property What_an_issuer_writes_reads_back_in_every_form_of_the_length() => Prop.ForAll(People.ToArbitrary(), person =>
        PersonFile.TryParse(person.Encode(), out var file)
        && file!.Person == new PersonDetails(person.Name, person.Address, person.BirthDate, $"{person.Sex}")
        && file.Digest.AsSpan().SequenceEqual(SHA256.HashData(FourInformation.HashedPart(person.Encode()))));

    [Property(MaxTest = 300)]
    public Property A_file_cut_short_is_no_file() => Prop.ForAll(People.Zip(Gen.Choose(1, 2000)).ToArbitrary(), cut =>
    {
        var file = cut.Item1.Encode();
        return !PersonFile.TryParse(file.AsSpan(0, file.Length - 1 - cut.Item2 % file.Length), out _);
    });

    /// <summary>Objects within objects with random tags, lengths and lies about lengths: closer to a file than random bytes are.</summary>
    static readonly Gen<byte[]> Garbage = Gen.Sized(size => Objects(Math.Min(size, 3)));

    static Gen<byte[]> Objects(int depth) =>
        from tag in Gen.Elements("FF20", "FF30", "FF50", "7F21", "5F4E", "5F37", "DF21", "DF22", "DF31", "DF32", "DF33", "DF51", "DF52", "90", "91", "30", "A0", "02", "17", "18", "00", "FF", "1F81")
        from value in depth == 0
            ? Gen.OneOf(Gen.Choose(0, 40), Gen.Elements(127, 128, 255, 256, 297, 400)).SelectMany(length => Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(length))
            : Gen.Choose(0, 4).SelectMany(count => Objects(depth - 1).ArrayOf(count)).Select(inner => inner.SelectMany(bytes => bytes).ToArray())
        from lie in Gen.Frequency((8, Gen.Constant(0)), (1, Gen.Choose(-3, 3)), (1, Gen.Choose(1000, 70000)))
        from form in Gen.Choose(0, 3)
        select (byte[])[.. Convert.FromHexString(tag), .. Length(Math.Max(0, value.Length + lie), form), .. value];

    static byte[] Length(int length, int form) => (form, length) switch
    {
        (0, < 0x80) => [(byte)length],
        (0 or 1, < 0x100) => [0x81, (byte)length],
        (3, _) => [0x83, (byte)(length >> 16), (byte)(length >> 8), (byte)length],
        _ => [0x82, (byte)(length >> 8), (byte)length],
    };

    [Property(MaxTest = 2000)]
    public Property Objects_of_any_shape_are_a_file_or_not_but_never_an_exception() => Prop.ForAll(Garbage.ToArbitrary(), bytes => ParseAll(bytes));

    [Property(MaxTest = 500)]
    public bool Any_bytes_are_a_file_or_not_but_never_an_exception(byte[] bytes) => ParseAll(bytes);

    [Property(MaxTest = 500)]
    public bool A_good_file_with_any_bytes_changed_is_a_file_or_not_but_never_an_exception(ushort at, byte value, ushort cut)
    {
        foreach (var good in GoodFiles.Value)
        {
            var file = good.ToArray();
            file[at % file.Length] = value;
            ParseAll(file);
            ParseAll(file[..(cut % file.Length)]);
        }
        return true;
    }

    [Fact]
    public void The_good_files_are_understood_by_their_parsers()
    {
        var (certificate, issuer, integrity, chip) = (GoodFiles.Value[0], GoodFiles.Value[1], GoodFiles.Value[2], GoodFiles.Value[3]);

        Assert.True(CertificateHead.TryReadSerial(certificate, out _));
        Assert.True(CertificateHead.TryReadEnd(certificate, out var end));
        using var whole = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(certificate);
        Assert.Equal(whole.NotAfter.ToUniversalTime(), end.UtcDateTime);
        Assert.True(IssuerCertificate.TryParse(issuer, out _));
        Assert.True(IntegrityRecord.TryParse(integrity, out _));
        Assert.True(SignedChipKey.TryParse(chip, out _));
    }

    [Fact]
    public void A_certificate_that_ends_after_2049_is_understood()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ends = new DateTimeOffset(2051, 3, 4, 5, 6, 7, TimeSpan.Zero);
        using var certificate = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=long", key, HashAlgorithmName.SHA256).CreateSelfSigned(ends.AddYears(-5), ends);

        Assert.True(CertificateHead.TryReadEnd(certificate.RawData, out var read));
        Assert.Equal(ends, read);
    }

    [Theory]
    [InlineData("8F8F00", true, true)]
    [InlineData("008F00", false, true)]
    [InlineData("8F0000", true, false)]
    [InlineData("8F8F", null, null)]
    [InlineData("", null, null)]
    public void The_availability_of_certificates_is_three_bytes(string file, bool? signature, bool? authentication) =>
        Assert.Equal(new CertificateAvailability(signature, authentication), CertificateAvailability.Parse(Convert.FromHexString(file)));

    /// <summary>A file that says it is longer than any offset can reach is read as far as the limit, and no further: beyond, another file would answer.</summary>
    [Theory]
    [InlineData("30 82 FFFF")]
    [InlineData("30 82 1000")]
    public async Task A_file_that_claims_to_be_endless_is_not_read_beyond_the_limit(string start)
    {
        var card = new EndlessCard(Convert.FromHexString(start.Replace(" ", "", StringComparison.Ordinal)));
        using var channel = new CardChannel(card);
        using var files = new CardFiles(channel);

        var read = await files.ReadObjectAsync(MyNumberCommand.SelectAuthenticationCertificate, TestContext.Current.CancellationToken);

        Assert.Equal(MyNumberCommand.MaxFileLength, read.Data.Length);
        Assert.Equal(MyNumberCommand.MaxFileLength, card.HighestByte);
    }

    [Fact]
    public async Task A_card_that_sends_more_than_was_asked_for_is_not_believed()
    {
        var card = new ScriptedCard().Expect("00 A4 02 0C 02 0002", "9000").Expect("00 B0 00 00 FB", $"FF20 81 F0 {new string('0', 2 * 249)} 9000");
        using var channel = new CardChannel(card);
        using var files = new CardFiles(channel);

        var read = await files.ReadObjectAsync(MyNumberCommand.SelectPerson, TestContext.Current.CancellationToken);

        Assert.True(read.Data.IsEmpty);
    }

    static bool ParseAll(byte[] bytes)
    {
        _ = PersonFile.TryParse(bytes, out _);
        _ = IntegrityRecord.TryParse(bytes, out _);
        _ = IssuerCertificate.TryParse(bytes, out _);
        _ = SignedChipKey.TryParse(bytes, out _);
        _ = CardPublicKey.TryParse(bytes, out _);
        _ = TokenInformation.KindOf(bytes);
        _ = CertificateAvailability.Parse(bytes);
        _ = CertificateHead.TryReadSerial(bytes, out _);
        _ = CertificateHead.TryReadEnd(bytes, out _);
        _ = RecordSignature.IsPublicKey(bytes);
        return !RecordSignature.IsRight(bytes, bytes, bytes);
    }

    /// <summary>Certificate, CV certificate, integrity record, chip's key; as a card says them.</summary>
    static readonly Lazy<byte[][]> GoodFiles = new(() =>
    {
        var card = TestCards.Of("yamada-hanako");
        card.Transmit(MyNumberCommand.SelectJpki.Apdu.Span);
        var certificate = Whole(card, MyNumberCommand.SelectAuthenticationCertificate);
        card.Transmit(MyNumberCommand.SelectText.Apdu.Span);
        card.Transmit(MyNumberCommand.SelectTextPin.Apdu.Span);
        card.Transmit([0x00, 0x20, 0x00, 0x80, 0x04, .. "1234"u8]);
        return [certificate, Whole(card, MyNumberCommand.SelectIssuerCertificate), Whole(card, MyNumberCommand.SelectIntegrityRecord), Whole(card, MyNumberCommand.SelectChipKey)];
    });

    static byte[] Whole(Virtual.Cards.MyNumberCard card, MyNumberCommand select)
    {
        card.Transmit(select.Apdu.Span);
        List<byte> content = [];
        for (byte[] part; (part = card.Transmit(MyNumberCommand.ReadBinary(content.Count, MyNumberCommand.BestReadLength).Apdu.Span))[^2..] is [0x90, 0x00];)
        {
            content.AddRange(part[..^2]);
        }
        return [.. content];
    }

    /// <summary>Has as many bytes as anyone asks for.</summary>
    sealed class EndlessCard(byte[] start) : Hal.ICard
    {
        public int HighestByte { get; private set; }
        public Hal.CardTechnology Technology => Hal.CardTechnology.TypeB;
        public ReadOnlyMemory<byte> Identifier => default;
        public bool SpeaksApdus => true;

        public ValueTask<int> TransceiveAsync(ReadOnlyMemory<byte> command, Memory<byte> response, CancellationToken cancel)
        {
            if (command.Span[1] != 0xB0)
            {
                BinaryPrimitives.WriteUInt16BigEndian(response.Span, 0x9000);
                return ValueTask.FromResult(2);
            }
            var offset = BinaryPrimitives.ReadUInt16BigEndian(command.Span[2..]);
            int length = command.Span[4];
            HighestByte = Math.Max(HighestByte, offset + length);
            response.Span[..length].Clear();
            if (offset == 0)
            {
                start.CopyTo(response);
            }
            BinaryPrimitives.WriteUInt16BigEndian(response.Span[length..], 0x9000);
            return ValueTask.FromResult(length + 2);
        }
    }
}
