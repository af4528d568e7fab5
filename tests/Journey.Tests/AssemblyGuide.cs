using System.Text.RegularExpressions;

namespace Journey.Tests;

/// <summary><c>hardware/ASSEMBLY.md</c>: what it says that <c>check</c> prints.</summary>
static partial class AssemblyGuide
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Root(), "hardware", "ASSEMBLY.md"));

    /// <summary>Lines that it says must be printed; … stands for what differs.</summary>
    public static IReadOnlyList<string> Lines { get; } = [.. PrintedLine().Matches(Text).Select(match => match.Groups["line"].Value.TrimEnd())];

    public static bool IsLine(string quoted, string printed) =>
        Regex.IsMatch(printed, $"^{string.Join(".+", quoted.Split('…').Select(Regex.Escape))}$");

    /// <summary>Whether a line says something; … stands for what differs.</summary>
    public static bool Says(string printed, string quoted) => Regex.IsMatch(printed, string.Join(".+", quoted.Split('…').Select(Regex.Escape)));

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Kazashi.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("the tests run outside the repository");
        }
        return folder.FullName;
    }

    [GeneratedRegex(@"^(?<line>[a-z][a-z -]{0,7} +(ok|FAIL)  +.+)$", RegexOptions.Multiline)]
    private static partial Regex PrintedLine();
}
