using System.Device.Spi;
using Microsoft.Extensions.Time.Testing;
using Virtual.Pn532;
using Virtual.Wires;

namespace Hal.Tests.VirtualChip;

/// <summary>The chip behind I2C and SPI: ready byte, wake-up, order of bits, what a transfer costs.</summary>
public sealed class VirtualBusTests
{
    const string Firmware = "0000FF06FAD50332010607E800";

    [Fact]
    public void On_I2C_the_first_address_wakes_the_chip_and_is_not_acknowledged()
    {
        using var chip = new VirtualPn532(HostInterface.I2c);
        using var bus = new VirtualI2cDevice(chip);

        Assert.Throws<IOException>(() => bus.Write(ChipHost.Frame("02")));
        bus.Write(ChipHost.Frame("02"));

        Assert.Equal("01" + ChipHost.AckFrame, Read(bus, 7));
        Assert.Equal("01" + Firmware + "0000", Read(bus, 16));
        Assert.Equal("0000000000", Read(bus, 5));
    }

    [Fact]
    public void On_I2C_a_one_byte_read_only_asks_and_NACK_brings_back_what_a_short_read_lost()
    {
        using var chip = new VirtualPn532(HostInterface.I2c);
        using var bus = Awake(chip);
        bus.Write(ChipHost.Frame("02"));

        Assert.Equal(("01", "01"), (Read(bus, 1), Read(bus, 1)));
        Read(bus, 7);
        Assert.Equal("010000FF06FA", Read(bus, 6));
        bus.Write(ChipHost.Bytes(ChipHost.NackFrame));
        Assert.Equal("01" + Firmware, Read(bus, 14));
    }

    [Fact]
    public void On_I2C_a_busy_chip_does_not_acknowledge()
    {
        using var chip = new VirtualPn532(HostInterface.I2c);
        using var bus = Awake(chip);
        bus.RefuseNext(2);

        Assert.Throws<IOException>(() => Read(bus, 1));
        Assert.Throws<IOException>(() => bus.Write(ChipHost.Frame("02")));
        bus.Write(ChipHost.Frame("02"));
        Assert.True(chip.IsReady);
    }

    [Fact]
    public void On_I2C_the_answer_to_PowerDown_is_read_before_the_chip_sleeps()
    {
        using var chip = new VirtualPn532(HostInterface.I2c);
        using var bus = Awake(chip);
        bus.Write(ChipHost.Frame("16 80"));

        Read(bus, 7);
        Assert.EndsWith("D517001400", Read(bus, 11), StringComparison.Ordinal);

        Assert.True(chip.IsAsleep);
        Assert.Throws<IOException>(() => Read(bus, 1));
        Assert.Equal("00", Read(bus, 1));
    }

    [Fact]
    public void I2C_costs_nine_bits_a_byte_and_the_address()
    {
        using var chip = new VirtualPn532(HostInterface.I2c);
        using var bus = Awake(chip, 100_000);
        chip.Clock.Reset();

        Read(bus, 9);

        Assert.Equal(0.9, chip.Clock.Read().Link.TotalMilliseconds, 0.001);
    }

    [Fact]
    public void On_SPI_every_byte_travels_least_significant_bit_first()
    {
        using var chip = new VirtualPn532(HostInterface.Spi);
        using var bus = new VirtualSpiDevice(chip, new(0, 0) { ClockFrequency = 5_000_000, Mode = SpiMode.Mode0 });

        Assert.Equal("0000", Transfer(bus, 0x02, 1));             // wakes it, and is lost
        bus.Write(Turned([0x01, .. ChipHost.Frame("02")]));

        Assert.Equal("0001", Transfer(bus, 0x02, 1));
        Assert.Equal("00" + ChipHost.AckFrame, Transfer(bus, 0x03, 6));
        Assert.Equal("00" + Firmware + "00", Transfer(bus, 0x03, 14));
        Assert.Equal("0000", Transfer(bus, 0x02, 1));
    }

    [Theory]   // command, acknowledge and answer: 10, 8 and 17 bytes with their addresses, 9 bits each
    [InlineData(100_000, 3)]
    [InlineData(400_000, 0.7)]
    public async Task Paced_the_bus_holds_an_answer_back_for_as_long_as_its_bytes_take(int clockRate, double atLeastMilliseconds)
    {
        var time = new FakeTimeProvider();
        using var chip = new VirtualPn532(HostInterface.I2c, Speed.Paced, time);
        using var bus = Awake(chip, clockRate);
        var begun = time.GetTimestamp();

        for (var i = 0; i < 20; i++)
        {
            bus.Write(ChipHost.Frame("02"));
            await time.TurnUntil(ReadyAsync(chip));
            Read(bus, 7);
            await time.TurnUntil(ReadyAsync(chip));
            Read(bus, 16);
        }

        Assert.True(time.GetElapsedTime(begun).TotalMilliseconds >= 20 * atLeastMilliseconds);   // more, where this machine is slower than the time it turns
    }

    [Fact]
    public void SPI_costs_eight_clocks_a_byte()
    {
        using var chip = new VirtualPn532(HostInterface.Spi);
        using var bus = new VirtualSpiDevice(chip, new(0, 0) { ClockFrequency = 1_000_000, Mode = SpiMode.Mode0 });

        Transfer(bus, 0x02, 9);

        Assert.Equal(0.08, chip.Clock.Read().Link.TotalMilliseconds, 0.001);
    }

    [Theory]
    [InlineData(SpiMode.Mode1, 1_000_000, DataFlow.MsbFirst)]
    [InlineData(SpiMode.Mode0, 8_000_000, DataFlow.MsbFirst)]
    [InlineData(SpiMode.Mode0, 1_000_000, DataFlow.LsbFirst)]
    public void SPI_settings_the_chip_or_the_master_cannot_do_are_refused(SpiMode mode, int clock, DataFlow order)
    {
        using var chip = new VirtualPn532(HostInterface.Spi);

        Assert.Throws<ArgumentException>(() => new VirtualSpiDevice(chip, new(0, 0) { ClockFrequency = clock, Mode = mode, DataFlow = order }));
    }

    static async Task ReadyAsync(VirtualPn532 chip)
    {
        while (!chip.IsReady)
        {
            await Task.Yield();
        }
    }

    static VirtualI2cDevice Awake(VirtualPn532 chip, int clockRate = 400_000)
    {
        var bus = new VirtualI2cDevice(chip, clockRate);
        Assert.Throws<IOException>(() => Read(bus, 1));
        return bus;
    }

    static string Read(VirtualI2cDevice bus, int length)
    {
        var bytes = new byte[length];
        bus.Read(bytes);
        return Convert.ToHexString(bytes);
    }

    static string Transfer(VirtualSpiDevice bus, byte what, int length)
    {
        var read = new byte[length + 1];
        bus.TransferFullDuplex(Turned([what, .. new byte[length]]), read);
        return Convert.ToHexString(Turned(read));
    }

    static byte[] Turned(byte[] bytes) =>
        [.. bytes.Select(value => (byte)Enumerable.Range(0, 8).Sum(bit => (value >> bit & 1) << (7 - bit)))];
}
