using Bridge.Enrolment;
using Bridge.Web;

namespace Bridge.Console.Review;

/// <summary>Why an application waits, and what to look at, in words for staff. Pure.</summary>
static class Reasons
{
    public static string Say(Language language, ReviewReason reason) => reason switch
    {
        ReviewReason.SiteReviewsAll => language.Say("すべて確認する設定です", "Every application is looked at"),
        ReviewReason.PossibleDuplicate => language.Say("同じ人がすでに登録されている可能性", "Possibly registered already"),
        ReviewReason.MinorWithoutGuardian => language.Say("未成年で、保護者の記入がない", "A minor, and no guardian named"),
        ReviewReason.BirthDateUnclear => language.Say("生年月日が暦にない", "The birth date is not in the calendar"),
        ReviewReason.DetailsDiffer => language.Say("カードと図書館の記録がちがう", "Card and library records differ"),
        ReviewReason.NoNumberLeft => language.Say("利用者番号が足りない", "No patron number was left"),
        ReviewReason.FormNotGood => language.Say("読めない項目がある", "Something in it cannot be read"),
    };

    public static string Advice(Language language, ReviewReason reason) => reason switch
    {
        ReviewReason.SiteReviewsAll => language.Say("内容を確認してください。", "Please look it through."),
        ReviewReason.PossibleDuplicate => language.Say("氏名と生年月日が同じ利用者がいます。同じ人なら、その利用者番号につないでください。", "A patron has the same name and birth date. If it is the same person, link to that number."),
        ReviewReason.MinorWithoutGuardian => language.Say("保護者の方に連絡し、氏名と続柄を記入してから受け付けてください。", "Contact the guardian and fill in name and relation before accepting."),
        ReviewReason.BirthDateUnclear => language.Say("カードの生年月日のとおりです。年齢を確認し、必要なら保護者を記入してください。", "It is as the card has it. Check the age, and fill in a guardian where one is needed."),
        ReviewReason.DetailsDiffer => language.Say("下の利用者本人か、引っ越しや改姓かを確認してください。", "Check whether this is the patron below, who may have moved or changed name."),
        ReviewReason.NoNumberLeft => language.Say("番号の範囲の設定を変えてから受け付けてください。", "Change the range in the settings, then accept."),
        ReviewReason.FormNotGood => language.Say("カードから読めなかった項目を、本人に確認して直してください。", "Ask the person, and correct what the card did not say."),
    };
}
