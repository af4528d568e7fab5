using Bridge.Library;
using Bridge.Library.Sip2;
using Bridge.Library.Sip2.Messages;
using Contract;

namespace CloudBridge.Tests.Sip2;

/// <summary>An awkward library system: nothing is done twice and nothing is lost.</summary>
public sealed class LostAnswerTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Awkward.Nothing)]
    [InlineData(Awkward.ClosesBeforeDoing)]
    [InlineData(Awkward.ClosesAfterDoing)]
    [InlineData(Awkward.IsSilentBeforeDoing)]
    [InlineData(Awkward.IsSilentAfterDoing)]
    [InlineData(Awkward.DoesItLate)]
    [InlineData(Awkward.SaysSendAgain)]
    [InlineData(Awkward.SaysStatus)]
    [InlineData(Awkward.SaysOldAnswerFirst)]
    [InlineData(Awkward.GarblesAnswer)]
    [InlineData(Awkward.SaysNonsenseFirst)]
    public async Task A_loan_is_made_once_whatever_happens_to_its_message(Awkward mood)
    {
        using var bench = new Sip2Bench().Once("11", mood);

        var lent = Assert.IsType<LibraryChange<Lent>.Done>(await bench.Library.CheckOutAsync(bench.NewChange(), new("P1", "B1"), Cancel)).Value;

        Assert.Equal(["loan B1 P1"], bench.Server.Done);
        Assert.Equal(DateOnly.FromDateTime(bench.Server.Loans["B1"].Due), lent.Due.Day);
        Assert.Equal("ハリー・ポッター", lent.Title);
    }

    [Theory]
    [InlineData(Awkward.ClosesBeforeDoing)]
    [InlineData(Awkward.ClosesAfterDoing)]
    [InlineData(Awkward.IsSilentBeforeDoing)]
    [InlineData(Awkward.IsSilentAfterDoing)]
    [InlineData(Awkward.SaysSendAgain)]
    [InlineData(Awkward.SaysStatus)]
    [InlineData(Awkward.GarblesAnswer)]
    [InlineData(Awkward.SaysOldAnswerFirst)]
    public async Task So_is_a_renewal_a_return_a_hold_and_its_cancelling(Awkward mood)
    {
        using var bench = new Sip2Bench();
        await bench.Library.CheckOutAsync(bench.NewChange(), new("P1", "B1"), Cancel);

        Assert.IsType<LibraryChange<Lent>.Done>(await bench.Once("29", mood).Library.RenewAsync(bench.NewChange(), "P1", "B1", null, Cancel));
        Assert.IsType<LibraryChange<TakenBack>.Done>(await bench.Once("09", mood).Library.CheckInAsync(bench.NewChange(), new("B1"), Cancel));
        Assert.IsType<LibraryChange<HoldPlaced>.Done>(await bench.Once("15", mood).Library.PlaceHoldAsync(bench.NewChange(), new("P2", "B2"), Cancel));
        Assert.IsType<LibraryChange<HoldCancelled>.Done>(await bench.Once("15", mood).Library.CancelHoldAsync(bench.NewChange(), new("P2", "B2"), Cancel));

        Assert.Equal(["loan B1 P1", "renewal B1 P1", "return B1", "hold+ B2 P2", "hold- B2 P2"], bench.Server.Done);
    }

    [Fact]
    public async Task After_silence_the_loan_is_looked_for_before_it_is_asked_for_again()
    {
        using var bench = new Sip2Bench().Once("11", Awkward.IsSilentAfterDoing);

        await bench.Library.CheckOutAsync(bench.NewChange(), new("P1", "B1"), Cancel);

        Assert.Equal(["93", "99", "11", "93", "99", "17", "63"], bench.Server.Heard.Select(line => line[..2]));
    }

    [Fact]
    public async Task What_may_have_been_lent_is_said_so_and_settled_by_the_next_call_with_the_same_change()
    {
        using var bench = new Sip2Bench();
        bench.Server.Mood = code => code == "11" ? Awkward.ClosesAfterDoing : Awkward.ClosesBeforeDoing;   // nor can it be looked at
        var change = bench.NewChange();

        Assert.Equal(new LibraryChange<Lent>.Unavailable(MayHaveHappened: true), await bench.Library.CheckOutAsync(change, new("P1", "B1"), Cancel));

        bench.Server.Mood = _ => Awkward.Nothing;
        Assert.IsType<LibraryChange<Lent>.Done>(await bench.Library.CheckOutAsync(change with { MayHaveHappened = true }, new("P1", "B1"), Cancel));
        Assert.Equal(["loan B1 P1"], bench.Server.Done);
    }

    [Fact]
    public async Task Without_a_connection_nothing_was_done_and_the_next_try_waits_longer_each_time()
    {
        using var bench = new Sip2Bench(time => new(time) { IsOffline = true });

        for (var second = 0; second < 60; second++)
        {
            Assert.Equal(new LibraryChange<Lent>.Unavailable(MayHaveHappened: false), await bench.Library.CheckOutAsync(bench.NewChange(), new("P1", "B1"), Cancel));
            bench.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(6, bench.Server.Dials);   // at 0, 1, 3, 7, 15 and 31 seconds
    }

    [Fact]
    public async Task A_late_return_that_may_have_happened_is_left_to_staff()
    {
        using var bench = new Sip2Bench();
        var change = bench.NewChange() with { MayHaveHappened = true };
        await bench.Library.CheckOutAsync(bench.NewChange(), new("P2", "B1"), Cancel);   // the next patron's, or still the last one's
        bench.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(new LibraryChange<TakenBack>.Unavailable(MayHaveHappened: true), await bench.Library.CheckInAsync(change, new("B1"), Cancel));
        Assert.Equal("P2", bench.Server.Loans["B1"].Patron);
    }

    [Fact]
    public async Task A_return_that_may_have_happened_needs_the_due_date_of_the_loan_it_ends()
    {
        using var bench = new Sip2Bench();
        await bench.Library.CheckOutAsync(bench.NewChange(), new("P1", "B1"), Cancel);
        var seen = new DueDate("", DateOnly.FromDateTime(bench.Server.Loans["B1"].Due));
        var change = bench.NewChange() with { MayHaveHappened = true };

        Assert.Equal(new LibraryChange<TakenBack>.Unavailable(MayHaveHappened: true), await bench.Library.CheckInAsync(change, new("B1"), Cancel));
        Assert.Equal(new LibraryChange<TakenBack>.Unavailable(MayHaveHappened: true), await bench.Library.CheckInAsync(change, new("B1", seen with { Day = seen.Day!.Value.AddDays(-1) }), Cancel));
        Assert.IsType<LibraryChange<TakenBack>.Done>(await bench.Library.CheckInAsync(change, new("B1", seen), Cancel));

        Assert.Equal(["loan B1 P1", "return B1"], bench.Server.Done);
    }

    [Fact]
    public async Task Another_patrons_loan_is_not_taken_for_ours()
    {
        using var bench = new Sip2Bench();
        await bench.Library.CheckOutAsync(bench.NewChange(), new("P2", "B1"), Cancel);

        var refused = Assert.IsType<LibraryChange<Lent>.Refused>(await bench.Once("11", Awkward.ClosesBeforeDoing).Library.CheckOutAsync(bench.NewChange(), new("P1", "B1"), Cancel));

        Assert.Equal(RefusalReason.ItemOnLoan, refused.Refusal.Reason);
    }

    [Fact]
    public void A_list_that_is_cut_short_proves_nothing()
    {
        var item = new ItemInformationAnswer(CirculationStatus.Charged, 0, 0, null, null, "20261204    235900", "B1", "title", null, null, [], []);
        PatronInformationAnswer Patron(int? count, params IReadOnlyList<string> charged) =>
            new(PatronFlags.Fine, 0, null, new(null, null, count, null, null, null), "", "P1", "", null, null, null, true, null, [], [], charged, [], [], [], [], []);

        Assert.IsType<Evidence<Lent>.Unclear>(Look(Patron(2, "B2")));
        Assert.IsType<Evidence<Lent>.Unclear>(Look(Patron(null, "B2")));
        Assert.IsType<Evidence<Lent>.DidNotHappen>(Look(Patron(1, "B2")));
        Assert.IsType<Evidence<Lent>.Happened>(Look(Patron(2, " b1")));
        Assert.IsType<Evidence<Lent>.Happened>(Look(Patron(2, "title")));

        Evidence<Lent> Look(PatronInformationAnswer patron) => Sip2Records.OfLoan("B1", item, patron, Sip2Bench.Utc);
    }

    [Fact]
    public async Task A_renewal_that_may_have_happened_needs_the_due_date_the_patron_saw()
    {
        using var bench = new Sip2Bench();
        await bench.Library.CheckOutAsync(bench.NewChange(), new("P1", "B1"), Cancel);
        var seen = new DueDate("", DateOnly.FromDateTime(bench.Server.Loans["B1"].Due));
        var change = bench.NewChange() with { MayHaveHappened = true };

        Assert.Equal(new LibraryChange<Lent>.Unavailable(MayHaveHappened: true), await bench.Library.RenewAsync(change, "P1", "B1", null, Cancel));
        Assert.IsType<LibraryChange<Lent>.Done>(await bench.Library.RenewAsync(change, "P1", "B1", seen, Cancel));
        Assert.IsType<LibraryChange<Lent>.Done>(await bench.Library.RenewAsync(change, "P1", "B1", seen, Cancel));

        Assert.Equal(["loan B1 P1", "renewal B1 P1"], bench.Server.Done);
    }

    [Fact]
    public async Task All_loans_at_once_are_not_renewed_again_where_the_answer_was_lost()
    {
        using var bench = new Sip2Bench();   // knows no 65 and closes

        Assert.Equal(new LibraryChange<RenewedAll>.Unavailable(MayHaveHappened: true), await bench.Library.RenewAllAsync(bench.NewChange(), "P1", Cancel));
        Assert.Single(bench.Server.Heard, line => line.StartsWith("65", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_caller_who_goes_away_leaves_no_answer_behind_for_the_next()
    {
        using var bench = new Sip2Bench();
        using var gone = new CancellationTokenSource();
        bench.Server.Mood = code =>
        {
            if (code == "63")
            {
                gone.Cancel();
            }
            return Awkward.Nothing;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bench.Library.PatronAsync("P1", gone.Token));
        bench.Server.Mood = _ => Awkward.Nothing;

        Assert.Equal("P2", Assert.IsType<LibraryLookup<LibraryPatron>.Found>(await bench.Library.PatronAsync("P2", Cancel)).Value.Number);
        Assert.Equal(2, bench.Server.Dials);
    }

    [Fact]
    public async Task No_name_title_number_or_password_is_in_the_log()
    {
        using var bench = new Sip2Bench();
        foreach (var mood in Enum.GetValues<Awkward>())
        {
            await bench.Once("11", mood).Library.CheckOutAsync(bench.NewChange(), new("P1", "B1"), Cancel);
            await bench.Once("63", mood).Library.LoansAsync("P1", Cancel);
            await bench.Library.CheckInAsync(bench.NewChange(), new("B1"), Cancel);
        }

        Assert.Contains("12 did not come", bench.Log.Text, StringComparison.Ordinal);
        Assert.All(["P1", "B1", "山田", "ポッター", "secret", "machine"], secret => Assert.DoesNotContain(secret, bench.Log.Text, StringComparison.Ordinal));
    }
}
