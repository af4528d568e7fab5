using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Hal.Tests.Board;

/// <summary>A copy of the KiCad project that a test may change, and KiCad's own program to judge it.</summary>
sealed class Schematic : IDisposable
{
    const string Root = "kazashi.kicad_sch";

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kazashi-board-");

    public Schematic()
    {
        foreach (var file in Directory.EnumerateFiles(Sources))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }
    }

    public static string Sources { get; } = Repository.PathOf("hardware", "schematics");

    /// <summary>The netlist of what is committed; exported once.</summary>
    public static Task<Netlist> CommittedNetlist => s_netlist.Value;

    static readonly Lazy<Task<Netlist>> s_netlist = new(async () =>
    {
        using var schematic = new Schematic();
        return await schematic.NetlistAsync(CancellationToken.None);
    });

    /// <summary>Changes text of one sheet, as a person's edit would.</summary>
    public void Edit(string sheet, Func<string, string> change)
    {
        var path = Path.Combine(_folder.FullName, sheet);
        var before = File.ReadAllText(path);
        var after = change(before);
        Assert.NotEqual(before, after);
        File.WriteAllText(path, after);
    }

    public async Task<Netlist> NetlistAsync(CancellationToken cancel)
    {
        await RunAsync(["export", "netlist", "--format", "kicadxml", "-o", "netlist.xml", Root], cancel);
        return Netlist.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "netlist.xml"), cancel));
    }

    /// <summary>What the electrical rule check finds: its kind, and the items it names.</summary>
    public async Task<IReadOnlyList<string>> RuleViolationsAsync(CancellationToken cancel)
    {
        await RunAsync(["erc", "--severity-all", "--format", "json", "-o", "erc.json", Root], cancel);
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "erc.json"), cancel));
        return
        [
            .. from sheet in report.RootElement.GetProperty("sheets").EnumerateArray()
               from violation in sheet.GetProperty("violations").EnumerateArray()
               let items = violation.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("description").GetString())
               select $"{violation.GetProperty("type").GetString()}: {violation.GetProperty("description").GetString()} {string.Join("; ", items)}",
        ];
    }

    public async Task<string> BillOfMaterialsAsync(CancellationToken cancel)
    {
        await RunAsync(["export", "bom", "--preset", "Purchase", "-o", "bom.csv", Root], cancel);
        return await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "bom.csv"), cancel);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    async Task RunAsync(string[] arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("kicad-cli", ["sch", .. arguments]) { WorkingDirectory = _folder.FullName, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["HOME"] = _folder.FullName;            // nobody's settings but the project's
        start.Environment["XDG_CONFIG_HOME"] = Path.Combine(_folder.FullName, ".config");
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var errors = await process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        Assert.True(process.ExitCode == 0, $"kicad-cli {string.Join(' ', arguments)}: {process.ExitCode}\n{await output}{errors}");
    }

    static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("kicad-cli is not here: run deploy/kicad", e);
        }
    }
}
