using System.Globalization;
using System.Text.RegularExpressions;
using Hal.RaspberryPi;

namespace Hal.Tests.RaspberryPi;

public sealed partial class PinTableTests
{
    // The 40-pin header of every Raspberry Pi since the B+: pin → BCM number.
    static readonly Dictionary<int, int> Header = new()
    {
        [3] = 2, [5] = 3, [7] = 4, [8] = 14, [10] = 15, [11] = 17, [12] = 18, [13] = 27, [15] = 22, [16] = 23, [18] = 24, [19] = 10, [21] = 9, [22] = 25,
        [23] = 11, [24] = 8, [26] = 7, [27] = 0, [28] = 1, [29] = 5, [31] = 6, [32] = 12, [33] = 13, [35] = 19, [36] = 16, [37] = 26, [38] = 20, [40] = 21,
    };

    static readonly List<Wire> Table = ReadTable();

    [Fact]
    public void The_driver_and_the_table_agree_on_every_wire()
    {
        var (panel, pad, signals) = (PinTable.Panel, PinTable.PinPad, PinTable.Signals);
        Dictionary<string, int> driver = new()
        {
            ["reader.transmit"] = PinTable.ReaderTransmit, ["reader.receive"] = PinTable.ReaderReceive,
            ["panel.reset"] = panel.Reset, ["panel.dataCommand"] = panel.DataCommand, ["panel.busy"] = panel.Busy, ["panel.power"] = panel.Power,
            ["panel.select"] = PinTable.PanelSelect, ["panel.data"] = PinTable.PanelData, ["panel.clock"] = PinTable.PanelClock,
            ["pinpad.row1"] = pad.Rows[0], ["pinpad.row2"] = pad.Rows[1], ["pinpad.row3"] = pad.Rows[2], ["pinpad.row4"] = pad.Rows[3],
            ["pinpad.column1"] = pad.Columns[0], ["pinpad.column2"] = pad.Columns[1], ["pinpad.column3"] = pad.Columns[2],
            ["signals.red"] = signals.Red, ["signals.green"] = signals.Green, ["signals.blue"] = signals.Blue,
            ["signals.buzzer"] = PinTable.Buzzer, ["signals.gate"] = signals.Gate,
            ["contacts.door"] = PinTable.Door, ["contacts.setup"] = PinTable.SetupButton, ["contacts.tamper"] = PinTable.Tamper,
        };

        Assert.Equal(driver.OrderBy(wire => wire.Key), Table.ToDictionary(wire => wire.Name, wire => wire.Gpio).OrderBy(wire => wire.Key));
    }

    [Fact]
    public void Every_wire_is_on_the_header_pin_it_says() =>
        Assert.All(Table, wire => Assert.True(Header.GetValueOrDefault(wire.Pin, -1) == wire.Gpio, $"{wire.Name}: GPIO {wire.Gpio} is not on pin {wire.Pin}"));

    [Fact]
    public void No_pin_and_no_net_is_used_twice()
    {
        Assert.Equal(Table.Count, Table.Select(wire => wire.Gpio).Distinct().Count());
        Assert.Equal(Table.Count, Table.Select(wire => wire.Net).Distinct().Count());
    }

    [Fact]
    public void The_pins_of_the_identity_memory_and_of_I2C_stay_free() =>
        Assert.DoesNotContain(Table, wire => wire.Gpio is 0 or 1 or 2 or 3);

    static List<Wire> ReadTable()
    {
        var wires = new List<Wire>();
        var section = "";
        foreach (var line in File.ReadLines(Path.Combine(Root(), "hardware", "pins.toml")))
        {
            if (SectionLine().Match(line) is { Success: true } opened)
            {
                section = opened.Groups[1].Value;
            }
            else if (WireLine().Match(line) is { Success: true } wire)
            {
                wires.Add(new($"{section}.{wire.Groups[1].Value}", Number(wire.Groups[2]), Number(wire.Groups[3]), wire.Groups[4].Value));
            }
            else
            {
                Assert.True(line.TrimStart() is [] or ['#', ..], $"not understood: {line}");
            }
        }
        return wires;
    }

    static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Kazashi.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests run outside the repository");
        }
        return folder.FullName;
    }

    [GeneratedRegex("""^\[(\w+)\]""")]
    private static partial Regex SectionLine();

    [GeneratedRegex("""^(\w+)\s*=\s*\{ gpio =\s+(\d+), pin =\s+(\d+), net = "(\w+)",\s+way = "(?:in|out)"\s*\}""")]
    private static partial Regex WireLine();

    sealed record Wire(string Name, int Gpio, int Pin, string Net);
}
