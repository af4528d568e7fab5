using System.Security.Cryptography;
using System.Text;
using Bridge.Identity;
using Bridge.Storage;

namespace Bridge.Web;

/// <summary>Wrong passwords in a row, for one account, card number or person.</summary>
sealed class WrongPasswords
{
    /// <summary>HMAC(site key, whom it is about): the table names nobody.</summary>
    public required byte[] Subject { get; init; }

    public required int Count { get; set; }
    public required DateTimeOffset Last { get; set; }
}

/// <summary>Stops guessing: after five wrong passwords in a row there is a pause that a person is told about, longer each time.</summary>
sealed class LockOut(BridgeKeys keys, TimeProvider time)
{
    public const int Tries = 5;

    static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5), Longest = TimeSpan.FromHours(1);

    /// <summary>Wrong passwords are forgotten after a day without another.</summary>
    static readonly TimeSpan Forget = TimeSpan.FromDays(1);

    /// <summary>No pause for the first tries, then 5 minutes, doubled with each wrong one after that.</summary>
    public static TimeSpan PauseAfter(int wrong) =>
        wrong < Tries ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Min(Longest.Ticks, Shortest.Ticks << Math.Min(wrong - Tries, 10)));

    /// <summary>How long nobody may try; null when somebody may.</summary>
    public async Task<TimeSpan?> PauseAsync(BridgeDb db, string subject, CancellationToken cancel) =>
        await db.WrongPasswords.FindAsync([Key(subject)], cancel) is { } wrong && wrong.Last + PauseAfter(wrong.Count) - time.GetUtcNow() is { Ticks: > 0 } pause ? pause : null;

    /// <summary>Counts a try as wrong before it is judged, so that many at once are no way around; <see cref="ForgiveAsync"/> when it was right.</summary>
    public async Task CountAsync(BridgeDb db, string subject, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var key = Key(subject);
        if (await db.WrongPasswords.FindAsync([key], cancel) is not { } wrong)
        {
            db.WrongPasswords.Add(new() { Subject = key, Count = 1, Last = now });
            return;
        }
        wrong.Count = now - wrong.Last > Forget ? 1 : wrong.Count + 1;
        wrong.Last = now;
    }

    public async Task ForgiveAsync(BridgeDb db, string subject, CancellationToken cancel)
    {
        if (await db.WrongPasswords.FindAsync([Key(subject)], cancel) is { } wrong)
        {
            db.WrongPasswords.Remove(wrong);
        }
    }

    byte[] Key(string subject) => HMACSHA256.HashData(keys.Site, Encoding.UTF8.GetBytes("password" + subject));
}
