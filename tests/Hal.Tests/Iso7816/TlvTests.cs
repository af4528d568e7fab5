using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hal.Iso7816;

namespace Hal.Tests.Iso7816;

public class TlvTests
{
    [Theory]
    [InlineData("3003AABBCC", 0x30, 3)]
    [InlineData("DF2102AABB", 0xDF21, 2)]
    [InlineData("FF2000", 0xFF20, 0)]
    [InlineData("7F21820001AA", 0x7F21, 1)]
    [InlineData("8181020001", 0x81, 2)]
    [InlineData("0000DF2101AA", 0xDF21, 1)]    // filler before
    public void Tags_and_lengths_of_every_form_are_read(string bytes, int tag, int length)
    {
        Assert.True(Tlv.TryRead(Convert.FromHexString(bytes), out var tlv, out var rest));
        Assert.Equal(tag, tlv.Tag);
        Assert.Equal(length, tlv.Value.Length);
        Assert.True(rest.IsEmpty);
    }

    [Theory]
    [InlineData("", TlvError.End)]
    [InlineData("FFFFFFFF", TlvError.End)]     // a file filled up behind its object
    [InlineData("FF", TlvError.End)]
    [InlineData("000000", TlvError.End)]
    [InlineData("30", TlvError.Truncated)]
    [InlineData("3002AA", TlvError.Truncated)]
    [InlineData("DF", TlvError.Truncated)]
    [InlineData("30820001", TlvError.Truncated)]
    [InlineData("308200", TlvError.Truncated)]
    [InlineData("3080", TlvError.LengthForm)]
    [InlineData("3083000001AA", TlvError.LengthForm)]
    [InlineData("DF812100", TlvError.TagTooLong)]
    public void What_is_no_object_says_why(string bytes, TlvError error) =>
        Assert.Equal(error, Tlv.Read(Convert.FromHexString(bytes), out _, out _));

    [Fact]
    public void An_object_is_found_among_its_neighbours_and_before_the_filler()
    {
        var file = Convert.FromHexString("FF200BDF2101AADF22020102DF2300FFFFFF");
        Assert.True(Tlv.TryFind(file, 0xFF20, out var outer));
        Assert.True(outer.IsConstructed);
        Assert.True(Tlv.TryFind(outer.Value, 0xDF22, out var inner));
        Assert.Equal("0102", Convert.ToHexString(inner.Value));
        Assert.False(Tlv.TryFind(outer.Value, 0xDF25, out _));
        Assert.False(Tlv.TryFind(file, 0xDF22, out _));
    }

    [Fact]
    public void The_first_bytes_of_a_file_tell_how_long_its_object_is()
    {
        Assert.Equal(TlvError.None, Tlv.ReadHeader(Convert.FromHexString("30820612A1B2C3"), out var tag, out var header, out var value));
        Assert.Equal((0x30, 4, 0x612), (tag, header, value));
    }

    [Property(MaxTest = 500)]
    public Property Any_row_of_objects_survives_the_round_trip_with_its_filler() => Prop.ForAll(
        (from objects in (from tag in Gen.Elements(0x30, 0x04, 0x81, 0xDF21, 0xFF20, 0x7F21, 0x5F4E, 0xDF7F)
                          from length in Gen.OneOf(Gen.Choose(0, 300), Gen.Elements(0, 1, 127, 128, 255, 256, 2000))
                          from form in Gen.Choose(0, 2)
                          select (tag, length, form)).ArrayOf(4)
         from filler in Gen.Choose(0, 20)
         select (objects, filler)).ToArbitrary(), x =>
        {
            byte[] bytes = [.. x.objects.SelectMany(o => Encode(o.tag, o.length, o.form)), .. Enumerable.Repeat((byte)0xFF, x.filler)];
            ReadOnlySpan<byte> rest = bytes;
            foreach (var (tag, length, _) in x.objects)
            {
                if (!Tlv.TryRead(rest, out var tlv, out rest) || tlv.Tag != tag || tlv.Value.Length != length || tlv.Value.ContainsAnyExcept((byte)0x5A))
                {
                    return false;
                }
            }
            return Tlv.Read(rest, out _, out _) == TlvError.End;
        });

    [Property(MaxTest = 1000)]
    public Property Arbitrary_bytes_never_throw() => Prop.ForAll(
        (from length in Gen.Choose(0, 40)
         from bytes in Gen.OneOf(Gen.Choose(0, 255), Gen.Elements(0xFF, 0x81, 0x82, 0x1F, 0x00, 0x30)).Select(b => (byte)b).ArrayOf(length)
         select bytes).ToArbitrary(), bytes =>
        {
            ReadOnlySpan<byte> rest = bytes;
            var before = rest.Length + 1;
            while (Tlv.TryRead(rest, out var tlv, out rest))
            {
                if (rest.Length >= before || tlv.Whole.Length > bytes.Length)
                {
                    return false;
                }
                before = rest.Length;
            }
            return true;
        });

    static byte[] Encode(int tag, int length, int form)
    {
        byte[] head = tag > 0xFF ? [(byte)(tag >> 8), (byte)tag] : [(byte)tag];
        byte[] size = form == 0 && length < 0x80 ? [(byte)length]
            : form <= 1 && length <= 0xFF ? [0x81, (byte)length]
            : [0x82, (byte)(length >> 8), (byte)length];
        return [.. head, .. size, .. Enumerable.Repeat((byte)0x5A, length)];
    }
}
