using System.Globalization;
using System.Text;

namespace Bridge.Enrolment;

/// <summary>What a form must and may say. Pure.</summary>
static class FormRules
{
    const int LongestLine = 200, LongestNumber = 32;

    public static IReadOnlyList<FormProblem> Of(RegistrationForm form) => Found(
        (nameof(form.Name), Required(form.Name)),
        (nameof(form.Kana), Text(form.Kana)),
        (nameof(form.Address), Required(form.Address)),
        (nameof(form.PostalCode), Number(form.PostalCode)),
        (nameof(form.BirthDate), BirthDate(form.BirthDate)),
        (nameof(form.Sex), form.Sex is null or [] or [>= '0' and <= '9'] ? null : FormFault.NotANumber),
        (nameof(form.Phone), Number(form.Phone)),
        (nameof(form.Email), Email(form.Email)),
        (nameof(form.Language), Required(form.Language)),
        (nameof(form.TermsVersion), Required(form.TermsVersion)),
        ("Guardian.Name", form.Guardian is { } g ? Required(g.Name) : null),
        ("Guardian.Phone", Number(form.Guardian?.Phone)),
        ("Guardian.Relation", form.Guardian is { } r ? Required(r.Relation) : null));

    public static IReadOnlyList<FormProblem> Of(HandOverForm form) => Found(
        (nameof(form.Kana), Text(form.Kana)),
        (nameof(form.PostalCode), Number(form.PostalCode)),
        (nameof(form.Phone), Number(form.Phone)),
        (nameof(form.Email), Email(form.Email)),
        (nameof(form.Language), Required(form.Language)),
        ("Guardian.Name", form.Guardian is { } g ? Required(g.Name) : null),
        ("Guardian.Phone", Number(form.Guardian?.Phone)),
        ("Guardian.Relation", form.Guardian is { } r ? Required(r.Relation) : null));

    /// <summary>The day eight digits say; null when the calendar has none.</summary>
    public static DateOnly? DateOf(string birthDate) =>
        DateOnly.TryParseExact(birthDate, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    static List<FormProblem> Found(params ReadOnlySpan<(string Field, FormFault? Fault)> fields)
    {
        var problems = new List<FormProblem>();
        foreach (var (field, fault) in fields)
        {
            if (fault is { } found)
            {
                problems.Add(new(field, found));
            }
        }
        return problems;
    }

    static FormFault? Required(string? text) => string.IsNullOrWhiteSpace(text) ? FormFault.Missing : Text(text);

    static FormFault? Text(string? text) =>
        text is null ? null
        : text.Length > LongestLine ? FormFault.TooLong
        : text.Any(char.IsControl) || text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar) ? FormFault.NotReadable   // a lone surrogate reads as one
        : null;

    static FormFault? Number(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : text.Length > LongestNumber ? FormFault.TooLong
        : !text.All(c => char.IsAsciiDigit(c) || c is '-' or '+' or '(' or ')' or ' ') || !text.Any(char.IsAsciiDigit) ? FormFault.NotANumber
        : null;

    static FormFault? BirthDate(string? text) =>
        string.IsNullOrWhiteSpace(text) ? FormFault.Missing
        : text.Length != 8 || !text.All(char.IsAsciiDigit) ? FormFault.NotADate
        : null;

    // As far as a form can tell: the letter that arrives is the proof.
    static FormFault? Email(string? text) => string.IsNullOrEmpty(text) || IsEmail(text) ? null : FormFault.NotAnAddress;

    static bool IsEmail(string text) =>
        text.Length <= 254 && text.Split('@') is [{ Length: > 0 and <= 64 } local, { Length: > 2 } domain]
        && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';' or '"')
        && !local.StartsWith('.') && domain.Contains('.', StringComparison.Ordinal) && !domain.StartsWith('.') && !domain.EndsWith('.')
        && !domain.Contains("..", StringComparison.Ordinal);
}
