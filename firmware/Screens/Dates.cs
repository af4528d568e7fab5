using System.Globalization;
using Firmware.Dialogue;

namespace Firmware.Screens;

/// <summary>Days as people of each language write them, the month never as a bare number before or after the day: 6/12 is June to some.</summary>
internal static class Dates
{
    const string Weekdays = "日月火水木金土", ChineseWeekdays = "日一二三四五六", KoreanWeekdays = "일월화수목금토";

    static readonly string[] MonthReadings = ["いち", "に", "さん", "し", "ご", "ろく", "しち", "はち", "く", "じゅう", "じゅういち", "じゅうに"];

    static readonly string[] DayReadings =
    [
        "ついたち", "ふつか", "みっか", "よっか", "いつか", "むいか", "なのか", "ようか", "ここのか", "とおか",
        "じゅういちにち", "じゅうににち", "じゅうさんにち", "じゅうよっか", "じゅうごにち", "じゅうろくにち", "じゅうしちにち", "じゅうはちにち", "じゅうくにち", "はつか",
        "にじゅういちにち", "にじゅうににち", "にじゅうさんにち", "にじゅうよっか", "にじゅうごにち", "にじゅうろくにち", "にじゅうしちにち", "にじゅうはちにち", "にじゅうくにち", "さんじゅうにち", "さんじゅういちにち",
    ];

    static readonly string[] WeekdayReadings = ["にち", "げつ", "か", "すい", "もく", "きん", "ど"];

    static readonly string[] PortugueseWeekdays = ["dom", "seg", "ter", "qua", "qui", "sex", "sáb"];

    static readonly string[] PortugueseMonths = ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"];

    static readonly string[] VietnameseWeekdays = ["CN", "T2", "T3", "T4", "T5", "T6", "T7"];   // chủ nhật, then the second to the seventh day

    /// <summary>The day, and its year where the language writes it beside.</summary>
    public static (string Day, string? Year) Of(DateOnly date, Language language) => language switch
    {
        Language.Japanese => (Japanese(date), null),
        Language.EasyJapanese => (Easy(date), null),
        Language.English => (English(date), YearOf(date)),
        Language.Chinese => ($"{date.Month}月{date.Day}日(周{ChineseWeekdays[(int)date.DayOfWeek]})", null),
        Language.Korean => ($"{date.Month}월 {date.Day}일({KoreanWeekdays[(int)date.DayOfWeek]})", null),
        Language.Portuguese => ($"{PortugueseWeekdays[(int)date.DayOfWeek]} {date.Day} {PortugueseMonths[date.Month - 1]}", YearOf(date)),
        Language.Vietnamese => ($"{VietnameseWeekdays[(int)date.DayOfWeek]} {date.Day} tháng {date.Month}", null),
    };

    /// <summary>12月6日(日)</summary>
    public static string Japanese(DateOnly date) => $"{date.Month}月{date.Day}日({Weekdays[(int)date.DayOfWeek]})";

    /// <summary>Sun 6 Dec</summary>
    public static string English(DateOnly date) => date.ToString("ddd d MMM", CultureInfo.InvariantCulture);

    public static string YearOf(DateOnly date) => date.Year.ToString(CultureInfo.InvariantCulture);

    /// <summary>The Japanese with readings; the days of a month are read as no rule says.</summary>
    static string Easy(DateOnly date) =>
        $"{{{date.Month}月|{MonthReadings[date.Month - 1]}がつ}}{{{date.Day}日|{DayReadings[date.Day - 1]}}}({{{Weekdays[(int)date.DayOfWeek]}|{WeekdayReadings[(int)date.DayOfWeek]}}})";
}
