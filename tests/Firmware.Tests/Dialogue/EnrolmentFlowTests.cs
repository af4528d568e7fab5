using System.Collections.Immutable;
using Contract;
using Firmware.Dialogue;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.Step;

namespace Firmware.Tests.Dialogue;

/// <summary>Registering, linking and taking a card off, as a patron lives it: event in, step and effects out.</summary>
public class EnrolmentFlowTests
{
    static readonly DialoguePolicy Usual = new(OfflineRule.Stop, OfflineLimit: 2, Language.Japanese);
    static readonly DialoguePolicy Daring = Usual with { AllowsLastTry = true };
    static readonly CardEvidence Tap = new CardEvidence.MyNumberTap("0123", DateTimeOffset.UnixEpoch, new byte[32], new byte[256]);
    static readonly CardEvidence.LibraryCard Library = new("9000123");
    static readonly PatronRecognised Known = new("pass", OnLoan: 0, Limit: 10, Overdue: 0, HoldsReady: 0);
    static readonly HandOver Page = new("https://library.example.lg.jp/h/1", "4821", DateTimeOffset.UnixEpoch);
    static readonly MaskedPerson Masked = new("山○ ○○", "19○○年", "長野県白樺市○○");
    static readonly Guid Request = new("0198c0de-0000-7000-8000-000000000001");
    static readonly TriesLeft Untouched = new(3, 3);

    // From the card to the consent

    [Fact]
    public void A_my_number_card_that_nobody_knows_is_offered_to_be_registered() => Assert.IsType<Choosing>(new Patron().WithUnknownCard().Step);

    [Fact]
    public void An_unknown_card_of_another_kind_is_not()
    {
        var felica = new CardEvidence.FelicaCard("01100310C5082A11");
        var patron = new Patron().At(new Idle()).Then(new CardArrived(), new CardIdentified(felica), new WhoAnswered(felica, new CardUnknown()));
        Assert.IsType<NotKnown>(patron.Step);
    }

    [Theory]
    [InlineData(Faults.Panel)]
    [InlineData(Faults.PinPad)]
    public void Without_panel_or_pad_nobody_is_registered(Faults fault)
    {
        Assert.IsType<NotKnown>(new Patron().Then(new FaultChanged(fault, true)).WithUnknownCard().Step);
        Assert.Equal(new NotEnrolled(EnrolmentProblem.NotHere), new Patron().Then(new FaultChanged(fault, true)).WithCard(new EnrolmentNeeded(EnrolmentCause.OtherChip)).Step);
        Assert.Equal(new NotEnrolled(EnrolmentProblem.NotHere), new Patron().EnteringPin().Then(new FaultChanged(fault, true)).Step);
    }

    [Fact]
    public void Only_a_counter_registers() => Assert.IsType<NotKnown>(new Patron(Usual with { Enrols = false }).WithUnknownCard().Step);

    [Fact]
    public void A_card_taken_before_it_could_be_registered_is_asked_for_again() =>
        Assert.Equal(new RemovedEarly(), new Patron().At(new Idle()).Then(new CardArrived(), new CardIdentified(Tap), new CardLeft(), new WhoAnswered(Tap, new CardUnknown())).Step);

    [Fact]
    public void Without_the_bridge_nobody_gets_as_far_as_the_consent()
    {
        foreach (var key in (Key[])[Key.Digit1, Key.Digit2])
        {
            Assert.IsType<Offline>(new Patron().WithUnknownCard().Then(new LinkChanged(false), new KeyPressed(key)).Step);
        }
        var patron = new Patron().WithUnknownCard().Press(Key.Digit1).Then(new LinkChanged(false)).Press(Key.Hash);
        Assert.IsType<Offline>(patron.Step);
        Assert.DoesNotContain(patron.Effects, effect => effect is Effect.PrepareEnrolment);
    }

    [Fact]
    public void Nothing_is_read_before_consent_and_the_language_of_the_consent_is_known()
    {
        var patron = new Patron().WithUnknownCard().Press(Key.Digit0).Press(Key.Digit0).Press(Key.Digit1);
        Assert.DoesNotContain(patron.Everything, effect => effect is Effect.PrepareEnrolment);

        patron.Press(Key.Digit1);
        Assert.True(Assert.IsType<Consenting>(patron.Step).ShowsDetails);
        patron.Press(Key.Star);
        Assert.False(Assert.IsType<Consenting>(patron.Step).ShowsDetails);

        patron.Press(Key.Hash);
        Assert.Equal(new Preparing(new Purpose.Register()), patron.Step);
        Assert.Contains(new Effect.PrepareEnrolment(Language.English), patron.Effects);
    }

    [Fact]
    public void Who_says_no_is_asked_again_what_they_want() => Assert.IsType<Choosing>(new Patron().WithUnknownCard().Press(Key.Digit1).Press(Key.Star).Step);

    [Theory]
    [InlineData(EnrolmentCause.EarlierMethod)]
    [InlineData(EnrolmentCause.OtherChip)]
    [InlineData(EnrolmentCause.ChipNotEnrolled)]
    public void A_known_card_that_must_prove_itself_goes_to_the_consent_with_the_reason(EnrolmentCause cause)
    {
        var patron = new Patron().WithCard(new EnrolmentNeeded(cause));
        Assert.Equal(new Consenting(new Purpose.Renew(cause)), patron.Step);
        Assert.Equal(new Goodbye(Farewell.NothingRegistered), patron.Press(Key.Star).Step);
    }

    [Theory]
    [InlineData(CardInvalidity.Expired, CardBar.CertificateExpired)]
    [InlineData(CardInvalidity.Revoked, CardBar.CertificateRevoked)]
    public void A_card_whose_certificate_is_over_is_sent_to_the_municipal_office(CardInvalidity reason, CardBar bar) =>
        Assert.Equal(new Barred(bar), new Patron().WithCard(new CardNotValid(reason)).Step);

    [Fact]
    public void A_phone_is_told_apart_as_soon_as_it_is_tapped() =>
        Assert.Equal(new Barred(CardBar.Phone), new Patron().At(new Idle()).Then(new CardArrived(), new CardBarred(CardBar.Phone)).Step);

    // The two numbers

    [Fact]
    public void One_enter_is_one_try_and_the_tries_shown_are_those_the_card_told()
    {
        var patron = new Patron().EnteringPin(new TriesLeft(2, 3));
        Assert.Equal(2, Assert.IsType<EnteringPin>(patron.Step).Left.Authentication);

        patron.Type(4).Press(Key.Hash);
        Assert.Equal(new Effect.VerifyPin(PinKind.Authentication, Left: 2, KeepsDigits: true), Assert.Single(patron.Effects.OfType<Effect.VerifyPin>()));

        patron.Press(Key.Hash).Press(Key.Hash);   // still busy
        Assert.Single(patron.Everything.OfType<Effect.VerifyPin>());
    }

    [Fact]
    public void Fewer_than_four_digits_are_not_tried()
    {
        for (var count = 0; count < 4; count++)
        {
            var patron = new Patron().EnteringPin().Type(count).Press(Key.Hash);
            Assert.IsType<EnteringPin>(patron.Step);
            Assert.Empty(patron.Everything.OfType<Effect.VerifyPin>());
        }
    }

    [Fact]
    public void A_wrong_number_costs_one_try_and_says_how_many_are_left()
    {
        var patron = new Patron().EnteringPin().Type(4).Press(Key.Hash).Then(new PinWrong(PinKind.Authentication, Left: 2));

        Assert.Equal(new EnteringPin(new Purpose.Register(), PinKind.Authentication, new(2, 3), Count: 0, WasWrong: true), patron.Step);
        Assert.Contains(new Effect.Play(Cue.Failure), patron.Effects);
        Assert.Contains(new Effect.UsePad(PadUse.Pin, KeepsDigits: false), patron.Effects);
    }

    [Fact]
    public void The_last_try_is_not_ours_to_spend()
    {
        var wrongTwice = new Patron().EnteringPin(new TriesLeft(2, 3)).Type(4).Press(Key.Hash).Then(new PinWrong(PinKind.Authentication, Left: 1));
        Assert.Equal(new Barred(CardBar.LastTry), wrongTwice.Step);
        Assert.Equal(new Barred(CardBar.LastTry), new Patron().Preparing().Then(new EnrolmentPrepared(new(1, 3))).Step);
        Assert.Equal(new Barred(CardBar.LastTry), new Patron().Preparing().Then(new EnrolmentPrepared(new(3, 1))).Step);   // it could not be finished
    }

    [Fact]
    public void Where_the_site_allows_it_the_last_try_takes_a_held_key()
    {
        var patron = new Patron(Daring).Preparing().Then(new EnrolmentPrepared(new(1, 3)));
        Assert.IsType<OfferingLastTry>(patron.Step);

        patron.Press(Key.Hash).Type(4).Press(Key.Hash);
        Assert.Empty(patron.Everything.OfType<Effect.VerifyPin>());
        Assert.Contains(new Effect.UsePad(PadUse.Pin, KeepsDigits: true), patron.Effects);   // the digits stay to be tried or cleared

        patron.Then(new KeyHeld(Key.Hash));
        Assert.Single(patron.Everything.OfType<Effect.VerifyPin>());
        Assert.Equal(new Barred(CardBar.AuthenticationPinLocked), patron.Then(new PinWrong(PinKind.Authentication, Left: 0)).Step);
    }

    [Theory]
    [InlineData(0, 3, CardBar.AuthenticationPinLocked)]
    [InlineData(3, 0, CardBar.TextPinLocked)]
    public void A_locked_number_is_said_before_anything_is_typed(int authentication, int text, CardBar bar) =>
        Assert.Equal(new Barred(bar), new Patron().Preparing().Then(new EnrolmentPrepared(new(authentication, text))).Step);

    [Theory]
    [InlineData(CardBar.NoPin)]
    [InlineData(CardBar.CertificateAbsent)]
    [InlineData(CardBar.OldCard)]
    public void What_keeps_a_card_from_being_enrolled_is_said_before_anything_is_typed(CardBar bar) =>
        Assert.Equal(new Barred(bar), new Patron().Preparing().Then(new CardBarred(bar)).Step);

    [Fact]
    public void A_counter_that_is_not_what_was_shown_is_shown_anew_and_nothing_is_tried()
    {
        var patron = new Patron().EnteringPin().Type(4).Press(Key.Hash).Then(new PinNotTried(PinKind.Authentication, Left: 2));
        Assert.Equal(new EnteringPin(new Purpose.Register(), PinKind.Authentication, new(2, 3)), patron.Step);
    }

    [Fact]
    public void The_other_number_is_asked_for_and_never_tried_silently()
    {
        var patron = new Patron().AskingSameNumber();
        Assert.Single(patron.Everything.OfType<Effect.VerifyPin>());

        patron.Press(Key.Hash);
        Assert.Equal(new Effect.VerifyPin(PinKind.Text, Left: 3, KeepsDigits: false), patron.Effects.OfType<Effect.VerifyPin>().Single());
    }

    [Fact]
    public void An_enter_pressed_twice_does_not_answer_a_question_that_nobody_has_read_yet()
    {
        var patron = new Patron().EnteringPin().Type(4).Press(Key.Hash).Then(new PinAccepted(PinKind.Authentication)).Press(Key.Hash).Press(Key.Star);
        Assert.Single(patron.Everything.OfType<Effect.VerifyPin>());
        Assert.IsType<AskingSameNumber>(patron.Step);
    }

    [Fact]
    public void Another_number_is_typed_on_an_empty_buffer()
    {
        var patron = new Patron().AskingSameNumber().Press(Key.Star);
        Assert.Equal(PinKind.Text, Assert.IsType<EnteringPin>(patron.Step).Pin);
        Assert.Contains(new Effect.UsePad(PadUse.Pin, KeepsDigits: false), patron.Effects);
    }

    [Fact]
    public void When_a_try_of_the_other_number_is_gone_already_the_same_is_not_offered()
    {
        var patron = new Patron().EnteringPin(new TriesLeft(3, 2)).Type(4).Press(Key.Hash);
        Assert.False(patron.Effects.OfType<Effect.VerifyPin>().Single().KeepsDigits);
        Assert.Equal(new EnteringPin(new Purpose.Register(), PinKind.Text, new(3, 2)), patron.Then(new PinAccepted(PinKind.Authentication)).Step);
    }

    [Fact]
    public void Digits_that_have_got_too_old_are_typed_again()
    {
        Assert.Equal(0, Assert.IsType<EnteringPin>(new Patron().EnteringPin().Type(3).Then(new PinChanged(0)).Step).Count);
        Assert.Equal(PinKind.Text, Assert.IsType<EnteringPin>(new Patron().AskingSameNumber().Then(new PinChanged(0)).Step).Pin);
    }

    // What is read, and what is sent

    [Fact]
    public void A_new_patron_checks_masked_details_adds_a_telephone_number_and_is_registered()
    {
        var patron = new Patron().CheckingDetails().Press(Key.Hash);
        Assert.IsType<EnteringPhone>(patron.Step);

        patron.Dial("09012345678").Press(Key.Hash);
        Assert.Contains(new Effect.RequestEnrolment(Request, new Purpose.Register(), "09012345678"), patron.Effects);

        var outcome = new Enrolled(Known, IsNewPatron: true, HandOver: null);
        patron.Then(new OutcomeArrived(Request, outcome));
        Assert.IsType<Registering>(patron.Step);   // decided, but not yet in the journal
        Assert.Contains(new Effect.Settle(new EnrolmentTold(Request, outcome)), patron.Effects);

        patron.Then(new Settled(Request));
        Assert.Equal(AdmissionKind.Registered, Assert.IsType<Admitted>(patron.Step).Admission.Kind);
        Assert.Contains(new Effect.ForgetEnrolment(), patron.Effects);

        patron.Press(Key.Hash);
        Assert.Equal(new Borrower.ByPass("pass"), Assert.IsType<Recognised>(patron.Step).Session.Borrower);
    }

    [Fact]
    public void Details_that_are_not_right_are_sent_to_a_person_and_nothing_is_registered()
    {
        var patron = new Patron().CheckingDetails().Press(Key.Star);
        Assert.Equal(new NotEnrolled(EnrolmentProblem.DetailsDenied), patron.Step);
        Assert.Contains(new Effect.ForgetEnrolment(), patron.Effects);
    }

    [Theory]
    [InlineData("0312345678", true)]
    [InlineData("09012345678", true)]
    [InlineData("090123456789", true)]   // the twelfth is not taken
    [InlineData("", false)]
    [InlineData("031234567", false)]
    [InlineData("1234567890", false)]
    public void A_telephone_number_has_ten_or_eleven_digits_and_begins_with_nought(string digits, bool isRight)
    {
        var patron = new Patron().CheckingDetails().Press(Key.Hash).Dial(digits).Press(Key.Hash);
        Assert.Equal(isRight, patron.Step is Registering);
        Assert.Equal(!isRight, patron.Step is EnteringPhone { IsRefused: true });
    }

    [Fact]
    public void The_star_takes_digits_back_and_then_leaves_the_telephone_number_out()
    {
        var patron = new Patron().CheckingDetails().Press(Key.Hash).Dial("09").Press(Key.Star);
        Assert.Equal("0", Assert.IsType<EnteringPhone>(patron.Step).Digits);
        patron.Press(Key.Star).Press(Key.Star);
        Assert.Contains(new Effect.RequestEnrolment(Request, new Purpose.Register(), Phone: null), patron.Effects);
    }

    [Fact]
    public void A_patron_links_a_card_after_the_library_card_was_found_and_confirmed()
    {
        var patron = new Patron().WithUnknownCard().Press(Key.Digit2).Then(new PatronScanned(Library.Number));
        Assert.Contains(new Effect.AskWho(Library), patron.Effects);

        patron.Then(new WhoAnswered(Library, Known));
        Assert.Equal(new ConfirmingLibraryCard("9000123"), patron.Step);
        patron.Press(Key.Hash);
        Assert.Equal(new Consenting(new Purpose.Link("9000123")), patron.Step);

        patron.Press(Key.Hash).Then(new EnrolmentPrepared(Untouched)).Type(4).Press(Key.Hash)
            .Then(new PinAccepted(PinKind.Authentication)).Wait().Press(Key.Hash).Then(new PinAccepted(PinKind.Text), new RecordsRead(Request, Masked));
        Assert.Contains(new Effect.RequestEnrolment(Request, new Purpose.Link("9000123"), Phone: null), patron.Effects);

        patron.Then(new OutcomeArrived(Request, new Enrolled(Known, IsNewPatron: false, HandOver: null)), new Settled(Request));
        Assert.Equal(AdmissionKind.Linked, Assert.IsType<Admitted>(patron.Step).Admission.Kind);
    }

    [Fact]
    public void A_library_card_that_nobody_has_is_said_before_any_number_is_typed()
    {
        var patron = new Patron().WithUnknownCard().Press(Key.Digit2).Then(new PatronScanned("0000000"));
        Assert.Equal(new ScanningLibraryCard(IsUnknown: true), patron.Then(new WhoAnswered(new CardEvidence.LibraryCard("0000000"), new CardUnknown())).Step);
    }

    [Fact]
    public void An_answer_about_another_library_card_is_not_taken_for_this_ones()
    {
        var patron = new Patron().WithUnknownCard().Press(Key.Digit2).Then(new PatronScanned(Library.Number));
        Assert.IsType<AskingLibraryCard>(patron.Then(new WhoAnswered(new CardEvidence.LibraryCard("1"), Known)).Step);
    }

    // What comes of it

    [Theory]
    [InlineData(EnrolmentRefusal.CardExpired, EnrolmentProblem.CardExpired)]
    [InlineData(EnrolmentRefusal.CardRevoked, EnrolmentProblem.CardRevoked)]
    [InlineData(EnrolmentRefusal.CardNotTrusted, EnrolmentProblem.CardNotTrusted)]
    [InlineData(EnrolmentRefusal.ProofNotAccepted, EnrolmentProblem.ProofNotAccepted)]
    [InlineData(EnrolmentRefusal.LibraryCardUnknown, EnrolmentProblem.LibraryCardUnknown)]
    [InlineData(EnrolmentRefusal.LinkedToAnother, EnrolmentProblem.LinkedToAnother)]
    [InlineData(EnrolmentRefusal.PatronNotAllowed, EnrolmentProblem.PatronNotAllowed)]
    [InlineData(EnrolmentRefusal.PlatformDown, EnrolmentProblem.PlatformDown)]
    public void A_refusal_is_told_as_nothing_registered_when_the_journal_has_it(EnrolmentRefusal reason, EnrolmentProblem problem)
    {
        var patron = new Patron().Registering().Then(new OutcomeArrived(Request, new EnrolmentRefused(reason)));
        Assert.Contains(new Effect.Settle(new EnrolmentTold(Request, new EnrolmentRefused(reason))), patron.Effects);
        Assert.Equal(new NotEnrolled(problem), patron.Then(new Settled(Request)).Step);
    }

    [Fact]
    public void Without_an_outcome_the_request_is_withdrawn_before_the_patron_is_told()
    {
        var patron = new Patron().Registering().Wait();
        Assert.Contains(new Effect.Settle(new EnrolmentWithdrawn(Request)), patron.Effects);
        Assert.IsType<Registering>(patron.Then(new OutcomeArrived(Request, new Enrolled(Known, true, null))).Step);   // too late
        Assert.Equal(new NotEnrolled(EnrolmentProblem.NoAnswer), patron.Then(new Settled(Request)).Step);
    }

    [Fact]
    public void A_card_taken_away_after_the_request_is_registered_all_the_same()
    {
        var patron = new Patron().Registering().Then(new CardLeft());
        Assert.IsType<Registering>(patron.Step);
        patron.Then(new OutcomeArrived(Request, new Enrolled(Known, true, null)), new Settled(Request));
        Assert.IsType<Admitted>(patron.Step);
    }

    [Fact]
    public void A_reader_that_is_lost_meanwhile_does_not_cut_the_request_off()
    {
        var patron = new Patron().Registering().Then(new FaultChanged(Faults.Reader, true));
        Assert.IsType<Registering>(patron.Step);
    }

    [Fact]
    public void The_rest_is_typed_on_the_patrons_own_phone()
    {
        foreach (var (ends, how) in ((DialogueEvent, HandOverEnd)[])[(new HandOverFinished(Request), HandOverEnd.Done), (new KeyPressed(Key.Star), HandOverEnd.Later)])
        {
            var patron = new Patron().Registering().Then(new OutcomeArrived(Request, new Enrolled(Known, true, Page)), new Settled(Request));
            Assert.Equal(Page, Assert.IsType<HandingOver>(patron.Step).HandOver);
            Assert.IsType<HandingOver>(patron.Then(new HandOverFinished(Guid.CreateVersion7(DateTimeOffset.UnixEpoch))).Step);   // another patron's
            Assert.Equal(how, Assert.IsType<Admitted>(patron.Then(ends).Step).HandOver);
        }
        Assert.Equal(TimeSpan.FromMinutes(5), DialogueFlow.LimitOf(new HandingOver(Request, Page, new(AdmissionKind.Registered, null))));
    }

    [Fact]
    public void Who_waits_for_staff_is_told_so_and_cannot_borrow_yet()
    {
        var patron = new Patron().Registering().Then(new OutcomeArrived(Request, new EnrolmentAwaitsStaff(null)), new Settled(Request));
        Assert.Equal(AdmissionKind.AwaitsStaff, Assert.IsType<Admitted>(patron.Step).Admission.Kind);
        Assert.Equal(new Goodbye(Farewell.AwaitsStaff), patron.Press(Key.Hash).Step);
    }

    // Going away

    [Fact]
    public void A_card_taken_away_before_the_request_ends_it_at_once_and_says_that_nothing_was_registered()
    {
        Func<Patron, Patron>[] ways = [p => p.Preparing(), p => p.EnteringPin().Type(3), p => p.EnteringPin().Type(4).Press(Key.Hash), p => p.AskingSameNumber(), p => p.CheckingDetails()];
        foreach (var way in ways)
        {
            var patron = way(new Patron()).Then(new CardLeft());
            Assert.Equal(new RemovedEarly(WasEnrolling: true), patron.Step);
            Assert.Contains(new Effect.ForgetEnrolment(), patron.Effects);
            Assert.Equal(new Reading(Asked: null), patron.Then(new CardArrived()).Step);
        }
    }

    [Fact]
    public void Nobody_at_the_pad_is_warned_once_with_a_sound_and_then_forgotten()
    {
        Func<Patron, Patron>[] ways = [p => p.EnteringPin().Type(2), p => p.AskingSameNumber(), p => p.CheckingDetails(), p => p.CheckingDetails().Press(Key.Hash)];
        foreach (var way in ways)
        {
            var patron = way(new Patron());
            Assert.Equal(TimeSpan.FromSeconds(30), DialogueFlow.LimitOf(patron.Step));
            patron.Wait();
            Assert.Contains(new Effect.Play(Cue.Attention), patron.Effects);
            Assert.Equal(TimeSpan.FromSeconds(15), DialogueFlow.LimitOf(patron.Step));
            patron.Wait();
            Assert.Equal(new NotEnrolled(EnrolmentProblem.TimedOut), patron.Step);
            Assert.Contains(new Effect.ForgetEnrolment(), patron.Effects);
        }
    }

    [Fact]
    public void A_key_after_the_warning_takes_it_back()
    {
        var patron = new Patron().EnteringPin().Wait().Then(new PinChanged(1));
        Assert.False(Assert.IsType<EnteringPin>(patron.Step).IsWarned);
    }

    [Fact]
    public void A_held_star_ends_it_anywhere_before_the_request()
    {
        var patron = new Patron().AskingSameNumber().Then(new KeyHeld(Key.Star));
        Assert.Equal(new Goodbye(Farewell.NothingRegistered), patron.Step);
        Assert.Contains(new Effect.ForgetEnrolment(), patron.Effects);
    }

    [Fact]
    public void A_bridge_that_went_away_before_the_request_leaves_nothing_behind()
    {
        var patron = new Patron().CheckingDetails().Press(Key.Hash).Then(new LinkChanged(false)).Press(Key.Star);
        Assert.Equal(new NotEnrolled(EnrolmentProblem.NoConnection), patron.Step);
        Assert.Empty(patron.Everything.OfType<Effect.RequestEnrolment>());
    }

    // The card itself, typed numbers, and what a card may

    [Fact]
    public void A_linked_card_is_taken_off_by_its_patron_when_the_journal_has_it()
    {
        var patron = new Patron().WithCard(Known).Press(Key.Digit4);
        Assert.IsType<ShowingCard>(patron.Step);
        patron.Press(Key.Digit1);
        Assert.IsType<ConfirmingUnlink>(patron.Step);
        patron.Press(Key.Hash);
        Assert.Contains(new Effect.Record(new UnlinkRequested("pass")), patron.Effects);
        Assert.IsType<Unlinking>(patron.Step);
        Assert.Equal(new Goodbye(Farewell.Unlinked), patron.Then(new Recorded(new UnlinkRequested("pass"))).Step);
    }

    [Fact]
    public void A_card_that_may_not_be_taken_off_is_only_shown()
    {
        var patron = new Patron().WithCard(Known with { May = Operations.Loan }).Press(Key.Digit4).Press(Key.Digit1);
        Assert.IsType<ShowingCard>(patron.Step);
        Assert.IsType<Recognised>(patron.Press(Key.Star).Step);
    }

    [Fact]
    public void What_the_policy_does_not_allow_this_card_is_refused_without_asking_the_library()
    {
        var patron = new Patron().WithCard(Known with { May = Operations.Holds });
        Assert.IsType<Recognised>(patron.Press(Key.Digit1).Step);
        patron.Then(new ItemScanned(Request, "A1"));
        Assert.Equal(ItemProblem.CardMayNot, Assert.IsType<Refused>(patron.Step).Problem);
        Assert.Empty(patron.Everything.OfType<Effect.RequestChange>());
        Assert.IsType<Recognised>(patron.Press(Key.Hash).Step);
    }

    [Fact]
    public void Off_line_the_stations_own_setting_says_what_a_card_may()
    {
        var patron = new Patron(Usual with { Offline = OfflineRule.Lend, OfflineMay = Operations.None }).At(new Idle())
            .Then(new CardArrived(), new CardIdentified(Tap), new WhoUnanswered(Tap));
        Assert.Equal(Operations.None, Assert.IsType<Recognised>(patron.Step).Session.May);
    }

    [Fact]
    public void The_number_of_a_library_card_may_be_typed()
    {
        var patron = new Patron().At(new Idle()).Press(Key.Hash).Dial("90001233").Press(Key.Star).Press(Key.Hash);
        Assert.Contains(new Effect.AskWho(Library), patron.Effects);
        Assert.Equal(PatronCard.LibraryCard, Assert.IsType<Recognised>(patron.Then(new WhoAnswered(Library, Known)).Step).Session.Card);

        Assert.IsType<Idle>(new Patron(Usual with { TakesTypedNumbers = false }).At(new Idle()).Press(Key.Hash).Step);
    }

    [Fact]
    public void A_barcode_on_a_phone_is_evidence_of_its_own()
    {
        var patron = new Patron().At(new Idle()).Then(new PhoneScanned("P123"));
        Assert.Contains(new Effect.AskWho(new CardEvidence.PhoneBarcode("P123")), patron.Effects);
    }

    /// <summary>Walks through the flow and keeps what the last event brought, and all that any brought.</summary>
    sealed class Patron(DialoguePolicy? policy = null)
    {
        readonly DialoguePolicy _policy = policy ?? Usual;
        readonly List<Effect> _everything = [];

        public Situation Now { get; private set; } = Situation.AtStart(Language.Japanese) with { Step = new Idle(), Online = true };
        public ImmutableArray<Effect> Effects { get; private set; } = [];
        public IReadOnlyList<Effect> Everything => _everything;
        public Step Step => Now.Step;

        public Patron At(Step step)
        {
            Now = Now with { Step = step };
            return this;
        }

        public Patron WithCard(Answer answer) => Then(new CardArrived(), new CardIdentified(Tap), new WhoAnswered(Tap, answer));
        public Patron WithUnknownCard() => WithCard(new CardUnknown());
        public Patron Preparing() => WithUnknownCard().Press(Key.Digit1).Press(Key.Hash);
        public Patron EnteringPin(TriesLeft? left = null) => Preparing().Then(new EnrolmentPrepared(left ?? Untouched));
        public Patron AskingSameNumber() => EnteringPin().Type(4).Press(Key.Hash).Then(new PinAccepted(PinKind.Authentication)).Wait();
        public Patron CheckingDetails() => AskingSameNumber().Press(Key.Hash).Then(new PinAccepted(PinKind.Text), new RecordsRead(Request, Masked));
        public Patron Registering() => CheckingDetails().Press(Key.Hash).Press(Key.Star);

        public Patron Type(int digits)
        {
            for (var count = 1; count <= digits; count++)
            {
                Then(new PinChanged(count));
            }
            return this;
        }

        public Patron Dial(string digits)
        {
            foreach (var digit in digits)
            {
                Press(Key.Digit0 + (digit - '0'));
            }
            return this;
        }

        public Patron Press(Key key) => Then(new KeyPressed(key));

        public Patron Wait() => Then(new Elapsed(Step));

        public Patron Then(params ReadOnlySpan<DialogueEvent> events)
        {
            foreach (var happened in events)
            {
                (Now, Effects) = DialogueFlow.Next(Now, happened, _policy);
                _everything.AddRange(Effects);
            }
            return this;
        }
    }
}
