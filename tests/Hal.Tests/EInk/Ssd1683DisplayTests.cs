using Virtual.EInk;

namespace Hal.Tests.EInk;

public sealed class Ssd1683DisplayTests
{
    [Fact]
    public async Task The_first_update_is_full_whatever_was_asked()
    {
        await using var rig = new PanelRig();

        await rig.ShowAsync(PanelRig.Personal(), Refresh.Partial);

        Assert.Equal([Refresh.Full], rig.Modes);
        Assert.Equal(PanelRig.Clean(PanelRig.Personal()), rig.Panel.VisiblePixels);
        Assert.Empty(rig.Panel.Faults);
    }

    [Fact]
    public async Task A_session_of_partial_updates_keeps_both_banks_in_step()
    {
        await using var rig = new PanelRig();
        await rig.ShowAsync(PanelRig.White, Refresh.Full);

        for (var step = 0; step < 5; step++)
        {
            await rig.ShowAsync(PanelRig.Personal(y: 20 * step), Refresh.Partial);
        }
        await rig.ShowAsync(PanelRig.White, Refresh.Fast);
        await rig.ShowAsync(PanelRig.Personal(), Refresh.Partial);

        Assert.Empty(rig.Panel.Faults);
        Assert.Equal(new(Full: 1, Fast: 1, Partial: 6), rig.Display.Updates);
        Assert.Equal(8, rig.Panel.Updates.Count);
    }

    [Fact]
    public async Task A_partial_update_leaves_a_ghost_of_what_was_there()
    {
        await using var rig = new PanelRig();
        await rig.ShowAsync(PanelRig.Personal(), Refresh.Full);

        await rig.ShowAsync(PanelRig.White, Refresh.Partial);

        Assert.NotEqual(PanelRig.Clean(PanelRig.White), rig.Panel.VisiblePixels);   // the virtual panel is worth nothing if it forgets
        Assert.All(rig.Panel.VisiblePixels, grey => Assert.InRange(grey, 240, 255));
    }

    [Fact]
    public async Task No_ghost_of_a_personal_frame_remains_after_a_fast_refresh()
    {
        await using var rig = new PanelRig();
        await rig.ShowAsync(PanelRig.White, Refresh.Full);
        await rig.ShowAsync(PanelRig.Personal(), Refresh.Partial);

        await rig.ShowAsync(PanelRig.White, Refresh.Fast);

        Assert.Equal(PanelRig.Clean(PanelRig.White), rig.Panel.VisiblePixels);
        Assert.Empty(rig.Panel.Faults);
    }

    [Fact]
    public async Task A_fast_refresh_clears_ghosts_even_of_a_frame_that_looks_the_same()
    {
        await using var rig = new PanelRig();
        await rig.ShowAsync(PanelRig.Personal(), Refresh.Full);
        await rig.ShowAsync(PanelRig.White, Refresh.Partial);

        await rig.ShowAsync(PanelRig.White, Refresh.Fast);
        await rig.ShowAsync(PanelRig.White, Refresh.Fast);   // and needs it once

        Assert.Equal(PanelRig.Clean(PanelRig.White), rig.Panel.VisiblePixels);
        Assert.Equal([Refresh.Full, Refresh.Partial, Refresh.Fast], rig.Modes);
    }

    [Fact]
    public async Task A_frame_that_is_already_there_moves_nothing()
    {
        await using var rig = new PanelRig();
        await rig.ShowAsync(PanelRig.Personal(), Refresh.Full);

        await rig.ShowAsync(PanelRig.Personal(), Refresh.Partial);

        Assert.Equal([Refresh.Full], rig.Modes);
    }

    [Fact]
    public async Task What_is_drawn_on_a_frame_after_it_was_handed_over_does_not_appear()
    {
        await using var rig = new PanelRig(isPaced: true);
        await rig.ShowAsync(PanelRig.White, Refresh.Full);
        var frame = PanelRig.Personal();

        var shown = rig.Display.ShowAsync(frame, Refresh.Partial, TestContext.Current.CancellationToken).AsTask();
        await rig.Time.Turn(TimeSpan.FromMilliseconds(200));
        frame.Row(200).Clear();
        await rig.Time.TurnUntil(shown);
        await rig.ShowAsync(PanelRig.White, Refresh.Partial);

        Assert.Empty(rig.Panel.Faults);
        Assert.All(rig.Panel.VisiblePixels[(200 * 400)..(201 * 400)], grey => Assert.Equal(255, grey));
    }

    [Fact]
    public async Task Updates_take_as_long_as_on_metal_and_nothing_is_written_meanwhile()
    {
        await using var rig = new PanelRig(isPaced: true);
        await rig.ShowAsync(PanelRig.White, Refresh.Full);
        var before = rig.Panel.ModelledTime;
        var began = new TaskCompletionSource();
        rig.Panel.Updating += _ => began.SetResult();

        var shown = rig.Display.ShowAsync(PanelRig.Personal(), Refresh.Partial, TestContext.Current.CancellationToken).AsTask();
        await rig.Time.TurnUntil(began.Task);
        await rig.Time.Turn(TimeSpan.FromMilliseconds(300));
        Assert.True(rig.Panel.IsBusy);
        Assert.False(shown.IsCompleted);
        await rig.Time.TurnUntil(shown);

        var taken = rig.Panel.ModelledTime - before;
        Assert.InRange(taken.TotalMilliseconds, 358 + 96 + 12, 500);   // waveform, drive voltage, one bank at 10 MHz
        Assert.Empty(rig.Panel.Faults);
    }

    [Fact]
    public async Task The_drive_voltage_goes_after_two_idle_seconds_and_comes_back_with_the_next_frame()
    {
        await using var rig = new PanelRig(isPaced: true);
        await rig.ShowAsync(PanelRig.White, Refresh.Full);
        await rig.ShowAsync(PanelRig.Personal(), Refresh.Partial);
        Assert.True(rig.Panel.IsDriven);

        await rig.Time.Turn(TimeSpan.FromSeconds(2.5));

        Assert.False(rig.Panel.IsDriven);
        await rig.ShowAsync(PanelRig.White, Refresh.Partial);
        Assert.Equal([Refresh.Full, Refresh.Partial, Refresh.Partial], rig.Modes);
        Assert.Empty(rig.Panel.Faults);
    }

    [Fact]
    public async Task A_panel_that_slept_wakes_with_a_full_update()
    {
        await using var rig = new PanelRig();
        await rig.ShowAsync(PanelRig.White, Refresh.Full);
        await rig.ShowAsync(PanelRig.Personal(), Refresh.Partial);

        await rig.SleepAsync();
        Assert.True(rig.Panel.IsAsleep);
        Assert.False(rig.Panel.IsDriven);
        await rig.SleepAsync();   // asleep already: nothing is sent to it
        await rig.ShowAsync(PanelRig.White, Refresh.Fast);

        Assert.Equal([Refresh.Full, Refresh.Partial, Refresh.Full], rig.Modes);
        Assert.Empty(rig.Panel.Faults);
    }

    [Fact]
    public async Task A_panel_that_hangs_once_is_reset_and_drawn_in_full()
    {
        await using var rig = new PanelRig();
        await rig.ShowAsync(PanelRig.White, Refresh.Full);

        rig.Panel.Jam = PanelJam.UntilReset;
        await rig.ShowAsync(PanelRig.Personal(), Refresh.Partial);

        Assert.Equal([Refresh.Full, Refresh.Full], rig.Modes);
        Assert.Equal(PanelRig.Clean(PanelRig.Personal()), rig.Panel.VisiblePixels);
        Assert.Empty(rig.Panel.Faults);
    }

    [Theory]
    [InlineData(PanelJam.Dead, "still busy")]
    [InlineData(PanelJam.Unplugged, "is it connected?")]
    public async Task A_panel_stuck_busy_or_absent_ends_as_DeviceException_and_the_next_call_recovers(PanelJam jam, string what)
    {
        await using var rig = new PanelRig();
        await rig.ShowAsync(PanelRig.White, Refresh.Full);
        await rig.ShowAsync(PanelRig.Personal(), Refresh.Partial);

        rig.Panel.Jam = jam;
        var failure = await Assert.ThrowsAsync<DeviceException>(() => rig.ShowAsync(PanelRig.Personal(y: 100), Refresh.Full));
        Assert.Equal("panel", failure.Device);
        Assert.Contains(what, failure.Message, StringComparison.Ordinal);

        rig.Panel.Jam = PanelJam.None;
        await rig.ShowAsync(PanelRig.White, Refresh.Partial);
        Assert.Equal(PanelRig.Clean(PanelRig.White), rig.Panel.VisiblePixels);
        Assert.Equal(Refresh.Full, rig.Modes[^1]);
    }

    [Fact]
    public async Task Frames_asked_for_at_once_are_shown_one_after_the_other()
    {
        await using var rig = new PanelRig(isPaced: true);
        var cancel = TestContext.Current.CancellationToken;

        Task[] shown =
        [
            rig.Display.ShowAsync(PanelRig.White, Refresh.Full, cancel).AsTask(),
            rig.Display.ShowAsync(PanelRig.Personal(), Refresh.Partial, cancel).AsTask(),
            rig.Display.ShowAsync(PanelRig.White, Refresh.Fast, cancel).AsTask(),
        ];
        await rig.Time.TurnUntil(Task.WhenAll(shown));

        Assert.Empty(rig.Panel.Faults);
        Assert.Equal(PanelRig.Clean(PanelRig.White), rig.Panel.VisiblePixels);
    }

    [Fact]
    public async Task Whoever_waits_for_a_turn_can_give_up_and_the_panel_goes_on()
    {
        await using var rig = new PanelRig(isPaced: true);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var first = rig.Display.ShowAsync(PanelRig.White, Refresh.Full, TestContext.Current.CancellationToken).AsTask();
        var second = rig.Display.ShowAsync(PanelRig.Personal(), Refresh.Partial, patience.Token).AsTask();

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.Time.TurnUntil(second));
        await rig.Time.TurnUntil(first);
        Assert.Equal(PanelRig.Clean(PanelRig.White), rig.Panel.VisiblePixels);
    }

    [Fact]
    public async Task A_closed_panel_has_no_voltage_and_keeps_its_picture()
    {
        var rig = new PanelRig();
        await rig.ShowAsync(PanelRig.White, Refresh.Full);
        await rig.ShowAsync(PanelRig.Personal(), Refresh.Partial);
        var picture = rig.Panel.VisiblePixels;

        await rig.DisposeAsync();

        Assert.False(rig.Panel.IsDriven);
        Assert.Equal(picture, rig.Panel.VisiblePixels);
        Assert.Empty(rig.Panel.Faults);
    }

    [Fact]
    public async Task A_frame_of_another_size_is_refused_before_anything_is_sent()
    {
        await using var rig = new PanelRig();

        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await rig.Display.ShowAsync(new Frame(800, 480), Refresh.Full, TestContext.Current.CancellationToken));

        Assert.Empty(rig.Panel.Updates);
    }
}
