using System.Globalization;

namespace Hal.RaspberryPi;

/// <summary>How long the capacitors carry the whole board while the Pi closes, in whole seconds, with cells at the end of their life. Calculated from the schematic; a test does it again.</summary>
public static class HoldUp
{
    public static IReadOnlyList<(string Model, int Seconds)> Table { get; } = [("Zero 2 W", 20), ("4", 10), ("5", 7)];

    public static string Text { get; } = string.Join(", ", Table.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Seconds} s on a Pi {row.Model}")));
}
