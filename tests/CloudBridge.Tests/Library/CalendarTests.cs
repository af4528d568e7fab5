using Bridge.Library;
using Bridge.Settings;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Library;

/// <summary>Opening days and due dates; the holidays are those the Cabinet Office published.</summary>
public sealed class CalendarTests
{
    [Theory]
    [InlineData(2024, "01-01 01-08 02-11 02-12 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-22 09-23 10-14 11-03 11-04 11-23")]
    [InlineData(2025, "01-01 01-13 02-11 02-23 02-24 03-20 04-29 05-03 05-04 05-05 05-06 07-21 08-11 09-15 09-23 10-13 11-03 11-23 11-24")]
    [InlineData(2026, "01-01 01-12 02-11 02-23 03-20 04-29 05-03 05-04 05-05 05-06 07-20 08-11 09-21 09-22 09-23 10-12 11-03 11-23")]
    [InlineData(2027, "01-01 01-11 02-11 02-23 03-21 03-22 04-29 05-03 05-04 05-05 07-19 08-11 09-20 09-23 10-11 11-03 11-23")]
    [InlineData(2019, "01-01 01-14 02-11 03-21 04-29 04-30 05-01 05-02 05-03 05-04 05-05 05-06 07-15 08-11 08-12 09-16 09-23 10-14 10-22 11-03 11-04 11-23")]
    [InlineData(2021, "01-01 01-11 02-11 02-23 03-20 04-29 05-03 05-04 05-05 07-22 07-23 08-08 08-09 09-20 09-23 11-03 11-23")]
    public void The_holidays_are_those_of_the_year(int year, string days) =>
        Assert.Equal(days.Split(' '), JapaneseHolidays.Of(year).Select(day => day.ToString("MM-dd", null)));

    [Fact]
    public void A_due_date_on_a_closed_day_moves_to_the_next_opening_day()
    {
        var calendar = new OpeningDays(new() { WeeklyClosed = [DayOfWeek.Monday] });

        Assert.Equal(new DateOnly(2026, 6, 16), calendar.DueDate(new(2026, 6, 1), 14, PeriodCounting.CalendarDays));   // Monday, so Tuesday
        Assert.Equal(new DateOnly(2026, 6, 17), calendar.DueDate(new(2026, 6, 3), 14, PeriodCounting.CalendarDays));
    }

    [Fact]
    public void Opening_days_are_counted_where_the_library_counts_so()
    {
        var calendar = new OpeningDays(new() { WeeklyClosed = [DayOfWeek.Monday] });

        Assert.Equal(new DateOnly(2026, 6, 18), calendar.DueDate(new(2026, 6, 2), 14, PeriodCounting.OpeningDays));   // two Mondays on the way
    }

    [Fact]
    public void The_turn_of_the_year_is_skipped_whole()
    {
        var closed = Enumerable.Range(0, 7).Select(day => new DateOnly(2026, 12, 29).AddDays(day)).ToList();
        var calendar = new OpeningDays(new() { ClosedDays = closed });

        Assert.Equal(new DateOnly(2027, 1, 5), calendar.DueDate(new(2026, 12, 16), 14, PeriodCounting.CalendarDays));
    }

    [Fact]
    public void A_holiday_is_a_closed_day_where_the_library_says_so()
    {
        var calendar = new OpeningDays(new() { Holidays = HolidayRule.Closed });

        Assert.Equal(new DateOnly(2026, 9, 24), calendar.NextOpening(new(2026, 9, 21)));   // three holidays in a row, one of them sandwiched
    }

    [Fact]
    public void A_closed_Monday_that_is_a_holiday_is_open_and_the_next_weekday_is_closed()
    {
        var calendar = new OpeningDays(new() { WeeklyClosed = [DayOfWeek.Monday], Holidays = HolidayRule.OpenThenClosed });

        Assert.True(calendar.IsOpen(new(2026, 7, 20)));     // 海の日
        Assert.False(calendar.IsOpen(new(2026, 7, 21)));
        Assert.True(calendar.IsOpen(new(2026, 9, 21)));     // Monday to Wednesday are holidays
        Assert.True(calendar.IsOpen(new(2026, 9, 23)));
        Assert.False(calendar.IsOpen(new(2026, 9, 24)));
        Assert.False(calendar.IsOpen(new(2026, 7, 27)));    // an ordinary Monday
    }

    [Fact]
    public void An_extra_open_day_wins_over_everything()
    {
        var day = new DateOnly(2026, 6, 8);
        var calendar = new OpeningDays(new() { WeeklyClosed = [DayOfWeek.Monday], ClosedDays = [day], OpenDays = [day] });

        Assert.True(calendar.IsOpen(day));
    }

    [Property]
    public bool A_due_date_is_an_opening_day_not_before_the_period(ushort day, byte period, byte closed, bool holidays)
    {
        var calendar = new OpeningDays(new() { WeeklyClosed = [(DayOfWeek)(closed % 7), (DayOfWeek)(closed / 7 % 7)], Holidays = holidays ? HolidayRule.Closed : HolidayRule.OpenThenClosed });
        var lent = new DateOnly(2024, 1, 1).AddDays(day % 3000);
        var due = calendar.DueDate(lent, period, PeriodCounting.CalendarDays);
        var counted = calendar.DueDate(lent, period % 30, PeriodCounting.OpeningDays);

        return calendar.IsOpen(due) && due >= lent.AddDays(period)
            && Enumerable.Range(1, counted.DayNumber - lent.DayNumber).Count(n => calendar.IsOpen(lent.AddDays(n))) == period % 30;
    }
}
