namespace Bridge.ELibrary;

/// <summary>Client assertions that were shown: each is good once (RFC 7523 3, jti).</summary>
/// <remarks>In memory: one that was shown before a restart could be shown again, for the minutes it lasts and together with a code, none of which outlives the process.</remarks>
sealed class SpentAssertions(TimeProvider time)
{
    /// <summary>The longest an assertion may still last; a minute is usual.</summary>
    public static readonly TimeSpan LongestLife = TimeSpan.FromHours(1);

    readonly Lock changing = new();
    readonly Dictionary<(string Client, string Id), DateTimeOffset> spent = [];

    /// <summary>False for one that was shown before, or lasts too long to be remembered.</summary>
    public bool TrySpend(string client, string id, DateTimeOffset until)
    {
        var now = time.GetUtcNow();
        lock (changing)
        {
            foreach (var old in spent.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToList())
            {
                spent.Remove(old);
            }
            return until - now <= LongestLife && spent.TryAdd((client, id), until + Skew);
        }
    }

    /// <summary>How long after its end an assertion is still believed.</summary>
    static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
}
