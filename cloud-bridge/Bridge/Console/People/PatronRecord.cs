using Bridge.Enrolment;
using Bridge.Library;
using Bridge.Web;

namespace Bridge.Console.People;

/// <summary>A patron's details as staff type them.</summary>
public sealed record PatronRecord(string Name, string Address, string BirthDate, string Category, string LibraryCard, PersonFields Fields)
{
    internal static readonly PatronRecord Empty = new("", "", "", "", "", new());

    internal static PatronRecord Of(Patron patron) => new(patron.Name, patron.Address ?? "", patron.BirthDate?.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture) ?? patron.BirthDateText ?? "", patron.Category, patron.LibraryCard ?? "",
        new(patron.Kana ?? "", patron.PostalCode ?? "", patron.Phone ?? "", patron.Email ?? "", patron.WantsMail, patron.GuardianName ?? "", patron.GuardianPhone ?? "", patron.GuardianRelation ?? ""));

    internal static PatronRecord Of(PostedForm posted) =>
        new(posted["Name"], posted["Address"], Typed.Number(posted["BirthDate"]), posted["Category"], Label.KeyOf(Typed.Narrow(posted["LibraryCard"])), PersonFields.Of(posted));

    internal IReadOnlyList<FormProblem> Validate() =>
    [
        .. new RegistrationForm(Name, Null(Fields.Kana), Address, Null(Fields.PostalCode), BirthDate, null, Null(Fields.Phone), Null(Fields.Email), "ja", Fields.WantsMail, Fields.Guardian, "1", default).Validate(),
        .. Category.Length is 0 or > 40 ? [new FormProblem(nameof(Category), Category.Length == 0 ? FormFault.Missing : FormFault.TooLong)] : Array.Empty<FormProblem>(),
        .. LibraryCard.Length > Label.MaximumLength ? [new FormProblem(nameof(LibraryCard), FormFault.TooLong)] : Array.Empty<FormProblem>(),
    ];

    internal void Fill(Patron patron)
    {
        var day = FormRules.DateOf(BirthDate);
        (patron.Name, patron.Kana, patron.Address, patron.Category) = (Name, Null(Fields.Kana), Null(Address), Category);
        (patron.BirthDate, patron.BirthDateText) = (day, day is null ? Null(BirthDate) : null);
        (patron.PostalCode, patron.Phone, patron.Email, patron.WantsMail) = (Null(Fields.PostalCode), Null(Fields.Phone), Null(Fields.Email), Fields.WantsMail);
        (patron.GuardianName, patron.GuardianPhone, patron.GuardianRelation) = (Null(Fields.GuardianName), Null(Fields.GuardianPhone), Null(Fields.GuardianRelation));
        patron.LibraryCard = Null(LibraryCard);
    }

    /// <summary>Says that it is there; what it says is nobody's to print.</summary>
    public override string ToString() => nameof(PatronRecord);

    static string? Null(string text) => text.Length == 0 ? null : text;
}
