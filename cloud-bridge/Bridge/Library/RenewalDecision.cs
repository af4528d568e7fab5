using Contract;

namespace Bridge.Library;

/// <summary>May this patron keep this item for longer? Pure.</summary>
static class RenewalDecision
{
    /// <summary>What speaks against it, the most telling reason first; null when nothing does.</summary>
    public static RenewalRefusal? Against(RenewalStanding loan) => loan switch
    {
        { MayUse: false } => RenewalRefusal.PatronStopped,
        { Due: var due, Today: var today } when due < today => RenewalRefusal.Overdue,
        { HasOverdue: true } => RenewalRefusal.PatronStopped,
        { IsAwaited: true } => RenewalRefusal.OnHold,
        { IsRenewable: false } => RenewalRefusal.NotRenewable,
        { Renewals: var done, Limit: var limit } when done >= limit => RenewalRefusal.LimitReached,
        { NewDue: var later, Due: var due } when later <= due => RenewalRefusal.TooEarly,
        _ => null,
    };
}

/// <summary>What counts about a loan that is to be renewed.</summary>
/// <param name="HasOverdue">Another item is overdue for longer than the library tolerates.</param>
/// <param name="IsAwaited">Somebody waits for the title and no copy is set aside for them.</param>
/// <param name="IsRenewable">Items of this kind are.</param>
/// <param name="NewDue">What the due date would be.</param>
readonly record struct RenewalStanding(bool MayUse, bool HasOverdue, bool IsAwaited, bool IsRenewable, int Renewals, int Limit, DateOnly Due, DateOnly NewDue, DateOnly Today);
