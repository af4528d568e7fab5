using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Virtual.Pn532;

namespace Hal.Tests.VirtualChip;

/// <summary>Blocks between chip and card (ISO/IEC 14443-4), by the chip's own protocol and by hand through InCommunicateThru.</summary>
public sealed class IsoDepTests
{
    /// <summary>A card taken over from the chip: deselected, woken, and given frames of 256 bytes without a CID.</summary>
    static ChipHost ByHand(EchoCard card)
    {
        var host = new ChipHost();
        host.Field.Put(card.OnAir());
        var listed = host.Send("4A 01 03 00");
        Assert.Equal("4300CA01", host.Send("42 CA 01"));
        var pupi = listed.Substring(8, 8);
        Assert.Equal("430050" + pupi + "000005E0B381A1", host.Send("42 05 00 08"));
        Assert.Equal("430000", host.Send($"42 1D {pupi} 00 08 01 00"));
        return host;
    }

    [Fact]
    public void A_type_B_card_is_listed_with_its_ATQB_and_the_answer_to_ATTRIB()
    {
        using var host = new ChipHost();
        host.Field.Put(new EchoCard().OnAir());

        var listed = host.Send("4A 01 03 00");

        Assert.Matches("^4B0101" + "50[0-9A-F]{8}" + "000005E0B381A1" + "0101$", listed);
    }

    [Fact]
    public void Each_time_in_the_field_the_card_has_another_PUPI()
    {
        using var host = new ChipHost();
        var card = new EchoCard().OnAir();
        host.Field.Put(card);
        var first = host.Send("4A 01 03 00");
        Assert.Equal(first, host.Send("4A 01 03 00"));

        host.Field.Clear();
        host.Field.Put(card);

        Assert.NotEqual(first, host.Send("4A 01 03 00"));
    }

    [Fact]
    public void A_long_answer_comes_whole_in_blocks_of_sixty()
    {
        using var host = new ChipHost();
        var card = new EchoCard(_ => EchoCard.Pattern(258));
        host.Field.Put(card.OnAir());
        host.List();

        var (status, data) = host.Exchange([0x00, 0xB0, 0x00, 0x00, 0x00]);

        Assert.Equal(0, status);
        Assert.Equal(EchoCard.Pattern(258), data);
    }

    [Fact]
    public void What_does_not_fit_into_one_frame_is_fetched_with_MI()
    {
        using var host = new ChipHost();
        host.Field.Put(new EchoCard(_ => EchoCard.Pattern(600)).OnAir());
        host.List();

        var (first, head) = host.Exchange([0x00]);
        var (second, middle) = host.Exchange([]);
        var (third, tail) = host.Exchange([]);

        Assert.Equal((0x40, 0x40, 0x00), (first, second, third));
        Assert.Equal(EchoCard.Pattern(600), (byte[])[.. head, .. middle, .. tail]);
    }

    [Fact]
    public void A_command_in_parts_reaches_the_card_as_one()
    {
        using var host = new ChipHost();
        var card = new EchoCard(_ => [0x90, 0x00]);
        host.Field.Put(card.OnAir());
        host.List();
        var command = EchoCard.Pattern(400);

        Assert.Equal((0x00, 0), (host.Exchange(command.AsSpan(0, 200), 0x41).Status, card.Commands.Count));
        Assert.Equal([0x90, 0x00], host.Exchange(command.AsSpan(200)).Data);

        Assert.Equal(command, Assert.Single(card.Commands));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_card_that_computes_long_asks_for_more_time_and_is_waited_for(int variant)
    {
        using var host = new ChipHost();
        var card = new EchoCard { ComputingTime = TimeSpan.FromSeconds(9) };
        host.Field.Put(card.OnAir(variant));
        host.List();
        host.Chip.Clock.Reset();

        var (status, data) = host.Exchange([0x80, 0x2A]);

        Assert.Equal(0, status);
        Assert.Equal([0x80, 0x2A, 0x90, 0x00], data);
        Assert.Equal(9, host.Chip.Clock.Read().Card.TotalSeconds, 3);
        Assert.Single(card.Commands);
    }

    [Fact]
    public void A_waiting_time_extension_is_granted_by_hand()
    {
        var card = new EchoCard { ComputingTime = TimeSpan.FromSeconds(1) };
        using var host = ByHand(card);
        host.Send("32 02 00 0B 0D");   // 409.6 ms, more than the card's 309 ms

        var request = host.Send("42 02 80 2A");

        Assert.Equal("4300F203", request);                        // 0.72 s are left: three times 309 ms
        Assert.Equal("4301", host.Send("42 F2 03"));              // the host listens too short
        host.Send("32 02 00 0B 10");
        Assert.Equal("430002802A9000", host.Send("42 B2"));       // and asks again
    }

    [Fact]
    public void Too_short_a_wait_of_the_host_is_a_time_out()
    {
        using var host = ByHand(new EchoCard { ComputingTime = TimeSpan.FromMilliseconds(60) });

        Assert.Equal("4301", host.Send("42 02 00"));   // 51.2 ms after reset
    }

    [Fact]
    public void Blocks_by_hand_follow_the_rules_of_the_standard()
    {
        var card = new EchoCard(command => command is [0x01] ? EchoCard.Pattern(300) : [0x90, 0x00]);
        using var host = ByHand(card);

        Assert.Equal("4300A3", host.Send("42 B2"));                                             // rule 12: nothing came yet, so say it again
        var first = host.Send("42 02 01");
        Assert.StartsWith("430012", first, StringComparison.Ordinal);                           // chaining
        Assert.Equal(2 * (2 + 254), first.Length);                                              // 256 - PCB - CRC
        Assert.Equal(first, host.Send("42 B2"));                                                // rule 11: the answer was lost
        Assert.Single(card.Commands);
        Assert.Equal("430003" + Convert.ToHexString(EchoCard.Pattern(300)[253..]), host.Send("42 A3"));   // rule 13
        Assert.Equal("4300A2", host.Send("42 12 AA"));                                          // rule 2, the command in parts
        Assert.Equal("4300039000", host.Send("42 03 BB"));
        Assert.Equal([0xAA, 0xBB], card.Commands[^1]);
    }

    [Theory]
    [InlineData("06 00")]      // NAD: not supported
    [InlineData("0A 05 00")]   // a CID the card was not given
    [InlineData("0A 00 00")]   // answered: CID 0 is its own
    [InlineData("E2")]
    [InlineData("F2 01")]      // WTX that nobody asked for
    [InlineData("05 00 08")]   // WUPB in the middle of blocks
    [InlineData("A2 00")]
    [InlineData("0B 3F 80")]   // REQB' of libnfc
    public void To_what_is_no_block_for_it_the_card_stays_mute(string block)
    {
        using var host = ByHand(new EchoCard());

        Assert.Equal(block == "0A 00 00" ? "43000A00009000" : "4301", host.Send("42" + block));

        Assert.StartsWith("4300", host.Send("42 02 77"), StringComparison.Ordinal);   // and is still there
    }

    [Fact]
    public void The_presence_check_of_libnfc_is_answered_with_an_R_block()
    {
        using var host = new ChipHost();
        host.Field.Put(new EchoCard().OnAir());
        host.List();

        Assert.Equal("4300AB01", host.Send("42 BA 01"));
        Assert.Equal("4300AB01", host.Send("42 BA 01"));
        host.Field.Clear();
        Assert.Equal("4301", host.Send("42 BA 01"));
    }

    [Fact]
    public void A_halted_card_wakes_by_WUPB_but_not_by_REQB()
    {
        using var host = ByHand(new EchoCard());
        Assert.Equal("4300C2", host.Send("42 C2"));

        Assert.Equal("4301", host.Send("42 05 00 00"));
        Assert.StartsWith("430050", host.Send("42 05 00 08"), StringComparison.Ordinal);
    }

    [Fact]
    public void Deselect_forgets_what_was_unlocked()
    {
        var card = new EchoCard();
        using var host = ByHand(card);
        var before = card.Resets;

        host.Send("42 C2");

        Assert.Equal(before + 1, card.Resets);
    }

    [Fact]
    public void A_deselected_target_wakes_by_itself_at_the_next_exchange()
    {
        using var host = new ChipHost();
        host.Field.Put(new EchoCard().OnAir());
        host.List();

        Assert.Equal("4500", host.Send("44 01"));
        Assert.Equal((byte)0, host.Exchange([0x00]).Status);

        Assert.Equal("4500", host.Send("44 00"));
        host.Field.Clear();
        Assert.Equal(0x2B, host.Exchange([0x00]).Status);
    }

    [Fact]
    public void A_released_target_is_none_any_more()
    {
        using var host = new ChipHost();
        host.Field.Put(new EchoCard().OnAir());
        host.List();

        Assert.Equal("5300", host.Send("52 00"));

        Assert.Equal("4127", host.Send("40 01 00"));
    }

    [Fact]
    public void A_card_taken_away_in_the_middle_is_a_time_out()
    {
        using var host = new ChipHost();
        host.Field.Put(new EchoCard(_ => EchoCard.Pattern(258)).OnAir());
        host.List();
        host.Field.RemoveAtFrame(5);

        Assert.Equal(0x01, host.Exchange([0x00]).Status);
        Assert.False(host.Field.HasCards);
    }

    [Fact]
    public void Corrupted_for_good_is_a_CRC_error()
    {
        using var host = new ChipHost();
        host.Field.Put(new EchoCard().OnAir());
        host.List();
        host.Field.Disturb([.. Enumerable.Repeat((RfFault[])[RfFault.None, RfFault.Corrupted], 5).SelectMany(pair => pair)]);

        Assert.Equal(0x02, host.Exchange([0x00]).Status);
    }

    /// <summary>Lengths on both sides of every block and frame limit.</summary>
    static readonly Gen<int> Lengths = Gen.OneOf(Gen.Choose(1, 261), Gen.Elements(1, 59, 60, 61, 120, 121, 252, 253, 254, 258, 261));

    static readonly Gen<RfFault[]> Faults = Gen.Frequency(
        (4, Gen.Constant(RfFault.None)), (1, Gen.Constant(RfFault.Lost)), (1, Gen.Constant(RfFault.Corrupted))).ArrayOf();

    [Property(MaxTest = 300)]
    public Property However_frames_get_lost_the_card_executes_a_command_once_and_the_answer_is_whole_or_an_error() =>
        Prop.ForAll(Lengths.Zip(Lengths).ToArbitrary(), Faults.ToArbitrary(), Gen.Choose(0, 3).ToArbitrary(), (lengths, faults, variant) =>
    {
        using var host = new ChipHost();
        var (command, answer) = (EchoCard.Pattern(lengths.Item1), EchoCard.Pattern(lengths.Item2));
        var card = new EchoCard(_ => answer);
        host.Field.Put(card.OnAir(variant));
        host.List();
        host.Field.Disturb(faults);

        var (status, data) = host.Exchange(command);

        Assert.True(card.Commands.Count <= 1);
        Assert.All(card.Commands, heard => Assert.Equal(command, heard));
        return status == 0 ? data.SequenceEqual(answer) : data.Length == 0 && faults.Count(fault => fault != RfFault.None) > 2;
    });

    [Property]
    public Property Arbitrary_frames_never_break_a_card(byte[][] frames) => Prop.ToProperty(Survives(frames));

    static bool Survives(byte[][] frames)
    {
        using var host = ByHand(new EchoCard());
        foreach (var frame in frames)
        {
            host.Send([0x42, .. frame ?? []]);
        }
        host.Send("32 01 00");
        host.Send("32 01 01");
        return host.Send("4A 01 03 00").StartsWith("4B0101", StringComparison.Ordinal);
    }
}
