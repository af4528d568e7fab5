using System.Security.Cryptography;

namespace Hal.Tests.Board;

/// <summary>What a person reads beside the sources belongs to them: pictures, bill of materials.</summary>
public sealed class DrawingTests
{
    [Fact]
    public async Task Every_part_can_be_bought_in_two_ways()
    {
        var netlist = await Schematic.CommittedNetlist;
        var bought = netlist.Parts.Values.Where(part => part.Symbol is not "Jumper_Open");
        Assert.All(bought, part => Assert.All(["Manufacturer", "MPN", "Alternative", "Package"], field =>
            Assert.False(string.IsNullOrWhiteSpace(part.Fields.GetValueOrDefault(field)), $"{part.Reference}: {field} is missing")));
    }

    [Fact]
    public async Task The_bill_of_materials_is_that_of_the_schematic()
    {
        using var schematic = new Schematic();
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(Schematic.Sources, "bill-of-materials.csv"), TestContext.Current.CancellationToken),
            await schematic.BillOfMaterialsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_pictures_were_drawn_from_these_sources()
    {
        var drawn = File.ReadLines(Repository.PathOf("hardware", "pictures", "drawn-from.sha256"))
            .Select(line => line.Split("  ")).ToDictionary(parts => parts[1], parts => parts[0]);
        string[] sources = [.. Directory.EnumerateFiles(Schematic.Sources, "*.kicad_sch"), Repository.PathOf("hardware", "enclosure", "enclosure.scad"), Repository.PathOf("hardware", "pins.toml")];

        Assert.Equal(sources.Length, drawn.Count);
        Assert.All(sources, path =>
        {
            var name = Path.GetRelativePath(Repository.PathOf("hardware"), path);
            Assert.True(drawn.GetValueOrDefault(name) == Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), $"{name} was changed since: make schematics");
        });
    }
}
