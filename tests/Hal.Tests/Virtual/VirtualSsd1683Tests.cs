using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Virtual.EInk;

namespace Hal.Tests.VirtualChip;

/// <summary>The virtual panel itself, at its wires, against what is known of the metal one.</summary>
public sealed class VirtualSsd1683Tests
{
    const byte White = 0xFF, Black = 0x00;

    [Fact]
    public void Nothing_is_heard_without_power_or_before_a_hardware_reset()
    {
        using var wires = new PanelWires();

        wires.Send(0x12);
        Assert.False(wires.IsBusy);
        wires.Set(PanelWires.Pins.Power, isHigh: true);
        wires.Send(0x12);
        Assert.False(wires.IsBusy);

        wires.HardwareReset();
        wires.Send(0x12);
        Assert.True(wires.IsBusy);
        Assert.Equal(["written to without power", "written to before a hardware reset"], wires.Panel.Faults);
    }

    [Fact]
    public void A_chip_held_in_reset_hears_nothing_and_gives_up_its_update()
    {
        using var wires = new PanelWires().Initialise().Fill(White);
        wires.Bank(0x24, Black);
        wires.Partial();

        wires.Set(PanelWires.Pins.Reset, isHigh: false);

        Assert.False(wires.IsBusy);
        wires.Send(0x12);
        Assert.False(wires.IsBusy);
        wires.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(255, wires.Pixel(0, 0));
        Assert.Single(wires.Panel.Updates);
        Assert.Equal(["written to before a hardware reset"], wires.Panel.Faults);
    }

    [Fact]
    public void The_sequence_of_the_reference_draws_without_a_fault()
    {
        using var wires = new PanelWires().Initialise().Fill(White);

        wires.Update(0xE0);
        wires.Wait();
        wires.Bank(0x24, Black);
        wires.Partial();
        wires.Wait();
        wires.Bank(0x26, Black);
        wires.Bank(0x24, White);
        wires.Bank(0x26, White);
        wires.Fast();
        wires.Wait();

        Assert.Equal([Refresh.Full, Refresh.Partial, Refresh.Fast], wires.Panel.Updates.Select(update => update.Mode));
        Assert.All(wires.Panel.VisiblePixels, grey => Assert.Equal(255, grey));
        Assert.Empty(wires.Panel.Faults);
    }

    [Fact]
    public void A_set_bit_is_white_and_the_highest_bit_is_leftmost()
    {
        using var wires = new PanelWires().Initialise();

        wires.Fill(0b1010_0000);

        Assert.Equal<byte[]>([255, 0, 255, 0, 0, 0, 0, 0, 255], wires.Panel.VisiblePixels[..9]);
    }

    [Fact]
    public void A_smaller_window_is_filled_row_by_row_and_the_rest_stays()
    {
        using var wires = new PanelWires().Initialise().Fill(White);

        wires.Window(left: 2, right: 3, top: 260, bottom: 261);
        wires.Cursor(2, 260);
        wires.Send(0x24, 0x00, 0xFF, 0xFF, 0x0F);
        wires.Update(0xE0);
        wires.Wait();
        wires.Partial();
        wires.Wait();

        Assert.Equal(Enumerable.Range(16, 8).Select(x => (x, 260)).Concat(Enumerable.Range(24, 4).Select(x => (x, 261))), Dark(wires));
        Assert.Empty(wires.Panel.Faults);
    }

    [Fact]
    public void The_counter_starts_at_the_cursor_and_goes_round_at_the_end_of_the_window()
    {
        using var wires = new PanelWires().Initialise().Fill(White);

        wires.Window(left: 0, right: 1, top: 0, bottom: 1);
        wires.Cursor(1, 1);
        wires.Send(0x24, 0x00, 0x00);   // the last byte of the window, and its first again
        wires.Partial();
        wires.Wait();

        Assert.Equal(Enumerable.Range(0, 8).Select(x => (x, 0)).Concat(Enumerable.Range(8, 8).Select(x => (x, 1))), Dark(wires));
        Assert.Equal(["more bytes than the window has"], wires.Panel.Faults);
    }

    [Theory]
    [InlineData(0, 50, 0, 299)]
    [InlineData(0, 49, 0, 300)]
    [InlineData(9, 8, 0, 299)]
    [InlineData(0, 49, 9, 8)]
    public void A_window_that_is_not_on_the_panel_takes_nothing(int left, int right, int top, int bottom)
    {
        using var wires = new PanelWires().Initialise().Fill(White);

        wires.Window(left, right, top, bottom);
        wires.Cursor(left, top);
        wires.Send(0x24, Black, Black);
        wires.Partial();
        wires.Wait();

        Assert.Empty(Dark(wires));
        Assert.Contains("a bank is written without a window on the panel, its cursor and its direction set", wires.Panel.Faults);
    }

    [Fact]
    public void A_cursor_outside_its_window_takes_nothing()
    {
        using var wires = new PanelWires().Initialise().Fill(White);

        wires.Window(0, 9, 0, 9);
        wires.Cursor(10, 0);
        wires.Send(0x24, Black);

        Assert.Equal(["the cursor is outside the window"], wires.Panel.Faults);
    }

    [Fact]
    public void A_soft_reset_forgets_the_window_and_keeps_both_banks()
    {
        using var wires = new PanelWires().Initialise().Fill(White);

        wires.Send(0x12);
        wires.Wait();
        wires.Send(0x24, Black);
        Assert.Equal(["a bank is written without a window on the panel, its cursor and its direction set"], wires.Panel.Faults);

        wires.Send(0x01, 0x2B, 0x01, 0x00);
        wires.Send(0x18, 0x80);
        wires.Full();
        wires.Wait();
        Assert.Empty(Dark(wires));
    }

    [Fact]
    public void The_banks_hold_anything_after_power_up()
    {
        using var wires = new PanelWires().Initialise().Fill(White);

        wires.Set(PanelWires.Pins.Power, isHigh: false);
        Assert.Empty(Dark(wires));   // the picture needs no power
        wires.Initialise();
        wires.Full();
        wires.Wait();

        Assert.InRange(Dark(wires).Count(), 30_000, 90_000);
        Assert.Equal(["banks out of step at a Full update"], wires.Panel.Faults);
    }

    [Fact]
    public void A_partial_update_moves_what_differs_between_the_banks_and_nothing_else()
    {
        using var wires = new PanelWires().Initialise().Fill(White);
        wires.Bank(0x24, 0x0F);
        wires.Bank(0x26, 0x3F);   // as if two more pixels of each eight were black already

        wires.Partial();
        wires.Wait();

        Assert.Equal<byte[]>([255, 255, 12, 12, 255, 255, 255, 255], wires.Panel.VisiblePixels[..8]);   // two fall to 5 % of white
        Assert.Contains("banks out of step: the previous one is not what the panel shows", wires.Panel.Faults);
    }

    [Fact]
    public void A_previous_bank_that_was_not_kept_in_step_is_told()
    {
        using var wires = new PanelWires().Initialise().Fill(White);
        wires.Bank(0x24, 0x0F);
        wires.Partial();
        wires.Wait();
        wires.Bank(0x24, White);   // and 26 was forgotten

        wires.Partial();
        wires.Wait();

        Assert.NotEmpty(Dark(wires));   // what should have gone has stayed
        Assert.Contains("banks out of step: the previous one is not what the panel shows", wires.Panel.Faults);
    }

    [Theory]
    [InlineData(Refresh.Full, 3500)]
    [InlineData(Refresh.Fast, 1140)]
    [InlineData(Refresh.Partial, 358)]
    public void An_update_keeps_BUSY_up_for_its_time_and_shows_at_its_end(Refresh mode, int milliseconds)
    {
        using var wires = new PanelWires().Initialise().Fill(White);
        wires.Update(0xE0);
        Assert.Equal(TimeSpan.FromMilliseconds(96), wires.Wait());
        wires.Bank(0x24, Black);
        if (mode != Refresh.Partial)
        {
            wires.Bank(0x26, Black);
        }
        var before = wires.Panel.ModelledTime;

        Update(wires, mode);
        Assert.Equal(255, wires.Pixel(0, 0));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), wires.Wait());

        Assert.NotEqual(255, wires.Pixel(0, 0));
        Assert.Equal(new(mode, TimeSpan.FromMilliseconds(milliseconds)), wires.Panel.Updates[^1]);
        Assert.InRange((wires.Panel.ModelledTime - before).TotalMilliseconds, milliseconds, milliseconds + 0.1);   // and some bytes of commands
        Assert.Empty(wires.Panel.Faults);
    }

    [Fact]
    public void A_frame_takes_12_ms_on_the_wire()
    {
        using var wires = new PanelWires().Initialise();
        var before = wires.Panel.ModelledTime;

        wires.Bank(0x24, White);

        Assert.InRange((wires.Panel.ModelledTime - before).TotalMilliseconds, 12, 12.1);   // 15,000 bytes at 10 MHz
    }

    [Fact]
    public void A_partial_update_leaves_the_drive_voltage_on_and_the_others_take_it_away()
    {
        using var wires = new PanelWires().Initialise().Fill(White);
        Assert.False(wires.Panel.IsDriven);

        wires.Bank(0x24, Black);
        wires.Partial();
        Assert.Equal(TimeSpan.FromMilliseconds(358 + 96), wires.Wait());   // it switches the voltage on by itself
        Assert.True(wires.Panel.IsDriven);

        wires.Update(0x83);
        Assert.Equal(TimeSpan.FromMilliseconds(268), wires.Wait());
        Assert.False(wires.Panel.IsDriven);
    }

    [Fact]
    public void Ghosts_stay_after_partial_updates_and_a_flashing_one_takes_them_all()
    {
        using var wires = new PanelWires().Initialise().Fill(Black);
        wires.Bank(0x24, White);
        wires.Partial();
        wires.Wait();
        wires.Bank(0x26, White);
        Assert.All(wires.Panel.VisiblePixels, grey => Assert.Equal(255 - 255 / 20, grey));   // 5 % of black

        wires.Fast();
        wires.Wait();

        Assert.All(wires.Panel.VisiblePixels, grey => Assert.Equal(255, grey));
        Assert.Empty(wires.Panel.Faults);
    }

    [Fact]
    public void A_new_panel_shows_neither_black_nor_white_and_wants_a_full_update_first()
    {
        using var wires = new PanelWires().Initialise();
        Assert.All(wires.Panel.VisiblePixels, grey => Assert.InRange(grey, 1, 254));
        wires.Bank(0x24, White);
        wires.Bank(0x26, Black);

        wires.Partial();

        Assert.Equal(["Partial is the first update after power-up or deep sleep"], wires.Panel.Faults);
    }

    [Fact]
    public void Only_a_hardware_reset_wakes_it_from_deep_sleep()
    {
        using var wires = new PanelWires().Initialise().Fill(White);
        wires.Send(0x10, 0x01);
        Assert.True(wires.Panel.IsAsleep);

        wires.Send(0x12);
        wires.Bank(0x24, Black);
        wires.Full();

        Assert.False(wires.IsBusy);
        Assert.True(wires.Panel.IsAsleep);
        Assert.Equal(["written to while asleep"], wires.Panel.Faults);

        wires.Initialise().Fill(Black);
        Assert.False(wires.Panel.IsAsleep);
        Assert.Equal(0, wires.Pixel(399, 299));
        Assert.Equal(["written to while asleep"], wires.Panel.Faults);
    }

    [Fact]
    public void After_deep_sleep_an_update_that_is_not_full_is_a_fault()
    {
        using var wires = new PanelWires().Initialise().Fill(White);
        wires.Send(0x10, 0x01);
        wires.Initialise();
        wires.Bank(0x24, Black);
        wires.Bank(0x26, Black);

        wires.Fast();

        Assert.Equal(["Fast is the first update after power-up or deep sleep"], wires.Panel.Faults);
    }

    [Fact]
    public void What_is_written_while_it_is_busy_is_lost()
    {
        using var wires = new PanelWires().Initialise().Fill(White);
        wires.Bank(0x24, 0x0F);
        wires.Partial();

        wires.Bank(0x26, Black);
        wires.Wait();

        Assert.Equal(["written to while busy, in command 20"], wires.Panel.Faults);
        wires.Bank(0x26, 0x0F);   // it holds white still: the next one would be told otherwise
        wires.Bank(0x24, White);
        wires.Partial();
        wires.Wait();
        Assert.Single(wires.Panel.Faults);
    }

    [Fact]
    public void A_command_right_after_the_trigger_is_lost_even_in_the_same_transfer()
    {
        using var wires = new PanelWires().Initialise().Fill(White);
        wires.Send(0x22, 0xE0);
        wires.Set(PanelWires.Pins.DataCommand, isHigh: false);

        wires.Panel.Write([0x20, 0x12]);

        Assert.Equal(["written to while busy, in command 20"], wires.Panel.Faults);
    }

    [Fact]
    public void A_power_cut_stops_an_update_and_leaves_the_picture_that_was_there()
    {
        using var wires = new PanelWires().Initialise().Fill(White);
        wires.Bank(0x24, Black);
        wires.Partial();

        wires.Panel.CutPower();
        wires.Time.Advance(TimeSpan.FromSeconds(5));

        Assert.False(wires.IsBusy);
        Assert.False(wires.Panel.IsDriven);
        Assert.Empty(Dark(wires));
        Assert.Single(wires.Panel.Updates);
    }

    [Fact]
    public void A_panel_whose_cable_was_off_wants_a_reset_first()
    {
        using var wires = new PanelWires().Initialise().Fill(White);

        wires.Panel.Jam = PanelJam.Unplugged;
        wires.Full();
        Assert.False(wires.IsBusy);
        wires.Panel.Jam = PanelJam.None;
        wires.Full();
        Assert.False(wires.IsBusy);

        Assert.Equal(["written to before a hardware reset"], wires.Panel.Faults);
        wires.Initialise().Fill(Black);
        Assert.Equal(0, wires.Pixel(0, 0));
    }

    [Fact]
    public void No_register_takes_more_than_the_longest_one_has()
    {
        using var wires = new PanelWires().Initialise();

        wires.Send(0x32, new byte[228]);   // one more than a set of waveforms

        Assert.Equal(["more data than command 32 has"], wires.Panel.Faults);
    }

    [Property]
    public Property Garbage_on_its_wires_does_no_harm() => Prop.ForAll(
        (from count in Gen.Choose(0, 60)
         from sent in (from isData in Gen.Choose(0, 1)
                       from bytes in Gen.Frequency((9, Bytes(6)), (1, Bytes(5000)))
                       select (isData == 1, bytes)).ListOf(count)
         select sent).ToArbitrary(),
        sent =>
        {
            using var wires = new PanelWires().Initialise();
            foreach (var (isData, bytes) in sent)
            {
                wires.Set(PanelWires.Pins.DataCommand, isData);
                wires.Panel.Write(bytes);
                wires.Wait();
            }
            wires.Initialise().Fill(White);
            return wires.Panel.VisiblePixels.All(grey => grey == 255);
        });

    static Gen<byte[]> Bytes(int most) =>
        from count in Gen.Choose(0, most)
        from bytes in Gen.Frequency((3, Gen.Elements<byte>(0x10, 0x11, 0x12, 0x20, 0x22, 0x24, 0x26, 0x44, 0x45, 0x4E, 0x4F)), (2, Gen.Choose(0, 255).Select(value => (byte)value)))
            .ArrayOf(count)
        select bytes;

    static void Update(PanelWires wires, Refresh mode)
    {
        switch (mode)
        {
            case Refresh.Full:
                wires.Full();
                break;
            case Refresh.Fast:
                wires.Fast();
                break;
            case Refresh.Partial:
                wires.Partial();
                break;
        }
    }

    static IEnumerable<(int X, int Y)> Dark(PanelWires wires) =>
        from entry in wires.Panel.VisiblePixels.Index()
        where entry.Item < 128
        select (entry.Index % VirtualSsd1683.Width, entry.Index / VirtualSsd1683.Width);
}
