using Contract;
using Hal;

namespace Firmware.Dialogue;

/// <summary>What the flow wants done; services do it and report back as <see cref="DialogueEvent"/>s.</summary>
public abstract record Effect
{
    Effect() { }

    /// <summary>Let the card say which one it is and sign a fresh challenge.</summary>
    public sealed record IdentifyCard : Effect;

    public sealed record AskWho(CardEvidence Evidence) : Effect;

    /// <summary>Append <see cref="LoanRequested"/> under this id; then wait for its outcome, not for ever.</summary>
    public sealed record RequestLoan(Guid Request, Borrower Borrower, string Item) : Effect;

    /// <summary>Append what the patron will be told; <see cref="DialogueEvent.Settled"/> follows when it is durable.</summary>
    public sealed record Settle(DeviceEvent Settlement) : Effect;

    public sealed record Show(Light Light) : Effect;

    public sealed record Play(Cue Cue) : Effect;
}
