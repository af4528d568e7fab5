namespace Bridge.Web;

/// <summary>What a person types about themselves, as it was typed.</summary>
public sealed record PersonFields(string Kana = "", string PostalCode = "", string Phone = "", string Email = "", bool WantsMail = false,
    string GuardianName = "", string GuardianPhone = "", string GuardianRelation = "")
{
    internal static PersonFields Of(PostedForm form) => new(
        form["Kana"], Typed.Number(form["PostalCode"]), Typed.Number(form["Phone"]), Typed.Mail(form["Email"]), form.IsChecked("WantsMail"),
        form["Guardian.Name"], Typed.Number(form["Guardian.Phone"]), form["Guardian.Relation"]);

    /// <summary>Null when nothing of a guardian was typed.</summary>
    internal Enrolment.Guardian? Guardian => (GuardianName + GuardianPhone + GuardianRelation).Length == 0 ? null : new(GuardianName, GuardianPhone, GuardianRelation);

    /// <summary>Says that something was typed; what is nobody's to print.</summary>
    public override string ToString() => nameof(PersonFields);
}
