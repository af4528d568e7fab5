using System.Collections.Immutable;
using System.Security.Cryptography;
using Contract;
using Firmware.Dialogue;
using Firmware.Updates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Firmware.Tests.Updates;

/// <summary>An update from the bridge's offer to the slot that stays, with the real RAUC, a real download and the real script of the slots.</summary>
public sealed class UpdateServiceTests(BundleKeys keys) : IClassFixture<BundleKeys>, IAsyncDisposable
{
    const Health All = Health.Reader | Health.Panel | Health.Journal | Health.Bridge;

    readonly string _data = Directory.CreateTempSubdirectory("update-").FullName;
    readonly FakeTimeProvider _time = new(new(2026, 11, 26, 3, 0, 0, TimeSpan.Zero));
    readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    // Written by the service and by who stands at the panel, read by the test.
    volatile ImmutableList<UpdateReport?> _told = [];
    volatile ImmutableList<DialogueEvent> _shown = [];
    volatile string? _board = "not said";
    BundleServer? _server;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _end.Dispose();
        _server?.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task An_offer_becomes_the_version_that_runs()
    {
        await using var board = await RaucBoard.StartAsync(keys);
        board.Boot.Slots["B"] = SlotContent.Healthy;
        await RunAsync(board, new(0, 1, 0), All, OfferOf(keys.Bundle()), until: () => File.Exists(board.RestartFile) && _shown.Contains(new DialogueEvent.UpdateStands(null)));
        Assert.True(board.Holds("B", keys.Image));
        Assert.Equal([UpdatePhase.Waiting, UpdatePhase.Downloading, UpdatePhase.Waiting, UpdatePhase.Installing, UpdatePhase.Restarting], Phases());
        Assert.Equal(BundleKeys.Compatible, _board);
        Assert.False(Directory.Exists(Path.Combine(_data, "update")));   // the bundle has made room

        board.Boot.Restart();
        await board.StartServiceAsync("B");
        _told = [];
        await RunAsync(board, new(0, 2, 0), All, OfferOf(keys.Bundle()), until: () => _told.LastOrDefault()?.Phase == UpdatePhase.Good);
        board.Boot.Start(isOrderly: false);
        Assert.Equal("B", board.Boot.Running);
    }

    [Fact]
    public async Task A_version_that_does_not_do_gives_itself_up_and_the_old_one_says_why()
    {
        await using var board = await RaucBoard.StartAsync(keys);
        board.Boot.Slots["B"] = SlotContent.Sick;
        var offer = OfferOf(keys.Bundle());
        await RunAsync(board, new(0, 1, 0), All, offer, until: () => File.Exists(board.RestartFile) && _shown.Contains(new DialogueEvent.UpdateStands(null)));
        board.Boot.Restart();
        await board.StartServiceAsync("B");
        await RunAsync(board, new(0, 2, 0), All & ~Health.Reader, offer, until: () => File.Exists(board.RestartFile) && _shown.Contains(new DialogueEvent.UpdateStands(null)));

        board.Boot.Restart();
        Assert.Equal(("A", "bad"), (board.Boot.Running, board.Boot.Ask("get-state", "B")));
        await board.StartServiceAsync("A");
        _told = [];
        await RunAsync(board, new(0, 1, 0), All, offer, until: () => _told.LastOrDefault() is not null);
        Assert.Equal((UpdatePhase.Returned, UpdateRefusal.NotHealthy), (_told[^1]!.Phase, _told[^1]!.Refusal!.Value));
        Assert.Contains("Reader", _told[^1]!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bundle_by_another_key_is_refused_and_patrons_are_served_again()
    {
        await using var board = await RaucBoard.StartAsync(keys);
        await RunAsync(board, new(0, 1, 0), All, OfferOf(keys.Bundle(keys: keys.Foreign)), until: () => _told.LastOrDefault()?.Phase == UpdatePhase.Refused && _shown.LastOrDefault() is DialogueEvent.UpdateEnded);
        Assert.Equal(UpdateRefusal.WrongKey, _told[^1]!.Refusal);
        Assert.True(board.IsUntouched("B"));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_fails_the_update_and_nothing_else()
    {
        await using var board = await RaucBoard.StartAsync(keys);
        await File.WriteAllTextAsync(Path.Combine(_data, "update"), "in its place", TestContext.Current.CancellationToken);
        await RunAsync(board, new(0, 1, 0), All, OfferOf(keys.Bundle()), until: () => _told.LastOrDefault()?.Phase == UpdatePhase.Refused);
        Assert.Equal(UpdateRefusal.NotFetched, _told[^1]!.Refusal);
    }

    [Fact]
    public async Task A_download_that_ends_as_nobody_foresaw_fails_the_update_and_nothing_else()
    {
        await using var board = await RaucBoard.StartAsync(keys);
        using var web = new BreaksWeb();
        await RunAsync(board, new(0, 1, 0), All, OfferOf(keys.Bundle()), until: () => _told.LastOrDefault()?.Phase == UpdatePhase.Refused, web: web);
        Assert.Equal((UpdateRefusal.NotFetched, BreaksWeb.How), (_told[^1]!.Refusal, _told[^1]!.Reason));
    }

    [Fact]
    public async Task An_appliance_without_slots_says_so()
    {
        await RunAsync(null, new(0, 1, 0), All, OfferOf(keys.Bundle()), until: () => _told.LastOrDefault()?.Phase == UpdatePhase.Refused);
        Assert.Equal(UpdateRefusal.NotHere, _told[^1]!.Refusal);
        Assert.Null(_board);
    }

    List<UpdatePhase> Phases() => _told.OfType<UpdateReport>().Select(report => report.Phase).Aggregate(new List<UpdatePhase>(), (phases, phase) =>
    {
        if (phases.LastOrDefault((UpdatePhase)(-1)) != phase)
        {
            phases.Add(phase);
        }
        return phases;
    });

    UpdateOffer OfferOf(string bundle)
    {
        var bytes = File.ReadAllBytes(bundle);
        _server?.Dispose();
        _server = new(bytes);
        return new("0.2.0", "/updates/0.2.0", bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), BundleKeys.Compatible, DateTimeOffset.MaxValue);
    }

    /// <summary>One start of the appliance's program: nobody is ever here, and time goes by as fast as it can.</summary>
    async Task RunAsync(RaucBoard? board, ReleaseVersion running, Health works, UpdateOffer offer, Func<bool> until, HttpMessageHandler? web = null)
    {
        File.Delete(board?.RestartFile ?? "none");
        var (inbox, news, dialogue) = (new UpdateInbox(), new UpdateNews(), new DialogueInbox());
        news.Changed += () => (_told, _board) = (_told.Add(news.Current), news.Board);
        using var http = new HttpClient(web ?? new SocketsHttpHandler()) { BaseAddress = _server!.Address };
        var download = new BundleDownload(Path.Combine(_data, "update"), null, http, () => long.MaxValue, _time, NullLogger<BundleDownload>.Instance);
        using var service = new UpdateService(board is null ? new NoUpdater() : board.Updater, download, new(Path.Combine(_data, "update.json")), inbox, news, dialogue, () => works, All, running, _time,
            NullLogger<UpdateService>.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        var standing = StandAtThePanelAsync(dialogue, inbox, stop.Token);
        await service.StartAsync(stop.Token);
        await inbox.DesireAsync(new(Update: offer), stop.Token);
        while (!until())
        {
            Assert.False(service.ExecuteTask!.IsCompleted, service.ExecuteTask.Exception?.ToString());
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        await service.StopAsync(CancellationToken.None);
        await stop.CancelAsync();
        await standing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    async Task StandAtThePanelAsync(DialogueInbox dialogue, UpdateInbox inbox, CancellationToken cancel)
    {
        await foreach (var happened in dialogue.ReadAllAsync(cancel))
        {
            _shown = _shown.Add(happened);
            if (happened is DialogueEvent.UpdateWaits)
            {
                inbox.GivePanel();
            }
        }
    }

    sealed class BreaksWeb : HttpMessageHandler
    {
        public const string How = "as nobody foresaw";

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new InvalidOperationException(How);
    }
}
