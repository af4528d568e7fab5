using Firmware.Dialogue;
using Hal;
using Microsoft.Extensions.Hosting;

namespace Firmware.Devices;

/// <summary>Watches the gate's door: tells when it is opened and closed, and when it has stood open for longer than the site allows.</summary>
/// <param name="door">True: closed.</param>
sealed class DoorService(IContact door, DeviceLoop loop, DialogueInbox inbox, DeviceSettings settings, TimeProvider time) : BackgroundService
{
    ITimer? _open;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loop.FollowAsync(Faults.Door, door.StatesAsync, TakeAsync, stoppingToken);

    public override void Dispose()
    {
        _open?.Dispose();
        base.Dispose();
    }

    async ValueTask TakeAsync(bool isClosed, CancellationToken cancel)
    {
        _open?.Dispose();
        await inbox.PostAsync(new DialogueEvent.DoorChanged(IsOpen: !isClosed), cancel);
        _open = isClosed ? null : time.CreateTimer(_ => inbox.PostFromTimer(new DialogueEvent.DoorStoodOpen()), null, settings.Gate.DoorOpen, Timeout.InfiniteTimeSpan);
    }
}
