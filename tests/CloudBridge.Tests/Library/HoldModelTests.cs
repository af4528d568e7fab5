using Bridge.Library;
using Bridge.Storage;
using FsCheck.Xunit;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Library;

/// <summary>Whatever patrons, staff and the calendar do in whatever order, the queue stays a queue.</summary>
public sealed class HoldModelTests
{
    const int Steps = 80, Patrons = 5;

    static readonly string[] Labels = ["A1A", "A2A", "A3A"], Pickups = [LibraryWorld.Main, LibraryWorld.Hill];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Property(MaxTest = 8)]
    public async Task A_copy_is_never_with_two_the_order_is_kept_and_no_hold_is_lost(int seed)
    {
        await using var world = await LibraryWorld.OpenAsync(copies: 2);
        var other = await world.AddTitleAsync("門");
        await world.Bridge.AddItemAsync("A3A", title: other, branch: LibraryWorld.Hill);
        var people = new List<Patron>();
        for (var n = 0; n < Patrons; n++)
        {
            people.Add(await world.AddPatronAsync($"100{n}"));
        }
        var random = new Random(seed);
        var done = new List<string>();
        for (var step = 0; step < Steps; step++)
        {
            var before = await ReadAsync(world);
            var (what, who) = await StepAsync(world, random, people, [world.Novel, other]);
            done.Add(what);
            var after = await ReadAsync(world);
            if (Broken(before, after, what, who) is { } broken)
            {
                Assert.Fail($"seed {seed}, step {step}: {broken}\n{string.Join('\n', done.TakeLast(12))}\n{after}");
            }
        }
    }

    /// <returns>What was done, and the patron whose own hold may be gone by it; 0 for nobody's, null for anybody's.</returns>
    static async Task<(string What, long? Who)> StepAsync(LibraryWorld world, Random random, List<Patron> people, Title[] titles)
    {
        var (patron, label, pickup) = (people[random.Next(people.Count)], Labels[random.Next(Labels.Length)], Pickups[random.Next(2)]);
        var where = pickup == LibraryWorld.Main ? LibraryWorld.Counter : LibraryWorld.HillCounter;
        var title = titles[random.Next(titles.Length)];
        switch (random.Next(12))
        {
            case 0 or 1:
                return ($"lend {label} to {patron.Number}: {await world.TryLendAsync(patron, label, where)}", patron.Id);
            case 2 or 3:
                return ($"{patron.Number} holds {title.Name} at {pickup}: {await world.TryHoldAsync(patron, pickup, title)}", 0);
            case 4 or 5:
                return ($"scan {label} at {pickup}: {(await world.ScanAsync(label, where)).Routing}", 0);
            case 6:
                return ($"{patron.Number} cancels: {await world.System.CancelHoldAsync(world.NewChange(), new(patron.Number, Title: Catalogue.IdOf(title.Id)), Cancel)}", patron.Id);
            case 7 or 8:
                await world.ShelveAllAsync(pickup);
                return ($"fill slots at {pickup}", 0);
            case 9:
                foreach (var slot in (await world.Shelf.ListAsync(pickup, Cancel)).ToClear)
                {
                    await world.Shelf.ClearAsync(slot.Hold, where, Cancel);
                }
                return ($"clear slots at {pickup}", 0);
            case 10:
                var days = random.Next(1, 9);
                await world.PassAsync(days);
                return ($"{days} days pass", null);
            default:
                return await OddStepAsync(world, random, patron, label);
        }
    }

    static async Task<(string What, long? Who)> OddStepAsync(LibraryWorld world, Random random, Patron patron, string label)
    {
        switch (random.Next(3))
        {
            case 0:
                return ($"offline {label} to {patron.Number}: {await world.System.CheckOutAsync(world.NewChange(), new(patron.Number, label, Made: world.Today.AddDays(14)), Cancel)}", patron.Id);
            case 1 when (await world.Bridge.LoansAsync()) is [.., var last]:
                return ($"undo {last.Item!.Barcode}: {await world.WriteAsync(db => Circulation.UndoAsync(db, last.Id, Cancel))}", 0);
            default:
                await world.Shelf.NotFoundAsync(label, Cancel);
                var missing = await ReadAsync(world);
                await world.Bridge.WriteAsync(db => db.Items.Single(item => item.Barcode == label).Status = ItemStatus.Available);
                return ($"{label} not found, then found", missing.Holds.Any(hold => hold.Item == label) ? throw new InvalidOperationException("a missing copy is set aside") : 0);
        }
    }

    static string? Broken(Moment before, Moment after, string what, long? who) => Together(after) ?? Lost(before, after, who) ?? OutOfOrder(before, after, what);

    static string? Together(Moment now) =>
        now.Holds.FirstOrDefault(hold => hold.Item is not null && now.Loans.ContainsKey(hold.Item)) is { } both ? $"{both.Item} is lent and set aside"
        : now.Holds.FirstOrDefault(hold => hold.State is HoldState.Queued != hold.Item is null) is { } odd ? $"{odd} has a copy and waits, or has none and does not"
        : now.Holds.FirstOrDefault(hold => hold.State is HoldState.ToClear != hold.Patron is null) is { } whose ? $"{whose} is somebody's and over, or nobody's and not"
        : now.Holds.FirstOrDefault(hold => hold.State is HoldState.Ready != hold.Until is not null) is { } when ? $"{when} waits without an end"
        : now.Holds.FirstOrDefault(hold => hold.State is HoldState.ToShelve or HoldState.Ready && hold.Slot is null || hold.State is HoldState.Queued or HoldState.InTransit && hold.Slot is not null) is { } slot ? $"{slot} has no slot or one too many"
        : now.Holds.FirstOrDefault(hold => now.Loans.Any(loan => loan.Value == hold.Patron && now.Titles[loan.Key] == hold.Title)) is { } own ? $"{own} waits for what its patron has"
        : now.Holds.FirstOrDefault(hold => hold.Item is not null && now.Titles[hold.Item] != hold.Title) is { } wrong ? $"{wrong} has a copy of another title"
        : null;

    // A hold ends by its patron's doing, or when days pass.
    static string? Lost(Moment before, Moment after, long? who) => who is null ? null
        : before.Holds.FirstOrDefault(hold => hold.Patron is not null && hold.Patron != who && !after.Holds.Any(kept => kept.Id == hold.Id && kept.Patron == hold.Patron)) is { } lost ? $"{lost} is lost" : null;

    static string? OutOfOrder(Moment before, Moment after, string what)
    {
        foreach (var set in after.Holds.Where(hold => hold.Item is not null && before.Holds.Any(was => was.Id == hold.Id && was.Item is null)))
        {
            if (after.Holds.FirstOrDefault(hold => hold.Title == set.Title && hold.State is HoldState.Queued && hold.Id < set.Id) is { } passed)
            {
                return $"{set} has a copy before {passed}";
            }
        }
        foreach (var (item, patron) in after.Loans.Where(loan => !before.Loans.ContainsKey(loan.Key) && what.StartsWith("lend", StringComparison.Ordinal)))
        {
            var title = after.Titles[item];
            var kept = before.Holds.SingleOrDefault(hold => hold.Item == item);
            var own = before.Holds.SingleOrDefault(hold => hold.Title == title && hold.Patron == patron);
            var free = before.Titles.Count(copy => copy.Value == title && !before.Loans.ContainsKey(copy.Key) && !before.Holds.Any(hold => hold.Item == copy.Key));
            var ahead = before.Holds.Count(hold => hold.Title == title && hold.State is HoldState.Queued && hold.Patron != patron && (own is null || hold.Id < own.Id));
            if (kept is not null && kept.Patron != patron || kept is null && ahead >= free)
            {
                return $"{patron} got {item} before somebody who waits";
            }
        }
        return null;
    }

    static Task<Moment> ReadAsync(LibraryWorld world) => world.Bridge.Get<Store>().ReadAsync(async db => new Moment(
        [.. await db.Holds.OrderBy(hold => hold.Id).Select(hold => new Seen(hold.Id, hold.TitleId, hold.PatronId, hold.State, hold.Item!.Barcode, hold.Slot, hold.Until)).ToListAsync(Cancel)],
        await db.Loans.Select(loan => new { loan.Item!.Barcode, loan.PatronId }).ToDictionaryAsync(loan => loan.Barcode, loan => loan.PatronId, Cancel),
        await db.Items.ToDictionaryAsync(item => item.Barcode, item => item.TitleId, Cancel)), Cancel);

    sealed record Seen(long Id, long Title, long? Patron, HoldState State, string? Item, string? Slot, DateOnly? Until);

    sealed record Moment(IReadOnlyList<Seen> Holds, Dictionary<string, long> Loans, Dictionary<string, long> Titles)
    {
        public override string ToString() => string.Join('\n', [.. Holds.Select(hold => hold.ToString()), .. Loans.Select(loan => $"{loan.Key} with {loan.Value}")]);
    }
}
