using Bridge.Settings;

namespace Bridge.Library;

/// <summary>The library's houses. With none in the settings there is one, and every code means it.</summary>
sealed class Branches
{
    readonly Dictionary<string, Branch> byCode;

    public Branches(LibrarySettings library, CalendarSettings calendar, HoldSettings holds)
    {
        All = library.Branches.Count == 0
            ? [new(new() { Code = "main", Name = library.Name, NameEnglish = library.NameEnglish }, new(calendar), Slots([], holds))]
            : [.. library.Branches.Select(branch => new Branch(branch, new(branch.Calendar ?? calendar), Slots(branch.Slots, holds)))];
        byCode = All.ToDictionary(branch => branch.Code, StringComparer.Ordinal);
    }

    /// <summary>In the order of the settings; at least one.</summary>
    public IReadOnlyList<Branch> All { get; }

    /// <summary>Where patrons may have holds kept; all where the settings leave none.</summary>
    public IEnumerable<Branch> ForPickup => All.Any(branch => branch.Settings.TakesHolds) ? All.Where(branch => branch.Settings.TakesHolds) : All;

    /// <summary>The branch of a code; the first one for a code that is unknown or missing.</summary>
    public Branch Of(string? code) => code is not null && byCode.TryGetValue(code, out var branch) ? branch : All[0];

    static IReadOnlyList<SlotRange> Slots(IList<string> own, HoldSettings holds)
    {
        var written = own.Count > 0 ? own : holds.Slots;
        return written.Count == 0 ? [SlotRange.Numbers] : [.. written.Select(text => SlotRange.TryParse(text, out var range) ? range : throw new InvalidOperationException("settings that were not validated"))];
    }
}

/// <param name="Calendar">When it is open.</param>
/// <param name="Slots">Places of its hold shelf, in their order.</param>
sealed record Branch(BranchSettings Settings, OpeningDays Calendar, IReadOnlyList<SlotRange> Slots)
{
    public string Code => Settings.Code;

    /// <summary>The lowest place that is free; null when the shelf is full.</summary>
    public string? FreeSlot(IReadOnlySet<string> taken) => Slots.SelectMany(range => range.Places()).FirstOrDefault(place => !taken.Contains(place));
}
