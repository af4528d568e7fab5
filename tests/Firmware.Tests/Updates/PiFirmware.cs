namespace Firmware.Tests.Updates;

/// <summary>How a Raspberry Pi's own firmware reads <c>autoboot.txt</c> and <c>config.txt</c> (Raspberry Pi documentation, "config.txt", "Conditional filters").</summary>
static class PiFirmware
{
    /// <summary>Of <c>autoboot.txt</c>, in bytes.</summary>
    public const int Limit = 512;

    /// <summary>Of a line of either file; the rest is ignored.</summary>
    public const int LongestLine = 98;

    /// <param name="text">The file.</param>
    /// <param name="isTry">Whether the last restart asked for a trial.</param>
    /// <param name="partition">Where the file was read from.</param>
    /// <param name="model">The filter of the board.</param>
    /// <returns>What holds; of two lines with one name, the last.</returns>
    public static Dictionary<string, string> Read(string text, bool isTry, int partition = 0, string model = "[pi4]")
    {
        var (settings, holds) = (new Dictionary<string, string>(), true);
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == '[')
            {
                holds = line == "[all]" || line == model || line == $"[boot_partition={partition}]" || line == "[tryboot]" && isTry;
            }
            else if (holds)
            {
                var parts = line.Split(['=', ' '], 2);   // initramfs has a space
                settings[parts[0]] = parts[1];
            }
        }
        return settings;
    }
}
