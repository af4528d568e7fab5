using System.Device.I2c;

namespace Hal.Clock;

/// <summary>DS3231 over I2C, for a system whose kernel does not hold it.</summary>
/// <remarks>
/// Registers 00h to 0Fh (data sheet DS3231, figure 1), read in one go so that they are of one moment:
/// <code>00 seconds  01 minutes  02 hours  03 weekday  04 date  05 month, bit 7 century  06 year  …  0E control, bit 7 oscillator off  0F status, bit 7 has stopped</code>
/// Numbers are BCD. Bit 6 of the hours chooses 12 hours, bit 5 is then the afternoon; Linux sets 24.
/// </remarks>
/// <param name="open">Opens its place on the bus.</param>
public sealed class Ds3231(Func<I2cDevice> open) : IRealTimeClock
{
    /// <summary>On the bus, 7 bits.</summary>
    public const int Address = 0x68;

    const int Registers = 16, Control = 0x0E, Status = 0x0F;
    const byte OscillatorOff = 0x80, HasStopped = 0x80, Century = 0x80, Has12Hours = 0x40, IsAfternoon = 0x20;
    const string Name = "clock";

    public ClockReading Read()
    {
        Span<byte> registers = stackalloc byte[Registers];
        try
        {
            using var device = open();
            device.WriteRead([0x00], registers);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            throw new DeviceException(Name, $"it does not answer: {e.Message}", e);
        }
        return TryParse(registers, out var reading) ? reading : throw new DeviceException(Name, "it has no time");
    }

    /// <summary>Reads the registers; false when they are no time.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> registers, out ClockReading reading)
    {
        var century = (registers[5] & Century) != 0 ? 2100 : 2000;
        int? hour = (registers[2] & Has12Hours) == 0
            ? Bcd(registers[2] & 0x3F)
            : Bcd(registers[2] & 0x1F) is >= 1 and <= 12 and var half ? half % 12 + ((registers[2] & IsAfternoon) != 0 ? 12 : 0) : null;
        reading = default;
        if (Bcd(registers[6]) is not { } year || Bcd(registers[5] & 0x7F) is not (>= 1 and <= 12 and var month)
            || Bcd(registers[4]) is not (>= 1 and var day) || day > DateTime.DaysInMonth(century + year, month)
            || hour is not < 24 || Bcd(registers[1]) is not (< 60 and var minute) || Bcd(registers[0]) is not (< 60 and var second))
        {
            return false;
        }
        reading = new(
            new(century + year, month, day, hour.Value, minute, second, TimeSpan.Zero),
            (registers[Control] & OscillatorOff) != 0 || (registers[Status] & HasStopped) != 0);
        return true;
    }

    static int? Bcd(int value) => (value & 0xF) <= 9 && value >> 4 <= 9 ? (value >> 4) * 10 + (value & 0xF) : null;
}
