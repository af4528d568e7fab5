using Firmware.Dialogue;
using Hal;
using Microsoft.Extensions.Hosting;

namespace Firmware.Devices;

/// <summary>Hands key presses to the dialogue; each sounds at once, and all sound alike.</summary>
sealed class KeyService(IPinPad pad, ISignals signals, DeviceLoop loop, DialogueInbox inbox, TimeProvider time) : BackgroundService
{
    /// <summary>A press this long means "cancel", not "back".</summary>
    static readonly TimeSpan HoldTime = TimeSpan.FromSeconds(1);

    ITimer? _hold;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loop.FollowAsync(Faults.PinPad, pad.KeysAsync, TakeAsync, stoppingToken);

    public override void Dispose()
    {
        _hold?.Dispose();
        base.Dispose();
    }

    async ValueTask TakeAsync(KeyStroke stroke, CancellationToken cancel)
    {
        _hold?.Dispose();
        if (stroke.Motion != KeyMotion.Down)
        {
            return;
        }
        signals.Play(Cue.Key);
        var key = stroke.Key;
        _hold = time.CreateTimer(_ => inbox.PostFromTimer(new DialogueEvent.KeyHeld(key)), null, HoldTime, Timeout.InfiniteTimeSpan);
        await inbox.PostAsync(new DialogueEvent.KeyPressed(key), cancel);
    }
}
