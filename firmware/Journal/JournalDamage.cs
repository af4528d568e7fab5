namespace Firmware.Journal;

/// <summary>What was found broken at the start, and where it lies now. The journal goes on empty, under a new epoch; this has to reach a person.</summary>
/// <param name="Found">What is wrong and where: "log: neither of its two headers is readable".</param>
/// <param name="SetAside">The names the damaged files have now, in the same folder.</param>
public sealed record JournalDamage(string Found, IReadOnlyList<string> SetAside)
{
    public override string ToString() =>
        $"journal damaged: {Found}; kept as {string.Join(", ", SetAside)}; entries the bridge had not taken over are in there: "
        + "copy these files off the appliance before anything else, then replace the medium";
}
