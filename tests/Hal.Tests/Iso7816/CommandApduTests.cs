using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hal.Iso7816;

namespace Hal.Tests.Iso7816;

public class CommandApduTests
{
    [Theory]
    [InlineData("00200080", "", 0)]                          // case 1: how many tries are left?
    [InlineData("00B0000004", "", 4)]                        // case 2
    [InlineData("00B0000000", "", 256)]                      // case 2, Le 00
    [InlineData("00A4020C020018", "0018", 0)]                // case 3
    [InlineData("802A0080020102" + "00", "0102", 256)]       // case 4
    public void Each_case_reads_and_writes_as_the_standard_shows(string bytes, string data, int ne)
    {
        Assert.True(CommandApdu.TryParse(Convert.FromHexString(bytes), out var apdu));
        Assert.Equal(data, Convert.ToHexString(apdu.Data));
        Assert.Equal(ne, apdu.Ne);
        Assert.Equal(bytes, Convert.ToHexString(apdu.ToArray()));
    }

    [Theory]
    [InlineData("", CommandApduError.TooShort)]
    [InlineData("00B000", CommandApduError.TooShort)]
    [InlineData("00A4020C03001800AABB", CommandApduError.LengthMismatch)]
    [InlineData("00A4020C0300", CommandApduError.LengthMismatch)]
    [InlineData("00B00000000000", CommandApduError.ExtendedLength)]
    public void What_is_no_short_apdu_says_why(string bytes, CommandApduError error) =>
        Assert.Equal(error, CommandApdu.Parse(Convert.FromHexString(bytes), out _));

    [Property(MaxTest = 500)]
    public Property Any_command_survives_the_round_trip() => Prop.ForAll(
        (from header in Bytes(4)
         from length in Gen.OneOf(Gen.Constant(0), Gen.Choose(1, 255), Gen.Elements(1, 254, 255))
         from data in Bytes(length)
         from ne in Gen.OneOf(Gen.Constant(0), Gen.Choose(1, 256), Gen.Constant(256))
         select (header, data, ne)).ToArbitrary(), x =>
        {
            var bytes = new CommandApdu(x.header[0], x.header[1], x.header[2], x.header[3], x.data, x.ne).ToArray();
            return CommandApdu.TryParse(bytes, out var apdu) && apdu.Data.SequenceEqual(x.data) && apdu.Ne == x.ne
                && apdu.Cla == x.header[0] && apdu.Ins == x.header[1] && apdu.P1 == x.header[2] && apdu.P2 == x.header[3]
                && bytes.Length <= CommandApdu.MaxLength;
        });

    [Property(MaxTest = 500)]
    public Property Arbitrary_bytes_never_throw_and_what_parses_is_written_as_it_was() => Prop.ForAll(
        (from length in Gen.Choose(0, 270) from bytes in Bytes(length) select bytes).ToArbitrary(), bytes =>
            !CommandApdu.TryParse(bytes, out var apdu) || apdu.ToArray().AsSpan().SequenceEqual(bytes));

    [Fact]
    public void Too_much_data_is_our_own_mistake() =>
        Assert.Throws<ArgumentException>(() => { _ = new CommandApdu(0, 0, 0, 0, new byte[256]); });

    [Fact]
    public void Aids_are_equal_by_their_bytes()
    {
        Assert.Equal(Aid.FromHex("D3 92 F0 00 26 01 00 00 00 01"), new Aid([0xD3, 0x92, 0xF0, 0x00, 0x26, 0x01, 0x00, 0x00, 0x00, 0x01]));
        Assert.NotEqual(Aid.FromHex("D392F000260100000001"), Aid.FromHex("D3921000310001010408"));
        Assert.Throws<ArgumentException>(() => Aid.FromHex("D392F000"));
    }

    static Gen<byte[]> Bytes(int length) => Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(length);
}
