using Firmware.Commands;
using Firmware.Dialogue;

namespace Firmware.Tests;

/// <summary>What an operator wrote, and what the station does of it.</summary>
public class DeviceSettingsTests
{
    [Fact]
    public void What_an_operator_has_to_write_is_enough() => Assert.Empty(SettingsReader.Problems(Sound()));

    public static TheoryData<string, Action<DeviceSettings>> Mistakes => new()
    {
        { "Titles must be", settings => settings.Titles = (TitleRule)7 },
        { "Returns:WhenOffline must be", settings => settings.Returns.WhenOffline = (OfflineReturnRule)7 },
        { "Returns:Enabled is for a Counter", settings => (settings.Station, settings.Returns.Enabled) = (Station.HoldShelf, true) },
        { "Gate.PulseMilliseconds must be between 100 and 10000", settings => settings.Gate.PulseMilliseconds = 60_000 },
        { "Gate:WhenOffline must be", settings => settings.Gate.WhenOffline = (OfflineGateRule)7 },
        { "Gate.DoorOpenSeconds must be between 5 and 600", settings => settings.Gate.DoorOpenSeconds = 1 },
        { "Gate:DoorContact is for a Gate", settings => settings.Gate.DoorContact = true },
        { "Reader:Address: unknown wire", settings => settings.Reader.Address = "usb:1" },
        { "Reader:Address: spi:0.0 is the panel; write spi:0.1", settings => settings.Reader.Address = "spi:0.0" },
        { "Reader:Address: irq=17 is a pin that the board needs", settings => settings.Reader.Address = "i2c:1,irq=17" },
        { "Reader.TypeBModulation must be between 0 and 63", settings => settings.Reader.TypeBModulation = 64 },
        { "Board:Kind must be RaspberryPi or Plain", settings => settings.Board.Kind = (BoardKind)7 },
        { "Board:Framebuffer must name the screen's device file", settings => settings.Board.Framebuffer = "fb0" },
        { "Board:Keypad must name the keypad", settings => settings.Board.Kind = BoardKind.Plain },
        { "Board:Keypad and Scanner:Device are both /dev/input/event3", settings => (settings.Board, settings.Scanner.Device) = (Plain("/dev/input/event3"), "/dev/input/event3") },
        { "Reader:Address: a plain board has its reader on a serial line; write for example hsu:/dev/ttyUSB0", settings => (settings.Board, settings.Reader.Address) = (Plain("Keypad"), "spi:0.0") },
        { "Station must be Counter or HoldShelf where Board:Kind is Plain", settings => (settings.Board, settings.Station) = (Plain("Keypad"), Station.Gate) },
        { "Languages must contain Japanese", settings => settings.Languages.Add(Language.English) },
        { "Languages must name each language at most once", settings => Add(settings.Languages, Language.Japanese, Language.Japanese) },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Mistakes))]
    public void A_wrong_value_is_told_with_its_name_and_what_to_write(string problem, Action<DeviceSettings> mistake)
    {
        var settings = Sound();
        mistake(settings);
        Assert.Contains(problem, Assert.Single(SettingsReader.Problems(settings)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_plain_board_needs_the_name_of_its_keypad_only() => Assert.Empty(SettingsReader.Problems(Sound(settings => settings.Board = Plain("SEMICO USB Keyboard"))));

    [Fact]
    public void A_station_does_what_it_is_for()
    {
        var counter = Sound().Policy;
        Assert.True(counter.Enrols && counter.TakesTypedNumbers && !counter.TakesReturns);

        var gate = Sound(settings => (settings.Station, settings.Gate.WhenOffline) = (Station.Gate, OfflineGateRule.Open)).Policy;
        Assert.True(!gate.Enrols && !gate.TakesTypedNumbers && gate.OpensOffline);
        Assert.Equal(Contract.Operations.Enter, gate.Offers);

        var lane = Sound(settings => (settings.Returns.Enabled, settings.Returns.WhenOffline, settings.Staff.CallKey, settings.Lending.StatedCount) = (true, OfflineReturnRule.Take, true, true)).Policy;
        Assert.True(lane.TakesReturns && lane.TakesReturnsOffline && lane.CallsStaff && lane.AsksCount);
    }

    static BoardSettings Plain(string keypad) => new() { Kind = BoardKind.Plain, Keypad = keypad };

    static void Add(IList<Language> languages, params ReadOnlySpan<Language> more)
    {
        foreach (var language in more)
        {
            languages.Add(language);
        }
    }

    static DeviceSettings Sound(Action<DeviceSettings>? adjust = null)
    {
        var settings = new DeviceSettings { Site = "sakura-main", Device = "counter-1", Bridge = new() { Host = "bridge.local", Token = "t", PublicKey = "k" } };
        adjust?.Invoke(settings);
        return settings;
    }
}
