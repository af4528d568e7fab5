using Bridge.Enrolment;
using Bridge.Library;
using Bridge.Mail;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Patrons;

/// <summary>Ends what a patron has with the library: holds go to whoever is next, and nothing personal stays.</summary>
sealed class AccountClosing(Store store, ILibrarySystem library, Registrations registrations, TimeProvider time)
{
    /// <summary>What speaks against it; null when nothing does.</summary>
    public async Task<ClosingObstacle?> AgainstAsync(Patron patron, CancellationToken cancel) =>
        !library.Capabilities.HasFlag(LibraryCapabilities.Accounts) ? ClosingObstacle.OutsideSystem
        : patron.Block is not null ? ClosingObstacle.Blocked
        : await library.LoansAsync(patron.Number, cancel) is LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var loans) && loans.Count == 0 ? null
        : ClosingObstacle.OpenLoans;

    public async Task<ClosingObstacle?> CloseAsync(Patron patron, CancellationToken cancel)
    {
        if (await AgainstAsync(patron, cancel) is { } obstacle)
        {
            return obstacle;
        }
        if (await library.HoldsAsync(patron.Number, cancel) is LibraryLookup<IReadOnlyList<LibraryHold>>.Found(var holds))
        {
            foreach (var hold in holds)
            {
                var now = time.GetUtcNow();
                await library.CancelHoldAsync(new(Guid.CreateVersion7(now), now, Where: new(null, "web")), new(patron.Number, Hold: hold.Id), cancel);
            }
        }
        return await store.WriteAsync<ClosingObstacle?>(async db =>
        {
            if (await db.Loans.AnyAsync(loan => loan.PatronId == patron.Id, cancel) || await db.Holds.AnyAsync(hold => hold.PatronId == patron.Id, cancel))
            {
                return ClosingObstacle.OpenLoans;   // lent or reserved meanwhile, at a machine
            }
            await EraseAsync(db, patron, cancel);
            return null;
        }, cancel);
    }

    // Links, identities, cards, consents, history and hand-overs go with their patron.
    async Task EraseAsync(BridgeDb db, Patron patron, CancellationToken cancel)
    {
        var ppids = await db.Identities.Where(identity => identity.PatronId == patron.Id).Select(identity => identity.Ppid).ToListAsync(cancel);
        await db.Applications.Where(application => application.PatronId == patron.Id || application.Ppid != null && ppids.Contains(application.Ppid)).ExecuteDeleteAsync(cancel);
        if (patron.Email is { } address)
        {
            await db.Mails.Where(mail => mail.To == address).ExecuteDeleteAsync(cancel);
        }
        await registrations.WriteToAsync(db, patron, MailKind.Closed, cancel);
        await db.Patrons.Where(known => known.Id == patron.Id).ExecuteDeleteAsync(cancel);
    }
}

/// <summary>Why an account cannot be closed at home.</summary>
enum ClosingObstacle
{
    OpenLoans,

    /// <summary>Staff want to see the patron first.</summary>
    Blocked,

    /// <summary>The library's own system knows the patron, and only its desk can end that.</summary>
    OutsideSystem,
}
