using Firmware.Dialogue;
using Firmware.Journal;
using Firmware.Tests.Journal;
using Firmware.Uplink;
using Microsoft.Extensions.Logging.Abstractions;

namespace Firmware.Tests.Uplink;

static class TestUplink
{
    /// <summary>With a token, and of an appliance that staff want nothing of.</summary>
    public static MqttUplink Of(DeviceSettings settings, DeviceKeys keys, LiteDbJournal journal, DialogueInbox inbox) =>
        new(settings, new(null), keys, new(journal, keys, settings, NullLogger<EventJournal>.Instance), inbox,
            new(settings, new PowerCutDisk(), new(null), new(new(new PowerCutDisk(), null)), inbox, new(), NullLogger<WishService>.Instance), new(), TimeProvider.System, NullLogger<MqttUplink>.Instance);
}
