namespace Bridge.ELibrary;

/// <summary>Authorization codes that were exchanged: each is good once, and one that comes twice takes back what it gave (RFC 6749 4.1.2).</summary>
/// <remarks>In memory: codes are sealed by a key that is new at every start, so none outlives the process.</remarks>
sealed class SpentCodes(TimeProvider time)
{
    /// <summary>As long as what a code gave is good for.</summary>
    public static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(1), TokenLifetime = TimeSpan.FromMinutes(5);

    readonly Lock changing = new();
    readonly Dictionary<string, (DateTimeOffset Until, bool CameTwice)> spent = new(StringComparer.Ordinal);

    /// <summary>False for a code that was spent before.</summary>
    public bool TrySpend(string code)
    {
        var now = time.GetUtcNow();
        lock (changing)
        {
            foreach (var old in spent.Where(entry => entry.Value.Until <= now).Select(entry => entry.Key).ToList())
            {
                spent.Remove(old);
            }
            if (spent.TryGetValue(code, out var before))
            {
                spent[code] = before with { CameTwice = true };
                return false;
            }
            spent[code] = (now + CodeLifetime + TokenLifetime, false);
            return true;
        }
    }

    /// <summary>Somebody else had the code, too: what it gave is believed no more.</summary>
    public bool CameTwice(string code)
    {
        lock (changing)
        {
            return spent.TryGetValue(code, out var entry) && entry.CameTwice;
        }
    }
}
