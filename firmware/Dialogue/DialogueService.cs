using Contract;
using Firmware.Devices;
using Firmware.Journal;
using Firmware.Uplink;
using Firmware.Updates;
using Hal;
using Microsoft.Extensions.Logging;

namespace Firmware.Dialogue;

/// <summary>Serves patrons: carries out what the flow wants of cards, journal and bridge.</summary>
sealed partial class DialogueService(DialogueInbox inbox, EventJournal journal, CardService cards, AskService asks,
    EnrolmentService enrolment, PinGate gate, DisplayService display, ISignals signals, StaffReporter staff, Lifetime lifetime, UpdateInbox updates, DeviceSettings settings, Heartbeat heartbeat, TimeProvider time, ILogger<DialogueService> log)
    : FlowService(Situation.AtStart(settings.Language), settings.Policy, inbox, display, signals, heartbeat, time, log)
{
    readonly ILogger _log = log;
    ITimer? _outcomeTimer;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await WithdrawWhatNobodyWasToldAsync(stoppingToken);
        await base.ExecuteAsync(stoppingToken);
    }

    public override void Dispose()
    {
        _outcomeTimer?.Dispose();
        base.Dispose();
    }

    protected override async ValueTask CarryOutAsync(Effect effect, CancellationToken cancel)
    {
        switch (effect)
        {
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
                Signals.PulseGate(settings.Gate.Pulse);
                break;
            case Effect.Restart:
                lifetime.End(LifeEnd.Restart);
                break;
            case Effect.OpenSetup:
                lifetime.End(LifeEnd.SetUp);
                break;
            case Effect.BeginUpdate:
                updates.GivePanel();
                break;
            case Effect.GatherReport:
                Follow(new DialogueEvent.ReportGathered(staff.Gather()));
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
                await journal.AppendAsync(Guid.CreateVersion7(Time.GetUtcNow()), what, cancel);
                Follow(new DialogueEvent.Recorded(what));
                break;
            case Effect.RequestChange(var request, var wanted):
                await journal.AppendAsync(request, wanted, cancel);
                ArmOutcomeTimer(request);
                break;
            case Effect.Settle(var settlement):
                _outcomeTimer?.Dispose();
                await journal.AppendAsync(Guid.CreateVersion7(Time.GetUtcNow()), settlement, cancel);
                Follow(new DialogueEvent.Settled(settlement.Settles!.Value));   // durable: now the patron may read it
                break;
        }
    }

    /// <summary>After a power cut: a request whose outcome no patron was told is taken back, so that patron and library do not differ.</summary>
    async ValueTask WithdrawWhatNobodyWasToldAsync(CancellationToken cancel)
    {
        foreach (var withdrawal in journal.WithdrawalsOfOpenRequests())
        {
            LogWithdrawn(withdrawal.Settles!.Value);
            await journal.AppendAsync(Guid.CreateVersion7(Time.GetUtcNow()), withdrawal, cancel);
        }
    }

    void ArmOutcomeTimer(Guid request)
    {
        _outcomeTimer?.Dispose();
        _outcomeTimer = Time.CreateTimer(_ => Inbox.PostFromTimer(new DialogueEvent.OutcomeLate(request, OfflineDue())), null,
            settings.Bridge.AnswerWithin, Timeout.InfiniteTimeSpan);
    }

    DateOnly OfflineDue() => DateOnly.FromDateTime(Time.GetLocalNow().DateTime).AddDays(settings.Offline.Days);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Request {Request} was open when the appliance stopped; nobody was told, so it is withdrawn")]
    partial void LogWithdrawn(Guid request);
}
