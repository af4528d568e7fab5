using System.Collections.Immutable;
using Contract;
using Hal;
using static Firmware.Dialogue.DialogueFlow;
using static Firmware.Dialogue.Effect;
using static Firmware.Dialogue.Step;

namespace Firmware.Dialogue;

/// <summary>The gate, its visits and its door. The relay moves in <see cref="Open"/> and nowhere else.</summary>
static class GateFlow
{
    /// <param name="isOffline">By the site's rule, without the bridge.</param>
    public static (Step, ImmutableArray<Effect>) Open(bool isOffline) => Enter(new Entering(isOffline), new OpenGate());

    /// <summary>Whatever brought the dialogue from one step to the next: a visit is counted, and a door that stands open is told of once.</summary>
    public static ImmutableArray<Effect> Tidy(Situation before, Situation noticed, Step after, DialoguePolicy policy, ImmutableArray<Effect> effects)
    {
        if (policy.Station == Station.Gate && after != before.Step && VisitOf(after) is { } visit)
        {
            effects = [.. effects, new Record(new VisitCounted(visit))];
        }
        return (before.Door, noticed.Door) switch
        {
            (not Door.HeldOpen, Door.HeldOpen) => [.. effects, .. after is DoorAlarm ? ImmutableArray<Effect>.Empty : [new Play(Cue.DoorAlarm)], new Record(new DoorHeldOpen(IsOpen: true))],
            (Door.HeldOpen, not Door.HeldOpen) => [.. effects, new Record(new DoorHeldOpen(IsOpen: false))],
            _ => effects,
        };
    }

    static VisitOutcome? VisitOf(Step step) => step switch
    {
        Entering(var isOffline) => isOffline ? VisitOutcome.AdmittedOffline : VisitOutcome.Admitted,
        NotAdmitted or Barred(CardBar.CertificateExpired or CardBar.CertificateRevoked) => VisitOutcome.Refused,
        NotKnown or Unreadable or NotEnrolled or Barred => VisitOutcome.NotKnown,
        _ => null,
    };
}
