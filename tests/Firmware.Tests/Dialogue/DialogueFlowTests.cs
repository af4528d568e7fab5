using System.Collections.Immutable;
using Contract;
using Firmware.Dialogue;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.Step;

namespace Firmware.Tests.Dialogue;

/// <summary>The dialogue as a patron lives it, without a device: event in, step and effects out.</summary>
public class DialogueFlowTests
{
    static readonly DialoguePolicy Stopping = new(OfflineRule.Stop, OfflineLimit: 2, Language.Japanese);
    static readonly DialoguePolicy Lending = Stopping with { Offline = OfflineRule.Lend };
    static readonly CardEvidence Tap = new CardEvidence.MyNumberTap("0123", DateTimeOffset.UnixEpoch, new byte[32], new byte[256]);
    static readonly PatronRecognised Known = new("pass", OnLoan: 1, Limit: 10, Overdue: 0, HoldsReady: 2);
    static readonly DateOnly Due = new(2026, 12, 6);
    static readonly LoanRequested LoanOfA1 = new(new Borrower.ByPass("pass"), "A1");

    [Fact]
    public void A_card_on_the_reader_is_asked_who_it_is_with_a_sound_at_once()
    {
        var patron = new Patron().At(new Idle()).Then(new CardArrived());

        Assert.Equal(new Reading(Asked: null), patron.Step);
        Assert.Contains(new Effect.Play(Cue.CardSeen), patron.Effects);
        Assert.Contains(new Effect.IdentifyCard(), patron.Effects);
    }

    [Fact]
    public void A_scan_is_a_loan_and_the_patron_reads_it_only_when_the_journal_has_it()
    {
        var request = Guid.CreateVersion7(DateTimeOffset.UnixEpoch);
        var patron = new Patron().Recognised().Then(new ItemScanned(request, "A1"));
        Assert.Contains(new Effect.RequestChange(request, new LoanRequested(new Borrower.ByPass("pass"), "A1")), patron.Effects);

        patron.Then(new OutcomeArrived(request, new LoanGranted(Due, OnLoan: 2, Limit: 10)));
        Assert.Empty(patron.Session.Lent);   // decided, but not yet in the journal
        Assert.Contains(new Effect.Settle(new LoanTold(request, new LoanGranted(Due, 2, 10))), patron.Effects);

        patron.Then(new Settled(request));
        Assert.Equal([new LentItem("A1", Due, IsOffline: false)], patron.Session.Lent);
        Assert.Equal(8, patron.Session.Remaining);
        Assert.Contains(new Effect.Play(Cue.Success), patron.Effects);
    }

    [Theory]
    [InlineData(RefusalReason.ItemUnknown, ItemProblem.Unknown)]
    [InlineData(RefusalReason.ItemOnLoan, ItemProblem.OnLoan)]
    [InlineData(RefusalReason.AlreadyYours, ItemProblem.AlreadyYours)]
    [InlineData(RefusalReason.ItemOnHold, ItemProblem.OnHold)]
    [InlineData(RefusalReason.InLibraryOnly, ItemProblem.InLibraryOnly)]
    [InlineData(RefusalReason.LimitReached, ItemProblem.LimitReached)]
    [InlineData(RefusalReason.PatronHasOverdue, ItemProblem.Overdue)]
    [InlineData(RefusalReason.PatronBlocked, ItemProblem.SeeStaff)]
    public void A_refusal_is_said_in_one_phrase_and_the_session_goes_on(RefusalReason reason, ItemProblem problem)
    {
        var patron = new Patron().Recognised().Scanned("A1", new LoanRefused(reason));

        Assert.Equal(problem, Assert.IsType<Refused>(patron.Step).Problem);
        Assert.IsType<Scanning>(patron.Then(new Elapsed(patron.Step)).Step);
    }

    [Fact]
    public void A_book_scanned_twice_is_refused_without_asking_the_library_again()
    {
        var patron = new Patron().Recognised().Scanned("A1", new LoanGranted(Due, 2, 10)).Then(new ItemScanned(NewId(), "A1"));

        Assert.Equal(ItemProblem.AlreadyYours, Assert.IsType<Refused>(patron.Step).Problem);
        Assert.DoesNotContain(patron.Effects, effect => effect is Effect.RequestChange);
    }

    [Fact]
    public void While_one_item_is_on_its_way_the_next_is_not_taken()
    {
        var patron = new Patron().Recognised().Then(new ItemScanned(NewId(), "A1"));
        var waiting = patron.Step;
        patron.Then(new ItemScanned(NewId(), "A2"));

        Assert.Equal(waiting, patron.Step);
        Assert.Equal([new Effect.Play(Cue.Failure)], patron.Effects);
    }

    [Fact]
    public void Without_an_outcome_in_time_the_request_is_withdrawn_before_the_patron_is_told()
    {
        var request = NewId();
        var patron = new Patron().Recognised().Then(new ItemScanned(request, "A1")).Then(new OutcomeLate(request, Due));
        Assert.Contains(new Effect.Settle(new LoanWithdrawn(request)), patron.Effects);

        patron.Then(new Settled(request));
        Assert.Equal(ItemProblem.NoAnswer, Assert.IsType<Refused>(patron.Step).Problem);
        Assert.Empty(patron.Session.Lent);
    }

    [Fact]
    public void Where_the_site_lends_offline_the_patron_is_told_the_day_that_the_journal_has()
    {
        var request = NewId();
        var patron = new Patron(Lending).Recognised().Then(new ItemScanned(request, "A1")).Then(new OutcomeLate(request, Due)).Then(new Settled(request));

        Assert.Equal([new LentItem("A1", Due, IsOffline: true)], patron.Session.Lent);
    }

    [Fact]
    public void An_outcome_that_comes_after_the_patron_was_told_changes_nothing()
    {
        var request = NewId();
        var patron = new Patron().Recognised().Then(new ItemScanned(request, "A1")).Then(new OutcomeLate(request, Due)).Then(new Settled(request));
        var told = patron.Step;

        Assert.Equal(told, patron.Then(new OutcomeArrived(request, new LoanGranted(Due, 2, 10))).Step);
        Assert.Empty(patron.Effects);
    }

    [Fact]
    public void Without_the_bridge_a_stopping_site_says_so_before_it_reads_the_card() =>
        Assert.IsType<Offline>(new Patron().At(new Idle(), online: false).Then(new CardArrived()).Step);

    [Fact]
    public void Without_the_bridge_a_lending_site_lends_up_to_its_limit()
    {
        var patron = new Patron(Lending).At(new Idle(), online: false).Then(new CardArrived()).Then(new CardIdentified(Tap)).Then(new WhoUnanswered(Tap));
        for (var i = 0; i < Lending.OfflineLimit; i++)
        {
            var request = NewId();
            patron.Then(new ItemScanned(request, $"A{i}")).Then(new OutcomeLate(request, Due)).Then(new Settled(request));
        }
        patron.Then(new ItemScanned(NewId(), "one more"));

        Assert.Equal(ItemProblem.OfflineLimit, Assert.IsType<Refused>(patron.Step).Problem);
    }

    [Fact]
    public void An_answer_about_an_earlier_patrons_card_is_not_taken_for_this_ones()
    {
        var earlier = new CardEvidence.LibraryCard("9000001");
        var patron = new Patron().At(new Idle()).Then(new CardArrived()).Then(new CardIdentified(Tap));
        var waiting = patron.Step;

        Assert.Equal(waiting, patron.Then(new WhoAnswered(earlier, Known)).Step);
        Assert.Equal(waiting, patron.Then(new WhoUnanswered(earlier)).Step);
        Assert.IsType<Recognised>(patron.Then(new WhoAnswered(Tap, Known)).Step);
    }

    [Fact]
    public void A_card_taken_away_too_early_asks_for_it_again()
    {
        var patron = new Patron().At(new Idle()).Then(new CardArrived()).Then(new CardLeft());
        Assert.IsType<RemovedEarly>(patron.Step);
        Assert.Equal(new Reading(Asked: null), patron.Then(new CardArrived()).Step);
    }

    [Fact]
    public void Two_cards_at_once_are_refused_with_the_reason() =>
        Assert.Equal(new Unreadable(CardProblem.SeveralCards), new Patron().At(new Idle()).Then(new CardsCollided()).Step);

    [Fact]
    public void A_second_card_during_a_session_changes_nothing()
    {
        var patron = new Patron().Recognised();
        var before = patron.Step;
        Assert.Equal(before, patron.Then(new CardLeft()).Then(new CardArrived()).Step);
        Assert.DoesNotContain(new Effect.IdentifyCard(), patron.Effects);
    }

    [Fact]
    public void A_card_left_behind_sounds_until_it_is_taken()
    {
        var patron = new Patron().Recognised().Then(new KeyPressed(Key.Star));
        patron.Then(new Elapsed(patron.Step));
        Assert.IsType<ForgottenCard>(patron.Step);

        patron.Then(new Elapsed(patron.Step));
        Assert.Equal([new Effect.Play(Cue.Attention)], patron.Effects);
        Assert.IsType<Idle>(patron.Then(new CardLeft()).Step);
    }

    [Fact]
    public void A_patron_who_walks_away_is_forgotten()
    {
        var patron = new Patron().Recognised().Then(new CardLeft()).Scanned("A1", new LoanGranted(Due, 2, 10));
        for (var i = 0; i < 4; i++)
        {
            patron.Then(new Elapsed(patron.Step));   // scanning → warned → done → goodbye → idle
        }
        Assert.IsType<Idle>(patron.Step);
    }

    [Fact]
    public void The_language_goes_back_to_the_sites_own_when_the_session_ends()
    {
        var patron = new Patron().At(new Idle()).Then(new KeyPressed(Key.Digit0)).Then(new KeyPressed(Key.Digit0));
        Assert.Equal(Language.English, patron.Now.Language);

        patron.Recognised(keepLanguage: true).Then(new CardLeft()).Then(new KeyPressed(Key.Star));
        Assert.Equal(Language.English, patron.Now.Language);
        patron.Then(new Elapsed(patron.Step));
        Assert.Equal(Language.Japanese, patron.Now.Language);
    }

    [Fact]
    public void A_lost_reader_closes_the_counter_and_a_reader_that_is_back_opens_it()
    {
        var patron = new Patron().At(new Idle()).Then(new FaultChanged(Faults.Reader, IsFaulty: true));
        Assert.IsType<OutOfService>(patron.Step);
        Assert.IsType<Idle>(patron.Then(new FaultChanged(Faults.Reader, IsFaulty: false)).Step);
    }

    [Fact]
    public void A_card_taken_away_while_the_reader_was_lost_is_not_waited_for()
    {
        var patron = new Patron().At(new Idle()).Then(new CardArrived()).Then(new FaultChanged(Faults.Reader, IsFaulty: true));
        Assert.IsType<Idle>(patron.Then(new FaultChanged(Faults.Reader, IsFaulty: false)).Step);
    }

    [Fact]
    public void A_lost_scanner_does_not_cut_off_an_item_on_its_way()
    {
        var request = NewId();
        var patron = new Patron().Recognised().Then(new ItemScanned(request, "A1")).Then(new FaultChanged(Faults.Scanner, IsFaulty: true));
        Assert.IsType<Scanning>(patron.Step);

        patron.Then(new OutcomeArrived(request, new LoanGranted(Due, 2, 10)));
        Assert.Contains(patron.Effects, effect => effect is Effect.Settle);
    }

    [Fact]
    public void Every_step_has_an_answer_to_every_event_and_is_left_in_the_end()
    {
        foreach (var step in EveryStep())
        {
            foreach (var happened in EveryEvent(step))
            {
                foreach (var policy in (DialoguePolicy[])[Stopping, Lending])
                {
                    Assert.NotNull(DialogueFlow.Next(new(step, Language.Japanese, CardInField: true, Online: true, Faults.None), happened, policy).Situation.Step);
                }
            }
            if (step is not (Idle or OutOfService or Scanning { Pending: not null }))
            {
                Assert.NotNull(DialogueFlow.LimitOf(step));
            }
        }
    }

    [Fact]
    public void Whatever_happens_nothing_is_shown_as_lent_that_was_not_settled_and_nobodys_session_reaches_the_next()
    {
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var policy = random.Next(2) == 0 ? Stopping : Lending;
            var now = Situation.AtStart(Language.Japanese);
            var settled = new HashSet<string>();
            for (var i = 0; i < 120; i++)
            {
                var events = EveryEvent(now.Step);
                var before = now;
                var happened = events[random.Next(events.Count)];
                var (after, effects) = DialogueFlow.Next(now, happened, policy);
                now = after;
                if (happened is Settled && before.Step is Scanning { Pending: { Settlement: LoanTold { Outcome: LoanGranted } or LoanMadeOffline } pending })
                {
                    settled.Add(((LoanRequested)pending.Wanted).Item);
                }
                if (SessionOf(after.Step) is { } session)
                {
                    Assert.All(session.Lent, item => Assert.Contains(item.Item, settled));
                }
                else
                {
                    settled.Clear();
                }
                Assert.True(effects.Count(effect => effect is Effect.Settle) <= 1);
                if (before.Step is Scanning { Pending: { Settlement: null } open } && SessionOf(after.Step) is not Session)
                {
                    Assert.Fail($"request {open.Request} was dropped without a settlement by {happened}");
                }
            }
        }
    }

    static Session? SessionOf(Step step) => step switch
    {
        Recognised(var session) => session,
        Scanning(var session, _, _) => session,
        Refused(var session, _) => session,
        Done(var session) => session,
        _ => null,
    };

    static List<Step> EveryStep()
    {
        var session = new Session(new Borrower.ByPass("pass"), new Account(1, 10, 0, 0), [new LentItem("A0", Due, false)]);
        return
        [
            new Starting(), new Idle(), new Reading(null), new Reading(Tap), new RemovedEarly(), new Recognised(session), new Scanning(session, null),
            new Scanning(session, new PendingRequest(Fixed, LoanOfA1)), new Scanning(session, new PendingRequest(Fixed, LoanOfA1, new LoanWithdrawn(Fixed))),
            new Refused(session, ItemProblem.OnHold), new Done(session), new Offline(), new Unreadable(CardProblem.NotRead), new NotKnown(),
            new ServiceError("E-01"), new NotAllowed(), new OutOfService(), new ForgottenCard(), new Goodbye(),
        ];
    }

    static readonly Guid Fixed = new("0198c0de-0000-7000-8000-000000000001");

    static List<DialogueEvent> EveryEvent(Step now)
    {
        var request = now is Scanning { Pending: { } pending } ? pending.Request : Fixed;
        return
        [
            new Started(), new CardArrived(), new CardsCollided(), new CardUnreadable(), new CardLeft(), new CardIdentified(Tap),
            new CardNotIdentified(CardProblem.OtherCard), new WhoAnswered(Tap, Known), new WhoAnswered(Tap, new CardUnknown()),
            new WhoAnswered(Tap, new PatronNotAllowed()), new WhoAnswered(Tap, new AskFailed("E-02")), new WhoUnanswered(Tap),
            new ItemScanned(NewId(), "A1"), new ItemScanned(NewId(), "A2"), new PatronScanned("9000001"), new OtherScanned(ItemProblem.PublishersBarcode),
            new KeyPressed(Key.Digit0), new KeyPressed(Key.Digit1), new KeyPressed(Key.Star), new KeyPressed(Key.Hash), new KeyHeld(Key.Star),
            new OutcomeArrived(request, new LoanGranted(Due, 2, 10)), new OutcomeArrived(request, new LoanRefused(RefusalReason.ItemOnHold)),
            new OutcomeArrived(NewId(), new LoanGranted(Due, 2, 10)), new OutcomeLate(request, Due), new Settled(request), new Elapsed(now),
            new Elapsed(new Idle()), new LinkChanged(true), new LinkChanged(false),
            new FaultChanged(Faults.Reader, true), new FaultChanged(Faults.Reader, false), new FaultChanged(Faults.Panel, true),
        ];
    }

    static Guid NewId() => Guid.CreateVersion7(DateTimeOffset.UnixEpoch);

    /// <summary>Walks through the flow and keeps what the last event brought.</summary>
    sealed class Patron(DialoguePolicy? policy = null)
    {
        readonly DialoguePolicy _policy = policy ?? Stopping;

        public Situation Now { get; private set; } = Situation.AtStart(Language.Japanese);
        public ImmutableArray<Effect> Effects { get; private set; } = [];
        public Step Step => Now.Step;
        public Session Session => SessionOf(Step) ?? throw new InvalidOperationException($"no session at {Step}");

        public Patron At(Step step, bool online = true)
        {
            Now = Now with { Step = step, Online = online };
            return this;
        }

        public Patron Recognised(bool keepLanguage = false)
        {
            if (!keepLanguage)
            {
                At(new Idle());
            }
            return Then(new LinkChanged(true)).Then(new CardArrived()).Then(new CardIdentified(Tap)).Then(new WhoAnswered(Tap, Known));
        }

        public Patron Scanned(string item, LoanOutcome outcome)
        {
            var request = NewId();
            return Then(new ItemScanned(request, item)).Then(new OutcomeArrived(request, outcome)).Then(new Settled(request));
        }

        public Patron Then(DialogueEvent happened)
        {
            (Now, Effects) = DialogueFlow.Next(Now, happened, _policy);
            return this;
        }
    }
}
