using System.Collections.Immutable;
using Contract;

namespace Firmware.Dialogue;

/// <summary>Where the dialogue stands. Each step is one screen; it owns what that screen needs and nothing else.</summary>
public abstract partial record Step
{
    Step() { }   // the steps below, and those of EnrolmentStep.cs, ServiceStep.cs, SetupStep.cs and StationStep.cs, are all there are

    /// <summary>A patron is known and is served. What is known of them lives in these steps and nowhere else: leaving them forgets it.</summary>
    public abstract record Serving : Step
    {
        private protected Serving(Session session) => Session = session;

        public Session Session { get; init; }
    }

    /// <summary>S00: devices are being opened.</summary>
    public sealed record Starting : Step;

    /// <summary>S01: waiting for a card; says so when the bridge is away.</summary>
    public sealed record Idle : Step;

    /// <summary>S02: the card is being read, then the bridge is asked about what it showed; the card should stay.</summary>
    /// <param name="Asked">The question that is out: an answer to an earlier patron's is not this one's. Null while the card is read.</param>
    public sealed record Reading(CardEvidence? Asked) : Step;

    /// <summary>S05: the number of a library card is typed; it is no secret.</summary>
    public sealed record TypingNumber(string Digits = "") : Step;

    /// <summary>S03: the card left before it was read. <paramref name="WasEnrolling"/> when nothing was registered for that.</summary>
    public sealed record RemovedEarly(bool WasEnrolling = false) : Step;

    /// <summary>S20: who the patron is, is known; what would they like to do?</summary>
    public sealed record Recognised(Session Session) : Serving(Session);

    /// <summary>S30: scan = loan. S41 while <see cref="Session.PickUp"/> says what to take from the hold shelf.</summary>
    /// <param name="Pending">An item is on its way to the library.</param>
    /// <param name="IsWarned">Something is not finished and nobody has moved for a while: in 20 s it ends.</param>
    public sealed record Scanning(Session Session, PendingRequest? Pending, bool IsWarned = false) : Serving(Session), IRequesting
    {
        Step IRequesting.With(PendingRequest? pending) => this with { Pending = pending };
    }

    /// <summary>S31: this item is not lent, for one reason in one phrase.</summary>
    public sealed record Refused(Session Session, ItemProblem Problem) : Serving(Session);

    /// <summary>S32: what was lent and until when; 1 sends a receipt by mail and 2 shows one, where <see cref="Session.MayMail"/> and <see cref="Session.MayList"/> say so, 3 ends.</summary>
    public sealed record Done(Session Session) : Serving(Session);

    /// <summary>S60: the bridge is away and the site does not lend without it.</summary>
    public sealed record Offline : Step;

    /// <summary>S80: the card could not be read.</summary>
    public sealed record Unreadable(CardProblem Problem) : Step;

    /// <summary>S81: no patron has this card.</summary>
    public sealed record NotKnown : Step;

    /// <summary>S82: something did not work; nothing was lent that is not shown as lent.</summary>
    public sealed record ServiceError(string Code) : Step;

    /// <summary>S84: the patron may not use the service; the screen never says why.</summary>
    public sealed record NotAllowed : Step;

    /// <summary>S90: a device is missing without which nobody can be served.</summary>
    public sealed record OutOfService : Step;

    /// <summary>S98: the session is over and the card still lies there.</summary>
    public sealed record ForgottenCard : Step;

    /// <summary>S99: thanks; wipes what was personal.</summary>
    public sealed record Goodbye(Farewell Farewell = Farewell.Thanks) : Step;
}

/// <summary>What the last screen says.</summary>
public enum Farewell
{
    Thanks,

    /// <summary>The card speaks for nobody here any more.</summary>
    Unlinked,

    /// <summary>An enrolment was ended by its patron: nothing was registered.</summary>
    NothingRegistered,

    /// <summary>Staff decide about it.</summary>
    AwaitsStaff,

    /// <summary>The receipt will come by mail.</summary>
    ReceiptByMail,
}

/// <summary>One patron at the appliance.</summary>
/// <param name="Borrower">How the bridge knows who this is.</param>
/// <param name="Account">What the bridge said of the patron; null when it could not be asked and the site lends without it.</param>
/// <param name="Lent">Lent in this session, in order; the patron was told of each.</param>
public sealed record Session(Borrower Borrower, Account? Account, ImmutableList<LentItem> Lent)
{
    /// <summary>By what they were recognised.</summary>
    public PatronCard Card { get; init; }

    /// <summary>What the site allows with what that card has proven; the bridge enforces it.</summary>
    public Operations May { get; init; } = Operations.All;

    /// <summary>The library has an address to send a receipt to.</summary>
    public bool HasMail { get; init; }

    /// <summary>What still waits for the patron on this branch's hold shelf, without titles, while they pick it up; null when they do not.</summary>
    public ImmutableList<ListedHold>? PickUp { get; init; }

    /// <summary>By which the bridge knows them again; null where it could not be asked.</summary>
    public string? Pass => (Borrower as Borrower.ByPass)?.Pass;

    /// <summary>Whether what they have on loan can be asked for.</summary>
    public bool MayList => Pass is not null;

    public bool MayMail => HasMail && Pass is not null;

    /// <summary>Only a card that was linked here can be taken off again.</summary>
    public bool MayUnlink => May.HasFlag(Operations.Unlink) && Card == PatronCard.MyNumber && Borrower is Borrower.ByPass;

    /// <summary>Items the patron may still borrow; null when unknown.</summary>
    public int? Remaining => Account is { } account ? Math.Max(0, account.Limit - account.OnLoan) : null;

    /// <summary>The day by which the first of the items must be back.</summary>
    public DateOnly? FirstDue => Lent.IsEmpty ? null : Lent.Min(item => item.Due);
}

public enum PatronCard
{
    LibraryCard,
    MyNumber,
    Felica,
    Mifare,
    Phone,
}

/// <summary>Counts only; no name and no title reaches the panel.</summary>
public sealed record Account(int OnLoan, int Limit, int Overdue, int HoldsReady);

/// <param name="Item">Barcode.</param>
/// <param name="Due">Last day on which it may be returned.</param>
/// <param name="IsOffline">Lent by the site's off-line rule; sent to the bridge later.</param>
public sealed record LentItem(string Item, DateOnly Due, bool IsOffline);

/// <summary>Why an item is not lent, as the screen says it.</summary>
public enum ItemProblem
{
    /// <summary>登録なし</summary>
    Unknown,

    /// <summary>ほかの人が かりています</summary>
    OnLoan,

    /// <summary>もう かりています</summary>
    AlreadyYours,

    /// <summary>予約あり</summary>
    OnHold,

    /// <summary>館内だけ</summary>
    InLibraryOnly,

    /// <summary>上限</summary>
    LimitReached,

    /// <summary>おくれが あります</summary>
    Overdue,

    /// <summary>カウンターへ</summary>
    SeeStaff,

    /// <summary>読めない</summary>
    NotRead,

    /// <summary>The publisher's barcode (ISBN, price, magazine): scan the library's label.</summary>
    PublishersBarcode,

    /// <summary>A patron's card where an item was expected.</summary>
    PatronsCard,

    /// <summary>No answer came; the item is not lent.</summary>
    NoAnswer,

    /// <summary>Limit of the off-line rule reached.</summary>
    OfflineLimit,

    /// <summary>The site does not lend on what this card proves.</summary>
    CardMayNot,
}

/// <summary>Why a card was not read.</summary>
public enum CardProblem
{
    /// <summary>It did not answer as it should: lay it flat, in the middle.</summary>
    NotRead,

    /// <summary>Two cards lie there.</summary>
    SeveralCards,

    /// <summary>A card of a kind that this appliance does not serve.</summary>
    OtherCard,
}
