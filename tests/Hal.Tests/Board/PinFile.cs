using System.Globalization;
using System.Text.RegularExpressions;

namespace Hal.Tests.Board;

enum Way
{
    In,
    Out,
    Both,
}

/// <summary>One line of the pin table. <c>Number</c> is the GPIO, or the port of the expander.</summary>
sealed record Wire(string Name, bool IsOnExpander, int Number, int Pin, string Net, Way Way);

/// <summary><c>hardware/pins.toml</c>, read as strictly as it is written.</summary>
sealed partial record PinFile(IReadOnlyList<Wire> Wires)
{
    public static PinFile Committed { get; } = Parse(File.ReadAllText(Repository.PathOf("hardware", "pins.toml")));

    public IEnumerable<Wire> OfHeader => Wires.Where(wire => !wire.IsOnExpander);

    public IEnumerable<Wire> OfExpander => Wires.Where(wire => wire.IsOnExpander);

    /// <exception cref="FormatException">A line is neither section, wire nor comment; it is named.</exception>
    public static PinFile Parse(string text)
    {
        var wires = new List<Wire>();
        var section = "";
        foreach (var line in text.Split('\n'))
        {
            if (SectionLine().Match(line) is { Success: true } opened)
            {
                section = opened.Groups["name"].Value;
            }
            else if (WireLine().Match(line) is { Success: true } wire)
            {
                wires.Add(new(
                    $"{section}.{wire.Groups["name"].Value}",
                    wire.Groups["kind"].Value == "bit",
                    Number(wire.Groups["number"]),
                    Number(wire.Groups["pin"]),
                    wire.Groups["net"].Value,
                    Enum.Parse<Way>(wire.Groups["way"].ValueSpan, ignoreCase: true)));
            }
            else if (line.TrimStart() is not ([] or ['#', ..]))
            {
                throw new FormatException($"hardware/pins.toml: not understood: {line}");
            }
        }
        return new(wires);
    }

    static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\[(?<name>\w+)\]\s*(#.*)?$")]
    private static partial Regex SectionLine();

    [GeneratedRegex("""^(?<name>\w+)\s*=\s*\{ (?<kind>gpio|bit) =\s+(?<number>\d{1,2}), pin =\s+(?<pin>\d{1,2}), net = "(?<net>\w+)",\s+way = "(?<way>in|out|both)"\s*\}\s*(#.*)?$""")]
    private static partial Regex WireLine();
}
