using Bridge.Settings;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.Audit;

/// <summary>Writes who did what. In the transaction of what was done where there is one; by itself where something was only looked at.</summary>
sealed class AuditLog(Store store, WebSettings settings, TimeProvider time)
{
    const int LongestWord = 200;

    /// <summary>Within the change it is about.</summary>
    public void Add(BridgeDb db, string staff, AuditAct act, string? patron = null, string? subject = null, string? detail = null) => db.Audit.Add(new()
    {
        At = time.GetUtcNow(),
        Staff = staff,
        Act = act,
        Patron = patron,
        Subject = Shortened(subject),
        Detail = Shortened(detail),
    });

    public Task WriteAsync(string staff, AuditAct act, CancellationToken cancel, string? patron = null, string? subject = null, string? detail = null) => store.WriteAsync(async db =>
    {
        Add(db, staff, act, patron, subject, detail);
        var kept = time.GetUtcNow().AddDays(-settings.AuditDays);
        await db.Audit.Where(entry => entry.At < kept).ExecuteDeleteAsync(cancel);
        return 0;
    }, cancel);

    static string? Shortened(string? text) => text is { Length: > LongestWord } ? text[..LongestWord] : text;
}
