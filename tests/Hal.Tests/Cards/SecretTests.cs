using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Virtual.Cards;
using static Hal.Tests.Cards.TestCard;

namespace Hal.Tests.Cards;

/// <summary>PINs: counters, locks, and what a right one opens.</summary>
public sealed class SecretTests
{
    const string Wrong = "00200080 04 39393939";
    const string Right = "00200080 04 31323334";
    const string Ask = "00200080";

    [Fact]
    public void A_wrong_pin_says_how_many_tries_are_left_and_the_last_one_locks()
    {
        var card = new TestCard().Select(Aid.Jpki, "0018");

        Assert.Equal(["63C3", "63C2", "63C2", "63C1", "63C0", "63C0", "6984", "6984"], new[] { Ask, Wrong, Ask, Wrong, Wrong, Ask, Wrong, Right }.Select(card.Send));
        Assert.Equal(0, card.Card.AuthenticationTries);
        Assert.Equal(5, card.Card.PinChecks);
    }

    [Fact]
    public void Asking_for_the_tries_costs_none_and_says_63C3_even_after_the_right_pin()
    {
        var card = new TestCard().Select(Aid.Jpki, "0018");

        Assert.Equal(["63C2", "9000", "63C3"], new[] { Wrong, Right, Ask }.Select(card.Send));
        Assert.Equal(2, card.Card.PinChecks);
    }

    [Fact]
    public void Tries_outlive_power_and_selection()
    {
        var card = new TestCard().Select(Aid.Jpki, "0018");
        card.Send(Wrong);
        card.Card.Reset();

        Assert.Equal("63C2", card.Select(Aid.Jpki, "0018").Send(Ask));
        Assert.Equal(3, card.Card.TextTries);
    }

    [Theory]
    [InlineData($"00A4040C 0A {Aid.Jpki}")]
    [InlineData($"00A4040C 0A {Aid.Text}")]
    [InlineData(null)]
    public void Selecting_an_application_or_power_ends_the_login(string? end)
    {
        var card = new TestCard().Select(Aid.Jpki).Verify("0018", "1234");
        if (end is null)
        {
            card.Card.Reset();
        }
        else
        {
            card.Send(end);
        }

        Assert.Equal("6982", card.Select(Aid.Jpki).Send("802A0097 01 00 00"));
    }

    [Fact]
    public void A_wrong_pin_after_the_right_one_ends_the_login_too()
    {
        var card = new TestCard().Select(Aid.Jpki).Verify("0018", "1234");
        card.Send(Wrong);

        Assert.Equal("6982", card.Send("802A0097 01 00 00"));
    }

    [Theory]
    [InlineData("00200180 04 31323334", "6A86")]
    [InlineData("00200000 04 31323334", "6A86")]
    [InlineData("00200098 04 31323334", "9000")]                                          // by short identifier
    [InlineData("00200098", "63C3")]
    [InlineData("00200086", "6981")]
    [InlineData("00200083", "6A82")]
    [InlineData("00200080 11 3132333431323334313233343132333431", "6700")]                // 17 bytes
    [InlineData("00200080 04 31323334 00", "6700")]                                       // a Le has no place here
    [InlineData("80200080 04 31323334", "6E00")]
    public void Verify_answers_by_the_book(string command, string status)
    {
        Assert.Equal(status, new TestCard().Select(Aid.Jpki, "0018").Send(command));
    }

    [Fact]
    public void A_card_for_face_authentication_has_every_pin_locked()
    {
        var card = new TestCard(options => options with { Quirks = CardQuirks.FaceAuthenticationOnly });
        foreach (var (aid, file) in new[] { (Aid.Jpki, "0018"), (Aid.Jpki, "001B"), (Aid.Text, "0011") })
        {
            Assert.Equal(["63C0", "6984"], new[] { Ask, Right }.Select(card.Select(aid, file).Send));
        }
    }

    [Fact]
    public void A_blocked_card_still_has_the_text_pin()
    {
        var card = new TestCard(options => options with { Quirks = CardQuirks.Blocked });

        Assert.Equal("63C0", card.Select(Aid.Jpki, "0018").Send(Ask));
        Assert.Equal("63C3", card.Select(Aid.Text, "0011").Send(Ask));
    }

    [Fact]
    public void A_reference_without_limit_says_6300_for_ever()
    {
        var card = new TestCard(options => options with { ReferenceTries = null }).Select(Aid.Visual, "0011");

        Assert.Equal(["6300", "6300", "6300"], new[] { Ask, Wrong, Wrong }.Select(card.Send));
        Assert.Null(card.Card.Tries(CardApplicationName.Visual, 0x0011));
    }

    [Theory]
    [InlineData(Aid.Jpki, "0018", "1234", "00240180", "34333231", "9000")]
    [InlineData(Aid.Jpki, "0018", "1234", "00240198", "34333231", "9000")]
    [InlineData(Aid.Jpki, "0018", "1234", "00240180", "3433323130", "6A80")]      // five digits
    [InlineData(Aid.Jpki, "0018", "1234", "00240180", "34333241", "6A80")]        // a letter
    [InlineData(Aid.Jpki, "001B", "ABC123", "00240180", "58595A373839", "9000")]
    [InlineData(Aid.Jpki, "001B", "ABC123", "00240180", "78797A373839", "6A80")]  // small letters
    [InlineData(Aid.Jpki, "001B", "ABC123", "00240180", "58595A585958", "6A80")]  // no digit
    [InlineData(Aid.Jpki, "0018", "1234", "80320080", "34333231", "6985")]        // the other applications' command
    [InlineData(Aid.Jpki, "0018", "1234", "00240080", "34333231", "6A86")]
    [InlineData(Aid.Text, "0011", "5678", "00240180", "34333231", "9000")]
    [InlineData(Aid.Common, "001C", "1234", "80320080", "34333231", "9000")]
    [InlineData(Aid.Common, "001C", "1234", "00240180", "34333231", "6985")]
    public void A_secret_changes_only_into_one_of_its_kind(string aid, string file, string secret, string header, string changed, string status)
    {
        var card = new TestCard().Select(aid).Verify(file, secret);
        Assert.Equal(status, card.Send($"{header} {changed.Length / 2:X2} {changed}"));

        var valid = status == "9000" ? System.Text.Encoding.ASCII.GetString(Convert.FromHexString(changed)) : secret;
        card.Select(aid).Verify(file, valid);
    }

    [Fact]
    public void No_secret_changes_before_it_was_verified()
    {
        Assert.Equal("6982", new TestCard().Select(Aid.Jpki, "0018").Send("00240180 04 34333231"));
        Assert.Equal("6981", new TestCard().Select(Aid.Jpki, "0006").Send("00240180 04 34333231"));
    }

    [Fact]
    public void A_number_printed_on_the_card_cannot_be_changed()
    {
        var card = new TestCard().Select(Aid.Text).Verify("0015", Issued.Holder.ReferenceNumberB);

        Assert.Equal("6985", card.Send("00240180 04 34333231"));
    }

    /// <summary>What a person or a driver may do with one PIN, in any order.</summary>
    enum Step
    {
        Ask, Right, Wrong, Sign, Select, Power,
    }

    /// <summary>The counter and the login are two variables; this is their whole law, beside the card's own.</summary>
    [Property(MaxTest = 60)]
    public Property The_counter_and_the_login_follow_their_law() => Prop.ForAll(
        Gen.Elements(Enum.GetValues<Step>()).ListOf().ToArbitrary(), steps =>
        {
            var card = new TestCard().Select(Aid.Jpki, "0018");
            var (left, isLoggedIn) = (3, false);
            foreach (var step in steps)
            {
                var (command, expected) = step switch
                {
                    Step.Ask => ("00200098", $"63C{left}"),
                    Step.Right => ("00200098 04 31323334", left > 0 ? "9000" : "6984"),
                    Step.Wrong => ("00200098 04 39393939", left > 0 ? $"63C{left - 1}" : "6984"),
                    Step.Sign => ("802A0297 01 00 00", isLoggedIn ? "6985" : "6982"),   // no hash: refused after the login was looked at
                    _ => ($"00A4040C 0A {Aid.Jpki}", "9000"),
                };
                if (step == Step.Power)
                {
                    card.Card.Reset();
                }
                Assert.Equal(expected, card.Send(command));
                (left, isLoggedIn) = step switch
                {
                    Step.Right when left > 0 => (3, true),
                    Step.Wrong when left > 0 => (left - 1, false),
                    Step.Select or Step.Power => (left, false),
                    _ => (left, isLoggedIn),
                };
                if (left == 0)
                {
                    isLoggedIn = false;
                }
            }
            return true;
        });
}
