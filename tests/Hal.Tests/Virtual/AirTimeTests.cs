using Virtual.Wires;

namespace Hal.Tests.VirtualChip;

/// <summary>The model against times worked out by hand: etu 9.44 µs, characters of ten bits, 0.302 ms turnaround an exchange.</summary>
public sealed class AirTimeTests
{
    static ChipHost Host(EchoCard card)
    {
        var host = new ChipHost();
        host.Field.Put(card.OnAir());
        return host;
    }

    static WireTime Spent(ChipHost host, Action work)
    {
        host.Chip.Clock.Reset();
        work();
        return host.Chip.Clock.Read();
    }

    [Fact]
    public void Finding_a_card_takes_two_exchanges_after_the_field_came_on()
    {
        using var host = Host(new());

        Assert.Equal(5.0 + 2.51 + 2.04, Spent(host, host.List).Rf.TotalMilliseconds, 0.02);
    }

    [Theory]
    [InlineData(5, 42, 5.9)]      // READ BINARY of 40 bytes
    [InlineData(5, 258, 32.2)]    // of 256
    [InlineData(15, 2, 3.3)]      // SELECT by AID; the CID costs a byte each way
    [InlineData(7, 2, 2.5)]
    public void An_exchange_by_the_chips_own_protocol(int command, int answer, double milliseconds)
    {
        using var host = Host(new(_ => EchoCard.Pattern(answer)));
        host.List();

        var spent = Spent(host, () => host.Exchange(EchoCard.Pattern(command)));

        Assert.Equal(milliseconds, spent.Rf.TotalMilliseconds, 0.35);
        Assert.Equal(TimeSpan.Zero, spent.Card);
    }

    [Fact]
    public void Frames_of_256_bytes_are_faster_than_frames_of_64()
    {
        using var host = Host(new(_ => EchoCard.Pattern(253)));
        var listed = host.Send("4A 01 03 00");
        host.Send("42 CA 01");
        host.Send("42 05 00 08");
        host.Send($"42 1D {listed.Substring(8, 8)} 00 08 01 00");

        // One block with 251 bytes and a status word each way: (6+2) and (254+2) characters and their frames' ends.
        var expected = ((6 + 2) * 10 + 22 + (254 + 2) * 10 + 22) * 128 / 13560.0 + 0.302;
        Assert.Equal(expected, Spent(host, () => host.Send("42 02 00 B0 00 00 FB")).Rf.TotalMilliseconds, 0.01);
    }

    [Fact]
    public void What_the_card_computes_is_counted_apart_from_the_air()
    {
        var card = new EchoCard { ComputingTime = TimeSpan.FromMilliseconds(200) };
        using var host = Host(card);
        host.List();

        var spent = Spent(host, () => host.Exchange([0x00]));

        Assert.Equal(200, spent.Card.TotalMilliseconds, 0.001);
        Assert.True(spent.Rf < TimeSpan.FromMilliseconds(3));
        Assert.Equal(spent.Link + spent.Rf + spent.Card, spent.Total);
    }

    [Fact]
    public void Silence_costs_the_frame_waiting_time()
    {
        using var host = Host(new());
        host.List();
        host.Field.Clear();

        Assert.Equal(3 * 309.3, Spent(host, () => host.Exchange([0x00])).Rf.TotalMilliseconds, 5.0);   // the block and two R(NAK)
    }

    [Fact]
    public void A_reset_of_the_ledger_gives_what_was_spent_and_starts_at_nothing()
    {
        using var host = Host(new());
        host.List();

        var spent = host.Chip.Clock.Reset();

        Assert.True(spent.Total > TimeSpan.Zero);
        Assert.Equal(default, host.Chip.Clock.Read());
    }
}
