using System.Collections.Immutable;
using Contract;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.Effect;
using static Firmware.Dialogue.Step;

namespace Firmware.Dialogue;

/// <summary>What a turn of the dialogue leaves: where it stands, and what is to be done.</summary>
public sealed record Turn(Situation Situation, ImmutableArray<Effect> Effects);

/// <summary>The dialogue with a patron, as one pure function. The tables here and in the flows it calls are the specification.</summary>
public static class DialogueFlow
{
    /// <summary>Library cards have 8 to 14 digits.</summary>
    const int LongestNumber = 16;

    public static Turn Next(Situation now, DialogueEvent happened, DialoguePolicy policy)
    {
        var after = Notice(now, happened);
        var (step, effects) = IsOutOfService(after.Faults, policy) && after.Step is not (Starting or OutOfService or SettingUp or Updating) && !IsSettling(after.Step)
            ? Enter(new OutOfService())
            : Advance(after, happened, policy);
        effects = EnrolmentFlow.Tidy(after.Step, step, effects);
        effects = GateFlow.Tidy(now, after, step, policy, effects);
        effects = after.IsRestartWanted && step is (Idle or OutOfService) ? [.. effects, new Restart()] : effects;
        var language = LanguageAfter(after, step, happened, policy);
        return new(after with { Step = step, Language = language }, language != after.Language && happened is KeyPressed(Key.Digit0) ? [.. effects, new Play(Cue.LanguageChanged)] : effects);
    }

    /// <summary>How long a step may stand before <see cref="Elapsed"/>; null when something else is bound to end it.</summary>
    public static TimeSpan? LimitOf(Step step) => step switch
    {
        Starting => TimeSpan.FromSeconds(60),
        Idle or OutOfService => null,
        IRequesting { Pending: not null } => null,   // OutcomeLate or Settled ends it
        Unlinking or SendingReceipt or CallingStaff { IsCalled: false } => null,   // Recorded ends it
        Enrolling enrolling => EnrolmentFlow.LimitOf(enrolling),
        SettingUp settingUp => SetupFlow.LimitOf(settingUp),
        Serving serving => SessionFlow.LimitOf(serving),
        Reading { Asked: null } => TimeSpan.FromSeconds(5),
        Reading => TimeSpan.FromSeconds(20),
        RemovedEarly => TimeSpan.FromSeconds(15),
        ServiceError or NotEnrolled => TimeSpan.FromSeconds(15),
        Barred => TimeSpan.FromSeconds(20),
        TypingNumber or Returning => TimeSpan.FromSeconds(30),
        NotAllowed or NotReturned or CallingStaff => TimeSpan.FromSeconds(10),
        Unreadable or NotKnown or Offline or NotAdmitted => TimeSpan.FromSeconds(8),
        StaffMenu => TimeSpan.FromSeconds(60),
        Updating => TimeSpan.FromMinutes(15),
        Identifying => TimeSpan.FromSeconds(10),
        Entering => TimeSpan.FromSeconds(4),
        ForgottenCard or DoorAlarm => TimeSpan.FromSeconds(10),   // and sounds again
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
        Wished(var wish) => now with { Wish = wish },
        BridgesFound(var bridges) => now with { Bridges = bridges },
        RestartWanted => now with { IsRestartWanted = true },
        DoorChanged(false) => now with { Door = Door.Closed },
        DoorChanged(true) when now.Door == Door.Closed => now with { Door = Door.Open },
        DoorStoodOpen when now.Door == Door.Open => now with { Door = Door.HeldOpen },
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
        (var step, KeyPressed(Key.Digit9)) when policy.CallsStaff && MayCallStaff(step) => StaffFlow.Call(step, policy),
        (Idle or OutOfService, IdentifyWanted) => Enter(new Identifying()),
        (_, IdentifyWanted) => Stay(now, new Play(Cue.Attention)),   // and no patron's screen goes away for it
        (Enrolling, _) => EnrolmentFlow.Advance(now, happened, policy),
        (Serving, _) => SessionFlow.Advance(now, happened, policy),
        (Returning or NotReturned, _) => ReturnFlow.Advance(now, happened, policy),
        (StaffMenu or CallingStaff, _) => StaffFlow.Advance(now, happened),
        (SettingUp, _) => SetupFlow.Advance(now, happened),

        // Before anybody comes
        (Starting, Started or Elapsed) when policy.Duty != Duty.ServePatrons => Enter(new SetupMenu(policy.Duty == Duty.SetUpPaired)),
        (Starting, Started) => IsOutOfService(now.Faults, policy) ? Enter(new OutOfService()) : Rest(now),
        (Starting, Elapsed(Starting)) => Enter(new OutOfService()),
        (Idle or OutOfService, SetupButtonPressed) when !now.Online => Stay(now, new OpenSetup()),   // without the bridge nobody can say whose card it is; the lid has a lock
        (OutOfService, FaultChanged or Wished) when !IsOutOfService(now.Faults, policy) && !now.Wish.IsClosed => AfterSession(now),
        (Idle, Wished { Wish.IsClosed: true }) => Enter(new OutOfService()),
        (Identifying, CardArrived or Elapsed or KeyPressed) => Rest(now),
        (Idle, DoorStoodOpen) when now.Door == Door.HeldOpen => Rest(now),
        (DoorAlarm, DoorChanged(false)) => Rest(now),
        (DoorAlarm, Elapsed) => Stay(now, new Play(Cue.DoorAlarm)),
        (Idle or DoorAlarm, KeyPressed(Key.Digit1)) when policy.TakesReturns => ReturnFlow.Begin(now, policy),

        // New software
        (Idle or OutOfService, UpdateWaits) => Enter(new Updating(0), new BeginUpdate()),
        (Updating, UpdateStands(var percent)) => Enter(new Updating(percent)),
        (Updating, UpdateEnded) => IsOutOfService(now.Faults, policy) ? Enter(new OutOfService()) : AfterSession(now),
        (Updating, Elapsed) => Enter(new OutOfService()),   // and the restart, or somebody, ends that

        // A card is put on the reader
        (Idle or DoorAlarm or TypingNumber or RemovedEarly or Goodbye or Entering, CardArrived) => Read(now, policy),
        (Unreadable or NotKnown or NotAdmitted or Barred or NotEnrolled or ServiceError or Offline, CardArrived) when policy.Station == Station.Gate => Read(now, policy),   // the next in the queue
        (Idle or DoorAlarm or TypingNumber or RemovedEarly, CardsCollided) => Enter(new Unreadable(CardProblem.SeveralCards)),
        (Idle or DoorAlarm or TypingNumber or RemovedEarly, CardUnreadable) => Enter(new Unreadable(CardProblem.NotRead)),
        (Idle or DoorAlarm or TypingNumber, PatronScanned(var number)) => Show(now, policy, new CardEvidence.LibraryCard(number)),
        (Idle or DoorAlarm or TypingNumber, PhoneScanned(var code)) => Show(now, policy, new CardEvidence.PhoneBarcode(code)),
        (Idle or DoorAlarm or TypingNumber, ItemScanned or OtherScanned) => Stay(now, new Play(Cue.Failure)),   // first the card

        // Its number is typed
        (Idle or DoorAlarm, KeyPressed(Key.Hash)) when policy is { TakesTypedNumbers: true, Station: not Station.Gate } => Enter(new TypingNumber()),
        (TypingNumber(var digits), KeyPressed(>= Key.Digit0 and <= Key.Digit9 and var digit)) =>
            Enter(new TypingNumber(digits.Length < LongestNumber ? digits + DigitOf(digit) : digits)),
        (TypingNumber(""), KeyPressed(Key.Star)) => Rest(now),
        (TypingNumber(var digits), KeyPressed(Key.Star)) => Enter(new TypingNumber(digits[..^1])),
        (TypingNumber(""), KeyPressed(Key.Hash)) => Stay(now, new Play(Cue.Failure)),
        (TypingNumber(var digits), KeyPressed(Key.Hash)) => Show(now, policy, new CardEvidence.LibraryCard(digits)),
        (TypingNumber, KeyHeld(Key.Star) or Elapsed) => AfterSession(now),

        // It is being read
        (Reading { Asked: null }, CardIdentified(var evidence)) => Identified(now, policy, evidence),
        (Reading { Asked: null }, CardNotIdentified(var problem)) => Enter(new Unreadable(problem)),
        (Reading { Asked: null }, CardBarred(var bar)) => Enter(new Barred(bar)),
        (Reading { Asked: null }, CardLeft) => Enter(new RemovedEarly()),
        (Reading { Asked: null }, CardsCollided) => Enter(new Unreadable(CardProblem.SeveralCards)),
        (Reading { Asked: null }, Elapsed) => Enter(new Unreadable(CardProblem.NotRead)),
        (Reading, WhoAnswered(var card, _)) when !IsAbout(now.Step, card) => Stay(now),   // an earlier patron's
        (Reading, WhoUnanswered(var card)) when !IsAbout(now.Step, card) => Stay(now),
        (Reading, WhoAnswered(var card, PatronRecognised found)) => Welcome(now, policy, SessionOf(found, KindOf(card))),
        (Reading, WhoAnswered(_, StaffRecognised(var name))) => Enter(new StaffMenu(name), new GatherReport()),
        (Reading, WhoAnswered(CardEvidence.MyNumberTap, CardUnknown)) => EnrolmentFlow.Begin(now, policy, new NotKnown(), new Choosing()),
        (Reading, WhoAnswered(_, CardUnknown)) => Enter(new NotKnown()),
        (Reading, WhoAnswered(_, EnrolmentNeeded(var cause))) =>
            EnrolmentFlow.Begin(now, policy, new NotEnrolled(EnrolmentProblem.NotHere), new Consenting(new Purpose.Renew(cause))),
        (Reading, WhoAnswered(_, CardNotValid(CardInvalidity.Expired))) => Enter(new Barred(CardBar.CertificateExpired)),
        (Reading, WhoAnswered(_, CardNotValid)) => Enter(new Barred(CardBar.CertificateRevoked)),
        (Reading, WhoAnswered(_, PatronNotAllowed)) => NotHere(policy),
        (Reading, WhoAnswered(_, AskFailed(var code))) => Enter(new ServiceError(code)),
        (Reading, WhoUnanswered(var evidence)) => WithoutAnswer(policy, evidence),
        (Reading, Elapsed) => Enter(new ServiceError("E-01")),

        // It is over
        (Goodbye, Elapsed(Goodbye)) => AfterSession(now),
        (Goodbye, KeyPressed(Key.Digit0)) => AfterSession(now),
        (ForgottenCard, CardLeft) => Rest(now),
        (ForgottenCard, Elapsed(ForgottenCard)) => Stay(now, new Play(Cue.Attention)),
        (RemovedEarly, Elapsed(RemovedEarly) or KeyPressed(Key.Star)) => Rest(now),
        (Unreadable or NotKnown or NotAllowed or NotAdmitted or NotEnrolled or Barred or ServiceError or Offline, Elapsed or KeyPressed(Key.Star or Key.Hash)) => AfterSession(now),
        (Entering, Elapsed) => AfterSession(now),

        _ => Stay(now),   // out of turn: a late answer, a second card, a key that means nothing here
    };

    /// <summary>A card lies on the reader: it is asked who it is, unless nobody could say what follows from that.</summary>
    internal static (Step, ImmutableArray<Effect>) Read(Situation now, DialoguePolicy policy) => IsShut(now, policy)
        ? Enter(new Offline())
        : Enter(new Reading(Asked: null), new Play(Cue.CardSeen), new IdentifyCard());

    /// <summary>A number was scanned or typed, without a card on the reader.</summary>
    static (Step, ImmutableArray<Effect>) Show(Situation now, DialoguePolicy policy, CardEvidence evidence)
    {
        var (step, effects) = IsShut(now, policy) ? Enter(new Offline()) : Identified(now, policy, evidence);
        return (step, step is Reading ? [new Play(Cue.CardSeen), .. effects] : effects);
    }

    /// <summary>The bridge is away and this station does nothing without it.</summary>
    static bool IsShut(Situation now, DialoguePolicy policy) => !now.Online && policy.Station switch
    {
        Station.Counter => policy.Offline == OfflineRule.Stop,
        Station.HoldShelf => true,   // what is held, only the bridge knows
        Station.Gate => !policy.OpensOffline,
    };

    static (Step, ImmutableArray<Effect>) Identified(Situation now, DialoguePolicy policy, CardEvidence evidence) =>
        policy is { Station: Station.Gate, OpensOffline: true } && !now.Online
            ? GateFlow.Open(isOffline: true)   // nobody waits at a gate for an answer that cannot come
            : Enter(new Reading(evidence), new AskWho(evidence));

    static bool IsAbout(Step step, CardEvidence evidence) => step is Reading { Asked: { } asked } && asked == evidence;

    /// <summary>The bridge knows the patron; each station begins with what it is for.</summary>
    static (Step, ImmutableArray<Effect>) Welcome(Situation now, DialoguePolicy policy, Session found)
    {
        var session = found with { May = found.May & policy.Offers };
        return policy.Station switch
        {
            Station.Counter => Enter(new Recognised(session)),
            Station.HoldShelf => session.May.HasFlag(Operations.Holds) ? ListFlow.AskHolds(now, session, policy) : NotHere(policy),
            Station.Gate => session.May.HasFlag(Operations.Enter) ? GateFlow.Open(isOffline: false) : NotHere(policy),
        };
    }

    static (Step, ImmutableArray<Effect>) WithoutAnswer(DialoguePolicy policy, CardEvidence evidence) => policy switch
    {
        { Station: Station.Counter, Offline: OfflineRule.Lend } => Enter(new Recognised(
            new Session(new Borrower.ByCard(evidence), Account: null, []) { Card = KindOf(evidence), May = policy.OfflineMay & policy.Offers })),
        { Station: Station.Gate, OpensOffline: true } => GateFlow.Open(isOffline: true),
        _ => Enter(new Offline()),
    };

    /// <summary>The patron is known and may not; why is for staff.</summary>
    static (Step, ImmutableArray<Effect>) NotHere(DialoguePolicy policy) => policy.Station == Station.Gate ? Enter(new NotAdmitted()) : Enter(new NotAllowed());

    internal static (Step, ImmutableArray<Effect>) AfterSession(Situation now) => now.CardInField ? Enter(new ForgottenCard()) : Rest(now);

    /// <summary>Nobody is here.</summary>
    static (Step, ImmutableArray<Effect>) Rest(Situation now) => now.Wish.IsClosed ? Enter(new OutOfService()) : now.Door == Door.HeldOpen ? Enter(new DoorAlarm()) : Enter(new Idle());

    internal static Session SessionOf(PatronRecognised found, PatronCard card) =>
        new(new Borrower.ByPass(found.Pass), new Account(found.OnLoan, found.Limit, found.Overdue, found.HoldsReady), []) { Card = card, May = found.May, HasMail = found.HasMail };

    static PatronCard KindOf(CardEvidence evidence) => evidence switch
    {
        CardEvidence.MyNumberTap => PatronCard.MyNumber,
        CardEvidence.FelicaCard => PatronCard.Felica,
        CardEvidence.MifareCard => PatronCard.Mifare,
        CardEvidence.PhoneBarcode => PatronCard.Phone,
        _ => PatronCard.LibraryCard,
    };

    internal static char DigitOf(Key digit) => (char)('0' + (digit - Key.Digit0));

    /// <summary>Enters a step with the light and sound that go with it.</summary>
    internal static (Step, ImmutableArray<Effect>) Enter(Step step, params ImmutableArray<Effect> more) => (step, [.. SignalsOf(step), .. more]);

    internal static (Step, ImmutableArray<Effect>) Stay(Situation now, params ImmutableArray<Effect> effects) => (now.Step, effects);

    static ImmutableArray<Effect> SignalsOf(Step step) => step switch
    {
        Idle => [new Show(Light.Ready)],
        Updating or Reading or Unlinking or SendingReceipt or AskingHolds or AskingLoans or CallingStaff { IsCalled: false } => [new Show(Light.Busy)],
        Recognised { Session.Account.HoldsReady: > 0 } or ListingHolds { Holds.IsEmpty: false } => [new Show(Light.Success), new Play(Cue.HoldReady)],
        Recognised or Done or CallingStaff => [new Show(Light.Success), new Play(Cue.Success)],
        Entering => [new Show(Light.Success), new Play(Cue.GateOpen)],
        NotAdmitted => [new Show(Light.Failure), new Play(Cue.GateRefused)],
        RemovedEarly => [new Show(Light.Failure), new Play(Cue.TooEarly)],
        Enrolling enrolling => EnrolmentFlow.SignalsOf(enrolling),
        SettingUp settingUp => SetupFlow.SignalsOf(settingUp),
        ShowingRenewals { Problem: null } shown when shown.Rows.Any(row => row.Problem is null) => [new Show(Light.Success), new Play(Cue.Success)],
        Refused or CountDiffers or ShowingRenewals or NotNow or NotReturned or Unreadable or NotKnown or NotEnrolled or Barred or ServiceError or NotAllowed or Offline =>
            [new Show(Light.Failure), new Play(Cue.Failure)],
        Serving or TypingNumber or Returning or StaffMenu => [new Show(Light.Ready)],
        ForgottenCard => [new Show(Light.Attention), new Play(Cue.Attention)],
        Identifying => [new Show(Light.Attention), new Play(Cue.Attention)],
        DoorAlarm => [new Show(Light.Attention), new Play(Cue.DoorAlarm)],
        OutOfService => [new Show(Light.Attention)],
        Starting or Goodbye => [new Show(Light.Off)],
        _ => [],
    };

    static bool IsOutOfService(Faults faults, DialoguePolicy policy) => (faults & policy.Needs) != 0;

    /// <summary>Something is on its way into the journal or to the library: its end comes first, so that patron and library do not differ.</summary>
    static bool IsSettling(Step step) =>
        step is IRequesting { Pending: not null } or Unlinking or SendingReceipt or CallingStaff { IsCalled: false } || EnrolmentFlow.IsSettling(step);

    static Language LanguageAfter(Situation now, Step step, DialogueEvent happened, DialoguePolicy policy) => (step, happened) switch
    {
        (_, KeyPressed(Key.Digit0)) when HasLanguageKey(now.Step) && step.GetType() == now.Step.GetType() => NextLanguage(now.Language, now.Wish.Languages.IsEmpty ? policy.Languages : now.Wish.Languages),
        (Idle or DoorAlarm or ForgottenCard, _) when now.Step is not (Idle or DoorAlarm) => now.Wish.Languages.IsEmpty ? policy.DefaultLanguage : now.Wish.Languages[0],
        _ => now.Language,
    };

    /// <summary>Whether 0 changes the language here; elsewhere it is a digit, a page, or nothing.</summary>
    public static bool HasLanguageKey(Step step) => step is Idle or DoorAlarm or Choosing or Recognised or Scanning or Done or NotNow or Returning
        or SettingUp and not (TypingAddress or Contacting or JoiningWifi or ChangingStation or ConfirmingErase or Erasing or ShowingNetwork { IsRead: false } or TestingItself { Parts.IsEmpty: true })
        || step is IPaged list && Listing.Pages(list.Length) == 1;

    static Language NextLanguage(Language language, IReadOnlyList<Language> languages)
    {
        var next = languages.TakeWhile(other => other != language).Count() + 1;
        return languages.Count == 0 ? language : languages[next < languages.Count ? next : 0];
    }
}
