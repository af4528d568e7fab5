using Bridge.Mail;
using Bridge.Settings;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Library;

/// <summary>Writes to patrons who want mail about their loans and holds, each thing once: the mark and the mail are one transaction.</summary>
sealed class Notices(IMails mails, NoticeSettings settings, Branches branches, LibraryClock clock)
{
    /// <summary>A copy is in its slot. Nothing for a patron without an address or the wish.</summary>
    /// <param name="hold">With its patron and title.</param>
    public async Task ReadyAsync(BridgeDb db, Hold hold, CancellationToken cancel)
    {
        if (hold is { State: HoldState.Ready, ReadyTold: false, Patron: { } patron } && IsWelcome(patron))
        {
            await SendAsync(db, MailKind.HoldReady, patron, [LineOf(hold, patron)], cancel);
            hold.ReadyTold = true;
            await db.SaveChangesAsync(cancel);
        }
    }

    /// <summary>All open loans of a patron who asked for them. False when there is no address.</summary>
    public async Task<bool> ReceiptAsync(BridgeDb db, Patron patron, CancellationToken cancel)
    {
        if (patron.Email is null)
        {
            return false;
        }
        var loans = await db.Loans.Include(loan => loan.Item!.Title).Where(loan => loan.PatronId == patron.Id).OrderBy(loan => loan.Due).ToListAsync(cancel);
        await SendAsync(db, MailKind.Receipt, patron, [.. loans.Select(loan => LineOf(loan, patron))], cancel);
        return true;
    }

    /// <summary>Patrons to whom something is to be said now, so that each can be a short transaction of its own.</summary>
    public async Task<IReadOnlyList<long>> ToTellAsync(BridgeDb db, CancellationToken cancel)
    {
        var loans = await Untold(db).Select(loan => loan.PatronId).Distinct().ToListAsync(cancel);
        var holds = await UntoldHolds(db).Select(hold => hold.PatronId!.Value).Distinct().ToListAsync(cancel);
        return [.. loans.Union(holds).Order()];
    }

    /// <summary>Writes to one patron whatever is to be said now, one mail a kind; how many mails.</summary>
    public async Task<int> TellAsync(BridgeDb db, long patronId, CancellationToken cancel)
    {
        if (await db.Patrons.FindAsync([patronId], cancel) is not { } patron || !IsWelcome(patron))
        {
            return 0;
        }
        var loans = await Untold(db).Include(loan => loan.Item!.Title).Where(loan => loan.PatronId == patronId).OrderBy(loan => loan.Due).ToListAsync(cancel);
        var holds = await UntoldHolds(db).Include(hold => hold.Title).Where(hold => hold.PatronId == patronId).OrderBy(hold => hold.Id).ToListAsync(cancel);
        var overdue = loans.Where(loan => loan.Due < clock.Today).ToList();
        var dueSoon = loans.Except(overdue).ToList();
        var ready = holds.Where(hold => !hold.ReadyTold).ToList();
        var expiring = holds.Except(ready).ToList();
        overdue.ForEach(loan => loan.OverdueTold = true);
        dueSoon.ForEach(loan => loan.DueSoonTold = true);
        ready.ForEach(hold => hold.ReadyTold = true);
        expiring.ForEach(hold => hold.ExpiringTold = true);
        return await SendAsync(db, MailKind.Overdue, patron, [.. overdue.Select(loan => LineOf(loan, patron))], cancel)
            + await SendAsync(db, MailKind.DueSoon, patron, [.. dueSoon.Select(loan => LineOf(loan, patron))], cancel)
            + await SendAsync(db, MailKind.HoldReady, patron, [.. ready.Select(hold => LineOf(hold, patron))], cancel)
            + await SendAsync(db, MailKind.HoldExpiring, patron, [.. expiring.Select(hold => LineOf(hold, patron))], cancel);
    }

    IQueryable<Loan> Untold(BridgeDb db)
    {
        var (today, soon, late) = (clock.Today, clock.Today.AddDays(settings.DueSoonDays), clock.Today.AddDays(-settings.OverdueDays));
        var (tellsSoon, tellsLate) = (settings.DueSoonDays > 0, settings.OverdueDays > 0);
        return db.Loans.Where(loan => loan.Patron!.WantsMail && loan.Patron.Email != null
            && (tellsSoon && !loan.DueSoonTold && loan.Due >= today && loan.Due <= soon || tellsLate && !loan.OverdueTold && loan.Due <= late));
    }

    IQueryable<Hold> UntoldHolds(BridgeDb db)
    {
        var soon = clock.Today.AddDays(settings.ExpiringDays);
        var tellsExpiring = settings.ExpiringDays > 0;
        return db.Holds.Where(hold => hold.State == HoldState.Ready && hold.Patron!.WantsMail && hold.Patron.Email != null
            && (!hold.ReadyTold || tellsExpiring && !hold.ExpiringTold && hold.Until <= soon));
    }

    async Task<int> SendAsync(BridgeDb db, MailKind kind, Patron patron, IReadOnlyList<NoticeLine> lines, CancellationToken cancel)
    {
        if (lines.Count == 0 && kind is not MailKind.Receipt)
        {
            return 0;
        }
        await mails.AddAsync(db, kind, new(patron.Email!, patron.Name, patron.Language, patron.Number, Lines: lines), cancel);
        return 1;
    }

    static bool IsWelcome(Patron patron) => patron is { WantsMail: true, Email: not null };

    static NoticeLine LineOf(Loan loan, Patron patron) => new(loan.Due, patron.MailsTitles ? loan.Item!.Title!.Name : null);

    NoticeLine LineOf(Hold hold, Patron patron)
    {
        var language = Languages.Of(patron.Language);
        var branch = branches.All.Count > 1 ? branches.Of(hold.Pickup).Settings.NameIn(language) : null;
        var slot = hold.Slot is { } place ? language.Say($"棚 {place}", $"shelf {place}") : null;
        return new(hold.Until ?? clock.Today, patron.MailsTitles ? hold.Title!.Name : null,
            (branch, slot) is (null, null) ? null : string.Join(language.Say("　", ", "), ((string?[])[branch, slot]).OfType<string>()));
    }
}
