using Bridge.Settings;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Library;

/// <summary>A patron's holds: places, lists and cancels them, inside the caller's transaction.</summary>
sealed class HoldDesk(LoanSettings rules, HoldSettings settings, Branches branches, HoldQueue queue, Circulation circulation, Counts counts)
{
    /// <param name="pickup">A branch's code; null for the first that keeps holds.</param>
    public async Task<HoldOutcome> PlaceAsync(BridgeDb db, Patron patron, long titleId, string? pickup, DateOnly today, Place? where, CancellationToken cancel)
    {
        if (!await db.Titles.AnyAsync(title => title.Id == titleId, cancel))
        {
            return new HoldOutcome.Refused(HoldRefusal.Unknown);
        }
        var branch = pickup is null ? branches.ForPickup.First() : branches.ForPickup.FirstOrDefault(known => known.Code == pickup);
        var waiting = await db.Holds.CountAsync(hold => hold.TitleId == titleId && hold.State == HoldState.Queued, cancel);
        var free = await Copies.Free(db, titleId).Where(item => item.BoundFor == null).Select(item => item.At ?? item.Branch).ToListAsync(cancel);
        var isOnShelf = branch is not null && free.Any(at => branches.Of(at) == branch) && free.Count > waiting;
        if (HoldDecision.Against(await StandingAsync(db, patron, titleId, branch is not null, isOnShelf, today, cancel)) is { } reason)
        {
            return new HoldOutcome.Refused(reason);
        }
        var hold = await queue.PlaceAsync(db, titleId, patron.Id, branch!.Code, cancel);
        await counts.AddAsync(db, CountKind.HoldPlaced, where, null, cancel);
        return new HoldOutcome.Placed(hold, waiting + 1, free.Count > waiting);
    }

    /// <summary>Ready ones first, then as they were placed; each with its place in the queue.</summary>
    public static async Task<IReadOnlyList<(Hold Hold, int? Position)>> ListAsync(BridgeDb db, Patron patron, CancellationToken cancel)
    {
        var holds = new List<(Hold Hold, int? Position)>();
        foreach (var hold in await db.Holds.Include(hold => hold.Title).Include(hold => hold.Item).Where(hold => hold.PatronId == patron.Id).OrderBy(hold => hold.Id).ToListAsync(cancel))
        {
            holds.Add((hold, await HoldQueue.PositionAsync(db, hold, cancel)));
        }
        return [.. holds.OrderBy(listed => listed.Hold.State is not HoldState.Ready)];
    }

    /// <summary>False when the patron has no such hold.</summary>
    public static async Task<bool> CancelAsync(BridgeDb db, Patron patron, long holdId, CancellationToken cancel)
    {
        if (await db.Holds.SingleOrDefaultAsync(hold => hold.Id == holdId && hold.PatronId == patron.Id, cancel) is not { } hold)
        {
            return false;
        }
        await HoldQueue.CancelAsync(db, hold, cancel);
        return true;
    }

    async Task<HoldStanding> StandingAsync(BridgeDb db, Patron patron, long titleId, bool isPickupKnown, bool isOnShelf, DateOnly today, CancellationToken cancel)
    {
        var account = await circulation.AccountAsync(db, patron, today, cancel);
        return new(!patron.MayUse(today) || account.OverdueTooLong > 0,
            await db.Loans.AnyAsync(loan => loan.PatronId == patron.Id && loan.Item!.TitleId == titleId, cancel),
            await db.Holds.AnyAsync(hold => hold.PatronId == patron.Id && hold.TitleId == titleId, cancel),
            await Copies.Lendable(db, titleId).CountAsync(cancel), isPickupKnown, account.Holds, rules.LimitOf(patron.Category).Holds, isOnShelf, settings.FromShelf);
    }
}

/// <summary>What became of a wish to wait for a title.</summary>
abstract record HoldOutcome
{
    HoldOutcome() { }

    /// <param name="IsAvailable">A copy stands in its place for it; staff fetch it.</param>
    public sealed record Placed(Hold Hold, int Position, bool IsAvailable) : HoldOutcome;

    public sealed record Refused(HoldRefusal Reason) : HoldOutcome;
}
