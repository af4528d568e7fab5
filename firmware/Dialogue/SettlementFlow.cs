using System.Collections.Immutable;
using Contract;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.DialogueFlow;
using static Firmware.Dialogue.Effect;
using static Firmware.Dialogue.Step;

namespace Firmware.Dialogue;

/// <summary>What happens between a wish and the moment the patron is told, the same for loan, renewal and return: the request is in the journal before it is sent,
/// and what came of it is in the journal before it is told.</summary>
static class SettlementFlow
{
    /// <summary>Begins: nothing else is taken until it has ended.</summary>
    public static (Step, ImmutableArray<Effect>) Request(IRequesting at, Guid request, DeviceEvent wanted) =>
        (at.With(new PendingRequest(request, wanted)), [new Show(Light.Busy), new Play(Cue.Key), new RequestChange(request, wanted)]);

    /// <summary>While a request is out.</summary>
    public static (Step, ImmutableArray<Effect>) Advance(Situation now, IRequesting at, PendingRequest pending, DialogueEvent happened, DialoguePolicy policy) => (pending, happened) switch
    {
        ({ Settlement: null }, OutcomeArrived(var request, var outcome)) when request == pending.Request && Told(pending, outcome) is { } told => Settling(at, pending, told),
        ({ Settlement: null }, OutcomeLate(var request, var offlineDue)) when request == pending.Request => Settling(at, pending, Untold(pending, offlineDue, policy)),
        ({ Settlement: { } settlement }, Settled(var request)) when request == pending.Request => Tell(at, pending, settlement, policy),
        (_, ItemScanned or PatronScanned or PhoneScanned or OtherScanned) => Stay(now, new Play(Cue.Failure)),   // one at a time
        _ => Stay(now),
    };

    static (Step, ImmutableArray<Effect>) Settling(IRequesting at, PendingRequest pending, DeviceEvent settlement) =>
        (at.With(pending with { Settlement = settlement }), [new Settle(settlement)]);

    static (Step, ImmutableArray<Effect>) Tell(IRequesting at, PendingRequest pending, DeviceEvent settlement, DialoguePolicy policy) => at switch
    {
        Scanning scanning => SessionFlow.Tell(scanning.Session, (LoanRequested)pending.Wanted, settlement, policy),
        ListingLoans listing => ListFlow.Tell(listing, settlement),
        Returning returning => ReturnFlow.Tell(returning, (CheckinRequested)pending.Wanted, settlement),
        _ => throw new InvalidOperationException($"{at.GetType().Name} has nobody to tell"),
    };

    /// <summary>The bridge decided; null when this is no answer to what was wanted.</summary>
    static DeviceEvent? Told(PendingRequest pending, Outcome outcome) => (pending.Wanted, outcome) switch
    {
        (LoanRequested, LoanOutcome loan) => new LoanTold(pending.Request, loan),
        (RenewalRequested, RenewalOutcome renewal) => new RenewalTold(pending.Request, renewal),
        (CheckinRequested, CheckinOutcome checkin) => new CheckinTold(pending.Request, checkin),
        _ => null,
    };

    /// <summary>It did not, in time: the site's rule does. What waits on a hold shelf is not lent by it, because nobody here knows for whom it waits.</summary>
    static DeviceEvent Untold(PendingRequest pending, DateOnly offlineDue, DialoguePolicy policy) => pending.Wanted switch
    {
        LoanRequested when policy is { Offline: OfflineRule.Lend, Station: Station.Counter } => new LoanMadeOffline(pending.Request, offlineDue),
        LoanRequested => new LoanWithdrawn(pending.Request),
        RenewalRequested => new RenewalWithdrawn(pending.Request),
        CheckinRequested when policy.TakesReturnsOffline => new CheckinMadeOffline(pending.Request),
        CheckinRequested => new CheckinWithdrawn(pending.Request),
        _ => throw new InvalidOperationException($"{pending.Wanted.EventType} is nothing to settle"),
    };
}
