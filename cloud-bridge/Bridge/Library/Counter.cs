namespace Bridge.Library;

/// <summary>How often something happened within an hour at an appliance. No person and no title is in it.</summary>
sealed class Counter
{
    /// <summary>At the library.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>0 to 23, at the library.</summary>
    public required int Hour { get; init; }

    /// <summary>Code of the branch.</summary>
    public required string Branch { get; init; }

    /// <summary><c>{site}/{device}</c>; <c>desk</c>, <c>web</c> or <c>sip2</c> where it was no appliance.</summary>
    public required string Device { get; init; }

    public required CountKind Kind { get; init; }

    /// <summary>Name of the reason of a refusal; empty otherwise.</summary>
    public required string Reason { get; init; }

    public required int Count { get; set; }
}

enum CountKind { Loan, Renewal, Return, HoldPlaced, HoldPickedUp, HoldExpired, Visit, VisitRefused, StaffCall, DoorHeldOpen, Refusal }
