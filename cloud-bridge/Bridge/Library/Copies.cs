using Bridge.Storage;

namespace Bridge.Library;

/// <summary>Which copies of a title there are to be had.</summary>
static class Copies
{
    /// <summary>Neither lent nor set aside for anybody, and good to be lent.</summary>
    public static IQueryable<Item> Free(BridgeDb db, long titleId) => Free(db).Where(item => item.TitleId == titleId);

    public static IQueryable<Item> Free(BridgeDb db) => db.Items.Where(item => item.Status == ItemStatus.Available && item.Rule != LoanRule.InLibraryOnly
        && !db.Loans.Any(loan => loan.ItemId == item.Id) && !db.Holds.Any(hold => hold.ItemId == item.Id));

    /// <summary>Could be lent one day; lent now, perhaps, or in repair.</summary>
    public static IQueryable<Item> Lendable(BridgeDb db, long titleId) =>
        db.Items.Where(item => item.TitleId == titleId && item.Rule != LoanRule.InLibraryOnly && (item.Status == ItemStatus.Available || item.Status == ItemStatus.InRepair));
}
