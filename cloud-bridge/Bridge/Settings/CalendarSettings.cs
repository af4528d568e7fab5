using System.ComponentModel.DataAnnotations;

namespace Bridge.Settings;

/// <summary>When the library is open.</summary>
sealed class CalendarSettings : IValidatableObject
{
    /// <summary>IANA name of the library's time zone.</summary>
    [Required(ErrorMessage = "Bridge:Calendar:TimeZone is empty: write Asia/Tokyo")]
    public string TimeZone { get; init; } = "Asia/Tokyo";

    public IList<DayOfWeek> WeeklyClosed { get; init; } = [];
    public HolidayRule Holidays { get; init; } = HolidayRule.AsWeekday;

    /// <summary>Closed whatever else holds: stocktaking, the turn of the year.</summary>
    public IList<DateOnly> ClosedDays { get; init; } = [];

    /// <summary>Open whatever else holds.</summary>
    public IList<DateOnly> OpenDays { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WeeklyClosed.Distinct().Count() == 7)
        {
            yield return new("Bridge:Calendar:WeeklyClosed names all seven days: leave at least one, or nothing would ever be due");
        }
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
        {
            yield return new($"Bridge:Calendar:TimeZone '{TimeZone}' is not known here: write an IANA name such as Asia/Tokyo, and install tzdata");
        }
    }
}

/// <summary>What a public holiday means.</summary>
enum HolidayRule
{
    /// <summary>Nothing.</summary>
    AsWeekday,

    /// <summary>The library is closed.</summary>
    Closed,

    /// <summary>Open even on a weekly closed day; the closing moves to the next day that is no holiday.</summary>
    OpenThenClosed,
}
