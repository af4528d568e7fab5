using Bench;
using Bridge.Console.Audit;
using Bridge.Fleet;
using Contract;
using Contract.Pairing;
using Microsoft.Extensions.DependencyInjection;

namespace Journey.Tests;

/// <summary>From a box with nothing on it to an appliance that lends, and back: panel, keys, HTTPS, certificates and MQTT over TLS as they are.</summary>
public class PairingTests
{
    const string NewName = "counter-7";

    static readonly BenchOptions WithNewBox = new("", IsPaced: false) { Stations = [BenchStation.NewBox] };

    [Fact]
    public async Task A_new_box_is_paired_on_its_setup_screen_and_lends_a_book()
    {
        await using var journey = await Journey.OnDeskAsync(WithNewBox);
        await PairAsync(journey);

        await journey.TapAsync();
        var item = (await journey.ItemsAsync(1))[0];
        await journey.BorrowAsync(item, 1);
        var ledger = await journey.LedgerAsync(ledger => ledger.Loans.Count == 1);
        Assert.All(ledger.Events, heard => Assert.Equal(NewName, heard.Device));
        Assert.True(journey.Counter.IsPaired);
    }

    [Fact]
    public async Task The_panel_shows_the_digits_that_the_console_shows()
    {
        await using var journey = await Journey.OnDeskAsync(WithNewBox);
        var code = await AskAsync(journey);
        var pairings = journey.World.Bridge.GetRequiredService<Pairings>();
        var waiting = Assert.IsType<PairingCase>(await pairings.FindAsync(code, journey.Cancel));
        Assert.Contains(pairings.CompareWith(code, waiting), journey.Counter.Screen.Texts);
    }

    [Fact]
    public async Task A_new_box_tries_its_own_parts_and_sees_a_reader_that_is_gone()
    {
        await using var journey = await Journey.OnDeskAsync(WithNewBox);
        await journey.SeesAsync("S101");
        await journey.TypeAsync("3");
        await journey.SeesAsync("S108");
        await journey.TypeAsync("#");
        await journey.SeesAsync("S111", texts => texts.Contains("PN532 firmware 1.6"));

        journey.Counter.Hardware.ReaderWire.Unplug();
        await journey.TypeAsync("#");
        await journey.SeesAsync("S111", texts => texts.Contains("カードリーダー") && !texts.Contains("PN532 firmware 1.6"));
        await journey.TypeAsync("*");
        await journey.SeesAsync("S101");
    }

    [Fact]
    public async Task Staff_who_refuse_it_leave_it_a_box_with_nothing_on_it()
    {
        await using var journey = await Journey.OnDeskAsync(WithNewBox);
        var code = await AskAsync(journey);
        Assert.True(await journey.World.Bridge.GetRequiredService<Pairings>().RefuseAsync(code, "staff", journey.Cancel));
        await journey.SeesAsync("S105", texts => texts.Contains("ことわられました"));
        await journey.TypeAsync("*");
        await journey.SeesAsync("S101");
        Assert.False(journey.Counter.IsPaired);
    }

    [Fact]
    public async Task Another_station_is_chosen_on_the_console_and_the_appliance_begins_as_it()
    {
        await using var journey = await Journey.OnDeskAsync(WithNewBox);
        await PairAsync(journey);
        var address = new DeviceAddress("shirakaba", NewName);
        await journey.World.Bridge.GetRequiredService<Wishes>().ChangeAsync([address], _ => { }, "staff", AuditAct.ApplianceChanged, null, journey.Cancel, DeviceStation.HoldShelf);

        await journey.SeesAsync("S01", texts => texts.Any(text => text.Contains("予約", StringComparison.Ordinal)));
        var states = journey.World.Bridge.GetRequiredService<DeviceStates>();
        await journey.UntilAsync(() => states.Of(address) is { Online: true, Station: "HoldShelf", Applied.Station: "HoldShelf" });
    }

    [Fact]
    public async Task Another_station_is_chosen_at_the_panel_and_the_bridge_wants_it_so()
    {
        await using var journey = await Journey.OnDeskAsync(WithNewBox);
        await PairAsync(journey);
        await AskForStationsAsync(journey);
        await journey.TypeAsync("2");

        await journey.SeesAsync("S01", texts => texts.Any(text => text.Contains("予約", StringComparison.Ordinal)));
        var (address, states) = (new DeviceAddress("shirakaba", NewName), journey.World.Bridge.GetRequiredService<DeviceStates>());
        await journey.UntilAsync(() => states.Of(address) is { Online: true, Station: "HoldShelf", Applied.Station: "HoldShelf" });
    }

    [Fact]
    public async Task A_station_that_the_disk_does_not_take_is_said_and_comes_about_later_for_the_bridge_wants_it()
    {
        await using var journey = await Journey.OnDeskAsync(WithNewBox);
        await PairAsync(journey);
        await AskForStationsAsync(journey);
        journey.Counter.Disk.Before = (_, _) => throw new IOException("no space left");
        await journey.TypeAsync("2");
        await journey.SeesAsync("S117", texts => texts.Contains("この きかいに 書けません"));

        journey.Counter.Disk.Before = null;
        await journey.TypeAsync("*");
        await journey.SeesAsync("S115");
        await journey.TypeAsync("*");
        await journey.SeesAsync("S101");
        await journey.TypeAsync("*");
        await journey.SeesAsync("S01", texts => texts.Any(text => text.Contains("予約", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Its_board_is_known_to_the_bridge_as_soon_as_to_itself_and_is_not_forgotten_while_it_starts()
    {
        await using var journey = await Journey.OnDeskAsync(WithNewBox);
        await PairAsync(journey);
        var address = new DeviceAddress("shirakaba", NewName);
        var states = journey.World.Bridge.GetRequiredService<DeviceStates>();
        await journey.UntilAsync(() => states.Of(address) is { Online: true, Board: null });

        journey.Counter.SayBoard("kazashi-x86-64");
        await journey.UntilAsync(() => states.Of(address) is { Online: true, Board: "kazashi-x86-64" });

        await journey.Counter.SetPowerAsync(isOn: false);
        await journey.Counter.SetPowerAsync(isOn: true);
        await journey.UntilAsync(() => states.Of(address) is { Online: true, Board: null });
        Assert.Equal("kazashi-x86-64", (await journey.World.Bridge.GetRequiredService<Appliances>().FindAsync(address, journey.Cancel))!.Board);
    }

    [Fact]
    public async Task A_power_cut_leaves_it_paired_or_not_and_never_half()
    {
        await using var journey = await Journey.OnDeskAsync(WithNewBox);
        await PairAsync(journey);
        await journey.Counter.SetPowerAsync(isOn: false);
        await journey.Counter.SetPowerAsync(isOn: true);
        await journey.SeesAsync("S01", texts => !texts.Any(text => text.Contains("つながっていません", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_appliance_that_is_unpaired_erases_itself_and_is_a_new_box()
    {
        await using var journey = await Journey.OnDeskAsync(WithNewBox);
        await PairAsync(journey);
        var copy = journey.Counter.Disk["pairing.json"];
        Assert.True(await journey.World.Bridge.GetRequiredService<Pairings>().UnpairAsync(new("shirakaba", NewName), "staff", journey.Cancel));

        await journey.SeesAsync("S101");
        Assert.False(journey.Counter.IsPaired);
        Assert.DoesNotContain("pairing.json", journey.Counter.Disk.Names);
        Assert.DoesNotContain("device.key", journey.Counter.Disk.Names);
        Assert.NotEmpty(copy);
    }

    [Theory]
    [InlineData("pairing.json")]
    [InlineData("device.key")]
    [InlineData("seal.key")]
    public async Task What_cannot_be_read_any_more_leads_to_the_setup_screen_and_is_erased_there(string file)
    {
        await using var journey = await Journey.OnDeskAsync(WithNewBox);
        await PairAsync(journey);
        await journey.Counter.SetPowerAsync(isOn: false);
        journey.Counter.Disk[file] = [1, 2, 3];
        await journey.Counter.SetPowerAsync(isOn: true);

        await journey.SeesAsync("S101", texts => texts.Contains("ぜんぶ けす"));
        await journey.TypeAsync("9");
        await journey.SeesAsync("S109");
        await journey.Counter.Hardware.Keys.PressAsync(Hal.Key.Hash, TimeSpan.FromSeconds(3.5), journey.Cancel);
        await journey.SeesAsync("S101", texts => texts.Contains("図書館に つなぐ"));
        Assert.DoesNotContain("pairing.json", journey.Counter.Disk.Names);
    }

    [Fact]
    public async Task Nobody_answers_at_a_wrong_address_and_the_panel_says_so()
    {
        await using var journey = await Journey.OnDeskAsync(WithNewBox);
        await journey.SeesAsync("S101");
        await journey.TypeAsync("1");
        await journey.SeesAsync("S102");
        await journey.TypeAsync("127*0*0*1*1#");   // nobody listens at port 1
        await journey.SeesAsync("S105", texts => texts.Contains("へんじが ありません"));
    }

    /// <summary>From the setup screen to the idle screen of a station.</summary>
    static async Task PairAsync(Journey journey)
    {
        var code = await AskAsync(journey);
        Assert.Null(await journey.World.Bridge.GetRequiredService<Pairings>().AcceptAsync(code, new("shirakaba", NewName), DeviceStation.Counter, "staff", journey.Cancel));
        await journey.SeesAsync("S106", texts => texts.Contains($"shirakaba/{NewName}"));
        await journey.TypeAsync("#");
        await journey.SeesAsync("S01", texts => !texts.Any(text => text.Contains("つながっていません", StringComparison.Ordinal)));
    }

    /// <summary>As staff, from the idle screen to the choice of stations.</summary>
    static async Task AskForStationsAsync(Journey journey)
    {
        await journey.Counter.ScanAsync(Staff.Card, journey.Cancel);
        await journey.SeesAsync("S72");
        journey.Counter.Hardware.SetupButton.Close();
        await journey.SeesAsync("S101", texts => texts.Contains("カウンター"));
        journey.Counter.Hardware.SetupButton.Open();
        await journey.TypeAsync("1");
        await journey.SeesAsync("S115");
    }

    /// <summary>Types the bridge's address; the code for the console stands on the panel then.</summary>
    static async Task<string> AskAsync(Journey journey)
    {
        await journey.SeesAsync("S101");
        await journey.TypeAsync("1");
        await journey.SeesAsync("S102");
        await journey.TypeAsync($"127*0*0*1*{journey.World.Door.Port}#");
        var texts = await journey.SeesAsync("S104");
        return Assert.Single(texts, text => UserCodes.TryParse(text, out var code) && code == text);
    }
}
