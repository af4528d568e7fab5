using Bridge.Console.Desk;
using Bridge.Library;
using Bridge.Web;
using Contract;

namespace Bridge.Console.Reports;

/// <summary>What is counted, in words. Pure.</summary>
static class CountWords
{
    public static string Say(Language language, CountKind kind) => kind switch
    {
        CountKind.Loan => language.Say("貸出", "Loans"),
        CountKind.Renewal => language.Say("延長", "Renewals"),
        CountKind.Return => language.Say("返却", "Returns"),
        CountKind.HoldPlaced => language.Say("予約", "Placed"),
        CountKind.HoldPickedUp => language.Say("受け取り", "Picked up"),
        CountKind.HoldExpired => language.Say("期限切れ", "Expired"),
        CountKind.Visit => language.Say("来館", "Visits"),
        CountKind.VisitRefused => language.Say("入館できなかった", "Refused"),
        CountKind.StaffCall => language.Say("呼び出し", "Calls"),
        CountKind.DoorHeldOpen => language.Say("扉が開いたまま", "Door held open"),
        CountKind.Refusal => language.Say("できなかった", "Refusals"),
    };

    /// <summary>Of a refusal; what no list here has is shown as it was counted.</summary>
    public static string Reason(Language language, string reason) =>
        Enum.TryParse<RefusalReason>(reason, out var loan) ? DeskWords.Say(language, loan).TrimEnd('。', '.')
        : Enum.TryParse<RenewalRefusal>(reason, out var renewal) ? DeskWords.Say(language, renewal).TrimEnd('。', '.')
        : reason.Length == 0 ? language.Say("理由なし", "No reason") : reason;
}
