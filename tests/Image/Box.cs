using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Bench;
using Bridge;
using Bridge.Console.Audit;
using Bridge.Fleet;
using Bridge.Storage;
using Contract;
using Firmware.Dialogue;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Virtual.People;
using Virtual.Pn532;

namespace Image;

/// <summary>A box just unpacked, with the image on its disk and a real bridge beyond its network, and what people do with it.</summary>
sealed class Box : IAsyncDisposable
{
    const string NewName = "counter-7";

    static readonly DeviceAddress Appliance = new("shirakaba", NewName);

    readonly string _folder, _pictures;
    readonly BenchWorld _world;
    readonly Panel _panel;
    readonly CancellationToken _cancel;
    readonly long _start = TimeProvider.System.GetTimestamp();
    string _story = "";

    Box(string folder, string pictures, BenchWorld world, VirtualMachine machine, CancellationToken cancel)
    {
        (_folder, _pictures, _world, Machine, _cancel) = (folder, pictures, world, machine, cancel);
        _panel = new(machine, pictures);
    }

    public VirtualMachine Machine { get; }

    /// <param name="name">Of the folder for its story and pictures, in <c>out/image/test</c>.</param>
    public static async Task<Box> UnpackAsync(Machine kind, string name, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-image-").FullName;
        var world = await BenchWorld.StartAsync(new(folder, IsPaced: false) { Stations = [], BridgeHost = "10.0.2.2" }, cancel);
        PutDisk(kind, folder);
        return new(folder, Directory.CreateDirectory(Firmware.Tests.Repository.File($"out/image/test/{name}")).FullName, world, new(kind, folder), cancel);
    }

    /// <summary>For the reader of a run that takes long: what happened when, in <c>story.txt</c>.</summary>
    public void Tell(string what)
    {
        _story += $"{TimeProvider.System.GetElapsedTime(_start).TotalSeconds,6:0} s  {what}\n";
        File.WriteAllText(Path.Combine(_pictures, "story.txt"), _story);
    }

    public async Task KeepPictureAsync(string name) => await File.WriteAllBytesAsync(Path.Combine(_pictures, name), await Machine.PictureAsync(_cancel), _cancel);

    /// <summary>Types the bridge's address, and is let in as the console does it.</summary>
    public async Task PairAsync()
    {
        var bridge = new UriBuilder(Uri.UriSchemeHttps, "10.0.2.2", _world.Door.Port).Uri;
        await _panel.SeesAsync("S101", new Step.SetupMenu(IsPaired: false), _cancel);
        Tell("a new box shows its setup screen");
        await Machine.TypeAsync("1", _cancel);
        await _panel.SeesAsync("S102", new Step.TypingAddress(), _cancel);
        await Machine.TypeAsync($"10*0*2*2*{_world.Door.Port}", _cancel);
        await _panel.SeesAsync("S102", new Step.TypingAddress($"10.0.2.2.{_world.Door.Port}"), _cancel);
        await Machine.TypeAsync("#", _cancel);

        var code = await _panel.ReadCodeAsync(bridge, _cancel);
        var pairings = _world.Bridge.GetRequiredService<Pairings>();
        var waiting = Assert.IsType<PairingCase>(await pairings.FindAsync(code, _cancel));
        var page = _world.Bridge.GetRequiredService<PublicAddress>().Of($"{Pairings.ShortPath}?code={code}");
        await _panel.SeesAsync("S104", new Step.ShowingPairingCode(bridge, new(code, page, pairings.CompareWith(code, waiting))), _cancel);   // the digits that staff compare, too
        Assert.Null(await pairings.AcceptAsync(code, Appliance, DeviceStation.Counter, "staff", _cancel));
        await _panel.SeesAsync("S106", new Step.PairedNow(Appliance.Name, Firmware.Station.Counter), _cancel);
        await Machine.TypeAsync("#", _cancel);
        await Machine.HearsAsync($"Connected to the bridge as {Appliance.Name}", _cancel);
        Tell("paired");
    }

    public async Task BorrowAsync()
    {
        var person = SamplePeople.Find("yamada-hanako")!;
        person.MakeKeys();
        var item = (await LedgerAsync()).Items.First(item => item.Status == "available").Barcode;
        var before = Math.Max(Machine.Log.LastIndexOf("Dialogue at ", StringComparison.Ordinal), 0);
        do   // an emulated machine may be too slow for the answer; then people lay the card again
        {
            Machine.Chip.Field.Clear();
            await Machine.HearsAsync("Dialogue at Idle", _cancel, before);
            before = Machine.Log.Length;
            Machine.Chip.Field.Put(Picc.Of(person.Lay(), Random.Shared));
        }
        while (await Machine.HearsAnyAsync(["Dialogue at Recognised", "Dialogue at ForgottenCard"], before, _cancel) != 0);
        before = Machine.Log.Length;
        Machine.Scanner.Scan(item);
        while (!(await LedgerAsync()).Loans.Contains(new(item, "9000001")))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, _cancel);
        }
        await Machine.HearsAsync("Dialogue at Scanning", _cancel, before, times: 2);   // asked, and told
        await KeepPictureAsync("lent.png");
        Machine.Chip.Field.Clear();
        Tell("lent a book");
    }

    /// <summary>What staff do on the page of updates, for all appliances at once.</summary>
    /// <param name="content">For <c>deploy/bundle</c>.</param>
    public async Task RollOutAsync(string version, params string[] content)
    {
        var keys = Firmware.Tests.Repository.File("out/image/keys");
        var bundle = Path.Combine(_folder, $"{version}.raucb");
        Run(Firmware.Tests.Repository.File("deploy/bundle"), [.. content, "--compatible", "kazashi-x86-64", "--version", version, "--out", bundle,
            "--key", Path.Combine(keys, "release.key.pem"), "--cert", Path.Combine(keys, "release.cert.pem"), "--keyring", Path.Combine(keys, "ca.cert.pem")]);
        await _world.Bridge.GetRequiredService<Bundles>().AddAsync(bundle, version, "kazashi-x86-64", "staff", _cancel);
        File.Delete(bundle);
        var now = TimeProvider.System.GetUtcNow();
        var rollouts = _world.Bridge.GetRequiredService<Rollouts>();
        if (await _world.Bridge.GetRequiredService<Store>().ReadAsync(db => db.Rollouts.AsNoTracking().OrderBy(other => other.Id).LastOrDefaultAsync(_cancel), _cancel) is { } last)
        {
            await rollouts.StopAsync(last.Id, "staff", _cancel);
        }
        Assert.Null(await rollouts.BeginAsync(new()
        {
            Version = version, Group = "", Stages = "100", SoakHours = 0, MostFailures = 100, Expires = now.AddDays(1), BeganAt = now, BeganBy = "staff",
        }, _cancel));
    }

    /// <summary>The offer that is out, to be made again when the rollout has ended by it.</summary>
    public async Task<string?> OfferedAsync() => (await _world.Bridge.GetRequiredService<Store>().ReadAsync(db => db.DeviceWishes.AsNoTracking().SingleAsync(row => row.Device == Appliance.Name, _cancel), _cancel)).Update;

    public Task OfferAsync(string? offer) => _world.Bridge.GetRequiredService<Wishes>().ChangeAsync([Appliance], row => (row.Rollout, row.Update) = (null, offer), "staff", AuditAct.UpdateOffered, null, _cancel);

    /// <summary>What the appliance says when an update has come to an end, one way or the other.</summary>
    public Task<DeviceState> OutcomeAsync(string version) =>
        UntilAsync(state => state is { Online: true, Update: { Phase: UpdatePhase.Good or UpdatePhase.Refused or UpdatePhase.Returned } update } && update.Version == version);

    public async Task<DeviceState> UntilAsync(Func<DeviceState, bool> holds)
    {
        while (true)
        {
            if (_world.Bridge.GetRequiredService<DeviceStates>().Of(Appliance) is { } state && holds(state))
            {
                return state;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, _cancel);
        }
    }

    public async Task CutPowerAsync(string where)
    {
        await Machine.CutPowerAsync();
        Tell($"power cut: {where}");
        await UntilAsync(state => !state.Online);
    }

    /// <summary>A system that nobody can start, signed by mistake.</summary>
    public string BadSystem()
    {
        var file = Path.Combine(_folder, "bad.img");
        File.WriteAllBytes(file, RandomNumberGenerator.GetBytes(256 * 1024));
        return file;
    }

    /// <summary>A package whose program ends as soon as it begins.</summary>
    public string BadProgram(string version)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "bad")).FullName;
        File.Copy("/bin/false", Path.Combine(folder, "kazashi-device"));
        Run(Firmware.Tests.Repository.File("deploy/package"), "device", "amd64", folder, _folder, version);
        return Path.Combine(_folder, $"kazashi-device_{version}_amd64.deb");
    }

    public async ValueTask DisposeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_pictures, "console.log"), Machine.Log, CancellationToken.None);
        await File.WriteAllTextAsync(Path.Combine(_pictures, "registers.txt"), await RegistersAsync(), CancellationToken.None);
        _panel.Dispose();
        await Machine.DisposeAsync();
        await _world.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Or why they are not to be had: the machine is ended all the same, and its test fails by its own fault.</summary>
    async Task<string> RegistersAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), TimeProvider.System);
        try
        {
            return await Machine.RegistersAsync(limit.Token);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or SocketException or OperationCanceledException)
        {
            return e.Message;
        }
    }

    public static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {error}");
    }

    /// <summary>A copy of the image, set up for this machine as an operator would: files of its first partition.</summary>
    static void PutDisk(Machine kind, string folder)
    {
        var (disk, settings, block) = (Path.Combine(folder, "disk.img"), Path.Combine(folder, "device.json"), Path.Combine(folder, "grubenv"));
        Run("cp", "--sparse=always", Firmware.Tests.Repository.File($"out/image/{kind.Image}"), disk);
        File.WriteAllText(settings, $$"""
            {
              "LogLevel": "Debug",
              "Board": { "Kind": "Plain", "Keypad": "{{kind.Keypad}}", "Console": "" },
              "Reader": { "Address": "hsu:{{kind.Reader}}" },
              "Scanner": { "Device": "/dev/ttyUSB0", "Item": { "Prefix": "1", "Length": 8 }, "Patron": { "Prefix": "9", "Length": 7 } }
            }
            """);
        var chooser = $"{disk}@@1M";
        Run("mcopy", "-o", "-i", chooser, settings, "::kazashi/device.json");
        foreach (var copy in new[] { "grubenv", "grubenv.bak" })
        {
            Run("mcopy", "-o", "-i", chooser, $"::grub/{copy}", block);
            Run("grub-editenv", block, "set", $"kazashi_args=console={kind.Console} systemd.journald.forward_to_console=1 systemd.journald.max_level_console=debug");
            Run("mcopy", "-o", "-i", chooser, block, $"::grub/{copy}");
        }
    }

    async Task<Ledger> LedgerAsync() => JsonSerializer.Deserialize<Ledger>(await _world.LedgerJsonAsync(_cancel), JsonSerializerOptions.Web)!;

    sealed record Ledger(IReadOnlyList<Item> Items, IReadOnlyList<Loan> Loans);

    sealed record Item(string Barcode, string Status);

    sealed record Loan(string Item, string Patron);
}
