using System.Security.Cryptography;
using System.Text.Json;
using Bridge;
using Bridge.Fleet;
using Bridge.Identity;
using Bridge.Ingest;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Firmware.Tests.Journal;
using Firmware.Uplink;
using Virtual.People;

namespace Bench;

/// <summary>The whole product on a desk: appliances on virtual boards, the bridge, and the network between them.</summary>
public sealed class BenchWorld : IAsyncDisposable
{
    const string Site = "shirakaba";

    static readonly TimeSpan LookAtLedgerEvery = TimeSpan.FromMilliseconds(500);

    readonly WebApplication _bridge;
    readonly List<BenchAppliance> _appliances = [];
    readonly CancellationTokenSource _stop = new();
    readonly Task _watching;

    BenchWorld(WebApplication bridge)
    {
        _bridge = bridge;
        _watching = WatchLedgerAsync(_stop.Token);
    }

    public IReadOnlyList<BenchAppliance> Appliances => _appliances;

    /// <summary>The sample people, as the card slot takes them, with what a visitor reads beside the card.</summary>
    public IReadOnlyList<BenchPerson> People { get; } = [.. SamplePeople.All.Select(BenchPerson.Of)];

    /// <summary>Whether appliances can reach the bridge.</summary>
    public bool IsLinkUp => _appliances.All(appliance => appliance.IsLinkUp);

    /// <summary>Raised when the bridge took something over; the ledger is worth reading again.</summary>
    public event Action? LedgerChanged;

    public static async Task<BenchWorld> StartAsync(BenchOptions options, CancellationToken cancel)
    {
        var disk = new PowerCutDisk();
        using var deviceKey = DeviceKeys.OpenOwn(disk);
        var address = new DeviceAddress(Site, "counter-1");
        var token = Convert.ToHexString(RandomNumberGenerator.GetBytes(32));
        var storage = new StorageSettings { Folder = Path.Combine(options.Folder, "bridge") };
        var bridge = BridgeHost.Build(new BridgeSettings
        {
            Storage = storage,
            Web = new() { Listen = "http://127.0.0.1:0" },
            Broker = new() { Port = 0 },
            Devices = [new() { Name = address.Name, TokenHash = Convert.ToHexString(DeviceRegistry.HashOf(token)), SealKey = deviceKey.Public.Text }],
        }, logging => logging.AddFilter("Microsoft", LogLevel.Warning).AddSimpleConsole());
        await SampleLibrary.ImportAsync(bridge.Services, cancel);
        await bridge.StartAsync(cancel);

        var world = new BenchWorld(bridge);
        var settings = new Firmware.DeviceSettings
        {
            Site = address.Site,
            Device = address.Device,
            LibraryName = "白樺市立図書館",
            Scanner = new() { Item = new() { Prefix = "1", Length = 8 }, Patron = new() { Prefix = "9", Length = 7 } },
            DataFolder = options.Folder,
            Bridge = new() { Host = "127.0.0.1", Token = token, PublicKey = bridge.Services.GetRequiredService<BridgeKeys>().Seal.Public.Text },
        };
        options.Adjust?.Invoke(settings);
        var appliance = new BenchAppliance(settings, disk, bridge.Services.GetRequiredService<EmbeddedBroker>().Port, options);
        world._appliances.Add(appliance);
        if (options.StartsAppliance)
        {
            await appliance.SetPowerAsync(isOn: true);
        }
        return world;
    }

    public void SetLink(bool isUp)
    {
        foreach (var appliance in _appliances)
        {
            appliance.IsLinkUp = isUp;
        }
    }

    /// <summary>What the bridge has, as JSON of <c>GET /bench/ledger</c>.</summary>
    public async Task<byte[]> LedgerJsonAsync(CancellationToken cancel) =>
        JsonSerializer.SerializeToUtf8Bytes(await _bridge.Services.GetRequiredService<Ledger>().ReadAsync(cancel), JsonSerializerOptions.Web);

    public async ValueTask DisposeAsync()
    {
        foreach (var appliance in _appliances)
        {
            await appliance.DisposeAsync();
        }
        await _stop.CancelAsync();
        await _watching;
        await _bridge.StopAsync();
        await _bridge.DisposeAsync();
        _stop.Dispose();
    }

    async Task WatchLedgerAsync(CancellationToken cancel)
    {
        byte[] known = [];
        try
        {
            while (true)
            {
                await Task.Delay(LookAtLedgerEvery, TimeProvider.System, cancel);
                var now = await LedgerJsonAsync(cancel);
                if (!known.AsSpan().SequenceEqual(now))
                {
                    known = now;
                    LedgerChanged?.Invoke();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the desk is cleared
        }
    }
}

/// <param name="Folder">Where databases and serial devices live; the caller removes it.</param>
/// <param name="IsPaced">Whether wires and panel take their real time (a demo), or only count it (tests).</param>
public sealed record BenchOptions(string Folder, bool IsPaced)
{
    /// <summary>Whether the appliance's process starts; without it the desk has only its metal.</summary>
    internal bool StartsAppliance { get; init; } = true;

    /// <summary>Changes the appliances' settings before they start.</summary>
    internal Action<Firmware.DeviceSettings>? Adjust { get; init; }
}

/// <param name="Slug">As in <c>PUT /bench/devices/{id}/card</c>.</param>
/// <param name="Name">As on the card.</param>
/// <param name="KindJapanese">What is special about the card.</param>
/// <param name="KindEnglish">The same in English.</param>
public sealed record BenchPerson(string Slug, string Name, string KindJapanese, string KindEnglish)
{
    internal static BenchPerson Of(SamplePerson person) => new(person.Id, person.Name, person.Remark, person.Remark);
}
