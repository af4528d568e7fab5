using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Library;

/// <summary>The rules of lending, one each.</summary>
public class CirculationTests : IAsyncLifetime
{
    TestBridge bridge = null!;
    Patron patron = null!;

    public async ValueTask InitializeAsync()
    {
        bridge = await TestBridge.QuietAsync(folder => new()
        {
            Storage = new() { Folder = folder },
            Loans = new()
            {
                Limit = new() { Items = 3, Av = 1 },
                Categories = new Dictionary<string, LoanLimit> { ["child"] = new() { Items = 1 } },
                OverdueGraceDays = 2,
            },
        });
        patron = await bridge.AddPatronAsync("1001");
    }

    public ValueTask DisposeAsync() => bridge.DisposeAsync();

    [Fact]
    public async Task An_item_is_lent_for_fourteen_days()
    {
        await bridge.AddItemAsync("A1A");
        var lent = Assert.IsType<LendingOutcome.Lent>(await CheckOutAsync(patron, "A1A"));

        Assert.Equal((TestBridge.Today.AddDays(14), 1, 3), (lent.Loan.Due, lent.OnLoan, lent.Limit));
    }

    [Theory]
    [InlineData("A10000017A")]
    [InlineData("a10000017b")]
    [InlineData(" 10000017 ")]
    public async Task A_label_is_the_same_with_any_start_and_stop_letters_or_none(string scanned)
    {
        await bridge.AddItemAsync("A10000017A");
        Assert.IsType<LendingOutcome.Lent>(await CheckOutAsync(patron, scanned));
    }

    [Fact]
    public async Task Av_and_magazines_have_periods_of_their_own()
    {
        await bridge.AddItemAsync("A1A", LoanRule.Av);
        await bridge.AddItemAsync("A2A", LoanRule.Magazine);

        Assert.Equal(TestBridge.Today.AddDays(7), Assert.IsType<LendingOutcome.Lent>(await CheckOutAsync(patron, "A1A")).Loan.Due);
        Assert.Equal(TestBridge.Today.AddDays(7), Assert.IsType<LendingOutcome.Lent>(await CheckOutAsync(patron, "A2A")).Loan.Due);
    }

    [Fact]
    public async Task A_barcode_nobody_knows_is_refused() => await RefusedAsync(RefusalReason.ItemUnknown, patron, "A404A");

    [Fact]
    public async Task An_item_that_another_patron_has_is_refused()
    {
        await bridge.AddItemAsync("A1A");
        await CheckOutAsync(await bridge.AddPatronAsync("1002"), "A1A");
        await RefusedAsync(RefusalReason.ItemOnLoan, patron, "A1A");
    }

    [Fact]
    public async Task An_item_the_patron_already_has_is_said_to_be_theirs()
    {
        await bridge.AddItemAsync("A1A");
        await CheckOutAsync(patron, "A1A");
        await RefusedAsync(RefusalReason.AlreadyYours, patron, "A1A");
    }

    [Fact]
    public async Task A_reference_work_stays_in_the_library()
    {
        await bridge.AddItemAsync("A1A", LoanRule.InLibraryOnly);
        await RefusedAsync(RefusalReason.InLibraryOnly, patron, "A1A");
    }

    [Fact]
    public async Task An_item_that_is_missing_in_repair_or_withdrawn_goes_to_the_desk()
    {
        foreach (var status in (ItemStatus[])[ItemStatus.Missing, ItemStatus.InRepair, ItemStatus.Withdrawn])
        {
            await bridge.AddItemAsync($"A{(int)status}A", status: status);
            await RefusedAsync(RefusalReason.ItemNotAvailable, patron, $"A{(int)status}A");
        }
    }

    [Fact]
    public async Task The_limit_of_the_patrons_category_counts()
    {
        var child = await bridge.AddPatronAsync("1002", "child");
        await LendAsync(child, 1, 0);
        await bridge.AddItemAsync("A9A");
        await RefusedAsync(RefusalReason.LimitReached, child, "A9A");

        await LendAsync(patron, 3, 100);
        await RefusedAsync(RefusalReason.LimitReached, patron, "A9A");
    }

    [Fact]
    public async Task Discs_have_a_limit_within_the_limit()
    {
        await bridge.AddItemAsync("A1A", LoanRule.Av);
        await bridge.AddItemAsync("A2A", LoanRule.Av);
        await bridge.AddItemAsync("A3A");
        await CheckOutAsync(patron, "A1A");

        await RefusedAsync(RefusalReason.LimitReached, patron, "A2A");
        Assert.IsType<LendingOutcome.Lent>(await CheckOutAsync(patron, "A3A"));
    }

    [Fact]
    public async Task An_overdue_item_stops_lending_after_the_days_of_grace()
    {
        await bridge.AddItemAsync("A1A");
        await bridge.AddItemAsync("A2A");
        await bridge.AddItemAsync("A3A");
        var due = Assert.IsType<LendingOutcome.Lent>(await CheckOutAsync(patron, "A1A")).Loan.Due;

        Assert.IsType<LendingOutcome.Lent>(await CheckOutAsync(patron, "A2A", due.AddDays(2)));
        await RefusedAsync(RefusalReason.PatronHasOverdue, patron, "A3A", due.AddDays(3));
    }

    [Fact]
    public async Task A_blocked_or_expired_patron_borrows_nothing()
    {
        await bridge.AddItemAsync("A1A");
        await RefusedAsync(RefusalReason.PatronBlocked, await bridge.AddPatronAsync("1002", block: "転居先不明"), "A1A");
        await RefusedAsync(RefusalReason.PatronBlocked, await bridge.AddPatronAsync("1003", expires: TestBridge.Today.AddDays(-1)), "A1A");
    }

    [Fact]
    public async Task The_last_copy_is_lent_once_whoever_asks_at_the_same_moment()
    {
        await bridge.AddItemAsync("A1A");
        var patrons = new List<Patron>();
        for (var n = 0; n < 8; n++)
        {
            patrons.Add(await bridge.AddPatronAsync($"20{n}"));
        }

        var outcomes = await Task.WhenAll(patrons.Select(p => Task.Run(() => CheckOutAsync(p, "A1A"))));

        Assert.Single(outcomes.OfType<LendingOutcome.Lent>());
        Assert.Equal(7, outcomes.Count(outcome => outcome == new LendingOutcome.Refused(RefusalReason.ItemOnLoan)));
    }

    [Fact]
    public async Task The_database_itself_refuses_a_second_loan_of_an_item()
    {
        var item = await bridge.AddItemAsync("A1A");
        await bridge.WriteAsync(db => db.Loans.Add(new() { ItemId = item.Id, PatronId = patron.Id, LentOn = TestBridge.Today, Due = TestBridge.Today }));

        await Assert.ThrowsAsync<DbUpdateException>(() => bridge.WriteAsync(db => db.Loans.Add(new() { ItemId = item.Id, PatronId = patron.Id, LentOn = TestBridge.Today, Due = TestBridge.Today })));
    }

    [Fact]
    public async Task After_the_return_nothing_links_patron_and_item()
    {
        await bridge.AddItemAsync("A1A");
        var lent = Assert.IsType<LendingOutcome.Lent>(await CheckOutAsync(patron, "A1A"));

        Assert.IsType<ReturnOutcome.TakenBack>(await TakeBackAsync("A1A"));
        Assert.Equal(new ReturnOutcome.Refused(CheckinRefusal.NotOnLoan), await TakeBackAsync("A1A"));

        Assert.Empty(await bridge.LoansAsync());
        Assert.IsType<LendingOutcome.Lent>(await CheckOutAsync(await bridge.AddPatronAsync("1002"), "A1A"));
    }

    async Task LendAsync(Patron to, int count, int from)
    {
        foreach (var n in Enumerable.Range(from, count))
        {
            await bridge.AddItemAsync($"A7{n}A");
            Assert.IsType<LendingOutcome.Lent>(await CheckOutAsync(to, $"A7{n}A"));
        }
    }

    async Task RefusedAsync(RefusalReason reason, Patron who, string item, DateOnly? on = null)
    {
        var before = (await bridge.LoansAsync()).Count;
        Assert.Equal(new LendingOutcome.Refused(reason), await CheckOutAsync(who, item, on));
        Assert.Equal(before, (await bridge.LoansAsync()).Count);
    }

    Task<ReturnOutcome> TakeBackAsync(string item) => bridge.Get<Store>().WriteAsync(
        db => bridge.Get<Circulation>().TakeBackAsync(db, item, TestBridge.Today, null, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

    Task<LendingOutcome> CheckOutAsync(Patron who, string item, DateOnly? on = null) => bridge.Get<Store>().WriteAsync(
        db => bridge.Get<Circulation>().CheckOutAsync(db, who, item, on ?? TestBridge.Today, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
}
