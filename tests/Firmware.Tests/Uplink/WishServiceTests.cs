using Contract;
using Firmware.Dialogue;
using Firmware.Pairing;
using Firmware.Tests.Journal;
using Firmware.Tests.Pairing;
using Firmware.Updates;
using Firmware.Uplink;
using Microsoft.Extensions.Logging.Abstractions;
using static Firmware.Dialogue.DialogueEvent;

namespace Firmware.Tests.Uplink;

/// <summary>What staff want of an appliance, over its restarts.</summary>
public sealed class WishServiceTests
{
    readonly PowerCutDisk _disk = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_wanted_last_is_so_after_a_restart_without_the_bridge()
    {
        await using (var life = await Life.BeginAsync(_disk))
        {
            life.Wishes.Take(new(LibraryName: "湖畔分館", Message: "本日は17時まで", OutOfService: true));
            Assert.True((await life.NextAsync<Wished>()).Wish.IsClosed);
        }

        await using var next = await Life.BeginAsync(_disk);
        var wish = (await next.NextAsync<Wished>()).Wish;
        Assert.Equal(("湖畔分館", "本日は17時まで", true), (wish.LibraryName, wish.Message, wish.IsClosed));
        Assert.Null(next.Wishes.Applied);   // the bridge has not said so in this life

        next.Wishes.Take(new());
        Assert.False((await next.NextAsync<Wished>()).Wish.IsClosed);
    }

    [Fact]
    public async Task An_order_is_carried_out_once_though_it_is_there_again_after_the_restart()
    {
        var wanted = new Desired(Restart: Guid.CreateVersion7(), Identify: Guid.CreateVersion7());
        await using (var life = await Life.BeginAsync(_disk))
        {
            life.Wishes.Take(wanted);
            await life.NextAsync<Wished>();
            await life.NextAsync<IdentifyWanted>();
            await life.NextAsync<RestartWanted>();
        }

        await using var next = await Life.BeginAsync(_disk);
        await next.NextAsync<Wished>();
        next.Wishes.Take(wanted);
        await next.NextAsync<Wished>();
        next.Wishes.Take(wanted with { Identify = Guid.CreateVersion7() });
        await next.NextAsync<Wished>();
        await next.NextAsync<IdentifyWanted>();
    }

    [Fact]
    public async Task Another_station_is_on_the_disk_before_the_restart_that_makes_it_so()
    {
        using var paired = Paired(out var settings);
        await using var life = await Life.BeginAsync(_disk, settings, paired);
        life.Wishes.Take(new(Station: "HoldShelf"));
        await life.NextAsync<Wished>();
        await life.NextAsync<RestartWanted>();
        Assert.Equal("HoldShelf", StationOnDisk());
        Assert.Equal("Counter", (await life.AppliedAsync()).Station);   // not before it has begun anew

        life.Wishes.Take(new(Station: "Counter"));
        await life.NextAsync<Wished>();
        life.Wishes.Take(new(Identify: Guid.CreateVersion7()));
        await life.NextAsync<Wished>();
        await life.NextAsync<IdentifyWanted>();   // and no restart between: it is one
        Assert.Equal("Counter", StationOnDisk());
    }

    [Theory]
    [InlineData("Gate")]
    [InlineData("Bus")]
    [InlineData("2")]
    public async Task A_station_that_this_board_cannot_be_is_not_and_the_bridge_sees_that(string station)
    {
        using var paired = Paired(out var settings);
        settings.Board.Kind = BoardKind.Plain;
        await using var life = await Life.BeginAsync(_disk, settings, paired);
        life.Wishes.Take(new(Station: station, Identify: Guid.CreateVersion7()));
        await life.NextAsync<Wished>();
        await life.NextAsync<IdentifyWanted>();
        Assert.Equal("Counter", (await life.AppliedAsync()).Station);
        Assert.Equal("Counter", StationOnDisk());
    }

    PairedIdentity Paired(out DeviceSettings settings)
    {
        using var authority = new TestBridgeAuthority();
        var keys = new CertificateKey(new(_disk, null));
        using (var key = keys.Open())
        {
            PairedIdentity.Save(_disk, new(new("https://192.168.100.20:8443"), authority.Pair(key)));
        }
        var identity = PairedIdentity.Open(_disk, keys)!;
        identity.Tell(settings = new());
        return identity;
    }

    string StationOnDisk()
    {
        using var identity = PairedIdentity.Open(_disk, new(new(_disk, null)))!;
        return identity.Record.Device.Station;
    }

    /// <summary>One life of the appliance's program, and what its dialogue hears.</summary>
    sealed class Life : IAsyncDisposable
    {
        readonly IAsyncEnumerator<DialogueEvent> _heard;

        Life(PowerCutDisk disk, DeviceSettings? settings, PairedIdentity? identity)
        {
            var inbox = new DialogueInbox();
            Wishes = new(settings ?? new(), disk, new(identity), new(new KeyFiles(disk, null)), inbox, new UpdateInbox(), NullLogger<WishService>.Instance);
            _heard = inbox.ReadAllAsync(Cancel).GetAsyncEnumerator(Cancel);
        }

        public WishService Wishes { get; }

        public static async Task<Life> BeginAsync(PowerCutDisk disk, DeviceSettings? settings = null, PairedIdentity? identity = null)
        {
            var life = new Life(disk, settings, identity);
            await life.Wishes.StartAsync(Cancel);
            return life;
        }

        public async Task<Desired> AppliedAsync()
        {
            while (Wishes.Applied is null)
            {
                await Task.Yield();   // what is told comes a moment before it
            }
            return Wishes.Applied;
        }

        public async Task<T> NextAsync<T>() where T : DialogueEvent
        {
            Assert.True(await _heard.MoveNextAsync());
            return Assert.IsType<T>(_heard.Current);
        }

        public async ValueTask DisposeAsync()
        {
            await Wishes.StopAsync(Cancel);
            Wishes.Dispose();
            await _heard.DisposeAsync();
        }
    }
}
