using Contract;
using Firmware.Cards;
using Firmware.Devices;
using Firmware.Dialogue;
using Firmware.Tests.Cards;
using Hal;
using Microsoft.Extensions.Time.Testing;
using Virtual.Cards;
using MyNumberCard = Virtual.Cards.MyNumberCard;

namespace Firmware.Tests.Devices;

/// <summary>A citizen's tries are not ours to spend: pad, dialogue and card together, with the card's own counters as the witness.</summary>
public sealed class TriesTests
{
    const int Dialogues = 100_000;

    static readonly string[] People = ["yamada-hanako", "sato-ichiro", "kobayashi-fumiko"];

    public TriesTests()
    {
        foreach (var person in People)
        {
            TestCards.MakeKeys(person);
        }
    }

    [Fact]
    public async Task In_a_hundred_thousand_random_dialogues_no_try_goes_without_a_press_of_enter_for_it()
    {
        var (spent, locked, read) = (0, 0, 0);
        await Parallel.ForAsync(0, Dialogues, TestContext.Current.CancellationToken, async (seed, cancel) =>
        {
            using var visit = new Visit(new Random(seed), cancel);
            await visit.GoAsync();
            Interlocked.Add(ref spent, visit.Spent);
            Interlocked.Add(ref locked, visit.Locked);
            Interlocked.Add(ref read, visit.Read);
        });
        Assert.True(spent > Dialogues / 10 && locked > Dialogues / 1000 && read > Dialogues / 5000, $"the dialogues did not get far: {spent} tries, {locked} locked, {read} cards read");
    }

    /// <summary>Somebody with a card at the appliance, who does what they like.</summary>
    sealed class Visit : IDisposable
    {
        const int Most = 30;
        static readonly CardEvidence Tap = new CardEvidence.MyNumberTap("0123", DateTimeOffset.UnixEpoch, new byte[32], new byte[256]);
        static readonly DeviceAddress Device = new("site", "device");

        readonly Random _random;
        readonly CancellationToken _cancel;
        readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
        readonly PinGate _gate;
        readonly DialoguePolicy _policy;
        readonly MyNumberOptions _options;
        readonly MyNumberCard _card;
        readonly bool _knowsPins;
        Situation _now = Situation.AtStart(Language.Japanese) with { Step = new Step.Idle(), Online = true };
        EnrolmentSession? _session;
        CardInField? _field;

        public Visit(Random random, CancellationToken cancel)
        {
            (_random, _cancel) = (random, cancel);
            _gate = new(new DialogueInbox(), _time);
            _policy = new(OfflineRule.Stop, 1, Language.Japanese) { AllowsLastTry = random.Next(2) == 0 };
            var pin = Pin();
            _options = new()
            {
                AuthenticationPin = pin,
                TextPin = random.Next(2) == 0 ? pin : Pin(),
                AuthenticationTries = random.Next(8) == 0 ? random.Next(3) : 3,
                TextTries = random.Next(8) == 0 ? random.Next(3) : 3,
                Quirks = random.Next(50) == 0 ? CardQuirks.FaceAuthenticationOnly : default,
            };
            _card = TestCards.Of(People[random.Next(People.Length)], _options);
            _knowsPins = random.Next(500) == 0;   // whoever knows them makes the card compute RSA, which takes the time
        }

        public int Spent { get; private set; }
        public int Locked { get; private set; }
        public int Read { get; private set; }

        public void Dispose()
        {
            _session?.Dispose();
            _gate.Dispose();
        }

        public async Task GoAsync()
        {
            for (var i = 0; i < Most; i++)
            {
                var (before, digits) = (_now.Step, _gate.Pin.Count);
                var (authentication, text, signature, checks) = (_card.AuthenticationTries, _card.TextTries, _card.SignatureTries, _card.PinChecks);
                var isEnter = await ActAsync() && digits == PinBuffer.Length;
                Judge(before, isEnter, authentication - _card.AuthenticationTries, text - _card.TextTries, _card.PinChecks - checks, authentication, text);
                Assert.Equal(signature, _card.SignatureTries);
            }
            Assert.DoesNotContain(_card.SelectedFiles, file => file is { Application: CardApplicationName.Text, File: 0x0001 } or { Application: CardApplicationName.Visual });
        }

        void Judge(Step before, bool isEnter, int fewerAuthentication, int fewerText, int checks, int authentication, int text)
        {
            Assert.True(checks <= (isEnter ? 1 : 0), $"{checks} PINs were given to the card at {before.GetType().Name}");
            Assert.True(fewerAuthentication <= (isEnter && before is Step.EnteringPin { Pin: PinKind.Authentication } at && at.Left.Authentication == authentication ? 1 : 0),
                "a try of the authentication PIN went");
            Assert.True(fewerText <= (isEnter && before is Step.EnteringPin { Pin: PinKind.Text } or Step.AskingSameNumber ? 1 : 0), "a try of the text PIN went");
            if (fewerAuthentication > 0 || fewerText > 0)
            {
                var left = fewerAuthentication > 0 ? authentication : text;
                Assert.True(left > 1 || _policy.AllowsLastTry, "the last try went");
                Assert.True(before is not Step.AskingSameNumber || left == 3, "the same number cost a try of a counter that had lost one");
                Spent++;
                Locked += left == 1 ? 1 : 0;
            }
            Assert.True(_gate.Pin.Count == 0 || _now.Step is Step.EnteringPin or Step.AskingSameNumber, $"digits are left at {_now.Step.GetType().Name}");
        }

        /// <summary>One thing somebody does, or that happens.</summary>
        /// <returns>Whether it was a press of Enter.</returns>
        async Task<bool> ActAsync()
        {
            switch (_random.Next(100))
            {
                case 0:
                    _field = null;
                    await TakeAsync(new DialogueEvent.CardLeft());
                    return false;
                case 1 when _field is { } field:
                    (field.TornAfter, field.IsLastCarriedOut) = (_random.Next(12), _random.Next(2) == 0);
                    return false;
                case 2 or 3:
                    await TakeAsync(new DialogueEvent.Elapsed(_now.Step));
                    return false;
                case 4:
                    _time.Advance(TimeSpan.FromSeconds(61));
                    await TakeAsync(new DialogueEvent.PinChanged(_gate.Pin.Count));
                    return false;
                case 5:
                    await TakeAsync(new DialogueEvent.KeyHeld(Key.Star));
                    return false;
                case 6 or 7 or 8:
                    return await PressAsync((Key)_random.Next(12));
                case 9:
                    await TakeAsync(new DialogueEvent.LinkChanged(_random.Next(2) == 0));
                    return false;
                default:
                    return await GoOnAsync();
            }
        }

        /// <summary>What leads further.</summary>
        async Task<bool> GoOnAsync()
        {
            switch (_now.Step)
            {
                case Step.Idle or Step.RemovedEarly:
                    _field = new(_card);
                    await TakeAsync(new DialogueEvent.LinkChanged(Online: true), new DialogueEvent.CardArrived(), new DialogueEvent.CardIdentified(Tap),
                        new DialogueEvent.WhoAnswered(Tap, _random.Next(2) == 0 ? new CardUnknown() : new EnrolmentNeeded(EnrolmentCause.EarlierMethod)));
                    return false;
                case Step.Choosing:
                    return await PressAsync(Key.Digit1);
                case Step.EnteringPin at when _gate.Pin.Count < PinBuffer.Length:
                    var wanted = at.Pin == PinKind.Authentication ? _options.AuthenticationPin : _options.TextPin;
                    return await PressAsync(Key.Digit0 + (_knowsPins ? wanted[_gate.Pin.Count] - '0' : _random.Next(5, 10)));
                case Step.EnteringPin { IsLastTry: true }:
                    var pressed = await PressAsync(Key.Hash);
                    await TakeAsync(new DialogueEvent.KeyHeld(Key.Hash));   // they keep it down
                    return pressed;
                case Step.AskingSameNumber { IsFresh: true } or Step.Preparing or Step.CheckingPin or Step.ReadingRecords or Step.Goodbye or Step.ForgottenCard:
                    await TakeAsync(new DialogueEvent.Elapsed(_now.Step));
                    if (_now.Step is Step.ForgottenCard)
                    {
                        await TakeAsync(new DialogueEvent.CardLeft());
                    }
                    return false;
                case Step.Registering { Settlement: null } at:
                    await TakeAsync(new DialogueEvent.OutcomeArrived(at.Request, new EnrolmentRefused(EnrolmentRefusal.PlatformDown)));
                    return false;
                default:
                    return await PressAsync(Key.Hash);
            }
        }

        async Task<bool> PressAsync(Key key)
        {
            if (_gate.Take(key) is { } happened)
            {
                await TakeAsync(happened);
            }
            return key == Key.Hash;
        }

        async Task TakeAsync(params DialogueEvent[] events)
        {
            foreach (var happened in events)
            {
                (_now, var effects) = DialogueFlow.Next(_now, happened, _policy);
                foreach (var effect in effects)
                {
                    await CarryOutAsync(effect);
                }
            }
        }

        async Task CarryOutAsync(Effect effect)
        {
            switch (effect)
            {
                case Effect.UsePad(var use, var keepsDigits):
                    _gate.Use(use, keepsDigits);
                    break;
                case Effect.PrepareEnrolment:
                    _session = new(_field!, RecordAuthorities.None, _gate.Pin, Device, _time);
                    await DoAsync(session => session.PrepareAsync("ja", _ => Task.FromResult<Answer?>(new EnrolmentChallenge(new byte[32], _time.GetUtcNow(), "1")), _cancel));
                    break;
                case Effect.VerifyPin(var pin, _, var keepsDigits):
                    await DoAsync(session => session.VerifyAsync(pin, keepsDigits, _cancel));
                    break;
                case Effect.ReadRecords:
                    Read++;
                    await DoAsync(session => session.ReadRecordsAsync(_cancel));
                    break;
                case Effect.RequestEnrolment(_, var purpose, var phone):
                    Assert.NotNull(_session!.Request(purpose, phone));
                    break;
                case Effect.Settle(var settlement):
                    await TakeAsync(new DialogueEvent.Settled(settlement.Settles!.Value));
                    break;
                case Effect.ForgetEnrolment:
                    _gate.Pin.Clear();
                    _session?.Dispose();
                    _session = null;
                    break;
            }
        }

        async Task DoAsync(Func<EnrolmentSession, ValueTask<DialogueEvent>> work)
        {
            DialogueEvent happened;
            try
            {
                happened = await work(_session!);
            }
            catch (CardRemovedException)
            {
                happened = new DialogueEvent.CardLeft();
            }
            await TakeAsync(happened);
        }

        string Pin() => $"{_random.Next(10)}{_random.Next(10)}{_random.Next(10)}{_random.Next(2) + 1}";   // never what a stranger types
    }
}
