using System.Globalization;
using Bridge.Enrolment;

namespace Bridge.Web;

/// <summary>Values and faults in a reader's words. Pure.</summary>
static class Saying
{
    static readonly TimeSpan Japan = TimeSpan.FromHours(9);   // no daylight saving since 1951

    /// <summary>Nothing is wrong, by field.</summary>
    public static readonly IReadOnlyDictionary<string, string> NoProblems = System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty;

    /// <summary>A birth date of eight digits; one that the calendar does not have is shown as it is.</summary>
    public static string BirthDate(Language language, string digits) => FormRules.DateOf(digits) is { } date ? Day(language, date) : digits;

    public static string Day(Language language, DateOnly date) => language switch
    {
        Language.Japanese => date.ToString("yyyy年M月d日", CultureInfo.InvariantCulture),
        Language.English => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
    };

    /// <summary>A day to be kept, with the day of the week.</summary>
    public static string DayOfWeek(Language language, DateOnly date) =>
        language.Say(string.Create(CultureInfo.InvariantCulture, $"{date:yyyy年M月d日}（{"日月火水木金土"[(int)date.DayOfWeek]}）"), date.ToString("ddd, d MMMM yyyy", CultureInfo.InvariantCulture));

    /// <summary>In Japan, to the minute.</summary>
    public static string Moment(Language language, DateTimeOffset time) => time.ToOffset(Japan).ToString(language.Say("yyyy年M月d日 H:mm", "d MMM yyyy, H:mm"), CultureInfo.InvariantCulture);

    /// <summary>One digit of the card (JIS X 0303).</summary>
    public static string Sex(Language language, string? digit) => digit switch
    {
        "1" => language.Say("男", "Male"),
        "2" => language.Say("女", "Female"),
        null or "" => language.Say("―", "–"),
        _ => language.Say("その他", "Other"),
    };

    public static string Wait(Language language, TimeSpan wait) => Math.Ceiling(wait.TotalMinutes) is var minutes && minutes <= 1
        ? language.Say("1分", "a minute") : string.Create(CultureInfo.InvariantCulture, $"{minutes}{language.Say("分", " minutes")}");

    public static IReadOnlyDictionary<string, string> Problems(Language language, IEnumerable<FormProblem> problems) =>
        problems.GroupBy(problem => problem.Field, StringComparer.Ordinal).ToDictionary(same => same.Key, same => Problem(language, same.First()), StringComparer.Ordinal);

    static string Problem(Language language, FormProblem problem) => problem.Fault switch
    {
        FormFault.Missing => language.Say("入力してください。", "Please fill this in."),
        FormFault.TooLong => language.Say("長すぎます。短くしてください。", "This is too long. Please shorten it."),
        FormFault.NotReadable => language.Say("使えない文字が入っています。入力しなおしてください。", "There is a character that cannot be used. Please type it again."),
        FormFault.NotADate => language.Say("8けたの数字で入力してください（例：19990131）。", "Please type eight digits, such as 19990131."),
        FormFault.NotAnAddress => language.Say("メールアドレスを確認してください（例：hanako@example.jp）。", "Please check the address, such as hanako@example.jp."),
        FormFault.NotANumber => language.Say("数字とハイフンで入力してください。", "Please use digits and hyphens."),
        FormFault.Taken => language.Say("ほかの人が使っています。", "It is somebody else's."),
    };
}
