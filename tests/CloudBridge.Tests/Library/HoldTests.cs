using Bridge.Library;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Library;

/// <summary>Holds from the wish to the pick-up.</summary>
public class HoldTests : IAsyncLifetime
{
    LibraryWorld world = null!;
    Patron hanako = null!, taro = null!, jiro = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        world = await LibraryWorld.OpenAsync();
        (hanako, taro, jiro) = (await world.AddPatronAsync("1001"), await world.AddPatronAsync("1002"), await world.AddPatronAsync("1003"));
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task Whoever_comes_first_waits_first()
    {
        await LendBothAsync();
        Assert.Equal(new HoldPlaced(1, IsAvailable: false), await world.HoldAsync(hanako));
        Assert.Equal(new HoldPlaced(2, IsAvailable: false), await world.HoldAsync(taro));

        Assert.Equal((1, 2), ((await world.HoldOfAsync(hanako)).Position, (await world.HoldOfAsync(taro)).Position));
    }

    [Fact]
    public async Task A_returned_copy_goes_to_the_lowest_free_slot_and_waits_for_the_first_in_line()
    {
        await LendBothAsync();
        await world.HoldAsync(hanako);
        await world.HoldAsync(taro);

        var back = await world.ScanAsync("A1A");
        Assert.Equal((Routing.HoldShelf, "1", true), (back.Routing, back.Destination, back.WasOnLoan));
        Assert.True((await world.HoldOfAsync(hanako)) is { IsReady: false, IsOnItsWay: true, Slot: null, Position: null });
        Assert.Equal(1, (await world.HoldOfAsync(taro)).Position);

        await world.ShelveAllAsync();
        Assert.True((await world.HoldOfAsync(hanako)) is { IsReady: true, Slot: "1", Item: "A1A" });
        Assert.Equal("2", (await world.ScanAsync("A2A")).Destination);
    }

    [Fact]
    public async Task It_waits_for_as_many_opening_days_of_its_branch_as_the_library_says()
    {
        await LendBothAsync();
        await world.HoldAsync(hanako);
        await world.HoldAsync(taro, LibraryWorld.Hill);
        await world.ScanAsync("A1A");
        await world.ShelveAllAsync();                                           // Monday, 1 June
        await world.ScanAsync("A2A");
        await world.ScanAsync("A2A", LibraryWorld.HillCounter);
        await world.ShelveAllAsync(LibraryWorld.Hill);

        Assert.Equal(new DateOnly(2026, 6, 6), (await world.HoldOfAsync(hanako)).Until);   // Tuesday to Saturday
        Assert.Equal(new DateOnly(2026, 6, 7), (await world.HoldOfAsync(taro)).Until);     // closed on Tuesday: Wednesday to Sunday
    }

    [Fact]
    public async Task The_copy_on_the_hold_shelf_is_lent_to_its_patron_only_and_the_hold_is_gone_then()
    {
        await world.MakeReadyAsync(hanako);

        Assert.Equal(RefusalReason.ItemOnHold, LibraryWorld.Refused(await world.TryLendAsync(taro, "A1A")).Reason);
        await world.LendAsync(hanako, "A1A");

        Assert.Empty(await world.HoldRowsAsync());
        Assert.Equal("A1A", Assert.Single(await world.LoansAsync(hanako)).Item);
    }

    [Fact]
    public async Task A_free_copy_is_lent_to_somebody_else_only_while_there_is_one_for_everybody_who_waits()
    {
        await world.HoldAsync(hanako);
        await world.LendAsync(taro, "A1A");   // A2A is left for Hanako

        Assert.Equal(RefusalReason.ItemOnHold, LibraryWorld.Refused(await world.TryLendAsync(jiro, "A2A")).Reason);
        await world.LendAsync(hanako, "A2A");
        Assert.Empty(await world.HoldRowsAsync());
    }

    [Fact]
    public async Task A_copy_travels_to_the_branch_where_it_is_picked_up_and_arrives_there()
    {
        await LendBothAsync();
        await world.HoldAsync(hanako, LibraryWorld.Hill);

        Assert.Equal((Routing.AnotherBranch, LibraryWorld.Hill), Way(await world.ScanAsync("A1A")));
        Assert.Equal(LibraryItemStatus.InTransit, await StatusAsync("A1A"));
        Assert.Equal((Routing.HoldShelf, "1"), Way(await world.ScanAsync("A1A", LibraryWorld.HillCounter)));
        Assert.Single((await world.Shelf.ListAsync(LibraryWorld.Hill, Cancel)).ToFill);
        Assert.Empty((await world.Shelf.ListAsync(LibraryWorld.Main, Cancel)).ToFill);
    }

    [Fact]
    public async Task A_copy_that_nobody_waits_for_travels_home()
    {
        await world.LendAsync(hanako, "A1A");

        Assert.Equal((Routing.AnotherBranch, LibraryWorld.Main), Way(await world.ScanAsync("A1A", LibraryWorld.HillCounter)));
        Assert.Equal((Routing.Shelf, null), Way(await world.ScanAsync("A1A")));
        Assert.Equal(LibraryItemStatus.Available, await StatusAsync("A1A"));
    }

    [Fact]
    public async Task A_hold_nobody_picks_up_ends_and_after_clearing_the_next_in_line_has_the_copy()
    {
        await LendBothAsync();
        await world.HoldAsync(hanako);
        await world.HoldAsync(taro);
        await world.ScanAsync("A1A");
        await world.ShelveAllAsync();

        await world.PassAsync(5);
        Assert.True((await world.HoldOfAsync(hanako)).IsReady);   // Saturday, its last day
        await world.PassAsync(1);
        Assert.Empty(await world.HoldsAsync(hanako));
        Assert.Equal(1, (await world.HoldOfAsync(taro)).Position);

        var clear = Assert.Single((await world.Shelf.ListAsync(LibraryWorld.Main, Cancel)).ToClear);
        Assert.Equal(("A1A", "1", null), (clear.Barcode, clear.Slot, clear.Patron));
        var cleared = Assert.IsType<ReturnOutcome.TakenBack>(await world.Shelf.ClearAsync(clear.Hold, LibraryWorld.Counter, Cancel));
        Assert.Equal(Routing.HoldShelf, cleared.Routing);
        Assert.Null(await world.Shelf.ClearAsync(clear.Hold, LibraryWorld.Counter, Cancel));   // repeated
        await world.ShelveAllAsync();
        Assert.True((await world.HoldOfAsync(taro)).IsReady);
    }

    [Fact]
    public async Task Whose_hold_it_was_is_forgotten_when_it_has_ended()
    {
        await world.MakeReadyAsync(hanako);
        await CancelAsync(hanako);

        Assert.Null(Assert.Single(await world.HoldRowsAsync()).PatronId);
        await world.HoldAsync(hanako);   // and she may wait for it again
    }

    [Fact]
    public async Task Cancelling_in_the_queue_lets_the_others_move_up()
    {
        await LendBothAsync();
        await world.HoldAsync(hanako);
        await world.HoldAsync(taro);

        await CancelAsync(hanako);

        Assert.Equal(1, (await world.HoldOfAsync(taro)).Position);
        Assert.Equal(HoldRefusal.Unknown, LibraryWorld.Refused(await world.System.CancelHoldAsync(world.NewChange(), new(hanako.Number, "A1A"), Cancel)).Hold);
    }

    [Fact]
    public async Task Nobody_cancels_the_hold_of_another()
    {
        await world.HoldAsync(hanako);
        var hold = (await world.HoldOfAsync(hanako)).Id;

        Assert.Equal(HoldRefusal.Unknown, LibraryWorld.Refused(await world.System.CancelHoldAsync(world.NewChange(), new(taro.Number, Hold: hold), Cancel)).Hold);
        Assert.Single(await world.HoldsAsync(hanako));
    }

    [Fact]
    public async Task What_one_has_or_holds_already_is_not_held_again()
    {
        await world.LendAsync(hanako, "A1A");
        await world.HoldAsync(taro);

        Assert.Equal(HoldRefusal.OnLoanToYou, LibraryWorld.Refused(await world.TryHoldAsync(hanako)).Hold);
        Assert.Equal(HoldRefusal.AlreadyHeld, LibraryWorld.Refused(await world.TryHoldAsync(taro)).Hold);
    }

    [Fact]
    public async Task A_title_of_which_no_copy_is_ever_lent_is_not_held()
    {
        var atlas = await world.AddTitleAsync("世界大地図");
        await world.Bridge.AddItemAsync("A7A", LoanRule.InLibraryOnly, title: atlas);

        Assert.Equal(HoldRefusal.NotForLoan, LibraryWorld.Refused(await world.TryHoldAsync(hanako, title: atlas)).Hold);
        Assert.Equal(HoldRefusal.Unknown, LibraryWorld.Refused(await world.System.PlaceHoldAsync(world.NewChange(), new(hanako.Number, Title: "404"), Cancel)).Hold);
        Assert.Equal(HoldRefusal.Unknown, LibraryWorld.Refused(await world.System.PlaceHoldAsync(world.NewChange(), new(hanako.Number, Title: "x"), Cancel)).Hold);
        Assert.Equal(HoldRefusal.PickupUnknown, LibraryWorld.Refused(await world.TryHoldAsync(hanako, "moon")).Hold);
    }

    [Fact]
    public async Task A_patron_who_is_stopped_holds_nothing()
    {
        await world.LendAsync(hanako, "A1A");
        await world.PassAsync(20);
        var other = await world.AddTitleAsync("門");
        await world.Bridge.AddItemAsync("A8A", title: other);

        Assert.Equal(HoldRefusal.PatronStopped, LibraryWorld.Refused(await world.TryHoldAsync(hanako, title: other)).Hold);
        Assert.Equal(HoldRefusal.PatronStopped, LibraryWorld.Refused(await world.TryHoldAsync(await world.Bridge.AddPatronAsync("1009", block: "転居先不明"), title: other)).Hold);
    }

    [Fact]
    public async Task The_limit_of_the_patrons_category_counts_for_holds()
    {
        await using var small = await LibraryWorld.OpenAsync(folder => LibraryWorld.Settings(folder, new() { Limit = new() { Holds = 1 } }));
        var patron = await small.AddPatronAsync("1001");
        var other = await small.AddTitleAsync("門");
        await small.Bridge.AddItemAsync("A8A", title: other);
        await small.HoldAsync(patron);

        Assert.Equal(HoldRefusal.LimitReached, LibraryWorld.Refused(await small.TryHoldAsync(patron, title: other)).Hold);
    }

    [Fact]
    public async Task Where_the_library_fetches_nothing_a_copy_on_the_shelf_is_to_be_taken_from_there()
    {
        await using var small = await LibraryWorld.OpenAsync(folder => LibraryWorld.Settings(folder, holds: new() { FromShelf = false }), copies: 1);
        var (first, second) = (await small.AddPatronAsync("1001"), await small.AddPatronAsync("1002"));

        Assert.Equal(HoldRefusal.OnShelf, LibraryWorld.Refused(await small.TryHoldAsync(first)).Hold);
        Assert.False((await small.HoldAsync(first, LibraryWorld.Hill)).IsAvailable is false);   // it stands elsewhere
        await small.HoldAsync(second);   // and is spoken for now
    }

    [Fact]
    public async Task Staff_fetch_what_stands_on_the_shelf_and_the_first_in_line_gets_it()
    {
        await world.HoldAsync(hanako);
        var fetch = Assert.Single((await world.Shelf.ListAsync(LibraryWorld.Main, Cancel)).ToFetch);   // one waits, so one of the two copies
        Assert.Equal(("A1A", "こころ"), (fetch.Barcode, fetch.Title));
        Assert.Empty((await world.Shelf.ListAsync(LibraryWorld.Hill, Cancel)).ToFetch);

        Assert.IsType<ReturnOutcome.TakenBack>(await world.Shelf.ScanAsync("A1A", LibraryWorld.Counter, Cancel));

        var lists = await world.Shelf.ListAsync(LibraryWorld.Main, Cancel);
        Assert.Empty(lists.ToFetch);
        Assert.Equal((hanako.Number, "1"), (Assert.Single(lists.ToFill).Patron, lists.ToFill[0].Slot));
    }

    [Fact]
    public async Task A_copy_that_is_not_found_counts_as_missing_and_the_other_is_looked_for()
    {
        await world.HoldAsync(hanako);
        Assert.True(await world.Shelf.NotFoundAsync("A1A", Cancel));

        Assert.Equal("A2A", Assert.Single((await world.Shelf.ListAsync(LibraryWorld.Main, Cancel)).ToFetch).Barcode);
        Assert.Equal(LibraryItemStatus.Missing, await StatusAsync("A1A"));
        Assert.Equal(Routing.Staff, (await world.ScanAsync("A1A")).Routing);   // it turns up
    }

    [Fact]
    public async Task A_full_shelf_gives_no_slot_until_one_is_cleared()
    {
        await using var small = await LibraryWorld.OpenAsync(folder => LibraryWorld.Settings(folder, holds: new() { Slots = ["大型", "A09..A10"] }), copies: 4);
        for (var n = 1; n <= 4; n++)
        {
            await small.HoldAsync(await small.AddPatronAsync($"100{n}"));
        }

        Assert.Equal(["大型", "A09", "A10", null], new[] { await SlotAsync("A1A"), await SlotAsync("A2A"), await SlotAsync("A3A"), await SlotAsync("A4A") });
        await small.Shelf.ShelveAsync((await small.HoldRowsAsync())[0].Id, Cancel);
        await small.LendAsync((await small.Bridge.ReadAsync(db => db.Patrons.OrderBy(p => p.Id).FirstAsync(Cancel))), "A1A");
        await small.ShelveAllAsync();
        Assert.Equal("大型", (await small.HoldRowsAsync()).Single(hold => hold.ItemId == 4).Slot);

        async Task<string?> SlotAsync(string item) => (await small.ScanAsync(item)).Destination;
    }

    [Fact]
    public async Task A_loan_undone_gives_the_hold_back_in_its_old_place()
    {
        await LendBothAsync();
        await world.HoldAsync(hanako);
        await world.HoldAsync(taro);
        await world.ScanAsync("A1A");
        await world.ShelveAllAsync();
        var before = await world.HoldOfAsync(hanako);
        await world.LendAsync(hanako, "A1A");

        var loan = (await world.Bridge.LoansAsync()).Single(l => l.PatronId == hanako.Id).Id;
        Assert.True(await world.WriteAsync(db => Circulation.UndoAsync(db, loan, Cancel)));
        Assert.False(await world.WriteAsync(db => Circulation.UndoAsync(db, loan, Cancel)));

        Assert.Equal(before, await world.HoldOfAsync(hanako));
        Assert.Equal(1, (await world.HoldOfAsync(taro)).Position);
    }

    [Fact]
    public async Task An_offline_loan_of_a_copy_kept_for_another_puts_the_other_back_into_the_queue()
    {
        await world.MakeReadyAsync(hanako);

        Assert.IsType<LibraryChange<Lent>.Done>(await world.System.CheckOutAsync(world.NewChange(), new(taro.Number, "A1A", Made: world.Today.AddDays(14)), Cancel));

        Assert.True(await world.HoldOfAsync(hanako) is { IsReady: false, IsOnItsWay: false, Position: 1, Slot: null, Until: null });
    }

    [Fact]
    public async Task Taking_another_copy_from_the_shelf_ends_the_wait_and_frees_the_one_set_aside()
    {
        await world.MakeReadyAsync(hanako);

        await world.LendAsync(hanako, "A2A");

        Assert.Empty(await world.HoldsAsync(hanako));
        Assert.Equal("A1A", Assert.Single((await world.Shelf.ListAsync(LibraryWorld.Main, Cancel)).ToClear).Barcode);
    }

    [Fact]
    public async Task The_account_and_the_ledger_count_what_is_ready()
    {
        await world.MakeReadyAsync(hanako);
        await world.HoldAsync(taro);

        var account = await world.WriteAsync(db => world.Bridge.Get<Circulation>().AccountAsync(db, hanako, world.Today, Cancel));
        Assert.Equal((1, 1), (account.HoldsReady, account.Holds));
        var ledger = await world.Bridge.Get<global::Bridge.Storage.Ledger>().ReadAsync(Cancel);
        Assert.Equal([new("こころ", "1001", "ready", "1", LibraryWorld.Main, new(2026, 6, 6)), new("こころ", "1002", "queued", null, LibraryWorld.Main, null)], ledger.Holds);
    }

    async Task LendBothAsync()
    {
        await world.LendAsync(jiro, "A1A");
        await world.LendAsync(await world.AddPatronAsync("1004"), "A2A");
    }

    async Task CancelAsync(Patron patron) =>
        LibraryWorld.Done(await world.System.CancelHoldAsync(world.NewChange(), new(patron.Number, Hold: (await world.HoldOfAsync(patron)).Id), Cancel));

    async Task<LibraryItemStatus> StatusAsync(string item) => Assert.IsType<LibraryLookup<LibraryItem>.Found>(await world.System.ItemAsync(item, Cancel)).Value.Status;

    static (Routing, string?) Way(TakenBack back) => (back.Routing, back.Destination);
}
