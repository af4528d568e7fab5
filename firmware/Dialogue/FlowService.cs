using Firmware.Devices;
using Hal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Firmware.Dialogue;

/// <summary>Runs the flow: takes what happened, carries out what the flow wants, one event after the other.</summary>
abstract partial class FlowService(Situation start, DialoguePolicy policy, DialogueInbox inbox, DisplayService display, ISignals signals, Heartbeat heartbeat, TimeProvider time, ILogger log)
    : BackgroundService
{
    readonly Queue<DialogueEvent> _next = new();   // what an effect brings about at once
    Situation _situation = start;
    ITimer? _stepTimer;

    protected DialogueInbox Inbox => inbox;
    protected ISignals Signals => signals;
    protected TimeProvider Time => time;

    public override void Dispose()
    {
        _stepTimer?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        display.Show(_situation);
        ArmStepTimer();
        await foreach (var happened in inbox.ReadAllAsync(stoppingToken))
        {
            using var busy = heartbeat.Busy("dialogue");
            for (var current = happened; current is not null; _next.TryDequeue(out current))
            {
                await TakeAsync(current, stoppingToken);
            }
        }
    }

    /// <summary>Everything but light and sound.</summary>
    protected abstract ValueTask CarryOutAsync(Effect effect, CancellationToken cancel);

    /// <summary>Follows before anything that comes from elsewhere.</summary>
    protected void Follow(DialogueEvent happened) => _next.Enqueue(happened);

    async ValueTask TakeAsync(DialogueEvent happened, CancellationToken cancel)
    {
        var (after, effects) = DialogueFlow.Next(_situation, happened, policy);
        var before = _situation;
        _situation = after;
        if (after.Step != before.Step)
        {
            LogStep(after.Step.GetType().Name);
        }
        if (after != before)
        {
            display.Show(after);
        }
        if (after.Step != before.Step || happened is DialogueEvent.Elapsed)
        {
            ArmStepTimer();
        }
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case Effect.Show(var light):
                    signals.Show(light);
                    break;
                case Effect.Play(var cue):
                    signals.Play(cue);
                    break;
                default:
                    await CarryOutAsync(effect, cancel);
                    break;
            }
        }
    }

    void ArmStepTimer()
    {
        _stepTimer?.Dispose();
        var step = _situation.Step;
        _stepTimer = DialogueFlow.LimitOf(step) is { } limit
            ? time.CreateTimer(_ => inbox.PostFromTimer(new DialogueEvent.Elapsed(step)), null, limit, Timeout.InfiniteTimeSpan)
            : null;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Dialogue at {Step}")]
    partial void LogStep(string step);
}
