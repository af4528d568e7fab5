using Contract;
using Firmware.Dialogue;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.Step;

namespace Firmware.Tests.Dialogue;

/// <summary>An update and the patrons: it has the panel only while nobody is there.</summary>
public sealed class UpdatingTests
{
    static readonly DialoguePolicy Policy = new(OfflineRule.Stop, OfflineLimit: 5, Language.Japanese);
    static readonly Session Somebody = new(new Borrower.ByPass("pass"), Account: null, []);

    [Fact]
    public void An_update_begins_where_nobody_is()
    {
        var turn = Next(new Idle(), new UpdateWaits());
        Assert.Equal(new Updating(0), turn.Situation.Step);
        Assert.Contains(new Effect.BeginUpdate(), turn.Effects);
    }

    public static TheoryData<Step> Occupied =>
        [new Reading(null), new Recognised(Somebody), new Scanning(Somebody, null), new Done(Somebody), new Returning([]), new TypingNumber("1"), new ForgottenCard(), new StaffMenu(null), new Goodbye()];

    [Theory(DisableDiscoveryEnumeration = true), MemberData(nameof(Occupied))]
    public void An_update_waits_while_somebody_is_here(Step step)
    {
        var turn = Next(step, new UpdateWaits());
        Assert.Equal(step, turn.Situation.Step);
        Assert.DoesNotContain(new Effect.BeginUpdate(), turn.Effects);
    }

    [Fact]
    public void A_machine_that_serves_nobody_takes_the_update_that_may_mend_it() =>
        Assert.Equal(new Updating(0), Next(new OutOfService(), new UpdateWaits(), Faults.Reader).Situation.Step);

    [Fact]
    public void Neither_card_nor_key_nor_a_lost_reader_interrupts_it()
    {
        foreach (var happened in (DialogueEvent[])[new CardArrived(), new CardsCollided(), new KeyPressed(Key.Digit1), new KeyHeld(Key.Star), new ItemScanned(Guid.Empty, "A1"), new PatronScanned("1"),
                     new LinkChanged(false), new FaultChanged(Faults.Reader, IsFaulty: true)])
        {
            var turn = Next(new Updating(40), happened);
            Assert.Equal(new Updating(40), turn.Situation.Step);
            Assert.DoesNotContain(turn.Effects, effect => effect is Effect.IdentifyCard or Effect.AskWho or Effect.RequestChange);
        }
    }

    [Fact]
    public void It_says_how_far_it_is_and_then_that_it_restarts()
    {
        Assert.Equal(new Updating(60), Next(new Updating(40), new UpdateStands(60)).Situation.Step);
        Assert.Equal(new Updating(null), Next(new Updating(100), new UpdateStands(null)).Situation.Step);
    }

    [Fact]
    public void After_one_that_failed_patrons_are_served_again()
    {
        Assert.Equal(new Idle(), Next(new Updating(40), new UpdateEnded()).Situation.Step);
        Assert.Equal(new OutOfService(), Next(new Updating(40), new UpdateEnded(), Faults.Reader).Situation.Step);
    }

    [Fact]
    public void Progress_of_an_update_that_was_given_up_shows_nothing() =>
        Assert.Equal(new Idle(), Next(new Idle(), new UpdateStands(60)).Situation.Step);

    static Turn Next(Step step, DialogueEvent happened, Faults faults = Faults.None) =>
        DialogueFlow.Next(new(step, Language.Japanese, CardInField: false, Online: true, faults), happened, Policy);
}
