using Firmware.Journal;
using Firmware.Pairing;
using Firmware.Uplink;
using Hal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Firmware;

/// <summary>One life of the appliance's program after the other, for as long as it has power: on the setup screen while nobody knows it, then at work.</summary>
/// <param name="settings">As the operator wrote them; read anew for each life, for pairing adds to them.</param>
sealed partial class DeviceLife(Func<DeviceSettings> settings, Func<IServiceProvider, IBoard> board, IDisk disk, TimeProvider time, Action<ILoggingBuilder> logging) : IAsyncDisposable
{
    static readonly TimeSpan LongestLastStep = TimeSpan.FromSeconds(30);

    CertificateKey? _keys;
    string? _updates;
    PairedIdentity? _identity;
    LifeEnd _last;
    CancellationToken _patience = CancellationToken.None;

    /// <summary>The life that is lived now; null before the first and after the last.</summary>
    public IHost? Host { get; private set; }

    /// <summary>Whether a bridge knows this appliance, by pairing or by its settings.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Begins the next life.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        var current = settings();
        var files = new KeyFiles(disk, current.Keys.Seal());
        (_keys, _updates) = (new CertificateKey(files), current.UpdateFolder);
        PairedIdentity.FinishErasing(disk, _keys);
        var damage = current.NameTheAppliance ? null : Open(files);
        IsKnown = current.NameTheAppliance || _identity is not null;
        Host = damage is not null || !IsKnown || _last == LifeEnd.SetUp
            ? DeviceHost.BuildSetup(current, _identity, IsKnown || damage is not null, board, disk, time, logging)   // what is damaged can be erased there
            : DeviceHost.Build(current, _identity, board, disk, time, logging);
        if (damage is not null)
        {
            LogDamaged(Host.Services.GetRequiredService<ILogger<DeviceLife>>(), damage);
        }
        await Host.StartAsync(cancel);
    }

    /// <summary>Ends this life without a word to anybody.</summary>
    public void Abort()
    {
        _patience = new(canceled: true);
        Host?.Services.GetRequiredService<Lifetime>().End(LifeEnd.Stop);
    }

    /// <summary>Waits for the end of this life; true when another one is to follow.</summary>
    public async Task<bool> EndAsync()
    {
        var (host, lifetime) = (Host!, Host!.Services.GetRequiredService<Lifetime>());
        await lifetime.WhenEnding;
        try
        {
            await host.StopAsync(_patience);
        }
        finally
        {
            _last = lifetime.Reason;
            await WorkEndsAsync(host);
            await DisposeAsync();
        }
        if (_last == LifeEnd.Erase)
        {
            if (Directory.Exists(_updates))
            {
                Directory.Delete(_updates, recursive: true);
            }
            PairedIdentity.EraseAll(disk, _keys!);
        }
        return _last != LifeEnd.Stop;
    }

    // However impatient the end: nobody may still draw, scan or write with what is disposed of next. Their errors were told when they came.
    async Task WorkEndsAsync(IHost host)
    {
        var work = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().Where(service => service.ExecuteTask is { IsCompleted: false }).ToList();
        var end = Task.WhenAll(work.Select(service => service.ExecuteTask!));
        if (await Task.WhenAny(end, Task.Delay(LongestLastStep, time)) != end)
        {
            throw new TimeoutException($"{string.Join(", ", work.Where(service => service.ExecuteTask is { IsCompleted: false }).Select(service => service.GetType().Name))} did not end within {LongestLastStep}");
        }
    }

    // What is wrong with what lies on the disk; null when nothing is.
    InvalidOperationException? Open(KeyFiles files)
    {
        try
        {
            _identity = PairedIdentity.Open(disk, _keys!);
            if (_identity is not null)
            {
                DeviceKeys.OpenOwn(files).Dispose();
            }
            return null;
        }
        catch (InvalidOperationException e)
        {
            _identity?.Dispose();
            _identity = null;
            return e;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "What this appliance was paired with cannot be read; erase it on its setup screen and pair it anew")]
    static partial void LogDamaged(ILogger log, Exception e);

    public async ValueTask DisposeAsync()
    {
        if (Host is { } host)
        {
            Host = null;
            await ((IAsyncDisposable)host).DisposeAsync();
        }
        _identity?.Dispose();
        _identity = null;
    }
}
