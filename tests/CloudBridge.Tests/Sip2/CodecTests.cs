using System.Text;
using Bridge.Library.Sip2.Messages;
using Bridge.Library.Sip2.Wire;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Sip2;

/// <summary>SIP2 at the byte.</summary>
public sealed class CodecTests
{
    static readonly Dictionary<Sip2Encoding, string> Alphabets = new()
    {
        [Sip2Encoding.Utf8] = "aZ09 -|;ポが竹é한𠮷",
        [Sip2Encoding.Cp932] = "aZ09 -|;ポ倒嘶埈培弓忿怖慾掃掛掟斈旨桍楯榎毫烟痞窩竹縹翻艚芸蒴處蛞諫轎酢鋼閖驂黥ソ表①",
        [Sip2Encoding.EucJp] = "aZ09 -|;ポが竹芸翻訳",
        [Sip2Encoding.Ibm850] = "aZ09 -|;éüñß",
        [Sip2Encoding.Ascii] = "aZ09 -|;",
    };

    public static TheoryData<string, bool> Forms => [.. SampleForms.Types.SelectMany(type => ((string, bool)[])[(type.Name, true), (type.Name, false)])];

    [Theory, MemberData(nameof(Forms))]
    public void Every_message_reads_back_as_it_was_written_in_every_charset_with_any_delimiter(string form, bool hasDetection)
    {
        var type = SampleForms.Types.Single(type => type.Name == form);
        foreach (var (encoding, alphabet) in Alphabets)
        {
            for (var seed = 0; seed < 40; seed++)
            {
                var codec = new Sip2Codec(encoding, seed % 2 == 0 ? '|' : '^');
                var sample = SampleForms.Any(type, new(seed), alphabet);
                int? sequence = hasDetection ? seed % 10 : null;

                Assert.Equal(Sip2Fault.None, codec.TryDecode(codec.Encode(sample.ToMessage(), sequence), out var frame));
                Assert.Equal((SampleForms.CodeOf(type), sequence), (frame.Message.Code, frame.Sequence));
                Assert.True(SampleForms.AreSame(sample, SampleForms.Read(type, frame.Message)), $"{encoding}, seed {seed}");
            }
        }
    }

    [Theory]
    [InlineData("97AZFEF5", "97")]
    [InlineData("96AZFEF6", "96")]
    [InlineData("941AY0AZFDFD", "94")]
    [InlineData("9300CNscclient|COclientpwd|CPKIOSK1|AY0AZF1D4", "93")]
    [InlineData("9900802.00AY1AZFCA0", "99")]
    [InlineData("941AY0AZfdfd", "94")]     // lower case
    public void Checksums_seen_on_a_wire_are_right(string line, string code)
    {
        Assert.Equal(Sip2Fault.None, new Sip2Codec(Sip2Encoding.Ascii).TryDecode(Encoding.ASCII.GetBytes(line), out var frame));
        Assert.Equal(code, frame.Message.Code);
    }

    [Fact]
    public void A_NUL_is_read_as_a_blank()
    {
        new Sip2Codec(Sip2Encoding.Ascii).TryDecode("98AFa\0b|"u8, out var frame);

        Assert.DoesNotContain('\0', frame.Message.Fixed + string.Concat(frame.Message.Fields));
    }

    [Fact]
    public void What_we_send_is_what_was_seen_on_a_wire()
    {
        var codec = new Sip2Codec(Sip2Encoding.Ascii);

        Assert.Equal("9300CNscclient|COclientpwd|CPKIOSK1|AY0AZF1D4"u8, codec.Encode(new LoginRequest("scclient", "clientpwd", "KIOSK1").ToMessage(), 0));
        Assert.Equal("9900802.00AY1AZFCA0"u8, codec.Encode(new StatusRequest(0, 80).ToMessage(), 1));
        Assert.Equal("941AY0AZFDFD"u8, codec.Encode(new LoginAnswer(true).ToMessage(), 0));
    }

    [Fact]
    public void A_checksum_without_its_leading_zero_is_taken()
    {
        var codec = new Sip2Codec(Sip2Encoding.Ascii);
        var padding = Enumerable.Range(0, 4000).First(length => Sip2Codec.Checksum(Long(length)) is > 0x0FF and < 0x1000);
        var line = Long(padding);
        var digits = Encoding.ASCII.GetBytes(Sip2Codec.Checksum(line).ToString("X", null));

        Assert.Equal(3, digits.Length);
        Assert.Equal(Sip2Fault.None, codec.TryDecode([.. line, .. digits], out var frame));
        Assert.Equal(3, frame.Sequence);

        static byte[] Long(int length) => [.. "98AF"u8, .. Enumerable.Repeat((byte)'z', length), .. "|AY3AZ"u8];
    }

    [Theory, InlineData("941AY0AZFDFC"), InlineData("951AY0AZFDFD"), InlineData("941AY1AZFDFD")]
    public void One_wrong_byte_is_noticed(string line) =>
        Assert.Equal(Sip2Fault.Checksum, new Sip2Codec(Sip2Encoding.Ascii).TryDecode(Encoding.ASCII.GetBytes(line), out _));

    [Property]
    public Property Arbitrary_bytes_never_throw() => Prop.ForAll(
        (from start in Gen.Elements("", "11", "64", "98", "10", "38", "15", "\r")
         from length in Gen.Choose(0, 200)
         from rest in Gen.OneOf(Gen.Choose(0, 255), Gen.Elements<int>('|', 'A', 'Y', 'Z', '0', 0x83, 0x7C, 0x8E)).Select(b => (byte)b).ArrayOf(length)
         from end in Gen.Elements("", "AY1AZ", "AZ0", "AY1AZFFFF", "AZ+FFF", "AY1AZ 12")
         select (byte[])[.. Encoding.ASCII.GetBytes(start), .. rest, .. Encoding.ASCII.GetBytes(end)]).ToArbitrary(), bytes =>
        {
            foreach (var encoding in Alphabets.Keys)
            {
                if (new Sip2Codec(encoding).TryDecode(bytes, out var frame) is Sip2Fault.None)
                {
                    SampleForms.Types.ToList().ForEach(type => SampleForms.Read(type, frame.Message));
                }
            }
        });

    [Fact]
    public void A_title_in_CP932_may_hold_the_delimiters_byte()
    {
        byte[] line = [.. "12"u8, .. "1NNY20261120    120000AOmain|AA1001|AB10000017|AJ"u8, .. "83 6E 83 8A 81 5B 81 45 83 7C 83 62 83 5E 81 5B"u8.FromHex(), .. "|AH20261204    235900|"u8];

        Assert.Equal(Sip2Fault.None, new Sip2Codec(Sip2Encoding.Cp932).TryDecode(line, out var frame));
        Assert.Equal(("ハリー・ポッター", "20261204    235900"), CheckoutAnswer.Read(new(frame.Message)).Loan is var loan ? (loan.Title, loan.Due) : default);
    }

    [Theory]
    [InlineData("か\u3099き\u3099 ハ\u309A", "がぎ パ")]
    [InlineData("e\u0301 e\u0323\u0302 A\u030A", "é ệ Å")]
    [InlineData("\u1112\u1161\u11AB\u1100\u1173\u11AF", "한글")]
    [InlineData("\u3099か", "\u3099か")]
    [InlineData("神\uFA19", "神\uFA19")]   // two kanji to the person who has it in the name
    public void Marks_join_their_letters(string received, string read)
    {
        new Sip2Codec(Sip2Encoding.Utf8).TryDecode(Encoding.UTF8.GetBytes($"24{new string(' ', 35)}AE{received}|"), out var frame);

        Assert.Equal(read, PatronStatusAnswer.Read(new(frame.Message)).Name);
    }

    [Fact]
    public void Fields_come_in_any_order_twice_or_unknown_and_some_not_at_all()
    {
        var text = $"64{new string(' ', 14)}014{"20261120    120000"}00020000    000000000000AFhello|ZZnobody knows|AUtwo|AUone|AEName|AF|x|AA1001|BLY|XI12|CQN";

        new Sip2Codec(Sip2Encoding.Utf8).TryDecode(Encoding.UTF8.GetBytes(text), out var frame);
        var answer = PatronInformationAnswer.Read(new(frame.Message));

        Assert.Equal(["two", "one"], answer.Charged);
        Assert.Equal(["hello", ""], answer.ScreenMessages);
        Assert.Equal((2, 0, null, true, false, ""), (answer.Counts.Holds, answer.Counts.Overdue, answer.Counts.Charged, answer.IsValid, answer.IsPasswordValid, answer.Institution));
    }

    [Fact]
    public void A_value_is_cut_to_255_characters_and_holds_no_line_end()
    {
        var codec = new Sip2Codec(Sip2Encoding.Utf8);
        var message = new LoginRequest("a\r\nb\0c", string.Concat(Enumerable.Repeat("𠮷", 200)), null).ToMessage();

        codec.TryDecode(codec.Encode(message, null), out var frame);

        Assert.Equal(new("a  b c", string.Concat(Enumerable.Repeat("𠮷", 127)), null), LoginRequest.Read(new(frame.Message)));
    }

    [Fact]
    public void A_bar_in_a_title_comes_as_Perl_servers_write_it()
    {
        new Sip2Codec(Sip2Encoding.Utf8).TryDecode("18030001                  ABx|AJa &#124; b|"u8, out var frame);

        Assert.Equal("a | b", ItemInformationAnswer.Read(new(frame.Message)).Title);
    }

    [Fact]
    public void A_server_may_send_the_date_of_a_payment_first()
    {
        new Sip2Codec(Sip2Encoding.Utf8).TryDecode("3820261120    120000YAOmain|AA1001|"u8, out var frame);

        Assert.Equal((true, new DateTime(2026, 11, 20, 12, 0, 0)), FeePaidAnswer.Read(new(frame.Message)) is var answer ? (answer.IsAccepted, answer.At!.Value.At) : default);
    }

    [Fact]
    public void No_message_tells_what_is_in_it()
    {
        var request = new CheckoutRequest(false, false, null, null, "main", "1001", "10000017", "", "secret", null, null);

        Assert.DoesNotContain("1001", request.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("1001", request.ToMessage().ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("1001", request.ToMessage().Fields[1].ToString(), StringComparison.Ordinal);
    }
}

static class Hex
{
    extension(ReadOnlySpan<byte> digits)
    {
        public byte[] FromHex() => Convert.FromHexString(Encoding.ASCII.GetString(digits).Replace(" ", "", StringComparison.Ordinal));
    }
}
