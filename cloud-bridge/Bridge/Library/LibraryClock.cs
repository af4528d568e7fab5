using Bridge.Settings;

namespace Bridge.Library;

/// <summary>Which day it is at the library.</summary>
sealed class LibraryClock(TimeProvider time, CalendarSettings settings)
{
    readonly TimeZoneInfo zone = TimeZoneInfo.FindSystemTimeZoneById(settings.TimeZone);

    /// <summary>How long an entry may have waited in a journal for its time to be believed; a Raspberry Pi without network may think it is 1970.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromDays(30);

    static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    public DateTimeOffset Now => time.GetUtcNow();

    public DateOnly Today => Day(Now);

    /// <summary>0 to 23.</summary>
    public int HourOfDay => TimeZoneInfo.ConvertTime(Now, zone).Hour;

    /// <summary>The day of something that happened on a device; today when its clock cannot be right.</summary>
    public DateOnly DayOf(DateTimeOffset happened) => happened > Now - LongestWait && happened < Now + Ahead ? Day(happened) : Today;

    /// <summary>Its first moment at the library.</summary>
    public DateTimeOffset BeginOf(DateOnly day) => new(TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(TimeOnly.MinValue), zone), TimeSpan.Zero);

    DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
}
