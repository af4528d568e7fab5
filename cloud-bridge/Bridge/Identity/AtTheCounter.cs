using System.Collections.Concurrent;
using Contract;

namespace Bridge.Identity;

/// <summary>Whom each appliance recognised last, so that staff beside it need no number; in memory, and only for as long as somebody stands there.</summary>
sealed class AtTheCounter(TimeProvider time)
{
    /// <summary>Long enough to walk over to the desk.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromMinutes(2);

    readonly ConcurrentDictionary<string, Presence> seen = new(StringComparer.Ordinal);

    public void Recognised(DeviceAddress device, long patron, PresentedCard card) => seen[device.Name] = new(patron, card, time.GetUtcNow());

    /// <summary>Null when nobody was recognised there lately.</summary>
    public Presence? At(DeviceAddress device)
    {
        if (!seen.TryGetValue(device.Name, out var presence))
        {
            return null;
        }
        if (time.GetUtcNow() - presence.At <= Remembered)
        {
            return presence;
        }
        seen.TryRemove(new(device.Name, presence));
        return null;
    }

    /// <summary>Staff have dealt with them.</summary>
    public void Forget(DeviceAddress device) => seen.TryRemove(device.Name, out _);
}

/// <param name="Patron"><see cref="Library.Patron.Id"/>.</param>
sealed record Presence(long Patron, PresentedCard Card, DateTimeOffset At);
