using Firmware.Journal;
using Firmware.Pairing;
using Hal;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Firmware;

/// <summary>One life of the appliance's program after the other, for as long as it has power: on the setup screen while nobody knows it, then at work.</summary>
/// <param name="settings">As the operator wrote them; read anew for each life, for pairing adds to them.</param>
sealed class DeviceLife(Func<DeviceSettings> settings, Func<IServiceProvider, IBoard> board, IDisk disk, TimeProvider time, Action<ILoggingBuilder> logging) : IAsyncDisposable
{
    readonly FileKeyStore _keys = new(disk);
    PairedIdentity? _identity;
    LifeEnd _last;
    CancellationToken _patience = CancellationToken.None;

    /// <summary>The life that is lived now; null before the first and after the last.</summary>
    public IHost? Host { get; private set; }

    /// <summary>Whether a bridge knows this appliance, by pairing or by its settings.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Begins the next life.</summary>
    /// <exception cref="InvalidOperationException">What lies on the disk is damaged; the message says what to do.</exception>
    public async Task StartAsync(CancellationToken cancel)
    {
        var current = settings();
        _identity = current.NameTheAppliance ? null : PairedIdentity.Open(disk, _keys);
        IsKnown = current.NameTheAppliance || _identity is not null;
        Host = !IsKnown || _last == LifeEnd.SetUp
            ? DeviceHost.BuildSetup(current, IsKnown, board, disk, time, logging)
            : DeviceHost.Build(current, _identity, board, disk, time, logging);
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
            await DisposeAsync();
        }
        if (_last == LifeEnd.Erase)
        {
            PairedIdentity.EraseAll(disk, _keys);
        }
        return _last != LifeEnd.Stop;
    }

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
