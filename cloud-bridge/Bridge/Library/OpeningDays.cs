using Bridge.Settings;

namespace Bridge.Library;

/// <summary>On which days the library is open, and therefore when things are due. Pure.</summary>
sealed class OpeningDays(CalendarSettings settings)
{
    readonly HashSet<DayOfWeek> weeklyClosed = [.. settings.WeeklyClosed];
    readonly HashSet<DateOnly> closed = [.. settings.ClosedDays];
    readonly HashSet<DateOnly> open = [.. settings.OpenDays];

    /// <summary>A year and a day without an opening day is no calendar but a mistake in it; then a date is due as it is.</summary>
    const int LongestClosure = 366;

    public bool IsOpen(DateOnly day) =>
        open.Contains(day) || (!closed.Contains(day) && settings.Holidays switch
        {
            HolidayRule.AsWeekday => !weeklyClosed.Contains(day.DayOfWeek),
            HolidayRule.Closed => !weeklyClosed.Contains(day.DayOfWeek) && !JapaneseHolidays.IsHoliday(day),
            HolidayRule.OpenThenClosed => !IsClosedWeekday(day),
        });

    /// <summary>The day itself when the library is open, else the next day it is.</summary>
    public DateOnly NextOpening(DateOnly day)
    {
        for (var ahead = 0; ahead < LongestClosure; ahead++)
        {
            if (IsOpen(day.AddDays(ahead)))
            {
                return day.AddDays(ahead);
            }
        }
        return day;
    }

    public DateOnly DueDate(DateOnly lentOn, int days, PeriodCounting counting) => counting switch
    {
        PeriodCounting.CalendarDays => NextOpening(lentOn.AddDays(days)),
        PeriodCounting.OpeningDays => Enumerable.Range(0, days).Aggregate(lentOn, (day, _) => NextOpening(day.AddDays(1))),
    };

    // 月曜休館、祝日のときは開館し、次の平日に休館: a closed weekday that is a holiday is open, and the closing moves to the next day that is no holiday.
    bool IsClosedWeekday(DateOnly day)
    {
        if (JapaneseHolidays.IsHoliday(day))
        {
            return false;
        }
        if (weeklyClosed.Contains(day.DayOfWeek))
        {
            return true;
        }
        for (var before = day.AddDays(-1); JapaneseHolidays.IsHoliday(before); before = before.AddDays(-1))
        {
            if (weeklyClosed.Contains(before.DayOfWeek))
            {
                return true;
            }
        }
        return false;
    }
}
