using System.Text.Json;
using Hal.RaspberryPi;

namespace Hal.Tests.Board;

/// <summary>What a reviewer would check on paper, checked on the netlist.</summary>
public sealed class WiringRulesTests
{
    static Task<Netlist> Board => Schematic.CommittedNetlist;

    [Fact]
    public async Task The_electrical_rule_check_finds_nothing()
    {
        using var schematic = new Schematic();
        var found = await schematic.RuleViolationsAsync(TestContext.Current.CancellationToken);
        Assert.True(found is [], string.Join('\n', found));
    }

    [Fact]
    public void Whoever_silences_the_rule_check_says_why()
    {
        using var project = JsonDocument.Parse(File.ReadAllText(Path.Combine(Schematic.Sources, "kazashi.kicad_pro")));
        var check = project.RootElement.GetProperty("erc");
        Assert.False(check.TryGetProperty("rule_severities", out _), "a rule is weaker than KiCad's own: name the place as an exclusion instead");
        foreach (var exclusion in check.GetProperty("erc_exclusions").EnumerateArray())
        {
            Assert.True(exclusion is { ValueKind: JsonValueKind.Array } && exclusion[1].GetString() is { Length: > 10 }, $"no reason is given for {exclusion}");
        }
    }

    [Fact]
    public async Task A_crossed_pair_of_the_UART_fails_the_rule_check()
    {
        using var schematic = new Schematic();
        schematic.Edit("raspberry-pi.kicad_sch", sheet => sheet
            .Replace("hierarchical_label \"NFC_TXD\"", "hierarchical_label \"-\"", StringComparison.Ordinal)
            .Replace("hierarchical_label \"NFC_RXD\"", "hierarchical_label \"NFC_TXD\"", StringComparison.Ordinal)
            .Replace("hierarchical_label \"-\"", "hierarchical_label \"NFC_RXD\"", StringComparison.Ordinal));

        var found = await schematic.RuleViolationsAsync(TestContext.Current.CancellationToken);

        Assert.Contains(found, violation => violation.StartsWith("pin_to_pin", StringComparison.Ordinal) && violation.Contains("GPIO14/TXD", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("reader.transmit", "PN532_Module", "RXD/SCL/NSS")]
    [InlineData("reader.receive", "PN532_Module", "TXD/SDA/MOSI")]
    [InlineData("panel.reset", "Panel_SSD1683", "~{RST}")]
    [InlineData("panel.dataCommand", "Panel_SSD1683", "D/~{C}")]
    [InlineData("panel.busy", "Panel_SSD1683", "BUSY")]
    [InlineData("panel.power", "Panel_SSD1683", "PWR")]
    [InlineData("panel.select", "Panel_SSD1683", "~{CS}")]
    [InlineData("panel.data", "Panel_SSD1683", "DIN")]
    [InlineData("panel.clock", "Panel_SSD1683", "CLK")]
    [InlineData("pinpad.row1", "Keypad_4x3", "ROW1")]
    [InlineData("pinpad.row2", "Keypad_4x3", "ROW2")]
    [InlineData("pinpad.row3", "Keypad_4x3", "ROW3")]
    [InlineData("pinpad.row4", "Keypad_4x3", "ROW4")]
    [InlineData("pinpad.column1", "Keypad_4x3", "COL1")]
    [InlineData("pinpad.column2", "Keypad_4x3", "COL2")]
    [InlineData("pinpad.column3", "Keypad_4x3", "COL3")]
    [InlineData("signals.red", "NMOS", "G")]
    [InlineData("signals.green", "NMOS", "G")]
    [InlineData("signals.blue", "NMOS", "G")]
    [InlineData("signals.buzzer", "NMOS", "G")]
    [InlineData("signals.gate", "NMOS", "G")]
    [InlineData("contacts.door", "Terminal_2", "1")]
    [InlineData("contacts.tamper", "Button", "2")]
    [InlineData("supply.good", "MAX809L", "~{RESET}")]
    [InlineData("i2c.data", "DS3231SN", "SDA")]
    [InlineData("i2c.clock", "DS3231SN", "SCL")]
    [InlineData("expander.readerRequest", "PN532_Module", "IRQ")]
    [InlineData("expander.readerReset", "PN532_Module", "~{RSTPD}")]
    [InlineData("expander.setup", "Button", "2")]
    [InlineData("expander.scannerPower", "TPS2051C", "EN")]
    [InlineData("expander.scannerFault", "TPS2051C", "~{FLT}")]
    public async Task A_wire_reaches_what_it_is_named_for(string wire, string symbol, string function)
    {
        var netlist = await Board;
        var reached = netlist.Reached(PinFile.Committed.Wires.Single(one => one.Name == wire).Net);
        Assert.Contains(reached, pin => netlist.Parts[pin.Part].Symbol == symbol && pin.Function.Split('_')[0] == function.Split('_')[0]);
    }

    [Fact]
    public async Task Every_lamp_is_behind_the_wire_of_its_colour()
    {
        var netlist = await Board;
        foreach (var colour in new[] { "red", "green", "blue" })
        {
            var gate = netlist.Reached($"LED_{colour.ToUpperInvariant()}").Single(pin => netlist.Parts[pin.Part].Symbol == "NMOS");
            var lamp = netlist.Nets[netlist.At(gate.Part, 3)].Select(pin => netlist.Parts[pin.Part]).Single(part => part.Symbol == "LED");
            Assert.Equal(colour, lamp.Value);
        }
    }

    [Fact]
    public async Task No_wire_has_two_that_drive_it()
    {
        var netlist = await Board;
        Assert.All(PinFile.Committed.Wires, wire => Assert.True(
            netlist.Nets[wire.Net].Count(pin => pin.Type == "output") + (wire.Way == Way.Out && !wire.Name.StartsWith("reader.", StringComparison.Ordinal) ? 1 : 0) <= 1,
            $"{wire.Name}: {string.Join(", ", netlist.Nets[wire.Net].Where(pin => pin.Type == "output"))} drive it besides the Pi"));
    }

    [Fact]
    public async Task The_memory_of_a_HAT_has_its_two_pins_to_itself()
    {
        var netlist = await Board;
        var header = netlist.Single("Raspberry_Pi").Reference;
        Assert.All([27, 28], pin => Assert.StartsWith("unconnected", netlist.At(header, pin), StringComparison.Ordinal));
    }

    [Fact]
    public void What_acts_at_high_is_on_a_pin_that_rests_low_while_the_Pi_starts()
    {
        var pins = PinFile.Committed.OfHeader.Where(wire => wire.Name.StartsWith("signals.", StringComparison.Ordinal) || wire.Name == "panel.power");
        Assert.All(pins, wire => Assert.True(wire.Number >= 9, $"{wire.Name}: GPIO {wire.Number} is pulled up until it is set"));   // BCM2835 6.2: GPIO 0 to 8 rest high
    }

    [Fact]
    public async Task Every_gate_of_a_transistor_is_pulled_down()
    {
        var netlist = await Board;
        var gates = netlist.Parts.Values.Where(part => part.Symbol == "NMOS").Select(part => netlist.At(part.Reference, 1)).ToList();
        Assert.Equal(5, gates.Count);
        Assert.All(gates, gate => Assert.Single(netlist.ResistorsBetween(gate, "GND")));
    }

    [Fact]
    public async Task Every_device_on_I2C_has_an_address_of_its_own_even_with_the_reader_there()
    {
        var netlist = await Board;
        var expander = netlist.Single("PCA9534").Reference;
        var address = 0x20 + Enumerable.Range(0, 3).Sum(bit => netlist.At(expander, bit + 1) switch
        {
            "GND" => 0,
            "+3V3" => 1 << bit,
            var floating => throw new InvalidOperationException($"A{bit} of the expander is at {floating}"),
        });
        Assert.Equal(PinTable.ExpanderAddress, address);
        Assert.Distinct([address, 0x24, 0x68]);   // PN532, DS3231
        var parts = netlist.Nets["I2C_SDA"].Select(pin => netlist.Parts[pin.Part].Symbol).Order();
        Assert.Equal(["DS3231SN", "Jumper_Open", "PCA9534", "Raspberry_Pi", "TestPoint"], parts);
    }

    [Fact]
    public async Task I2C_is_pulled_up_on_the_Pi_and_nowhere_else()   // 1.8 kΩ there; another 10 kΩ would still do, 5 V would not
    {
        var netlist = await Board;
        Assert.All(["I2C_SDA", "I2C_SCL"], net => Assert.DoesNotContain(netlist.Nets[net], pin => netlist.Parts[pin.Part].Symbol == "R"));
    }

    [Fact]
    public async Task Each_chip_select_has_one_device_and_the_panel_rests_deselected()
    {
        var netlist = await Board;
        Assert.Equal("J401", Assert.Single(netlist.Nets["EPD_CS"], pin => pin.Type == "input").Part);
        Assert.Single(netlist.ResistorsBetween("EPD_CS", "+3V3"));
        Assert.Equal((24, 26), (Pin("panel.select"), Pin("contacts.door")));   // CE0, and CE1 that a reader on SPI would take
        Assert.DoesNotContain(netlist.Reached("DOOR"), pin => pin.Part == "J301");

        static int Pin(string name) => PinFile.Committed.Wires.Single(wire => wire.Name == name).Pin;
    }

    [Fact]
    public async Task As_delivered_the_reader_is_on_the_UART_alone()
    {
        var netlist = await Board;
        Assert.Equal(6, netlist.Parts.Values.Count(part => part.Symbol == "Jumper_Open"));
        Assert.Equal(["J201", "J301"], netlist.Nets["NFC_RXD"].Where(pin => pin.Type is "input" or "output").Select(pin => pin.Part).Order());
        Assert.Equal(["J201", "J301"], netlist.Nets["NFC_TXD"].Where(pin => pin.Type is "input" or "output").Select(pin => pin.Part).Order());
    }

    [Fact]
    public async Task No_pin_of_the_Pi_sees_five_volts()
    {
        var netlist = await Board;
        foreach (var wire in PinFile.Committed.OfHeader)
        {
            var up = netlist.Reached(wire.Net).Where(pin => netlist.Parts[pin.Part].Symbol == "R")
                .SelectMany(pin => new[] { netlist.At(pin.Part, 1), netlist.At(pin.Part, 2) });
            Assert.DoesNotContain(up, net => net is "+5V" or "+5V_IN" or "VCAP" or "VBUS_SCAN");
        }
        Assert.Equal("+3V3_NFC", netlist.At("J301", 1));   // a module on 5 V would answer with 5 V
        Assert.Equal("+3V3", netlist.At("J401", 1));
    }

    [Fact]
    public async Task A_good_supply_reads_high_and_a_dead_one_low()
    {
        var netlist = await Board;
        var upper = netlist.Nets["PWR_OK"].Select(pin => netlist.Parts[pin.Part]).Single(part => part.Symbol == "R" && !netlist.ResistorsBetween("PWR_OK", "GND").Contains(part));
        var lower = netlist.ResistorsBetween("PWR_OK", "GND").Single();
        Assert.Equal("+5V_IN", netlist.At(netlist.Single("MAX809L").Reference, 3));   // before the ideal diode, where the hold-up cannot be seen
        Assert.InRange(5.25 * lower.Number / (upper.Number + lower.Number), 2.4, 3.3);
        Assert.InRange(4.63 * lower.Number / (upper.Number + lower.Number), 2.4, 3.3);
    }

    [Fact]
    public async Task A_pressed_key_reads_low_against_the_strongest_pull_up()
    {
        const double PullUp = 33_000;   // BCM2711, RP1: 33 to 73 kΩ
        var netlist = await Board;
        foreach (var (row, column) in from row in Enumerable.Range(1, 4) from column in Enumerable.Range(1, 3) select (row, column))
        {
            var series = Series($"KEY_ROW{row}") + Series($"KEY_COL{column}");
            Assert.InRange(3.3 * series / (series + PullUp), 0, 0.8);
        }

        double Series(string net) => Assert.Single(netlist.Nets[net], pin => netlist.Parts[pin.Part].Symbol == "R") is var pin ? netlist.Parts[pin.Part].Number : 0;
    }

    [Fact]
    public async Task Every_line_that_leaves_the_box_or_that_a_finger_meets_has_its_suppressor()
    {
        var netlist = await Board;
        string[] touched = [.. Enumerable.Range(1, 4).Select(row => $"K_ROW{row}"), .. Enumerable.Range(1, 3).Select(column => $"K_COL{column}"), "PI_D+", "PI_D-", "GATE_NO", "GATE_NC", netlist.At("J602", 1)];
        Assert.All(touched, net => Assert.Contains(netlist.Nets[net], pin => netlist.Parts[pin.Part].Symbol is "USBLC6-4SC6" or "USBLC6-2SC6" or "TVS" or "TVS_Bi"));
    }

    [Fact]
    public async Task The_gate_has_no_copper_in_common_with_the_rest_and_its_coil_a_diode()
    {
        var netlist = await Board;
        string[] outside = ["GATE_NO", "GATE_NC", "GATE_COM"];
        Assert.All(outside, net => Assert.All(netlist.Nets[net], pin => Assert.True(netlist.Parts[pin.Part].Symbol is "Relay" or "TVS_Bi" or "Terminal_3", $"{net}: {pin}")));
        var relay = netlist.Single("Relay").Reference;
        var diode = netlist.Parts.Values.Single(part => part.Symbol == "D").Reference;
        Assert.Equal(("+5V", netlist.At(relay, 5)), (netlist.At(diode, 1), netlist.At(diode, 2)));   // cathode up: it conducts only when the coil kicks
    }
}
