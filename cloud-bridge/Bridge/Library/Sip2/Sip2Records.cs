using Bridge.Library.Sip2.Messages;
using Bridge.Library.Sip2.Wire;
using Contract;

namespace Bridge.Library.Sip2;

/// <summary>What the library system's answers mean to us. Pure.</summary>
static class Sip2Records
{
    /// <summary>Who stops the patron, the most telling first. Positions 1 to 3 of the status stop no loan.</summary>
    public static RefusalReason? StopOf(PatronFlags flags) => flags switch
    {
        _ when (flags & (PatronFlags.CardLost | PatronFlags.ExcessiveFines | PatronFlags.ExcessiveFees | PatronFlags.TooManyLost | PatronFlags.TooManyBilled | PatronFlags.TooManyClaims)) != 0
            => RefusalReason.PatronBlocked,
        _ when (flags & (PatronFlags.TooManyOverdue | PatronFlags.RecallOverdue)) != 0 => RefusalReason.PatronHasOverdue,
        _ when flags.HasFlag(PatronFlags.TooManyCharged) => RefusalReason.LimitReached,
        _ when flags.HasFlag(PatronFlags.ChargeDenied) => RefusalReason.PatronBlocked,
        _ => null,
    };

    /// <summary>Why 12 said no, which it says in free text only: the item's status tells, then the patron's.</summary>
    public static RefusalReason? RefusalOf(ItemInformationAnswer? item, PatronFlags? patron) => item switch
    {
        { IsUnknown: true } => RefusalReason.ItemUnknown,
        { Status: CirculationStatus.OnHoldShelf } => RefusalReason.ItemOnHold,
        { Status: CirculationStatus.Charged or CirculationStatus.ChargedNoRecall or CirculationStatus.Recalled } => RefusalReason.ItemOnLoan,
        { Status: CirculationStatus.OnOrder or CirculationStatus.InProcess or CirculationStatus.ClaimedReturned or CirculationStatus.Lost or CirculationStatus.Missing } => RefusalReason.ItemNotAvailable,
        _ => patron is { } flags ? StopOf(flags) : null,
    };

    public static LibraryItemStatus StatusOf(CirculationStatus status) => status switch
    {
        CirculationStatus.Available or CirculationStatus.ToBeShelved => LibraryItemStatus.Available,
        CirculationStatus.Charged or CirculationStatus.ChargedNoRecall or CirculationStatus.Recalled or CirculationStatus.ClaimedReturned => LibraryItemStatus.OnLoan,
        CirculationStatus.OnHoldShelf => LibraryItemStatus.OnHoldShelf,
        CirculationStatus.InTransit => LibraryItemStatus.InTransit,
        CirculationStatus.Lost or CirculationStatus.Missing => LibraryItemStatus.Missing,
        CirculationStatus.Other or CirculationStatus.OnOrder or CirculationStatus.InProcess => LibraryItemStatus.NotForLoan,
    };

    /// <summary>Holds of AS and CD with what is ready. A CD entry takes its like out of AS once, should a patron hold two volumes of one title.</summary>
    public static IReadOnlyList<LibraryHold> HoldsOf(IReadOnlyList<string> listed, IReadOnlyList<string> unavailable, HoldList meaning)
    {
        var ready = listed.ToList();
        if (meaning is HoldList.All)
        {
            foreach (var hold in unavailable)
            {
                ready.Remove(hold);
            }
        }
        return [.. from hold in ready select new LibraryHold(hold, null, IsReady: true), .. from hold in unavailable select new LibraryHold(hold, null, IsReady: false)];
    }

    public static Routing RoutingOf(CheckinAnswer answer) => answer switch
    {
        { AlertType: 1 } => Routing.HoldShelf,
        { AlertType: 2 or 3 or 4 } => Routing.AnotherBranch,
        { IsAlert: true } => Routing.Staff,
        _ => Routing.Shelf,
    };

    public static Routing RoutingOf(CirculationStatus status) => status switch
    {
        CirculationStatus.OnHoldShelf => Routing.HoldShelf,
        CirculationStatus.InTransit => Routing.AnotherBranch,
        CirculationStatus.Available or CirculationStatus.ToBeShelved => Routing.Shelf,
        _ => Routing.Staff,
    };

    /// <summary>AE of a system that cannot send Japanese: only question marks.</summary>
    public static bool IsUnreadable(string name) => name.Contains('?', StringComparison.Ordinal) && name.All(c => c is '?' || char.IsWhiteSpace(c));

    /// <summary>Barcodes come back in other cases and with blanks around.</summary>
    public static bool IsSame(string listed, string item) => string.Equals(listed.Trim(), item.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>Is the loan there? 17 tells whether the item is lent, the patron's list of 64 whether to them.</summary>
    /// <param name="item">Null where the system has no 17.</param>
    public static Evidence<Lent> OfLoan(string barcode, ItemInformationAnswer? item, PatronInformationAnswer patron, TimeZoneInfo zone)
    {
        if (item is not null && !item.IsLent)
        {
            return new Evidence<Lent>.DidNotHappen();
        }
        if (patron.Charged.Any(listed => IsSame(listed, barcode) || item is { Title.Length: > 0 } && IsSame(listed, item.Title)))   // some list titles
        {
            return new Evidence<Lent>.Happened(new(Sip2Due.Parse(item?.Due, zone), item?.Title));
        }
        return patron.Charged.Count >= patron.Counts.Charged ? new Evidence<Lent>.DidNotHappen() : new Evidence<Lent>.Unclear();   // a list cut short proves nothing
    }

    /// <summary>Was it renewed? Its due date has moved, or nobody can tell.</summary>
    public static Evidence<Lent> OfRenewal(ItemInformationAnswer item, DueDate? before, TimeZoneInfo zone)
    {
        var due = Sip2Due.Parse(item.Due, zone);
        return !item.IsLent ? new Evidence<Lent>.DidNotHappen()
            : before is not { IsStated: true } || !due.IsStated ? new Evidence<Lent>.Unclear()
            : due.IsSameAs(before) ? new Evidence<Lent>.DidNotHappen()
            : new Evidence<Lent>.Happened(new(due, item.Title, WasTheirs: true));
    }

    /// <summary>Is it back? SIP2 does not say who has it: a loan until another day is the next patron's, and one until the same day may be, once there was time to fetch the item.</summary>
    public static Evidence<TakenBack> OfReturn(ItemInformationAnswer item, DueDate? before, bool isRecent, TimeZoneInfo zone)
    {
        var due = Sip2Due.Parse(item.Due, zone);
        return !item.IsLent ? new Evidence<TakenBack>.Happened(new(item.Title, RoutingOf(item.Status), null))
            : isRecent && before is { IsStated: true } && due.IsStated && due.IsSameAs(before) ? new Evidence<TakenBack>.DidNotHappen()
            : new Evidence<TakenBack>.Unclear();
    }

    extension(ItemInformationAnswer item)
    {
        public bool IsUnknown => item is { Status: CirculationStatus.Other, Title.Length: 0 };
        public bool IsLent => StatusOf(item.Status) is LibraryItemStatus.OnLoan;
    }
}
