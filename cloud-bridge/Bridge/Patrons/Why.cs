using Bridge.Library;
using Bridge.Web;
using Contract;

namespace Bridge.Patrons;

/// <summary>Why something was not done, as a patron at home is told. Pure.</summary>
static class Why
{
    public static string NotRenewed(Language language, RenewalRefusal? reason) => reason switch
    {
        RenewalRefusal.OnHold => language.Say("ほかの方が予約しているため、延長できません。", "Somebody else is waiting for it, so it cannot be renewed."),
        RenewalRefusal.LimitReached => language.Say("延長できる回数を使いきっています。", "It has been renewed as often as is allowed."),
        RenewalRefusal.Overdue => language.Say("返却日を過ぎています。図書館へお返しください。", "It is overdue. Please bring it back."),
        RenewalRefusal.PatronStopped => language.Say("いまは延長できません。返却日を過ぎた資料がないかご確認のうえ、図書館におたずねください。", "You cannot renew just now. Please look for overdue items, and ask the library."),
        RenewalRefusal.NotOnLoan => language.Say("すでに返却されています。", "It has been returned already."),
        RenewalRefusal.NotRenewable => language.Say("延長できない資料です。", "Items of this kind are not renewed."),
        RenewalRefusal.TooEarly => language.Say("いま延長しても、返却日は変わりません。返却日が近づいてからお試しください。", "Renewing now would not change the day. Please try again closer to it."),
        RenewalRefusal.NotRecognised or RenewalRefusal.SeeStaff or null => language.Say("延長できませんでした。図書館におたずねください。", "It could not be renewed. Please ask the library."),
    };

    public static string NotReserved(Language language, Refusal refusal) => refusal.Hold switch
    {
        HoldRefusal.Unknown => language.Say("この資料は見つかりません。", "There is no such title."),
        HoldRefusal.AlreadyHeld => language.Say("この資料は、すでに予約しています。", "You have reserved this title already."),
        HoldRefusal.OnLoanToYou => language.Say("この資料は、いま借りています。", "You have this title on loan."),
        HoldRefusal.LimitReached => language.Say("予約できる数いっぱいまで予約しています。ほかの予約を取り消すと予約できます。", "You have as many holds as are allowed. Cancel another one first."),
        HoldRefusal.NotForLoan => language.Say("この資料は図書館の中でだけ利用できるため、予約できません。", "This title is for use in the library only and cannot be reserved."),
        HoldRefusal.PatronStopped => language.Say("いまは予約できません。返却日を過ぎた資料がないかご確認のうえ、図書館におたずねください。", "You cannot reserve just now. Please look for overdue items, and ask the library."),
        HoldRefusal.PickupUnknown => language.Say("受け取る図書館をえらんでください。", "Please choose the library to pick it up at."),
        HoldRefusal.OnShelf => language.Say("この資料は、いま本だなにあります。図書館でお取りください。", "A copy is on the shelf now. Please take it at the library."),
        null => language.Say("予約できませんでした。図書館におたずねください。", "It could not be reserved. Please ask the library."),
    };

    public static string Status(Language language, LibraryItemStatus status) => status switch
    {
        LibraryItemStatus.Available => language.Say("本だなにあります", "On the shelf"),
        LibraryItemStatus.OnLoan => language.Say("貸出中", "On loan"),
        LibraryItemStatus.OnHoldShelf => language.Say("予約の方のためにお取りおき中", "Kept for somebody"),
        LibraryItemStatus.InTransit => language.Say("図書館の間を移動中", "On its way between libraries"),
        LibraryItemStatus.Missing => language.Say("見あたりません", "Missing"),
        LibraryItemStatus.NotForLoan => language.Say("図書館の中でだけ利用できます", "For use in the library only"),
    };
}
