using Contract;
using Firmware.Dialogue;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.Step;

namespace Firmware.Tests.Dialogue;

/// <summary>What holds whatever patrons, cards, bridge and devices do: a hundred thousand dialogues of random events, most of them likely ones.</summary>
public class EnrolmentInvariantTests
{
    const int Dialogues = 100_000, Events = 40;

    static readonly MaskedPerson Masked = new("山○ ○○", "19○○年", "長野県白樺市○○");
    static readonly CardEvidence Tap = new CardEvidence.MyNumberTap("0123", DateTimeOffset.UnixEpoch, new byte[32], new byte[256]);
    static readonly CardEvidence.LibraryCard Library = new("9000123");
    static readonly PatronRecognised Known = new("pass", 0, 10, 0, 0);
    static readonly HandOver Page = new("https://library.example.lg.jp/h/1", "4821", DateTimeOffset.UnixEpoch);
    static readonly Guid Other = new("0198c0de-0000-7000-8000-00000000ffff");

    [Fact]
    public void Whatever_happens_a_try_is_a_press_a_registration_was_agreed_to_and_what_is_told_is_true()
    {
        var (tries, requests) = (0, 0);
        Parallel.For(0, Dialogues, seed =>
        {
            var walk = new Walk(new Random(seed));
            walk.Go();
            Interlocked.Add(ref tries, walk.Tries);
            Interlocked.Add(ref requests, walk.Requests);
        });
        Assert.True(tries > Dialogues / 10 && requests > Dialogues / 50, $"the dialogues did not get far: {tries} tries, {requests} requests");
    }

    /// <summary>One dialogue, and what an onlooker knows of it: what was pressed, what the card told, what is in the journal.</summary>
    sealed class Walk(Random random)
    {
        readonly DialoguePolicy _policy = new(random.Next(2) == 0 ? OfflineRule.Stop : OfflineRule.Lend, OfflineLimit: 2, Language.Japanese) { AllowsLastTry = random.Next(2) == 0 };
        readonly List<DialogueEvent> _past = [];
        Situation _now = Situation.AtStart(Language.Japanese) with { Step = new Idle(), Online = true };
        PadUse _pad = PadUse.Dialogue;
        TriesLeft _told;
        bool _isChecking, _hasConsent, _holdsDraft, _saidYes;
        Guid? _read, _requested, _settling;
        DeviceEvent? _settlement;

        public int Tries { get; private set; }
        public int Requests { get; private set; }

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
            Hear(before.Step, happened);
            foreach (var effect in effects)
            {
                Judge(effect, before.Step, happened);
            }
            JudgeStep(before.Step, happened);
        }

        /// <summary>What the event itself says.</summary>
        void Hear(Step before, DialogueEvent happened)
        {
            switch (before, happened)
            {
                case (Preparing, EnrolmentPrepared(var left)): _told = left; break;
                case (CheckingPin at, PinWrong(var pin, var left)) when pin == at.Pin: _told = _told.With(pin, left); break;
                case (CheckingPin at, PinNotTried(var pin, { } left)) when pin == at.Pin: _told = _told.With(pin, left); break;
                case (ReadingRecords, RecordsRead(var request, _)): _read = request; break;
                case (CheckingDetails, KeyPressed(Key.Hash)): _saidYes = true; break;
            }
            if (before is CheckingPin && happened is PinAccepted or PinWrong or PinNotTried or EnrolmentFailed or CardBarred || _now.Step is not CheckingPin)
            {
                _isChecking = false;
            }
        }

        void Judge(Effect effect, Step before, DialogueEvent happened)
        {
            switch (effect)
            {
                case Effect.VerifyPin verify:
                    Check(!_isChecking, "a second try for one press");
                    Check((before, happened) is (EnteringPin { Count: 4, IsLastTry: false }, KeyPressed(Key.Hash)) or (EnteringPin { Count: 4, IsLastTry: true }, KeyHeld(Key.Hash))
                        or (AskingSameNumber { IsFresh: false }, KeyPressed(Key.Hash)), "a try without a press for it");
                    Check(verify.Left == _told.Of(verify.Pin) && verify.Left > 0, "tries that the card did not tell");
                    Check(verify.Left > 1 || _policy.AllowsLastTry, "the last try");
                    Check(before is not AskingSameNumber || verify is { Pin: PinKind.Text, Left: TriesLeft.Full }, "the same number where a try was gone");
                    _isChecking = true;
                    Tries++;
                    break;
                case Effect.PrepareEnrolment:
                    Check((before, happened) is (Consenting, KeyPressed(Key.Hash)), "the card was read without consent");
                    Check(_now.Online && !_now.Faults.HasFlag(Faults.Panel) && !_now.Faults.HasFlag(Faults.PinPad), "an enrolment where none can be");
                    (_hasConsent, _holdsDraft, _saidYes, _read) = (true, true, false, null);
                    break;
                case Effect.RequestEnrolment request:
                    Check(_hasConsent && _holdsDraft && request.Request == _read, "a request without consent, or for what was not read");
                    Check(request.Purpose is not Purpose.Register || _saidYes, "a registration of details that nobody confirmed");
                    Check(_now.Online, "a registration off-line");
                    (_requested, _settlement) = (request.Request, null);
                    Requests++;
                    break;
                case Effect.Settle(var settlement and (EnrolmentTold or EnrolmentWithdrawn)):
                    Check(settlement.Settles == _requested && _settling is null, "what is settled is not what was requested, or twice");
                    (_settling, _settlement) = (settlement.Settles, settlement);
                    break;
                case Effect.ForgetEnrolment:
                    _holdsDraft = false;
                    break;
                case Effect.UsePad(var use, _):
                    _pad = use;
                    break;
            }
        }

        void JudgeStep(Step before, DialogueEvent happened)
        {
            var step = _now.Step;
            var isEnrolling = step is Preparing or EnteringPin or OfferingLastTry or CheckingPin or AskingSameNumber or ReadingRecords or CheckingDetails or EnteringPhone or Registering;
            Check(isEnrolling == _holdsDraft, "what was read or typed outlives its enrolment, or is gone too soon");
            Check(_pad == (step is EnteringPin ? PadUse.Pin : isEnrolling && step is not (CheckingDetails or EnteringPhone or Registering) ? PadUse.Nobody : PadUse.Dialogue), $"the pad is for {_pad}");
            Check(step is CheckingPin || !_isChecking, "a try whose outcome nobody waits for");
            if (before is Registering && step is not Registering)
            {
                Check(happened is Settled && _settling == _requested, "a request was left without its end in the journal");
                var isTrue = _settlement is EnrolmentTold { Outcome: Enrolled or EnrolmentAwaitsStaff } ? step is HandingOver or Admitted : step is NotEnrolled;
                Check(isTrue, "what is told is not what the journal says");
                (_requested, _settling) = (null, null);
            }
            Check(before is Registering or HandingOver || step is not Admitted || before is Admitted, "told as registered, and nothing was");
            Check(step is not (NotEnrolled or RemovedEarly { WasEnrolling: true } or Goodbye { Farewell: Farewell.NothingRegistered }) || _requested is null, "told as not registered, and a request is out");
            if (step is Idle or ForgottenCard or OutOfService or Starting)
            {
                Check(!Firmware.Dialogue.Screens.For(_now, new ScreenSettings()).IsPersonal, "a personal screen after the session");
            }
            if (DialogueFlow.LimitOf(step) is null)
            {
                Check(step is Idle or OutOfService or Scanning { Pending: not null } or Registering { Settlement: not null } or Unlinking, "a step that nothing ends");
            }
        }

        /// <summary>Everybody goes, and devices and bridge are well again: the appliance waits for the next.</summary>
        void Leave()
        {
            foreach (var fault in Enum.GetValues<Faults>())
            {
                Take(new FaultChanged(fault, IsFaulty: false));
            }
            Take(new CardLeft());
            for (var i = 0; i < 20 && _now.Step is not Idle; i++)
            {
                Take(_now.Step switch
                {
                    Registering { Settlement: not null } at => new Settled(at.Request),
                    Scanning { Pending: { Settlement: null } pending } => new OutcomeLate(pending.Request, default),
                    Scanning { Pending: { } pending } => new Settled(pending.Request),
                    Unlinking => new Recorded(new UnlinkRequested("pass")),
                    _ => new Elapsed(_now.Step),
                });
            }
            Check(_now.Step is Idle, "it never ended");
        }

        /// <summary>What patron, card and bridge would do next.</summary>
        DialogueEvent Likely() => _now.Step switch
        {
            Idle => One<DialogueEvent>(new CardArrived(), new CardArrived(), new CardArrived(), new KeyPressed(Key.Hash)),
            Reading { Asked: null } => new CardIdentified(Tap),
            Reading { Asked: { } asked } => new WhoAnswered(asked, One<Answer>(new CardUnknown(), new CardUnknown(), new EnrolmentNeeded(EnrolmentCause.OtherChip), Known)),
            Choosing => new KeyPressed(One(Key.Digit1, Key.Digit1, Key.Digit2, Key.Digit3)),
            ScanningLibraryCard => new PatronScanned(Library.Number),
            AskingLibraryCard => new WhoAnswered(Library, Known),
            Preparing => new EnrolmentPrepared(new(random.Next(0, 4), random.Next(0, 4))),
            EnteringPin { Count: < 4 } at => new PinChanged(at.Count + 1),
            EnteringPin { IsLastTry: true } => One<DialogueEvent>(new KeyHeld(Key.Hash), new KeyPressed(Key.Hash)),
            CheckingPin at => One<DialogueEvent>(new PinAccepted(at.Pin), new PinAccepted(at.Pin), new PinWrong(at.Pin, at.Left.Of(at.Pin) - 1), new PinNotTried(at.Pin, random.Next(0, 4))),
            AskingSameNumber { IsFresh: true } at => new Elapsed(at),
            ReadingRecords => new RecordsRead(NewId(), Masked),
            EnteringPhone => new KeyPressed(One(Key.Star, Key.Digit0, Key.Hash)),
            Registering { Settlement: null } at => new OutcomeArrived(at.Request, Outcome()),
            Registering at => new Settled(at.Request),
            HandingOver at => new HandOverFinished(at.Request),
            Unlinking => new Recorded(new UnlinkRequested("pass")),
            _ => new KeyPressed(Key.Hash),
        };

        DialogueEvent Any()
        {
            var request = _now.Step is Registering at ? at.Request : Other;
            var pin = One(PinKind.Authentication, PinKind.Text);
            return random.Next(28) switch
            {
                0 => new CardLeft(),
                1 => new CardArrived(),
                2 => new CardsCollided(),
                3 or 4 => new Elapsed(_now.Step),
                5 => new Elapsed(new Idle()),
                6 => new LinkChanged(random.Next(3) > 0),
                7 => new FaultChanged(One(Faults.Panel, Faults.PinPad, Faults.Reader, Faults.Scanner), IsFaulty: random.Next(2) == 0),
                8 => new KeyHeld(Key.Star),
                9 => new KeyHeld(Key.Hash),
                10 or 11 => new KeyPressed(Key.Star),
                12 or 13 => new KeyPressed(Key.Hash),
                14 when _pad == PadUse.Dialogue => new KeyPressed(Key.Digit0 + random.Next(10)),
                15 => new PinChanged(random.Next(5)),
                16 => new PinAccepted(pin),
                17 => new PinWrong(pin, random.Next(3)),
                18 => new PinNotTried(pin, random.Next(2) == 0 ? null : random.Next(4)),
                19 => new RecordsRead(NewId(), Masked),
                20 => new OutcomeArrived(One(request, Other), Outcome()),
                21 => new Settled(One(request, Other)),
                22 => new EnrolmentPrepared(new(random.Next(0, 4), random.Next(0, 4))),
                23 => new EnrolmentFailed(EnrolmentProblem.CardNotRead),
                24 => new CardBarred(CardBar.RecordsNotGenuine),
                25 => new WhoUnanswered(One<CardEvidence>(Tap, Library)),
                26 => One<DialogueEvent>(new ItemScanned(NewId(), "A1"), new PatronScanned(Library.Number), new PhoneScanned("P1"), new OtherScanned(ItemProblem.NotRead)),
                _ => One<DialogueEvent>(new HandOverFinished(request), new CardUnreadable(), new Recorded(new UnlinkRequested("pass")), new OutcomeArrived(request, new LoanGranted(default, 1, 10))),
            };
        }

        Outcome Outcome() => One<Outcome>(new Enrolled(Known, IsNewPatron: true, HandOver: null), new Enrolled(Known, IsNewPatron: false, Page),
            new EnrolmentAwaitsStaff(Page), new EnrolmentRefused(EnrolmentRefusal.CardRevoked));

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
                Assert.Fail($"{problem}: {_now.Step} after {string.Join(", ", _past.TakeLast(12))}");
            }
        }
    }
}
