using Bridge.Library;
using Bridge.Web;
using Contract;

namespace Bridge.Console.Desk;

/// <summary>Outcomes of the circulation desk, in words for staff. Pure.</summary>
static class DeskWords
{
    public static string Say(Language language, Refusal refusal)
    {
        var words = refusal.Renewal is { } renewal ? Say(language, renewal)
            : refusal.Hold is { } hold ? Say(language, hold)
            : refusal.Reason is { } reason ? Say(language, reason)
            : language.Say("図書館システムが断りました。", "The library system refused it.");
        return string.Join(' ', new[] { words, refusal.Text, refusal.Fee }.OfType<string>());
    }

    public static string Say(Language language, RefusalReason reason) => reason switch
    {
        RefusalReason.ItemUnknown => language.Say("この番号の資料はありません。", "No item has this barcode."),
        RefusalReason.ItemOnLoan => language.Say("ほかの人が借りています。", "Another patron has it."),
        RefusalReason.AlreadyYours => language.Say("この人がもう借りています。", "This patron has it already."),
        RefusalReason.ItemOnHold => language.Say("ほかの人のために取り置いてあります。", "It is kept for another patron."),
        RefusalReason.InLibraryOnly => language.Say("館内だけで使う資料です。", "It is for use in the library."),
        RefusalReason.LimitReached => language.Say("貸出の上限です。", "The patron has as many as allowed."),
        RefusalReason.PatronHasOverdue => language.Say("返却が遅れている資料があります。", "The patron has overdue items."),
        RefusalReason.PatronBlocked => language.Say("この人は利用できません。理由は利用者のページにあります。", "The patron may not borrow; the record says why."),
        RefusalReason.NotRecognised => language.Say("この利用者番号は図書館システムにありません。", "The library system does not know this number."),
        RefusalReason.ItemNotAvailable => language.Say("貸し出せない状態の資料です。", "The item is missing, withdrawn or in repair."),
    };

    public static string Say(Language language, RenewalRefusal reason) => reason switch
    {
        RenewalRefusal.OnHold => language.Say("予約があるので延長できません。", "Somebody waits for it."),
        RenewalRefusal.LimitReached => language.Say("延長は上限です。", "It was renewed as often as allowed."),
        RenewalRefusal.Overdue => language.Say("期限を過ぎています。", "It is overdue."),
        RenewalRefusal.PatronStopped => language.Say("この人は利用できません。", "The patron may not borrow."),
        RenewalRefusal.NotOnLoan => language.Say("この人は借りていません。", "This patron does not have it."),
        RenewalRefusal.NotRenewable => language.Say("延長できない種類の資料です。", "Items of this kind are not renewed."),
        RenewalRefusal.TooEarly => language.Say("まだ延長しても期限が変わりません。", "Renewing gives no later day yet."),
        RenewalRefusal.NotRecognised => language.Say("この利用者番号は図書館システムにありません。", "The library system does not know this number."),
        RenewalRefusal.SeeStaff => language.Say("図書館システムが断りました。", "The library system refused it."),
    };

    public static string Say(Language language, HoldRefusal reason) => reason switch
    {
        HoldRefusal.Unknown => language.Say("この予約はありません。", "There is no such hold."),
        HoldRefusal.AlreadyHeld => language.Say("この人がもう予約しています。", "The patron waits for it already."),
        HoldRefusal.OnLoanToYou => language.Say("この人が借りています。", "The patron has it."),
        HoldRefusal.LimitReached => language.Say("予約の上限です。", "The patron has as many holds as allowed."),
        HoldRefusal.NotForLoan => language.Say("貸し出さない資料です。", "It is never lent."),
        HoldRefusal.PatronStopped => language.Say("この人は利用できません。", "The patron may not use the service."),
        HoldRefusal.PickupUnknown => language.Say("この受取館はありません。", "There is no such branch."),
        HoldRefusal.OnShelf => language.Say("棚にあります。そのまま貸し出せます。", "It stands on its shelf: lend it."),
    };

    /// <summary>The one word that is read across the desk.</summary>
    public static string Say(Language language, Routing routing) => routing switch
    {
        Routing.Shelf => language.Say("棚へ", "To the shelf"),
        Routing.HoldShelf => language.Say("予約棚へ", "To the hold shelf"),
        Routing.AnotherBranch => language.Say("ほかの館へ", "To another branch"),
        Routing.Staff => language.Say("職員が確認", "To be looked at"),
    };

    public static string Say(Language language, LibraryItemStatus status) => status switch
    {
        LibraryItemStatus.Available => language.Say("棚にある", "On the shelf"),
        LibraryItemStatus.OnLoan => language.Say("貸出中", "On loan"),
        LibraryItemStatus.OnHoldShelf => language.Say("取り置き中", "Kept for a hold"),
        LibraryItemStatus.InTransit => language.Say("移動中", "In transit"),
        LibraryItemStatus.Missing => language.Say("所在不明", "Missing"),
        LibraryItemStatus.NotForLoan => language.Say("貸出しない", "Not for loan"),
    };

    public static string Say(Language language, ItemStatus status) => status switch
    {
        ItemStatus.Available => language.Say("使える", "Available"),
        ItemStatus.InRepair => language.Say("修理中", "In repair"),
        ItemStatus.Missing => language.Say("所在不明", "Missing"),
        ItemStatus.Withdrawn => language.Say("除籍", "Withdrawn"),
    };

    public static string Say(Language language, LoanRule rule) => rule switch
    {
        LoanRule.Normal => language.Say("ふつうに貸出", "Lent as usual"),
        LoanRule.InLibraryOnly => language.Say("館内だけ", "In the library only"),
        LoanRule.Av => language.Say("CD・DVD", "CD, DVD"),
        LoanRule.Magazine => language.Say("雑誌", "Magazine"),
    };

    public static string Unavailable(Language language, bool mayHaveHappened) => mayHaveHappened
        ? language.Say("図書館システムから返事がありません。できたかどうかを確認してから、もう一度行ってください。", "The library system gave no answer. See whether it was done before you try again.")
        : language.Say("図書館システムにつながりません。何も変わっていません。", "The library system cannot be reached. Nothing was changed.");

    public static string Due(Language language, DueDate? due) => due?.Day is { } day ? Saying.Day(language, day) : due?.Text ?? "";
}
