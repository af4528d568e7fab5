using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Library;

/// <summary>The built-in library system: lends and takes back, inside the caller's transaction.</summary>
sealed class Circulation(LoanSettings rules, OpeningDays calendar)
{
    public async Task<LendingOutcome> CheckOutAsync(BridgeDb db, Patron patron, string label, DateOnly today, CancellationToken cancel)
    {
        if (await FindItemAsync(db, label, cancel) is not { } item)
        {
            return new LendingOutcome.Refused(RefusalReason.ItemUnknown);
        }
        var account = await AccountAsync(db, patron, today, cancel);
        var standing = new PatronStanding(patron.MayUse(today), account.OnLoan, account.Limit, account.AvOnLoan,
            rules.LimitOf(patron.Category).Av, account.OverdueTooLong > 0);
        var holder = await db.Loans.SingleOrDefaultAsync(loan => loan.ItemId == item.Id, cancel) switch
        {
            null => ItemHolder.Nobody,
            { PatronId: var id } when id == patron.Id => ItemHolder.ThisPatron,
            _ => ItemHolder.AnotherPatron,
        };
        if (LoanDecision.Against(standing, new(item.Status, item.Rule, holder)) is { } reason)
        {
            return new LendingOutcome.Refused(reason);
        }
        var lent = Lend(db, patron, item, today, calendar.DueDate(today, rules.PeriodOf(item.Rule), rules.Counting));
        await db.SaveChangesAsync(cancel);
        return new LendingOutcome.Lent(lent, account.OnLoan + 1, account.Limit);
    }

    /// <summary>Records a loan that has already been made, whatever speaks against it; only another's loan of the item does, and an item nobody knows.</summary>
    public static async Task<LendingOutcome> RecordAsync(BridgeDb db, long patronId, string label, DateOnly lentOn, DateOnly due, CancellationToken cancel)
    {
        if (await FindItemAsync(db, label, cancel) is not { } item)
        {
            return new LendingOutcome.Refused(RefusalReason.ItemUnknown);
        }
        var loan = await db.Loans.SingleOrDefaultAsync(existing => existing.ItemId == item.Id, cancel);
        if (loan is not null && loan.PatronId != patronId)
        {
            return new LendingOutcome.Refused(RefusalReason.ItemOnLoan);
        }
        if (loan is null)
        {
            loan = new() { ItemId = item.Id, PatronId = patronId, LentOn = lentOn, Due = due };
            db.Loans.Add(loan);
        }
        loan.Due = due;
        await db.SaveChangesAsync(cancel);
        return new LendingOutcome.Lent(loan, await db.Loans.CountAsync(l => l.PatronId == patronId, cancel), Limit: 0);
    }

    /// <summary>Takes a loan back. Who had the item is known to nobody afterwards.</summary>
    public static async Task<bool> CheckInAsync(BridgeDb db, long loanId, CancellationToken cancel)
    {
        if (await db.Loans.SingleOrDefaultAsync(loan => loan.Id == loanId, cancel) is not { } loan)
        {
            return false;
        }
        db.Loans.Remove(loan);
        await db.SaveChangesAsync(cancel);
        return true;
    }

    /// <summary>The counts a patron may see.</summary>
    public async Task<PatronAccount> AccountAsync(BridgeDb db, Patron patron, DateOnly today, CancellationToken cancel)
    {
        var loans = await db.Loans.Where(loan => loan.PatronId == patron.Id).Select(loan => new { loan.Due, loan.Item!.Rule }).ToListAsync(cancel);
        var tooLong = today.AddDays(-rules.OverdueGraceDays);
        return new(loans.Count, rules.LimitOf(patron.Category).Items, loans.Count(l => l.Rule == LoanRule.Av),
            loans.Count(l => l.Due < today), loans.Count(l => l.Due < tooLong));
    }

    static Task<Item?> FindItemAsync(BridgeDb db, string label, CancellationToken cancel)
    {
        var key = Label.KeyOf(label);
        return db.Items.SingleOrDefaultAsync(item => item.Key == key, cancel);
    }

    static Loan Lend(BridgeDb db, Patron patron, Item item, DateOnly today, DateOnly due) =>
        db.Loans.Add(new() { ItemId = item.Id, PatronId = patron.Id, LentOn = today, Due = due }).Entity;
}

/// <summary>A patron's counts.</summary>
readonly record struct PatronAccount(int OnLoan, int Limit, int AvOnLoan, int Overdue, int OverdueTooLong);

/// <summary>What became of a check-out.</summary>
abstract record LendingOutcome
{
    LendingOutcome() { }

    public sealed record Lent(Loan Loan, int OnLoan, int Limit) : LendingOutcome;
    public sealed record Refused(RefusalReason Reason) : LendingOutcome;
}
