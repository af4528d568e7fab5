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

    /// <summary>Titles that have every word of the query somewhere, whatever the kana, width and case; an ISBN finds its title.</summary>
    /// <param name="page">From 1; beyond the last one is empty.</param>
    /// <remarks>Only with <see cref="LibraryCapabilities.Catalogue"/>.</remarks>
    Task<LibraryLookup<TitlePage>> SearchAsync(string query, int page, CancellationToken cancel) =>
        Task.FromResult<LibraryLookup<TitlePage>>(new LibraryLookup<TitlePage>.Unavailable());

    /// <param name="title"><see cref="LibraryTitle.Id"/>.</param>
    /// <remarks>Only with <see cref="LibraryCapabilities.Catalogue"/>.</remarks>
    Task<LibraryLookup<TitleAndCopies>> TitleAsync(string title, CancellationToken cancel) =>
        Task.FromResult<LibraryLookup<TitleAndCopies>>(new LibraryLookup<TitleAndCopies>.Unavailable());

    Task<LibraryChange<Lent>> CheckOutAsync(Change change, LoanOrder order, CancellationToken cancel);

    /// <param name="seen">The due date the patron saw when asking; null to have it looked up first.</param>
    Task<LibraryChange<Lent>> RenewAsync(Change change, string patron, string item, DueDate? seen, CancellationToken cancel);

    Task<LibraryChange<RenewedAll>> RenewAllAsync(Change change, string patron, CancellationToken cancel);
    Task<LibraryChange<TakenBack>> CheckInAsync(Change change, ReturnOrder order, CancellationToken cancel);
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

    /// <summary>Finds titles and tells their copies.</summary>
    Catalogue = 1 << 11,

    /// <summary>Takes a hold for a title, not only for a copy.</summary>
    TitleHolds = 1 << 12,

    /// <summary>The patron says where to pick a hold up.</summary>
    PickupChoice = 1 << 13,

    /// <summary>Tells of a hold where it stands and until when, its place in the queue, and whether a loan can be renewed.</summary>
    Details = 1 << 14,

    /// <summary>Its hold shelf is ours: slots to fill and to clear, what to fetch (<see cref="HoldShelf"/>).</summary>
    HoldShelf = 1 << 15,

    /// <summary>Keeps what a patron had, if the patron wants that.</summary>
    History = 1 << 16,

    /// <summary>Patrons are the bridge's own: what ends here has ended.</summary>
    Accounts = 1 << 17,
}

/// <summary>Which change this is, so that it happens once.</summary>
/// <param name="Id">The journal event's.</param>
/// <param name="At">When it happened at the station.</param>
/// <param name="MayHaveHappened">It was tried before and the outcome never came; written down before the first try, or it is lost with the process.</param>
/// <param name="Where">Null where nobody says.</param>
readonly record struct Change(Guid Id, DateTimeOffset At, bool MayHaveHappened = false, Place? Where = null);

/// <summary>Where something happens.</summary>
/// <param name="Branch">Its code; an appliance's site. An unknown one stands for the first branch.</param>
/// <param name="Device"><c>{site}/{device}</c>, or <c>desk</c>, <c>web</c>, <c>sip2</c>; for the counts only.</param>
readonly record struct Place(string? Branch, string Device)
{
    public static Place Of(DeviceAddress device) => new(device.Site, device.Name);
}

/// <param name="Made">The loan was made while the system was away: until when the patron was told. It is not to be refused.</param>
/// <param name="AcceptsFee">The patron accepts what <see cref="Refusal.Fee"/> said.</param>
sealed record LoanOrder(string Patron, string Item, DateOnly? Made = null, bool AcceptsFee = false);

/// <param name="Seen">The loan's due date before the first try, which tells it from the next patron's; null to have it looked up first.</param>
/// <param name="IsMade">It came back while the system was away. It is not to be refused.</param>
sealed record ReturnOrder(string Item, DueDate? Seen = null, bool IsMade = false);

/// <summary>Which hold to place or to cancel: one of the three says it, and not every system knows all.</summary>
/// <param name="Item">A copy's barcode; the hold is for its title where the system holds titles.</param>
/// <param name="PickupLocation">A branch's code; null for the system's own choice.</param>
/// <param name="Title"><see cref="LibraryTitle.Id"/>, with <see cref="LibraryCapabilities.TitleHolds"/>.</param>
/// <param name="Hold"><see cref="LibraryHold.Id"/>, to cancel it.</param>
sealed record HoldOrder(string Patron, string? Item = null, string? PickupLocation = null, string? Title = null, string? Hold = null);

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
/// <param name="Renewal">Why a renewal is refused, where the system tells.</param>
/// <param name="Hold">Why a hold is refused, where the system tells.</param>
sealed record Refusal(RefusalReason? Reason, string? Text = null, string? Fee = null, RenewalRefusal? Renewal = null, HoldRefusal? Hold = null);

/// <summary>Why a hold is not placed, or not cancelled.</summary>
enum HoldRefusal
{
    /// <summary>There is no such title, no such item, or no such hold of this patron.</summary>
    Unknown,

    /// <summary>The patron holds the title already.</summary>
    AlreadyHeld,

    /// <summary>The patron has the title on loan.</summary>
    OnLoanToYou,

    /// <summary>The patron has as many holds as allowed.</summary>
    LimitReached,

    /// <summary>No copy of it is ever lent.</summary>
    NotForLoan,

    /// <summary>The patron may not use the service, or has overdue items.</summary>
    PatronStopped,

    /// <summary>There is no such branch to pick it up at.</summary>
    PickupUnknown,

    /// <summary>A copy is in its place: take it from the shelf.</summary>
    OnShelf,
}

/// <param name="Name">Null where the system does not give it in a readable form.</param>
/// <param name="Stopped">Why the patron may not borrow; null for everyone else.</param>
sealed record LibraryPatron(string Number, string? Name, RefusalReason? Stopped, int? OnLoan, int? Overdue, int? Holds, int? LoanLimit);

/// <param name="Item">Null where the system tells titles only.</param>
sealed record LibraryLoan(string? Item, string? Title, DueDate? Due)
{
    public string? Author { get; init; }
    public bool IsOverdue { get; init; }

    /// <summary>Null where the system tells only when asked to renew.</summary>
    public bool? IsRenewable { get; init; }

    /// <summary>Why not; null when it is renewable or nobody tells.</summary>
    public RenewalRefusal? NotRenewable { get; init; }

    /// <summary>How often it was renewed.</summary>
    public int? Renewals { get; init; }
}

/// <param name="IsReady">It waits for the patron; otherwise it is queued or on its way.</param>
sealed record LibraryHold(string? Item, string? Title, bool IsReady)
{
    /// <summary>What <see cref="HoldOrder.Hold"/> takes; null where the system has none.</summary>
    public string? Id { get; init; }

    public string? Author { get; init; }

    /// <summary>A copy is set aside for it and not yet on the shelf.</summary>
    public bool IsOnItsWay { get; init; }

    /// <summary>Place on the hold shelf.</summary>
    public string? Slot { get; init; }

    /// <summary>Last day on which it waits.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>In the queue, 1 is next; null when a copy is set aside or nobody tells.</summary>
    public int? Position { get; init; }

    /// <summary>Code of the branch where it is picked up.</summary>
    public string? Pickup { get; init; }
}

sealed record LibraryItem(string Barcode, string Title, LibraryItemStatus Status, DueDate? Due, int? HoldQueue, string? Location);

/// <param name="Page">From 1.</param>
/// <param name="Pages">0 when nothing was found.</param>
/// <param name="Count">Titles on all pages.</param>
sealed record TitlePage(IReadOnlyList<LibraryTitle> Titles, int Page, int Pages, int Count);

/// <param name="Published">As the catalogue writes it.</param>
/// <param name="Copies">Those that can be lent or read.</param>
/// <param name="Available">Copies that stand in their place now.</param>
/// <param name="Waiting">Patrons who wait for a copy.</param>
sealed record LibraryTitle(string Id, string Name, string? Author, string? Publisher, string? Published, string? Isbn, TitleKind Kind, int Copies, int Available, int Waiting);

sealed record TitleAndCopies(LibraryTitle Title, IReadOnlyList<LibraryCopy> Copies);

/// <param name="Branch">Code of the branch where it is, or where it belongs while it is away.</param>
/// <param name="Shelf">Call number.</param>
/// <param name="Due">While it is lent.</param>
sealed record LibraryCopy(string Barcode, string Branch, string? Shelf, LoanRule Rule, LibraryItemStatus Status, DueDate? Due);

enum LibraryItemStatus { Available, OnLoan, OnHoldShelf, InTransit, Missing, NotForLoan }

/// <param name="Title">Null where the system does not repeat it.</param>
/// <param name="WasTheirs">The patron had it already: renewed rather than lent.</param>
/// <param name="KeepsSecurity">Leave the security bit on: it is lent for use in the library.</param>
sealed record Lent(DueDate Due, string? Title = null, bool WasTheirs = false, bool KeepsSecurity = false);

sealed record RenewedAll(IReadOnlyList<RenewedItem> Renewed, IReadOnlyList<NotRenewedItem> NotRenewed);

/// <param name="Item">Barcode, or the title where the system tells titles only.</param>
/// <param name="Due">Null where the system does not tell.</param>
sealed record RenewedItem(string Item, DueDate? Due);

/// <param name="Reason">Null where the system does not tell.</param>
sealed record NotRenewedItem(string Item, RenewalRefusal? Reason);

/// <param name="Destination">Where it belongs next: a branch's code, or the place on the hold shelf; null when nobody says.</param>
/// <param name="WasOnLoan">Null where the system does not tell.</param>
sealed record TakenBack(string? Title, Routing Routing, string? Destination, bool? WasOnLoan = null);

/// <summary>Where a returned item goes.</summary>
enum Routing { Shelf, HoldShelf, AnotherBranch, Staff }

sealed record HoldPlaced(int? QueuePosition, bool IsAvailable);

/// <param name="IsRequested">Recorded for staff, who cancel it; it stands until they have.</param>
sealed record HoldCancelled(bool IsRequested = false);
