using Bridge.Library;
using Bridge.Settings;
using Contract;

namespace Bridge.Enrolment;

/// <summary>Does a registration count at once, or does a person look at it? Pure.</summary>
static class RegistrationDecision
{
    /// <summary>Why a person must look; null when nobody needs to.</summary>
    /// <param name="hasAlike">A patron of the same name and birth date is there already.</param>
    public static ReviewReason? Against(RegistrationForm form, bool hasAlike, DateOnly today, RegistrationSettings settings) =>
        form.Validate().Count > 0 ? ReviewReason.FormNotGood
        : hasAlike ? ReviewReason.PossibleDuplicate
        : AgeOf(form.BirthDate, today) is not { } age ? ReviewReason.BirthDateUnclear
        : age < settings.GuardianUntilAge && form.Guardian is null ? ReviewReason.MinorWithoutGuardian
        : settings.Mode == RegistrationMode.Review ? ReviewReason.SiteReviewsAll
        : null;

    /// <summary>Full years; of a birth date without day or month the fewest it can be. Null when not even the year is known.</summary>
    public static int? AgeOf(string birthDate, DateOnly today)
    {
        if (birthDate is not { Length: 8 } || !birthDate.All(char.IsAsciiDigit))
        {
            return null;
        }
        var born = FormRules.DateOf(birthDate) ?? LatestOf(birthDate);
        if (born is not { } day || day > today)
        {
            return null;
        }
        var age = today.Year - day.Year;
        return today < day.AddYears(age) ? age - 1 : age;
    }

    static DateOnly? LatestOf(string birthDate) =>
        int.Parse(birthDate.AsSpan(0, 4), System.Globalization.CultureInfo.InvariantCulture) is >= 1850 and var year ? new(year, 12, 31) : null;
}

/// <summary>Do card and library speak of one person? Pure.</summary>
static class DetailsDecision
{
    /// <summary>For a link by a library card, which anyone may have found: the name must be the same, and the birth date where the library has it.</summary>
    public static bool IsSamePerson(Patron patron, PersonDetails person) => IsSameName(patron, person) && BirthDateOf(patron) is var known && (known is null || known == person.BirthDate);

    /// <summary>For a card whose chip the patron enrolled before: a name changes with a marriage, a birth date does not.</summary>
    public static bool MaySucceed(Patron patron, PersonDetails person) =>
        BirthDateOf(patron) is { } known ? known == person.BirthDate : IsSameName(patron, person);

    public static bool IsSameName(Patron patron, PersonDetails person) => NameKey.Of(patron.Name) == NameKey.Of(person.Name);

    static string? BirthDateOf(Patron patron) =>
        patron.BirthDate?.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture) ?? patron.BirthDateText;
}
