using Contract;
using Firmware.Dialogue;
using Firmware.Network;
using Firmware.Screens;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.Step;

namespace Firmware.Tests.Dialogue;

/// <summary>What holds at every station whatever patrons, staff, cards, doors and the bridge do: dialogues of random events, most of them likely ones.</summary>
public class StationInvariantTests
{
    const int Dialogues = 30_000, Events = 60;

    static readonly DateOnly Due = new(2026, 12, 6);
    static readonly Guid Other = new("0198c0de-0000-7000-8000-00000000ffff");

    [Fact]
    public void Whatever_happens_what_is_told_is_settled_the_gate_is_told_to_open_and_nobody_is_remembered()
    {
        int requests = 0, gates = 0, visits = 0, sessions = 0, returns = 0, renewals = 0, alarms = 0;
        Parallel.For(0, Dialogues, seed =>
        {
            var walk = new Walk(new Random(seed));
            walk.Go();
            Interlocked.Add(ref requests, walk.Requests);
            Interlocked.Add(ref gates, walk.Opened);
            Interlocked.Add(ref visits, walk.Visits);
            Interlocked.Add(ref sessions, walk.Sessions);
            Interlocked.Add(ref returns, walk.Returns);
            Interlocked.Add(ref renewals, walk.Renewals);
            Interlocked.Add(ref alarms, walk.Alarms);
        });
        Assert.All([requests, gates, visits, sessions, returns, renewals, alarms],
            count => Assert.True(count > Dialogues / 20, $"the dialogues did not get far: {requests} requests, {gates} openings, {visits} visits, {sessions} sessions, {returns} returns, {renewals} renewals, {alarms} alarms"));
    }

    [Fact]
    public void Every_step_has_an_answer_to_every_event_at_every_station_and_is_left_in_the_end()
    {
        var events = typeof(DialogueEvent).GetNestedTypes().ToHashSet();
        var seen = new HashSet<Type>();
        foreach (var (name, situation) in ScreenGallery.Samples)
        {
            foreach (var policy in Policies())
            {
                foreach (var happened in EveryEvent(situation.Step))
                {
                    seen.Add(happened.GetType());
                    foreach (var online in (bool[])[true, false])
                    {
                        var after = DialogueFlow.Next(situation with { Online = online }, happened, policy).Situation;
                        _ = DialogueFlow.LimitOf(after.Step);
                        Assert.False(after.Step is Serving && situation.Step is Idle or Goodbye or ForgottenCard or DoorAlarm, $"{name}: a session out of nothing");
                    }
                }
            }
            Assert.True(DialogueFlow.LimitOf(situation.Step) is not null || IsEndedByOthers(situation.Step), $"{name} is never left");
        }
        Assert.Equal(events, seen);
    }

    static bool IsEndedByOthers(Step step) => step is Idle or OutOfService or IRequesting { Pending: not null } or Registering { Settlement: not null } or Unlinking or SendingReceipt
        or CallingStaff { IsCalled: false } or SetupMenu { IsPaired: false } or Contacting or ShowingPairingCode or JoiningWifi or ChangingStation or Erasing;

    static IEnumerable<DialoguePolicy> Policies() =>
        from station in Enum.GetValues<Station>()
        from isBold in (bool[])[false, true]
        select new DialoguePolicy(isBold ? OfflineRule.Lend : OfflineRule.Stop, OfflineLimit: 2, Language.Japanese)
        {
            Station = station,
            Enrols = station == Station.Counter,
            TakesReturns = station == Station.Counter,
            TakesReturnsOffline = isBold,
            AsksCount = isBold,
            CallsStaff = isBold,
            OpensOffline = isBold,
            AllowsLastTry = isBold,
        };

    static IEnumerable<DialogueEvent> EveryEvent(Step at)
    {
        var tap = new CardEvidence.FelicaCard("01");
        var evidence = at is Reading { Asked: { } asked } ? asked : tap;
        var pending = (at as IRequesting)?.Pending;
        var request = pending?.Request ?? (at as Registering)?.Request ?? Other;
        var pass = (at as Serving)?.Session.Pass ?? "nobody";
        yield return new Started();
        yield return new CardArrived();
        yield return new CardsCollided();
        yield return new CardUnreadable();
        yield return new CardLeft();
        yield return new CardIdentified(tap);
        yield return new CardNotIdentified(CardProblem.OtherCard);
        yield return new CardBarred(CardBar.OldCard);
        foreach (var answer in Answers("p"))
        {
            yield return new WhoAnswered(evidence, answer);
            yield return new Answered(new MyLoans(pass), answer);
            yield return new Answered(new MyHolds(pass), answer);
            yield return new Answered(new WhatIsThis("A1"), answer);
        }
        yield return new WhoUnanswered(evidence);
        yield return new Unanswered(new MyLoans(pass));
        yield return new Unanswered(new MyHolds(pass));
        yield return new Unanswered(new WhatIsThis("A1"));
        yield return new ItemScanned(Other, "A1");
        yield return new PatronScanned("9000001");
        yield return new PhoneScanned("P1");
        yield return new OtherScanned(ItemProblem.PublishersBarcode);
        foreach (var key in Enum.GetValues<Key>())
        {
            yield return new KeyPressed(key);
        }
        yield return new KeyHeld(Key.Star);
        yield return new KeyHeld(Key.Hash);
        yield return new SetupButtonPressed();
        yield return new Wished(SiteWish.None with { IsClosed = true });
        yield return new Wished(SiteWish.None);
        yield return new RestartWanted();
        yield return new IdentifyWanted();
        yield return new BridgeScanned(new("https://192.168.100.20:8443"));
        yield return new PairingOffered(new("WDJB-MJHT", "https://library.example.lg.jp/pair", "4711-2048-0093"));
        yield return new PairingFailed(PairingFailure.Refused);
        yield return new PairedAs("sakura-main/counter-1", Station.Counter);
        yield return new NetworkRead([], WifiMeans.Ready);
        yield return new BridgesFound([new("Library", new("https://192.168.100.20:8443"))]);
        yield return new WifiScanned(WifiNetwork.TryParse("WIFI:S:Library;;", out var network, out _) ? network : throw new InvalidOperationException());
        yield return new WifiJoined();
        yield return new WifiFailed(WifiFailure.NotFound);
        yield return new StationChanged();
        yield return new StationNotChanged(StationFailure.Unreachable);
        yield return new PartsTested([new(Faults.Reader, Works: true)]);
        yield return new PinChanged(2);
        yield return new EnrolmentPrepared(new(3, 3));
        yield return new EnrolmentFailed(EnrolmentProblem.CardNotRead);
        yield return new PinAccepted(PinKind.Authentication);
        yield return new PinWrong(PinKind.Text, 2);
        yield return new PinNotTried(PinKind.Text, null);
        yield return new RecordsRead(Other, new("山○ ○○", "19○○年", "長野県白樺市○○"));
        yield return new HandOverFinished(request);
        yield return new Recorded(new UnlinkRequested("p"));
        yield return new Recorded(new ReceiptRequested("p"));
        yield return new Recorded(new StaffCalled());
        yield return new Recorded(new VisitCounted(VisitOutcome.Admitted));
        yield return new ReportGathered(new(0, null, 0, 0, null, 0, null, null, []));
        yield return new DoorChanged(true);
        yield return new DoorChanged(false);
        yield return new DoorStoodOpen();
        yield return new UpdateWaits();
        yield return new UpdateStands(40);
        yield return new UpdateStands(null);
        yield return new UpdateEnded();
        foreach (var outcome in Outcomes())
        {
            yield return new OutcomeArrived(request, outcome);
        }
        yield return new OutcomeLate(request, Due);
        yield return new Settled(request);
        yield return new Elapsed(at);
        yield return new LinkChanged(false);
        foreach (var fault in Enum.GetValues<Faults>())
        {
            yield return new FaultChanged(fault, true);
            yield return new FaultChanged(fault, false);
        }
    }

    static IEnumerable<Answer> Answers(string pass) =>
    [
        new PatronRecognised(pass, 1, 10, 0, 2), new CardUnknown(), new EnrolmentNeeded(EnrolmentCause.OtherChip), new CardNotValid(CardInvalidity.Expired), new PatronNotAllowed(),
        new StaffRecognised("s"), new AskFailed("E-02"), new LoansListed([new("A1", "t", Due, false, true)]), new HoldsListed([new("t", true, "A-1", Due, null)]),
        new ItemDescribed("t", ItemState.Available), new ItemUnknown(),
    ];

    static IEnumerable<Outcome> Outcomes() =>
    [
        new LoanGranted(Due, 2, 10), new LoanRefused(RefusalReason.ItemOnHold), new Renewed([new("A1", Due)], [new("A2", RenewalRefusal.OnHold)]), new RenewalRefused(RenewalRefusal.SeeStaff),
        new CheckinAccepted(CheckinRouting.Staff), new CheckinRefused(CheckinRefusal.NotOnLoan), new EnrolmentRefused(EnrolmentRefusal.CardRevoked),
    ];

    /// <summary>One dialogue, and what an onlooker knows of it: who is known, what is open in the journal, what was settled, how the door stands.</summary>
    sealed class Walk(Random random)
    {
        readonly DialoguePolicy _policy = Policies().ElementAt(random.Next(6)) with { Enrols = false };
        readonly List<DialogueEvent> _past = [];
        readonly HashSet<string> _lent = [], _returned = [];
        Situation _now = Situation.AtStart(Language.Japanese) with { Step = new Idle(), Online = true };
        (Guid Request, DeviceEvent Wanted)? _open;
        DeviceEvent? _settled;
        string? _pass;
        bool _alarm;
        int _people;

        public int Requests { get; private set; }
        public int Opened { get; private set; }
        public int Visits { get; private set; }
        public int Sessions { get; private set; }
        public int Returns { get; private set; }
        public int Renewals { get; private set; }
        public int Alarms { get; private set; }

        public void Go()
        {
            for (var i = 0; i < Events; i++)
            {
                Take(random.Next(100) < 75 ? Likely() : Any());
            }
            Leave();
        }

        void Take(DialogueEvent happened)
        {
            _past.Add(happened);
            var before = _now;
            (_now, var effects) = DialogueFlow.Next(before, happened, _policy);
            if (happened is WhoAnswered(_, PatronRecognised found) && before.Step is Reading && _now.Step is Serving)
            {
                Check(before.Step is Reading { Asked: { } asked } && asked == ((WhoAnswered)happened).Evidence, "the answer about somebody else's card");
                (_pass, Sessions) = (found.Pass, Sessions + 1);
                _lent.Clear();
            }
            foreach (var effect in effects)
            {
                Judge(effect, before, happened);
            }
            Check(effects.Count(effect => effect is Effect.OpenGate) <= 1, "two pulses for one visitor");
            Check(effects.OfType<Effect.OpenGate>().Any() == effects.Any(effect => effect is Effect.Record { What: VisitCounted { Outcome: VisitOutcome.Admitted or VisitOutcome.AdmittedOffline } }), "a visitor who was not counted, or a count without a visitor");
            JudgeStep(before.Step, happened);
        }

        void Judge(Effect effect, Situation before, DialogueEvent happened)
        {
            switch (effect)
            {
                case Effect.RequestChange(var request, var wanted):
                    Check(_open is null, "a second request while one is out");
                    Check(happened is ItemScanned or KeyPressed, "a request that nobody made");
                    Check(wanted is not LoanRequested || _now.Step is Serving { Session: var lender } && lender.May.HasFlag(Operations.Loan), "a loan for a card that may not");
                    Check(wanted is not RenewalRequested || _now is { Online: true, Step: Serving { Session: var renewer } } && renewer.May.HasFlag(Operations.Renew), "a renewal for a card that may not, or off-line");
                    Check(wanted is not CheckinRequested || _policy.TakesReturns && _now.Step is Returning, "a return where none are taken");
                    Check(wanted is not (LoanRequested or RenewalRequested) || BorrowerOf(wanted) is not Borrower.ByPass(var pass) || pass == _pass, "a request for somebody else");
                    _open = (request, wanted);
                    Requests++;
                    Renewals += wanted is RenewalRequested ? 1 : 0;
                    Returns += wanted is CheckinRequested ? 1 : 0;
                    break;
                case Effect.Settle(var settlement):
                    Check(_open is { } open && settlement.Settles == open.Request && _settled is null && Fits(open.Wanted, settlement), "what is settled is not what was requested, or twice");
                    _settled = settlement;
                    break;
                case Effect.OpenGate:
                    var isKnown = happened is WhoAnswered(var card, PatronRecognised { May: var may }) && before.Step is Reading { Asked: { } shown } && shown == card && may.HasFlag(Operations.Enter);
                    var isByRule = _policy.OpensOffline && (happened is WhoUnanswered || happened is CardIdentified or PatronScanned or PhoneScanned && !before.Online);
                    Check(_policy.Station == Station.Gate && (isKnown || isByRule), "the gate opened for nobody");
                    Opened++;
                    break;
                case Effect.Record(VisitCounted):
                    Check(_policy.Station == Station.Gate, "a visit where there is no gate");
                    Visits++;
                    break;
                case Effect.Record(DoorHeldOpen(var isOpen)):
                    Check(isOpen != _alarm, "the door was told of twice");
                    _alarm = isOpen;
                    Alarms += isOpen ? 1 : 0;
                    break;
                case Effect.Record(ReceiptRequested(var receipt)):
                    Check(receipt == _pass, "a receipt for somebody else");
                    break;
                case Effect.AskBridge(MyLoans(var asked)):
                    Check(asked == _pass && _now.Online, "a question for somebody else");
                    break;
            }
        }

        void JudgeStep(Step before, DialogueEvent happened)
        {
            var step = _now.Step;
            if (before is IRequesting { Pending: { } was } && (step as IRequesting)?.Pending?.Request != was.Request)
            {
                Check(happened is Settled && _settled?.Settles == was.Request, "a request was left without its end in the journal");
                Hear(was.Wanted, step);
                (_open, _settled) = (null, null);
            }
            Check((step as IRequesting)?.Pending is not null == _open is not null, "a request that nobody waits for, or a wait for nothing");
            if (step is Serving { Session: var session })
            {
                Check(session.Pass is null || session.Pass == _pass, "the session of somebody else");
                Check(session.Lent.All(item => _lent.Contains(item.Item)), "told as lent, and nothing was");
                Check(session.PickUp is null || session.PickUp.All(hold => hold.Title is null), "titles where none are shown");
            }
            if (step is Returning { Items: var items })
            {
                Check(items.All(_returned.Contains), "told as returned, and nothing was");
            }
            if (step is ShowingRenewals { Rows.IsEmpty: false } && before is not ShowingRenewals)
            {
                Check(before is ListingLoans && happened is Settled, "told as renewed, and nothing was");
            }
            if (step is Idle or DoorAlarm or ForgottenCard or Goodbye or OutOfService or Reading or Offline or Entering or NotAdmitted or Returning or StaffMenu)
            {
                Check(!_now.ToString().Contains("pass-", StringComparison.Ordinal), "somebody is remembered");
                (_pass, var isServed) = (null, step is Serving);
                Check(!isServed, "a session without a patron");
                if (step is Idle or DoorAlarm or ForgottenCard)
                {
                    _lent.Clear();
                    Check(!Firmware.Dialogue.Screens.For(_now, new ScreenSettings()).IsPersonal, "a personal screen after the session");
                }
                if (step is not Returning)
                {
                    _returned.Clear();
                }
            }
            Check((step is DoorAlarm) == (step is Idle or DoorAlarm && _alarm), "an alarm that nobody sees, or none that all do");
            Check(DialogueFlow.LimitOf(step) is not null || IsEndedByOthers(step), "a step that nothing ends");
        }

        /// <summary>What the patron may be told now.</summary>
        void Hear(DeviceEvent wanted, Step told)
        {
            switch (wanted, _settled)
            {
                case (LoanRequested loan, LoanTold { Outcome: LoanGranted } or LoanMadeOffline):
                    Check(_settled is not LoanMadeOffline || _policy is { Offline: OfflineRule.Lend, Station: Station.Counter }, "lent without the bridge where that is not done");
                    _lent.Add(loan.Item);
                    break;
                case (CheckinRequested checkin, CheckinTold { Outcome: CheckinAccepted } or CheckinMadeOffline):
                    Check(_settled is not CheckinMadeOffline || _policy.TakesReturnsOffline, "returned without the bridge where that is not done");
                    _returned.Add(checkin.Item);
                    break;
                case (RenewalRequested, RenewalTold { Outcome: Renewed }):
                    Check(told is ShowingRenewals { Problem: null }, "renewed, and not told so");
                    break;
                default:
                    Check(told is Refused or NotReturned or ShowingRenewals { Problem: not null } or OutOfService, "told as done what was not");
                    break;
            }
        }

        static bool Fits(DeviceEvent wanted, DeviceEvent settlement) => (wanted, settlement) switch
        {
            (LoanRequested, LoanTold or LoanMadeOffline or LoanWithdrawn) => true,
            (RenewalRequested, RenewalTold or RenewalWithdrawn) => true,
            (CheckinRequested, CheckinTold or CheckinMadeOffline or CheckinWithdrawn) => true,
            _ => false,
        };

        static Borrower? BorrowerOf(DeviceEvent wanted) => wanted switch
        {
            LoanRequested(var borrower, _) => borrower,
            RenewalRequested(var borrower, _) => borrower,
            _ => null,
        };

        /// <summary>Everybody goes, the door is closed, devices and bridge are well again: the appliance waits for the next.</summary>
        void Leave()
        {
            foreach (var fault in Enum.GetValues<Faults>())
            {
                Take(new FaultChanged(fault, IsFaulty: false));
            }
            Take(new CardLeft());
            Take(new DoorChanged(IsOpen: false));
            for (var i = 0; i < 20 && _now.Step is not Idle; i++)
            {
                Take(_now.Step switch
                {
                    IRequesting { Pending: { Settlement: null } pending } => new OutcomeLate(pending.Request, Due),
                    IRequesting { Pending: { } pending } => new Settled(pending.Request),
                    Unlinking => new Recorded(new UnlinkRequested("p")),
                    SendingReceipt => new Recorded(new ReceiptRequested("p")),
                    CallingStaff { IsCalled: false } => new Recorded(new StaffCalled()),
                    _ => new Elapsed(_now.Step),
                });
            }
            Check(_now.Step is Idle, "it never ended");
        }

        /// <summary>What patron, card and bridge would do next.</summary>
        DialogueEvent Likely() => _now.Step switch
        {
            Idle or DoorAlarm => One<DialogueEvent>(new CardArrived(), new CardArrived(), Pressed(Key.Digit1), new PatronScanned("9000001")),
            Reading { Asked: null } => new CardIdentified(new CardEvidence.FelicaCard($"{random.Next()}")),
            Reading { Asked: { } asked } => new WhoAnswered(asked, One<Answer>(Patron(), Patron(), Patron(), new CardUnknown(), new StaffRecognised("s"))),
            Recognised => One<DialogueEvent>(Pressed(Key.Digit1), Pressed(Key.Digit2), Pressed(Key.Digit3), Scanned()),
            AskingHolds or ListingHolds or Scanning { Session.PickUp: not null, Pending: null } when random.Next(3) == 0 => new Answered(new MyHolds(_pass ?? ""), Holds()),
            AskingLoans => new Answered(new MyLoans(_pass ?? ""), new LoansListed([.. Enumerable.Range(0, random.Next(7)).Select(n => new ListedLoan($"A{n}", "title", Due, false, true))])),
            IRequesting { Pending: { Settlement: null } pending } => One<DialogueEvent>(new OutcomeArrived(pending.Request, OutcomeOf(pending.Wanted)), new OutcomeArrived(pending.Request, OutcomeOf(pending.Wanted)), new OutcomeLate(pending.Request, Due)),
            IRequesting { Pending: { } pending } => new Settled(pending.Request),
            Scanning or ListingHolds or Returning or Refused or NotReturned => One<DialogueEvent>(Scanned(), Scanned(), Pressed(Key.Hash)),
            ListingLoans => One<DialogueEvent>(Pressed(Key.Hash), Pressed(Key.Digit1), Pressed(Key.Digit0), Scanned()),
            StatingCount => One<DialogueEvent>(Pressed(Key.Digit1), Pressed(Key.Hash)),
            Done => One<DialogueEvent>(Pressed(Key.Digit1), Pressed(Key.Digit2), Pressed(Key.Hash)),
            CallingStaff { IsCalled: false } => new Recorded(new StaffCalled()),
            SendingReceipt => new Recorded(new ReceiptRequested(_pass ?? "")),
            Unlinking => new Recorded(new UnlinkRequested(_pass ?? "")),
            Entering => One<DialogueEvent>(new CardLeft(), new DoorChanged(IsOpen: true), new Elapsed(_now.Step)),
            _ => One<DialogueEvent>(Pressed(Key.Hash), Pressed(Key.Digit9), new Elapsed(_now.Step)),
        };

        DialogueEvent Any() => random.Next(24) switch
        {
            0 => new CardLeft(),
            1 => new CardArrived(),
            2 => new CardsCollided(),
            3 or 4 or 5 => new Elapsed(_now.Step),
            6 => new Elapsed(new Idle()),
            7 or 8 => new LinkChanged(random.Next(3) > 0),
            9 => new FaultChanged(One(Faults.Panel, Faults.PinPad, Faults.Reader, Faults.Scanner, Faults.Door), IsFaulty: random.Next(2) == 0),
            10 => new KeyHeld(One(Key.Star, Key.Hash)),
            11 or 12 => Pressed(Key.Digit0 + random.Next(12)),
            13 => new OutcomeArrived(One(_open?.Request ?? Other, Other), One<Outcome>([.. Outcomes()])),
            14 => new Settled(One(_open?.Request ?? Other, Other)),
            15 => new OutcomeLate(One(_open?.Request ?? Other, Other), Due),
            16 => Scanned(),
            17 => One<DialogueEvent>(new PhoneScanned("P1"), new OtherScanned(ItemProblem.NotRead), new PatronScanned("9000001")),
            18 => new DoorChanged(random.Next(2) == 0),
            19 => new DoorStoodOpen(),
            20 => One<DialogueEvent>(new WhoUnanswered(_now.Step is Reading { Asked: { } asked } ? asked : new CardEvidence.FelicaCard("00")), new WhoAnswered(new CardEvidence.FelicaCard("00"), Patron())),
            21 => One<DialogueEvent>(new Answered(new MyHolds("pass-of-earlier"), Holds()), new Answered(new MyHolds(_pass ?? ""), Holds()), new Unanswered(new MyLoans(_pass ?? ""))),
            22 => new Recorded(One<DeviceEvent>(new StaffCalled(), new VisitCounted(VisitOutcome.Refused), new DoorHeldOpen(IsOpen: true))),
            _ => One<DialogueEvent>(new CardUnreadable(), new ReportGathered(new(0, null, 0, 0, null, 0, null, null, [])), new CardIdentified(new CardEvidence.FelicaCard("00"))),
        };

        PatronRecognised Patron() => new($"pass-{++_people}", 1, 10, 0, 1, random.Next(3) > 0 ? Operations.All : (Operations)random.Next(32), HasMail: random.Next(2) == 0);

        HoldsListed Holds() => new([.. Enumerable.Range(0, random.Next(4)).Select(n => new ListedHold("title", random.Next(3) > 0, $"A-{n}", Due, null))]);

        ItemScanned Scanned() => new ItemScanned(NewId(), $"A{random.Next(6)}");

        KeyPressed Pressed(Key key) => new KeyPressed(key) { Request = NewId() };

        Outcome OutcomeOf(DeviceEvent wanted) => wanted switch
        {
            LoanRequested => One<Outcome>(new LoanGranted(Due, 2, 10), new LoanRefused(RefusalReason.PatronBlocked)),
            RenewalRequested => One<Outcome>(new Renewed([new("A1", Due)], [new("A2", RenewalRefusal.OnHold)]), new RenewalRefused(RenewalRefusal.SeeStaff)),
            _ => One<Outcome>(new CheckinAccepted(CheckinRouting.HoldShelf), new CheckinRefused(CheckinRefusal.ItemUnknown)),
        };

        T One<T>(params ReadOnlySpan<T> of) => of[random.Next(of.Length)];

        Guid NewId()
        {
            Span<byte> bytes = stackalloc byte[16];
            random.NextBytes(bytes);
            return new Guid(bytes);
        }

        void Check(bool holds, string problem)
        {
            if (!holds)
            {
                Assert.Fail($"{problem}: {_policy.Station}, {_now.Step} after {string.Join(", ", _past.TakeLast(12))}");
            }
        }
    }
}
