using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Hal.Tests.Board;

/// <summary>One end of a net: a pin of a part.</summary>
sealed record NetPin(string Part, string Number, string Function, string Type)
{
    public override string ToString() => $"{Part}.{Number} {Function}".TrimEnd();
}

/// <summary>A part of the schematic with the fields that were given to it.</summary>
sealed partial record Part(string Reference, string Symbol, string Value, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>In milliampere; what is not said is nothing.</summary>
    public double Milliampere(string field) => Fields.TryGetValue(field, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : 0;

    /// <summary>"2.2k" → 2200, "10Ω 5 W" → 10, "100F 2.7 V" → 100.</summary>
    public double Number => Magnitude().Match(Value) is { Success: true } match
        ? double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * (match.Groups[2].Value switch { "k" => 1e3, "u" => 1e-6, "n" => 1e-9, _ => 1 })
        : throw new FormatException($"{Reference}: {Value} is no number");

    [GeneratedRegex(@"^([\d.]+)(k|u|n)?")]
    private static partial Regex Magnitude();
}

/// <summary>What is connected with what, as KiCad exports it (kicadxml).</summary>
sealed class Netlist
{
    readonly Dictionary<(string Part, string Pin), string> _netOf;

    Netlist(IReadOnlyDictionary<string, Part> parts, IReadOnlyDictionary<string, IReadOnlyList<NetPin>> nets)
    {
        Parts = parts;
        Nets = nets;
        _netOf = nets.SelectMany(net => net.Value, (net, pin) => (net.Key, pin)).ToDictionary(end => (end.pin.Part, end.pin.Number), end => end.Key);
    }

    public IReadOnlyDictionary<string, Part> Parts { get; }

    /// <summary>By name, without the sheet a name was given in: "/Reader/NFC_RXD" is NFC_RXD.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<NetPin>> Nets { get; }

    public static Netlist Parse(string xml)
    {
        var export = XDocument.Parse(xml).Root!;
        var parts = export.Element("components")!.Elements("comp").Select(comp => new Part(
            (string)comp.Attribute("ref")!,
            (string)comp.Element("libsource")!.Attribute("part")!,
            (string)comp.Element("value")!,
            comp.Element("fields")!.Elements("field").ToDictionary(field => (string)field.Attribute("name")!, field => field.Value)));
        var nets = export.Element("nets")!.Elements("net").Select(net => KeyValuePair.Create<string, IReadOnlyList<NetPin>>(
            ShortName((string)net.Attribute("name")!),
            [.. net.Elements("node").Select(node => new NetPin(
                (string)node.Attribute("ref")!,
                (string)node.Attribute("pin")!,
                (string?)node.Attribute("pinfunction") ?? "",
                (string)node.Attribute("pintype")!))]));
        return new(parts.ToDictionary(part => part.Reference), new Dictionary<string, IReadOnlyList<NetPin>>(nets));   // two nets of one short name end here
    }

    /// <summary>The same with the wires at two pins of a part exchanged, as a slip of a hand would.</summary>
    public Netlist Exchanged(string part, string one, string other) => new(Parts, Nets.ToDictionary(net => net.Key, IReadOnlyList<NetPin> (net) => [.. net.Value.Select(pin =>
        pin.Part != part ? pin : pin.Number == one ? pin with { Number = other } : pin.Number == other ? pin with { Number = one } : pin)]));

    /// <summary>The net at a pin; a pin that leads nowhere has KiCad's own "unconnected-…".</summary>
    public string At(string part, string pin) => _netOf.GetValueOrDefault((part, pin), "nothing");

    public string At(string part, int pin) => At(part, pin.ToString(CultureInfo.InvariantCulture));

    /// <summary>The one part drawn with a symbol.</summary>
    public Part Single(string symbol) => Parts.Values.Single(part => part.Symbol == symbol);

    /// <summary>The pins a wire reaches: its net, and through series resistors what is behind them. Rails end the walk.</summary>
    public IReadOnlyList<NetPin> Reached(string net)
    {
        var pins = new List<NetPin>();
        var seen = new HashSet<string>();
        Visit(net);
        return pins;

        void Visit(string name)
        {
            if (!seen.Add(name) || IsRail(name))
            {
                return;
            }
            foreach (var pin in Nets[name])
            {
                pins.Add(pin);
                if (Parts[pin.Part].Symbol == "R")
                {
                    Visit(At(pin.Part, pin.Number == "1" ? "2" : "1"));
                }
            }
        }
    }

    /// <summary>Resistors with one end at a net and the other at a rail.</summary>
    public IEnumerable<Part> ResistorsBetween(string net, string rail) =>
        Nets[net].Where(pin => Parts[pin.Part].Symbol == "R" && At(pin.Part, pin.Number == "1" ? "2" : "1") == rail).Select(pin => Parts[pin.Part]);

    public static bool IsRail(string net) => net is "GND" || net.StartsWith('+') || net is "VCAP" or "VBUS_SCAN";

    static string ShortName(string name) => name.StartsWith('/') ? name[(name.LastIndexOf('/') + 1)..] : name;   // "unconnected-(J201-GPIO0/ID_SD-Pad27)" stays
}
