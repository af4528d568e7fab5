using System.Security.Cryptography;

namespace Sandbox.App;

/// <summary>Somebody who was sent here by a system and plays the phone app: first who they are, then the PIN, then consent.</summary>
/// <param name="Id">256 random bits; in the address of every page.</param>
/// <param name="Query">Of the authorization request, with its question mark; it is asked again when the person has consented.</param>
/// <param name="Client">Who sent them.</param>
/// <param name="RedirectUri">Back to it.</param>
/// <param name="Claims">What the system asks for, of the 4 information.</param>
/// <param name="Ends">Then it is forgotten.</param>
sealed record Sitting(string Id, string Query, SandboxClient Client, string RedirectUri, IReadOnlyList<string> Claims, DateTimeOffset Ends)
{
    /// <summary>Who they say they are; null before they chose.</summary>
    public string? Person { get; init; }

    /// <summary>The PIN was right and the card is good.</summary>
    public bool IsProven { get; init; }

    /// <summary>What they said about the claims; null before.</summary>
    public bool? HasConsented { get; init; }
}

/// <summary>The sittings there are; at most <see cref="Most"/>, for <see cref="Lifetime"/> each.</summary>
sealed class Sittings(TimeProvider time)
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    const int Most = 1000;

    readonly Lock changing = new();
    readonly Dictionary<string, Sitting> sittings = [];

    public Sitting Begin(string query, SandboxClient client, string redirectUri, IReadOnlyList<string> claims)
    {
        var sitting = new Sitting(System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), query, client, redirectUri, claims, time.GetUtcNow() + Lifetime);
        lock (changing)
        {
            foreach (var gone in sittings.Values.Where(other => other.Ends <= time.GetUtcNow()).Concat(sittings.Values.OrderBy(other => other.Ends).Take(sittings.Count - Most + 1)).Select(other => other.Id).ToHashSet())
            {
                sittings.Remove(gone);
            }
            sittings[sitting.Id] = sitting;
        }
        return sitting;
    }

    public Sitting? Find(string? id)
    {
        lock (changing)
        {
            return id is not null && sittings.TryGetValue(id, out var sitting) && sitting.Ends > time.GetUtcNow() ? sitting : null;
        }
    }

    public Sitting Keep(Sitting sitting)
    {
        lock (changing)
        {
            return sittings[sitting.Id] = sitting;
        }
    }

    /// <summary>Ends it, and gives it when its person has decided.</summary>
    public Sitting? Take(string? id)
    {
        lock (changing)
        {
            return Find(id) is { HasConsented: not null } sitting && sittings.Remove(sitting.Id) ? sitting : null;
        }
    }
}
