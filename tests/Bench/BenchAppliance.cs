using System.Buffers;
using Firmware;
using Firmware.Devices;
using Firmware.Journal;
using Firmware.Screens;
using Firmware.Tests.Journal;
using Firmware.Updates;
using Hal;
using Virtual;
using Virtual.People;

namespace Bench;

/// <summary>One appliance on its virtual board. Its hardware stays when the power is cut; its process and its unsynced bytes do not.</summary>
public sealed class BenchAppliance : IAsyncDisposable
{
    static readonly SearchValues<char> Pad = SearchValues.Create("0123456789*#");
    static readonly TimeSpan BetweenKeys = TimeSpan.FromMilliseconds(40);

    readonly Func<DeviceSettings> _settings;
    readonly int _bridgePort, _pairedPort;
    readonly BenchOptions _options;
    readonly SemaphoreSlim _switch = new(1, 1);
    PowerCutDisk _disk;
    BenchLink? _link;
    NamedSignals? _signals;
    DeviceLife? _life;
    DisplayService? _display;
    Task _living = Task.CompletedTask;
    bool _isLinkUp = true;
    int _cuts;

    /// <param name="id">As in <c>/bench/devices/{id}</c>.</param>
    /// <param name="settings">What its operator wrote, each time the program starts.</param>
    /// <param name="disk">What it remembers.</param>
    /// <param name="bridgePort">Where the bridge's broker listens for appliances that the settings name.</param>
    /// <param name="pairedPort">The same for those that were paired.</param>
    /// <param name="options">Of the whole bench.</param>
    internal BenchAppliance(string id, Func<DeviceSettings> settings, PowerCutDisk disk, int bridgePort, int pairedPort, BenchOptions options)
    {
        (Id, _settings, _disk, _bridgePort, _pairedPort, _options) = (id, settings, disk, bridgePort, pairedPort, options);
        Settings = settings();
        Hardware = new(options.Folder, options.IsPaced, TimeProvider.System);
        Hardware.Panel.Updating += _ => Changed?.Invoke(null);
        Hardware.Panel.Updated += _ => Changed?.Invoke(null);
    }

    public string Id { get; }
    public string Station => Settings.Station.ToString();

    /// <summary>Known to the bridge, by its settings or by pairing.</summary>
    public bool IsPaired => _life is { IsKnown: true };

    public bool IsPowered => _life is not null;

    /// <summary>Slug of the person whose card lies on the reader.</summary>
    public string? Card { get; private set; }

    /// <summary>What the dialogue shows (S20 …), its texts, and whether the panel still moves.</summary>
    public BenchScreen Screen
    {
        get
        {
            if (_display is not { Wanted: { } wanted } display)
            {
                return new("", [], IsBusy: false, Page: null);
            }
            return new(wanted.Id, wanted.Texts, IsBusy: !ReferenceEquals(display.Shown, wanted), wanted.Body switch
            {
                Body.PhonePage page => page.Url,
                Body.PairingPage page => page.Url,
                _ => null,
            });
        }
    }

    /// <summary>What the eye sees on the panel: 300 rows × 400 bytes, 0 black to 255 white, ghosts and all.</summary>
    public byte[] VisiblePixels => Hardware.Panel.VisiblePixels;

    /// <summary>Name of the light pattern now.</summary>
    public string Light => (_signals?.Light ?? Hal.Light.Off).ToString();

    /// <summary>What this life of the appliance goes by.</summary>
    internal DeviceSettings Settings { get; private set; }

    /// <summary>How often this life of the appliance tried in vain to reach the bridge.</summary>
    internal int RefusedConnections => _link?.Refused ?? 0;

    /// <summary>Where the bridge's broker listens.</summary>
    internal int BridgePort => _bridgePort;

    /// <summary>The disk of this life of the appliance.</summary>
    internal PowerCutDisk Disk => _disk;

    /// <summary>The appliance's metal, for those who want to break it.</summary>
    internal VirtualHardware Hardware { get; }

    /// <summary>Screen, pixels, light or power changed; or a sound was played, by its name.</summary>
    public event Action<string?>? Changed;

    /// <returns>False when there is no such person.</returns>
    public bool PutCard(string slug)
    {
        if (SamplePeople.Find(slug) is not { } person)
        {
            return false;
        }
        person.MakeKeys();
        Hardware.TakeCards();
        Hardware.Lay(person.Lay());
        Card = slug;
        Changed?.Invoke(null);
        return true;
    }

    public void RemoveCard()
    {
        Hardware.TakeCards();
        Card = null;
        Changed?.Invoke(null);
    }

    /// <summary>Types keys 0–9 * #, one after the other, as a person would; false when another character is among them.</summary>
    public async Task<bool> PressAsync(string keys, CancellationToken cancel)
    {
        if (keys.AsSpan().ContainsAnyExcept(Pad))
        {
            return false;
        }
        foreach (var key in keys)
        {
            await Hardware.Keys.TypeAsync(key.ToString(), cancel);
            await Task.Delay(BetweenKeys, TimeProvider.System, cancel);
        }
        return true;
    }

    /// <summary>Reads a label with the scanner; what the appliance is not listening for is lost, as with a real one.</summary>
    public Task ScanAsync(string code, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        Hardware.Scanner.Scan(code);
        return Task.CompletedTask;
    }

    /// <summary>Cuts the power (process state gone, unsynced bytes gone) or gives it back.</summary>
    public async Task SetPowerAsync(bool isOn)
    {
        await _switch.WaitAsync();
        try
        {
            if (isOn && _life is null)
            {
                await StartAsync();
            }
            else if (!isOn && _life is { } life)
            {
                await CutAsync(life);
            }
        }
        finally
        {
            _switch.Release();
        }
        Changed?.Invoke(null);
    }

    /// <summary>The gate's door; other stations have none, and nobody there looks.</summary>
    public bool IsDoorOpen { get; private set; }

    public void SetDoor(bool isOpen)
    {
        if (isOpen)
        {
            Hardware.Door.Open();
        }
        else
        {
            Hardware.Door.Close();
        }
        IsDoorOpen = isOpen;
        Changed?.Invoke(null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_life is { } life)
        {
            await EndAsync(life);
            await UnplugAsync();
        }
        Hardware.Dispose();
        _switch.Dispose();
    }

    /// <summary>Whether the network between this appliance and the bridge is there.</summary>
    internal bool IsLinkUp
    {
        get => _isLinkUp;
        set
        {
            _isLinkUp = value;
            if (_link is { } link)
            {
                link.IsUp = value;
            }
            Changed?.Invoke(null);
        }
    }

    /// <summary>What RAUC would say of its board; nothing here has slots.</summary>
    public void SayBoard(string board) => _life!.Host!.Services.GetRequiredService<UpdateNews>().TellBoard(board);

    async Task StartAsync()
    {
        var life = new DeviceLife(() => Settings = _settings(), PowerOn, _disk, TimeProvider.System, logging => _options.Log(logging.SetMinimumLevel(LogLevel.Information)));
        _life = life;
        await BeginAsync(life);
        _living = LiveAsync(life);
    }

    async Task BeginAsync(DeviceLife life)
    {
        await UnplugAsync();
        await life.StartAsync(CancellationToken.None);
        _display = life.Host!.Services.GetRequiredService<DisplayService>();
    }

    async Task LiveAsync(DeviceLife life)
    {
        try
        {
            while (await life.EndAsync())
            {
                await BeginAsync(life);
                Changed?.Invoke(null);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or AggregateException or IOException or JournalException or DeviceException)
        {
            // its disk and its wires are gone: whatever it says now, nobody hears
        }
        finally
        {
            _display = null;
            await life.DisposeAsync();
        }
    }

    // A cable of its own for each life: what is left of the last one reaches nobody.
    ListenedBoard PowerOn(IServiceProvider services)
    {
        var settings = services.GetRequiredService<DeviceSettings>();
        _link = new(settings.Bridge.Token == "" ? _pairedPort : _bridgePort) { IsUp = _isLinkUp, Overheard = _options.Overheard };
        settings.Bridge.Port = _link.Port;
        var board = Hardware.PowerOn(services.GetRequiredService<ILoggerFactory>());
        _signals = new(board.Signals, sound => Changed?.Invoke(sound));
        return new(board, _signals);
    }

    async ValueTask UnplugAsync()
    {
        if (_link is { } link)
        {
            _link = null;
            await link.DisposeAsync();
        }
    }

    /// <summary>After these lines nothing this process does reaches the world: its disk throws, its cable leads nowhere. What is left of it may run out.</summary>
    async Task CutAsync(DeviceLife life)
    {
        _disk.Cut();
        await UnplugAsync();
        Hardware.PowerOff();
        await EndAsync(life);
        _disk = _disk.Restore(++_cuts);
    }

    async Task EndAsync(DeviceLife life)
    {
        _life = null;
        life.Abort();
        await _living;
    }
}

/// <param name="Id">S20 …; empty while the appliance has no power.</param>
/// <param name="Texts">As a screen reader says them.</param>
/// <param name="IsBusy">Whether the panel still moves towards it.</param>
/// <param name="Page">What a phone reads in the QR code on the panel.</param>
public sealed record BenchScreen(string Id, IReadOnlyList<string> Texts, bool IsBusy, string? Page);
