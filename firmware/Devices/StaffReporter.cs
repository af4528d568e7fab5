using Firmware.Dialogue;
using Firmware.Journal;
using Firmware.Uplink;
using Firmware.Updates;
using Hal;

namespace Firmware.Devices;

/// <summary>Gathers what the appliance has to say of itself to staff.</summary>
sealed class StaffReporter(EventJournal journal, MqttUplink uplink, ICardReader reader, UpdateNews updates, DeviceErrors errors, TimeProvider time)
{
    public StaffReport Gather()
    {
        var digest = journal.Digest();
        return new(digest.Unsent, Local(digest.OldestUnsent), digest.Withdrawn, digest.MadeOffline, uplink.LastError, digest.Calls, Local(digest.LastCall), reader.Identity, errors.All) { Update = updates.Current };
    }

    DateTimeOffset? Local(DateTimeOffset? moment) => moment is { } known ? TimeZoneInfo.ConvertTime(known, time.LocalTimeZone) : null;
}
