using Sandbox.People;

namespace Sandbox.App;

/// <summary>Every word of the pages, in one language.</summary>
public sealed record Texts
{
    public required string Language { get; init; }
    public required string OtherLanguage { get; init; }
    public required string OtherLanguageName { get; init; }
    public required string LanguageLabel { get; init; }
    public required string AppName { get; init; }
    public required string Mark { get; init; }
    public required string Footer { get; init; }
    public required string AskedBy { get; init; }
    public required string ChooseTitle { get; init; }
    public required string ChooseHint { get; init; }
    public required string Next { get; init; }
    public required string PinTitle { get; init; }
    public required string PinLabel { get; init; }
    public required string PinEnter { get; init; }
    public required Func<int, string> PinHint { get; init; }
    public required Func<int, string> Wrong { get; init; }
    public required string ConsentTitle { get; init; }
    public required string ConsentHint { get; init; }
    public required string ConsentWithoutClaims { get; init; }
    public required string ConsentYes { get; init; }
    public required string RefusedTitle { get; init; }
    public required string RefusedLocked { get; init; }
    public required string RefusedWithoutPin { get; init; }
    public required string RefusedExpired { get; init; }
    public required string RefusedRevoked { get; init; }
    public required string RefusedWithoutCertificate { get; init; }
    public required string SomebodyElse { get; init; }
    public required string Cancel { get; init; }
    public required string GoneTitle { get; init; }
    public required string Gone { get; init; }
    public required string EndedTitle { get; init; }
    public required string Ended { get; init; }

    /// <summary>The 4 information in the order of the card: scope, its word, and what is handed over.</summary>
    public required IReadOnlyList<(string Scope, string Label, Func<SandboxPerson, string> Value)> Claims { get; init; }

    internal string Refusal(Sitting sitting) => (sitting.Person, sitting.Card) switch
    {
        ({ Person.Pin: null }, _) => RefusedWithoutPin,
        (_, CardState.Expired) => RefusedExpired,
        (_, CardState.Revoked) => RefusedRevoked,
        (_, CardState.WithoutCertificate) => RefusedWithoutCertificate,
        _ => RefusedLocked,
    };

    public static Texts Japanese { get; } = new()
    {
        Language = "ja",
        OtherLanguage = "en",
        OtherLanguageName = "English",
        LanguageLabel = "言語",
        AppName = "スマホ認証アプリ（試験用）",
        Mark = "サンドボックス　本物ではありません",
        Footer = "登場する人はすべて架空です。本物のマイナンバーカードの暗証番号を入力しないでください。",
        AskedBy = "依頼元",
        ChooseTitle = "どなたのカードですか",
        ChooseHint = "見本の人を一人選んでください",
        Next = "次へ",
        PinTitle = "暗証番号を入力",
        PinLabel = "利用者証明用電子証明書の暗証番号（数字4桁）",
        PinEnter = "カードを読み取る",
        PinHint = tries => $"{tries}回続けて間違えるとロックされます。",
        Wrong = tries => $"暗証番号が違います。あと{tries}回です。",
        ConsentTitle = "この情報を渡しますか",
        ConsentHint = "カードから読み取った次の情報を依頼元に渡します。",
        ConsentWithoutClaims = "本人であることだけを依頼元に伝えます。氏名などは渡しません。",
        ConsentYes = "同意して渡す",
        RefusedTitle = "このカードは使えません",
        RefusedLocked = "暗証番号がロックされています。住民票のある市区町村の窓口で再設定してください。",
        RefusedWithoutPin = "暗証番号のないカード（顔認証マイナンバーカード）です。このアプリでは使えません。",
        RefusedExpired = "電子証明書の有効期限が切れています。市区町村の窓口で更新してください。",
        RefusedRevoked = "電子証明書が失効しています。市区町村の窓口にお問い合わせください。",
        RefusedWithoutCertificate = "利用者証明用電子証明書が入っていないカードです。",
        SomebodyElse = "別の人を選ぶ",
        Cancel = "やめて依頼元に戻る",
        GoneTitle = "この手続きは終わっています",
        Gone = "時間がたったか、すでに済んでいます。元のサイトからやり直してください。",
        EndedTitle = "ログアウトしました",
        Ended = "この画面は閉じてかまいません。",
        Claims =
        [
            ("name", "氏名", person => person.Name),
            ("address", "住所", person => person.Address),
            ("birthdate", "生年月日", person => person.BirthDate is { Length: 8 } date ? $"{date[..4]}年{date[4..6].TrimStart('0')}月{date[6..].TrimStart('0')}日" : person.BirthDate),
            ("gender", "性別", person => person.Sex switch { "1" => "男", "2" => "女", _ => "その他" }),
        ],
    };

    public static Texts English { get; } = new()
    {
        Language = "en",
        OtherLanguage = "ja",
        OtherLanguageName = "日本語",
        LanguageLabel = "Language",
        AppName = "Phone authentication app (test)",
        Mark = "Sandbox: not the real one",
        Footer = "Everyone here is invented. Never type the PIN of a real My Number card.",
        AskedBy = "Asked by",
        ChooseTitle = "Whose card is it?",
        ChooseHint = "Choose one of the sample people",
        Next = "Next",
        PinTitle = "Enter the PIN",
        PinLabel = "PIN of the user-authentication certificate (4 digits)",
        PinEnter = "Read the card",
        PinHint = tries => tries == 1 ? "One more mistake locks the card." : $"{tries} mistakes in a row lock the card.",
        Wrong = tries => tries == 1 ? "Wrong PIN. 1 try left." : $"Wrong PIN. {tries} tries left.",
        ConsentTitle = "Hand this over?",
        ConsentHint = "This was read from the card and will be given to whoever asks.",
        ConsentWithoutClaims = "Only that it is you will be told. No name, nothing else.",
        ConsentYes = "Agree and hand over",
        RefusedTitle = "This card cannot be used",
        RefusedLocked = "The PIN is locked. The municipal office where you are registered can set a new one.",
        RefusedWithoutPin = "This card has no PIN (face authentication only) and cannot be used with this app.",
        RefusedExpired = "The certificate has expired. The municipal office renews it.",
        RefusedRevoked = "The certificate was revoked. Please ask the municipal office.",
        RefusedWithoutCertificate = "This card has no user-authentication certificate.",
        SomebodyElse = "Choose somebody else",
        Cancel = "Stop and go back",
        GoneTitle = "This has ended",
        Gone = "It took too long, or it is done already. Please start again where you came from.",
        EndedTitle = "Signed out",
        Ended = "You may close this page.",
        Claims =
        [
            ("name", "Name", person => person.Name),
            ("address", "Address", person => person.Address),
            ("birthdate", "Date of birth", person => person.BirthDate is { Length: 8 } date ? $"{date[..4]}-{date[4..6]}-{date[6..]}" : person.BirthDate),
            ("gender", "Sex", person => person.Sex switch { "1" => "male", "2" => "female", _ => "other" }),
        ],
    };
}
