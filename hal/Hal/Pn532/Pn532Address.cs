using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Hal.Pn532;

/// <summary>Where a PN532 is: <c>hsu:/dev/ttyAMA0[@baud]</c>, <c>i2c:1[,irq=14]</c> or <c>spi:0.1[,irq=14]</c> (irq: GPIO number of the chip's P70_IRQ).</summary>
public abstract record Pn532Address
{
    Pn532Address() { }   // three wires, no more

    /// <param name="BaudRate">The speed to work at; null leaves it to the settings.</param>
    public sealed record Hsu(string Path, int? BaudRate = null) : Pn532Address
    {
        public override string ToString() => BaudRate is { } baudRate ? $"hsu:{Path}@{baudRate}" : $"hsu:{Path}";
    }

    public sealed record I2c(int Bus, int? Irq = null) : Pn532Address
    {
        public override string ToString() => Irq is { } irq ? $"i2c:{Bus},irq={irq}" : $"i2c:{Bus}";
    }

    public sealed record Spi(int Bus, int ChipSelect, int? Irq = null) : Pn532Address
    {
        public override string ToString() => Irq is { } irq ? $"spi:{Bus}.{ChipSelect},irq={irq}" : $"spi:{Bus}.{ChipSelect}";
    }

    /// <param name="text">As written on the command line or in the settings.</param>
    /// <param name="address">The address, where it is one.</param>
    /// <param name="problem">What is wrong with it and what it should look like, where it is none.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Pn532Address? address, [NotNullWhen(false)] out string? problem)
    {
        text = text?.Trim() ?? "";
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (wire, rest) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        (address, problem) = wire switch
        {
            "hsu" => ParseHsu(rest),
            "i2c" => ParseBus(rest, "i2c:1 or i2c:1,irq=14", static (numbers, irq) => numbers is [var bus] ? new I2c(bus, irq) : null),
            "spi" => ParseBus(rest, "spi:0.1 or spi:0.1,irq=14", static (numbers, irq) => numbers is [var bus, var select] ? new Spi(bus, select, irq) : null),
            "" => (null, "no address of a PN532; write hsu:/dev/ttyAMA0, i2c:1 or spi:0.1"),
            _ => (null, $"unknown wire \"{wire}\"; write hsu:/dev/ttyAMA0, i2c:1 or spi:0.1"),
        };
        return address is not null;
    }

    static (Pn532Address?, string?) ParseHsu(string rest)
    {
        var at = rest.LastIndexOf('@');
        var path = at < 0 ? rest : rest[..at];
        if (!path.StartsWith('/'))
        {
            return (null, $"\"{path}\" is no device file; write hsu:/dev/ttyAMA0");
        }
        if (at < 0)
        {
            return (new Hsu(path), null);
        }
        return Number(rest.AsSpan(at + 1)) is { } baudRate && Pn532BaudRate.CodeOf(baudRate) is not null
            ? (new Hsu(path, baudRate), null)
            : (null, $"\"{rest[(at + 1)..]}\" is no speed of a PN532; it knows {string.Join(", ", Pn532BaudRate.All)}");
    }

    static (Pn532Address?, string?) ParseBus(string rest, string example, Func<int[], int?, Pn532Address?> create)
    {
        const string Option = ",irq=";
        var comma = rest.IndexOf(Option, StringComparison.Ordinal);
        var irq = comma < 0 ? null : Number(rest.AsSpan(comma + Option.Length));
        var numbers = (comma < 0 ? rest : rest[..comma]).Split('.').Select(part => Number(part)).ToArray();
        var address = numbers.Contains(null) || (comma >= 0 && irq is null) ? null : create([.. numbers.Select(number => number!.Value)], irq);
        return address is null ? (null, $"\"{rest}\" is no bus; write {example}") : (address, null);
    }

    static int? Number(ReadOnlySpan<char> digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>Speeds of the serial line and their codes in SetSerialBaudRate (UM0701-02 7.2.7).</summary>
internal static class Pn532BaudRate
{
    public static readonly int[] All = [9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600, 1288000];

    public static byte? CodeOf(int baudRate) => Array.IndexOf(All, baudRate) is >= 0 and var code ? (byte)code : null;
}
