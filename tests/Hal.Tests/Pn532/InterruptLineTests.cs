using System.Device.Spi;
using System.Diagnostics;
using Hal.Pn532;
using Hal.Tests.VirtualChip;
using Microsoft.Extensions.Time.Testing;
using Virtual.Pn532;
using Virtual.Wires;

namespace Hal.Tests.Pn532;

/// <summary>I2C and SPI with the chip's interrupt line: who waits for it asks the bus no questions.</summary>
public sealed class InterruptLineTests
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    readonly FakeTimeProvider _time = new();   // stands still unless a test turns it: no wait ends by itself

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HostInterface.I2c)]
    [InlineData(HostInterface.Spi)]
    public async Task A_card_comes_answers_and_goes_over_a_wire_with_an_interrupt_line(HostInterface wire)
    {
        await using var rig = new ReaderRig(wire, speed: Speed.Paced, hasInterruptLine: true);
        rig.Chip.Field.Put(new EchoCard().OnAir());

        var card = await rig.NextCardAsync();
        Assert.Equal(7, await card.TransceiveAsync(new byte[] { 0x00, 0xB0, 0x00, 0x00, 0x05 }, new byte[258], Cancel));
        rig.Chip.Field.Clear();
        Assert.IsType<CardSighting.Gone>(await rig.NextAsync());
        Assert.True(rig.Interrupt!.Looks > 0);
    }

    [Theory]
    [InlineData(HostInterface.I2c)]
    [InlineData(HostInterface.Spi)]
    public async Task The_falling_line_ends_the_wait(HostInterface wire)
    {
        using var chip = Awake(wire);
        using var interrupt = new InterruptLine(chip);
        await using var link = Open(wire, chip, interrupt);
        var received = Receive(link);
        Assert.False(received.IsCompleted);

        chip.Receive(ChipHost.Frame("02"));

        Assert.Equal(HostFrameKind.Acknowledge, (await received).Kind);
    }

    [Fact]
    public async Task A_line_that_fell_before_the_wait_began_is_seen_by_its_level()
    {
        using var chip = Awake(HostInterface.I2c);
        using var interrupt = new InterruptLine(chip) { IsDeaf = true };
        await using var link = Open(HostInterface.I2c, chip, interrupt);
        interrupt.BeforeLook = () => chip.Receive(ChipHost.Frame("02"));   // after the bus said "not ready"

        Assert.Equal(HostFrameKind.Acknowledge, (await Receive(link)).Kind);
    }

    [Fact]
    public async Task An_edge_that_got_lost_costs_50_ms_and_no_frame()
    {
        using var chip = Awake(HostInterface.I2c);
        using var interrupt = new InterruptLine(chip) { IsDeaf = true };
        await using var link = Open(HostInterface.I2c, chip, interrupt);
        var received = Receive(link);
        chip.Receive(ChipHost.Frame("02"));

        await _time.Turn(TimeSpan.FromMilliseconds(49));
        Assert.False(received.IsCompleted);
        await _time.TurnUntil(received);

        Assert.Equal(HostFrameKind.Acknowledge, (await received).Kind);
    }

    [Fact]
    public async Task A_chip_that_stays_silent_ends_the_wait_at_its_limit_with_few_questions()
    {
        using var chip = Awake(HostInterface.I2c);
        using var interrupt = new InterruptLine(chip);
        await using var link = Open(HostInterface.I2c, chip, interrupt);

        var received = Receive(link);
        while (!received.IsCompleted)
        {
            var (looks, since) = (interrupt.Looks, Stopwatch.GetTimestamp());
            _time.Advance(TimeSpan.FromMilliseconds(50));
            while (interrupt.Looks == looks && !received.IsCompleted && Stopwatch.GetElapsedTime(since) < TimeSpan.FromMilliseconds(100))   // this clock would outrun the wait
            {
                await Task.Yield();
            }
        }

        Assert.Equal(Received.Nothing, await received);
        Assert.InRange(interrupt.Looks, 10, 25);   // a second in steps of 50 ms
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_and_the_next_one_is_whole()
    {
        using var chip = Awake(HostInterface.I2c);
        using var interrupt = new InterruptLine(chip);
        await using var link = Open(HostInterface.I2c, chip, interrupt);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var given = link.ReceiveAsync(new byte[HostFrame.MaxContentLength], Limit, stop.Token).AsTask();

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        var received = Receive(link);
        chip.Receive(ChipHost.Frame("02"));
        Assert.Equal(HostFrameKind.Acknowledge, (await received).Kind);
    }

    static Task<Received> Receive(IPn532Link link) =>
        link.ReceiveAsync(new byte[HostFrame.MaxContentLength], Limit, Cancel).AsTask().WaitAsync(Patience, TimeProvider.System, Cancel);

    IPn532Link Open(HostInterface wire, VirtualPn532 chip, InterruptLine interrupt) => wire == HostInterface.I2c
        ? new I2cLink(new VirtualI2cDevice(chip), "i2c", interrupt.Pin, _time)
        : new SpiLink(new VirtualSpiDevice(chip, new(0, 0) { ClockFrequency = SpiLink.ClockFrequency, Mode = SpiMode.Mode0 }), "spi", interrupt.Pin, _time);

    static VirtualPn532 Awake(HostInterface wire)
    {
        var chip = new VirtualPn532(wire);
        chip.Select();
        return chip;
    }
}
