using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Library;

/// <summary>What staff do for the hold shelf: fetch what stands on the open shelves, fill slots, clear them. Each call is one transaction, and harmless when repeated.</summary>
sealed class HoldShelf(Store store, Branches branches, HoldQueue queue, Circulation circulation, Notices notices, LibraryClock clock)
{
    /// <param name="branch">Its code.</param>
    public Task<HoldShelfLists> ListAsync(string? branch, CancellationToken cancel) => store.ReadAsync<HoldShelfLists>(async db =>
    {
        var here = branches.Of(branch);
        var kept = await db.Holds.Where(hold => hold.ItemId != null && hold.State != HoldState.InTransit).OrderBy(hold => hold.Slot == null).ThenBy(hold => hold.Slot).ThenBy(hold => hold.Id)
            .Select(hold => new { hold.Id, hold.State, hold.Pickup, Slot = new ShelfSlot(hold.Id, hold.Slot, hold.Item!.Barcode, hold.Title!.Name, hold.Patron!.Number, hold.Until, hold.PatronId, hold.Patron.WantsMail && hold.Patron.Email != null) }).ToListAsync(cancel);
        return new(await FetchListAsync(db, here, cancel), In(HoldState.ToShelve), In(HoldState.Ready), In(HoldState.ToClear));

        IReadOnlyList<ShelfSlot> In(HoldState state) => [.. kept.Where(hold => hold.State == state && branches.Of(hold.Pickup) == here).Select(hold => hold.Slot)];
    }, cancel);

    /// <summary>Whatever copy is in hand, returned, fetched, arrived or taken out of the hold shelf: where it goes.</summary>
    public Task<ReturnOutcome> ScanAsync(string label, Place where, CancellationToken cancel) =>
        store.WriteAsync(db => circulation.CheckInAsync(db, label, clock.Today, where, cancel), cancel);

    /// <summary>The copy is in its slot. Its patron is written to. False when it was not to be put there.</summary>
    public Task<bool> ShelveAsync(long holdId, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        if (await db.Holds.Include(hold => hold.Patron).Include(hold => hold.Title).SingleOrDefaultAsync(hold => hold.Id == holdId, cancel) is not { } hold || !await queue.ShelveAsync(db, hold, cancel))
        {
            return false;
        }
        await notices.ReadyAsync(db, hold, cancel);
        return true;
    }, cancel);

    /// <summary>The copy was taken out of a slot that is to be cleared: where it goes now. Null when it was not to be cleared.</summary>
    public Task<ReturnOutcome?> ClearAsync(long holdId, Place where, CancellationToken cancel) => store.WriteAsync(async db =>
        await db.Holds.Where(hold => hold.Id == holdId && hold.State == HoldState.ToClear).Select(hold => hold.Item!.Barcode).SingleOrDefaultAsync(cancel) is { } label
            ? await circulation.CheckInAsync(db, label, clock.Today, where, cancel) : null, cancel);

    /// <summary>A copy is not where it should be: it counts as missing, and another is looked for. False when there is no such copy.</summary>
    public Task<bool> NotFoundAsync(string label, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        var key = Label.KeyOf(label);
        if (await db.Items.SingleOrDefaultAsync(item => item.Key == key, cancel) is not { } item)
        {
            return false;
        }
        item.Status = ItemStatus.Missing;
        await HoldQueue.ReleaseAsync(db, item, patronId: 0, cancel);
        return true;
    }, cancel);

    // For each title as many free copies as patrons wait; those of this branch that come first, by where they stand.
    async Task<IReadOnlyList<FetchRow>> FetchListAsync(BridgeDb db, Branch here, CancellationToken cancel)
    {
        var queued = await db.Holds.Where(hold => hold.State == HoldState.Queued).OrderBy(hold => hold.Id).Select(hold => new { hold.TitleId, hold.Pickup }).ToListAsync(cancel);
        var free = await Copies.Free(db).Where(item => item.BoundFor == null && db.Holds.Any(hold => hold.TitleId == item.TitleId && hold.State == HoldState.Queued)).OrderBy(item => item.Id)
            .Select(item => new { item.TitleId, item.Barcode, item.Title!.Name, item.Title.Author, item.Shelf, At = item.At ?? item.Branch }).ToListAsync(cancel);
        var rows = new List<FetchRow>();
        foreach (var waiting in queued.GroupBy(hold => hold.TitleId))
        {
            var pickups = waiting.Select(hold => branches.Of(hold.Pickup).Code).ToList();
            var copies = free.Where(item => item.TitleId == waiting.Key).OrderBy(item => !pickups.Contains(branches.Of(item.At).Code)).Take(pickups.Count);
            rows.AddRange(copies.Where(item => branches.Of(item.At) == here).Select(item => new FetchRow(item.Barcode, item.Name, item.Author, item.Shelf)));
        }
        return [.. rows.OrderBy(row => row.Shelf, StringComparer.Ordinal).ThenBy(row => row.Title, StringComparer.Ordinal)];
    }
}

/// <param name="ToFetch">Copies on the open shelves that somebody waits for, as one walks along them.</param>
/// <param name="ToFill">Copies to be put into a slot.</param>
/// <param name="Ready">Copies that wait for their patrons.</param>
/// <param name="ToClear">Copies to be taken out.</param>
sealed record HoldShelfLists(IReadOnlyList<FetchRow> ToFetch, IReadOnlyList<ShelfSlot> ToFill, IReadOnlyList<ShelfSlot> Ready, IReadOnlyList<ShelfSlot> ToClear);

/// <param name="Shelf">Call number.</param>
sealed record FetchRow(string Barcode, string Title, string? Author, string? Shelf);

/// <param name="Hold">What <see cref="HoldShelf.ShelveAsync"/> and <see cref="HoldShelf.ClearAsync"/> take.</param>
/// <param name="Slot">Null when no place was free.</param>
/// <param name="Patron">Number; null when it waits for nobody any more.</param>
/// <param name="GetsMail">Its patron is written to; otherwise somebody has to telephone.</param>
sealed record ShelfSlot(long Hold, string? Slot, string Barcode, string Title, string? Patron, DateOnly? Until, long? PatronId, bool GetsMail);
