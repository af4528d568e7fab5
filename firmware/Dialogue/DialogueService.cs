using Contract;
using Firmware.Devices;
using Firmware.Journal;
using Firmware.Uplink;
using Firmware.Updates;
using Hal;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Firmware.Dialogue;

/// <summary>Runs the flow: takes what happened, carries out what the flow wants, one event after the other.</summary>
sealed partial class DialogueService(DialogueInbox inbox, EventJournal journal, CardService cards, AskService asks,
    EnrolmentService enrolment, PinGate gate, DisplayService display, ISignals signals, StaffReporter staff, UpdateInbox updates, DeviceSettings settings, Heartbeat heartbeat, TimeProvider time, ILogger<DialogueService> log) : BackgroundService
{
    readonly DialoguePolicy _policy = settings.Policy;
    readonly Queue<DialogueEvent> _next = new();   // what an effect brings about at once
    Situation _situation = Situation.AtStart(settings.Language);
    ITimer? _stepTimer;
    ITimer? _outcomeTimer;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await WithdrawWhatNobodyWasToldAsync(stoppingToken);
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

    public override void Dispose()
    {
        _stepTimer?.Dispose();
        _outcomeTimer?.Dispose();
        base.Dispose();
    }

    async ValueTask TakeAsync(DialogueEvent happened, CancellationToken cancel)
    {
        var (after, effects) = DialogueFlow.Next(_situation, happened, _policy);
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
            await CarryOutAsync(effect, cancel);
        }
    }

    async ValueTask CarryOutAsync(Effect effect, CancellationToken cancel)
    {
        switch (effect)
        {
            case Effect.Show(var light):
                signals.Show(light);
                break;
            case Effect.Play(var cue):
                signals.Play(cue);
                break;
            case Effect.IdentifyCard:
                await cards.IdentifyAsync(cancel);
                break;
            case Effect.AskWho(var evidence):
                await asks.AskAsync(new WhoIsThis(evidence), cancel);
                break;
            case Effect.AskBridge(var ask):
                await asks.AskAsync(ask, cancel);
                break;
            case Effect.OpenGate:
                signals.PulseGate(settings.Gate.Pulse);
                break;
            case Effect.BeginUpdate:
                await updates.PostAsync(new UpdateEvent.PanelGiven(), cancel);
                break;
            case Effect.GatherReport:
                _next.Enqueue(new DialogueEvent.ReportGathered(staff.Gather()));
                break;
            case Effect.UsePad(var use, var keepsDigits):
                gate.Use(use, keepsDigits);
                break;
            case Effect.PrepareEnrolment(var consentIn):
                await enrolment.PrepareAsync(consentIn, cancel);
                break;
            case Effect.VerifyPin(var pin, _, var keepsDigits):
                await enrolment.VerifyAsync(pin, keepsDigits, cancel);
                break;
            case Effect.ReadRecords:
                await enrolment.ReadRecordsAsync(cancel);
                break;
            case Effect.RequestEnrolment(var request, var purpose, var phone):
                await journal.AppendAsync(request, enrolment.Request(purpose, phone), cancel);
                break;
            case Effect.ForgetEnrolment:
                await enrolment.ForgetAsync(cancel);
                break;
            case Effect.Record(var what):
                await journal.AppendAsync(Guid.CreateVersion7(time.GetUtcNow()), what, cancel);
                _next.Enqueue(new DialogueEvent.Recorded(what));
                break;
            case Effect.RequestChange(var request, var wanted):
                await journal.AppendAsync(request, wanted, cancel);
                ArmOutcomeTimer(request);
                break;
            case Effect.Settle(var settlement):
                _outcomeTimer?.Dispose();
                await journal.AppendAsync(Guid.CreateVersion7(time.GetUtcNow()), settlement, cancel);
                _next.Enqueue(new DialogueEvent.Settled(settlement.Settles!.Value));   // durable: now the patron may read it
                break;
        }
    }

    /// <summary>After a power cut: a request whose outcome no patron was told is taken back, so that patron and library do not differ.</summary>
    async ValueTask WithdrawWhatNobodyWasToldAsync(CancellationToken cancel)
    {
        foreach (var withdrawal in journal.WithdrawalsOfOpenRequests())
        {
            LogWithdrawn(withdrawal.Settles!.Value);
            await journal.AppendAsync(Guid.CreateVersion7(time.GetUtcNow()), withdrawal, cancel);
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

    void ArmOutcomeTimer(Guid request)
    {
        _outcomeTimer?.Dispose();
        _outcomeTimer = time.CreateTimer(_ => inbox.PostFromTimer(new DialogueEvent.OutcomeLate(request, OfflineDue())), null,
            settings.Bridge.AnswerWithin, Timeout.InfiniteTimeSpan);
    }

    DateOnly OfflineDue() => DateOnly.FromDateTime(time.GetLocalNow().DateTime).AddDays(settings.Offline.Days);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Dialogue at {Step}")]
    partial void LogStep(string step);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request {Request} was open when the appliance stopped; nobody was told, so it is withdrawn")]
    partial void LogWithdrawn(Guid request);
}
