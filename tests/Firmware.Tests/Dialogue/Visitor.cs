using System.Collections.Immutable;
using Contract;
using Firmware.Dialogue;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.Step;

namespace Firmware.Tests.Dialogue;

/// <summary>Somebody at a station: walks through the flow and keeps what the last event brought.</summary>
sealed class Visitor(DialoguePolicy? policy = null, Step? at = null)
{
    public static readonly DialoguePolicy Counter = new(OfflineRule.Stop, OfflineLimit: 2, Language.Japanese);
    public static readonly DialoguePolicy HoldShelf = Counter with { Station = Station.HoldShelf, Enrols = false };
    public static readonly DialoguePolicy Gate = Counter with { Station = Station.Gate, Enrols = false, TakesTypedNumbers = false };
    public static readonly CardEvidence Card = new CardEvidence.FelicaCard("0123456789ABCDEF");
    public static readonly DateOnly Due = new(2026, 12, 6);

    public const string Pass = "pass-1";

    readonly DialoguePolicy _policy = policy ?? Counter;

    public Situation Now { get; private set; } = Situation.AtStart(Language.Japanese) with { Step = at ?? new Idle(), Online = true };
    public ImmutableArray<Effect> Effects { get; private set; } = [];
    public Step Step => Now.Step;
    public Session Session => (Step as Serving)?.Session ?? throw new InvalidOperationException($"no session at {Step}");

    public static PatronRecognised Known(Operations may = Operations.All, bool hasMail = true) => new(Pass, OnLoan: 1, Limit: 10, Overdue: 0, HoldsReady: 2, may, hasMail);

    public static Guid NewId() => Guid.CreateVersion7(DateTimeOffset.UnixEpoch);

    /// <summary>Puts a card on the reader, and the bridge answers this.</summary>
    public Visitor Taps(Answer answer) => Then(new CardArrived(), new CardIdentified(Card), new WhoAnswered(Card, answer));

    /// <summary>Scans an item, and everything goes its way until the patron is told.</summary>
    public Visitor Scans(string item, Outcome outcome)
    {
        var request = NewId();
        return Then(new ItemScanned(request, item), new OutcomeArrived(request, outcome), new Settled(request));
    }

    public Visitor Presses(params Key[] keys)
    {
        foreach (var key in keys)
        {
            Then(new KeyPressed(key) { Request = NewId() });
        }
        return this;
    }

    /// <summary>Waits until the time of the step that stands is over.</summary>
    public Visitor Waits() => Then(new Elapsed(Step));

    public Visitor Then(params DialogueEvent[] happened)
    {
        foreach (var one in happened)
        {
            (Now, Effects) = DialogueFlow.Next(Now, one, _policy);
        }
        return this;
    }

    /// <summary>The request that is out now.</summary>
    public PendingRequest Pending => (Step as IRequesting)?.Pending ?? throw new InvalidOperationException($"nothing is out at {Step}");
}
