using System.Collections.Immutable;
using Contract;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.Effect;
using static Firmware.Dialogue.Step;

namespace Firmware.Dialogue;

/// <summary>What a turn of the dialogue leaves: where it stands, and what is to be done.</summary>
public sealed record Turn(Situation Situation, ImmutableArray<Effect> Effects);

/// <summary>The dialogue with a patron, as one pure function. The tables below are the specification.</summary>
public static class DialogueFlow
{
    /// <summary>Library cards have 8 to 14 digits.</summary>
    const int LongestNumber = 16;

    public static Turn Next(Situation now, DialogueEvent happened, DialoguePolicy policy)
    {
        var after = Notice(now, happened);
        var (step, effects) = IsOutOfService(after.Faults) && after.Step is not (Starting or OutOfService) && !IsSettling(after.Step)
            ? Enter(new OutOfService())
            : Advance(after, happened, policy);
        return new(after with { Step = step, Language = LanguageAfter(after, step, happened, policy) }, EnrolmentFlow.Tidy(after.Step, step, effects));
    }

    /// <summary>How long a step may stand before <see cref="Elapsed"/>; null when something else is bound to end it.</summary>
    public static TimeSpan? LimitOf(Step step) => step switch
    {
        Starting => TimeSpan.FromSeconds(60),
        Idle or OutOfService => null,
        Reading { Asked: null } => TimeSpan.FromSeconds(5),
        Reading => TimeSpan.FromSeconds(20),
        RemovedEarly => TimeSpan.FromSeconds(15),
        Recognised => TimeSpan.FromSeconds(30),
        Scanning { Pending: null } => TimeSpan.FromSeconds(45),
        Scanning => null,   // OutcomeLate or Settled ends it
        Refused => TimeSpan.FromSeconds(10),
        Done or ServiceError => TimeSpan.FromSeconds(15),
        Enrolling enrolling => EnrolmentFlow.LimitOf(enrolling),
        NotEnrolled => TimeSpan.FromSeconds(15),
        Barred => TimeSpan.FromSeconds(20),
        TypingNumber or ShowingCard or ConfirmingUnlink => TimeSpan.FromSeconds(30),
        Unlinking => null,   // UnlinkRecorded ends it
        NotAllowed => TimeSpan.FromSeconds(10),
        Unreadable or NotKnown or Offline => TimeSpan.FromSeconds(8),
        ForgottenCard => TimeSpan.FromSeconds(10),   // and sounds again
        Goodbye { Farewell: Farewell.Thanks } => TimeSpan.FromSeconds(2),
        Goodbye => TimeSpan.FromSeconds(5),   // there is something to read
        _ => throw new InvalidOperationException($"no time limit for {step.GetType().Name}"),
    };

    /// <summary>Whether the screen of this step sends people to the counter, so that 9 can call somebody instead.</summary>
    public static bool MayCallStaff(Step step) => step is Offline or NotKnown or ServiceError or NotAllowed or NotAdmitted or Barred or NotEnrolled or OutOfService
        or Refused { Problem: ItemProblem.Unknown or ItemProblem.SeeStaff or ItemProblem.NoAnswer }
        or NotReturned { Problem: ReturnProblem.Unknown or ReturnProblem.NotOnLoan or ReturnProblem.SeeStaff or ReturnProblem.NoAnswer }
        or ShowingRenewals { Problem: RenewalProblem.SeeStaff or RenewalProblem.PatronStopped };

    /// <summary>What is true whoever stands there.</summary>
    static Situation Notice(Situation now, DialogueEvent happened) => happened switch
    {
        CardArrived or CardsCollided or CardUnreadable => now with { CardInField = true },
        CardLeft => now with { CardInField = false },
        LinkChanged(var online) => now with { Online = online },
        FaultChanged(var fault, true) => now with
        {
            Faults = now.Faults | fault,
            CardInField = now.CardInField && fault != Faults.Reader,   // a lost reader knows of no card; one that is back says what it sees
        },
        FaultChanged(var fault, false) => now with { Faults = now.Faults & ~fault },
        _ => now,
    };

    static (Step, ImmutableArray<Effect>) Advance(Situation now, DialogueEvent happened, DialoguePolicy policy) => (now.Step, happened) switch
    {
        (_, Elapsed(var step)) when step != now.Step => Stay(now),   // of a step that is over
        (Enrolling, _) => EnrolmentFlow.Advance(now, happened, policy),

        // Before anybody comes
        (Starting, Started) => IsOutOfService(now.Faults) ? Enter(new OutOfService()) : Enter(new Idle()),
        (Starting, Elapsed(Starting)) => Enter(new OutOfService()),
        (OutOfService, FaultChanged) when !IsOutOfService(now.Faults) => AfterSession(now),

        // A card is put on the reader
        (Idle or TypingNumber or RemovedEarly or Done or Goodbye, CardArrived) => now is { Online: false } && policy.Offline == OfflineRule.Stop
            ? Enter(new Offline())
            : Enter(new Reading(Asked: null), new Play(Cue.CardSeen), new IdentifyCard()),
        (Idle or TypingNumber or RemovedEarly, CardsCollided) => Enter(new Unreadable(CardProblem.SeveralCards)),
        (Idle or TypingNumber or RemovedEarly, CardUnreadable) => Enter(new Unreadable(CardProblem.NotRead)),
        (Idle or TypingNumber, PatronScanned(var number)) => Show(now, policy, new CardEvidence.LibraryCard(number)),
        (Idle or TypingNumber, PhoneScanned(var code)) => Show(now, policy, new CardEvidence.PhoneBarcode(code)),
        (Idle or TypingNumber, ItemScanned or OtherScanned) => Stay(now, new Play(Cue.Failure)),   // first the card

        // Its number is typed
        (Idle, KeyPressed(Key.Hash)) when policy.TakesTypedNumbers => Enter(new TypingNumber()),
        (TypingNumber(var digits), KeyPressed(>= Key.Digit0 and <= Key.Digit9 and var digit)) =>
            Enter(new TypingNumber(digits.Length < LongestNumber ? digits + DigitOf(digit) : digits)),
        (TypingNumber(""), KeyPressed(Key.Star)) => Enter(new Idle()),
        (TypingNumber(var digits), KeyPressed(Key.Star)) => Enter(new TypingNumber(digits[..^1])),
        (TypingNumber(""), KeyPressed(Key.Hash)) => Stay(now, new Play(Cue.Failure)),
        (TypingNumber(var digits), KeyPressed(Key.Hash)) => Show(now, policy, new CardEvidence.LibraryCard(digits)),
        (TypingNumber, KeyHeld(Key.Star) or Elapsed) => AfterSession(now),

        // It is being read
        (Reading { Asked: null }, CardIdentified(var evidence)) => Ask(evidence),
        (Reading { Asked: null }, CardNotIdentified(var problem)) => Enter(new Unreadable(problem)),
        (Reading { Asked: null }, CardBarred(var bar)) => Enter(new Barred(bar)),
        (Reading { Asked: null }, CardLeft) => Enter(new RemovedEarly()),
        (Reading { Asked: null }, CardsCollided) => Enter(new Unreadable(CardProblem.SeveralCards)),
        (Reading { Asked: null }, Elapsed) => Enter(new Unreadable(CardProblem.NotRead)),
        (Reading, WhoAnswered(var card, _)) when !IsAbout(now.Step, card) => Stay(now),   // an earlier patron's
        (Reading, WhoUnanswered(var card)) when !IsAbout(now.Step, card) => Stay(now),
        (Reading, WhoAnswered(var card, PatronRecognised found)) => Enter(new Recognised(SessionOf(found, KindOf(card)))),
        (Reading, WhoAnswered(CardEvidence.MyNumberTap, CardUnknown)) => EnrolmentFlow.Begin(now, policy, new NotKnown(), new Choosing()),
        (Reading, WhoAnswered(_, CardUnknown)) => Enter(new NotKnown()),
        (Reading, WhoAnswered(_, EnrolmentNeeded(var cause))) =>
            EnrolmentFlow.Begin(now, policy, new NotEnrolled(EnrolmentProblem.NotHere), new Consenting(new Purpose.Renew(cause))),
        (Reading, WhoAnswered(_, CardNotValid(CardInvalidity.Expired))) => Enter(new Barred(CardBar.CertificateExpired)),
        (Reading, WhoAnswered(_, CardNotValid)) => Enter(new Barred(CardBar.CertificateRevoked)),
        (Reading, WhoAnswered(_, PatronNotAllowed)) => Enter(new NotAllowed()),
        (Reading, WhoAnswered(_, AskFailed(var code))) => Enter(new ServiceError(code)),
        (Reading, WhoUnanswered(var evidence)) => policy.Offline == OfflineRule.Lend
            ? Enter(new Recognised(new Session(new Borrower.ByCard(evidence), Account: null, []) { Card = KindOf(evidence), May = policy.OfflineMay }))
            : Enter(new Offline()),
        (Reading, Elapsed) => Enter(new ServiceError("E-01")),

        // A session: scan = loan
        (Recognised(var session), ItemScanned scan) => Request(session, scan, policy),
        (Recognised(var session), PatronScanned or PhoneScanned) => Refuse(session, ItemProblem.PatronsCard),
        (Recognised(var session), OtherScanned(var problem)) => Refuse(session, problem),
        (Recognised(var session), KeyPressed(Key.Digit1)) when session.May.HasFlag(Operations.Loan) => Enter(new Scanning(session, Pending: null)),
        (Recognised(var session), KeyPressed(Key.Digit4)) => Enter(new ShowingCard(session)),
        (Recognised, KeyPressed(Key.Star or Key.Hash) or KeyHeld(Key.Star) or Elapsed(Recognised)) => Enter(new Goodbye()),

        (Scanning { Pending: null } at, ItemScanned scan) => Request(at.Session, scan, policy),
        (Scanning { Pending: null } at, PatronScanned or PhoneScanned) => Refuse(at.Session, ItemProblem.PatronsCard),
        (Scanning { Pending: null } at, OtherScanned(var problem)) => Refuse(at.Session, problem),
        (Scanning { Pending: null } at, KeyPressed(Key.Hash or Key.Star) or KeyHeld(Key.Star) or Elapsed(Scanning)) => Finish(at.Session),

        // An item between scan and "lent": the journal has it before the patron reads it
        (Scanning { Pending: { Settlement: null } pending } at, OutcomeArrived(var request, LoanOutcome outcome)) when request == pending.Request =>
            Settling(at, pending, new LoanTold(request, outcome)),
        (Scanning { Pending: { Settlement: null } pending } at, OutcomeLate(var request, var due)) when request == pending.Request =>
            Settling(at, pending, policy.Offline == OfflineRule.Lend ? new LoanMadeOffline(request, due) : new LoanWithdrawn(request)),
        (Scanning { Pending: { Settlement: { } settlement } pending } at, Settled(var request)) when request == pending.Request =>
            Tell(at.Session, ((LoanRequested)pending.Wanted).Item, settlement),
        (Scanning { Pending: not null }, ItemScanned or PatronScanned or PhoneScanned or OtherScanned) => Stay(now, new Play(Cue.Failure)),   // one at a time

        (Refused(var session, _), ItemScanned scan) => Request(session, scan, policy),
        (Refused(var session, _), PatronScanned or PhoneScanned) => Refuse(session, ItemProblem.PatronsCard),
        (Refused(var session, _), OtherScanned(var problem)) => Refuse(session, problem),
        (Refused(var session, _), KeyPressed(Key.Hash) or Elapsed(Refused)) when session.May.HasFlag(Operations.Loan) => Enter(new Scanning(session, Pending: null)),
        (Refused(var session, _), KeyPressed(Key.Hash) or Elapsed(Refused)) => Enter(new Recognised(session)),
        (Refused(var session, _), KeyPressed(Key.Star) or KeyHeld(Key.Star)) => Finish(session),

        // The card itself
        (ShowingCard(var session), KeyPressed(Key.Digit1)) when session.MayUnlink => Enter(new ConfirmingUnlink(session)),
        (ShowingCard(var session), KeyPressed(Key.Star or Key.Hash)) => Enter(new Recognised(session)),
        (ConfirmingUnlink({ Borrower: Borrower.ByPass(var pass) } session), KeyPressed(Key.Hash)) => Enter(new Unlinking(session), new Record(new UnlinkRequested(pass))),
        (ConfirmingUnlink(var session), KeyPressed(Key.Star)) => Enter(new ShowingCard(session)),
        (ShowingCard or ConfirmingUnlink, KeyHeld(Key.Star) or Elapsed) => Enter(new Goodbye()),
        (Unlinking, Recorded(UnlinkRequested)) => Enter(new Goodbye(Farewell.Unlinked)),

        (Done, KeyPressed or KeyHeld or Elapsed(Done)) => Enter(new Goodbye()),

        // It is over
        (Goodbye, Elapsed(Goodbye)) => AfterSession(now),
        (Goodbye, KeyPressed(Key.Digit0)) => AfterSession(now),
        (ForgottenCard, CardLeft) => Enter(new Idle()),
        (ForgottenCard, Elapsed(ForgottenCard)) => Stay(now, new Play(Cue.Attention)),
        (RemovedEarly, Elapsed(RemovedEarly) or KeyPressed(Key.Star)) => Enter(new Idle()),
        (Unreadable or NotKnown or NotAllowed or NotEnrolled or Barred or ServiceError or Offline, Elapsed or KeyPressed(Key.Star or Key.Hash)) => AfterSession(now),

        _ => Stay(now),   // out of turn: a late answer, a second card, a key that means nothing here
    };

    /// <summary>A number was scanned or typed, without a card on the reader.</summary>
    static (Step, ImmutableArray<Effect>) Show(Situation now, DialoguePolicy policy, CardEvidence evidence) => now is { Online: false } && policy.Offline == OfflineRule.Stop
        ? Enter(new Offline())
        : Ask(evidence, new Play(Cue.CardSeen));

    static (Step, ImmutableArray<Effect>) Ask(CardEvidence evidence, params ImmutableArray<Effect> more) =>
        Enter(new Reading(evidence), [.. more, new AskWho(evidence)]);

    static bool IsAbout(Step step, CardEvidence evidence) => step is Reading { Asked: { } asked } && asked == evidence;

    static (Step, ImmutableArray<Effect>) Request(Session session, ItemScanned scan, DialoguePolicy policy)
    {
        if (!session.May.HasFlag(Operations.Loan))
        {
            return Refuse(session, ItemProblem.CardMayNot);
        }
        if (session.Lent.Any(lent => lent.Item == scan.Item))
        {
            return Refuse(session, ItemProblem.AlreadyYours);
        }
        if (session.Account is null && session.Lent.Count >= policy.OfflineLimit)
        {
            return Refuse(session, ItemProblem.OfflineLimit);
        }
        var wanted = new LoanRequested(session.Borrower, scan.Item);
        return (new Scanning(session, new PendingRequest(scan.Request, wanted)), [new Show(Light.Busy), new Play(Cue.Key), new RequestChange(scan.Request, wanted)]);
    }

    static (Step, ImmutableArray<Effect>) Settling(Scanning at, PendingRequest pending, DeviceEvent settlement) =>
        (at with { Pending = pending with { Settlement = settlement } }, [new Settle(settlement)]);

    static (Step, ImmutableArray<Effect>) Tell(Session session, string item, DeviceEvent settlement) => settlement switch
    {
        LoanTold(_, LoanGranted granted) => Lend(session with { Account = Updated(session.Account, granted) }, new(item, granted.Due, IsOffline: false)),
        LoanMadeOffline(_, var due) => Lend(session, new(item, due, IsOffline: true)),
        LoanTold(_, LoanRefused(var reason)) => Refuse(session, ProblemOf(reason)),
        _ => Refuse(session, ItemProblem.NoAnswer),
    };

    static (Step, ImmutableArray<Effect>) Lend(Session session, LentItem item) =>
        (new Scanning(session with { Lent = session.Lent.Add(item) }, Pending: null), [new Show(Light.Success), new Play(Cue.Success)]);

    static (Step, ImmutableArray<Effect>) Refuse(Session session, ItemProblem problem) => Enter(new Refused(session, problem));

    static (Step, ImmutableArray<Effect>) Finish(Session session) => session.Lent.IsEmpty ? Enter(new Goodbye()) : Enter(new Done(session));

    internal static (Step, ImmutableArray<Effect>) AfterSession(Situation now) => now.CardInField ? Enter(new ForgottenCard()) : Enter(new Idle());

    internal static Session SessionOf(PatronRecognised found, PatronCard card) =>
        new(new Borrower.ByPass(found.Pass), new Account(found.OnLoan, found.Limit, found.Overdue, found.HoldsReady), []) { Card = card, May = found.May };

    static PatronCard KindOf(CardEvidence evidence) => evidence switch
    {
        CardEvidence.MyNumberTap => PatronCard.MyNumber,
        CardEvidence.FelicaCard => PatronCard.Felica,
        CardEvidence.MifareCard => PatronCard.Mifare,
        CardEvidence.PhoneBarcode => PatronCard.Phone,
        _ => PatronCard.LibraryCard,
    };

    internal static char DigitOf(Key digit) => (char)('0' + (digit - Key.Digit0));

    static Account? Updated(Account? account, LoanGranted granted) =>
        (account ?? new Account(0, 0, 0, 0)) with { OnLoan = granted.OnLoan, Limit = granted.Limit };

    /// <summary>Enters a step with the light and sound that go with it.</summary>
    internal static (Step, ImmutableArray<Effect>) Enter(Step step, params ImmutableArray<Effect> more) => (step, [.. SignalsOf(step), .. more]);

    internal static (Step, ImmutableArray<Effect>) Stay(Situation now, params ImmutableArray<Effect> effects) => (now.Step, effects);

    static ImmutableArray<Effect> SignalsOf(Step step) => step switch
    {
        Idle => [new Show(Light.Ready)],
        Reading => [new Show(Light.Busy)],
        Recognised => [new Show(Light.Success), new Play(Cue.Success)],
        Scanning => [new Show(Light.Ready)],
        RemovedEarly => [new Show(Light.Failure), new Play(Cue.TooEarly)],
        Enrolling enrolling => EnrolmentFlow.SignalsOf(enrolling),
        TypingNumber or ShowingCard or ConfirmingUnlink => [new Show(Light.Ready)],
        Unlinking => [new Show(Light.Busy)],
        Refused or Unreadable or NotKnown or NotEnrolled or Barred or ServiceError or NotAllowed or Offline => [new Show(Light.Failure), new Play(Cue.Failure)],
        Done => [new Show(Light.Success), new Play(Cue.Success)],
        ForgottenCard => [new Show(Light.Attention), new Play(Cue.Attention)],
        OutOfService => [new Show(Light.Attention)],
        Starting or Goodbye => [new Show(Light.Off)],
        _ => [],
    };

    /// <summary>Without reader, scanner or journal nobody can be served; without panel or keys, lending still works by light and sound.</summary>
    static bool IsOutOfService(Faults faults) => (faults & (Faults.Reader | Faults.Scanner | Faults.Journal)) != 0;

    /// <summary>A request is out: its end is settled first, so that patron and library do not differ.</summary>
    static bool IsSettling(Step step) => step is Scanning { Pending: not null } or Unlinking || EnrolmentFlow.IsSettling(step);

    static Language LanguageAfter(Situation now, Step step, DialogueEvent happened, DialoguePolicy policy) => (step, happened) switch
    {
        (Idle, KeyPressed(Key.Digit0)) when now.Step is Idle => NextLanguage(now.Language),
        (Recognised or Scanning or Choosing, KeyPressed(Key.Digit0)) when now.Step is Recognised or Scanning or Choosing => NextLanguage(now.Language),
        (Idle or ForgottenCard, _) when now.Step is not Idle => policy.DefaultLanguage,
        _ => now.Language,
    };

    static Language NextLanguage(Language language) => language switch
    {
        Language.Japanese => Language.EasyJapanese,
        Language.EasyJapanese => Language.English,
        Language.English => Language.Japanese,
    };

    static ItemProblem ProblemOf(RefusalReason reason) => reason switch
    {
        RefusalReason.ItemUnknown => ItemProblem.Unknown,
        RefusalReason.ItemOnLoan => ItemProblem.OnLoan,
        RefusalReason.AlreadyYours => ItemProblem.AlreadyYours,
        RefusalReason.ItemOnHold => ItemProblem.OnHold,
        RefusalReason.InLibraryOnly => ItemProblem.InLibraryOnly,
        RefusalReason.LimitReached => ItemProblem.LimitReached,
        RefusalReason.PatronHasOverdue => ItemProblem.Overdue,
        RefusalReason.PatronBlocked or RefusalReason.NotRecognised or RefusalReason.ItemNotAvailable => ItemProblem.SeeStaff,
    };
}
