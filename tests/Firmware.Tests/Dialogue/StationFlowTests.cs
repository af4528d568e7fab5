using Contract;
using Firmware.Dialogue;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.Step;
using static Firmware.Tests.Dialogue.Visitor;

namespace Firmware.Tests.Dialogue;

/// <summary>The hold shelf, the gate and its door, the return lane, and staff.</summary>
public class StationFlowTests
{
    static readonly ListedHold Ready = new("走れメロス", IsReady: true, "A-12", Due, Position: null);
    static readonly DialoguePolicy Lane = Counter with { TakesReturns = true };

    [Fact]
    public void The_hold_shelf_begins_with_what_waits_there_and_lends_it_by_scan()
    {
        var patron = new Visitor(HoldShelf).Taps(Known());
        Assert.IsType<AskingHolds>(patron.Step);
        patron.Then(new Answered(new MyHolds(Pass), new HoldsListed([Ready])));
        Assert.Equal(["A-12"], Assert.IsType<ListingHolds>(patron.Step).Holds.Select(hold => hold.Slot));

        patron.Scans("A1", new LoanGranted(Due, 1, 10)).Then(new Answered(new MyHolds(Pass), new HoldsListed([]))).Presses(Key.Hash);
        Assert.Equal(["A1"], Assert.IsType<Done>(patron.Step).Session.Lent.Select(item => item.Item));
    }

    [Fact]
    public void The_hold_shelf_offers_nothing_else_and_ends_where_nothing_waits()
    {
        var patron = new Visitor(HoldShelf).Taps(Known()).Then(new Answered(new MyHolds(Pass), new HoldsListed([])));
        Assert.Equal(Operations.Loan | Operations.Holds, patron.Session.May);
        Assert.IsType<Goodbye>(patron.Presses(Key.Hash).Step);
    }

    [Fact]
    public void Without_the_bridge_the_hold_shelf_says_so_even_where_the_site_lends_offline()
    {
        var lends = HoldShelf with { Offline = OfflineRule.Lend };
        Assert.IsType<Offline>(new Visitor(lends).Then(new LinkChanged(Online: false), new CardArrived()).Step);
        Assert.IsType<Offline>(new Visitor(lends).Then(new CardArrived(), new CardIdentified(Card), new WhoUnanswered(Card)).Step);
    }

    [Fact]
    public void A_hold_without_an_answer_is_not_lent_even_where_the_site_lends_offline()
    {
        var patron = new Visitor(HoldShelf with { Offline = OfflineRule.Lend }).Taps(Known()).Then(new Answered(new MyHolds(Pass), new HoldsListed([Ready])), new ItemScanned(NewId(), "A1"));
        var request = patron.Pending.Request;
        Assert.Contains(new Effect.Settle(new LoanWithdrawn(request)), patron.Then(new OutcomeLate(request, Due)).Effects);
    }

    [Fact]
    public void The_gate_opens_once_for_a_patron_who_may_enter_and_counts_the_visit_without_a_name()
    {
        var patron = new Visitor(Gate).Taps(Known());
        Assert.Equal(new Entering(IsOffline: false), patron.Step);
        Assert.Single(patron.Effects, new Effect.OpenGate());
        Assert.Contains(new Effect.Play(Cue.GateOpen), patron.Effects);
        Assert.Single(patron.Effects, new Effect.Record(new VisitCounted(VisitOutcome.Admitted)));
        Assert.Equal(new Reading(Asked: null), patron.Then(new CardLeft(), new CardArrived()).Step);   // the next does not wait for the screen
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_gate_stays_closed_for_who_may_not_enter_and_never_says_why(bool isKnown)
    {
        var patron = new Visitor(Gate).Taps(isKnown ? Known(Operations.All & ~Operations.Enter) : new PatronNotAllowed());
        Assert.Equal(new NotAdmitted(), patron.Step);
        Assert.DoesNotContain(new Effect.OpenGate(), patron.Effects);
        Assert.Contains(new Effect.Record(new VisitCounted(VisitOutcome.Refused)), patron.Effects);
    }

    [Fact]
    public void A_card_that_nobody_knows_or_can_read_is_counted_as_that()
    {
        var unknown = new Visitor(Gate).Taps(new CardUnknown());
        Assert.IsType<NotKnown>(unknown.Step);
        Assert.Contains(new Effect.Record(new VisitCounted(VisitOutcome.NotKnown)), unknown.Effects);

        var unread = new Visitor(Gate).Then(new CardArrived(), new CardNotIdentified(CardProblem.NotRead));
        Assert.Contains(new Effect.Record(new VisitCounted(VisitOutcome.NotKnown)), unread.Effects);
        Assert.Contains(new Effect.Record(new VisitCounted(VisitOutcome.NotKnown)), new Visitor(Gate).Then(new CardArrived(), new CardBarred(CardBar.Phone)).Effects);
        Assert.Contains(new Effect.Record(new VisitCounted(VisitOutcome.Refused)), new Visitor(Gate).Taps(new CardNotValid(CardInvalidity.Expired)).Effects);
    }

    [Fact]
    public void Without_the_bridge_the_gate_does_what_the_site_says()
    {
        Assert.IsType<Offline>(new Visitor(Gate).Then(new LinkChanged(Online: false), new CardArrived()).Step);
        Assert.IsType<Offline>(new Visitor(Gate).Then(new CardArrived(), new CardIdentified(Card), new WhoUnanswered(Card)).Step);

        var opens = Gate with { OpensOffline = true };
        var away = new Visitor(opens).Then(new LinkChanged(Online: false), new CardArrived(), new CardIdentified(Card));
        Assert.Equal(new Entering(IsOffline: true), away.Step);
        Assert.Contains(new Effect.Record(new VisitCounted(VisitOutcome.AdmittedOffline)), away.Effects);
        Assert.Equal(new Entering(IsOffline: true), new Visitor(opens).Then(new CardArrived(), new CardIdentified(Card), new WhoUnanswered(Card)).Step);
        Assert.IsType<Unreadable>(new Visitor(opens).Then(new LinkChanged(Online: false), new CardArrived(), new CardNotIdentified(CardProblem.OtherCard)).Step);
    }

    [Fact]
    public void Nobody_types_a_number_to_come_in() =>
        Assert.IsType<Idle>(new Visitor(Gate with { TakesTypedNumbers = true, OpensOffline = true }).Then(new LinkChanged(Online: false)).Presses(Key.Hash, Key.Digit1, Key.Hash).Step);

    [Fact]
    public void A_gate_needs_no_scanner() =>
        Assert.IsType<Idle>(new Visitor(Gate).Then(new FaultChanged(Faults.Scanner, IsFaulty: true)).Step);

    [Fact]
    public void A_door_that_stands_open_is_shown_heard_and_told_once_and_told_again_when_it_is_closed()
    {
        var gate = new Visitor(Gate).Then(new DoorChanged(IsOpen: true));
        Assert.IsType<Idle>(gate.Step);

        gate.Then(new DoorStoodOpen());
        Assert.IsType<DoorAlarm>(gate.Step);
        Assert.Single(gate.Effects, new Effect.Play(Cue.DoorAlarm));
        Assert.Single(gate.Effects, new Effect.Record(new DoorHeldOpen(IsOpen: true)));
        Assert.Equal([new Effect.Play(Cue.DoorAlarm)], gate.Waits().Effects);
        Assert.Empty(gate.Then(new DoorStoodOpen()).Effects);

        gate.Then(new DoorChanged(IsOpen: false));
        Assert.IsType<Idle>(gate.Step);
        Assert.Contains(new Effect.Record(new DoorHeldOpen(IsOpen: false)), gate.Effects);
    }

    [Fact]
    public void Who_taps_while_the_door_stands_open_is_served_and_the_alarm_comes_back()
    {
        var gate = new Visitor(Gate).Then(new DoorChanged(IsOpen: true), new DoorStoodOpen()).Taps(Known());
        Assert.IsType<Entering>(gate.Step);
        Assert.IsType<DoorAlarm>(gate.Then(new CardLeft()).Waits().Step);
    }

    [Fact]
    public void A_door_closed_in_time_is_nobodys_business()
    {
        var gate = new Visitor(Gate).Then(new DoorChanged(IsOpen: true), new DoorChanged(IsOpen: false), new DoorStoodOpen());
        Assert.IsType<Idle>(gate.Step);
        Assert.Empty(gate.Effects);
    }

    [Fact]
    public void The_return_lane_takes_items_without_a_card_and_says_which_box()
    {
        var lane = new Visitor(Lane).Presses(Key.Digit1).Then(new ItemScanned(NewId(), "A1"));
        Assert.Equal(new CheckinRequested("A1"), lane.Pending.Wanted);
        var request = lane.Pending.Request;
        lane.Then(new OutcomeArrived(request, new CheckinAccepted(CheckinRouting.HoldShelf)));
        Assert.Empty(Assert.IsType<Returning>(lane.Step).Items);   // decided, but not yet in the journal

        lane.Then(new Settled(request));
        var returning = Assert.IsType<Returning>(lane.Step);
        Assert.Equal(["A1"], returning.Items);
        Assert.Equal(ReturnBox.HoldShelf, returning.Last);
        Assert.Contains(new Effect.Play(Cue.Returned), lane.Effects);
        Assert.Equal(["A1", "A2"], Assert.IsType<Returning>(lane.Scans("A2", new CheckinAccepted(CheckinRouting.Shelf)).Step).Items);
        Assert.IsType<Goodbye>(lane.Presses(Key.Hash).Step);
    }

    [Theory]
    [InlineData(CheckinRefusal.ItemUnknown, ReturnProblem.Unknown)]
    [InlineData(CheckinRefusal.NotOnLoan, ReturnProblem.NotOnLoan)]
    [InlineData(CheckinRefusal.SeeStaff, ReturnProblem.SeeStaff)]
    public void What_is_not_taken_back_has_its_reason_and_the_lane_goes_on(CheckinRefusal reason, ReturnProblem problem)
    {
        var lane = new Visitor(Lane).Presses(Key.Digit1).Scans("A1", new CheckinAccepted(CheckinRouting.Shelf)).Scans("A2", new CheckinRefused(reason));
        Assert.Equal(problem, Assert.IsType<NotReturned>(lane.Step).Problem);
        Assert.Equal(["A1"], Assert.IsType<Returning>(lane.Waits().Step).Items);
    }

    [Fact]
    public void An_item_scanned_twice_is_counted_once_and_asked_once()
    {
        var lane = new Visitor(Lane).Presses(Key.Digit1).Scans("A1", new CheckinAccepted(CheckinRouting.Shelf)).Then(new ItemScanned(NewId(), "A1"));
        Assert.Equal(["A1"], Assert.IsType<Returning>(lane.Step).Items);
        Assert.DoesNotContain(lane.Effects, effect => effect is Effect.RequestChange);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_an_answer_the_site_decides_whether_the_item_lies_in_the_box(bool takes)
    {
        var lane = new Visitor(Lane with { TakesReturnsOffline = takes }).Presses(Key.Digit1).Then(new ItemScanned(NewId(), "A1"));
        var request = lane.Pending.Request;
        lane.Then(new OutcomeLate(request, Due));
        Assert.Contains(new Effect.Settle(takes ? new CheckinMadeOffline(request) : new CheckinWithdrawn(request)), lane.Effects);
        lane.Then(new Settled(request));
        Assert.Equal(takes, lane.Step is Returning { Last: ReturnBox.Unsorted, Items: ["A1"] });
        Assert.Equal(!takes, lane.Step is NotReturned { Problem: ReturnProblem.NoAnswer, Items: [] });
    }

    [Fact]
    public void The_lane_is_closed_where_the_site_has_none_and_offline_where_it_takes_nothing_unseen()
    {
        Assert.IsType<Idle>(new Visitor().Presses(Key.Digit1).Step);
        Assert.IsType<Offline>(new Visitor(Lane).Then(new LinkChanged(Online: false)).Presses(Key.Digit1).Step);
        Assert.IsType<Returning>(new Visitor(Lane with { TakesReturnsOffline = true }).Then(new LinkChanged(Online: false)).Presses(Key.Digit1).Step);

        var lane = new Visitor(Lane).Presses(Key.Digit1).Then(new LinkChanged(Online: false), new ItemScanned(NewId(), "A1"));
        Assert.IsType<NotReturned>(lane.Step);
        Assert.DoesNotContain(lane.Effects, effect => effect is Effect.RequestChange);
    }

    [Fact]
    public void A_card_after_the_returns_begins_a_session() =>
        Assert.Equal(new Reading(Asked: null), new Visitor(Lane).Presses(Key.Digit1).Scans("A1", new CheckinAccepted(CheckinRouting.Shelf)).Then(new CardArrived()).Step);

    [Fact]
    public void An_item_that_is_scanned_while_nobody_is_known_is_neither_lent_nor_returned()
    {
        var counter = new Visitor(Lane).Then(new ItemScanned(NewId(), "A1"));
        Assert.IsType<Idle>(counter.Step);
        Assert.Equal([new Effect.Play(Cue.Failure)], counter.Effects);
    }

    [Fact]
    public void A_card_of_staff_opens_what_the_appliance_says_of_itself_and_nothing_of_a_patron()
    {
        var report = new StaffReport(3, null, 0, 0, null, 1, null, "PN532", []);
        var staff = new Visitor(Gate).Taps(new StaffRecognised("中村"));
        Assert.Equal(new StaffMenu("中村"), staff.Step);
        Assert.Contains(new Effect.GatherReport(), staff.Effects);
        Assert.DoesNotContain(new Effect.OpenGate(), staff.Effects);

        staff.Then(new ReportGathered(report)).Presses(Key.Digit1);
        Assert.Equal(new StaffMenu("中村", StaffPage.Journal, report), staff.Step);
        Assert.Contains(new Effect.GatherReport(), staff.Presses(Key.Hash).Effects);
        Assert.Equal(StaffPage.Devices, Assert.IsType<StaffMenu>(staff.Presses(Key.Digit2).Step).Page);
        Assert.Equal(StaffPage.TestPattern, Assert.IsType<StaffMenu>(staff.Presses(Key.Digit3).Step).Page);
        Assert.Equal(StaffPage.Menu, Assert.IsType<StaffMenu>(staff.Presses(Key.Star).Step).Page);
        Assert.IsType<Idle>(staff.Then(new CardLeft()).Presses(Key.Star).Step);
    }

    [Fact]
    public void Staff_who_walk_away_leave_nothing_open() =>
        Assert.IsType<Idle>(new Visitor().Taps(new StaffRecognised(null)).Then(new CardLeft()).Waits().Step);

    [Fact]
    public void Staff_scan_an_item_and_read_what_it_is()
    {
        var asked = new WhatIsThis("A1");
        var described = new ItemDescribed("走れメロス", ItemState.InTransit);
        var staff = new Visitor().Taps(new StaffRecognised(null)).Then(new ItemScanned(NewId(), "A1"));
        Assert.Equal([new Effect.AskBridge(asked)], staff.Effects);
        Assert.Null(Assert.IsType<StaffMenu>(staff.Then(new Answered(new WhatIsThis("A0"), described)).Step).Item);   // of an earlier scan
        Assert.Equal(described, Assert.IsType<StaffMenu>(staff.Then(new Answered(asked, described)).Step).Item);
        Assert.Null(Assert.IsType<StaffMenu>(staff.Presses(Key.Star).Step).Item);
    }
}
