namespace Bridge.Library;

/// <summary>Until when: the day at the library, and the text as the library system wrote it where it is no day.</summary>
/// <param name="Day">Null when the text is free text that no form fits.</param>
sealed record DueDate(string Text, DateOnly? Day)
{
    /// <summary>By day where both have one: two messages may write the same day differently.</summary>
    public bool IsSameAs(DueDate other) => Day is { } mine && other.Day is { } others ? mine == others : Text == other.Text;

    public bool IsStated => Day is not null || Text.Length > 0;
}

static class DueDates
{
    /// <summary>As the built-in circulation writes a day: <c>2026-12-06</c>.</summary>
    public static DueDate Of(DateOnly day) => new(day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), day);
}
