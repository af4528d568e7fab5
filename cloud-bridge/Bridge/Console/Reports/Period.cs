using System.Globalization;

namespace Bridge.Console.Reports;

/// <summary>Which days, and which branch. Pure.</summary>
/// <param name="To">The last day, included.</param>
/// <param name="Branch">Its code; empty for all.</param>
readonly record struct Period(DateOnly From, DateOnly To, string Branch)
{
    public const int MostDays = 366;

    const int FourWeeks = 28;

    public int Days => To.DayNumber - From.DayNumber + 1;

    /// <summary>Four weeks where nothing sensible was asked for.</summary>
    public static Period Of(string? from, string? to, string? branch, DateOnly today)
    {
        var last = Day(to) ?? today;
        var first = Day(from) ?? Before(last);
        return first > last || last.DayNumber - first.DayNumber >= MostDays ? new(Before(last), last, branch ?? "") : new(first, last, branch ?? "");
    }

    static DateOnly Before(DateOnly last) => last.DayNumber < FourWeeks ? DateOnly.MinValue : last.AddDays(1 - FourWeeks);

    static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
