using Contract;
using Hal;

namespace Firmware.Dialogue;

/// <summary>What can happen. Each comes through one channel, so the flow needs no lock.</summary>
public abstract record DialogueEvent
{
    DialogueEvent() { }

    /// <summary>Every device has been opened, or has said that it cannot be.</summary>
    public sealed record Started : DialogueEvent;

    public sealed record CardArrived : DialogueEvent;
    public sealed record CardsCollided : DialogueEvent;
    public sealed record CardUnreadable : DialogueEvent;
    public sealed record CardLeft : DialogueEvent;

    /// <summary>The card said which one it is and signed a challenge; no PIN was needed.</summary>
    public sealed record CardIdentified(CardEvidence Evidence) : DialogueEvent;

    public sealed record CardNotIdentified(CardProblem Problem) : DialogueEvent;

    /// <summary>The bridge answered <see cref="WhoIsThis"/>.</summary>
    public sealed record WhoAnswered(CardEvidence Evidence, Answer Answer) : DialogueEvent;

    /// <summary>It did not, in time.</summary>
    public sealed record WhoUnanswered(CardEvidence Evidence) : DialogueEvent;

    /// <summary>An item's label. <paramref name="Request"/> is a fresh id for the loan it may become.</summary>
    public sealed record ItemScanned(Guid Request, string Item) : DialogueEvent;

    /// <summary>A patron's card was scanned.</summary>
    public sealed record PatronScanned(string Number) : DialogueEvent;

    /// <summary>Something that is no label of this library.</summary>
    public sealed record OtherScanned(ItemProblem Problem) : DialogueEvent;

    public sealed record KeyPressed(Key Key) : DialogueEvent;

    /// <summary>Held for a second.</summary>
    public sealed record KeyHeld(Key Key) : DialogueEvent;

    /// <summary>The outcome of a request came from the bridge.</summary>
    public sealed record OutcomeArrived(Guid Request, LoanOutcome Outcome) : DialogueEvent;

    /// <summary>No outcome came in time. <paramref name="OfflineDue"/> is what the site's rule would tell the patron.</summary>
    public sealed record OutcomeLate(Guid Request, DateOnly OfflineDue) : DialogueEvent;

    /// <summary>What the patron is about to be told is in the journal.</summary>
    public sealed record Settled(Guid Request) : DialogueEvent;

    /// <summary>The time of a step is over; counts only while that step still stands.</summary>
    public sealed record Elapsed(Step Step) : DialogueEvent;

    public sealed record LinkChanged(bool Online) : DialogueEvent;
    public sealed record FaultChanged(Faults Fault, bool IsFaulty) : DialogueEvent;
}
