using Bridge.Library.Sip2.Wire;
using Contract;

namespace Bridge.Library.Sip2.Server;

/// <summary>What a machine shows (AF): Japanese where its encoding has it, English otherwise.</summary>
sealed record Sip2Words(string AskStaff, string Unavailable, string UnknownPatron, string UnknownItem, string OnLoan, string AlreadyYours, string OnHold, string InLibraryOnly, string LimitReached, string Overdue)
{
    static readonly Sip2Words Japanese = new("カウンターへお越しください", "ただいまご利用になれません", "利用者番号が登録されていません", "この資料は登録されていません", "この資料は貸出中です", "すでに借りている資料です",
        "予約の入っている資料です", "館内でご利用ください", "貸出できる冊数を超えています", "返却期限の過ぎた資料があります");

    static readonly Sip2Words English = new("Please see the staff", "Not available now", "Unknown patron", "Unknown item", "This item is on loan", "You already have this item", "This item is on hold", "For use in the library only",
        "You have as many items as allowed", "You have overdue items");

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
