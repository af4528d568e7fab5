using System.Globalization;

namespace Hal.Clock;

/// <summary>The clock as the kernel's driver shows it (<c>dtoverlay=i2c-rtc,ds3231</c>): the chip's place on the bus is the kernel's then.</summary>
/// <remarks>That driver clears the chip's stop flag when it starts, with a line in the kernel's log; here only a wrong time shows it.</remarks>
/// <param name="folder">Its folder, such as <c>/sys/bus/i2c/devices/1-0068/rtc/rtc0</c>.</param>
public sealed class KernelClock(string folder) : IRealTimeClock
{
    /// <summary>The kernel's clock at a place on I2C, or null where the kernel holds none there.</summary>
    /// <param name="bus">Number of the bus.</param>
    /// <param name="address">7 bits.</param>
    /// <param name="system">Where sysfs is.</param>
    public static KernelClock? Find(int bus, int address, string system = "/sys")
    {
        var clocks = Path.Combine(system, "bus/i2c/devices", string.Create(CultureInfo.InvariantCulture, $"{bus}-{address:x4}"), "rtc");
        return Directory.Exists(clocks) && Directory.EnumerateDirectories(clocks).FirstOrDefault() is { } folder ? new(folder) : null;
    }

    public ClockReading Read()
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "since_epoch")).Trim();
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                ? new(DateTimeOffset.FromUnixTimeSeconds(seconds), HasStopped: null)
                : throw new DeviceException("clock", $"the kernel gives \"{text}\" for its time");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DeviceException("clock", $"the kernel cannot read it: {e.Message}", e);
        }
    }
}
