using Bridge.Enrolment;
using Bridge.Web;

namespace Bridge.Patrons;

/// <summary>What only a page asks for, beside the rules of every form. Pure.</summary>
static class FormChecks
{
    public const int ShortestPassword = 8;

    /// <summary>Agreement is a tick, not a default; who wants mail has an address.</summary>
    public static IEnumerable<FormProblem> Of(RegistrationForm form, PostedForm posted)
    {
        foreach (var problem in form.Validate().Concat(OfMail(form.WantsMail, form.Email)))
        {
            yield return problem;
        }
        if (!posted.IsChecked(FieldNames.Consent))
        {
            yield return new(FieldNames.Consent, FormFault.Missing);
        }
    }

    public static IEnumerable<FormProblem> OfMail(bool wantsMail, string? email) => wantsMail && email is null ? [new("Email", FormFault.Missing)] : [];

    /// <summary>A new password is typed twice, or left out.</summary>
    public static IEnumerable<FormProblem> OfPassword(string password, string again) =>
        password.Length == 0 && again.Length == 0 ? []
        : password.Length < ShortestPassword ? [new(FieldNames.Password, FormFault.Missing)]
        : password.Length > PasswordHash.LongestPassword ? [new(FieldNames.Password, FormFault.TooLong)]
        : password != again ? [new(FieldNames.PasswordAgain, FormFault.Missing)]
        : [];

    public static IReadOnlyDictionary<string, string> Say(Language language, IEnumerable<FormProblem> problems)
    {
        var words = new Dictionary<string, string>(Saying.Problems(language, problems), StringComparer.Ordinal);
        Instead(FieldNames.Consent, "利用するには同意が必要です。", "You can only register if you agree.");
        Instead(FieldNames.PasswordAgain, "2回の入力がちがいます。もう一度入力してください。", "The two are not the same. Please type both again.");
        Instead(FieldNames.Language, "どちらかをえらんでください。", "Please choose one of the two.");
        Instead(FieldNames.Sure, "取り消すには、ここをえらんでください。", "To close the account, please tick this.");
        if (problems.Contains(new(FieldNames.Password, FormFault.Missing)))
        {
            Instead(FieldNames.Password, $"{ShortestPassword}文字以上にしてください。", $"Please use at least {ShortestPassword} characters.");
        }
        return words;

        void Instead(string field, string japanese, string english)
        {
            if (words.ContainsKey(field))
            {
                words[field] = language.Say(japanese, english);
            }
        }
    }
}
