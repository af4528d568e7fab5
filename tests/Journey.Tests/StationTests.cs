using Bench;
using Bridge.Library;
using Contract;
using Microsoft.Extensions.DependencyInjection;

namespace Journey.Tests;

/// <summary>Three stations in one library: what is held, lent, renewed and returned at one is so at the others.</summary>
public class StationTests
{
    [Fact]
    public async Task A_reserved_book_waits_at_the_shelf_is_picked_up_there_renewed_at_the_counter_and_returned()
    {
        await using var journey = await Journey.BeginAtAllAsync();
        var item = (await journey.ItemsAsync(1))[0];

        await ReserveAsync(journey, item);
        var ready = await ShelveAsync(journey, item);
        Assert.Equal("A1", ready.Slot);
        await journey.LedgerAsync(ledger => ledger.Mails.Any(mail => mail.Subject.Contains("予約", StringComparison.Ordinal)));

        Assert.True(journey.HoldShelf.PutCard(Journey.Known));
        await journey.SeesAsync(journey.HoldShelf, "S40", texts => texts.Contains("A1"));
        await journey.HoldShelf.ScanAsync(item, journey.Cancel);
        var loan = (await journey.LedgerAsync(ledger => ledger.Loans.Count == 1)).Loans[0];
        Assert.Equal((item, Journey.KnownNumber), (loan.Item, loan.Patron));
        Assert.Empty((await journey.LedgerAsync()).Holds);
        journey.HoldShelf.RemoveCard();

        await journey.TapAsync();
        await journey.TypeAsync("3");
        await journey.SeesAsync("S50", texts => texts.Any(text => text.Contains("1さつ", StringComparison.Ordinal)));
        await journey.TypeAsync("1");
        await journey.SeesAsync("S51");
        var renewed = (await journey.LedgerAsync(ledger => ledger.Loans is [var one] && one.Due > loan.Due)).Loans[0];
        Assert.Equal(item, renewed.Item);
        await journey.LeaveAsync();

        await journey.TypeAsync("1");
        await journey.SeesAsync("S35");
        await journey.Counter.ScanAsync(item, journey.Cancel);
        await journey.SeesAsync("S35", texts => texts.Contains("1さつ"));
        await journey.TypeAsync("#");
        await journey.SeesAsync("S01");
        var ledger = await journey.LedgerAsync(ledger => ledger.Loans.Count == 0);
        Assert.Empty(ledger.StaffQueue);
    }

    [Fact]
    public async Task A_book_returned_at_the_counter_goes_to_the_next_in_line_and_is_lent_to_nobody_else()
    {
        await using var journey = await Journey.BeginAtAllAsync();
        var item = (await journey.ItemsAsync(1))[0];
        var library = journey.World.Bridge.GetRequiredService<ILibrarySystem>();
        Assert.IsType<LibraryChange<Lent>.Done>(await library.CheckOutAsync(Journey.AtDesk(), new("9000002", item), journey.Cancel));
        await ReserveAsync(journey, item);

        await journey.TypeAsync("1");
        await journey.SeesAsync("S35");
        await journey.Counter.ScanAsync(item, journey.Cancel);
        await journey.SeesAsync("S35", texts => texts.Contains("1さつ"));
        await journey.TypeAsync("#");
        await journey.SeesAsync("S01");
        await journey.LedgerAsync(ledger => ledger.Holds is [{ Status: "toShelve" }]);

        await journey.Counter.ScanAsync("9000002", journey.Cancel);
        await journey.SeesAsync("S20");
        await journey.Counter.ScanAsync(item, journey.Cancel);
        await journey.SeesAsync("S31");
        Assert.Empty((await journey.LedgerAsync()).Loans);
    }

    [Fact]
    public async Task The_gate_opens_for_a_patron_and_stays_closed_for_a_card_nobody_knows_and_counts_both_without_a_name()
    {
        await using var journey = await Journey.BeginAtAllAsync();
        var pulses = journey.Gate.Hardware.Signals.Pulses.Count;

        Assert.True(journey.Gate.PutCard("takahashi-taro"));   // registered nowhere
        await journey.SeesAsync(journey.Gate, "S81");
        Assert.Equal(pulses, journey.Gate.Hardware.Signals.Pulses.Count);
        journey.Gate.RemoveCard();
        await journey.SeesAsync(journey.Gate, "S01");

        Assert.True(journey.Gate.PutCard(Journey.Known));
        await journey.UntilAsync(journey.Gate, () => journey.Gate.Hardware.Signals.Pulses.Count == pulses + 1);
        await journey.LedgerAsync(ledger => ledger.Events.Count(entry => entry.Type == VisitCounted.Type) == 2);
    }

    [Fact]
    public async Task A_door_that_stands_open_too_long_is_told_of_and_told_of_again_when_it_is_closed()
    {
        await using var journey = await Journey.BeginAtAllAsync(settings => settings.Gate.DoorOpenSeconds = 5);

        journey.Gate.Hardware.Door.Open();
        await journey.SeesAsync(journey.Gate, "S86");
        journey.Gate.Hardware.Door.Close();
        await journey.SeesAsync(journey.Gate, "S01");
        await journey.LedgerAsync(ledger => ledger.Events.Count(entry => entry.Type == DoorHeldOpen.Type) == 2);
    }

    [Fact]
    public async Task A_patron_has_all_open_loans_sent_by_mail()
    {
        await using var journey = await Journey.BeginAsync();
        var item = (await journey.ItemsAsync(1))[0];
        await journey.TapAsync();
        await journey.BorrowAsync(item, 1);
        await journey.TypeAsync("#");
        await journey.SeesAsync("S32");

        await journey.TypeAsync("1");

        await journey.LedgerAsync(ledger => ledger.Mails.Count == 1);
    }

    [Fact]
    public async Task A_card_of_staff_opens_the_screens_of_staff_and_nothing_of_any_patron()
    {
        await using var journey = await Journey.BeginAsync();

        await journey.Counter.ScanAsync(Staff.Card, journey.Cancel);
        await journey.SeesAsync("S72");
        await journey.TypeAsync("1");
        await journey.SeesAsync("S73");
        await journey.TypeAsync("2");
        await journey.SeesAsync("S74");
        await journey.TypeAsync("**");
        await journey.SeesAsync("S01");
    }

    static async Task ReserveAsync(Journey journey, string item)
    {
        var library = journey.World.Bridge.GetRequiredService<ILibrarySystem>();
        Assert.IsType<LibraryChange<HoldPlaced>.Done>(await library.PlaceHoldAsync(
            Journey.AtDesk(), new(Journey.KnownNumber, Item: item, PickupLocation: Journey.Desk.Branch), journey.Cancel));
    }

    /// <summary>Staff fetch the copy and put it into its slot.</summary>
    static async Task<LedgerHold> ShelveAsync(Journey journey, string item)
    {
        var shelf = journey.World.Bridge.GetRequiredService<HoldShelf>();
        await shelf.ScanAsync(item, Journey.Desk, journey.Cancel);
        var toFill = Assert.Single((await shelf.ListAsync(Journey.Desk.Branch, journey.Cancel)).ToFill);
        Assert.True(await shelf.ShelveAsync(toFill.Hold, journey.Cancel));
        return (await journey.LedgerAsync(ledger => ledger.Holds is [{ Status: "ready" }])).Holds[0];
    }
}
