namespace Firmware.Dialogue;

/// <summary>How lists are cut into pages.</summary>
public static class Listing
{
    /// <summary>As many as the panel has room for, large enough to be read.</summary>
    public const int Rows = 4;

    /// <summary>The key of a row on its page, 1 to 4.</summary>
    /// <param name="number">Its place in the whole list, from 1.</param>
    public static int KeyOf(int number) => (number - 1) % Rows + 1;

    public static int Pages(int length) => Math.Max(1, (length + Rows - 1) / Rows);
}

/// <summary>A step that shows a list, a page at a time.</summary>
public interface IPaged
{
    /// <summary>From 0.</summary>
    int Page { get; }

    /// <summary>How many rows the whole list has.</summary>
    int Length { get; }

    Step At(int page);
}

/// <summary>What became of one loan.</summary>
/// <param name="Number">Its place in the whole list of S50, from 1 (<see cref="Listing.KeyOf"/> is what that screen calls it); null when it was not in it.</param>
/// <param name="Due">Last day now, of one that was renewed; null where the library writes no day.</param>
/// <param name="Problem">Why it was not; null when it was.</param>
public sealed record RenewalRow(int? Number, DateOnly? Due, RenewalProblem? Problem);

/// <summary>Why a loan was not renewed, as the screen says it.</summary>
public enum RenewalProblem
{
    /// <summary>ほかの人の 予約が あります</summary>
    OnHold,

    /// <summary>もう のばせません: as often as the library allows.</summary>
    LimitReached,

    /// <summary>かえす日を すぎています</summary>
    Overdue,

    /// <summary>The patron has other overdue items, or may not borrow.</summary>
    PatronStopped,

    NotOnLoan,

    /// <summary>のばせない 本です</summary>
    NotRenewable,

    /// <summary>まだ はやいです</summary>
    TooEarly,

    /// <summary>カウンターへ</summary>
    SeeStaff,

    /// <summary>No answer came; nothing was renewed.</summary>
    NoAnswer,
}

/// <summary>Which box a returned item goes into; who waits for it is nobody's business.</summary>
public enum ReturnBox
{
    Shelf,
    HoldShelf,
    OtherBranch,
    Staff,

    /// <summary>Taken without the bridge: staff sort it later.</summary>
    Unsorted,
}

/// <summary>Why an item is not taken back, as the screen says it.</summary>
public enum ReturnProblem
{
    /// <summary>登録なし</summary>
    Unknown,

    /// <summary>It is not on loan: no need to return it, but staff want to see it.</summary>
    NotOnLoan,

    /// <summary>カウンターへ</summary>
    SeeStaff,

    /// <summary>No answer came, and the site takes nothing back without one: to the counter.</summary>
    NoAnswer,

    /// <summary>読めない</summary>
    NotRead,

    /// <summary>The publisher's barcode: scan the library's label.</summary>
    PublishersBarcode,

    /// <summary>A patron's card where an item was expected.</summary>
    PatronsCard,
}
