using System.Globalization;

namespace Bridge.Enrolment;

/// <summary>What a form must and may say. Pure.</summary>
static class FormRules
{
    const int LongestLine = 200, LongestNumber = 32;

    public static IReadOnlyList<FormProblem> Of(RegistrationForm form)
    {
        var problems = new List<FormProblem>();
        Text(nameof(form.Name), form.Name, isRequired: true);
        Text(nameof(form.Kana), form.Kana);
        Text(nameof(form.Address), form.Address, isRequired: true);
        Number(nameof(form.PostalCode), form.PostalCode);
        Number(nameof(form.Phone), form.Phone);
        Text(nameof(form.Language), form.Language, isRequired: true);
        Text(nameof(form.TermsVersion), form.TermsVersion, isRequired: true);
        if (form.BirthDate is not { Length: 8 } birth || !birth.All(char.IsAsciiDigit))
        {
            problems.Add(new(nameof(form.BirthDate), string.IsNullOrWhiteSpace(form.BirthDate) ? FormFault.Missing : FormFault.NotADate));
        }
        if (form.Sex is { Length: not 0 } sex && (sex.Length > 1 || !char.IsAsciiDigit(sex[0])))
        {
            problems.Add(new(nameof(form.Sex), FormFault.NotANumber));
        }
        if (form.Email is { Length: not 0 } email && !IsEmail(email))
        {
            problems.Add(new(nameof(form.Email), FormFault.NotAnAddress));
        }
        if (form.Guardian is { } guardian)
        {
            Text("Guardian.Name", guardian.Name, isRequired: true);
            Number("Guardian.Phone", guardian.Phone);
            Text("Guardian.Relation", guardian.Relation, isRequired: true);
        }
        return problems;

        void Text(string field, string? text, bool isRequired = false)
        {
            FormFault? fault = string.IsNullOrWhiteSpace(text) ? isRequired ? FormFault.Missing : null
                : text.Length > LongestLine ? FormFault.TooLong
                : text.Contains('\uFFFD', StringComparison.Ordinal) || text.Any(char.IsControl) || HasLoneSurrogate(text) ? FormFault.NotReadable
                : null;
            if (fault is { } found)
            {
                problems.Add(new(field, found));
            }
        }

        void Number(string field, string? text)
        {
            FormFault? fault = string.IsNullOrWhiteSpace(text) ? null
                : text.Length > LongestNumber ? FormFault.TooLong
                : !text.All(c => char.IsAsciiDigit(c) || c is '-' or '+' or '(' or ')' or ' ') || !text.Any(char.IsAsciiDigit) ? FormFault.NotANumber
                : null;
            if (fault is { } found)
            {
                problems.Add(new(field, found));
            }
        }
    }

    /// <summary>The day eight digits say; null when the calendar has none.</summary>
    public static DateOnly? DateOf(string birthDate) =>
        DateOnly.TryParseExact(birthDate, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    // As far as a form can tell: the letter that arrives is the proof.
    static bool IsEmail(string text) =>
        text.Length <= 254 && text.Split('@') is [{ Length: > 0 and <= 64 } local, { Length: > 2 } domain]
        && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';' or '"')
        && !local.StartsWith('.') && domain.Contains('.', StringComparison.Ordinal) && !domain.StartsWith('.') && !domain.EndsWith('.')
        && !domain.Contains("..", StringComparison.Ordinal);

    static bool HasLoneSurrogate(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == System.Text.Rune.ReplacementChar)
            {
                return true;
            }
        }
        return false;
    }
}
