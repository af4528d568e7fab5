using System.Collections.Immutable;
using Contract;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.DialogueFlow;
using static Firmware.Dialogue.Effect;
using static Firmware.Dialogue.Step;

namespace Firmware.Dialogue;

/// <summary>The part of the dialogue in which somebody becomes a patron or has a card linked. Pure, like <see cref="DialogueFlow"/>, which calls it.</summary>
/// <remarks>A try of a PIN belongs to the card's holder: <see cref="Verify"/> is reached from a press of Enter with four digits and nowhere else.</remarks>
static class EnrolmentFlow
{
    const int LongestPhone = 11;

    /// <summary>What the answer about a My Number card that is no patron's leads to.</summary>
    public static (Step, ImmutableArray<Effect>) Begin(Situation now, DialoguePolicy policy, Step otherwise, Step first) =>
        !policy.Enrols || CannotAsk(now) ? Enter(otherwise)
        : !now.CardInField ? Enter(new RemovedEarly())
        : Enter(first);

    public static (Step, ImmutableArray<Effect>) Advance(Situation now, DialogueEvent happened, DialoguePolicy policy) => (now.Step, happened) switch
    {
        // Anywhere before the request is out: the card must stay, panel and pad must work, and a held * ends it
        (var step, CardLeft or CardsCollided or CardUnreadable) when NeedsCard(step) => Enter(new RemovedEarly(WasEnrolling: true)),
        (var step, FaultChanged(Faults.Panel or Faults.PinPad, true)) when IsOpen(step) => Enter(new NotEnrolled(EnrolmentProblem.NotHere)),
        (var step, KeyHeld(Key.Star)) when IsOpen(step) => Enter(new Goodbye(Farewell.NothingRegistered)),

        // S10: new here?
        (Choosing, KeyPressed(Key.Digit1)) => Ask(now, new Consenting(new Purpose.Register())),
        (Choosing, KeyPressed(Key.Digit2)) => Ask(now, new ScanningLibraryCard(IsUnknown: false)),
        (Choosing, KeyPressed(Key.Digit3 or Key.Star)) => Enter(new Goodbye()),
        (Choosing, Elapsed) => AfterSession(now),

        // S19: whose library card?
        (ScanningLibraryCard, PatronScanned(var number)) => Ask(now, new AskingLibraryCard(new(number)), new AskWho(new CardEvidence.LibraryCard(number))),
        (ScanningLibraryCard, ItemScanned or PhoneScanned or OtherScanned) => Stay(now, new Play(Cue.Failure)),
        (ScanningLibraryCard, KeyPressed(Key.Star)) => Enter(new Choosing()),
        (AskingLibraryCard(var asked), WhoAnswered(var about, var answer)) when about == asked => answer switch
        {
            PatronRecognised => Enter(new ConfirmingLibraryCard(asked.Number)),
            CardUnknown => Enter(new ScanningLibraryCard(IsUnknown: true)),
            PatronNotAllowed => Enter(new NotAllowed()),
            _ => Enter(new NotEnrolled(EnrolmentProblem.PlatformDown)),
        },
        (AskingLibraryCard(var asked), WhoUnanswered(var about)) when about == asked => Enter(new NotEnrolled(EnrolmentProblem.NoConnection)),
        (ConfirmingLibraryCard(var number), KeyPressed(Key.Hash)) => Ask(now, new Consenting(new Purpose.Link(number))),
        (ConfirmingLibraryCard, KeyPressed(Key.Star)) => Enter(new ScanningLibraryCard(IsUnknown: false)),

        // S11: consent, before anything is read
        (Consenting at, KeyPressed(Key.Digit1)) => Turn(at with { ShowsDetails = !at.ShowsDetails, IsWarned = false }),
        (Consenting { ShowsDetails: true } at, KeyPressed(Key.Star)) => Turn(at with { ShowsDetails = false, IsWarned = false }),
        (Consenting { Purpose: Purpose.Renew }, KeyPressed(Key.Star)) => Enter(new Goodbye(Farewell.NothingRegistered)),
        (Consenting, KeyPressed(Key.Star)) => Enter(new Choosing()),
        (Consenting(var purpose, _, _), KeyPressed(Key.Hash)) => Ask(now, new Preparing(purpose), new PrepareEnrolment(now.Language)),
        (Preparing(var purpose), EnrolmentPrepared(var left)) => Prepared(purpose, left, policy),
        (Preparing or CheckingPin or ReadingRecords, EnrolmentFailed(var problem)) => Enter(new NotEnrolled(problem)),
        (Preparing or CheckingPin or ReadingRecords, CardBarred(var bar)) => Enter(new Barred(bar)),

        // S12: one Enter is one VERIFY
        (EnteringPin at, PinChanged(var count)) => Turn(at with { Count = count, IsWarned = false }),
        (EnteringPin { Count: PinLength, IsLastTry: false } at, KeyPressed(Key.Hash)) => Verify(at.Purpose, at.Pin, at.Left),
        (EnteringPin { Count: PinLength, IsLastTry: true } at, KeyHeld(Key.Hash)) => Verify(at.Purpose, at.Pin, at.Left),
        (EnteringPin { IsLastTry: true }, KeyPressed(Key.Hash)) => Stay(now, new UsePad(PadUse.Pin, KeepsDigits: true)),
        (EnteringPin { Count: 0 }, KeyPressed(Key.Star)) => Enter(new Goodbye(Farewell.NothingRegistered)),
        (OfferingLastTry at, KeyPressed(Key.Hash)) => Enter(new EnteringPin(at.Purpose, at.Pin, at.Left)),
        (OfferingLastTry, KeyPressed(Key.Star)) => Enter(new Goodbye(Farewell.NothingRegistered)),
        (CheckingPin { Pin: PinKind.Authentication } at, PinAccepted(PinKind.Authentication)) => at.Left.Text == TriesLeft.Full
            ? Enter(new AskingSameNumber(at.Purpose, at.Left))
            : EnterPin(at.Purpose, PinKind.Text, at.Left, policy),
        (CheckingPin { Pin: PinKind.Text } at, PinAccepted(PinKind.Text)) => Enter(new ReadingRecords(at.Purpose), new ReadRecords()),
        (CheckingPin at, PinWrong(var pin, var left)) when pin == at.Pin => EnterPin(at.Purpose, pin, at.Left.With(pin, left), policy, wasWrong: true),
        (CheckingPin at, PinNotTried(var pin, { } left)) when pin == at.Pin => EnterPin(at.Purpose, pin, at.Left.With(pin, left), policy),
        (CheckingPin, PinNotTried(_, null)) => Enter(new NotEnrolled(EnrolmentProblem.CardNotRead)),

        // S13: the other number
        (AskingSameNumber { IsFresh: true } at, Elapsed) => Turn(at with { IsFresh = false }),
        (AskingSameNumber { IsFresh: false } at, KeyPressed(Key.Hash)) => Verify(at.Purpose, PinKind.Text, at.Left),
        (AskingSameNumber { IsFresh: false } at, KeyPressed(Key.Star)) => EnterPin(at.Purpose, PinKind.Text, at.Left, policy),
        (AskingSameNumber at, PinChanged(< PinLength)) => EnterPin(at.Purpose, PinKind.Text, at.Left, policy),   // the digits have got too old

        // S15, S16: is that you, and your telephone?
        (ReadingRecords(Purpose.Register), RecordsRead(var request, var person)) => Enter(new CheckingDetails(request, person)),
        (ReadingRecords(var purpose), RecordsRead(var request, _)) => Request(now, purpose, request, phone: null),
        (CheckingDetails at, KeyPressed(Key.Hash)) => Enter(new EnteringPhone(at.Request)),
        (CheckingDetails, KeyPressed(Key.Star)) => Enter(new NotEnrolled(EnrolmentProblem.DetailsDenied)),
        (EnteringPhone at, KeyPressed(>= Key.Digit0 and <= Key.Digit9 and var digit)) => Turn(at with
        {
            Digits = at.Digits.Length < LongestPhone ? at.Digits + DigitOf(digit) : at.Digits,
            IsRefused = false,
            IsWarned = false,
        }),
        (EnteringPhone { Digits: "" } at, KeyPressed(Key.Star)) => Request(now, new Purpose.Register(), at.Request, phone: null),
        (EnteringPhone at, KeyPressed(Key.Star)) => Turn(at with { Digits = at.Digits[..^1], IsRefused = false, IsWarned = false }),
        (EnteringPhone at, KeyPressed(Key.Hash)) => IsPhone(at.Digits)
            ? Request(now, new Purpose.Register(), at.Request, at.Digits)
            : Turn(at with { IsRefused = true, IsWarned = false }, new Play(Cue.Failure)),

        // S14: the request is out. What came of it is in the journal before it is told
        (Registering { Settlement: null } at, OutcomeArrived(var request, EnrolmentOutcome outcome)) when request == at.Request =>
            Settling(at, new EnrolmentTold(request, outcome)),
        (Registering { Settlement: null } at, Elapsed) => Settling(at, new EnrolmentWithdrawn(at.Request)),
        (Registering { Settlement: { } settlement } at, Settled(var request)) when request == at.Request => Tell(request, settlement),

        // S17, S18: it is done
        (HandingOver at, HandOverFinished(var request)) when request == at.Request => Enter(new Admitted(at.Admission, HandOverEnd.Done)),
        (HandingOver at, KeyPressed(Key.Star or Key.Hash) or KeyHeld(Key.Star) or Elapsed or FaultChanged(Faults.Panel, true)) => Enter(new Admitted(at.Admission, HandOverEnd.Later)),
        (Admitted({ Session: { } session }, _), KeyPressed(Key.Hash or Key.Star) or Elapsed) => Enter(new Recognised(session)),
        (Admitted({ Session: null }, _), KeyPressed(Key.Hash or Key.Star) or Elapsed) => Enter(new Goodbye(Farewell.AwaitsStaff)),

        // Nobody presses a key: once a warning, then the end
        (Consenting { IsWarned: false } at, Elapsed) => Turn(at with { IsWarned = true }, new Play(Cue.Attention)),
        (EnteringPin { IsWarned: false } at, Elapsed) => Turn(at with { IsWarned = true }, new Play(Cue.Attention)),
        (AskingSameNumber { IsWarned: false } at, Elapsed) => Turn(at with { IsWarned = true }, new Play(Cue.Attention)),
        (CheckingDetails { IsWarned: false } at, Elapsed) => Turn(at with { IsWarned = true }, new Play(Cue.Attention)),
        (EnteringPhone { IsWarned: false } at, Elapsed) => Turn(at with { IsWarned = true }, new Play(Cue.Attention)),
        (Preparing or CheckingPin or ReadingRecords, Elapsed) => Enter(new NotEnrolled(EnrolmentProblem.CardNotRead)),
        (AskingLibraryCard, Elapsed) => Enter(new NotEnrolled(EnrolmentProblem.NoConnection)),
        (var step, Elapsed) when IsOpen(step) => Enter(new NotEnrolled(EnrolmentProblem.TimedOut)),

        _ => Stay(now),
    };

    public static TimeSpan? LimitOf(Enrolling step) => step switch
    {
        Consenting { IsWarned: true } or EnteringPin { IsWarned: true } or AskingSameNumber { IsWarned: true }
            or CheckingDetails { IsWarned: true } or EnteringPhone { IsWarned: true } => TimeSpan.FromSeconds(15),
        Consenting => TimeSpan.FromSeconds(60),   // it is to be read
        AskingSameNumber { IsFresh: true } => TimeSpan.FromSeconds(1),   // until the panel has it
        Choosing or ConfirmingLibraryCard or EnteringPin or AskingSameNumber or CheckingDetails or EnteringPhone => TimeSpan.FromSeconds(30),
        ScanningLibraryCard => TimeSpan.FromSeconds(45),
        AskingLibraryCard or Preparing or OfferingLastTry or CheckingPin or ReadingRecords or Registering { Settlement: null } => TimeSpan.FromSeconds(20),
        Registering => null,   // Settled ends it
        HandingOver => TimeSpan.FromMinutes(5),
        Admitted => TimeSpan.FromSeconds(15),
        _ => throw new InvalidOperationException($"no time limit for {step.GetType().Name}"),
    };

    public static ImmutableArray<Effect> SignalsOf(Enrolling step) => step switch
    {
        AskingLibraryCard or Preparing or CheckingPin or ReadingRecords or Registering => [new Show(Light.Busy)],
        ScanningLibraryCard { IsUnknown: true } or EnteringPin { WasWrong: true } or OfferingLastTry => [new Show(Light.Failure), new Play(Cue.Failure)],
        HandingOver or Admitted { HandOver: HandOverEnd.None } => [new Show(Light.Success), new Play(Cue.Success)],
        _ => [new Show(Light.Ready)],
    };

    /// <summary>Whatever brought the dialogue from one step to the next: the pad serves the step that stands, and nothing personal outlives an enrolment.</summary>
    public static ImmutableArray<Effect> Tidy(Step before, Step after, ImmutableArray<Effect> effects)
    {
        if (PadOf(after) is var pad && PadOf(before) != pad)
        {
            effects = [new UsePad(pad, KeepsDigits: after is CheckingPin), .. effects];
        }
        return HoldsDraft(before) && !HoldsDraft(after) ? [.. effects, new ForgetEnrolment()] : effects;
    }

    /// <summary>A request is out: its end is settled first, so that patron and library do not differ.</summary>
    public static bool IsSettling(Step step) => step is Registering;

    static PadUse PadOf(Step step) => step switch
    {
        EnteringPin => PadUse.Pin,
        Preparing or OfferingLastTry or CheckingPin or AskingSameNumber or ReadingRecords => PadUse.Nobody,
        _ => PadUse.Dialogue,
    };

    static bool HoldsDraft(Step step) => step is Preparing or EnteringPin or OfferingLastTry or CheckingPin or AskingSameNumber or ReadingRecords
        or CheckingDetails or EnteringPhone or Registering;

    /// <summary>Nothing has been asked of the library yet, so it can be ended without a trace.</summary>
    static bool IsOpen(Step step) => step is Enrolling and not (Registering or HandingOver or Admitted);

    static bool NeedsCard(Step step) => IsOpen(step) && step is not EnteringPhone;

    static bool CannotAsk(Situation now) => (now.Faults & (Faults.Panel | Faults.PinPad)) != 0;

    /// <summary>Goes on only where the bridge is there: registering is never done off-line.</summary>
    static (Step, ImmutableArray<Effect>) Ask(Situation now, Step step, params ImmutableArray<Effect> more) =>
        now.Online ? Enter(step, more) : Enter(new Offline());

    static (Step, ImmutableArray<Effect>) Prepared(Purpose purpose, TriesLeft left, DialoguePolicy policy) => left switch
    {
        { Authentication: 0 } => Enter(new Barred(CardBar.AuthenticationPinLocked)),
        { Text: 0 } => Enter(new Barred(CardBar.TextPinLocked)),
        { Text: 1 } when !policy.AllowsLastTry => Enter(new Barred(CardBar.LastTry)),   // it could not be finished, so it is not begun
        _ => EnterPin(purpose, PinKind.Authentication, left, policy),
    };

    static (Step, ImmutableArray<Effect>) EnterPin(Purpose purpose, PinKind pin, TriesLeft left, DialoguePolicy policy, bool wasWrong = false) => (left.Of(pin), pin) switch
    {
        (0, PinKind.Authentication) => Enter(new Barred(CardBar.AuthenticationPinLocked)),
        (0, PinKind.Text) => Enter(new Barred(CardBar.TextPinLocked)),
        (1, _) => policy.AllowsLastTry ? Enter(new OfferingLastTry(purpose, pin, left)) : Enter(new Barred(CardBar.LastTry)),
        _ => Enter(new EnteringPin(purpose, pin, left, WasWrong: wasWrong)),
    };

    static (Step, ImmutableArray<Effect>) Verify(Purpose purpose, PinKind pin, TriesLeft left) =>
        Enter(new CheckingPin(purpose, pin, left),
            new VerifyPin(pin, left.Of(pin), KeepsDigits: pin == PinKind.Authentication && left.Text == TriesLeft.Full));

    static (Step, ImmutableArray<Effect>) Request(Situation now, Purpose purpose, Guid request, string? phone) => now.Online
        ? Enter(new Registering(purpose, request), new RequestEnrolment(request, purpose, phone))
        : Enter(new NotEnrolled(EnrolmentProblem.NoConnection));

    static (Step, ImmutableArray<Effect>) Settling(Registering at, DeviceEvent settlement) => (at with { Settlement = settlement }, [new Settle(settlement)]);

    static (Step, ImmutableArray<Effect>) Tell(Guid request, DeviceEvent settlement) => settlement switch
    {
        EnrolmentTold(_, Enrolled enrolled) => Tell(request, enrolled.HandOver, new Admission(
            enrolled.IsNewPatron ? AdmissionKind.Registered : AdmissionKind.Linked, SessionOf(enrolled.Patron, PatronCard.MyNumber))),
        EnrolmentTold(_, EnrolmentAwaitsStaff waits) => Tell(request, waits.HandOver, new Admission(AdmissionKind.AwaitsStaff, Session: null)),
        EnrolmentTold(_, EnrolmentRefused(var reason)) => Enter(new NotEnrolled(ProblemOf(reason))),
        _ => Enter(new NotEnrolled(EnrolmentProblem.NoAnswer)),
    };

    static (Step, ImmutableArray<Effect>) Tell(Guid request, HandOver? handOver, Admission admission) => handOver is null
        ? Enter(new Admitted(admission, HandOverEnd.None))
        : Enter(new HandingOver(request, handOver, admission));

    /// <summary>Another look of the same step, without its sound.</summary>
    static (Step, ImmutableArray<Effect>) Turn(Step step, params ImmutableArray<Effect> effects) => (step, effects);

    /// <summary>A Japanese number with its area code: 10 digits by wire, 11 by air.</summary>
    static bool IsPhone(string digits) => digits is ['0', ..] && digits.Length is 10 or 11;

    const int PinLength = 4;

    static EnrolmentProblem ProblemOf(EnrolmentRefusal reason) => reason switch
    {
        EnrolmentRefusal.CardExpired => EnrolmentProblem.CardExpired,
        EnrolmentRefusal.CardRevoked => EnrolmentProblem.CardRevoked,
        EnrolmentRefusal.CardNotTrusted => EnrolmentProblem.CardNotTrusted,
        EnrolmentRefusal.ProofNotAccepted => EnrolmentProblem.ProofNotAccepted,
        EnrolmentRefusal.LibraryCardUnknown => EnrolmentProblem.LibraryCardUnknown,
        EnrolmentRefusal.LinkedToAnother => EnrolmentProblem.LinkedToAnother,
        EnrolmentRefusal.PatronNotAllowed => EnrolmentProblem.PatronNotAllowed,
        EnrolmentRefusal.PlatformDown => EnrolmentProblem.PlatformDown,
    };
}
