using System.Text.Json.Serialization;

namespace Contract;

/// <summary>What the bridge says to an ask, or the outcome of a request.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(PatronRecognised), "patronRecognised")]
[JsonDerivedType(typeof(CardUnknown), "cardUnknown")]
[JsonDerivedType(typeof(EnrolmentNeeded), "enrolmentNeeded")]
[JsonDerivedType(typeof(CardNotValid), "cardNotValid")]
[JsonDerivedType(typeof(PatronNotAllowed), "patronNotAllowed")]
[JsonDerivedType(typeof(EnrolmentChallenge), "enrolmentChallenge")]
[JsonDerivedType(typeof(LoanGranted), "loanGranted")]
[JsonDerivedType(typeof(LoanRefused), "loanRefused")]
[JsonDerivedType(typeof(Enrolled), "enrolled")]
[JsonDerivedType(typeof(EnrolmentAwaitsStaff), "enrolmentAwaitsStaff")]
[JsonDerivedType(typeof(EnrolmentRefused), "enrolmentRefused")]
[JsonDerivedType(typeof(HandOverDone), "handOverDone")]
[JsonDerivedType(typeof(StaffRecognised), "staffRecognised")]
[JsonDerivedType(typeof(LoansListed), "loansListed")]
[JsonDerivedType(typeof(HoldsListed), "holdsListed")]
[JsonDerivedType(typeof(ItemDescribed), "itemDescribed")]
[JsonDerivedType(typeof(ItemUnknown), "itemUnknown")]
[JsonDerivedType(typeof(Renewed), "renewed")]
[JsonDerivedType(typeof(RenewalRefused), "renewalRefused")]
[JsonDerivedType(typeof(CheckinAccepted), "checkinAccepted")]
[JsonDerivedType(typeof(CheckinRefused), "checkinRefused")]
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
/// <param name="May">What the site's policy allows with what this card has proven, and what the library system can do; the bridge enforces it, the appliance offers no more.</param>
/// <param name="HasMail">A receipt can be sent.</param>
public sealed record PatronRecognised(string Pass, int OnLoan, int Limit, int Overdue, int HoldsReady, Operations May = Operations.All, bool HasMail = false) : Answer;

/// <summary>No patron is linked to this card.</summary>
public sealed record CardUnknown : Answer;

/// <summary>The card belongs to a patron, but it must prove itself once with its PIN; the patron's number stays.</summary>
public sealed record EnrolmentNeeded(EnrolmentCause Cause) : Answer;

/// <summary>The card's user-authentication certificate is good no more; only the municipal office can help.</summary>
public sealed record CardNotValid(CardInvalidity Reason) : Answer;

/// <summary>The patron exists but may not use the service; the reason is for staff, not for the screen.</summary>
public sealed record PatronNotAllowed : Answer;

/// <summary>The bridge could not work the question out; asking again may help.</summary>
/// <param name="Code">For the screen's "code E-xx" and for staff.</param>
public sealed record AskFailed(string Code) : Answer;

/// <summary>What the card's keys are to sign for an enrolment, as <see cref="CardChallenge.Enrol"/>.</summary>
/// <param name="Nonce">32 bytes the bridge knows again; good for one enrolment on this appliance.</param>
/// <param name="Until">By the bridge's clock.</param>
/// <param name="TermsVersion">Of the terms the patron consents to; comes back in <see cref="Consent"/>.</param>
public sealed record EnrolmentChallenge(byte[] Nonce, DateTimeOffset Until, string TermsVersion) : Answer;

/// <summary>What became of a request that is a journal entry.</summary>
public abstract record Outcome : Answer
{
    private protected Outcome() { }
}

/// <summary>Outcome of a <see cref="LoanRequested"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LoanGranted), "loanGranted")]
[JsonDerivedType(typeof(LoanRefused), "loanRefused")]
public abstract record LoanOutcome : Outcome
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

/// <summary>Outcome of a <see cref="RegistrationRequested"/> or <see cref="LinkRequested"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Enrolled), "enrolled")]
[JsonDerivedType(typeof(EnrolmentAwaitsStaff), "enrolmentAwaitsStaff")]
[JsonDerivedType(typeof(EnrolmentRefused), "enrolmentRefused")]
public abstract record EnrolmentOutcome : Outcome
{
    private protected EnrolmentOutcome() { }
}

/// <summary>The card speaks for a patron from now on, without its PIN.</summary>
/// <param name="Patron">As if the card had just been recognised.</param>
/// <param name="IsNewPatron">Registered now, not only linked.</param>
/// <param name="HandOver">Where the patron may type the rest; null when nothing is left to type.</param>
public sealed record Enrolled(PatronRecognised Patron, bool IsNewPatron,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] HandOver? HandOver) : EnrolmentOutcome;

/// <summary>Taken down, but a person at the library decides; the patron gets word.</summary>
public sealed record EnrolmentAwaitsStaff([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] HandOver? HandOver) : EnrolmentOutcome;

/// <summary>Nothing was registered and nothing linked.</summary>
public sealed record EnrolmentRefused(EnrolmentRefusal Reason) : EnrolmentOutcome;

/// <summary>A page for the patron's own phone: what the card does not know and twelve keys cannot type.</summary>
/// <param name="Url">Single-use; carries no personal data.</param>
/// <param name="Code">Four digits that the page shows, too, so that the patron sees it is the page of this panel.</param>
/// <param name="Until">By the bridge's clock.</param>
public sealed record HandOver(string Url, string Code, DateTimeOffset Until);

/// <summary>The patron has finished on the phone; correlation is the enrolment's request.</summary>
public sealed record HandOverDone : Answer;

/// <summary>What a patron may do at an appliance.</summary>
[Flags]
[JsonConverter(typeof(JsonStringEnumConverter<Operations>))]
public enum Operations
{
    None = 0,
    Loan = 1,
    Renew = 2,
    Holds = 4,

    /// <summary>Take the card away from the patron again.</summary>
    Unlink = 8,

    /// <summary>Come in through the gate.</summary>
    Enter = 16,

    All = Loan | Renew | Holds | Unlink | Enter,
}

/// <summary>Why a known card must show its PIN once.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EnrolmentCause>))]
public enum EnrolmentCause
{
    /// <summary>Linked by an older method (serial number, MKID), which proves nothing.</summary>
    EarlierMethod,

    /// <summary>Another chip signs than the one that was enrolled.</summary>
    OtherChip,

    /// <summary>The platform knows the person, the chip was never enrolled here.</summary>
    ChipNotEnrolled,
}

/// <summary>Why a certificate is good no more.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CardInvalidity>))]
public enum CardInvalidity { Expired, Revoked }

/// <summary>Why an enrolment was refused; one phrase on the screen each.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EnrolmentRefusal>))]
public enum EnrolmentRefusal
{
    /// <summary>The certificate ended.</summary>
    CardExpired,

    /// <summary>The certificate was revoked.</summary>
    CardRevoked,

    /// <summary>No issuer that this site trusts vouches for the certificate.</summary>
    CardNotTrusted,

    /// <summary>Challenge too old or used, or a signature that does not fit: start again.</summary>
    ProofNotAccepted,

    /// <summary>No patron has this library card.</summary>
    LibraryCardUnknown,

    /// <summary>The My Number card belongs to another patron already.</summary>
    LinkedToAnother,

    /// <summary>The patron may not use the service.</summary>
    PatronNotAllowed,

    /// <summary>The identity platform did not answer.</summary>
    PlatformDown,
}
