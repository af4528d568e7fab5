using System.Collections.Immutable;
using Contract;
using static Firmware.Updates.UpdateEffect;
using static Firmware.Updates.UpdateEvent;
using static Firmware.Updates.UpdateState;

namespace Firmware.Updates;

/// <summary>What a turn of an update leaves: where it stands, and what is to be done.</summary>
sealed record UpdateTurn(UpdateState State, ImmutableArray<UpdateEffect> Effects);

/// <summary>An update from offer to confirmation, as one pure function. The table is the specification.</summary>
static class UpdateFlow
{
    /// <summary>How the appliance starts.</summary>
    public static UpdateTurn Start(UpdatePolicy policy) => policy.Before switch
    {
        null => new(new Starting(null, null), []),
        { Outcome: { } outcome, Offer: var offer } => Known(offer, outcome),
        { Offer: var offer } when IsRunning(offer, policy) => new(new Starting(offer, offer), [Say(UpdatePhase.OnTrial, offer)]),
        { Offer: var offer } when policy.TrialsOf(offer) < UpdatePolicy.MostTrials => new(new Starting(null, offer), []),   // the power went before the restart, or in its trial
        { Offer: var offer } => Remembered(new(offer, UpdatePhase.Returned, UpdateRefusal.NotStarted, $"{offer.Version} did not start in {UpdatePolicy.MostTrials} trials, or lost its power before it was found good")),
    };

    public static UpdateTurn Next(UpdateState state, UpdateEvent happened, UpdatePolicy policy) => (state, happened) switch
    {
        // A start, on trial or not
        (Starting at, Offered(var offer)) => Stay(at with { Offer = offer }),
        (Starting { Trial: { } trial } at, Ticked(_, var works)) when Missing(works, policy) == Health.None => new(new Confirming(trial, at.Offer), [new MarkGood()]),
        (Starting { Trial: null } at, Ticked(_, var works)) when Missing(works, policy) == Health.None => Take(at.Last, at.Offer, policy, new MarkGood()),
        (Starting { Until: null } at, Ticked(var now, _)) => Stay(at with { Until = now + policy.TrialLimit }),
        (Starting { Trial: { } trial, Until: { } until }, Ticked(var now, var works)) when now > until => Return(trial, $"{trial.Version} does not do: {Missing(works, policy)} did not work within {policy.TrialLimit.TotalMinutes} minutes"),
        (Starting { Until: { } until } at, Ticked(var now, _)) when now > until => Take(at.Last, at.Offer, policy),   // something is broken here; an update may mend it
        (Confirming(var trial, var offer), Confirmed) => Confirm(trial, offer, policy),
        (Confirming(var trial, _), NotConfirmed(var reason)) => Return(trial, reason),
        (Confirming at, Offered(var offer)) => Stay(at with { Offer = offer }),
        (Returning, Ticked) => new(state, [new Restart()]),   // until it does

        // Something else is wanted, or nothing
        (Resting or Settled, Offered(var offer)) => Take(state as Settled, offer, policy),
        (Pending { Offer: var old }, Offered(var offer)) => offer == old ? Stay(state) : Take(null, offer, policy, new Discard()),

        // The bundle comes, while patrons are served
        (Pending { Offer: var offer }, Ticked(var now, _)) when now > offer.Expires =>
            Refuse(offer, UpdateRefusal.Expired, $"the offer of {offer.Version} ended at {offer.Expires:u}; offer it again"),
        (Waiting(var offer), Ticked(var now, _)) when offer.NotBefore is not { } first || now >= first => new(new Downloading(offer, 0), [Say(UpdatePhase.Downloading, offer, 0), new Download(offer)]),
        (Downloading(var offer, var percent), DownloadProgressed(var more)) when more > percent => new(new Downloading(offer, more), [Say(UpdatePhase.Downloading, offer, more)]),
        (Downloading(var offer, _), Downloaded) => new(new Ready(offer), [Say(UpdatePhase.Waiting, offer)]),
        (Downloading(var offer, _), DownloadFailed(var refusal, var reason)) => Refuse(offer, refusal, reason),

        // It is installed, while nobody is here
        (Ready(var offer), Ticked(var now, _)) when IsOpen(offer, now) => new(state, [new AskForPanel()]),
        (Ready(var offer), PanelGiven) => new(new Installing(offer, 0), [Say(UpdatePhase.Installing, offer, 0), new Show(0), new Install(offer)]),
        (not (Ready or Installing or Restarting or Returning), PanelGiven) => new(state, [new GivePanelBack()]),   // the offer was taken back meanwhile
        (Installing(var offer, var percent), InstallProgressed(var more)) when more > percent => new(new Installing(offer, more), [Say(UpdatePhase.Installing, offer, more), new Show(more)]),
        (Installing(var offer, _), InstallFailed(var refusal, var reason)) => Refuse(offer, refusal, reason, new GivePanelBack()),
        (Installing(var offer, _), Installed) => new(new Restarting(offer),
            [new Remember(new(offer, null, policy.TrialsOf(offer) + 1)), Say(UpdatePhase.Restarting, offer), new Discard(), new Show(null), new Restart()]),
        (Restarting, Ticked) => new(state, [new Restart()]),

        _ => Stay(state),   // out of turn: progress of what was given up, an offer while there is no way back
    };

    /// <summary>A version looked after itself and stays.</summary>
    static UpdateTurn Confirm(UpdateOffer trial, UpdateOffer? offer, UpdatePolicy policy)
    {
        var settled = new Settled(trial, UpdatePhase.Good, null, null);
        var (state, effects) = Take(settled, offer, policy);
        return new(state, [new Remember(MemoryOf(settled)), ReportOf(settled), .. effects]);
    }

    /// <summary>Written down before it is done, so that the old version can say why.</summary>
    static UpdateTurn Return(UpdateOffer trial, string reason) => new(new UpdateState.Returning(trial, reason),
        [new Remember(new(trial, new(UpdatePhase.Returned, UpdateRefusal.NotHealthy, reason))), new Show(null), new MarkBad(), new Restart()]);

    static UpdateTurn Known(UpdateOffer offer, UpdateOutcome outcome)
    {
        var settled = new Settled(offer, outcome.Phase, outcome.Refusal, outcome.Reason);
        return new(new Starting(null, offer) { Last = settled }, [ReportOf(settled)]);
    }

    static UpdateTurn Remembered(Settled settled) => new(new Starting(null, settled.Offer) { Last = settled }, [new Remember(MemoryOf(settled)), ReportOf(settled)]);

    /// <summary>What becomes of an offer at first sight.</summary>
    static UpdateTurn Take(Settled? last, UpdateOffer? offer, UpdatePolicy policy, params ImmutableArray<UpdateEffect> before)
    {
        if (offer is null || offer == last?.Offer)
        {
            return last is null ? new(new Resting(), [.. before, new Report(null)]) : new(last, before);
        }
        var (state, effects) = Look(offer, policy);
        return new(state, [.. before, .. effects]);
    }

    static UpdateTurn Look(UpdateOffer offer, UpdatePolicy policy) => offer switch
    {
        _ when !ReleaseVersion.TryParse(offer.Version, out _) => Refuse(offer, UpdateRefusal.WrongOffer, $"version {offer.Version} is not three numbers"),
        _ when IsRunning(offer, policy) => new(new Settled(offer, UpdatePhase.Good, null, null), [Say(UpdatePhase.Good, offer)]),
        { Size: <= 0 } or { Sha256.Length: not 64 } => Refuse(offer, UpdateRefusal.WrongOffer, $"the offer of {offer.Version} lacks size or SHA-256"),
        _ when policy.Compatible is null => Refuse(offer, UpdateRefusal.NotHere, "this appliance is not updated by bundles"),
        _ when offer.Compatible != policy.Compatible => Refuse(offer, UpdateRefusal.WrongBoard, $"{offer.Version} is for {offer.Compatible}, this appliance is a {policy.Compatible}"),
        _ when IsOlder(offer.Version, policy) => Refuse(offer, UpdateRefusal.Older, $"{offer.Version} is older than {policy.Running}, which runs here"),
        _ => new(new Waiting(offer), [Say(UpdatePhase.Waiting, offer)]),
    };

    /// <summary>Nothing was changed on this appliance.</summary>
    static UpdateTurn Refuse(UpdateOffer offer, UpdateRefusal refusal, string reason, params ImmutableArray<UpdateEffect> more)
    {
        var settled = new Settled(offer, UpdatePhase.Refused, refusal, reason);
        return new(settled, [.. more, new Discard(), ReportOf(settled)]);
    }

    static bool IsOpen(UpdateOffer offer, DateTimeOffset now) => (offer.NotBefore is not { } first || now >= first) && (offer.Window?.Holds(TimeOnly.FromTimeSpan(now.TimeOfDay)) ?? true);

    static bool IsRunning(UpdateOffer offer, UpdatePolicy policy) => ReleaseVersion.TryParse(offer.Version, out var version) && version == policy.Running;

    public static bool IsOlder(string version, UpdatePolicy policy) => !ReleaseVersion.TryParse(version, out var offered) || offered < policy.Running;

    static Health Missing(Health works, UpdatePolicy policy) => policy.Needs & ~works;

    static UpdateMemory MemoryOf(Settled settled) => new(settled.Offer, new(settled.Phase, settled.Refusal, settled.Reason));

    static Report ReportOf(Settled settled) => new(new(settled.Phase, settled.Offer.Version, null, settled.Refusal, settled.Reason));

    static Report Say(UpdatePhase phase, UpdateOffer offer, int? percent = null) => new(new(phase, offer.Version, percent));

    static UpdateTurn Stay(UpdateState state) => new(state, []);
}
