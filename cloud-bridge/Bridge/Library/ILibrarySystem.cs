using Contract;

namespace Bridge.Library;

/// <summary>A library's own system as the stations need it: who may borrow, what is lent, and what changes that.</summary>
/// <remarks>
/// Everything that changes something carries a <see cref="Change"/>. Calling again with the same one never does the thing twice: the implementation looks at what is so before it repeats.
/// </remarks>
interface ILibrarySystem
{
    /// <summary>What this system can do; a station offers nothing else.</summary>
    LibraryCapabilities Capabilities { get; }

    Task<LibraryLookup<LibraryPatron>> PatronAsync(string patron, CancellationToken cancel);
    Task<LibraryLookup<IReadOnlyList<LibraryLoan>>> LoansAsync(string patron, CancellationToken cancel);
    Task<LibraryLookup<IReadOnlyList<LibraryHold>>> HoldsAsync(string patron, CancellationToken cancel);
    Task<LibraryLookup<LibraryItem>> ItemAsync(string item, CancellationToken cancel);

    Task<LibraryChange<Lent>> CheckOutAsync(Change change, LoanOrder order, CancellationToken cancel);

    /// <param name="seen">The due date the patron saw when asking; null to have it looked up first.</param>
    Task<LibraryChange<Lent>> RenewAsync(Change change, string patron, string item, DueDate? seen, CancellationToken cancel);

    Task<LibraryChange<RenewedAll>> RenewAllAsync(Change change, string patron, CancellationToken cancel);
    Task<LibraryChange<TakenBack>> CheckInAsync(Change change, string item, CancellationToken cancel);
    Task<LibraryChange<HoldPlaced>> PlaceHoldAsync(Change change, HoldOrder order, CancellationToken cancel);
    Task<LibraryChange<HoldCancelled>> CancelHoldAsync(Change change, HoldOrder order, CancellationToken cancel);
}

[Flags]
enum LibraryCapabilities
{
    None = 0,
    PatronStatus = 1 << 0,
    Loans = 1 << 1,
    Holds = 1 << 2,
    ItemInformation = 1 << 3,
    CheckOut = 1 << 4,
    CheckIn = 1 << 5,
    Renew = 1 << 6,
    RenewAll = 1 << 7,
    PlaceHold = 1 << 8,
    CancelHold = 1 << 9,

    /// <summary>Takes loans that were made while it was away, with the due date the patron was told.</summary>
    OfflineLoans = 1 << 10,
}

/// <summary>Which change this is, so that it happens once.</summary>
/// <param name="Id">The journal event's.</param>
/// <param name="At">When it happened at the station.</param>
/// <param name="MayHaveHappened">It was tried before and the outcome never came; written down before the first try, or it is lost with the process.</param>
readonly record struct Change(Guid Id, DateTimeOffset At, bool MayHaveHappened = false);

/// <param name="Made">The loan was made while the system was away: until when the patron was told. It is not to be refused.</param>
/// <param name="AcceptsFee">The patron accepts what <see cref="Refusal.Fee"/> said.</param>
sealed record LoanOrder(string Patron, string Item, DateOnly? Made = null, bool AcceptsFee = false);

/// <param name="Item">A copy's barcode.</param>
/// <param name="PickupLocation">Null for the system's own choice.</param>
sealed record HoldOrder(string Patron, string Item, string? PickupLocation = null);

/// <summary>Answer to a question that changes nothing.</summary>
abstract record LibraryLookup<T>
{
    LibraryLookup() { }

    public sealed record Found(T Value) : LibraryLookup<T>;

    /// <summary>There is no such patron or item.</summary>
    public sealed record Unknown : LibraryLookup<T>;

    /// <summary>No answer now.</summary>
    public sealed record Unavailable : LibraryLookup<T>;

    public sealed override string ToString() => GetType().Name;
}

/// <summary>Outcome of what changes something.</summary>
abstract record LibraryChange<T>
{
    LibraryChange() { }

    public sealed record Done(T Value) : LibraryChange<T>;

    public sealed record Refused(Refusal Refusal) : LibraryChange<T>;

    /// <summary>No outcome now.</summary>
    /// <param name="MayHaveHappened">False: certainly not done. True: call again with <see cref="Change.MayHaveHappened"/>; what stays so is for staff.</param>
    public sealed record Unavailable(bool MayHaveHappened) : LibraryChange<T>;

    public sealed override string ToString() => GetType().Name;
}

/// <param name="Reason">Null when the system gave none that can be told apart: to the desk.</param>
/// <param name="Text">The system's own words, for staff.</param>
/// <param name="Fee">To be accepted first; null when it is not about money.</param>
sealed record Refusal(RefusalReason? Reason, string? Text = null, string? Fee = null);

/// <param name="Name">Null where the system does not give it in a readable form.</param>
/// <param name="Stopped">Why the patron may not borrow; null for everyone else.</param>
sealed record LibraryPatron(string Number, string? Name, RefusalReason? Stopped, int? OnLoan, int? Overdue, int? Holds, int? LoanLimit);

/// <param name="Item">Null where the system tells titles only.</param>
sealed record LibraryLoan(string? Item, string? Title, DueDate? Due);

/// <param name="IsReady">It waits for the patron; otherwise it is queued or on its way.</param>
sealed record LibraryHold(string? Item, string? Title, bool IsReady);

sealed record LibraryItem(string Barcode, string Title, LibraryItemStatus Status, DueDate? Due, int? HoldQueue, string? Location);

enum LibraryItemStatus { Available, OnLoan, OnHoldShelf, InTransit, Missing, NotForLoan }

/// <param name="Title">Null where the system does not repeat it.</param>
/// <param name="WasTheirs">The patron had it already: renewed rather than lent.</param>
/// <param name="KeepsSecurity">Leave the security bit on: it is lent for use in the library.</param>
sealed record Lent(DueDate Due, string? Title = null, bool WasTheirs = false, bool KeepsSecurity = false);

sealed record RenewedAll(IReadOnlyList<string> Renewed, IReadOnlyList<string> NotRenewed);

/// <param name="Destination">Where it belongs next; null when nobody says.</param>
sealed record TakenBack(string? Title, Routing Routing, string? Destination);

/// <summary>Where a returned item goes.</summary>
enum Routing { Shelf, HoldShelf, AnotherBranch, Staff }

sealed record HoldPlaced(int? QueuePosition, bool IsAvailable);

sealed record HoldCancelled;
