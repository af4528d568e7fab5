using Firmware.Dialogue;
using Firmware.Journal;
using Firmware.Uplink;
using Hal;

namespace Firmware.Devices;

/// <summary>Gathers what the appliance has to say of itself to staff.</summary>
sealed class StaffReporter(EventJournal journal, MqttUplink uplink, ICardReader reader, DeviceErrors errors, TimeProvider time)
{
    public async ValueTask<StaffReport> GatherAsync(CancellationToken cancel)
    {
        var digest = await journal.DigestAsync(cancel);
        return new(digest.Unsent, Local(digest.OldestUnsent), digest.Withdrawn, digest.MadeOffline, uplink.LastError, digest.Calls, Local(digest.LastCall), reader.Identity, errors.All);
    }

    DateTimeOffset? Local(DateTimeOffset? moment) => moment is { } known ? TimeZoneInfo.ConvertTime(known, time.LocalTimeZone) : null;
}
