using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Library;

/// <summary>Finds titles and says where their copies stand.</summary>
sealed class Catalogue(Branches branches)
{
    public const int TitlesOnPage = 20;

    /// <param name="page">From 1.</param>
    public static async Task<TitlePage> SearchAsync(BridgeDb db, string query, int page, CancellationToken cancel)
    {
        if (Matching(db, query) is not { } found || page < 1)
        {
            return new([], page, 0, 0);
        }
        var count = await found.CountAsync(cancel);
        var titles = await found.Skip((int)Math.Min(int.MaxValue, (page - 1L) * TitlesOnPage)).Take(TitlesOnPage).ToListAsync(cancel);
        var described = new List<LibraryTitle>();
        foreach (var title in titles)
        {
            described.Add(await DescribeAsync(db, title, cancel));
        }
        return new(described, page, (count + TitlesOnPage - 1) / TitlesOnPage, count);
    }

    public async Task<TitleAndCopies?> TitleAsync(BridgeDb db, long titleId, CancellationToken cancel)
    {
        if (await db.Titles.FindAsync([titleId], cancel) is not { } title)
        {
            return null;
        }
        var copies = new List<LibraryCopy>();
        foreach (var item in await Kept(db, titleId).OrderBy(item => item.Id).ToListAsync(cancel))
        {
            var (status, due) = await StatusAsync(db, item, cancel);
            copies.Add(new(item.Barcode, branches.Of(status is LibraryItemStatus.OnLoan ? item.Branch : item.At ?? item.Branch).Code, item.Shelf, item.Rule, status, due));
        }
        return new(await DescribeAsync(db, title, cancel), copies);
    }

    public async Task<LibraryItem> ItemAsync(BridgeDb db, Item item, CancellationToken cancel)
    {
        var (status, due) = await StatusAsync(db, item, cancel);
        return new(item.Barcode, item.Title!.Name, item.Rule is LoanRule.InLibraryOnly && status is LibraryItemStatus.Available ? LibraryItemStatus.NotForLoan : status, due,
            await db.Holds.CountAsync(hold => hold.TitleId == item.TitleId && hold.State == HoldState.Queued, cancel), branches.Of(item.At ?? item.Branch).Code);
    }

    static async Task<(LibraryItemStatus Status, DueDate? Due)> StatusAsync(BridgeDb db, Item item, CancellationToken cancel)
    {
        var due = await db.Loans.Where(loan => loan.ItemId == item.Id).Select(loan => (DateOnly?)loan.Due).SingleOrDefaultAsync(cancel);
        var kept = await db.Holds.Where(hold => hold.ItemId == item.Id).Select(hold => (HoldState?)hold.State).SingleOrDefaultAsync(cancel);
        var status = (due, kept, item) switch
        {
            ({ }, _, _) => LibraryItemStatus.OnLoan,
            (_, HoldState.InTransit, _) => LibraryItemStatus.InTransit,
            (_, { }, _) => LibraryItemStatus.OnHoldShelf,
            (_, _, { Status: ItemStatus.Missing }) => LibraryItemStatus.Missing,
            (_, _, { Status: ItemStatus.InRepair or ItemStatus.Withdrawn }) => LibraryItemStatus.NotForLoan,
            (_, _, { BoundFor: not null }) => LibraryItemStatus.InTransit,
            _ => LibraryItemStatus.Available,
        };
        return (status, due is { } day ? DueDates.Of(day) : null);
    }

    static async Task<LibraryTitle> DescribeAsync(BridgeDb db, Title title, CancellationToken cancel) => new(IdOf(title.Id), title.Name, title.Author, title.Publisher, title.Published, title.Isbn, title.Kind,
        await Kept(db, title.Id).CountAsync(cancel),
        await Kept(db, title.Id).CountAsync(item => item.Status == ItemStatus.Available && item.BoundFor == null
            && !db.Loans.Any(loan => loan.ItemId == item.Id) && !db.Holds.Any(hold => hold.ItemId == item.Id), cancel),
        await db.Holds.CountAsync(hold => hold.TitleId == title.Id && hold.State != HoldState.ToClear, cancel));

    // Null: nothing to look for.
    static IQueryable<Title>? Matching(BridgeDb db, string query)
    {
        var titles = db.Titles.Where(title => db.Items.Any(item => item.TitleId == title.Id && item.Status != ItemStatus.Withdrawn));
        if (Isbn.TryNormalize(query, out var isbn))
        {
            return titles.Where(title => title.Isbn == isbn).OrderBy(title => title.Id);
        }
        if (SearchText.Words(query) is not [var first, ..] words)
        {
            return null;
        }
        foreach (var word in words)
        {
            titles = titles.Where(title => title.Search.Contains(word));
        }
        return titles.OrderBy(title => !title.Search.StartsWith(first)).ThenBy(title => title.Search).ThenBy(title => title.Id);
    }

    static IQueryable<Item> Kept(BridgeDb db, long titleId) => db.Items.Where(item => item.TitleId == titleId && item.Status != ItemStatus.Withdrawn);

    public static string IdOf(long id) => id.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static bool TryReadId(string? text, out long id) => long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out id);
}
