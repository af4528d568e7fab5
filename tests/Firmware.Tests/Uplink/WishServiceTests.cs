using Contract;
using Firmware.Dialogue;
using Firmware.Tests.Journal;
using Firmware.Updates;
using Firmware.Uplink;
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

    /// <summary>One life of the appliance's program, and what its dialogue hears.</summary>
    sealed class Life : IAsyncDisposable
    {
        readonly IAsyncEnumerator<DialogueEvent> _heard;

        Life(PowerCutDisk disk)
        {
            var inbox = new DialogueInbox();
            Wishes = new(disk, inbox, new UpdateInbox());
            _heard = inbox.ReadAllAsync(Cancel).GetAsyncEnumerator(Cancel);
        }

        public WishService Wishes { get; }

        public static async Task<Life> BeginAsync(PowerCutDisk disk)
        {
            var life = new Life(disk);
            await life.Wishes.StartAsync(Cancel);
            return life;
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
