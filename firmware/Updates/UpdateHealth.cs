using Firmware.Devices;
using Firmware.Dialogue;
using Firmware.Journal;
using Firmware.Uplink;
using Hal;

namespace Firmware.Updates;

/// <summary>Which parts of the appliance have shown that they work since the start.</summary>
sealed class UpdateHealth(ICardReader reader, DisplayService display, EventJournal journal, MqttUplink uplink)
{
    public Health Works() =>
        (reader.Identity is not null ? Health.Reader : 0)
        | (display.Shown is not null ? Health.Panel : 0)
        | (journal.Epoch != "" ? Health.Journal : 0)   // it could not be had unopened
        | (uplink.WhenConnectedAsync(CancellationToken.None).IsCompletedSuccessfully ? Health.Bridge : 0);

    /// <summary>What this site asks of a new version: the bridge only where nothing goes without it.</summary>
    public static Health Needs(DeviceSettings settings) => Health.Reader | Health.Panel | Health.Journal | (settings.Offline.Rule == OfflineRule.Lend ? 0 : Health.Bridge);
}
