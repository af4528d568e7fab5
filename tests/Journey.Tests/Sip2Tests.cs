using Bench;
using Bridge.Library;
using Microsoft.Extensions.DependencyInjection;

namespace Journey.Tests;

/// <summary>The same stations in a library that has a system of its own: the bridge speaks SIP2 to it, and keeps nothing of what is lent.</summary>
public class Sip2Tests
{
    [Fact]
    public async Task A_patron_borrows_renews_and_returns_in_the_librarys_own_system()
    {
        await using var journey = await Journey.BeginAsync(new BenchOptions("", IsPaced: false) { IsBehindSip2 = true });
        var item = (await journey.ItemsAsync(1))[0];

        await journey.TapAsync();
        await journey.BorrowAsync(item, 1);
        var loan = Assert.Single((await TheirsAsync(journey)).Loans);
        Assert.Equal((item, Journey.KnownNumber), (loan.Item, loan.Patron));
        await journey.TypeAsync("#");
        await journey.SeesAsync("S32");
        await journey.TypeAsync("3");
        journey.Counter.RemoveCard();
        await journey.SeesAsync("S01");

        await journey.TapAsync();
        await journey.TypeAsync("3");
        await journey.SeesAsync("S50", texts => texts.Any(text => text.Contains("1さつ", StringComparison.Ordinal)));   // while it is asked for, a key means nothing
        await journey.TypeAsync("1");
        await journey.SeesAsync("S51");
        Assert.True(Assert.Single((await TheirsAsync(journey)).Loans).Due > loan.Due);
        await journey.TypeAsync("#");
        await journey.SeesAsync("S20");
        await journey.LeaveAsync();

        await journey.TypeAsync("1");
        await journey.SeesAsync("S35");
        await journey.Counter.ScanAsync(item, journey.Cancel);
        await journey.SeesAsync("S35", texts => texts.Contains("1さつ"));
        Assert.Empty((await TheirsAsync(journey)).Loans);
        Assert.Empty((await journey.LedgerAsync()).Loans);
        Assert.Empty((await journey.LedgerAsync()).StaffQueue);
    }

    [Fact]
    public async Task A_hold_of_the_librarys_own_system_is_seen_and_picked_up_at_the_hold_shelf()
    {
        await using var journey = await Journey.BeginAsync(new BenchOptions("", IsPaced: false) { IsBehindSip2 = true, Stations = BenchStation.All });
        var item = (await journey.ItemsAsync(1))[0];
        var theirs = journey.World.Library!.Services;
        Assert.IsType<LibraryChange<HoldPlaced>.Done>(await theirs.GetRequiredService<ILibrarySystem>().PlaceHoldAsync(
            Journey.AtDesk(), new(Journey.KnownNumber, Item: item, PickupLocation: Journey.Desk.Branch), journey.Cancel));
        var shelf = theirs.GetRequiredService<HoldShelf>();
        await shelf.ScanAsync(item, Journey.Desk, journey.Cancel);
        Assert.True(await shelf.ShelveAsync(Assert.Single((await shelf.ListAsync(Journey.Desk.Branch, journey.Cancel)).ToFill).Hold, journey.Cancel));

        Assert.True(journey.HoldShelf.PutCard(Journey.Known));
        await journey.SeesAsync(journey.HoldShelf, "S40", texts => texts.Any(text => text.Contains("1さつ", StringComparison.Ordinal)));
        await journey.HoldShelf.ScanAsync(item, journey.Cancel);

        var ledger = await TheirsAsync(journey);
        while (ledger.Loans.Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, journey.Cancel);
            ledger = await TheirsAsync(journey);
        }
        Assert.Equal(item, Assert.Single(ledger.Loans).Item);
        Assert.Empty(ledger.Holds);
    }

    static Task<Bridge.Storage.LedgerPage> TheirsAsync(Journey journey) => journey.World.Library!.ReadAsync(journey.Cancel);
}
