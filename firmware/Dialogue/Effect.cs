using Contract;
using Firmware.Network;
using Hal;

namespace Firmware.Dialogue;

/// <summary>What the flow wants done; services do it and report back as <see cref="DialogueEvent"/>s.</summary>
public abstract record Effect
{
    Effect() { }

    /// <summary>Let the card say which one it is and sign a fresh challenge.</summary>
    public sealed record IdentifyCard : Effect;

    public sealed record AskWho(CardEvidence Evidence) : Effect;

    /// <summary>Ask the bridge anything else; <see cref="DialogueEvent.Answered"/> or <see cref="DialogueEvent.Unanswered"/> follows, unless a newer question replaces it.</summary>
    public sealed record AskBridge(Ask Ask) : Effect;

    /// <summary>Append <paramref name="Wanted"/> (a loan, a renewal, a return) under this id; then wait for its outcome, not for ever.</summary>
    public sealed record RequestChange(Guid Request, DeviceEvent Wanted) : Effect;

    /// <summary>Append what the patron will be told; <see cref="DialogueEvent.Settled"/> follows when it is durable.</summary>
    public sealed record Settle(DeviceEvent Settlement) : Effect;

    /// <summary>Look at the card and ask the bridge what it is to sign; <see cref="DialogueEvent.EnrolmentPrepared"/>, <see cref="DialogueEvent.CardBarred"/>
    /// or <see cref="DialogueEvent.EnrolmentFailed"/> follows.</summary>
    /// <param name="ConsentIn">Language in which the terms were agreed to.</param>
    public sealed record PrepareEnrolment(Language ConsentIn) : Effect;

    /// <summary>One VERIFY with the digits in the buffer, and only if the card still has <paramref name="Left"/> tries;
    /// <see cref="DialogueEvent.PinAccepted"/>, <see cref="DialogueEvent.PinWrong"/> or <see cref="DialogueEvent.PinNotTried"/> follows.</summary>
    /// <param name="KeepsDigits">If they are right they stay for the question whether the other number is the same.</param>
    public sealed record VerifyPin(PinKind Pin, int Left, bool KeepsDigits) : Effect;

    /// <summary><see cref="DialogueEvent.RecordsRead"/> follows, or why not.</summary>
    public sealed record ReadRecords : Effect;

    /// <summary>Append the request for what was read under this id; then wait for its outcome.</summary>
    public sealed record RequestEnrolment(Guid Request, Purpose Purpose, string? Phone) : Effect;

    /// <summary>Whatever was read and typed for an enrolment is to be gone.</summary>
    public sealed record ForgetEnrolment : Effect;

    /// <summary>Where the pad's digits go from now on; whatever was typed is to be gone, unless <paramref name="KeepsDigits"/>.</summary>
    public sealed record UsePad(PadUse Use, bool KeepsDigits) : Effect;

    /// <summary>Append what has no outcome; <see cref="DialogueEvent.Recorded"/> follows when it is durable.</summary>
    public sealed record Record(DeviceEvent What) : Effect;

    /// <summary>Pulse the gate's relay once.</summary>
    public sealed record OpenGate : Effect;

    /// <summary><see cref="DialogueEvent.ReportGathered"/> follows.</summary>
    public sealed record GatherReport : Effect;

    /// <summary>Nobody is here: begin anew.</summary>
    public sealed record Restart : Effect;

    /// <summary>Serve nobody any more: the setup screen.</summary>
    public sealed record OpenSetup : Effect;

    /// <summary>Ask a bridge to take this appliance in; <see cref="DialogueEvent.PairingOffered"/> and then <see cref="DialogueEvent.PairedAs"/> follow, or <see cref="DialogueEvent.PairingFailed"/>.</summary>
    public sealed record ContactBridge(Uri Bridge) : Effect;

    /// <summary>Nobody waits for that bridge any more.</summary>
    public sealed record AbandonPairing : Effect;

    /// <summary><see cref="DialogueEvent.NetworkRead"/> follows.</summary>
    public sealed record ReadNetwork : Effect;

    /// <summary>Ask the bridge to let the appliance be this from now on; <see cref="DialogueEvent.StationChanged"/> or <see cref="DialogueEvent.StationNotChanged"/> follows.</summary>
    public sealed record ChangeStation(Station Station) : Effect;

    /// <summary><see cref="DialogueEvent.WifiJoined"/> or <see cref="DialogueEvent.WifiFailed"/> follows.</summary>
    public sealed record JoinWifi(WifiNetwork Network) : Effect;

    /// <summary><see cref="DialogueEvent.PartsTested"/> follows.</summary>
    public sealed record TestParts : Effect;

    /// <summary>Everything this appliance ever kept is to be gone; then it begins anew.</summary>
    public sealed record EraseAppliance : Effect;

    /// <summary>The set-up is over: serve patrons.</summary>
    public sealed record GoToWork : Effect;

    /// <summary>Nobody is here: the update that waits may begin.</summary>
    public sealed record BeginUpdate : Effect;

    public sealed record Show(Light Light) : Effect;

    public sealed record Play(Cue Cue) : Effect;
}

/// <summary>Who gets to know which digit was pressed.</summary>
public enum PadUse
{
    /// <summary>The dialogue.</summary>
    Dialogue,

    /// <summary>Only the PIN's buffer; the dialogue hears how many there are.</summary>
    Pin,

    /// <summary>Nobody: what is typed before the question, or after the answer, may be a PIN.</summary>
    Nobody,
}
