using System.Collections.Immutable;
using Contract;

namespace Firmware.Dialogue;

public enum StaffPage { Menu, Journal, Devices, TestPattern, Item }

/// <summary>What the appliance has to say of itself to staff: counts, times and codes; of no patron and no item. Times are local.</summary>
/// <param name="Unsent">Journal entries that the bridge has not acknowledged.</param>
/// <param name="OldestUnsent">When the first of them happened.</param>
/// <param name="Withdrawn">Requests of the last entries whose patrons were told "no" because no answer came.</param>
/// <param name="MadeOffline">Loans and returns of the last entries that were made without the bridge.</param>
/// <param name="LastError">Of the connection to the bridge, since the start.</param>
/// <param name="Calls">How often staff were called here, of the last entries.</param>
/// <param name="LastCall">When that was.</param>
/// <param name="Reader">What the card reader says it is: "PN532 1.6".</param>
/// <param name="Devices">Devices that failed since the start.</param>
public sealed record StaffReport(long Unsent, DateTimeOffset? OldestUnsent, int Withdrawn, int MadeOffline, ErrorNote? LastError,
    int Calls, DateTimeOffset? LastCall, string? Reader, ImmutableList<DeviceNote> Devices)
{
    /// <summary>How the update stands that was offered last; null when none was since the start.</summary>
    public UpdateReport? Update { get; init; }
}

/// <param name="What">For a technician, in English; names no patron and no item.</param>
public sealed record ErrorNote(DateTimeOffset At, string What);

/// <param name="Failures">How often it was lost since the start.</param>
public sealed record DeviceNote(Faults Device, int Failures, ErrorNote Last);
