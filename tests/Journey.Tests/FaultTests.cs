using Virtual.People;
using Virtual.EInk;

namespace Journey.Tests;

/// <summary>What goes wrong at a counter, what the patron sees then, and that nothing is lost.</summary>
public class FaultTests
{
    [Fact]
    public async Task A_card_pulled_away_at_any_frame_is_asked_for_again_and_then_known()
    {
        await using var journey = await Journey.BeginAsync();
        var askedAgain = 0;
        for (var frame = 4; frame <= 24; frame += 2)
        {
            var isNoticed = false;
            void Look(string? sound) => isNoticed |= sound is "CardSeen";
            journey.Counter.Changed += Look;
            journey.Counter.PutCard(Journey.Known);
            journey.Counter.Hardware.Chip.Field.RemoveAtFrame(frame);
            await journey.UntilAsync(() => !journey.Counter.Hardware.Chip.Field.HasCards);
            if (isNoticed)
            {
                await journey.UntilAsync(() => journey.Counter.Screen is { IsBusy: false, Id: "S03" or "S20" });
                askedAgain += journey.Counter.Screen.Id == "S03" ? 1 : 0;
            }
            journey.Counter.Changed -= Look;
            if (journey.Counter.Screen.Id != "S20")   // it was read before it left
            {
                await journey.TapAsync();
            }
            journey.Counter.RemoveCard();
            await journey.Counter.PressAsync("*", journey.Cancel);
            await journey.SeesAsync("S01");
        }
        Assert.True(askedAgain >= 3, $"only {askedAgain} of the removals fell into the reading");
    }

    [Fact]
    public async Task Two_cards_at_once_are_told_apart_from_none()
    {
        await using var journey = await Journey.BeginAsync();
        journey.Counter.Hardware.Lay(SamplePeople.Find("yamada-hanako")!.Lay());
        journey.Counter.Hardware.Lay(SamplePeople.Find("sato-ichiro")!.Lay());

        var texts = await journey.SeesAsync("S80");

        Assert.Contains(texts, text => text.Contains("1まい", StringComparison.Ordinal) || text.Contains("one card", StringComparison.OrdinalIgnoreCase));
        journey.Counter.RemoveCard();
        await journey.Counter.PressAsync("*", journey.Cancel);
        await journey.SeesAsync("S01");
    }

    [Fact]
    public async Task A_my_number_card_that_nobody_linked_is_offered_to_be_registered()
    {
        await using var journey = await Journey.BeginAsync();
        journey.Counter.PutCard("takahashi-taro");
        await journey.SeesAsync("S10");
    }

    [Fact]
    public async Task A_reader_that_is_unplugged_closes_the_counter_and_opens_it_when_it_is_back()
    {
        await using var journey = await Journey.BeginAsync();
        journey.Counter.Hardware.ReaderWire.Unplug();
        await journey.SeesAsync("S90");

        journey.Counter.Hardware.ReaderWire.Plug();
        await journey.SeesAsync("S01");
        await journey.TapAsync();
    }

    [Fact]
    public async Task Lending_goes_on_while_the_panel_hangs_and_the_panel_catches_up()
    {
        await using var journey = await Journey.BeginAsync();
        var items = await journey.ItemsAsync(1);
        await journey.TapAsync();
        journey.Counter.Hardware.Panel.Jam = PanelJam.UntilReset;
        await journey.Counter.ScanAsync(items[0], journey.Cancel);

        var ledger = await journey.LedgerAsync(ledger => ledger.Loans.Count == 1);
        Assert.Equal(items[0], ledger.Loans[0].Item);
        await journey.SeesAsync("S30", texts => texts.Contains("1さつ"));
    }

    [Fact]
    public async Task An_unknown_label_a_publishers_barcode_and_a_book_scanned_twice_each_have_their_own_phrase()
    {
        await using var journey = await Journey.BeginAsync();
        var items = await journey.ItemsAsync(1);
        await journey.TapAsync();
        await journey.BorrowAsync(items[0], 1);

        await journey.Counter.ScanAsync(items[0].Trim('A'), journey.Cancel);   // without its letters: the same book, not the same text
        var twice = await journey.SeesAsync("S31");
        await journey.Counter.ScanAsync("19999999", journey.Cancel);
        var unknown = await journey.SeesAsync("S31", texts => !texts.SequenceEqual(twice));
        await journey.Counter.ScanAsync("9784003101018", journey.Cancel);
        var publisher = await journey.SeesAsync("S31", texts => !texts.SequenceEqual(unknown));

        Assert.Equal(3, new[] { twice, unknown, publisher }.Select(texts => string.Join('/', texts)).Distinct().Count());
        await journey.Counter.PressAsync("#", journey.Cancel);
        await journey.SeesAsync("S30", texts => texts.Contains("1さつ"));
        Assert.Single((await journey.LedgerAsync(ledger => ledger.Loans.Count > 0)).Loans);
    }

    [Fact]
    public async Task A_bridge_that_goes_away_after_the_scan_leaves_the_book_unlent_on_both_sides()
    {
        await using var journey = await Journey.BeginAsync(settings => settings.Bridge.AnswerWithinSeconds = 1);
        var items = await journey.ItemsAsync(1);
        await journey.TapAsync();
        journey.World.SetLink(false);
        await journey.Counter.ScanAsync(items[0], journey.Cancel);
        await journey.SeesAsync("S31");

        journey.World.SetLink(true);
        var ledger = await journey.LedgerAsync(ledger => ledger.Events.Any(e => e.Type == "loan.withdrawn"));
        Assert.Empty(ledger.Loans);
        Assert.Contains(ledger.Events, e => e.Type == "loan.requested");
    }

    [Fact]
    public async Task Without_the_bridge_a_stopping_site_says_so_and_serves_again_when_it_is_back()
    {
        await using var journey = await Journey.BeginAsync();
        journey.World.SetLink(false);
        await journey.SeesAsync("S01", texts => texts.Count > 0 && journey.Counter.Screen.Texts.Any(text => text.Contains("つながって", StringComparison.Ordinal)));
        journey.Counter.PutCard(Journey.Known);
        await journey.SeesAsync("S60");
        journey.Counter.RemoveCard();

        journey.World.SetLink(true);
        await journey.Counter.PressAsync("#", journey.Cancel);
        await journey.SeesAsync("S01", texts => !texts.Any(text => text.Contains("つながって", StringComparison.Ordinal)));
        await journey.TapAsync();
    }

    [Fact]
    public async Task A_lending_site_lends_without_the_bridge_and_the_bridge_honours_what_the_patron_was_told()
    {
        await using var journey = await Journey.BeginAsync(settings =>
        {
            settings.Offline.Rule = Firmware.Dialogue.OfflineRule.Lend;
            settings.Bridge.AnswerWithinSeconds = 1;
        });
        var items = await journey.ItemsAsync(1);
        journey.World.SetLink(false);
        await journey.TapAsync();
        await journey.BorrowAsync(items[0], 1);

        journey.World.SetLink(true);
        var ledger = await journey.LedgerAsync(ledger => ledger.Loans.Count == 1 && ledger.Events.Any(e => e.Type == "loan.madeOffline"));
        Assert.Equal(items[0], ledger.Loans[0].Item);
        Assert.Equal(DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime).AddDays(14), ledger.Loans[0].Due);
    }

    [Fact]
    public async Task An_appliance_that_starts_before_the_bridge_is_there_sends_what_it_lent_when_it_is()
    {
        await using var journey = await Journey.OnDeskAsync(new Bench.BenchOptions("", IsPaced: false)
        {
            StartsAppliance = false,
            Adjust = settings =>
            {
                settings.Offline.Rule = Firmware.Dialogue.OfflineRule.Lend;
                settings.Bridge.AnswerWithinSeconds = 1;
            },
        });
        var items = await journey.ItemsAsync(1);
        journey.World.SetLink(false);
        await journey.Counter.SetPowerAsync(isOn: true);
        await journey.SeesAsync("S01");
        await journey.UntilAsync(() => journey.Counter.RefusedConnections >= 3);
        await journey.TapAsync();
        await journey.BorrowAsync(items[0], 1);

        journey.World.SetLink(true);
        var ledger = await journey.LedgerAsync(ledger => ledger.Loans.Count == 1 && ledger.Events.Any(e => e.Type == "loan.madeOffline"));
        Assert.Equal(items[0], ledger.Loans[0].Item);
    }

    [Fact]
    public async Task After_a_session_no_pixel_of_it_is_left_on_the_panel()
    {
        await using var journey = await Journey.BeginAsync();
        var items = await journey.ItemsAsync(1);
        await journey.TapAsync();
        await journey.BorrowAsync(items[0], 1);
        journey.Counter.RemoveCard();
        await journey.Counter.PressAsync("#", journey.Cancel);
        await journey.SeesAsync("S32");
        await journey.Counter.PressAsync("#", journey.Cancel);
        await journey.SeesAsync("S99");
        Assert.True(IsClean(journey.Counter.VisiblePixels), "a ghost of the receipt is left behind the goodbye");

        await journey.SeesAsync("S01");
        Assert.Empty(journey.Counter.Hardware.Panel.Faults);
    }

    [Fact]
    public async Task A_card_left_on_the_reader_is_asked_to_be_taken()
    {
        await using var journey = await Journey.BeginAsync();
        await journey.TapAsync();
        await journey.Counter.PressAsync("*", journey.Cancel);
        await journey.SeesAsync("S98");
        journey.Counter.RemoveCard();
        await journey.SeesAsync("S01");
    }

    static bool IsClean(byte[] grey) => grey.All(pixel => pixel is 0 or 255);
}
