using System.Globalization;
using Hal.RaspberryPi;

namespace Hal.Tests.Board;

/// <summary>What the parts draw, by the fields of the schematic, against what the supplies give.</summary>
public sealed class PowerBudgetTests
{
    static readonly string[] Columns = ["Typical mA", "Peak mA", "Sleep mA", "Closing mA"];

    [Theory]
    [InlineData("+5V", "Typical mA", 0.40)]
    [InlineData("+5V", "Peak mA", 0.80)]      // also keeps the 5 A fuse below 80 %
    [InlineData("+5V", "Sleep mA", 0.20)]
    [InlineData("+3V3", "Peak mA", 0.25)]     // the Pi needs the rest for itself
    [InlineData("+3V3_NFC", "Peak mA", 0.50)]
    public async Task A_rail_carries_its_loads_with_a_margin(string rail, string column, double share)
    {
        var netlist = await Schematic.CommittedNetlist;
        var supply = netlist.Parts.Values.Single(part => part.Fields.GetValueOrDefault("Supply rail") == rail);
        var load = Load(netlist, rail, column);
        Assert.True(load > 0 && load <= share * supply.Milliampere("Supply mA"), $"{rail}, {column}: {load} of {supply.Milliampere("Supply mA")} mA that {supply.Reference} gives, allowed {share:P0}");
    }

    [Theory]
    [InlineData("+5V")]
    [InlineData("+3V3")]
    [InlineData("+3V3_NFC")]
    public async Task The_page_says_what_the_schematic_sums_up_to(string rail)
    {
        var netlist = await Schematic.CommittedNetlist;
        var page = File.ReadLines(Repository.PathOf("hardware", "README.md"));
        var sums = string.Create(CultureInfo.InvariantCulture, $"| {Load(netlist, rail, "Typical mA"):0} | {Load(netlist, rail, "Peak mA"):0} | {Load(netlist, rail, "Sleep mA"):0} |");
        Assert.Contains(page, line => (line.StartsWith($"| {rail} ", StringComparison.Ordinal) || line.StartsWith($"| {rail},", StringComparison.Ordinal)) && line.Contains(sums, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_part_that_eats_says_how_much_and_from_which_rail_it_does()
    {
        var netlist = await Schematic.CommittedNetlist;
        var eaters = netlist.Parts.Values.Where(part => part.Symbol is "Raspberry_Pi" or "PN532_Module" or "Panel_SSD1683" or "LED" or "Buzzer" or "Relay" or "USB_A" or "DS3231SN" or "PCA9534" or "MAX809L" or "AP2112K-3.3");
        foreach (var part in eaters)
        {
            Assert.All(Columns, column => Assert.True(part.Fields.ContainsKey(column), $"{part.Reference}: {column} is missing"));
            Assert.True(Netlist.IsRail(part.Fields["Load rail"]), part.Reference);
            Assert.True(part.Milliampere("Sleep mA") <= part.Milliampere("Typical mA") && part.Milliampere("Typical mA") <= part.Milliampere("Peak mA"), part.Reference);
        }
    }

    [Theory]
    [InlineData("PN532_Module", 1, "+3V3_NFC")]
    [InlineData("Panel_SSD1683", 1, "+3V3")]
    [InlineData("DS3231SN", 2, "+3V3")]
    [InlineData("PCA9534", 16, "+3V3")]
    [InlineData("Relay", 2, "+5V")]
    [InlineData("Raspberry_Pi", 2, "+5V")]
    public async Task A_part_is_wired_to_the_rail_that_it_is_counted_on(string symbol, int pin, string rail)
    {
        var netlist = await Schematic.CommittedNetlist;
        var part = netlist.Single(symbol);
        Assert.Equal((rail, rail), (netlist.At(part.Reference, pin), part.Fields["Load rail"]));
    }

    [Theory]   // what a Pi draws while it stops services and unmounts
    [InlineData("Zero 2 W", 350)]
    [InlineData("4", 800)]
    [InlineData("5", 1150)]
    public async Task The_capacitors_carry_the_board_for_five_seconds_even_when_they_are_old(string model, double pi)
    {
        const double Supply = 5.1, IdealDiode = 0.02, SwitchOhm = 0.015, UnderVoltage = 4.63, EndOfLife = 0.8;
        var netlist = await Schematic.CommittedNetlist;
        var cells = netlist.Parts.Values.Where(part => part.Fields.ContainsKey("ESR mOhm")).ToList();
        var farad = EndOfLife / cells.Sum(cell => 1 / cell.Number);
        var ohm = (cells.Sum(cell => cell.Milliampere("ESR mOhm")) / 1000) + SwitchOhm;
        var ampere = (Load(netlist, "+5V", "Closing mA") - netlist.Single("Raspberry_Pi").Milliampere("Closing mA") + pi) / 1000;

        var seconds = farad * (Supply - (2 * IdealDiode) - (ampere * ohm) - UnderVoltage) / ampere;

        Assert.True(seconds >= 5, $"Pi {model}: {seconds:F1} s at {ampere:F2} A");
        Assert.Equal((int)seconds, HoldUp.Table.Single(row => row.Model == model).Seconds);   // what the self-check says
    }

    [Fact]
    public async Task No_cell_of_the_hold_up_sees_more_than_it_stands()
    {
        const double Highest = 5.25, Rated = 2.7, Tolerance = 0.2;
        var netlist = await Schematic.CommittedNetlist;
        var cells = netlist.Parts.Values.Where(part => part.Fields.ContainsKey("ESR mOhm")).ToList();
        Assert.All(cells, cell => Assert.Contains("2.7 V", cell.Value, StringComparison.Ordinal));
        var weakest = 1 / (1 + ((cells.Count - 1) / (1 + Tolerance)));   // one cell at its nominal value, the others 20 % larger: it takes most
        Assert.InRange(Highest * weakest, 0, Rated);
        var balance = cells.Select(cell => netlist.Nets[netlist.At(cell.Reference, 1)].Count(pin => netlist.Parts[pin.Part] is { Symbol: "R", Value: "470" }));
        Assert.All(balance, resistors => Assert.InRange(resistors, 1, 2));
    }

    /// <summary>What hangs on a rail, and what the rails made from it take in turn (as a linear regulator would: current for current).</summary>
    static double Load(Netlist netlist, string rail, string column)
    {
        var direct = netlist.Parts.Values.Where(part => part.Fields.GetValueOrDefault("Load rail") == rail).ToList();
        return direct.Sum(part => part.Milliampere(column))
            + direct.Where(part => part.Fields.ContainsKey("Supply rail")).Sum(part => Load(netlist, part.Fields["Supply rail"], column));
    }
}
