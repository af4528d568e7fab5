using Bridge.Library.Sip2.Wire;
using Contract;

namespace Bridge.Library.Sip2.Server;

/// <summary>What a machine shows (AF): Japanese where its encoding has it, English otherwise.</summary>
sealed record Sip2Words
{
    static readonly Sip2Words Japanese = new()
    {
        AskStaff = "カウンターへお越しください",
        Unavailable = "ただいまご利用になれません",
        UnknownPatron = "利用者番号が登録されていません",
        UnknownItem = "この資料は登録されていません",
        OnLoan = "この資料は貸出中です",
        AlreadyYours = "すでに借りている資料です",
        OnHold = "予約の入っている資料です",
        InLibraryOnly = "館内でご利用ください",
        LimitReached = "貸出できる冊数を超えています",
        Overdue = "返却期限の過ぎた資料があります",
    };

    static readonly Sip2Words English = new()
    {
        AskStaff = "Please see the staff",
        Unavailable = "Not available now",
        UnknownPatron = "Unknown patron",
        UnknownItem = "Unknown item",
        OnLoan = "This item is on loan",
        AlreadyYours = "You already have this item",
        OnHold = "This item is on hold",
        InLibraryOnly = "For use in the library only",
        LimitReached = "You have as many items as allowed",
        Overdue = "You have overdue items",
    };

    public required string AskStaff { get; init; }
    public required string Unavailable { get; init; }
    public required string UnknownPatron { get; init; }
    public required string UnknownItem { get; init; }
    public required string OnLoan { get; init; }
    public required string AlreadyYours { get; init; }
    public required string OnHold { get; init; }
    public required string InLibraryOnly { get; init; }
    public required string LimitReached { get; init; }
    public required string Overdue { get; init; }

    public static Sip2Words In(Sip2Encoding encoding) => encoding switch
    {
        Sip2Encoding.Utf8 or Sip2Encoding.Cp932 or Sip2Encoding.EucJp => Japanese,
        Sip2Encoding.Ibm850 or Sip2Encoding.Ascii => English,
    };

    /// <summary>Never the system's own text, which is for staff.</summary>
    public string Of(Refusal refusal) => refusal.Reason switch
    {
        RefusalReason.ItemUnknown => UnknownItem,
        RefusalReason.ItemOnLoan => OnLoan,
        RefusalReason.AlreadyYours => AlreadyYours,
        RefusalReason.ItemOnHold => OnHold,
        RefusalReason.InLibraryOnly => InLibraryOnly,
        RefusalReason.LimitReached => LimitReached,
        RefusalReason.PatronHasOverdue => Overdue,
        null or RefusalReason.PatronBlocked or RefusalReason.NotRecognised or RefusalReason.ItemNotAvailable => AskStaff,
    };
}
