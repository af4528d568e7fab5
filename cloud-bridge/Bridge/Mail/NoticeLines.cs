using System.Globalization;
using Bridge.Web;

namespace Bridge.Mail;

/// <summary>The list in a notice: each day with its titles, or with how many there are where titles are not to be named. Pure.</summary>
static class NoticeLines
{
    /// <summary>A line is to fit a narrow screen.</summary>
    const int LongestTitle = 36;

    // Programs without ICU have invariant names only.
    const string Weekdays = "日月火水木金土";

    public static string Write(IReadOnlyList<NoticeLine>? lines, Language language) => lines is not { Count: > 0 } ? language.Say("  （ありません）", "  (nothing)")
        : string.Join('\n', lines.GroupBy(line => (line.Day, line.Where)).OrderBy(group => group.Key).SelectMany(group => Of(group.Key.Day, group.Key.Where, [.. group], language)));

    static IEnumerable<string> Of(DateOnly? day, string? where, IReadOnlyList<NoticeLine> lines, Language language)
    {
        var unnamed = lines.Count(line => line.Title is null);
        var count = unnamed == 0 ? "" : language.Say($"　{unnamed}点", unnamed == 1 ? "  1 item" : $"  {unnamed} items");
        yield return $"  {(day is { } known ? DayIn(known, language) : language.Say("期限は図書館におたずねください", "please ask the library until when"))}{count}{(where is null ? "" : language.Say($"　{where}", $"  {where}"))}";
        foreach (var line in lines.Where(line => line.Title is not null))
        {
            yield return language.Say($"    ・{Shortened(line.Title!)}", $"    - {Shortened(line.Title!)}");
        }
    }

    static string DayIn(DateOnly day, Language language) => language.Say(
        $"{day.Month}月{day.Day}日（{Weekdays[(int)day.DayOfWeek]}）まで", "by " + day.ToString("dddd, d MMMM", CultureInfo.InvariantCulture));

    static string Shortened(string title)
    {
        var shown = new StringInfo(title);
        return shown.LengthInTextElements <= LongestTitle ? title : shown.SubstringByTextElements(0, LongestTitle - 1) + "…";
    }
}
