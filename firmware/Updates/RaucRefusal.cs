using Contract;

namespace Firmware.Updates;

/// <summary>What RAUC said, as one of our reasons. Its messages are no interface, so what is not known is "not installed" with RAUC's own words.</summary>
static class RaucRefusal
{
    static readonly (string Says, UpdateRefusal Means)[] Known =
    [
        ("unsuitable certificate purpose", UpdateRefusal.WrongPurpose),
        ("unsupported certificate purpose", UpdateRefusal.WrongPurpose),
        ("self-signed certificate", UpdateRefusal.WrongKey),
        ("self signed certificate", UpdateRefusal.WrongKey),
        ("unable to get local issuer certificate", UpdateRefusal.WrongKey),
        ("Compatible mismatch", UpdateRefusal.WrongBoard),
        ("Version mismatch", UpdateRefusal.Older),
        ("Signature size is 0", UpdateRefusal.NotSigned),
        ("exceeds bundle size", UpdateRefusal.Truncated),
        ("verification failure", UpdateRefusal.Damaged),
        ("digest failure", UpdateRefusal.Damaged),
        ("Input/output error", UpdateRefusal.Damaged),
        ("No space left on device", UpdateRefusal.DiskFull),
        ("is too small for", UpdateRefusal.DiskFull),
    ];

    public static UpdateFailure Of(string said)
    {
        foreach (var (says, means) in Known)
        {
            if (said.Contains(says, StringComparison.OrdinalIgnoreCase))
            {
                return new(means, Sentence(said));
            }
        }
        return new(UpdateRefusal.NotInstalled, Sentence(said));
    }

    /// <summary>The line that says it, without RAUC's prefixes.</summary>
    public static string Sentence(string said)
    {
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.LastOrDefault(line => line.Contains("LastError", StringComparison.Ordinal))
            ?? lines.LastOrDefault(line => line.Contains("rror", StringComparison.Ordinal) || line.Contains("ailed", StringComparison.Ordinal) || line.Contains("nvalid", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "it said nothing";
        const int Most = 200;
        return line.Length <= Most ? line : line[..Most];
    }
}
