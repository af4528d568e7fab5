using System.Text.Json;
using Bridge;
using Bridge.Fleet;
using Bridge.Identity;
using Bridge.Ingest;
using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Bridge.Web;
using Sandbox.ELibrary;
using Virtual.People;

namespace Bench;

/// <summary>The whole product on a desk: appliances on virtual boards, the bridge, and the network between them.</summary>
public sealed class BenchWorld : IAsyncDisposable
{
    const string Site = "shirakaba";

    static readonly TimeSpan LookAtLedgerEvery = TimeSpan.FromMilliseconds(500);

    readonly BenchPlatform _platform;
    readonly WebApplication _bridge;
    readonly DemoELibrary _eLibrary;
    readonly List<BenchAppliance> _appliances = [];
    readonly CancellationTokenSource _stop = new();
    readonly Task _watching;

    BenchWorld(BenchPlatform platform, WebApplication bridge, DemoELibrary eLibrary)
    {
        (_platform, _bridge, _eLibrary) = (platform, bridge, eLibrary);
        _watching = WatchLedgerAsync(_stop.Token);
    }

    public IReadOnlyList<BenchAppliance> Appliances => _appliances;

    /// <summary>Where the library's pages are; the console is at <c>/console</c> there.</summary>
    public Uri Pages => new(_bridge.Urls.First());

    /// <summary>Where appliances come in that are to be paired.</summary>
    public Uri Door => new UriBuilder(Uri.UriSchemeHttps, "127.0.0.1", _bridge.Services.GetRequiredService<DeviceDoor>().Port).Uri;

    /// <summary>Where the identity platform's phone app is played.</summary>
    public Uri Platform => _platform.Address;

    /// <summary>Where an e-library outside is, whose readers sign on at the library's pages.</summary>
    public Uri ELibrary => _eLibrary.Address;

    /// <summary>The identity platform, for those who want it to fail.</summary>
    internal Sandbox.SandboxHost PlatformHost => _platform.Sandbox;

    /// <summary>The library's own system, where the bridge is to speak SIP2 to one.</summary>
    internal BenchLibrary? Library { get; private init; }

    /// <summary>The bridge, for what staff and patrons do elsewhere than at an appliance.</summary>
    internal IServiceProvider Bridge => _bridge.Services;

    /// <summary>Where the bridge keeps what it has.</summary>
    internal string BridgeFolder { get; private init; } = "";

    /// <summary>The sample people, as the card slot takes them, with what a visitor reads beside the card.</summary>
    public IReadOnlyList<BenchPerson> People { get; } = [.. SamplePeople.All.Select(BenchPerson.Of)];

    /// <summary>Whether appliances can reach the bridge.</summary>
    public bool IsLinkUp => _appliances.All(appliance => appliance.IsLinkUp);

    /// <summary>Raised when the bridge took something over; the ledger is worth reading again.</summary>
    public event Action? LedgerChanged;

    public static async Task<BenchWorld> StartAsync(BenchOptions options, CancellationToken cancel)
    {
        var places = options.Stations.Select(station => new BenchPlace(new(Site, station.Id), station)).ToList();
        var platform = await BenchPlatform.StartAsync(options.Folder, cancel);
        var eLibrary = await DemoELibrary.StartAsync("http://127.0.0.1:0", folder: null, cancel);
        var storage = new StorageSettings { Folder = Path.Combine(options.Folder, "bridge") };
        var library = options.IsBehindSip2 ? await BenchLibrary.StartAsync(options, Settings(new()), cancel) : null;
        var bridge = BridgeHost.Build(Settings(library?.Sip2 ?? new()), options.Log);
        await SampleLibrary.ImportAsync(bridge.Services, options.Unlinked, cancel);
        await SampleLibrary.IntroduceAsync(bridge.Services, platform, options.Unlinked, cancel);
        if (options.HasBestSeller)
        {
            await SampleLibrary.LendBestSellerAsync((library?.Services ?? bridge.Services).GetRequiredService<ILibrarySystem>(), cancel);
        }
        await bridge.StartAsync(cancel);
        await Staff.ComeToWorkAsync(bridge.Services, cancel);
        eLibrary.Connect(new(bridge.Urls.First()));
        await platform.ServeAsync(new(bridge.Urls.First()), bridge.Services.GetRequiredService<SignInKey>().PublicKeySet, cancel);

        var world = new BenchWorld(platform, bridge, eLibrary) { BridgeFolder = storage.Folder, Library = library };
        var broker = bridge.Services.GetRequiredService<EmbeddedBroker>().Port;
        var bridgeKey = bridge.Services.GetRequiredService<BridgeKeys>().Seal.Public.Text;
        foreach (var place in places)
        {
            var folder = Directory.CreateDirectory(Path.Combine(options.Folder, place.Address.Device)).FullName;
            world._appliances.Add(new(place.Address.Device, () => Adjusted(place.Settings(folder, bridgeKey)), place.Disk, broker, bridge.Services.GetRequiredService<IEventSource>().SecurePort, options with { Folder = folder }));
        }
        if (options.StartsAppliance)
        {
            await Task.WhenAll(world._appliances.Select(appliance => appliance.SetPowerAsync(isOn: true)));
        }
        return world;

        Firmware.DeviceSettings Adjusted(Firmware.DeviceSettings settings)
        {
            options.Adjust?.Invoke(settings);
            return settings;
        }

        BridgeSettings Settings(Sip2Settings sip2) => new()
        {
            Storage = storage,
            Library = SampleLibrary.Settings(Site),
            Holds = new() { Slots = ["A1..A24"] },
            Loans = new() { RenewFrom = RenewalStart.DueDate },   // so that a visitor can renew what was lent a minute ago
            Web = new() { Listen = "http://127.0.0.1:0", RequireSecondFactor = false },
            Broker = new() { Port = 0 },
            Identity = new() { Platform = platform.CardApi },
            Registration = new() { Mode = options.Registration, NumberLength = 7 },
            SignIn = platform.SignIn,
            ELibrary = new() { Clients = [KnownAs(eLibrary)] },
            Mail = new() { PickupFolder = Path.Combine(options.Folder, "mail"), From = $"{SampleLibrary.Name} <library@shirakaba.example>" },
            Sip2 = sip2,
            Devices = [.. places.Where(place => place.IsKnown).Select(place => place.Known)],
            Fleet = new() { Host = options.BridgeHost, Listen = "127.0.0.1", Port = 0, MqttPort = 0 },
        };
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
        if (Library is { } library)
        {
            await library.DisposeAsync();
        }
        await _eLibrary.DisposeAsync();
        await _platform.DisposeAsync();
        _stop.Dispose();
    }

    static ELibraryClient KnownAs(DemoELibrary eLibrary) => new()
    {
        Id = DemoELibrary.ClientId,
        Name = DemoELibrary.Name,
        NameEnglish = DemoELibrary.NameEnglish,
        Sector = "denshi.shirakaba.example",
        Jwks = eLibrary.KeySet,
        RedirectUris = [eLibrary.RedirectUri],
        PostLogoutRedirectUris = [eLibrary.PostLogoutRedirectUri],
        Address = eLibrary.Address.ToString(),
    };

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
    /// <summary>What stands on the desk, the first in front.</summary>
    internal IReadOnlyList<BenchStation> Stations { get; init; } = [BenchStation.Counter];

    /// <summary>Whether the appliances' processes start; without them the desk has only metal.</summary>
    internal bool StartsAppliance { get; init; } = true;

    /// <summary>By which address appliances dial the bridge; it listens on loopback whatever that is.</summary>
    internal string BridgeHost { get; init; } = "127.0.0.1";

    /// <summary>Whether a system of the library's own keeps patrons, items and loans, behind SIP2.</summary>
    internal bool IsBehindSip2 { get; init; }

    /// <summary>Whether one title is on loan with a queue of holds behind it.</summary>
    internal bool HasBestSeller { get; init; }

    /// <summary>Whether registrations count at once or wait for staff.</summary>
    internal RegistrationMode Registration { get; init; } = RegistrationMode.Immediate;

    /// <summary>People of whom the library knows only the library card.</summary>
    internal IReadOnlyList<string> Unlinked { get; init; } = [];

    /// <summary>Told every byte between appliances and bridge.</summary>
    internal Action<ReadOnlyMemory<byte>>? Overheard { get; init; }

    /// <summary>Reads what appliance and bridge log; they log everything then.</summary>
    internal ILoggerProvider? Logs { get; init; }

    internal void Log(ILoggingBuilder logging)
    {
        if (Logs is { } logs)
        {
            logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
            return;
        }
        logging.AddFilter("Microsoft", LogLevel.Warning).AddSimpleConsole();
    }

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
