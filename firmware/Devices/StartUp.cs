using Firmware.Dialogue;

namespace Firmware.Devices;

/// <summary>Knows when every device has been opened, or has said that it cannot be.</summary>
sealed class StartUp(DialogueInbox inbox, Faults devices)
{
    Faults _waiting = devices;
    readonly Lock _lock = new();

    public async ValueTask ReportAsync(Faults device, CancellationToken cancel)
    {
        bool isLast;
        lock (_lock)
        {
            isLast = _waiting == device;
            _waiting &= ~device;
        }
        if (isLast)
        {
            await inbox.PostAsync(new DialogueEvent.Started(), cancel);
        }
    }
}
