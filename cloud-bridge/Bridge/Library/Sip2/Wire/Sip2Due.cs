using System.Globalization;
using System.Text.RegularExpressions;

namespace Bridge.Library.Sip2.Wire;

/// <summary>Reads AH, which is free text: <c>20261206    235900</c>, <c>2026-12-06 23:59:59</c>, <c>06/12/2026</c>, seconds since 1970, or nothing.</summary>
static partial class Sip2Due
{
    /// <summary>What cannot be read keeps its text and has no day: a due date never costs the loan.</summary>
    public static DueDate Parse(string? text, TimeZoneInfo zone)
    {
        var trimmed = text?.Trim() ?? "";
        return new(trimmed, DayOf(trimmed, zone));
    }

    public static string Format(DueDate due) => due.Day is { } day ? new Sip2Time(day.ToDateTime(new(23, 59, 0)), IsUtc: false).ToString() : due.Text;

    static DateOnly? DayOf(string text, TimeZoneInfo zone) =>
        Sip2Time.Parse(text) is { } time ? Day(time.In(zone), zone)
        : SecondsSince1970().IsMatch(text) ? Day(DateTimeOffset.FromUnixTimeSeconds(long.Parse(text[..10], CultureInfo.InvariantCulture)), zone)
        : WithOffset().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? Day(at, zone)
        : YearFirst().Match(text) is { Success: true } ymd ? Date(ymd.Groups["y"], ymd.Groups["m"], ymd.Groups["d"])
        : YearLast().Match(text) is { Success: true } dmy ? Date(dmy.Groups["y"], dmy.Groups["m"], dmy.Groups["d"]) ?? Date(dmy.Groups["y"], dmy.Groups["d"], dmy.Groups["m"])
        : null;

    static DateOnly? Day(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    static DateOnly? Date(Capture year, Capture month, Capture day) =>
        DateOnly.TryParseExact($"{year.Value}-{month.Value}-{day.Value}", "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    [GeneratedRegex(@"^[0-9]{10}([0-9]{3})?$")]   // milliseconds, too
    private static partial Regex SecondsSince1970();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+ ?(Z|[+-][0-9]{2}:?[0-9]{2})$")]
    private static partial Regex WithOffset();

    [GeneratedRegex(@"^(?<y>[0-9]{4})(?:(?<m>[0-9]{2})(?<d>[0-9]{2})(?=$|[^0-9]|[0-9]{4}([0-9]{2})?$)|[-/.年](?<m>[0-9]{1,2})[-/.月](?<d>[0-9]{1,2})(?![0-9]))")]
    private static partial Regex YearFirst();

    [GeneratedRegex(@"^(?<d>[0-9]{1,2})[-/.](?<m>[0-9]{1,2})[-/.](?<y>[0-9]{4})(?![0-9])")]   // day first; month first where the day would be no month
    private static partial Regex YearLast();
}
