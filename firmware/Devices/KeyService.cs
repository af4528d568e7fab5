using Firmware.Dialogue;
using Hal;
using Microsoft.Extensions.Hosting;

namespace Firmware.Devices;

/// <summary>Hands key presses to the dialogue, through the gate that keeps a PIN from it; each sounds at once, and all sound alike.</summary>
sealed class KeyService(IPinPad pad, PinGate gate, ISignals signals, DeviceLoop loop, DialogueInbox inbox, TimeProvider time) : BackgroundService
{
    /// <summary>A press this long means "cancel", not "back".</summary>
    static readonly TimeSpan CancelAfter = TimeSpan.FromSeconds(1);

    /// <summary>A press this long means "I know that it is the last try".</summary>
    static readonly TimeSpan InsistAfter = TimeSpan.FromSeconds(3);

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
        if (key is Key.Star or Key.Hash)   // held digits mean nothing, and might be a PIN's
        {
            _hold = time.CreateTimer(_ => inbox.PostFromTimer(new DialogueEvent.KeyHeld(key)), null, key == Key.Hash ? InsistAfter : CancelAfter, Timeout.InfiniteTimeSpan);
        }
        if (gate.Take(key) is { } happened)
        {
            await inbox.PostAsync(happened is DialogueEvent.KeyPressed pressed ? pressed with { Request = Guid.CreateVersion7(time.GetUtcNow()) } : happened, cancel);
        }
    }
}
