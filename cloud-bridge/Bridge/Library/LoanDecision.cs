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
        (_, { KeptFor: ItemHolder.AnotherPatron }) => RefusalReason.ItemOnHold,
        (_, { KeptFor: ItemHolder.Nobody } free) when free.Ahead >= free.FreeCopies => RefusalReason.ItemOnHold,
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
/// <param name="KeptFor">For whom this copy is set aside.</param>
/// <param name="FreeCopies">Copies of the title that are neither lent nor set aside, this one included when it is free.</param>
/// <param name="Ahead">Patrons who wait for the title without a copy and would get one before this patron.</param>
readonly record struct ItemStanding(ItemStatus Status, LoanRule Rule, ItemHolder Holder, ItemHolder KeptFor, int FreeCopies, int Ahead);

enum ItemHolder { Nobody, ThisPatron, AnotherPatron }
