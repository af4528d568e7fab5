using Contract;
using Firmware.Network;
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

    /// <summary>It is a card with which nothing can be done here.</summary>
    public sealed record CardBarred(CardBar Bar) : DialogueEvent;

    /// <summary>The bridge answered <see cref="WhoIsThis"/>.</summary>
    public sealed record WhoAnswered(CardEvidence Evidence, Answer Answer) : DialogueEvent;

    /// <summary>It did not, in time.</summary>
    public sealed record WhoUnanswered(CardEvidence Evidence) : DialogueEvent;

    /// <summary>The bridge answered another ask than <see cref="WhoIsThis"/>.</summary>
    public sealed record Answered(Ask Asked, Answer Answer) : DialogueEvent;

    /// <summary>It did not, in time.</summary>
    public sealed record Unanswered(Ask Asked) : DialogueEvent;

    /// <summary>An item's label. <paramref name="Request"/> is a fresh id for the loan, the renewal or the return it may become.</summary>
    public sealed record ItemScanned(Guid Request, string Item) : DialogueEvent;

    /// <summary>A patron's card was scanned.</summary>
    public sealed record PatronScanned(string Number) : DialogueEvent;

    /// <summary>The barcode that a library's app shows on a phone.</summary>
    public sealed record PhoneScanned(string Code) : DialogueEvent;

    /// <summary>Something that is no label of this library.</summary>
    public sealed record OtherScanned(ItemProblem Problem) : DialogueEvent;

    /// <summary>Never a digit of a PIN: those go into a buffer and nowhere else.</summary>
    public sealed record KeyPressed(Key Key) : DialogueEvent
    {
        /// <summary>A fresh id for the request it may become; no part of what was pressed.</summary>
        public Guid Request { get; init; }

        public bool Equals(KeyPressed? other) => other is not null && other.Key == Key;

        public override int GetHashCode() => Key.GetHashCode();
    }

    /// <summary><see cref="Key.Star"/> for a second, <see cref="Key.Hash"/> for three.</summary>
    public sealed record KeyHeld(Key Key) : DialogueEvent;

    /// <summary>So many digits of a PIN are in the buffer now.</summary>
    public sealed record PinChanged(int Count) : DialogueEvent;

    /// <summary>The card was looked at and the bridge gave its challenge: a number may be typed.</summary>
    public sealed record EnrolmentPrepared(TriesLeft Left) : DialogueEvent;

    public sealed record EnrolmentFailed(EnrolmentProblem Problem) : DialogueEvent;

    public sealed record PinAccepted(PinKind Pin) : DialogueEvent;

    /// <param name="Left">Read from the card after the try.</param>
    public sealed record PinWrong(PinKind Pin, int Left) : DialogueEvent;

    /// <summary>The number was not sent to the card, because its counter was not what the patron had been told.</summary>
    /// <param name="Left">What it was; null where the card does not say.</param>
    public sealed record PinNotTried(PinKind Pin, int? Left) : DialogueEvent;

    /// <param name="Request">A fresh id for the request it may become.</param>
    /// <param name="Person">Masked; the rest stays with the service until the patron has agreed.</param>
    public sealed record RecordsRead(Guid Request, MaskedPerson Person) : DialogueEvent;

    /// <summary>The patron has finished on the phone.</summary>
    public sealed record HandOverFinished(Guid Request) : DialogueEvent;

    /// <summary>What <see cref="Effect.Record"/> wanted written is in the journal.</summary>
    public sealed record Recorded(DeviceEvent What) : DialogueEvent;

    /// <summary>What staff wanted to know of the appliance.</summary>
    public sealed record ReportGathered(StaffReport Report) : DialogueEvent;

    /// <summary>The gate's door was opened or closed; the first says how it stands.</summary>
    public sealed record DoorChanged(bool IsOpen) : DialogueEvent;

    /// <summary>It has stood open for longer than the site allows.</summary>
    public sealed record DoorStoodOpen : DialogueEvent;

    /// <summary>The outcome of a request came from the bridge.</summary>
    public sealed record OutcomeArrived(Guid Request, Outcome Outcome) : DialogueEvent;

    /// <summary>No outcome came in time. <paramref name="OfflineDue"/> is what the site's rule would tell the patron.</summary>
    public sealed record OutcomeLate(Guid Request, DateOnly OfflineDue) : DialogueEvent;

    /// <summary>What the patron is about to be told is in the journal.</summary>
    public sealed record Settled(Guid Request) : DialogueEvent;

    /// <summary>The time of a step is over; counts only while that step still stands.</summary>
    public sealed record Elapsed(Step Step) : DialogueEvent;

    /// <summary>What staff want of the appliance has changed.</summary>
    public sealed record Wished(SiteWish Wish) : DialogueEvent;

    /// <summary>Staff want it to begin anew when nobody is here.</summary>
    public sealed record RestartWanted : DialogueEvent;

    /// <summary>Staff look for it.</summary>
    public sealed record IdentifyWanted : DialogueEvent;

    /// <summary>The button behind the lid: whoever presses it has opened the box.</summary>
    public sealed record SetupButtonPressed : DialogueEvent;

    /// <summary>The address of a bridge was scanned from its console.</summary>
    public sealed record BridgeScanned(Uri Bridge) : DialogueEvent;

    /// <summary>Other bridges than before answer on this network.</summary>
    public sealed record BridgesFound(System.Collections.Immutable.ImmutableArray<FoundBridge> Bridges) : DialogueEvent;

    /// <summary>The bridge gave a code.</summary>
    public sealed record PairingOffered(PairingOffer Offer) : DialogueEvent;

    public sealed record PairingFailed(PairingFailure Why) : DialogueEvent;

    /// <summary>Staff took the appliance in; what it is now is on its disk.</summary>
    public sealed record PairedAs(string Name, Station Station) : DialogueEvent;

    /// <summary>What was tried; of what is followed all the time, the situation knows.</summary>
    public sealed record PartsTested(System.Collections.Immutable.ImmutableArray<TestedPart> Parts) : DialogueEvent;

    /// <summary>The bridge agrees; what the appliance is now is on its disk.</summary>
    public sealed record StationChanged : DialogueEvent;

    public sealed record StationNotChanged(StationFailure Why) : DialogueEvent;

    public sealed record NetworkRead(System.Collections.Immutable.ImmutableArray<NetworkPort> Ports, WifiMeans Wifi) : DialogueEvent;

    /// <summary>The code of a Wi-Fi network was scanned.</summary>
    public sealed record WifiScanned(WifiNetwork Network) : DialogueEvent;

    public sealed record WifiJoined : DialogueEvent;

    /// <summary>It could not be joined, or what was scanned names none that can be.</summary>
    public sealed record WifiFailed(WifiFailure Why) : DialogueEvent;

    /// <summary>An update wants to be installed: is nobody here?</summary>
    public sealed record UpdateWaits : DialogueEvent;

    /// <summary>How far it is; null when the appliance is about to restart.</summary>
    public sealed record UpdateStands(int? Percent) : DialogueEvent;

    /// <summary>It was not installed; patrons may be served again.</summary>
    public sealed record UpdateEnded : DialogueEvent;

    public sealed record LinkChanged(bool Online) : DialogueEvent;
    public sealed record FaultChanged(Faults Fault, bool IsFaulty) : DialogueEvent;
}
