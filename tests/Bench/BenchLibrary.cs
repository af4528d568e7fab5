using Bridge;
using Bridge.Library.Sip2.Server;
using Bridge.Settings;
using Bridge.Storage;

namespace Bench;

/// <summary>The system that a library has already: it keeps patrons, items and loans, and knows nothing of appliances; the bridge speaks SIP2 to it.</summary>
sealed class BenchLibrary : IAsyncDisposable
{
    const string User = "kazashi", Password = "sip2-on-the-desk";

    readonly WebApplication _system;

    BenchLibrary(WebApplication system) => _system = system;

    /// <summary>What a bridge is told of it. In clear: both are on this desk.</summary>
    public Sip2Settings Sip2 => new()
    {
        Host = "127.0.0.1",
        Port = _system.Services.GetRequiredService<Sip2Server>().Port,
        User = User,
        Password = Password,
        Security = Sip2Security.None,
    };

    /// <summary>For what its staff do.</summary>
    public IServiceProvider Services => _system.Services;

    public static async Task<BenchLibrary> StartAsync(BenchOptions options, BridgeSettings like, CancellationToken cancel)
    {
        var system = BridgeHost.Build(new BridgeSettings
        {
            Storage = new() { Folder = Path.Combine(options.Folder, "library") },
            Library = like.Library,
            Holds = like.Holds,
            Loans = like.Loans,
            Web = new() { Listen = "http://127.0.0.1:0" },
            Broker = new() { Port = 0 },
            Sip2Server = new() { Port = 0, Accounts = [new() { User = User, Password = Password }] },
        }, options.Log);
        await SampleLibrary.ImportAsync(system.Services, options.Unlinked, cancel);
        await system.StartAsync(cancel);
        return new(system);
    }

    public Task<LedgerPage> ReadAsync(CancellationToken cancel) => Services.GetRequiredService<Ledger>().ReadAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await _system.StopAsync();
        await _system.DisposeAsync();
    }
}
