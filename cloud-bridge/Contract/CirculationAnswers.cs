using System.Text.Json.Serialization;

namespace Contract;

/// <summary>The card belongs to staff: the appliance shows what it has to say of itself. It opens nothing of any patron.</summary>
/// <param name="Name">As the console writes it; null where the site shows none.</param>
public sealed record StaffRecognised([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Name) : Answer;

/// <summary>What a patron has, the first due first.</summary>
public sealed record LoansListed(IReadOnlyList<ListedLoan> Loans) : Answer;

/// <param name="Item">Barcode; null where the library system tells titles only, and the loan cannot be renewed by itself.</param>
/// <param name="Title">Null where the library system does not say.</param>
/// <param name="Due">Null where the library system writes no day.</param>
/// <param name="Renewable">Null when the library system will say so only when asked to renew.</param>
public sealed record ListedLoan(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Item,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Title,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateOnly? Due,
    bool IsOverdue,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] bool? Renewable);

/// <summary>What is held for a patron: ready ones first, then as they queue.</summary>
public sealed record HoldsListed(IReadOnlyList<ListedHold> Holds) : Answer;

/// <param name="Title">Shown on demand only.</param>
/// <param name="IsReady">It waits on the shelf.</param>
/// <param name="Slot">Where on the hold shelf; null when it is not there, or the library system does not say.</param>
/// <param name="Until">Last day on which it waits.</param>
/// <param name="Position">In the queue, 1 is next; null when it is ready or nobody says.</param>
/// <param name="IsHere">It waits at this appliance's branch.</param>
public sealed record ListedHold(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Title,
    bool IsReady,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Slot,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateOnly? Until,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Position,
    bool IsHere = true);

/// <summary>What an item is.</summary>
public sealed record ItemDescribed(string Title, ItemState State) : Answer;

/// <summary>No item has this barcode.</summary>
public sealed record ItemUnknown : Answer;

[JsonConverter(typeof(JsonStringEnumConverter<ItemState>))]
public enum ItemState { Available, OnLoan, OnHoldShelf, InTransit, NotForLoan, Missing }

/// <summary>Outcome of a <see cref="RenewalRequested"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Renewed), "renewed")]
[JsonDerivedType(typeof(RenewalRefused), "renewalRefused")]
public abstract record RenewalOutcome : Outcome
{
    private protected RenewalOutcome() { }
}

/// <summary>What became of each loan that was to be renewed; at least one was.</summary>
public sealed record Renewed(IReadOnlyList<RenewedLoan> Loans, IReadOnlyList<NotRenewedLoan> NotRenewed) : RenewalOutcome
{
    public bool Equals(Renewed? other) => other is not null && Loans.SequenceEqual(other.Loans) && NotRenewed.SequenceEqual(other.NotRenewed);

    public override int GetHashCode() => HashCode.Combine(Loans.Count, NotRenewed.Count);
}

/// <param name="Item">Barcode.</param>
/// <param name="Due">Last day now; null where the library system writes no day.</param>
public sealed record RenewedLoan(string Item, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateOnly? Due);

public sealed record NotRenewedLoan(string Item, RenewalRefusal Reason);

/// <summary>Nothing was renewed, for one reason.</summary>
public sealed record RenewalRefused(RenewalRefusal Reason) : RenewalOutcome;

/// <summary>Why a loan is not renewed; one phrase on the screen each.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RenewalRefusal>))]
public enum RenewalRefusal
{
    /// <summary>Somebody else waits for the title.</summary>
    OnHold,

    /// <summary>It has been renewed as often as the library allows.</summary>
    LimitReached,

    /// <summary>It is overdue: bring it back.</summary>
    Overdue,

    /// <summary>The patron has other overdue items, or may not borrow.</summary>
    PatronStopped,

    /// <summary>It is not on loan to this patron.</summary>
    NotOnLoan,

    /// <summary>Items of this kind are not renewed.</summary>
    NotRenewable,

    /// <summary>Renewing would not give a later day yet.</summary>
    TooEarly,

    /// <summary>The pass or the card's proof was not accepted: tap again.</summary>
    NotRecognised,

    /// <summary>The library system gave no reason that can be told apart: to the desk.</summary>
    SeeStaff,
}

/// <summary>Outcome of a <see cref="CheckinRequested"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CheckinAccepted), "checkinAccepted")]
[JsonDerivedType(typeof(CheckinRefused), "checkinRefused")]
public abstract record CheckinOutcome : Outcome
{
    private protected CheckinOutcome() { }
}

/// <summary>Taken back.</summary>
/// <param name="Goes">Which box it goes into. Whoever returned it learns nothing of who waits.</param>
public sealed record CheckinAccepted(CheckinRouting Goes) : CheckinOutcome;

/// <summary>Not taken back.</summary>
public sealed record CheckinRefused(CheckinRefusal Reason) : CheckinOutcome;

[JsonConverter(typeof(JsonStringEnumConverter<CheckinRouting>))]
public enum CheckinRouting { Shelf, HoldShelf, OtherBranch, Staff }

/// <summary>Why an item is not taken back here; one phrase on the screen each.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckinRefusal>))]
public enum CheckinRefusal
{
    /// <summary>No item has this barcode.</summary>
    ItemUnknown,

    /// <summary>It is not on loan.</summary>
    NotOnLoan,

    /// <summary>The library takes nothing back here, or not this kind: to the desk.</summary>
    SeeStaff,
}
