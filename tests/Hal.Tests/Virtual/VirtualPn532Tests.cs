using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Virtual.Wires;
using static Hal.Tests.VirtualChip.ChipHost;

namespace Hal.Tests.VirtualChip;

/// <summary>The chip at its host wire: frames, abort, sleep, speed.</summary>
public sealed class VirtualPn532Tests
{
    [Fact]
    public void It_says_which_chip_and_firmware_it_is()
    {
        using var host = new ChipHost();

        host.Say("0000FF 02 FE D4 02 2A 00");

        Assert.Equal(AckFrame + "0000FF06FAD50332010607E800", host.Take());
    }

    [Fact]
    public void Asleep_it_hears_nothing_but_55_55()
    {
        using var host = new ChipHost(isAwake: false);

        host.Chip.Receive(Frame("02"));
        Assert.Equal("", host.Take());

        host.Say("55");
        host.Say("55 00 00 00");
        host.Chip.Receive(Frame("02"));
        Assert.StartsWith(AckFrame, host.Take(), StringComparison.Ordinal);
    }

    [Fact]
    public void Before_SAMConfiguration_the_radio_does_not_work()
    {
        using var host = new ChipHost(isAwake: false);
        host.Say("55 55 00 00 00");

        host.Chip.Receive(Frame("4A 01 03 00"));
        Assert.Equal(AckFrame + ErrorFrame, host.Take());

        Assert.Equal("15", host.Send("14 01 14 01"));
        host.Field.Put(new EchoCard().OnAir());
        host.List();
    }

    [Fact]
    public void After_PowerDown_it_sleeps_until_the_wire_wakes_it()
    {
        using var host = new ChipHost();
        Assert.Equal("1700", host.Send("16 F0"));
        Assert.True(host.Chip.IsAsleep);

        host.Chip.Receive(Frame("02"));
        Assert.Equal("", host.Take());

        host.Say("55 55 00 00 00");
        Assert.Equal("0332010607", host.Send("02"));
    }

    [Fact]
    public void PowerDown_without_the_UART_among_its_wakers_needs_a_reset()
    {
        using var host = new ChipHost();
        host.Send("16 20");

        host.Say("55 55 55 55");
        Assert.True(host.Chip.IsAsleep);

        host.Chip.Reset();
        host.Say("55 55");
        Assert.False(host.Chip.IsAsleep);
    }

    [Theory]
    [InlineData("FE")]            // no command
    [InlineData("4A 03 03 00")]   // three targets
    [InlineData("4A 01 06 00")]   // PN533 only
    [InlineData("4A")]
    [InlineData("40")]
    [InlineData("06 63")]
    [InlineData("08 63 02")]
    [InlineData("10 09")]
    [InlineData("14")]
    [InlineData("32 05 01")]
    [InlineData("60 00 01 00")]
    [InlineData("46 01")]         // DEP is not here
    public void What_it_does_not_know_is_a_syntax_error(string command)
    {
        using var host = new ChipHost();

        host.Chip.Receive(Frame(command));

        Assert.Equal(AckFrame + ErrorFrame, host.Take());
    }

    [Theory]
    [InlineData("0000FF 02 FD D4 02 2A 00")]          // length checksum
    [InlineData("0000FF 02 FE D4 02 2B 00")]          // data checksum
    [InlineData("0000FF FF FF 00 02 FD D4 02 2A 00")]
    public void A_frame_with_a_wrong_checksum_is_passed_over_and_the_next_one_heard(string broken)
    {
        using var host = new ChipHost();

        host.Say(broken);
        Assert.Equal("", host.Take());

        Assert.Equal("0332010607", host.Send("02"));
    }

    [Fact]
    public void A_frame_that_is_no_command_is_a_syntax_error()
    {
        using var host = new ChipHost();

        host.Say("0000FF 02 FE D5 02 29 00");

        Assert.Equal(AckFrame + ErrorFrame, host.Take());
    }

    [Fact]
    public void NACK_brings_the_last_answer_again()
    {
        using var host = new ChipHost();
        host.Chip.Receive(Frame("02"));
        var first = host.Take();

        host.Say(NackFrame);

        Assert.Equal(first, AckFrame + host.Take());
    }

    [Fact]
    public void Registers_keep_what_is_written()
    {
        using var host = new ChipHost();
        Assert.Equal("0700", host.Send("06 63 3C"));

        Assert.Equal("09", host.Send("08 63 05 40 63 3C 10"));

        Assert.Equal("071040", host.Send("06 63 3C 63 05"));
    }

    [Fact]
    public void Ports_keep_what_is_marked_valid()
    {
        using var host = new ChipHost();

        Assert.Equal("0F", host.Send("0E 8A 06"));

        Assert.Equal("0D0A0600", host.Send("0C"));
    }

    [Fact]
    public void General_status_counts_the_targets()
    {
        using var host = new ChipHost();
        Assert.Equal("0500000001", host.Send("04"));
        host.Field.Put(new EchoCard().OnAir());
        host.List();

        Assert.Equal("050001010100000001", host.Send("04"));
    }

    [Fact]
    public void The_speed_changes_only_after_the_host_acknowledged_the_answer()
    {
        using var host = new ChipHost();

        Assert.Equal("11", host.Send("10 07"));
        Assert.Equal((115200, 921600), (host.Chip.BaudRate, host.Chip.NextBaudRate));

        host.Say(AckFrame);
        Assert.Equal((921600, null), (host.Chip.BaudRate, host.Chip.NextBaudRate));
    }

    [Fact]
    public void Without_an_acknowledge_the_speed_stays()
    {
        using var host = new ChipHost();
        host.Send("10 07");

        host.Send("02");
        host.Say(AckFrame);

        Assert.Equal(115200, host.Chip.BaudRate);
    }

    [Fact]
    public void Parameters_can_take_the_frames_ends_away()
    {
        using var host = new ChipHost();
        host.Chip.Receive(Frame("12 54"));
        host.Take();

        host.Chip.Receive(Frame("02"));

        Assert.Equal("00FF00FF" + "00FF06FAD50332010607E8", host.Take());
    }

    [Fact]
    public void An_endless_search_ends_by_an_abort_and_the_chip_is_there_for_the_next_command()
    {
        using var host = new ChipHost();
        host.Chip.Receive(Frame("4A 01 03 00"));
        Assert.Equal(AckFrame, host.Take());

        host.Say(AckFrame);
        host.Field.Put(new EchoCard().OnAir());

        Assert.Equal("", host.Take());
        Assert.Equal("0332010607", host.Send("02"));
    }

    [Fact]
    public void An_endless_search_ends_when_a_card_comes()
    {
        using var host = new ChipHost();
        host.Chip.Receive(Frame("4A 01 03 00"));
        host.Take();
        var rang = 0;
        host.Chip.Ready += () => rang++;

        host.Field.Put(new EchoCard().OnAir());

        Assert.True(rang > 0);
        Assert.Contains("D54B010150", host.Take(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_command_ends_the_old_one()
    {
        using var host = new ChipHost();
        host.Chip.Receive(Frame("60 FF 01 03"));
        host.Take();

        Assert.Equal("0332010607", host.Send("02"));
        host.Field.Put(new EchoCard().OnAir());
        Assert.Equal("", host.Take());
    }

    [Fact]
    public void Paced_an_answer_waits_for_its_wire_and_an_abort_takes_it_back()
    {
        var time = new FakeTimeProvider();
        using var host = new ChipHost(Speed.Paced, time, isAwake: false);
        host.Say("55 55 00 00 00");
        var command = Frame("02");

        host.Chip.Receive(command);
        Assert.Equal("", host.Take());
        time.Advance(TimeSpan.FromSeconds((5 + command.Length + 6) * 10 / 115200.0));
        Assert.Equal(AckFrame, host.Take());

        host.Say(AckFrame);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("", host.Take());
    }

    [Fact]
    public void Paced_a_polling_takes_its_periods_and_sees_the_card_that_comes_in_between()
    {
        var time = new FakeTimeProvider();
        using var host = new ChipHost(Speed.Paced, time, isAwake: false);
        host.Say("55 55 00 00 00");
        host.Chip.Receive(Frame("14 01"));
        time.Advance(TimeSpan.FromSeconds(1));
        host.Take();

        host.Chip.Receive(Frame("60 02 01 10 03"));   // 2 × 150 ms × 2 types
        Pass(200);
        Assert.Equal(AckFrame, host.Take());
        host.Field.Put(new EchoCard().OnAir());
        Pass(200);
        Assert.Equal("", host.Take());
        Pass(120);

        Assert.Contains("D5610103", host.Take(), StringComparison.Ordinal);

        void Pass(int milliseconds)
        {
            for (var passed = 0; passed < milliseconds; passed += 5)
            {
                time.Advance(TimeSpan.FromMilliseconds(5));
            }
        }
    }

    [Fact]
    public void The_link_costs_ten_bits_a_byte_at_the_speed_of_the_moment()
    {
        using var host = new ChipHost();
        var bytes = Frame("02").Length + 6 + Frame("03 32 01 06 07").Length;

        host.Send("02");
        Assert.Equal(bytes * 10 / 115.2, host.Chip.Clock.Reset().Link.TotalMilliseconds, 0.001);

        host.Send("10 07");
        host.Say(AckFrame);
        host.Chip.Clock.Reset();
        host.Send("02");
        Assert.Equal(bytes * 10 / 921.6, host.Chip.Clock.Read().Link.TotalMilliseconds, 0.001);
    }

    /// <summary>Lengths around every limit: 1 byte, the last normal frame, the first extended one, the longest.</summary>
    static readonly Gen<int> EchoLengths = Gen.OneOf(Gen.Choose(0, 300), Gen.Elements(252, 253, 254, 255, 256, 261, 262));

    [Property]
    public Property Any_line_test_comes_back_whole_however_it_is_cut_up() => Prop.ForAll(
        EchoLengths.Where(length => length <= 262).Zip(Gen.Choose(1, 64)).ToArbitrary(), pair =>
    {
        using var host = new ChipHost();
        byte[] test = [0x00, 0x00, .. EchoCard.Pattern(pair.Item1)];
        foreach (var piece in Frame(test).Chunk(pair.Item2))
        {
            host.Chip.Receive(piece);
        }
        Assert.True(host.Chip.TryTake(out _));
        Assert.True(host.Chip.TryTake(out var answer));
        return Content(answer).SequenceEqual((byte[])[0x01, .. test[1..]]);
    });

    /// <summary>Bytes in which frames and their beginnings are frequent.</summary>
    static readonly Gen<byte[]> Noise = Gen.OneOf(
        Gen.Elements<byte>(0x00, 0xFF, 0x55, 0xD4, 0x01, 0x02, 0xFE, 0x4A).ArrayOf(),
        Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(),
        Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf().Select(content => Frame([.. content, 0x00])),
        Gen.Elements(0x40, 0x42, 0x4A, 0x60, 0x44, 0x52, 0x54, 0x32, 0x06, 0x08, 0x00, 0x12, 0x14)
            .SelectMany(code => Gen.Choose(0, 3).Select(value => (byte)value).ArrayOf().Select(rest => Frame([(byte)code, .. rest]))))
        .ListOf().Select(parts => parts.SelectMany(part => part).ToArray());

    [Property]
    public Property Whatever_a_host_says_the_chip_lives_and_answers_the_next_sound_command() => Prop.ForAll(Noise.ToArbitrary(), noise =>
    {
        using var host = new ChipHost();
        host.Field.Put(new EchoCard().OnAir());
        foreach (var piece in noise.Chunk(7))
        {
            host.Chip.Receive(piece);
            host.Take();
        }
        host.Chip.Receive([.. new byte[300], 0x55, 0x55, 0x00]);   // past any length that was begun, and awake
        host.Say(AckFrame);
        host.Take();
        host.Chip.Receive(Frame("02"));
        return host.Take().Contains("0332010607", StringComparison.Ordinal) || host.Chip.IsAsleep;
    });
}
