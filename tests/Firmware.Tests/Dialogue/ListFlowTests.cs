using Contract;
using Firmware.Dialogue;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.Step;
using static Firmware.Tests.Dialogue.Visitor;

namespace Firmware.Tests.Dialogue;

/// <summary>Holds, loans, renewals and the receipt, as a patron meets them.</summary>
public class ListFlowTests
{
    static readonly ListedHold Melos = new("走れメロス", IsReady: true, "A-12", Due, Position: null);
    static readonly ListedHold Railroad = new("銀河鉄道の夜", IsReady: true, "A-17", Due, Position: null);
    static readonly ListedHold Queued = new("こころ", IsReady: false, Slot: null, Until: null, Position: 3);
    static readonly ListedHold Elsewhere = new("門", IsReady: true, "B-1", Due, Position: null, IsHere: false);

    static readonly ListedLoan[] Six =
        [.. Enumerable.Range(1, 6).Select(n => new ListedLoan($"A{n}", $"title {n}", Due.AddDays(n), IsOverdue: false, Renewable: true))];

    [Fact]
    public void The_menu_does_only_what_the_card_may()
    {
        foreach (var (key, may, leadsTo) in new (Key, Operations, Type)[]
        {
            (Key.Digit1, Operations.Loan, typeof(Scanning)), (Key.Digit2, Operations.Holds, typeof(AskingHolds)), (Key.Digit3, Operations.Renew, typeof(AskingLoans)),
        })
        {
            Assert.IsType(leadsTo, new Visitor().Taps(Known(may)).Presses(key).Step);
            Assert.IsType<Recognised>(new Visitor().Taps(Known(Operations.All & ~may)).Presses(key).Step);
        }
    }

    [Fact]
    public void Holds_on_this_shelf_are_listed_and_the_others_counted()
    {
        var patron = new Visitor().Taps(Known()).Presses(Key.Digit2);
        Assert.Contains(new Effect.AskBridge(new MyHolds(Pass)), patron.Effects);

        patron.Then(new Answered(new MyHolds(Pass), new HoldsListed([Melos, Railroad, Queued, Elsewhere])));
        var listing = Assert.IsType<ListingHolds>(patron.Step);
        Assert.Equal([Melos, Railroad], listing.Holds);
        Assert.Equal(2, listing.Others);
        Assert.False(listing.ShowsTitles);
    }

    [Fact]
    public void Titles_of_holds_are_shown_on_demand_for_ten_seconds()
    {
        var patron = AtHolds().Presses(Key.Digit3);
        Assert.True(Assert.IsType<ListingHolds>(patron.Step).ShowsTitles);
        Assert.Equal(TimeSpan.FromSeconds(10), DialogueFlow.LimitOf(patron.Step));
        Assert.False(Assert.IsType<ListingHolds>(patron.Waits().Step).ShowsTitles);
    }

    [Fact]
    public void Where_the_site_shows_no_titles_none_reaches_the_dialogue()
    {
        var patron = new Visitor(Counter with { ShowsTitles = false }).Taps(Known()).Presses(Key.Digit2)
            .Then(new Answered(new MyHolds(Pass), new HoldsListed([Melos]))).Presses(Key.Digit3);
        var listing = Assert.IsType<ListingHolds>(patron.Step);
        Assert.False(listing.ShowsTitles);
        Assert.All(listing.Holds, hold => Assert.Null(hold.Title));
    }

    [Fact]
    public void A_hold_is_picked_up_by_its_scan_and_the_shelf_is_asked_again()
    {
        var patron = AtHolds().Presses(Key.Hash);
        Assert.Equal(["A-12", "A-17"], patron.Session.PickUp!.Select(hold => hold.Slot));
        Assert.All(patron.Session.PickUp!, hold => Assert.Null(hold.Title));

        patron.Scans("A1", new LoanGranted(Due, 2, 10));
        Assert.Contains(new Effect.AskBridge(new MyHolds(Pass)), patron.Effects);
        Assert.Equal(["A-17"], patron.Then(new Answered(new MyHolds(Pass), new HoldsListed([Railroad]))).Session.PickUp!.Select(hold => hold.Slot));
        Assert.Equal(["A1"], patron.Session.Lent.Select(item => item.Item));
        Assert.Null(patron.Presses(Key.Hash).Session.PickUp);
        Assert.IsType<Done>(patron.Step);
    }

    [Fact]
    public void The_shelf_is_told_anew_also_while_the_next_item_is_on_its_way()
    {
        var patron = AtHolds().Presses(Key.Hash).Scans("A1", new LoanGranted(Due, 2, 10)).Then(new ItemScanned(NewId(), "A2"));
        var pending = patron.Pending;
        patron.Then(new Answered(new MyHolds(Pass), new HoldsListed([Railroad])));
        Assert.Equal(["A-17"], patron.Session.PickUp!.Select(hold => hold.Slot));
        Assert.Equal(pending, patron.Pending);
    }

    [Fact]
    public void An_answer_for_an_earlier_patron_is_not_this_ones()
    {
        var patron = new Visitor().Taps(Known()).Presses(Key.Digit2);
        var waiting = patron.Step;
        Assert.Equal(waiting, patron.Then(new Answered(new MyHolds("pass-0"), new HoldsListed([Melos])), new Unanswered(new MyHolds("pass-0")), new Answered(new MyLoans(Pass), new LoansListed(Six))).Step);
    }

    [Fact]
    public void The_shelf_of_an_earlier_patron_is_not_this_ones()
    {
        var patron = AtHolds().Presses(Key.Hash).Then(new Answered(new MyHolds("pass-0"), new HoldsListed([])));
        Assert.Equal(["A-12", "A-17"], patron.Session.PickUp!.Select(hold => hold.Slot));
    }

    [Fact]
    public void Without_the_bridge_lists_and_renewals_say_not_now_and_lending_goes_on()
    {
        var patron = new Visitor().Taps(Known()).Then(new LinkChanged(Online: false));
        Assert.IsType<NotNow>(patron.Presses(Key.Digit2).Step);
        Assert.IsType<Recognised>(patron.Presses(Key.Hash).Step);
        Assert.IsType<NotNow>(patron.Presses(Key.Digit3).Step);
        Assert.IsType<Recognised>(patron.Waits().Step);
        Assert.IsType<Scanning>(patron.Presses(Key.Digit1).Step);
    }

    [Theory]
    [InlineData(Key.Digit2)]
    [InlineData(Key.Digit3)]
    public void A_list_that_does_not_come_says_not_now(Key key)
    {
        Ask ask = key == Key.Digit2 ? new MyHolds(Pass) : new MyLoans(Pass);
        Assert.IsType<NotNow>(new Visitor().Taps(Known()).Presses(key).Then(new Unanswered(ask)).Step);
        Assert.IsType<NotNow>(new Visitor().Taps(Known()).Presses(key).Then(new Answered(ask, new AskFailed("E-02"))).Step);
        Assert.IsType<NotNow>(new Visitor().Taps(Known()).Presses(key).Waits().Step);
    }

    [Theory]
    [InlineData(Key.Digit2, 0, "A2")]
    [InlineData(Key.Digit2, 1, "A6")]
    [InlineData(Key.Hash, 0, null)]
    public void A_key_renews_its_row_and_hash_renews_all(Key key, int page, string? item)
    {
        var patron = AtLoans();
        for (var i = 0; i < page; i++)
        {
            patron.Presses(Key.Digit0);
        }
        patron.Presses(key);
        Assert.Equal(new RenewalRequested(new Borrower.ByPass(Pass), item), patron.Pending.Wanted);
        Assert.Contains(new Effect.RequestChange(patron.Pending.Request, patron.Pending.Wanted), patron.Effects);
        Assert.NotEqual(Guid.Empty, patron.Pending.Request);
    }

    [Fact]
    public void The_scan_of_an_own_loan_renews_it_and_another_item_is_not_lent_by_mistake()
    {
        var patron = AtLoans().Then(new ItemScanned(NewId(), "A5"));
        Assert.Equal(new RenewalRequested(new Borrower.ByPass(Pass), "A5"), patron.Pending.Wanted);

        var other = AtLoans();
        var before = other.Step;
        Assert.Equal(before, other.Then(new ItemScanned(NewId(), "A9")).Step);
        Assert.Equal([new Effect.Play(Cue.Failure)], other.Effects);
    }

    [Fact]
    public void A_row_without_a_barcode_and_a_row_that_is_not_there_renew_nothing()
    {
        var patron = new Visitor().Taps(Known()).Presses(Key.Digit3).Then(new Answered(new MyLoans(Pass), new LoansListed([new(null, "門", Due, false, null)])));
        var before = patron.Step;
        Assert.Equal(before, patron.Presses(Key.Digit1).Step);
        Assert.Equal(before, patron.Presses(Key.Digit2).Step);
    }

    [Fact]
    public void What_became_of_a_renewal_is_in_the_journal_before_it_is_told_row_by_row()
    {
        var outcome = new Renewed([new("A3", Due.AddDays(20)), new("A1", Due.AddDays(15))], [new("A2", RenewalRefusal.OnHold), new("A8", RenewalRefusal.NotOnLoan)]);
        var patron = AtLoans().Presses(Key.Hash);
        var request = patron.Pending.Request;
        patron.Then(new OutcomeArrived(request, outcome));
        Assert.Contains(new Effect.Settle(new RenewalTold(request, outcome)), patron.Effects);
        Assert.IsType<ListingLoans>(patron.Step);

        var shown = Assert.IsType<ShowingRenewals>(patron.Then(new Settled(request)).Step);
        Assert.Equal([new(1, Due.AddDays(15), null), new(2, null, RenewalProblem.OnHold), new(3, Due.AddDays(20), null), new(null, null, RenewalProblem.NotOnLoan)], shown.Rows);
        Assert.Contains(new Effect.Play(Cue.Success), patron.Effects);
        Assert.IsType<Recognised>(patron.Presses(Key.Hash).Step);
    }

    [Fact]
    public void A_renewal_without_an_answer_is_withdrawn_even_where_the_site_lends_offline()
    {
        var patron = AtLoans(Counter with { Offline = OfflineRule.Lend }).Presses(Key.Digit1);
        var request = patron.Pending.Request;
        patron.Then(new OutcomeLate(request, Due));
        Assert.Contains(new Effect.Settle(new RenewalWithdrawn(request)), patron.Effects);
        Assert.Equal(RenewalProblem.NoAnswer, Assert.IsType<ShowingRenewals>(patron.Then(new Settled(request)).Step).Problem);
    }

    [Fact]
    public void An_outcome_of_another_kind_under_the_same_id_settles_nothing()
    {
        var patron = AtLoans().Presses(Key.Hash);
        var waiting = patron.Step;
        Assert.Equal(waiting, patron.Then(new OutcomeArrived(patron.Pending.Request, new LoanGranted(Due, 1, 10))).Step);
        Assert.Empty(patron.Effects);
    }

    [Fact]
    public void A_receipt_comes_by_mail_when_the_journal_has_the_wish()
    {
        var patron = AtReceipt(hasMail: true).Presses(Key.Digit1);
        Assert.IsType<SendingReceipt>(patron.Step);
        Assert.Contains(new Effect.Record(new ReceiptRequested(Pass)), patron.Effects);
        Assert.Equal(new Goodbye(Farewell.ReceiptByMail), patron.Then(new Recorded(new ReceiptRequested(Pass))).Step);
    }

    [Fact]
    public void Without_an_address_no_mail_is_promised()
    {
        var patron = AtReceipt(hasMail: false).Presses(Key.Digit1);
        Assert.Equal(new Goodbye(), patron.Step);
        Assert.DoesNotContain(patron.Effects, effect => effect is Effect.Record);
    }

    [Fact]
    public void The_receipt_on_the_panel_lists_all_open_loans_without_titles()
    {
        var patron = AtReceipt(hasMail: true).Presses(Key.Digit2).Then(new Answered(new MyLoans(Pass), new LoansListed(Six)));
        var shown = Assert.IsType<ShowingReceipt>(patron.Step);
        Assert.Equal(Six.Select(loan => loan.Due), shown.Loans.Select(loan => loan.Due));
        Assert.All(shown.Loans, loan => Assert.Null(loan.Title));
        Assert.Equal(1, Assert.IsType<ShowingReceipt>(patron.Presses(Key.Digit0).Step).Page);
        Assert.Equal(0, Assert.IsType<ShowingReceipt>(patron.Presses(Key.Digit0).Step).Page);
        Assert.Equal(new Goodbye(), patron.Presses(Key.Hash).Step);
    }

    [Fact]
    public void A_receipt_that_does_not_come_leads_back_to_the_choice()
    {
        var patron = AtReceipt(hasMail: true).Presses(Key.Digit2).Then(new Unanswered(new MyLoans(Pass)));
        Assert.IsType<NotNow>(patron.Step);
        Assert.IsType<Done>(patron.Presses(Key.Hash).Step);
    }

    static Visitor AtHolds() => new Visitor().Taps(Known()).Presses(Key.Digit2).Then(new Answered(new MyHolds(Pass), new HoldsListed([Melos, Railroad])));

    static Visitor AtLoans(DialoguePolicy? policy = null) => new Visitor(policy).Taps(Known()).Presses(Key.Digit3).Then(new Answered(new MyLoans(Pass), new LoansListed(Six)));

    static Visitor AtReceipt(bool hasMail) => new Visitor().Taps(Known(hasMail: hasMail)).Scans("A1", new LoanGranted(Due, 2, 10)).Presses(Key.Hash);
}
