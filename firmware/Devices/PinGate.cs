using Firmware.Cards;
using Firmware.Dialogue;
using Hal;

namespace Firmware.Devices;

/// <summary>Stands between pad and dialogue: while a PIN is typed its digits go into the buffer, and the dialogue hears only how many there are.</summary>
sealed class PinGate(DialogueInbox inbox, TimeProvider time) : IDisposable
{
    /// <summary>Digits live no longer than this, whoever forgot them.</summary>
    static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(60);

    readonly Lock _lock = new();
    PadUse _use = PadUse.Dialogue;
    ITimer? _life;

    public PinBuffer Pin { get; } = new();

    public void Use(PadUse use, bool keepsDigits)
    {
        lock (_lock)
        {
            _use = use;
            if (!keepsDigits)
            {
                Pin.Clear();
            }
        }
    }

    /// <summary>What the dialogue is to hear of a key; null when nothing.</summary>
    public DialogueEvent? Take(Key key)
    {
        lock (_lock)
        {
            return (_use, key) switch
            {
                (PadUse.Dialogue, _) => new DialogueEvent.KeyPressed(key),
                (PadUse.Nobody, Key.Star or Key.Hash) => new DialogueEvent.KeyPressed(key),
                (PadUse.Nobody, _) => null,
                (PadUse.Pin, Key.Star) => Pin.RemoveLast() ? Changed() : new DialogueEvent.KeyPressed(key),
                (PadUse.Pin, Key.Hash) => Enter(),
                (PadUse.Pin, _) => Add(key),
            };
        }
    }

    public void Dispose()
    {
        _life?.Dispose();
        Pin.Dispose();
    }

    /// <summary>From Enter on nothing changes the digits: what is tried is what was on the panel.</summary>
    DialogueEvent Enter()
    {
        if (!Pin.IsComplete)
        {
            return Changed();
        }
        _use = PadUse.Nobody;
        return new DialogueEvent.KeyPressed(Key.Hash);
    }

    DialogueEvent.PinChanged Add(Key digit)
    {
        if (Pin.Count == 0)
        {
            _life?.Dispose();
            _life = time.CreateTimer(_ => Expire(), null, LongestLife, Timeout.InfiniteTimeSpan);
        }
        Pin.TryAdd(digit);
        return Changed();
    }

    void Expire()
    {
        if (Pin.Count > 0)
        {
            Pin.Clear();
            inbox.PostFromTimer(new DialogueEvent.PinChanged(0));
        }
    }

    DialogueEvent.PinChanged Changed() => new(Pin.Count);
}
