using Contract;

namespace Bridge.Library;

/// <summary>May this patron have this item? Pure: what is known goes in, the reason against it comes out.</summary>
static class LoanDecision
{
    /// <summary>What speaks against the loan, the most telling reason first; null when nothing does.</summary>
    public static RefusalReason? Against(PatronStanding patron, ItemStanding item) => (patron, item) switch
    {
        ({ MayUse: false }, _) => RefusalReason.PatronBlocked,
        (_, { Holder: ItemHolder.ThisPatron }) => RefusalReason.AlreadyYours,
        (_, { Holder: ItemHolder.AnotherPatron }) => RefusalReason.ItemOnLoan,
        (_, { Status: not ItemStatus.Available }) => RefusalReason.ItemNotAvailable,
        (_, { Rule: LoanRule.InLibraryOnly }) => RefusalReason.InLibraryOnly,
        ({ HasOverdue: true }, _) => RefusalReason.PatronHasOverdue,
        var (p, _) when p.OnLoan >= p.Limit => RefusalReason.LimitReached,
        ({ AvOnLoan: var on, AvLimit: var limit }, { Rule: LoanRule.Av }) when on >= limit => RefusalReason.LimitReached,
        _ => null,
    };
}

/// <summary>What counts about the patron.</summary>
/// <param name="HasOverdue">An item is overdue for longer than the library tolerates.</param>
readonly record struct PatronStanding(bool MayUse, int OnLoan, int Limit, int AvOnLoan, int AvLimit, bool HasOverdue);

/// <summary>What counts about the item.</summary>
readonly record struct ItemStanding(ItemStatus Status, LoanRule Rule, ItemHolder Holder);

enum ItemHolder { Nobody, ThisPatron, AnotherPatron }
