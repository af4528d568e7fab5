using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Virtual.Cards;

namespace Hal.Tests.Cards;

/// <summary>File 0002 of the text application, both ways.</summary>
public sealed class FourInformationTests
{
    static readonly FourInformation OnTheTestCard = new("黒桐　幹也", "東京都清瀬市観布子南１２－７－２０２", "19800217", '1');

    [Fact]
    public void The_file_of_an_official_test_card_is_reproduced_byte_for_byte()
    {
        Assert.Equal(Convert.ToHexString(TextApplicationTests.Fixture), Convert.ToHexString(OnTheTestCard.Encode()));
    }

    [Fact]
    public void The_file_of_an_official_test_card_is_understood_with_or_without_filler()
    {
        Assert.True(FourInformation.TryParse(TextApplicationTests.Fixture, out var read));
        Assert.Equal(OnTheTestCard, read);
        Assert.True(FourInformation.TryParse([.. TextApplicationTests.Fixture, 0xFF, 0xFF], out read));
        Assert.Equal(OnTheTestCard, read);
    }

    [Theory]
    [InlineData(7, 0x0F)]     // an offset that is off by one
    [InlineData(1, 0x10)]     // another container
    [InlineData(4, 0x22)]     // no table of offsets
    [InlineData(2, 0x66)]     // longer than the file
    [InlineData(17, 0xFF)]    // no UTF-8
    public void A_file_with_one_wrong_byte_is_no_file(int at, byte value)
    {
        var file = TextApplicationTests.Fixture;
        file[at] = value;

        Assert.False(FourInformation.TryParse(file, out _));
    }

    // From empty to far beyond 255 bytes: every form of the length, in the fields and around them.
    static readonly Gen<string> Texts =
        from length in Gen.OneOf(Gen.Choose(0, 12), Gen.Choose(30, 50), Gen.Choose(80, 130), Gen.Choose(250, 400))
        from letters in Gen.Elements("山", "𠮷", "髙", "葛\U000E0100", "A", "　", "１").ArrayOf(length)
        select string.Concat(letters);

    static readonly Gen<FourInformation> Informations =
        from name in Texts
        from address in Texts
        from sex in Gen.Elements('0', '1', '2', '3', '9')
        select new FourInformation(name, address, "20040229", sex);

    [Property(MaxTest = 200)]
    public Property What_was_written_reads_back() => Prop.ForAll(Informations.ToArbitrary(),
        information => FourInformation.TryParse(information.Encode(), out var read) && read == information);

    [Property(MaxTest = 200)]
    public Property A_file_cut_short_is_no_file() => Prop.ForAll(Informations.Zip(Gen.Choose(1, 2000)).ToArbitrary(), cut =>
    {
        var file = cut.Item1.Encode();
        return !FourInformation.TryParse(file.AsSpan(0, file.Length - 1 - cut.Item2 % file.Length), out _);
    });

    [Property(MaxTest = 300)]
    public bool Any_bytes_are_a_file_or_not_but_never_an_exception(byte[] bytes) =>
        !FourInformation.TryParse([0xFF, 0x20, (byte)bytes.Length, .. bytes], out var read) || read is not null;
}
