using System.Collections.Concurrent;

namespace Firmware.Devices;

/// <summary>Tells a loop that works from one that hangs: each says what it is busy with, and since when.</summary>
sealed class Heartbeat(TimeProvider time)
{
    readonly ConcurrentDictionary<string, long> _busySince = new();

    /// <summary>From now until disposed, <paramref name="loop"/> is at work on one thing.</summary>
    public IDisposable Busy(string loop)
    {
        _busySince[loop] = time.GetTimestamp();
        return new Work(this, loop);
    }

    /// <summary>The loop that has been at one thing for longer than <paramref name="limit"/>, if any.</summary>
    public string? Hanging(TimeSpan limit)
    {
        foreach (var (loop, since) in _busySince)
        {
            if (time.GetElapsedTime(since) > limit)
            {
                return loop;
            }
        }
        return null;
    }

    sealed class Work(Heartbeat heartbeat, string loop) : IDisposable
    {
        public void Dispose() => heartbeat._busySince.TryRemove(loop, out _);
    }
}
