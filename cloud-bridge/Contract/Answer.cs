using System.Text.Json.Serialization;

namespace Contract;

/// <summary>What the bridge says to an ask, or the outcome of a request.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(PatronRecognised), "patronRecognised")]
[JsonDerivedType(typeof(CardUnknown), "cardUnknown")]
[JsonDerivedType(typeof(PatronNotAllowed), "patronNotAllowed")]
[JsonDerivedType(typeof(LoanGranted), "loanGranted")]
[JsonDerivedType(typeof(LoanRefused), "loanRefused")]
[JsonDerivedType(typeof(AskFailed), "askFailed")]
public abstract record Answer
{
    private protected Answer() { }
}

/// <summary>The card belongs to a patron.</summary>
/// <param name="Pass">Opaque; goes into <see cref="Borrower.ByPass"/>. Good for one session.</param>
/// <param name="OnLoan">Items the patron has now.</param>
/// <param name="Limit">Items the patron may have at most.</param>
/// <param name="Overdue">Items of them past their due date.</param>
/// <param name="HoldsReady">Holds waiting on the shelf.</param>
public sealed record PatronRecognised(string Pass, int OnLoan, int Limit, int Overdue, int HoldsReady) : Answer;

/// <summary>No patron is linked to this card, or the chip is not the one that was enrolled.</summary>
public sealed record CardUnknown : Answer;

/// <summary>The patron exists but may not use the service; the reason is for staff, not for the screen.</summary>
public sealed record PatronNotAllowed : Answer;

/// <summary>The bridge could not work the question out; asking again may help.</summary>
/// <param name="Code">For the screen's "code E-xx" and for staff.</param>
public sealed record AskFailed(string Code) : Answer;

/// <summary>Outcome of a <see cref="LoanRequested"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LoanGranted), "loanGranted")]
[JsonDerivedType(typeof(LoanRefused), "loanRefused")]
public abstract record LoanOutcome : Answer
{
    private protected LoanOutcome() { }
}

/// <summary>Lent.</summary>
/// <param name="Due">Last day on which it may be returned, at the library.</param>
/// <param name="OnLoan">Items the patron has now, this one included.</param>
/// <param name="Limit">Items the patron may have at most.</param>
public sealed record LoanGranted(DateOnly Due, int OnLoan, int Limit) : LoanOutcome;

/// <summary>Not lent.</summary>
public sealed record LoanRefused(RefusalReason Reason) : LoanOutcome;

/// <summary>Why an item is not lent; one phrase on the screen each.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RefusalReason>))]
public enum RefusalReason
{
    /// <summary>No item has this barcode.</summary>
    ItemUnknown,

    /// <summary>Another patron has it.</summary>
    ItemOnLoan,

    /// <summary>This patron already has it.</summary>
    AlreadyYours,

    /// <summary>Held for another patron.</summary>
    ItemOnHold,

    /// <summary>For use in the library only.</summary>
    InLibraryOnly,

    /// <summary>The patron has as many items as allowed.</summary>
    LimitReached,

    /// <summary>The patron has overdue items.</summary>
    PatronHasOverdue,

    /// <summary>The patron may not borrow; staff know why.</summary>
    PatronBlocked,

    /// <summary>The pass or the card's proof was not accepted: tap again.</summary>
    NotRecognised,

    /// <summary>Withdrawn, reported missing, or in repair: to the desk.</summary>
    ItemNotAvailable,
}
