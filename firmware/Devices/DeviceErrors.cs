using System.Collections.Immutable;
using Firmware.Dialogue;

namespace Firmware.Devices;

/// <summary>Which devices failed since the start, how often, and why: for staff.</summary>
sealed class DeviceErrors(TimeProvider time)
{
    readonly Lock _lock = new();
    ImmutableSortedDictionary<Faults, DeviceNote> _notes = ImmutableSortedDictionary<Faults, DeviceNote>.Empty;

    public ImmutableList<DeviceNote> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _notes.Values];
            }
        }
    }

    public void Note(Faults device, Exception e)
    {
        lock (_lock)
        {
            var failures = _notes.TryGetValue(device, out var before) ? before.Failures + 1 : 1;
            _notes = _notes.SetItem(device, new(device, failures, new(time.GetLocalNow(), e.Message)));
        }
    }
}
