using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Library;

/// <summary>The built-in library system's loans: lends, renews and takes back, inside the caller's transaction.</summary>
sealed class Circulation(LoanSettings rules, Branches branches, HoldQueue holds, Counts counts)
{
    /// <param name="where">Its branch's calendar says until when.</param>
    public async Task<LendingOutcome> CheckOutAsync(BridgeDb db, Patron patron, string label, DateOnly today, CancellationToken cancel, Place? where = null)
    {
        var outcome = await LendAsync(db, patron, label, today, where, cancel);
        await counts.AddAsync(db, outcome is LendingOutcome.Refused ? CountKind.Refusal : CountKind.Loan, where, (outcome as LendingOutcome.Refused)?.Reason, cancel);
        return outcome;
    }

    async Task<LendingOutcome> LendAsync(BridgeDb db, Patron patron, string label, DateOnly today, Place? where, CancellationToken cancel)
    {
        if (await FindItemAsync(db, label, cancel) is not { } item)
        {
            return new LendingOutcome.Refused(RefusalReason.ItemUnknown);
        }
        var account = await AccountAsync(db, patron, today, cancel);
        if (LoanDecision.Against(StandingOf(patron, account, today), await StandingOfAsync(db, patron, item, cancel)) is { } reason)
        {
            return new LendingOutcome.Refused(reason);
        }
        var due = branches.Of(where?.Branch).Calendar.DueDate(today, rules.PeriodOf(item.Rule), rules.Counting);
        var loan = await LendAsync(db, patron.Id, item, today, due, cancel);
        if (loan.Fulfilled is not null)
        {
            await counts.AddAsync(db, CountKind.HoldPickedUp, where, null, cancel);
        }
        return new LendingOutcome.Lent(loan, account.OnLoan + 1, account.Limit);
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
            await HoldQueue.ReleaseAsync(db, item, patronId, cancel);   // the copy is out of the house, whoever it was set aside for
            loan = await LendAsync(db, patronId, item, lentOn, due, cancel);
        }
        loan.Due = due;
        await db.SaveChangesAsync(cancel);
        return new LendingOutcome.Lent(loan, await db.Loans.CountAsync(l => l.PatronId == patronId, cancel), Limit: 0);
    }

    /// <summary>Undoes a loan that its patron was told was not made; the hold it ended is there again, in its old place in the queue.</summary>
    public static async Task<bool> UndoAsync(BridgeDb db, long loanId, CancellationToken cancel)
    {
        if (await db.Loans.Include(loan => loan.Item).SingleOrDefaultAsync(loan => loan.Id == loanId, cancel) is not { } loan)
        {
            return false;
        }
        db.Loans.Remove(loan);
        await db.SaveChangesAsync(cancel);
        if (FulfilledHold.Read(loan.Fulfilled) is { } fulfilled)
        {
            await HoldQueue.RestoreAsync(db, fulfilled, loan.PatronId, loan.Item!, cancel);
        }
        return true;
    }

    /// <summary>Renews one loan of the patron.</summary>
    public async Task<RenewingOutcome> RenewAsync(BridgeDb db, Patron patron, string label, DateOnly today, CancellationToken cancel, Place? where = null)
    {
        var key = Label.KeyOf(label);
        var outcome = await db.Loans.Include(l => l.Item).SingleOrDefaultAsync(l => l.Item!.Key == key && l.PatronId == patron.Id, cancel) is { } loan
            ? await RenewAsync(db, patron, loan, await AccountAsync(db, patron, today, cancel), today, where, cancel)
            : new RenewingOutcome.Refused(RenewalRefusal.NotOnLoan);
        await CountAsync(db, outcome, where, cancel);
        return outcome;
    }

    /// <summary>Renews what can be renewed, the first due first; what became of each.</summary>
    public async Task<IReadOnlyList<(Loan Loan, RenewingOutcome Outcome)>> RenewAllAsync(BridgeDb db, Patron patron, DateOnly today, CancellationToken cancel, Place? where = null)
    {
        var account = await AccountAsync(db, patron, today, cancel);
        var outcomes = new List<(Loan, RenewingOutcome)>();
        foreach (var loan in await LoansOf(db, patron).ToListAsync(cancel))
        {
            var outcome = await RenewAsync(db, patron, loan, account, today, where, cancel);
            await CountAsync(db, outcome, where, cancel);
            outcomes.Add((loan, outcome));
        }
        return outcomes;
    }

    /// <summary>What the patron has, the first due first, each with why it cannot be renewed now.</summary>
    public async Task<IReadOnlyList<(Loan Loan, RenewalRefusal? NotRenewable)>> LoansAsync(BridgeDb db, Patron patron, DateOnly today, CancellationToken cancel, Place? where = null)
    {
        var account = await AccountAsync(db, patron, today, cancel);
        var loans = new List<(Loan, RenewalRefusal?)>();
        foreach (var loan in await LoansOf(db, patron).ToListAsync(cancel))
        {
            loans.Add((loan, RenewalDecision.Against(await RenewalOfAsync(db, patron, loan, account, today, where, cancel))));
        }
        return loans;
    }

    /// <summary>Takes back what is on loan, as at a return lane. Who had it is known to nobody afterwards, but to a patron who keeps a history.</summary>
    /// <param name="on">The day it was brought.</param>
    public async Task<ReturnOutcome> TakeBackAsync(BridgeDb db, string label, DateOnly on, Place? where, CancellationToken cancel) =>
        await FindItemAsync(db, label, cancel) is not { } item ? new ReturnOutcome.Refused(CheckinRefusal.ItemUnknown)
        : !await db.Loans.AnyAsync(loan => loan.ItemId == item.Id, cancel) ? new ReturnOutcome.Refused(CheckinRefusal.NotOnLoan)
        : await CheckInAsync(db, item, on, where, cancel);

    /// <summary>Whatever copy staff have in hand: takes it back if it is on loan, sees it arrive if it travelled, and says where it goes.</summary>
    public async Task<ReturnOutcome> CheckInAsync(BridgeDb db, string label, DateOnly on, Place? where, CancellationToken cancel) =>
        await FindItemAsync(db, label, cancel) is { } item ? await CheckInAsync(db, item, on, where, cancel) : new ReturnOutcome.Refused(CheckinRefusal.ItemUnknown);

    /// <summary>The counts a patron may see.</summary>
    public async Task<PatronAccount> AccountAsync(BridgeDb db, Patron patron, DateOnly today, CancellationToken cancel)
    {
        var loans = await db.Loans.Where(loan => loan.PatronId == patron.Id).Select(loan => new { loan.Due, loan.Item!.Rule }).ToListAsync(cancel);
        var held = await db.Holds.Where(hold => hold.PatronId == patron.Id).Select(hold => hold.State).ToListAsync(cancel);
        var tooLong = today.AddDays(-rules.OverdueGraceDays);
        return new(loans.Count, rules.LimitOf(patron.Category).Items, loans.Count(l => l.Rule == LoanRule.Av),
            loans.Count(l => l.Due < today), loans.Count(l => l.Due < tooLong), held.Count(state => state is HoldState.Ready), held.Count);
    }

    async Task<ReturnOutcome> CheckInAsync(BridgeDb db, Item item, DateOnly on, Place? where, CancellationToken cancel)
    {
        var loan = await db.Loans.Include(l => l.Patron).SingleOrDefaultAsync(l => l.ItemId == item.Id, cancel);
        if (loan is not null)
        {
            if (loan.Patron!.KeepsHistory)
            {
                db.History.Add(new() { PatronId = loan.PatronId, TitleId = item.TitleId, LentOn = loan.LentOn, ReturnedOn = on });
            }
            db.Loans.Remove(loan);
            await db.SaveChangesAsync(cancel);
            await counts.AddAsync(db, CountKind.Return, where, null, cancel);
        }
        var (routing, destination) = await holds.RouteAsync(db, item, branches.Of(where?.Branch), cancel);
        return new ReturnOutcome.TakenBack(item, routing, destination, loan is not null);
    }

    async Task<RenewingOutcome> RenewAsync(BridgeDb db, Patron patron, Loan loan, PatronAccount account, DateOnly today, Place? where, CancellationToken cancel)
    {
        var standing = await RenewalOfAsync(db, patron, loan, account, today, where, cancel);
        if (RenewalDecision.Against(standing) is { } reason)
        {
            return new RenewingOutcome.Refused(reason);
        }
        (loan.Due, loan.Renewals, loan.DueSoonTold, loan.OverdueTold) = (standing.NewDue, loan.Renewals + 1, false, false);
        await db.SaveChangesAsync(cancel);
        return new RenewingOutcome.Renewed(loan);
    }

    async Task<RenewalStanding> RenewalOfAsync(BridgeDb db, Patron patron, Loan loan, PatronAccount account, DateOnly today, Place? where, CancellationToken cancel)
    {
        var item = loan.Item!;
        var from = rules.RenewFrom switch
        {
            RenewalStart.Today => today,
            RenewalStart.DueDate => loan.Due,
        };
        return new(patron.MayUse(today), account.OverdueTooLong > 0, await HoldQueue.IsAwaitedAsync(db, item.TitleId, cancel), !rules.NotRenewed.Contains(item.Rule),
            loan.Renewals, rules.Renewals, loan.Due, branches.Of(where?.Branch).Calendar.DueDate(from, rules.PeriodOf(item.Rule), rules.Counting), today);
    }

    PatronStanding StandingOf(Patron patron, PatronAccount account, DateOnly today) =>
        new(patron.MayUse(today), account.OnLoan, account.Limit, account.AvOnLoan, rules.LimitOf(patron.Category).Av, account.OverdueTooLong > 0);

    static async Task<ItemStanding> StandingOfAsync(BridgeDb db, Patron patron, Item item, CancellationToken cancel)
    {
        var lent = await db.Loans.Where(loan => loan.ItemId == item.Id).Select(loan => (long?)loan.PatronId).SingleOrDefaultAsync(cancel);
        var kept = await db.Holds.Where(hold => hold.ItemId == item.Id).Select(hold => new { hold.PatronId }).SingleOrDefaultAsync(cancel);
        return new(item.Status, item.Rule, Whose(lent is not null, lent), Whose(kept is not null, kept?.PatronId),
            await Copies.Free(db, item.TitleId).CountAsync(cancel), await HoldQueue.AheadAsync(db, item.TitleId, patron.Id, cancel));

        ItemHolder Whose(bool isAnybodys, long? id) => !isAnybodys ? ItemHolder.Nobody : id == patron.Id ? ItemHolder.ThisPatron : ItemHolder.AnotherPatron;
    }

    static async Task<Loan> LendAsync(BridgeDb db, long patronId, Item item, DateOnly today, DateOnly due, CancellationToken cancel)
    {
        var fulfilled = await HoldQueue.FulfilAsync(db, item, patronId, cancel);
        (item.At, item.BoundFor) = (null, null);
        var loan = db.Loans.Add(new() { ItemId = item.Id, PatronId = patronId, LentOn = today, Due = due, Fulfilled = fulfilled?.ToJson() }).Entity;
        await db.SaveChangesAsync(cancel);
        return loan;
    }

    Task CountAsync(BridgeDb db, RenewingOutcome outcome, Place? where, CancellationToken cancel) =>
        counts.AddAsync(db, outcome is RenewingOutcome.Refused ? CountKind.Refusal : CountKind.Renewal, where, (outcome as RenewingOutcome.Refused)?.Reason, cancel);

    static IQueryable<Loan> LoansOf(BridgeDb db, Patron patron) =>
        db.Loans.Include(loan => loan.Item!.Title).Where(loan => loan.PatronId == patron.Id).OrderBy(loan => loan.Due).ThenBy(loan => loan.Id);

    static Task<Item?> FindItemAsync(BridgeDb db, string label, CancellationToken cancel)
    {
        var key = Label.KeyOf(label);
        return db.Items.Include(item => item.Title).SingleOrDefaultAsync(item => item.Key == key, cancel);
    }
}

/// <summary>A patron's counts.</summary>
readonly record struct PatronAccount(int OnLoan, int Limit, int AvOnLoan, int Overdue, int OverdueTooLong, int HoldsReady, int Holds);

/// <summary>What became of a check-out.</summary>
abstract record LendingOutcome
{
    LendingOutcome() { }

    public sealed record Lent(Loan Loan, int OnLoan, int Limit) : LendingOutcome;
    public sealed record Refused(RefusalReason Reason) : LendingOutcome;
}

/// <summary>What became of a renewal.</summary>
abstract record RenewingOutcome
{
    RenewingOutcome() { }

    public sealed record Renewed(Loan Loan) : RenewingOutcome;
    public sealed record Refused(RenewalRefusal Reason) : RenewingOutcome;
}

/// <summary>What became of a check-in.</summary>
abstract record ReturnOutcome
{
    ReturnOutcome() { }

    /// <param name="Destination">A branch's code, or the place on the hold shelf; null when there is neither.</param>
    public sealed record TakenBack(Item Item, Routing Routing, string? Destination, bool WasOnLoan) : ReturnOutcome;

    public sealed record Refused(CheckinRefusal Reason) : ReturnOutcome;
}
