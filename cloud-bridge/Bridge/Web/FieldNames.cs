namespace Bridge.Web;

/// <summary>What the fields of forms are called; their names are those of <see cref="Enrolment.RegistrationForm"/>.</summary>
static class FieldNames
{
    public const string Consent = "Consent", Password = "Password", PasswordAgain = "PasswordAgain", Card = "Card", Reason = "Reason", Language = "Language", Sure = "Sure";

    static readonly Dictionary<string, (string Japanese, string English)> All = new(StringComparer.Ordinal)
    {
        ["Name"] = ("氏名", "Name"),
        ["Kana"] = ("フリガナ", "Reading of the name (kana)"),
        ["Address"] = ("住所", "Address"),
        ["PostalCode"] = ("郵便番号", "Postal code"),
        ["BirthDate"] = ("生年月日", "Date of birth"),
        ["Sex"] = ("性別", "Sex"),
        ["Phone"] = ("電話番号", "Telephone"),
        ["Email"] = ("メールアドレス", "E-mail"),
        ["Guardian.Name"] = ("保護者の氏名", "Guardian's name"),
        ["Guardian.Phone"] = ("保護者の電話番号", "Guardian's telephone"),
        ["Guardian.Relation"] = ("続柄", "Relation to you"),
        [Consent] = ("同意", "Consent"),
        [Password] = ("パスワード", "Password"),
        [PasswordAgain] = ("パスワード（もう一度）", "Password, once more"),
        [Language] = ("言語", "Language"),
        [Sure] = ("確認", "Confirmation"),
        [Card] = ("利用者番号", "Patron number"),
        [Reason] = ("理由", "Reason"),
    };

    public static IReadOnlyDictionary<string, string> In(Language language) => All.ToDictionary(name => name.Key, name => language.Say(name.Value.Japanese, name.Value.English), StringComparer.Ordinal);
}
