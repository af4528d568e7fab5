using Firmware.Dialogue;
using Firmware.Screens;
using Hal;

namespace Firmware.Tests.Screens;

public class RefreshPolicyTests
{
    static readonly DateTimeOffset Morning = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
    static readonly Screen Idle = Of(new Step.Idle());
    static readonly Screen Personal = Of(new Step.Recognised(new(new Contract.Borrower.ByPass("pass"), new(1, 10, 0, 0), [])));

    [Fact]
    public void The_first_screen_after_power_up_or_a_failure_is_drawn_in_full()
    {
        var policy = new RefreshPolicy();
        Assert.Equal(Refresh.Full, policy.For(Idle, Morning));
        policy.WasShown(Idle, Morning);
        policy.Failed();
        Assert.Equal(Refresh.Full, policy.For(Idle, Morning));
    }

    [Fact]
    public void A_personal_screen_is_left_by_a_refresh_that_leaves_no_ghost()
    {
        var policy = Showing(Idle, Personal);
        Assert.Equal(Refresh.Partial, policy.For(Personal with { Id = "S30" }, Morning));
        Assert.Equal(Refresh.Fast, policy.For(Idle, Morning));
    }

    [Fact]
    public void Ghosts_of_ten_partial_updates_are_cleaned_at_the_next_change_of_screen()
    {
        var policy = Showing([Idle, .. Enumerable.Repeat(Personal, 10)]);
        Assert.Equal(Refresh.Partial, policy.For(Personal, Morning));
        Assert.Equal(Refresh.Fast, policy.For(Personal with { Id = "S30" }, Morning));
    }

    [Fact]
    public void Once_a_day_the_panel_gets_its_slow_waveform_but_not_while_somebody_stands_there()
    {
        var policy = Showing(Idle);
        Assert.Equal(Refresh.Partial, policy.For(Personal, Morning.AddHours(25)));
        Assert.Equal(Refresh.Full, policy.For(Idle, Morning.AddHours(25)));
    }

    static RefreshPolicy Showing(params IEnumerable<Screen> screens)
    {
        var policy = new RefreshPolicy();
        foreach (var screen in screens)
        {
            policy.WasShown(screen, Morning);
        }
        return policy;
    }

    static Screen Of(Step step) => Firmware.Dialogue.Screens.For(new(step, Language.Japanese, false, true, Faults.None), new());
}
