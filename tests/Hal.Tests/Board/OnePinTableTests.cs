using System.Globalization;
using FsCheck;
using FsCheck.Xunit;
using Hal.RaspberryPi;

namespace Hal.Tests.Board;

/// <summary>Table, schematic and driver are three places for one truth; whichever differs is named.</summary>
public sealed class OnePinTableTests
{
    const string Header = "Raspberry_Pi", Expander = "PCA9534";

    // The 40-pin header of every Raspberry Pi since the B+: pin → BCM number.
    static readonly Dictionary<int, int> GpioOfPin = new()
    {
        [3] = 2, [5] = 3, [7] = 4, [8] = 14, [10] = 15, [11] = 17, [12] = 18, [13] = 27, [15] = 22, [16] = 23, [18] = 24, [19] = 10, [21] = 9, [22] = 25,
        [23] = 11, [24] = 8, [26] = 7, [27] = 0, [28] = 1, [29] = 5, [31] = 6, [32] = 12, [33] = 13, [35] = 19, [36] = 16, [37] = 26, [38] = 20, [40] = 21,
    };

    // PCA9534, SO and TSSOP: port → pin.
    static readonly int[] PinOfPort = [4, 5, 6, 7, 9, 10, 11, 12];

    [Fact]
    public void The_driver_and_the_table_agree_on_every_wire() =>
        AssertNone(DifferencesToDriver(PinFile.Committed, Driver()));

    [Fact]
    public async Task The_schematic_and_the_table_agree_on_every_wire() =>
        AssertNone(DifferencesToSchematic(PinFile.Committed, await Schematic.CommittedNetlist));

    [Fact]
    public void Every_wire_is_on_the_pin_it_says() =>
        Assert.All(PinFile.Committed.Wires, wire => Assert.True(
            wire.IsOnExpander ? PinOfPort[wire.Number] == wire.Pin : GpioOfPin.GetValueOrDefault(wire.Pin, -1) == wire.Number,
            $"{wire.Name}: {wire.Number} is not on pin {wire.Pin}"));

    [Fact]
    public void No_pin_and_no_net_is_used_twice()
    {
        var table = PinFile.Committed;
        Assert.Distinct(table.OfHeader.Select(wire => wire.Number));
        Assert.Distinct(table.OfExpander.Select(wire => wire.Number));
        Assert.Distinct(table.Wires.Select(wire => wire.Net));
    }

    /// <summary>Where the image's kernel drives a wire itself, its device tree must name the same pin.</summary>
    [Fact]
    public void The_image_s_device_tree_gives_the_kernel_its_wires()
    {
        var tree = File.ReadAllText(Repository.PathOf("deploy", "system", "rpi", "header.dts"));
        foreach (var line in new[]
        {
            $"panel_pins: kazashi-panel {{ brcm,pins = <{PinTable.PanelData} {PinTable.PanelClock}>;", $"cs-gpios = <&gpio {PinTable.PanelSelect} 1>;",
            $"panel_select: kazashi-panel-select {{ brcm,pins = <{PinTable.PanelSelect}>;", $"buzzer_pins: kazashi-buzzer {{ brcm,pins = <{PinTable.Buzzer}>;",
            $"supply_pins: kazashi-supply {{ brcm,pins = <{PinTable.SupplyGood}>;", $"gpios = <&gpio {PinTable.SupplyGood} 1>;", $"&uart0 {{ pinctrl-0 = <&uart0_gpio{PinTable.ReaderTransmit}>; }};",
            $"i2c{PinTable.I2cBus} = ",
        })
        {
            Assert.Contains(line, tree, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_line_that_was_edited_in_the_table_is_named()
    {
        var text = File.ReadAllText(Repository.PathOf("hardware", "pins.toml"));
        var moved = PinFile.Parse(text.Replace("gpio = 25, pin = 22", "gpio =  1, pin = 28", StringComparison.Ordinal));

        Assert.Contains("panel.dataCommand: pins.toml says GPIO 1, PinTable.cs says 25", DifferencesToDriver(moved, Driver()));
    }

    public static TheoryData<string> EveryWire => [.. PinFile.Committed.Wires.Select(wire => wire.Name)];

    [Theory]
    [MemberData(nameof(EveryWire))]
    public async Task A_wire_that_changed_in_one_of_the_three_places_is_named_and_no_other(string name)
    {
        var table = PinFile.Committed;
        var netlist = await Schematic.CommittedNetlist;
        var wire = table.Wires.Single(one => one.Name == name);

        Assert.StartsWith($"{name}: ", Assert.Single(DifferencesToDriver(With(wire with { Number = wire.Number + 1 }), Driver())), StringComparison.Ordinal);
        Assert.StartsWith($"{name}: ", Assert.Single(DifferencesToSchematic(With(wire with { Pin = wire.IsOnExpander ? 16 : 39 }), netlist)), StringComparison.Ordinal);   // their supplies

        var driver = Driver();
        driver[name]++;
        Assert.StartsWith($"{name}: ", Assert.Single(DifferencesToDriver(table, driver)), StringComparison.Ordinal);

        var part = netlist.Single(wire.IsOnExpander ? Expander : Header).Reference;
        var slipped = netlist.Exchanged(part, wire.Pin.ToString(CultureInfo.InvariantCulture), wire.IsOnExpander ? "16" : "39");
        Assert.StartsWith($"{name}: ", Assert.Single(DifferencesToSchematic(table, slipped)), StringComparison.Ordinal);

        PinFile With(Wire changed) => new([.. table.Wires.Select(one => one.Name == name ? changed : one)]);
    }

    [Fact]
    public async Task A_wire_that_moved_in_the_schematic_is_named()
    {
        using var schematic = new Schematic();
        schematic.Edit("raspberry-pi.kicad_sch", sheet => Swapped(sheet, "hierarchical_label \"LED_RED\"", "hierarchical_label \"GATE\""));
        schematic.Edit("raspberry-pi.kicad_sch", sheet => Swapped(sheet, "hierarchical_label \"DOOR\"", "hierarchical_label \"TAMPER\""));
        schematic.Edit("clock-supervisor.kicad_sch", sheet => Swapped(sheet, "hierarchical_label \"SCAN_EN\"", "hierarchical_label \"NFC_RST\""));

        var found = DifferencesToSchematic(PinFile.Committed, await schematic.NetlistAsync(TestContext.Current.CancellationToken));

        Assert.Contains("signals.red: pins.toml says LED_RED on pin 15, the schematic has GATE there", found);
        Assert.Contains("signals.gate: pins.toml says GATE on pin 40, the schematic has LED_RED there", found);
        Assert.Contains("contacts.door: pins.toml says DOOR on pin 26, the schematic has TAMPER there", found);
        Assert.Contains("contacts.tamper: pins.toml says TAMPER on pin 7, the schematic has DOOR there", found);
        Assert.Contains("expander.readerReset: pins.toml says NFC_RST on pin 5, the schematic has SCAN_EN there", found);
        Assert.Contains("expander.scannerPower: pins.toml says SCAN_EN on pin 9, the schematic has NFC_RST there", found);
    }

    [Property]
    public void A_line_that_is_no_wire_is_named_and_nothing_else_happens(NonNull<string> line)
    {
        var text = line.Get.ReplaceLineEndings(" ");
        try
        {
            Assert.Empty(PinFile.Parse(text).Wires);
        }
        catch (FormatException refusal)
        {
            Assert.EndsWith(text, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_pin_of_the_header_is_a_wire_of_the_table_or_power_or_free()
    {
        var netlist = await Schematic.CommittedNetlist;
        var header = netlist.Single(Header).Reference;
        Dictionary<int, string> power = new()
        {
            [1] = "+3V3", [17] = "+3V3", [2] = "+5V", [4] = "+5V", [6] = "GND", [9] = "GND", [14] = "GND", [20] = "GND", [25] = "GND", [30] = "GND", [34] = "GND", [39] = "GND",
        };
        foreach (var pin in Enumerable.Range(1, 40).Except(PinFile.Committed.OfHeader.Select(wire => wire.Pin)))
        {
            var net = netlist.At(header, pin);
            Assert.True(power.TryGetValue(pin, out var rail) ? net == rail : net.StartsWith("unconnected", StringComparison.Ordinal), $"pin {pin} of the header is at {net}");
        }
    }

    static void AssertNone(IEnumerable<string> differences)
    {
        var all = string.Join('\n', differences);
        Assert.True(all is "", all);
    }

    static IEnumerable<string> DifferencesToDriver(PinFile table, Dictionary<string, int> driver)
    {
        foreach (var wire in table.Wires)
        {
            if (!driver.TryGetValue(wire.Name, out var number))
            {
                yield return $"{wire.Name}: PinTable.cs does not know it";
            }
            else if (number != wire.Number)
            {
                yield return $"{wire.Name}: pins.toml says {(wire.IsOnExpander ? "port" : "GPIO")} {wire.Number}, PinTable.cs says {number}";
            }
        }
        foreach (var name in driver.Keys.Except(table.Wires.Select(wire => wire.Name)))
        {
            yield return $"{name}: pins.toml does not know it";
        }
    }

    static IEnumerable<string> DifferencesToSchematic(PinFile table, Netlist netlist) =>
        from wire in table.Wires
        let part = netlist.Single(wire.IsOnExpander ? Expander : Header).Reference
        let net = netlist.At(part, wire.Pin)
        where net != wire.Net
        select $"{wire.Name}: pins.toml says {wire.Net} on pin {wire.Pin}, the schematic has {net} there";

    /// <summary>What the board of the metal is given, by the names of the table.</summary>
    static Dictionary<string, int> Driver()
    {
        var (panel, pad, signals) = (PinTable.Panel, PinTable.PinPad, PinTable.Signals);
        return new()
        {
            ["reader.transmit"] = PinTable.ReaderTransmit, ["reader.receive"] = PinTable.ReaderReceive,
            ["panel.reset"] = panel.Reset, ["panel.dataCommand"] = panel.DataCommand, ["panel.busy"] = panel.Busy, ["panel.power"] = panel.Power,
            ["panel.select"] = PinTable.PanelSelect, ["panel.data"] = PinTable.PanelData, ["panel.clock"] = PinTable.PanelClock,
            ["pinpad.row1"] = pad.Rows[0], ["pinpad.row2"] = pad.Rows[1], ["pinpad.row3"] = pad.Rows[2], ["pinpad.row4"] = pad.Rows[3],
            ["pinpad.column1"] = pad.Columns[0], ["pinpad.column2"] = pad.Columns[1], ["pinpad.column3"] = pad.Columns[2],
            ["signals.red"] = signals.Red, ["signals.green"] = signals.Green, ["signals.blue"] = signals.Blue,
            ["signals.buzzer"] = PinTable.Buzzer, ["signals.gate"] = signals.Gate,
            ["contacts.door"] = PinTable.Door, ["contacts.tamper"] = PinTable.Tamper,
            ["supply.good"] = PinTable.SupplyGood,
            ["i2c.data"] = PinTable.I2cData, ["i2c.clock"] = PinTable.I2cClock,
            ["expander.readerRequest"] = PinTable.Expander.ReaderRequest, ["expander.readerReset"] = PinTable.Expander.ReaderReset,
            ["expander.setup"] = PinTable.Expander.SetupButton, ["expander.scannerPower"] = PinTable.Expander.ScannerPower,
            ["expander.scannerFault"] = PinTable.Expander.ScannerFault,
        };
    }

    static string Swapped(string text, string one, string other) =>
        text.Replace(one, "\0", StringComparison.Ordinal).Replace(other, one, StringComparison.Ordinal).Replace("\0", other, StringComparison.Ordinal);
}
