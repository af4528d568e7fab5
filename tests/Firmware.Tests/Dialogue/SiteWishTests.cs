using Firmware.Dialogue;
using Hal;
using static Firmware.Dialogue.DialogueEvent;
using static Firmware.Dialogue.Step;

namespace Firmware.Tests.Dialogue;

/// <summary>What staff want of an appliance from their console, and the patron who stands there meanwhile.</summary>
public class SiteWishTests
{
    static readonly SiteWish Closed = SiteWish.None with { IsClosed = true };

    [Fact]
    public void Out_of_service_waits_for_the_patron_who_is_served_and_ends_when_staff_say_so()
    {
        var patron = new Visitor().Taps(Visitor.Known()).Then(new Wished(Closed));
        Assert.IsType<Recognised>(patron.Step);
        patron.Then(new CardLeft()).Presses(Key.Star);
        patron.Waits();
        Assert.IsType<OutOfService>(patron.Step);
        Assert.IsType<OutOfService>(patron.Then(new CardArrived()).Step);
        Assert.IsType<Idle>(patron.Then(new CardLeft(), new Wished(SiteWish.None)).Step);
    }

    [Fact]
    public void A_restart_waits_until_nobody_is_here()
    {
        var patron = new Visitor().Taps(Visitor.Known()).Then(new RestartWanted());
        Assert.DoesNotContain(new Effect.Restart(), patron.Effects);
        patron.Then(new CardLeft()).Presses(Key.Star);
        patron.Waits();
        Assert.Contains(new Effect.Restart(), patron.Effects);
        Assert.Contains(new Effect.Restart(), new Visitor().Then(new RestartWanted()).Effects);
    }

    [Fact]
    public void Whoever_looks_for_it_hears_and_sees_it_and_no_patrons_screen_goes_away()
    {
        var staff = new Visitor().Then(new IdentifyWanted());
        Assert.IsType<Identifying>(staff.Step);
        Assert.IsType<Idle>(staff.Waits().Step);

        var patron = new Visitor().Taps(Visitor.Known()).Then(new IdentifyWanted());
        Assert.IsType<Recognised>(patron.Step);
        Assert.Contains(new Effect.Play(Cue.Attention), patron.Effects);
    }

    [Fact]
    public void Languages_that_staff_chose_are_those_of_the_key_and_the_first_is_the_idle_screens()
    {
        var visitor = new Visitor().Then(new Wished(SiteWish.None with { Languages = [Language.English, Language.Korean] }));
        visitor.Presses(Key.Digit0);
        var first = visitor.Now.Language;
        visitor.Presses(Key.Digit0);
        Assert.Equal([Language.English, Language.Korean], new[] { first, visitor.Now.Language });
        Assert.Equal(Language.English, visitor.Taps(Visitor.Known()).Then(new CardLeft()).Presses(Key.Star).Waits().Now.Language);
    }

    [Fact]
    public void What_it_does_not_speak_is_left_out_and_what_is_too_long_is_cut()
    {
        var wish = SiteWish.Of(new(new string('あ', 21), ["English", "Klingon", "English", "7"], new string('い', 23)));
        Assert.Equal((20, 22), (wish.LibraryName!.Length, wish.Message!.Length));
        Assert.Equal([Language.English], wish.Languages);
        Assert.Null(SiteWish.Of(new(" ", null, "")).Message);
    }
}
