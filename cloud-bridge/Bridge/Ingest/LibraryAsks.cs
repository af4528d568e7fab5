using Bridge.Identity;
using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Ingest;

/// <summary>What a library system is asked for patrons who wait: their loans, their holds, an item. Whoever asks shows a pass that allows it.</summary>
sealed class LibraryAsks(Store store, ILibrarySystem library, Passes passes, Branches branches, IdentitySettings settings, LibraryClock clock, TimeProvider time)
{
    /// <summary>What the patron has, the first due first.</summary>
    public async Task<Answer> LoansAsync(DeviceAddress device, string pass, CancellationToken cancel)
    {
        if (await NumberAsync(device, pass, Operations.Renew, cancel) is not { } number)
        {
            return new AskFailed(AskDesk.NotAllowed);
        }
        return await library.LoansAsync(number, cancel) switch
        {
            LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var loans) => new LoansListed([.. loans.Select(Listed).OrderBy(loan => loan.Due ?? DateOnly.MaxValue)]),
            LibraryLookup<IReadOnlyList<LibraryLoan>>.Unknown => new LoansListed([]),
            _ => new AskFailed(AskDesk.NoLibrary),
        };
    }

    /// <summary>What is held for the patron: ready ones first, then as they queue.</summary>
    public async Task<Answer> HoldsAsync(DeviceAddress device, string pass, CancellationToken cancel)
    {
        if (await NumberAsync(device, pass, Operations.Holds, cancel) is not { } number)
        {
            return new AskFailed(AskDesk.NotAllowed);
        }
        return await library.HoldsAsync(number, cancel) switch
        {
            LibraryLookup<IReadOnlyList<LibraryHold>>.Found(var holds) => new HoldsListed(
                [.. holds.OrderByDescending(hold => hold.IsReady).ThenByDescending(hold => hold.IsOnItsWay).ThenBy(hold => hold.Position ?? int.MaxValue).Select(hold => Listed(hold, device))]),
            LibraryLookup<IReadOnlyList<LibraryHold>>.Unknown => new HoldsListed([]),
            _ => new AskFailed(AskDesk.NoLibrary),
        };
    }

    public async Task<Answer> ItemAsync(string item, CancellationToken cancel) => item.Length > Label.MaximumLength ? new ItemUnknown() : await library.ItemAsync(item, cancel) switch
    {
        LibraryLookup<LibraryItem>.Found(var found) => new ItemDescribed(found.Title, StateOf(found.Status)),
        LibraryLookup<LibraryItem>.Unknown => new ItemUnknown(),
        _ => new AskFailed(AskDesk.NoLibrary),
    };

    /// <summary>The counts the library system has; those of the bridge where it does not say, or not in time: a patron may borrow while it is away.</summary>
    public async Task<PatronRecognised> CountAsync(PatronRecognised patron, string number, CancellationToken cancel)
    {
        using var timer = new CancellationTokenSource(settings.TapPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancel);
        try
        {
            if (await library.PatronAsync(number, either.Token) is not LibraryLookup<LibraryPatron>.Found(var account))
            {
                return patron;
            }
            var counted = patron with { OnLoan = account.OnLoan ?? patron.OnLoan, Limit = account.LoanLimit ?? patron.Limit, Overdue = account.Overdue ?? patron.Overdue };
            return account.Holds is 0 || !library.Capabilities.HasFlag(LibraryCapabilities.Holds) ? counted with { HoldsReady = 0 }
                : await library.HoldsAsync(number, either.Token) is LibraryLookup<IReadOnlyList<LibraryHold>>.Found(var holds) ? counted with { HoldsReady = holds.Count(hold => hold.IsReady) }
                : counted;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return patron;
        }
    }

    async Task<string?> NumberAsync(DeviceAddress device, string text, Operations operation, CancellationToken cancel)
    {
        if (!passes.TryUse(text, device, clock.Now, operation, out var pass))
        {
            return null;
        }
        await using var db = store.Open();
        return await db.Patrons.Where(patron => patron.Id == pass.Patron).Select(patron => patron.Number).SingleOrDefaultAsync(cancel);
    }

    ListedLoan Listed(LibraryLoan loan) => new(loan.Item, loan.Title, loan.Due?.Day, loan.IsOverdue || loan.Due?.Day < clock.Today,
        library.Capabilities.HasFlag(LibraryCapabilities.Renew) ? loan.IsRenewable : false);

    ListedHold Listed(LibraryHold hold, DeviceAddress device) => new(hold.Title, hold.IsReady, hold.IsReady ? hold.Slot : null, hold.IsReady ? hold.Until : null,
        hold.IsReady ? null : hold.Position, hold.Pickup is null || branches.Of(hold.Pickup) == branches.Of(device.Site));

    static ItemState StateOf(LibraryItemStatus status) => status switch
    {
        LibraryItemStatus.Available => ItemState.Available,
        LibraryItemStatus.OnLoan => ItemState.OnLoan,
        LibraryItemStatus.OnHoldShelf => ItemState.OnHoldShelf,
        LibraryItemStatus.InTransit => ItemState.InTransit,
        LibraryItemStatus.Missing => ItemState.Missing,
        LibraryItemStatus.NotForLoan => ItemState.NotForLoan,
    };
}
