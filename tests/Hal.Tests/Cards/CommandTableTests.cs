using Virtual.Cards;
using static Hal.Tests.Cards.TestCard;

namespace Hal.Tests.Cards;

/// <summary>SELECT, READ and what is around them: every word the card has for a command that is not quite right.</summary>
public sealed class CommandTableTests
{
    [Theory]
    [InlineData(Aid.Jpki)]
    [InlineData(Aid.Text)]
    [InlineData(Aid.Visual)]
    [InlineData(Aid.Common)]
    [InlineData(Aid.Residents)]
    [InlineData("A0000001510000")]
    public void Every_application_of_the_card_selects(string aid)
    {
        Assert.Equal("9000", new TestCard().Send($"00A4040C {aid.Length / 2:X2} {aid}"));
    }

    [Theory]
    [InlineData("00A4040C 0A D392F000260100000002", "6A82")]
    [InlineData("00A4040C 05 D392F00026", "9000")]                       // the beginning of an AID
    [InlineData("00A4040C 0B D392F00026010000000100", "6A82")]           // more than an AID
    [InlineData("00A4040C", "6700")]
    [InlineData("00A40400 0A D392F000260100000001", "9000")]
    [InlineData("00A40404 0A D392F000260100000001", "6A86")]
    [InlineData("00A4080C 02 3F00", "6A86")]
    [InlineData("00A4020C 02 000A", "6A82")]                             // no application yet
    public void Select_answers_by_the_book(string command, string status)
    {
        Assert.Equal(status, new TestCard().Send(command));
    }

    [Fact]
    public void Selecting_the_MF_is_a_trap()
    {
        var card = new TestCard();
        Assert.Equal("6A86", card.Send("00A40000"));
        Assert.Equal("6A82", card.Send("00A40000 02 3F00"));

        card.Select(Aid.Jpki, "0006");
        Assert.Equal("9000", card.Send("00A40000"));
        Assert.Equal("6A82", card.Send("00A40000 02 3F00"));
        Assert.Equal("4A504B499000", card.Send("00B0000004"));   // "JPKI": still the file selected before
    }

    [Fact]
    public void A_failed_select_leaves_what_was_selected()
    {
        var card = new TestCard().Select(Aid.Jpki, "0006");
        Assert.Equal("6A82", card.Send("00A4020C 02 0003"));
        Assert.Equal("6700", card.Send("00A4020C 01 03"));
        Assert.Equal("6A82", card.Send("00A4040C 02 AABB"));

        Assert.Equal("4A504B499000", card.Send("00B0000004"));
    }

    [Theory]
    [InlineData("00B0000004", "4A504B499000")]
    [InlineData("00B0000204", "4B4941509000")]
    [InlineData("00B0009C04", "303030309000")]
    [InlineData("00B0009E04", "30309000")]                    // fewer bytes at the end
    [InlineData("00B000A001", "6B00")]                        // 160 bytes: the next offset is beyond
    [InlineData("00B07FFF00", "6B00")]
    [InlineData("00B00000", "6700")]                          // no Le
    [InlineData("00B00000 01 00 00", "6700")]                 // data where none belongs
    [InlineData("00B08600 04", "4A504B499000")]               // by short identifier
    [InlineData("00B08602 04", "4B4941509000")]
    [InlineData("00B0C600 04", "6A86")]                       // no such form
    [InlineData("00B08300 04", "6A82")]                       // no file 0003
    [InlineData("00B08000 04", "6A82")]
    [InlineData("00B08100 04", "6982")]
    [InlineData("00B09800 04", "6981")]                       // a PIN
    [InlineData("00B00000 000004", "4A504B499000")]           // extended Le
    public void Read_binary_answers_by_the_book(string command, string answer)
    {
        Assert.Equal(answer, new TestCard().Select(Aid.Jpki, "0006").Send(command));
    }

    [Fact]
    public void Without_a_current_file_nothing_reads()
    {
        Assert.Equal("6986", new TestCard().Send("00B0000000"));
        Assert.Equal("6986", new TestCard().Select(Aid.Jpki).Send("00B0000000"));
        Assert.Equal("6986", new TestCard().Select(Aid.Jpki).Send("00200080"));
        Assert.Equal("6986", new TestCard().Select(Aid.Jpki).Send("802A0080 01 00 00"));
    }

    [Fact]
    public void A_read_by_short_identifier_makes_the_file_current()
    {
        var card = new TestCard().Select(Aid.Jpki, "000A");
        card.Send("00B0860001");

        Assert.Equal("4A504B499000", card.Send("00B0000004"));
        Assert.Equal(["Jpki 000A", "Jpki 0006"], card.Card.SelectedFiles.Select(file => file.ToString()));
    }

    [Fact]
    public void Le_zero_means_256()
    {
        Assert.Equal(2 * 258, new TestCard().Select(Aid.Jpki, "000A").Send("00B0000000").Length);
    }

    [Fact]
    public void A_card_with_that_habit_warns_when_a_file_ends_early()
    {
        var card = new TestCard(options => options with { Quirks = CardQuirks.WarnsAtEndOfFile }).Select(Aid.Jpki, "0008");

        Assert.Equal("8F8F006282", card.Send("00B0000000"));
        Assert.Equal("8F8F009000", card.Send("00B0000003"));
    }

    [Theory]
    [InlineData("", "6700")]
    [InlineData("00", "6700")]
    [InlineData("00A404", "6700")]
    [InlineData("00A4040C 05 D392", "6700")]                 // shorter than it says
    [InlineData("00A4040C 01 D3 00 00", "6700")]             // longer
    [InlineData("00200080 00 00", "6700")]
    [InlineData("01A4040C 0A D392F000260100000001", "6881")]
    [InlineData("0CA4040C 0A D392F000260100000001", "6882")]
    [InlineData("10A4040C 0A D392F000260100000001", "6E00")]
    [InlineData("A0A4040C 0A D392F000260100000001", "6E00")]
    [InlineData("FFA4040C 0A D392F000260100000001", "6E00")]
    [InlineData("80A4040C 0A D392F000260100000001", "6E00")]
    [InlineData("00D60000 01 00", "6D00")]                   // UPDATE BINARY
    [InlineData("00C00000 00", "6D00")]                      // GET RESPONSE
    [InlineData("80FC0000", "6D00")]
    public void What_is_no_command_of_this_card_gets_a_word_too(string command, string status)
    {
        Assert.Equal(status, new TestCard().Send(command));
    }

    [Fact]
    public void The_JPKI_application_has_its_own_word_for_secure_messaging()
    {
        Assert.Equal("69FC", new TestCard().Select(Aid.Jpki, "0006").Send("08B0000004"));
    }

    [Theory]
    [InlineData("00840000 08", 10)]
    [InlineData("00840000 00", 258)]
    [InlineData("00840000", 2)]
    [InlineData("00840100 08", 2)]
    [InlineData("00840000 000008", 2)]     // extended Le is refused
    public void A_challenge_is_as_long_as_asked(string command, int length)
    {
        Assert.Equal(2 * length, new TestCard().Send(command).Length);
    }

    [Fact]
    public void Two_challenges_differ()
    {
        var card = new TestCard();

        Assert.NotEqual(card.Send("0084000010"), card.Send("0084000010"));
        Assert.Equal("6985", card.Send("00840000000008"));
    }

    [Fact]
    public void The_common_application_gives_its_record_by_both_ways()
    {
        var holder = Issued.Holder;
        var expected = "011C" + Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes($"{holder.CardSerial}{CardHolder.Municipality}20350217")) + "9000";

        Assert.Equal(expected, new TestCard().Select(Aid.Common, "0001").Send("00B2010400"));
        Assert.Equal(expected, new TestCard().Select(Aid.Common).Send("00B2010C00"));
        Assert.Equal("6A83", new TestCard().Select(Aid.Common, "0001").Send("00B2020400"));
        Assert.Equal("6A86", new TestCard().Select(Aid.Common, "0001").Send("00B2010500"));
        Assert.Equal("6981", new TestCard().Select(Aid.Common, "0001").Send("00B0000000"));
        Assert.Equal("6981", new TestCard().Select(Aid.Jpki, "0006").Send("00B2010400"));
    }

    [Fact]
    public void Internal_authentication_is_a_signature_nobody_can_check()
    {
        Assert.Equal(2 * 258, new TestCard().Select(Aid.Common).Send("00880099 08 0102030405060708 00").Length);
        Assert.Equal("6981", new TestCard().Select(Aid.Jpki).Send("00880097 08 0102030405060708 00"));
        Assert.Equal("6A82", new TestCard().Select(Aid.Text).Send("00880099 08 0102030405060708 00"));
    }

    [Fact]
    public void Data_objects_answer_while_no_application_is_selected()
    {
        var card = new TestCard();
        Assert.Equal(Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(Issued.Holder.CardSerial)) + "9000", card.Send("00CA004500"));
        Assert.Equal("32303239399000", card.Send("00CA00F000"));
        Assert.Equal("32303335303231379000", card.Send("00CA00F200"));
        Assert.Equal("E000FF8131FE45149000", card.Send("00CA5F5100"));
        Assert.Equal("6A88", card.Send("00CA123400"));
        Assert.Equal("6700", card.Send("00CA00F800"));                        // 562 bytes want an extended Le
        Assert.StartsWith("5F4E820129", card.Send("00CA00F8000000"), StringComparison.Ordinal);
        Assert.StartsWith("5F4E820129", card.Send("00CA7F21000000"), StringComparison.Ordinal);

        card.Select(Aid.Jpki);
        Assert.Equal("6A88", card.Send("00CA004500"));
        Assert.Equal("E000FF8131FE45149000", card.Send("00CA5F5100"));
        Assert.Equal("9000", card.Send("00A4040C 07 A0000001510000"));
        Assert.Equal("32303239399000", card.Send("00CA00F000"));
    }

    [Theory]
    [InlineData(Aid.Jpki, "6982")]
    [InlineData(Aid.Residents, "6982")]
    [InlineData(Aid.Text, "6982")]
    [InlineData(Aid.Common, "66F1")]
    [InlineData(Aid.Visual, "66F1")]
    public void No_application_takes_a_session_key(string aid, string status)
    {
        Assert.Equal(status, new TestCard().Select(aid).Send("80AE0000 01 00"));
        Assert.Equal("6A86", new TestCard().Select(aid).Send("80A20000 01 00"));
    }
}
