using FsCheck.Xunit;
using Hal.Scanner;
using static Hal.Scanner.ScanReading;

namespace Hal.Tests.Scanner;

public sealed class BarcodeRulesTests
{
    static readonly BarcodeRules Town = new(
    [
        new() { Kind = LabelKind.Item, Lengths = [9], Prefixes = ["1"], CheckDigit = CheckDigitKind.SevenDr },
        new() { Kind = LabelKind.Patron, Lengths = [10], Prefixes = ["9"] },
    ]);

    [Theory]
    [InlineData("123456782")]
    [InlineData("a123456782a")]     // letters sent, as NW-7 has them
    [InlineData("A123456782B")]
    [InlineData("]F0A123456782A")]  // and the symbology before them
    public void A_label_is_the_same_item_however_the_scanner_is_set(string text) => Assert.Equal(new Item("123456782"), Read(Town, text));

    [Fact]
    public void One_scan_tells_an_item_from_a_patron() => Assert.Equal(new Patron("9000012345"), Read(Town, "A9000012345A"));

    [Theory]
    [InlineData("9784004160045")]
    [InlineData("]E09784004160045")]
    public void A_publishers_bar_code_has_its_own_reading(string text) => Assert.Equal(new Isbn("9784004160045"), Read(Town, text));

    [Fact]
    public void The_publishers_price_has_its_own_reading() => Assert.Equal(new PublisherPrice(), Read(Town, "1920195008003"));

    [Theory]
    [InlineData("4910037370365")]
    [InlineData("491003737036500800")]
    public void A_magazine_has_its_own_reading(string text) => Assert.Equal(new Magazine(text), Read(Town, text));

    [Fact]
    public void Publishers_codes_stay_theirs_even_where_the_library_has_thirteen_digits()
    {
        var rules = new BarcodeRules([new() { Kind = LabelKind.Item, Lengths = [13] }]);

        Assert.Equal(new PublisherPrice(), Read(rules, "1920195008003"));
        Assert.Equal(new Item("1920195008003"), Read(rules, "A1920195008003A"));   // NW-7 has letters: this is the library's
        Assert.Equal(new Item("1920195008003"), Read(rules, "]F01920195008003"));
        Assert.Equal(new Item("1920195008004"), Read(rules, "1920195008004"));     // no EAN
    }

    [Theory]
    [InlineData("12345678", UnknownReason.WrongLength)]        // a short read
    [InlineData("1920195008004", UnknownReason.WrongLength)]
    [InlineData("223456782", UnknownReason.UnknownPrefix)]
    [InlineData("123456783", UnknownReason.WrongCheckDigit)]
    [InlineData("12345-782", UnknownReason.WrongCharacters)]
    [InlineData("https://example.com", UnknownReason.WrongCharacters)]
    [InlineData("AA", UnknownReason.WrongLength)]
    public void What_no_rule_takes_says_how_far_it_came(string text, UnknownReason reason) => Assert.Equal(new Unknown(reason), Read(Town, text));

    [Fact]
    public void Rules_that_overlap_are_told_and_not_guessed()
    {
        var rules = new BarcodeRules([new() { Kind = LabelKind.Item, Lengths = [8] }, new() { Kind = LabelKind.Patron, Lengths = [8] }]);

        Assert.Equal(new Unknown(UnknownReason.Ambiguous), Read(rules, "12345678"));
    }

    [Fact]
    public void Modulus_16_needs_the_letters_the_scanner_may_be_set_to_leave_out()
    {
        var rules = new BarcodeRules([new() { Kind = LabelKind.Item, Characters = LabelCharacters.Nw7, CheckDigit = CheckDigitKind.Modulus16, DropsCheckDigit = true }]);

        Assert.Equal(new Item("37859"), Read(rules, "a37859+b"));
        Assert.Equal(new Unknown(UnknownReason.StartStopMissing), Read(rules, "37859+"));
        Assert.Equal(new Unknown(UnknownReason.WrongCheckDigit), Read(rules, "a37859+a"));
    }

    [Fact]
    public void Letters_are_kept_where_the_library_counts_them_in()
    {
        var rules = new BarcodeRules([new() { Kind = LabelKind.Item, Letters = StartStopLetters.Keep, Lengths = [7] }]);

        Assert.Equal(new Item("A1234567B"), Read(rules, "a1234567b"));
    }

    [Fact]
    public void Letters_are_data_where_labels_are_no_NW_7()
    {
        var rules = new BarcodeRules([new() { Kind = LabelKind.Item, Letters = StartStopLetters.PartOfCode, Characters = LabelCharacters.Any, Lengths = [6] }]);

        Assert.Equal(new Item("A1234B"), Read(rules, "]A0A1234B"));
        Assert.Equal(new Item("A1234B"), Read(rules, "A1234B"));
    }

    [Fact]
    public void A_check_digit_over_the_last_eight_digits_alone_is_a_setting()
    {
        var rules = new BarcodeRules([new() { Kind = LabelKind.Item, CheckDigit = CheckDigitKind.SevenDr, ChecksLast = 8 }]);

        Assert.Equal(new Item("9912345678" + "2"), Read(rules, "9912345678" + "2"));   // 12345678 mod 7 = 2; of all ten it is 1
    }

    [Property]
    public bool Any_scan_has_a_reading(string text) => Read(Town, text ?? "") is not null;

    static ScanReading Read(BarcodeRules rules, string text) => rules.Read(new Scan(text, 0));
}
