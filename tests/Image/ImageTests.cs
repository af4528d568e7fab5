using System.Diagnostics;
using System.Text.Json;
using Bench;
using Bridge;
using Bridge.Fleet;
using Firmware.Dialogue;
using Microsoft.Extensions.DependencyInjection;
using Virtual.People;
using Virtual.Pn532;

namespace Image;

/// <summary>The image of <c>deploy/image</c> in a virtual PC, with a real bridge beyond its network: what library staff would do with a box just unpacked, and then a patron.</summary>
public sealed class ImageTests
{
    const string NewName = "counter-7";

    /// <summary>Only something that hangs gets this far.</summary>
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task A_pc_with_the_image_is_paired_on_its_setup_screen_and_lends_a_book()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        var cancel = limit.Token;
        var folder = Directory.CreateTempSubdirectory("kazashi-image-").FullName;
        var pictures = Directory.CreateDirectory(Firmware.Tests.Repository.File("out/image/test")).FullName;
        try
        {
            await using var world = await BenchWorld.StartAsync(new(folder, IsPaced: false) { Stations = [], BridgeHost = "10.0.2.2" }, cancel);
            PutDisk(folder);
            await using var machine = await VirtualPc.PowerOnAsync(folder, cancel);
            using var panel = new Panel(machine, pictures);
            try
            {
                await panel.SeesAsync("S101", new Step.SetupMenu(IsPaired: false), cancel);
                await PairAsync(world, machine, panel, cancel);
                await machine.HearsAsync($"Connected to the bridge as shirakaba/{NewName}", cancel);
                await BorrowAsync(world, machine, cancel);
                await File.WriteAllBytesAsync(Path.Combine(pictures, "lent.png"), await machine.PictureAsync(cancel), cancel);
            }
            finally
            {
                await File.WriteAllTextAsync(Path.Combine(pictures, "console.log"), machine.Log, CancellationToken.None);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Types the bridge's address, and is let in as the console does it.</summary>
    static async Task PairAsync(BenchWorld world, VirtualPc machine, Panel panel, CancellationToken cancel)
    {
        var bridge = new UriBuilder(Uri.UriSchemeHttps, "10.0.2.2", world.Door.Port).Uri;
        await machine.TypeAsync("1", cancel);
        await panel.SeesAsync("S102", new Step.TypingAddress(), cancel);
        await machine.TypeAsync($"10*0*2*2*{world.Door.Port}", cancel);
        await panel.SeesAsync("S102", new Step.TypingAddress($"10.0.2.2.{world.Door.Port}"), cancel);
        await machine.TypeAsync("#", cancel);

        var code = await panel.ReadCodeAsync(bridge, cancel);
        var pairings = world.Bridge.GetRequiredService<Pairings>();
        var waiting = Assert.IsType<PairingCase>(await pairings.FindAsync(code, cancel));
        var page = world.Bridge.GetRequiredService<PublicAddress>().Of($"{Pairings.ShortPath}?code={code}");
        await panel.SeesAsync("S104", new Step.ShowingPairingCode(bridge, new(code, page, pairings.CompareWith(code, waiting))), cancel);   // the digits that staff compare, too
        Assert.Null(await pairings.AcceptAsync(code, new("shirakaba", NewName), DeviceStation.Counter, "staff", cancel));
        await panel.SeesAsync("S106", new Step.PairedNow($"shirakaba/{NewName}", Firmware.Station.Counter), cancel);
        await machine.TypeAsync("#", cancel);
    }

    static async Task BorrowAsync(BenchWorld world, VirtualPc machine, CancellationToken cancel)
    {
        var person = SamplePeople.Find("yamada-hanako")!;
        person.MakeKeys();
        var item = (await LedgerAsync(world, cancel)).Items.First(item => item.Status == "available").Barcode;
        await machine.HearsAsync("Dialogue at Idle", cancel);
        machine.Chip.Field.Put(Picc.Of(person.Lay(), Random.Shared));
        await machine.HearsAsync("Dialogue at Recognised", cancel);
        var before = machine.Log.Length;
        machine.Scanner.Scan(item);
        while (!(await LedgerAsync(world, cancel)).Loans.Contains(new(item, "9000001")))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancel);
        }
        await machine.HearsAsync("Dialogue at Scanning", cancel, before, times: 2);   // asked, and told
    }

    /// <summary>A copy of the image, set up for this machine as an operator would: files of its first partition.</summary>
    static void PutDisk(string folder)
    {
        var (disk, settings, block) = (Path.Combine(folder, "disk.img"), Path.Combine(folder, "device.json"), Path.Combine(folder, "grubenv"));
        Run("cp", "--sparse=always", Firmware.Tests.Repository.File("out/image/kazashi-x86_64.img"), disk);
        File.WriteAllText(settings, """
            {
              "LogLevel": "Debug",
              "Board": { "Kind": "Plain", "Keypad": "AT Translated Set 2 keyboard", "Console": "" },
              "Reader": { "Address": "hsu:/dev/ttyS1" },
              "Scanner": { "Device": "/dev/ttyUSB0", "Item": { "Prefix": "1", "Length": 8 }, "Patron": { "Prefix": "9", "Length": 7 } }
            }
            """);
        var chooser = $"{disk}@@1M";
        Run("mcopy", "-o", "-i", chooser, settings, "::kazashi/device.json");
        foreach (var copy in new[] { "grubenv", "grubenv.bak" })
        {
            Run("mcopy", "-o", "-i", chooser, $"::grub/{copy}", block);
            Run("grub-editenv", block, "set", "kazashi_args=console=ttyS0 systemd.journald.forward_to_console=1 systemd.journald.max_level_console=debug");
            Run("mcopy", "-o", "-i", chooser, block, $"::grub/{copy}");
        }
    }

    static async Task<Ledger> LedgerAsync(BenchWorld world, CancellationToken cancel) => JsonSerializer.Deserialize<Ledger>(await world.LedgerJsonAsync(cancel), JsonSerializerOptions.Web)!;

    static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error}");
    }

    sealed record Ledger(IReadOnlyList<Item> Items, IReadOnlyList<Loan> Loans);

    sealed record Item(string Barcode, string Status);

    sealed record Loan(string Item, string Patron);
}
