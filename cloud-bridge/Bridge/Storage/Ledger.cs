using Bridge.Enrolment;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Storage;

/// <summary>What the bridge has, for assertions on a bench: the shape of <c>/bench/ledger</c>. Names people and books, so no service shows it.</summary>
sealed class Ledger(Store store)
{
    public Task<LedgerPage> ReadAsync(CancellationToken cancel) => store.ReadAsync(db => ReadAsync(db, cancel), cancel);

    static async Task<LedgerPage> ReadAsync(BridgeDb db, CancellationToken cancel)
    {
        var loans = await db.Loans.OrderBy(l => l.Id).Select(l => new { l.Item!.Barcode, l.Patron!.Number, l.Due }).ToListAsync(cancel);
        var lent = loans.Select(l => l.Barcode).ToHashSet(StringComparer.Ordinal);
        return new(
            await db.Patrons.OrderBy(p => p.Number).Select(p => new LedgerPatron(p.Number, p.Name)).ToListAsync(cancel),
            [.. (await db.Links.OrderBy(l => l.Id).Select(l => new { l.Patron!.Name, l.Patron.Number, l.Ppid }).ToListAsync(cancel))
                .Select(l => new LedgerLink(l.Name, l.Number, Convert.ToHexString(l.Ppid)))],
            [.. (await db.Items.OrderBy(i => i.Barcode).Select(i => new { i.Barcode, Title = i.Title!.Name, i.Status }).ToListAsync(cancel))
                .Select(i => new LedgerItem(i.Barcode, i.Title, lent.Contains(i.Barcode) ? "onLoan" : JsonName(i.Status)))],
            [.. loans.Select(l => new LedgerLoan(l.Barcode, l.Number, l.Due))],
            [.. (await db.Holds.Where(h => h.PatronId != null).OrderBy(h => h.Id).Select(h => new { h.Title!.Name, h.Patron!.Number, h.State, h.Slot, h.Pickup, h.Until }).ToListAsync(cancel))
                .Select(h => new LedgerHold(h.Name, h.Number, JsonName(h.State), h.Slot, h.Pickup, h.Until))],
            [.. (await db.Inbox.Where(e => e.Waiting == null).OrderBy(e => e.ReceivedAt).ThenBy(e => e.Device).ThenBy(e => e.Sequence)
                .Select(e => new { e.Device, e.Epoch, e.Sequence, e.Type }).ToListAsync(cancel))
                .Select(e => new LedgerEvent(e.Device.Split('/')[1], e.Sequence, e.Type, e.Device.Split('/')[0], e.Epoch))],
            [.. (await db.Mails.OrderBy(m => m.Created).ThenBy(m => m.Id).Select(m => new { m.To, m.Subject, m.Sent }).ToListAsync(cancel))
                .Select(m => new LedgerMail(m.To, m.Subject, m.Sent is not null))],
            [.. (await db.Applications.Where(a => a.State == ApplicationState.Waiting).OrderBy(a => a.Id).Select(a => a.Reason).ToListAsync(cancel))
                .Select(reason => new LedgerTask(JsonName(reason), "application", null)),
            .. (await db.StaffTasks.Where(t => t.SettledAt == null).OrderBy(t => t.Id).Select(t => new { t.Reason, t.Detail, t.Device }).ToListAsync(cancel))
                .Select(t => new LedgerTask(JsonName(t.Reason), t.Detail, t.Device.Split('/')[1]))]);
    }

    static string JsonName(Enum value) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

sealed record LedgerPage(IReadOnlyList<LedgerPatron> Patrons, IReadOnlyList<LedgerLink> Links, IReadOnlyList<LedgerItem> Items, IReadOnlyList<LedgerLoan> Loans,
    IReadOnlyList<LedgerHold> Holds, IReadOnlyList<LedgerEvent> Events, IReadOnlyList<LedgerMail> Mails, IReadOnlyList<LedgerTask> StaffQueue);

sealed record LedgerPatron(string Number, string Name);

sealed record LedgerLink(string Person, string Patron, string Ppid);

sealed record LedgerItem(string Barcode, string Title, string Status);

sealed record LedgerLoan(string Item, string Patron, DateOnly Due);

/// <param name="Until">Last day on which it waits; null before it does.</param>
sealed record LedgerHold(string Title, string Patron, string Status, string? Slot, string Pickup, DateOnly? Until);

/// <param name="Device">Its name within the site.</param>
sealed record LedgerEvent(string Device, long Sequence, string Type, string Site, string Epoch);

/// <param name="IsSent">A mail server has it, or it lies in the pick-up folder.</param>
sealed record LedgerMail(string To, string Subject, bool IsSent);

/// <param name="Device">Null where no appliance is concerned.</param>
sealed record LedgerTask(string Reason, string? Detail, string? Device);
