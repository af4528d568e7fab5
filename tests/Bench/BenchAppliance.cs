using System.Buffers;
using Firmware;
using Firmware.Devices;
using Firmware.Journal;
using Firmware.Screens;
using Firmware.Tests.Journal;
using Hal;
using Virtual;
using Virtual.People;

namespace Bench;

/// <summary>One appliance on its virtual board. Its hardware stays when the power is cut; its process and its unsynced bytes do not.</summary>
public sealed class BenchAppliance : IAsyncDisposable
{
    static readonly SearchValues<char> Pad = SearchValues.Create("0123456789*#");
    static readonly TimeSpan BetweenKeys = TimeSpan.FromMilliseconds(40);

    readonly DeviceSettings _settings;
    readonly int _bridgePort;
    readonly BenchOptions _options;
    readonly SemaphoreSlim _switch = new(1, 1);
    PowerCutDisk _disk;
    BenchLink? _link;
    NamedSignals? _signals;
    IHost? _process;
    bool _isLinkUp = true;
    int _cuts;

    internal BenchAppliance(DeviceSettings settings, PowerCutDisk disk, int bridgePort, BenchOptions options)
    {
        (_settings, _disk, _bridgePort, _options) = (settings, disk, bridgePort, options);
        Hardware = new(options.Folder, options.IsPaced, TimeProvider.System);
        Hardware.Panel.Updating += _ => Changed?.Invoke(null);
        Hardware.Panel.Updated += _ => Changed?.Invoke(null);
    }

    public string Id => _settings.Device;
    public string Station => _settings.Station.ToString();

    /// <summary>Known to the bridge: it has a token and a key.</summary>
    public bool IsPaired => true;

    public bool IsPowered => _process is not null;

    /// <summary>Slug of the person whose card lies on the reader.</summary>
    public string? Card { get; private set; }

    /// <summary>What the dialogue shows (S20 …), its texts, and whether the panel still moves.</summary>
    public BenchScreen Screen
    {
        get
        {
            if (_process?.Services.GetRequiredService<DisplayService>() is not { Wanted: { } wanted } display)
            {
                return new("", [], IsBusy: false, Page: null);
            }
            return new(wanted.Id, wanted.Texts, IsBusy: !ReferenceEquals(display.Shown, wanted), (wanted.Body as Body.PhonePage)?.Url);
        }
    }

    /// <summary>What the eye sees on the panel: 300 rows × 400 bytes, 0 black to 255 white, ghosts and all.</summary>
    public byte[] VisiblePixels => Hardware.Panel.VisiblePixels;

    /// <summary>Name of the light pattern now.</summary>
    public string Light => (_signals?.Light ?? Hal.Light.Off).ToString();

    /// <summary>What the appliance is told by its operator.</summary>
    internal DeviceSettings Settings => _settings;

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
            if (isOn && _process is null)
            {
                await StartAsync();
            }
            else if (!isOn && _process is { } process)
            {
                _process = null;
                await CutAsync(process);
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
        if (_process is { } process)
        {
            _process = null;
            await EndAsync(process);
            await _link!.DisposeAsync();
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

    async Task StartAsync()
    {
        _link = new(_bridgePort) { IsUp = _isLinkUp, Overheard = _options.Overheard };   // a cable of its own for each life: what is left of the last one reaches nobody
        _settings.Bridge.Port = _link.Port;
        _process = DeviceHost.Build(_settings, PowerOn, _disk, TimeProvider.System,
            logging => _options.Log(logging.SetMinimumLevel(LogLevel.Information)));
        await _process.StartAsync();
    }

    ListenedBoard PowerOn(IServiceProvider services)
    {
        var board = Hardware.PowerOn(services.GetRequiredService<ILoggerFactory>());
        _signals = new(board.Signals, sound => Changed?.Invoke(sound));
        return new(board, _signals);
    }

    /// <summary>After these lines nothing this process does reaches the world: its disk throws, its cable leads nowhere. What is left of it may run out.</summary>
    async Task CutAsync(IHost process)
    {
        _disk.Cut();
        await _link!.DisposeAsync();
        Hardware.PowerOff();
        await EndAsync(process);
        _disk = _disk.Restore(++_cuts);
    }

    static async Task EndAsync(IHost process)
    {
        try
        {
            await process.StopAsync(new CancellationToken(canceled: true));
        }
        catch (Exception e) when (e is OperationCanceledException or AggregateException or IOException or JournalException or DeviceException)
        {
            // its disk and its wires are gone: whatever it says now, nobody hears
        }
        await ((IAsyncDisposable)process).DisposeAsync();
    }
}

/// <param name="Id">S20 …; empty while the appliance has no power.</param>
/// <param name="Texts">As a screen reader says them.</param>
/// <param name="IsBusy">Whether the panel still moves towards it.</param>
/// <param name="Page">What a phone reads in the QR code on the panel.</param>
public sealed record BenchScreen(string Id, IReadOnlyList<string> Texts, bool IsBusy, string? Page);
