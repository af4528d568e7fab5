using Contract;
using Firmware.Dialogue;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.Step;
using static Firmware.Tests.Dialogue.Visitor;

namespace Firmware.Tests.Dialogue;

/// <summary>The end of a session: warned before it comes, counted where the site wants it, and nothing left of it.</summary>
public class SessionFlowTests
{
    static readonly LoanGranted Granted = new(Due, OnLoan: 2, Limit: 10);

    [Fact]
    public void Who_has_lent_is_warned_twenty_seconds_before_the_end()
    {
        var patron = new Visitor().Taps(Known()).Scans("A1", Granted).Waits();
        Assert.True(Assert.IsType<Scanning>(patron.Step).IsWarned);
        Assert.Equal([new Effect.Play(Cue.Attention)], patron.Effects);
        Assert.Equal(TimeSpan.FromSeconds(20), DialogueFlow.LimitOf(patron.Step));
        Assert.IsType<Done>(patron.Waits().Step);
    }

    [Fact]
    public void A_key_or_a_scan_says_that_one_is_still_there()
    {
        Assert.Equal(false, (new Visitor().Taps(Known()).Scans("A1", Granted).Waits().Presses(Key.Digit5).Step as Scanning)?.IsWarned);
        Assert.Equal(false, (new Visitor().Taps(Known()).Scans("A1", Granted).Waits().Scans("A2", Granted).Step as Scanning)?.IsWarned);
    }

    [Fact]
    public void Who_has_done_nothing_yet_is_not_warned() =>
        Assert.IsType<Goodbye>(new Visitor().Taps(Known()).Presses(Key.Digit1).Waits().Step);

    [Fact]
    public void The_count_that_the_patron_states_ends_the_session_when_it_is_right()
    {
        var patron = Counting().Presses(Key.Digit1, Key.Digit5, Key.Star, Key.Hash);
        Assert.IsType<Done>(patron.Step);
    }

    [Fact]
    public void A_count_that_differs_is_said_and_scanning_goes_on()
    {
        var patron = Counting().Presses(Key.Digit2, Key.Hash);
        Assert.Equal(2, Assert.IsType<CountDiffers>(patron.Step).Stated);
        Assert.IsType<Scanning>(patron.Presses(Key.Hash).Step);
        patron.Scans("A2", Granted).Presses(Key.Hash, Key.Digit2, Key.Hash);
        Assert.IsType<Done>(patron.Step);
    }

    [Fact]
    public void A_book_scanned_where_the_count_is_asked_is_lent()
    {
        var patron = Counting().Scans("A2", Granted);
        Assert.Equal(["A1", "A2"], patron.Session.Lent.Select(item => item.Item));
    }

    [Fact]
    public void No_count_is_asked_where_nothing_was_lent_or_no_key_works()
    {
        Assert.IsType<Goodbye>(new Visitor(Counter with { AsksCount = true }).Taps(Known()).Presses(Key.Digit1, Key.Hash).Step);
        Assert.IsType<Done>(new Visitor(Counter with { AsksCount = true }).Taps(Known()).Scans("A1", Granted).Then(new FaultChanged(Faults.PinPad, IsFaulty: true)).Presses(Key.Hash).Step);
    }

    [Fact]
    public void Who_leaves_without_stating_a_count_still_has_what_was_lent() => Assert.IsType<Done>(Counting().Waits().Step);

    [Fact]
    public void Staff_are_called_where_the_site_has_a_key_for_it_and_the_session_goes_on()
    {
        var patron = new Visitor(Counter with { CallsStaff = true }).Taps(Known()).Scans("A1", Granted).Scans("A2", new LoanRefused(RefusalReason.PatronBlocked)).Presses(Key.Digit9);
        Assert.IsType<CallingStaff>(patron.Step);
        Assert.Contains(new Effect.Record(new StaffCalled()), patron.Effects);
        Assert.True(Assert.IsType<CallingStaff>(patron.Then(new Recorded(new StaffCalled())).Step).IsCalled);
        Assert.Equal(["A1"], Assert.IsType<Scanning>(patron.Presses(Key.Hash).Step).Session.Lent.Select(item => item.Item));

        Assert.IsType<Refused>(new Visitor().Taps(Known()).Scans("A2", new LoanRefused(RefusalReason.PatronBlocked)).Presses(Key.Digit9).Step);
    }

    [Fact]
    public void Staff_are_not_called_where_the_patron_can_help_themselves()
    {
        var patron = new Visitor(Counter with { CallsStaff = true }).Taps(Known()).Scans("A2", new LoanRefused(RefusalReason.ItemOnHold)).Presses(Key.Digit9);
        Assert.IsType<Refused>(patron.Step);
    }

    [Fact]
    public void The_language_key_goes_through_the_languages_of_the_site()
    {
        var patron = new Visitor(Counter with { Languages = [Language.English, Language.Japanese] });
        Assert.Equal(Language.English, patron.Presses(Key.Digit0).Now.Language);
        Assert.Equal([new Effect.Play(Cue.LanguageChanged)], patron.Effects);
        Assert.Equal(Language.Japanese, patron.Presses(Key.Digit0).Now.Language);
        Assert.Equal(Language.English, patron.Taps(Known()).Presses(Key.Digit0).Now.Language);
    }

    static Visitor Counting()
    {
        var patron = new Visitor(Counter with { AsksCount = true }).Taps(Known()).Scans("A1", Granted).Presses(Key.Hash);
        Assert.IsType<StatingCount>(patron.Step);
        return patron;
    }
}
