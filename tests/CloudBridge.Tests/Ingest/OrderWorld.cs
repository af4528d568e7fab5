using Bridge.Ingest;
using Bridge.Library;
using Bridge.Library.Sip2.Client;
using Bridge.Settings;
using CloudBridge.Tests.Sip2;
using Contract;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBridge.Tests.Ingest;

/// <summary>A bridge whose loans are made by a library system of another's make: an awkward one, that counts what it does.</summary>
sealed class OrderWorld : IAsyncDisposable
{
    static readonly Sip2Settings Sip2 = new() { Host = "test", User = "machine", Password = "secret" };

    AwkwardServer? server;

    public TestDevice Device { get; } = new();
    public TestBridge Bridge { get; private set; } = null!;
    public AwkwardServer Server => server!;
    public Patron Patron { get; private set; } = null!;
    public Patron Other { get; private set; } = null!;
    public OrderDesk Desk => Bridge.Get<OrderDesk>();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<OrderWorld> OpenAsync(Func<FakeTimeProvider, AwkwardServer>? make = null)
    {
        var world = new OrderWorld();
        world.Bridge = await TestBridge.QuietAsync(folder => new()
        {
            Storage = new() { Folder = folder },
            Web = new() { Listen = "http://127.0.0.1:0" },
            Broker = new() { Port = 0 },
            Devices = [world.Device.Settings],
            Sip2 = Sip2,
        }, (services, clock) => services.AddSingleton(_ =>
        {
            world.server ??= make?.Invoke(clock) ?? new(clock);   // the same one after a restart of the bridge
            return new Sip2Client(Sip2, world.server.DialAsync, clock, NullLogger<Sip2Client>.Instance);
        }), world.Device);
        world.Bridge.Get<Sip2Client>();
        world.Patron = await world.Bridge.AddPatronAsync("P1");
        world.Other = await world.Bridge.AddPatronAsync("P2");
        return world;
    }

    public EventEnvelope Entry(DeviceEvent happened) => Device.Entry(happened, Bridge.Clock.GetUtcNow());

    public Borrower.ByPass Pass(Patron? patron = null) => new(Bridge.PassFor(patron ?? Patron, Device, Bridge.Clock.GetUtcNow()));

    public async Task<Guid> TakeAsync(DeviceEvent happened)
    {
        var entry = Entry(happened);
        await Bridge.TakeAsync(Device, entry);
        return entry.Id;
    }

    /// <summary>The request, carried out as far as it goes now.</summary>
    public async Task<Guid> AskAsync(DeviceEvent happened)
    {
        var id = await TakeAsync(happened);
        await Desk.CarryOutDueAsync(Cancel);
        return id;
    }

    public Task<Guid> LendAsync(string item, Patron? patron = null) => AskAsync(new LoanRequested(Pass(patron), item));

    public Task<Outcome?> OutcomeAsync(Guid request) => Bridge.ReadAsync(db => Effects.OutcomeAsync(db, Device.Address, request, Cancel));

    public Task<int> OpenOrdersAsync() => Bridge.ReadAsync(db => db.Orders.CountAsync(Cancel));

    /// <summary>The process dies when the library system hears this message, before it has done it or after.</summary>
    public async Task DieAtAsync(string code, bool isAfterDoing)
    {
        using var death = new CancellationTokenSource();
        Server.Mood = heard =>
        {
            if (heard != code)
            {
                return Awkward.Nothing;
            }
            death.Cancel();
            return isAfterDoing ? Awkward.ClosesAfterDoing : Awkward.ClosesBeforeDoing;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Desk.CarryOutDueAsync(death.Token));
        Server.Mood = _ => Awkward.Nothing;
        await Bridge.RestartAsync();
    }

    /// <summary>Time goes by until nothing is left to do.</summary>
    public async Task PassTimeAsync(TimeSpan? step = null)
    {
        for (var rounds = 0; rounds < 400 && await OpenOrdersAsync() > 0; rounds++)
        {
            await Desk.CarryOutDueAsync(Cancel);
            Bridge.Clock.Advance(step ?? TimeSpan.FromSeconds(70));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        Device.Dispose();
    }
}
