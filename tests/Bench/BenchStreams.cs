using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;

namespace Bench;

/// <summary>What the page watches, as server-sent events: one stream for an appliance, one for what the bridge has.</summary>
/// <remarks>A stream tells the newest state, not every one: a page that is slow misses steps in between and never lags. Sounds are told one by one.</remarks>
static class BenchStreams
{
    const int SoundsWaiting = 64;   // of a page that does not read; older ones are not worth hearing

    /// <summary>The panel is done a moment before the appliance knows it; nothing tells that moment.</summary>
    static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(100);

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="Screen">S20 …</param>
    /// <param name="Texts">Of the screen, in reading order.</param>
    /// <param name="Busy">Whether the panel still moves.</param>
    /// <param name="Light">Off, Ready, Busy, Success, Failure or Attention.</param>
    /// <param name="Powered">Whether the appliance has power.</param>
    /// <param name="LinkUp">Whether appliances reach the bridge.</param>
    /// <param name="DoorOpen">Whether the gate's door is open.</param>
    /// <param name="Card">Whose card lies on the reader.</param>
    /// <param name="Page">What a phone reads in the QR code on the panel.</param>
    /// <param name="Picture">Goes up when <c>screen.png</c> is another one.</param>
    sealed record ApplianceState(string Screen, IReadOnlyList<string> Texts, bool Busy, string Light, bool Powered, bool LinkUp, bool DoorOpen, string? Card, string? Page, int Picture);

    public static void MapStreams(this WebApplication app, BenchWorld world, LinkSwitch link)
    {
        var pictures = world.Appliances.ToDictionary(appliance => appliance.Id, appliance => new PanelPicture(appliance));
        var stopping = app.Lifetime.ApplicationStopping;   // an open stream must not hold the server up

        app.MapGet("/bench/devices/{id}/stream", IResult (string id) =>
            world.Appliances.FirstOrDefault(appliance => appliance.Id == id) is { } appliance
                ? TypedResults.ServerSentEvents(Until(cancel => WatchAsync(appliance, pictures[id], link, cancel), stopping))
                : Refusal.UnknownDevice(id, world));
        app.MapGet("/bench/ledger/stream", () =>
            TypedResults.ServerSentEvents(Until(cancel => WatchLedgerAsync(world, cancel), stopping)));
    }

    static async IAsyncEnumerable<SseItem<string>> WatchAsync(
        BenchAppliance appliance, PanelPicture picture, LinkSwitch link, [EnumeratorCancellation] CancellationToken cancel)
    {
        var changes = Channel.CreateBounded<string?>(new BoundedChannelOptions(SoundsWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
        void Changed(string? sound) => changes.Writer.TryWrite(sound);
        void Moved() => changes.Writer.TryWrite(null);
        appliance.Changed += Changed;
        link.Moved += Moved;
        try
        {
            for (string? told = null; ;)
            {
                while (changes.Reader.TryRead(out var sound))
                {
                    if (sound is not null)
                    {
                        yield return new(JsonSerializer.Serialize(sound, Json), "sound");
                    }
                }
                var state = StateOf(appliance, picture, link);
                var text = JsonSerializer.Serialize(state, Json);
                if (text != told)
                {
                    yield return new(told = text, "state");
                }
                await ChangeAsync(changes.Reader, state.Busy ? LookAgainAfter : Timeout.InfiniteTimeSpan, cancel);
            }
        }
        finally
        {
            appliance.Changed -= Changed;
            link.Moved -= Moved;
        }
    }

    static async Task ChangeAsync(ChannelReader<string?> changes, TimeSpan atMost, CancellationToken cancel)
    {
        using var look = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        look.CancelAfter(atMost);
        try
        {
            await changes.WaitToReadAsync(look.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // time to look again
        }
    }

    static ApplianceState StateOf(BenchAppliance appliance, PanelPicture picture, LinkSwitch link)
    {
        var screen = appliance.Screen;
        return new(screen.Id, screen.Texts, screen.IsBusy, appliance.Light, appliance.IsPowered, link.IsUp, appliance.IsDoorOpen, appliance.Card, screen.Page, picture.CurrentNumber());
    }

    static async IAsyncEnumerable<SseItem<string>> WatchLedgerAsync(BenchWorld world, [EnumeratorCancellation] CancellationToken cancel)
    {
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        void Changed() => changes.Writer.TryWrite(true);
        world.LedgerChanged += Changed;
        try
        {
            do
            {
                changes.Reader.TryRead(out _);
                yield return new(Encoding.UTF8.GetString(await world.LedgerJsonAsync(cancel)), "ledger");
            }
            while (await changes.Reader.WaitToReadAsync(cancel));
        }
        finally
        {
            world.LedgerChanged -= Changed;
        }
    }

    /// <summary>Ends quietly when the page goes or the server stops: both are how a stream ends.</summary>
    static async IAsyncEnumerable<T> Until<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> watch, CancellationToken stopping, [EnumeratorCancellation] CancellationToken gone = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, stopping);
        await using var items = watch(either.Token).GetAsyncEnumerator(either.Token);
        while (await NextAsync(items, either.Token))
        {
            yield return items.Current;
        }
    }

    static async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> items, CancellationToken either)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return false;
        }
    }
}
