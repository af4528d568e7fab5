using Contract;
using Firmware.Dialogue;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Firmware.Updates;

/// <summary>Runs the flow of updates: takes what happened, carries out what the flow wants. What takes long goes on beside it and reports back.</summary>
sealed partial class UpdateService(IUpdater updater, BundleDownload download, UpdateFile file, UpdateInbox inbox, UpdateNews news, DialogueInbox dialogue,
    Func<Health> works, Health needs, ReleaseVersion running, TimeProvider time, ILogger<UpdateService> log) : BackgroundService
{
    static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    readonly Queue<UpdateEvent> _next = new();   // what an effect brings about at once
    UpdateState _state = new UpdateState.Resting();
    CancellationTokenSource? _fetching;
    Task _work = Task.CompletedTask;

    /// <summary>Where it stands.</summary>
    public UpdateState State => _state;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var status = await StatusAsync(stoppingToken);
        var policy = new UpdatePolicy(running, status?.Compatible, needs) { Before = file.Read(), IsArmed = status?.IsArmed ?? false };
        news.TellBoard(policy.Compatible);
        await TakeAsync(UpdateFlow.Start(policy), stoppingToken);
        await using var timer = time.CreateTimer(_ => Tick(), null, TimeSpan.Zero, Period);
        try
        {
            await foreach (var happened in inbox.ReadAllAsync(stoppingToken))
            {
                if (happened is UpdateEvent.Ticked && inbox.Desired is { } desired)   // what was said while there was no way back counts again
                {
                    _next.Enqueue(new UpdateEvent.Offered(desired.Update));
                }
                for (var current = happened; current is not null; _next.TryDequeue(out current))
                {
                    await TakeAsync(UpdateFlow.Next(_state, current, policy), stoppingToken);
                }
            }
        }
        finally
        {
            await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>RAUC's service may start later than we do.</summary>
    async Task<SlotStatus?> StatusAsync(CancellationToken cancel)
    {
        while (updater.HasSlots)
        {
            if (await updater.StatusAsync(cancel) is { } status)
            {
                return status;
            }
            LogNoStatus(Period);
            await Task.Delay(Period, time, cancel);
        }
        return null;
    }

    void Tick() => inbox.PostFromTimer(new UpdateEvent.Ticked(time.GetLocalNow(), works()));

    async ValueTask TakeAsync(UpdateTurn turn, CancellationToken cancel)
    {
        if (turn.State.GetType() != _state.GetType())
        {
            LogState(turn.State.GetType().Name);
        }
        _state = turn.State;
        foreach (var effect in turn.Effects)
        {
            await CarryOutAsync(effect, cancel);
        }
    }

    async ValueTask CarryOutAsync(UpdateEffect effect, CancellationToken cancel)
    {
        switch (effect)
        {
            case UpdateEffect.Download(var offer):
                await StopFetchingAsync();
                _fetching = CancellationTokenSource.CreateLinkedTokenSource(cancel);
                _work = FetchAsync(offer, _fetching.Token);
                break;
            case UpdateEffect.Discard:
                await StopFetchingAsync();
                download.Discard();
                break;
            case UpdateEffect.AskForPanel:
                await dialogue.PostAsync(new DialogueEvent.UpdateWaits(), cancel);
                break;
            case UpdateEffect.GivePanelBack:
                await dialogue.PostAsync(new DialogueEvent.UpdateEnded(), cancel);
                break;
            case UpdateEffect.Show(var percent):
                await dialogue.PostAsync(new DialogueEvent.UpdateStands(percent), cancel);
                break;
            case UpdateEffect.Install(var offer):
                _work = InstallAsync(offer, cancel);
                break;
            case UpdateEffect.Remember(var memory):
                file.Write(memory);
                break;
            case UpdateEffect.Restart:
                await updater.RestartAsync(cancel);
                break;
            case UpdateEffect.MarkGood:
                _next.Enqueue(await updater.MarkGoodAsync(cancel) is { } problem ? new UpdateEvent.NotConfirmed(problem) : new UpdateEvent.Confirmed());
                break;
            case UpdateEffect.MarkBad:
                if (await updater.MarkBadAsync(cancel) is { } reason)
                {
                    LogNotMarked(reason);   // a trial that is not confirmed goes back all the same
                }
                break;
            case UpdateEffect.Report(var report):
                if (report is { Refusal: { } refusal })
                {
                    LogRefused(report.Version, report.Phase, refusal, report.Reason ?? "");
                }
                news.Tell(report);
                break;
        }
    }

    async Task FetchAsync(UpdateOffer offer, CancellationToken cancel)
    {
        var failure = await OrWhyNotAsync(UpdateRefusal.NotFetched,
            () => download.FetchAsync(offer, (percent, stop) => inbox.PostAsync(new UpdateEvent.DownloadProgressed(percent), stop), cancel), cancel);
        await inbox.PostAsync(failure is null ? new UpdateEvent.Downloaded() : new UpdateEvent.DownloadFailed(failure.Refusal, failure.Reason), cancel);
    }

    async Task InstallAsync(UpdateOffer offer, CancellationToken cancel)
    {
        var failure = await OrWhyNotAsync(UpdateRefusal.NotInstalled,
            () => updater.InstallAsync(download.PathOf(offer), offer, running, (percent, stop) => inbox.PostAsync(new UpdateEvent.InstallProgressed(percent), stop), cancel), cancel);
        await inbox.PostAsync(failure is null ? new UpdateEvent.Installed() : new UpdateEvent.InstallFailed(failure.Refusal, failure.Reason), cancel);
    }

    /// <summary>A folder that cannot be written, a program that is not there, a fault of ours: the update fails, nothing else does, and nobody waits for what ended.</summary>
    async Task<UpdateFailure?> OrWhyNotAsync(UpdateRefusal refusal, Func<Task<UpdateFailure?>> work, CancellationToken cancel)
    {
        try
        {
            return await work();
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            LogFailed(e, refusal);
            return new(refusal, e.Message);
        }
    }

    async ValueTask StopFetchingAsync()
    {
        if (_fetching is { } fetching)
        {
            _fetching = null;
            await fetching.CancelAsync();
            await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            fetching.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Update at {State}")]
    partial void LogState(string state);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Update {Version} {Phase}, {Refusal}: {Reason}")]
    partial void LogRefused(string version, UpdatePhase phase, UpdateRefusal refusal, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "RAUC does not say how the slots stand; next try in {RetryAfter}")]
    partial void LogNoStatus(TimeSpan retryAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The update failed, {Refusal}")]
    partial void LogFailed(Exception e, UpdateRefusal refusal);

    [LoggerMessage(Level = LogLevel.Error, Message = "The running slot could not be marked bad: {Reason}")]
    partial void LogNotMarked(string reason);
}
