using Bridge.Settings;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Library;

/// <summary>Who waits for which title, and which copy is set aside for whom; inside the caller's transaction. The first to come is the first to get a copy, at whichever branch.</summary>
sealed class HoldQueue(HoldSettings settings, Branches branches, LibraryClock clock)
{
    public async Task<Hold> PlaceAsync(BridgeDb db, long titleId, long patronId, string pickup, CancellationToken cancel)
    {
        var hold = db.Holds.Add(new() { TitleId = titleId, PatronId = patronId, Pickup = pickup, PlacedAt = clock.Now }).Entity;
        await db.SaveChangesAsync(cancel);
        return hold;
    }

    /// <summary>Ends a wait. A copy that lies on the hold shelf, or is on its way there, stays to be cleared; one that travels goes on and finds the next in line where it arrives.</summary>
    public static Task CancelAsync(BridgeDb db, Hold hold, CancellationToken cancel)
    {
        switch (hold.State)
        {
            case HoldState.Queued or HoldState.InTransit:
                db.Holds.Remove(hold);
                break;
            case HoldState.ToShelve or HoldState.Ready:
                (hold.State, hold.PatronId, hold.Until) = (HoldState.ToClear, null, null);
                break;
            case HoldState.ToClear:
                break;
        }
        return db.SaveChangesAsync(cancel);
    }

    /// <summary>Staff have put the copy into its place: from now on it waits for its patron. False when it was not to be put there.</summary>
    public async Task<bool> ShelveAsync(BridgeDb db, Hold hold, CancellationToken cancel)
    {
        if (hold.State is not HoldState.ToShelve)
        {
            return false;
        }
        var branch = branches.Of(hold.Pickup);
        hold.State = HoldState.Ready;
        hold.Slot ??= await FreeSlotAsync(db, branch, cancel);
        hold.Until = branch.Calendar.DueDate(clock.Today, settings.PickupDays, PeriodCounting.OpeningDays);
        await db.SaveChangesAsync(cancel);
        return true;
    }

    /// <summary>Holds whose last day is past wait no more; their copies are to be cleared.</summary>
    public static async Task<IReadOnlyList<Hold>> ExpireAsync(BridgeDb db, DateOnly today, CancellationToken cancel)
    {
        var late = await db.Holds.Where(hold => hold.State == HoldState.Ready && hold.Until < today).OrderBy(hold => hold.Id).ToListAsync(cancel);
        foreach (var hold in late)
        {
            await CancelAsync(db, hold, cancel);
        }
        return late;
    }

    /// <summary>Says where a copy in hand goes, and sets it aside for the next in line where one waits.</summary>
    /// <returns>The destination is a branch's code, or the place on the hold shelf.</returns>
    public async Task<(Routing Routing, string? Destination)> RouteAsync(BridgeDb db, Item item, Branch here, CancellationToken cancel)
    {
        (item.At, item.BoundFor) = (here.Code, null);
        var kept = await db.Holds.SingleOrDefaultAsync(hold => hold.ItemId == item.Id, cancel);
        if (kept is { State: HoldState.ToClear })
        {
            db.Holds.Remove(kept);
            kept = null;
        }
        await db.SaveChangesAsync(cancel);
        if (kept is not null && item.Status is not ItemStatus.Available)
        {
            Requeue(kept);
            kept = null;
        }
        kept ??= await NextAsync(db, item, cancel);
        var route = Route.Of(item.Status, item.Rule, here.Code, branches.Of(item.Branch).Code, kept is null ? null : branches.Of(kept.Pickup).Code);
        item.BoundFor = route.Destination;
        var slot = kept is null ? null : await SetAsideAsync(db, kept, item, here, cancel);
        await db.SaveChangesAsync(cancel);
        return (route.Routing, route.Routing is Routing.HoldShelf ? slot : route.Destination);
    }

    /// <summary>The hold that ends because this patron takes this copy: the one the copy was set aside for, or the patron's place in the queue.</summary>
    public static async Task<FulfilledHold?> FulfilAsync(BridgeDb db, Item item, long patronId, CancellationToken cancel)
    {
        if (await db.Holds.Include(hold => hold.Item).SingleOrDefaultAsync(hold => hold.TitleId == item.TitleId && hold.PatronId == patronId, cancel) is not { } own)
        {
            return null;
        }
        if (own.ItemId is not null && own.ItemId != item.Id)
        {
            await CancelAsync(db, own, cancel);   // another copy is set aside: it is cleared, or arrives and finds the next in line
            return null;
        }
        db.Holds.Remove(own);
        await db.SaveChangesAsync(cancel);
        return FulfilledHold.Of(own);
    }

    /// <summary>Gives a hold back after its loan was undone. A copy on the shelf is there again if its place is still free; otherwise staff find it one.</summary>
    public static async Task RestoreAsync(BridgeDb db, FulfilledHold was, long patronId, Item item, CancellationToken cancel)
    {
        if (await db.Holds.AnyAsync(hold => hold.Id == was.Id || hold.TitleId == item.TitleId && hold.PatronId == patronId, cancel))
        {
            return;
        }
        var isFree = was.State is not HoldState.Queued && !await db.Holds.AnyAsync(hold => hold.ItemId == item.Id, cancel);
        var isInPlace = isFree && (was.Slot is null || !await db.Holds.AnyAsync(hold => hold.Pickup == was.Pickup && hold.Slot == was.Slot, cancel));
        var state = !isFree ? HoldState.Queued : was.State is HoldState.Ready && !isInPlace ? HoldState.ToShelve : was.State;
        item.BoundFor = state is HoldState.InTransit ? was.Pickup : null;
        db.Holds.Add(new()
        {
            Id = was.Id,
            TitleId = item.TitleId,
            PatronId = patronId,
            Pickup = was.Pickup,
            PlacedAt = was.PlacedAt,
            State = state,
            ItemId = isFree ? item.Id : null,
            Slot = isInPlace ? was.Slot : null,
            Until = state is HoldState.Ready ? was.Until : null,
            ReadyTold = was.ReadyTold && state is HoldState.Ready,
            ExpiringTold = was.ExpiringTold && state is HoldState.Ready,
        });
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>A copy that left the house is set aside for nobody else: whoever it was kept for waits again, in the old place.</summary>
    public static async Task ReleaseAsync(BridgeDb db, Item item, long patronId, CancellationToken cancel)
    {
        if (await db.Holds.SingleOrDefaultAsync(hold => hold.ItemId == item.Id, cancel) is not { } kept || kept.PatronId == patronId)
        {
            return;
        }
        if (kept.PatronId is null)
        {
            db.Holds.Remove(kept);
        }
        else
        {
            Requeue(kept);
        }
        await db.SaveChangesAsync(cancel);
    }

    /// <summary>Somebody waits, and no copy is set aside or free for them.</summary>
    public static async Task<bool> IsAwaitedAsync(BridgeDb db, long titleId, CancellationToken cancel) =>
        await db.Holds.CountAsync(hold => hold.TitleId == titleId && hold.State == HoldState.Queued, cancel) is var waiting and > 0
        && waiting > await Copies.Free(db, titleId).CountAsync(cancel);

    /// <summary>Patrons who wait without a copy and come before this one; all who wait, when this one does not.</summary>
    public static Task<int> AheadAsync(BridgeDb db, long titleId, long patronId, CancellationToken cancel) =>
        db.Holds.CountAsync(hold => hold.TitleId == titleId && hold.State == HoldState.Queued && hold.PatronId != patronId
            && !db.Holds.Any(own => own.TitleId == titleId && own.PatronId == patronId && own.Id < hold.Id), cancel);

    /// <summary>The place in the queue, 1 is next; null when a copy is set aside.</summary>
    public static async Task<int?> PositionAsync(BridgeDb db, Hold hold, CancellationToken cancel) => hold.State is not HoldState.Queued ? null
        : 1 + await db.Holds.CountAsync(other => other.TitleId == hold.TitleId && other.State == HoldState.Queued && other.Id < hold.Id, cancel);

    async Task<string?> SetAsideAsync(BridgeDb db, Hold hold, Item item, Branch here, CancellationToken cancel)
    {
        hold.ItemId = item.Id;
        if (branches.Of(hold.Pickup).Code != here.Code)
        {
            (hold.State, hold.Slot, hold.Until) = (HoldState.InTransit, null, null);
        }
        else if (hold.State is not (HoldState.ToShelve or HoldState.Ready))
        {
            (hold.State, hold.Slot) = (HoldState.ToShelve, await FreeSlotAsync(db, here, cancel));
        }
        return hold.Slot;
    }

    static Task<Hold?> NextAsync(BridgeDb db, Item item, CancellationToken cancel) => item is { Status: ItemStatus.Available, Rule: not LoanRule.InLibraryOnly }
        ? db.Holds.Where(hold => hold.TitleId == item.TitleId && hold.State == HoldState.Queued).OrderBy(hold => hold.Id).FirstOrDefaultAsync(cancel)
        : Task.FromResult<Hold?>(null);

    static async Task<string?> FreeSlotAsync(BridgeDb db, Branch branch, CancellationToken cancel)
    {
        var taken = await db.Holds.Where(hold => hold.Pickup == branch.Code && hold.Slot != null).Select(hold => hold.Slot!).ToListAsync(cancel);
        return branch.FreeSlot(taken.ToHashSet(StringComparer.Ordinal));
    }

    static void Requeue(Hold hold) =>
        (hold.State, hold.ItemId, hold.Slot, hold.Until, hold.ReadyTold, hold.ExpiringTold) = (HoldState.Queued, null, null, null, false, false);
}
