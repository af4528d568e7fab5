using System.Security.Cryptography;
using Sandbox.People;

namespace Sandbox.App;

/// <summary>Somebody who was sent here by a system and plays the phone app: first who they are, then the PIN, then consent.</summary>
/// <param name="Id">256 random bits; in the address of every page.</param>
/// <param name="Query">Of the authorization request, with its question mark; it is asked again when the person has consented.</param>
/// <param name="Client">Who sent them.</param>
/// <param name="RedirectUri">Back to it.</param>
/// <param name="Claims">What the system asks for, of the 4 information.</param>
/// <param name="IsJapanese">The language of the pages; English otherwise.</param>
/// <param name="Ends">Then it is forgotten.</param>
public sealed record Sitting(string Id, string Query, SandboxClient Client, string RedirectUri, IReadOnlyList<string> Claims, bool IsJapanese, DateTimeOffset Ends)
{
    /// <summary>Who they say they are; null before they chose.</summary>
    public Resident? Person { get; init; }

    /// <summary>What came of the last PIN; null before the first.</summary>
    public PinAnswer? Pin { get; init; }

    /// <summary>What the platform said of the card after the right PIN; null before.</summary>
    public CardState? Card { get; init; }

    /// <summary>What they said about the claims; null before.</summary>
    public bool? HasConsented { get; init; }

    /// <summary>Where they are, and what there is to show.</summary>
    public SittingStep Step => (Person, Pin, Card) switch
    {
        (null, _, _) => SittingStep.ChoosePerson,
        (_, PinAnswer.HasNoPin or PinAnswer.Locked, _) or ({ Person.Pin: null } or { TriesLeft: 0 }, _, null) => SittingStep.Refused,
        (_, null or PinAnswer.Wrong, _) => SittingStep.EnterPin,
        (_, _, CardState.Good) => SittingStep.Consent,
        _ => SittingStep.Refused,
    };
}

public enum SittingStep { ChoosePerson, EnterPin, Consent, Refused }

/// <summary>The sittings there are; at most <see cref="Most"/>, for <see cref="Lifetime"/> each.</summary>
sealed class Sittings(TimeProvider time)
{
    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    const int Most = 1000;

    readonly Lock changing = new();
    readonly Dictionary<string, Sitting> sittings = [];

    public Sitting Begin(string query, SandboxClient client, string redirectUri, IReadOnlyList<string> claims, bool isJapanese)
    {
        var sitting = new Sitting(System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), query, client, redirectUri, claims, isJapanese, time.GetUtcNow() + Lifetime);
        lock (changing)
        {
            var oldest = sittings.Values.OrderBy(other => other.Ends).Take(sittings.Count - Most + 1);
            foreach (var gone in sittings.Values.Where(other => other.Ends <= time.GetUtcNow()).Union(oldest).ToList())
            {
                sittings.Remove(gone.Id);
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
