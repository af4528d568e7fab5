using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Firmware.Journal;

/// <summary>How much the journal keeps and takes.</summary>
public sealed class JournalSettings
{
    /// <summary>How many days the bridge's acknowledged entries stay before they are erased; a copy that was rolled back is noticed within that time.</summary>
    [Range(0, 3650)]
    public int RetentionInDays { get; init; } = 30;

    /// <summary>Unacknowledged entries from which on the journal is full. 100,000 are months of a busy counter.</summary>
    [Range(1, 10_000_000)]
    public int DepthLimit { get; init; } = 100_000;

    /// <summary>What is left of the medium to the rest of the system before the journal is full.</summary>
    [Range(0L, 1L << 40)]
    public long ReserveInBytes { get; init; } = 64L << 20;

    /// <summary>The log is folded into the data file from here on.</summary>
    [Range(64L << 10, 256L << 20)]
    public long LogLimitInBytes { get; init; } = 4L << 20;

    /// <summary>Appends that wait together and share one transaction and one sync.</summary>
    [Range(1, 1000)]
    public int GroupLimit { get; init; } = 100;
}

[OptionsValidator]
public sealed partial class JournalSettingsValidator : IValidateOptions<JournalSettings>;
