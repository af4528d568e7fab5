using System.Globalization;

namespace Benchmarks;

/// <summary>What was measured, as Markdown: a section, its table, and whether its targets are met.</summary>
sealed class Report(TextWriter output)
{
    public void Section(string title, string how)
    {
        output.WriteLine($"\n## {title}\n\n{how}\n");
    }

    /// <param name="head">The columns.</param>
    /// <param name="rows">A name and its figures each.</param>
    public void Table(string[] head, params IEnumerable<string[]> rows)
    {
        output.WriteLine($"| {string.Join(" | ", head)} |");
        output.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---:|", head.Length - 1))}");
        foreach (var row in rows)
        {
            output.WriteLine($"| {string.Join(" | ", row)} |");
        }
        output.WriteLine();
    }

    public void AtMost(string what, double value, double target, string unit = "") => Judge(what, value, "≤", target, unit, value <= target);

    public void AtLeast(string what, double value, double target, string unit = "") => Judge(what, value, "≥", target, unit, value >= target);

    public void Note(string text) => output.WriteLine($"{text}\n");

    public static string Number(double value, int decimals = 2) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    void Judge(string what, double value, string sign, double target, string unit, bool isMet) =>
        output.WriteLine($"**{what}: {Number(value)}{unit}**, target {sign} {Number(target)}{unit}: {(isMet ? "met" : "missed")}\n");
}
