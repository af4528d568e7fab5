using FsCheck.Xunit;
using Hal.Clock;
using Microsoft.Extensions.Time.Testing;
using Virtual.Clock;

namespace Hal.Tests.Clock;

/// <summary>The clock, from its chip or from the kernel that holds it.</summary>
public sealed class RealTimeClockTests : IDisposable
{
    readonly DirectoryInfo _system = Directory.CreateTempSubdirectory("kazashi-sys-");

    [Property]
    public bool Any_second_of_two_centuries_is_read_as_it_was_set(uint seconds)
    {
        var set = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds);   // until 2136: the century bit counts from 2100 on
        using var chip = new VirtualDs3231(new FakeTimeProvider(set));
        return new Ds3231(() => chip).Read() == new ClockReading(set, HasStopped: false);
    }

    [Theory]   // 11:59:59 and 12:59:59, in the morning and in the afternoon
    [InlineData(0x51, 11)]
    [InlineData(0x71, 23)]
    [InlineData(0x52, 0)]
    [InlineData(0x72, 12)]
    public void Hours_of_a_clock_that_counts_to_twelve_are_read_too(byte hours, int expected)
    {
        byte[] registers = [0x59, 0x59, hours, 0x05, 0x26, 0x11, 0x26, 0, 0, 0, 0, 0, 0, 0, 0x1C, 0x08];

        Assert.True(Ds3231.TryParse(registers, out var reading));
        Assert.Equal(new DateTimeOffset(2026, 11, 26, expected, 59, 59, TimeSpan.Zero), reading.Time);
    }

    [Theory]
    [InlineData(0x0E, 0x9C)]   // EOSC: the oscillator is off when the power is
    [InlineData(0x0F, 0x88)]   // OSF: it was
    public void A_clock_that_stood_still_says_so(int register, byte value)
    {
        byte[] registers = [0x00, 0x00, 0x00, 0x01, 0x01, 0x01, 0x26, 0, 0, 0, 0, 0, 0, 0, 0x1C, 0x08];
        registers[register] = value;

        Assert.True(Ds3231.TryParse(registers, out var reading));
        Assert.True(reading.HasStopped);
    }

    [Property]
    public void Whatever_the_registers_hold_is_a_time_or_none(byte[] bytes)
    {
        var registers = new byte[16];
        bytes.AsSpan(0, Math.Min(16, bytes.Length)).CopyTo(registers);
        _ = Ds3231.TryParse(registers, out _);
    }

    [Fact]
    public void A_chip_that_is_not_there_is_named()
    {
        using var chip = new VirtualDs3231(TimeProvider.System) { IsMissing = true };

        Assert.Equal("clock", Assert.Throws<DeviceException>(() => new Ds3231(() => chip).Read()).Device);
    }

    [Fact]
    public void The_kernels_clock_is_found_by_its_place_on_the_bus_whatever_its_number()
    {
        _system.CreateSubdirectory("bus/i2c/devices/1-0068/rtc/rtc1");   // rtc0 is the Pi 5's own
        Say("rtc1", "1764155269\n");

        var clock = KernelClock.Find(bus: 1, address: 0x68, _system.FullName);

        Assert.Equal(new ClockReading(new(2025, 11, 26, 11, 7, 49, TimeSpan.Zero), HasStopped: null), clock?.Read());
    }

    [Fact]
    public void Where_the_kernel_holds_none_the_chip_is_asked() => Assert.Null(KernelClock.Find(bus: 1, address: 0x68, _system.FullName));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("99999999999999")]
    [InlineData("soon")]
    public void What_is_no_time_is_a_failure_of_the_clock(string text)
    {
        _system.CreateSubdirectory("bus/i2c/devices/1-0068/rtc/rtc0");
        Say("rtc0", text);

        Assert.Throws<DeviceException>(() => KernelClock.Find(1, 0x68, _system.FullName)!.Read());
    }

    [Fact]
    public void A_time_that_the_kernel_cannot_read_is_a_failure_of_the_clock()
    {
        _system.CreateSubdirectory("bus/i2c/devices/1-0068/rtc/rtc0");

        Assert.Throws<DeviceException>(() => KernelClock.Find(1, 0x68, _system.FullName)!.Read());
    }

    public void Dispose() => _system.Delete(recursive: true);

    void Say(string clock, string text) => File.WriteAllText(Path.Combine(_system.FullName, "bus/i2c/devices/1-0068/rtc", clock, "since_epoch"), text);
}
