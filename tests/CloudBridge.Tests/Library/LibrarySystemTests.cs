using Bridge.Library;
using Bridge.Library.Sip2;
using Bridge.Library.Sip2.Client;
using Bridge.Library.Sip2.Server;
using Bridge.Settings;
using CloudBridge.Tests.Sip2;
using Contract;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBridge.Tests.Library;

/// <summary>The bridge's own circulation.</summary>
public class BuiltInLibrarySystemTests : LibrarySystemSuite
{
    private protected override async Task<SuiteWorld> OpenAsync() => await BuiltInWorld.OpenAsync();
}

/// <summary>The same circulation as a self-checkout machine sees it: over the bridge's SIP2 server, a socket, and the bridge's SIP2 client.</summary>
public sealed class Sip2OverSocketTests : LibrarySystemSuite
{
    private protected override async Task<SuiteWorld> OpenAsync() => await SocketWorld.OpenAsync();

    [Fact]
    public async Task A_patron_is_whoever_the_card_says_by_barcode_IDm_or_UID()
    {
        await using var world = await SocketWorld.OpenAsync();
        var patron = await world.Bridge.AddPatronAsync("1003");
        await world.Bridge.WriteAsync(db => db.PatronCards.AddRange(
            new() { PatronId = patron.Id, Kind = PatronCardKind.Felica, Value = "01100310C5082A11" }, new() { PatronId = patron.Id, Kind = PatronCardKind.Mifare, Value = "04A1B2C3" },
            new() { PatronId = patron.Id, Kind = PatronCardKind.Barcode, Value = "55501" }, new() { PatronId = patron.Id, Kind = PatronCardKind.Phone, Value = "KZ-1" }));

        foreach (var identifier in new[] { "1003", "91003", "a91003a", "01100310c5082a11", "04A1B2C3", "55501", "KZ-1" })
        {
            Assert.Equal("利用者1003", Found(await world.Library.PatronAsync(identifier, Cancel)).Name);
            Done(await world.Library.CheckOutAsync(world.NewChange(), new(identifier, "B1"), Cancel));
            Done(await world.Library.CheckInAsync(world.NewChange(), new("B1"), Cancel));
        }
    }

    [Fact]
    public async Task A_reserved_book_terminal_lists_what_waits_and_lends_it_to_whom_it_waits_for()
    {
        await using var world = await SocketWorld.OpenAsync();
        await world.Library.CheckOutAsync(world.NewChange(), new("P1", "B1"), Cancel);
        Done(await world.Library.PlaceHoldAsync(world.NewChange(), new("P2", "B1"), Cancel));
        Assert.Equal(Routing.HoldShelf, Done(await world.Library.CheckInAsync(world.NewChange(), new("B1"), Cancel)).Routing);
        await world.Bridge.WriteAsync(db =>
        {
            foreach (var hold in db.Holds)
            {
                (hold.State, hold.Until) = (HoldState.Ready, TestBridge.Today.AddDays(7));
            }
        });

        var waiting = Assert.Single(Found(await world.Library.HoldsAsync("P2", Cancel)));
        Assert.Equal(("B1", true), (waiting.Item, waiting.IsReady));
        Assert.Equal(LibraryItemStatus.OnHoldShelf, Found(await world.Library.ItemAsync("B1", Cancel)).Status);
        Assert.Equal(RefusalReason.ItemOnHold, Refused(await world.Library.CheckOutAsync(world.NewChange(), new("P1", "B1"), Cancel)).Reason);
        Done(await world.Library.CheckOutAsync(world.NewChange(), new("P2", "B1"), Cancel));
        Assert.Empty(Found(await world.Library.HoldsAsync("P2", Cancel)));
    }

    [Fact]
    public async Task Several_connections_ask_side_by_side()
    {
        await using var world = await SocketWorld.OpenAsync(connections: 4);

        var lent = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => world.Library.CheckOutAsync(world.NewChange(), new(n % 2 == 0 ? "P1" : "P2", "B1"), Cancel)));

        Assert.Single(lent, outcome => outcome is LibraryChange<Lent>.Done);   // the last copy is lent once, whoever asks at the same moment
        Assert.All(lent.OfType<LibraryChange<Lent>.Refused>(), refused => Assert.True(refused.Refusal.Reason is RefusalReason.ItemOnLoan or RefusalReason.AlreadyYours));
    }
}

/// <summary>A library system of another's make, at its bytes: Evergreen's lists, no memory for repeated messages.</summary>
public sealed class Sip2AwkwardTests : LibrarySystemSuite
{
    private protected override Task<SuiteWorld> OpenAsync() => Task.FromResult<SuiteWorld>(new AwkwardWorld());
}

sealed class BuiltInWorld(TestBridge bridge) : SuiteWorld
{
    public override ILibrarySystem Library => bridge.Get<BuiltInLibrarySystem>();
    public override FakeTimeProvider Clock => bridge.Clock;

    public static async Task<BuiltInWorld> OpenAsync()
    {
        var bridge = await TestBridge.QuietAsync();
        await FillAsync(bridge);
        return new(bridge);
    }

    public static async Task FillAsync(TestBridge bridge)
    {
        await bridge.AddPatronAsync("P1");
        await bridge.AddPatronAsync("P2");
        foreach (var item in new[] { "B1", "B2", "B3" })
        {
            await bridge.AddItemAsync(item);
        }
    }

    public override ValueTask DisposeAsync() => bridge.DisposeAsync();
}

sealed class SocketWorld : SuiteWorld
{
    readonly Sip2Client client;

    SocketWorld(TestBridge bridge, int connections)
    {
        Bridge = bridge;
        var settings = new Sip2Settings { Host = "127.0.0.1", Port = bridge.Get<Sip2Server>().Port, User = "machine", Password = "secret", Security = Sip2Security.None, Connections = connections };
        client = new(settings, Clock, NullLogger<Sip2Client>.Instance);
        Library = new Sip2LibrarySystem(client, settings, bridge.Get<TimeZoneInfo>(), Clock, NullLogger<Sip2LibrarySystem>.Instance);
    }

    public TestBridge Bridge { get; }
    public override ILibrarySystem Library { get; }
    public override FakeTimeProvider Clock => Bridge.Clock;

    public static async Task<SocketWorld> OpenAsync(int connections = 1)
    {
        var bridge = await TestBridge.StartAsync(folder => new()
        {
            Storage = new() { Folder = folder },
            Web = new() { Listen = "http://127.0.0.1:0" },
            Broker = new() { Port = 0 },
            Sip2Server = new() { Port = 0, Accounts = [new() { User = "machine", Password = "secret" }] },
        });
        await BuiltInWorld.FillAsync(bridge);
        return new(bridge, connections);
    }

    public override async ValueTask DisposeAsync()
    {
        await client.StopAsync(CancellationToken.None);
        client.Dispose();
        await Bridge.DisposeAsync();
    }
}

sealed class AwkwardWorld : SuiteWorld
{
    readonly Sip2Client client;

    public AwkwardWorld()
    {
        var server = new AwkwardServer(Clock) { HasRenewAll = true };
        var settings = new Sip2Settings { Host = "memory", User = "machine", Password = "secret", Dialect = Sip2DialectName.Evergreen };
        client = new(settings, server.DialAsync, Clock, NullLogger<Sip2Client>.Instance);
        Library = new Sip2LibrarySystem(client, settings, TimeZoneInfo.Utc, Clock, NullLogger<Sip2LibrarySystem>.Instance);
    }

    public override ILibrarySystem Library { get; }
    public override FakeTimeProvider Clock { get; } = new(TestBridge.Start);

    public override async ValueTask DisposeAsync()
    {
        await client.StopAsync(CancellationToken.None);
        client.Dispose();
    }
}
