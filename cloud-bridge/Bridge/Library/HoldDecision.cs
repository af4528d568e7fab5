namespace Bridge.Library;

/// <summary>May this patron wait for this title? Pure.</summary>
static class HoldDecision
{
    /// <summary>What speaks against it, the most telling reason first; null when nothing does.</summary>
    public static HoldRefusal? Against(HoldStanding hold) => hold switch
    {
        { IsStopped: true } => HoldRefusal.PatronStopped,
        { HasIt: true } => HoldRefusal.OnLoanToYou,
        { HoldsIt: true } => HoldRefusal.AlreadyHeld,
        { LendableCopies: 0 } => HoldRefusal.NotForLoan,
        { IsPickupKnown: false } => HoldRefusal.PickupUnknown,
        { Holds: var holds, Limit: var limit } when holds >= limit => HoldRefusal.LimitReached,
        { IsOnShelf: true, FromShelf: false } => HoldRefusal.OnShelf,
        _ => null,
    };
}

/// <summary>What counts about a hold that is to be placed.</summary>
/// <param name="IsStopped">The patron may not use the service, or has items overdue for longer than the library tolerates.</param>
/// <param name="LendableCopies">Copies of the title that could ever be lent.</param>
/// <param name="Holds">The patron has now.</param>
/// <param name="IsOnShelf">A copy nobody waits for stands in its place at the pick-up branch.</param>
/// <param name="FromShelf">The library fetches such copies.</param>
readonly record struct HoldStanding(bool IsStopped, bool HasIt, bool HoldsIt, int LendableCopies, bool IsPickupKnown, int Holds, int Limit, bool IsOnShelf, bool FromShelf);
