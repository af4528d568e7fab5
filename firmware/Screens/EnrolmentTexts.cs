using Contract;
using Firmware.Dialogue;

namespace Firmware.Screens;

/// <summary>What the panel says while somebody registers, has a card linked, or takes it off again.</summary>
internal static class EnrolmentTexts
{
    // Keys
    public static readonly Phrase Yes = new("はい", "はい", "Yes");
    public static readonly Phrase No = new("いいえ", "いいえ", "No");
    public static readonly Phrase Next = new("つぎへ", "つぎへ", "Next");
    public static readonly Phrase Cancel = new("やめる", "やめる", "Cancel");
    public static readonly Phrase Delete = new("けす", "けす", "Clear");
    public static readonly Phrase Confirm = new("きめる", "きめる", "Enter");
    public static readonly Phrase Skip = new("とばす", "とばす", "Skip");
    public static readonly Phrase More = new("くわしく", "くわしく", "More");
    public static readonly Phrase Later = new("あとで する", "あとで する", "Later");
    public static readonly Phrase Same = new("おなじ", "おなじ", "Same");
    public static readonly Phrase Different = new("ちがう", "ちがう", "Different");
    public static readonly Phrase UseLastTry = new("つかう", "つかう", "Use it");

    // Said on several screens
    public static readonly Phrase NothingRegistered = new("とうろく していません", "とうろく していません", "Nothing was registered");
    public static readonly Phrase StillThere = new("まだ つづけますか", "まだ つづけますか", "Still there?");
    public static readonly Phrase LeaveCard = new("カードは そのまま", "カードは そのまま", "Leave your card there");

    // S01, S05: the number of a library card
    public static readonly Phrase TypeNumber = new("番号", "{番号|ばんごう}", "Number");
    public static readonly Phrase LibraryCard = new("図書館カード", "{図書館|としょかん}カード", "Library card");
    public static readonly Phrase NumberPlease = new("番号を おしてください", "{番号|ばんごう}を おしてください", "Type its number");

    // S10: new here?
    public static readonly Phrase NewCard = new("はじめての カードです", "はじめての カードです", "New card");
    public static readonly Phrase IAmNew = new("とうろくする", "とうろくする", "I am new here");
    public static readonly Phrase IHaveACard = new("図書館カードが ある", "{図書館|としょかん}カードが ある", "I have a library card");

    // S11: consent
    public static Phrase Of(Purpose purpose) => purpose switch
    {
        Purpose.Register => new("とうろく", "とうろく", "Register"),
        Purpose.Link => new("カードを つなぐ", "カードを つなぐ", "Link your card"),
        Purpose.Renew(EnrolmentCause.EarlierMethod) => new("いちど かくにんします", "いちど かくにんします", "Once only"),
        Purpose.Renew(EnrolmentCause.OtherChip) => new("新しい カードですね", "{新|あたら}しい カードですね", "New card"),
        _ => new("はじめての 図書館です", "はじめての {図書館|としょかん}です", "First time"),
    };

    public static readonly Phrase WeRead = new("カードから よむもの", "カードから よむもの", "We read from it");
    public static readonly Phrase FourInformation = new("名前・住所・生まれた日・性別", "{名前|なまえ}・{住所|じゅうしょ}・{生|う}まれた{日|ひ}・{性別|せいべつ}", "Name, address, birth date, sex");
    public static readonly Phrase NeverTheNumber = new("マイナンバー(12けた)は よみません", "マイナンバー(12けた)は よみません", "Never the 12-digit number");
    public static readonly Phrase WhoKeeps = new("よんだ あとは", "よんだ あとは", "What becomes of it");
    public static readonly Phrase LibraryKeeps = new("図書館が もちます", "{図書館|としょかん}が もちます", "The library keeps it");
    public static readonly Phrase ServiceConfirms = new("国の しくみで カードを たしかめます", "{国|くに}の しくみで カードを たしかめます", "A national service checks it");
    public static readonly Phrase DeletedAfterwards = new("利用を やめたら けします", "つかうのを やめたら けします", "Deleted when you leave");

    // S12, S13: the two numbers
    public static readonly Phrase FourDigits = new("暗証番号 4けた", "{暗証番号|あんしょうばんごう} 4けた", "PIN, 4 digits");
    public static readonly Phrase AuthenticationPin = new("利用者証明用", "{利用者証明用|りようしゃしょうめいよう}", "Authentication PIN");
    public static readonly Phrase TextPin = new("券面事項入力補助用", "{券面事項入力補助用|けんめんじこうにゅうりょくほじょよう}", "Card text PIN");
    public static readonly Phrase CheckingPin = new("たしかめています", "たしかめています", "Checking");
    public static readonly Phrase IsItTheSame = new("おなじ 番号ですか", "おなじ {番号|ばんごう}ですか", "Is it the same?");
    public static readonly Phrase OtherPin = new("もうひとつの 番号", "もうひとつの {番号|ばんごう}", "The other PIN");
    public static readonly Phrase HoldForLastTry = new("さいごの 1回。# を 3びょう おす", "さいごの 1{回|かい}。# を 3びょう おす", "Last try: hold # for 3 seconds");
    public static readonly Phrase MistakeLocks = new("まちがえると ロックされます", "まちがえると ロックされます", "A mistake locks your card");
    public static Phrase TriesLeft(int n) => new($"{n}回 まちがえると つかえません", $"{n}{{回|かい}} まちがえると つかえません", $"{n} wrong tries lock it");
    public static Phrase Wrong(int n) => new($"ちがいます。あと {n}回", $"ちがいます。あと {n}{{回|かい}}", $"Wrong. {n} tries left");

    // S14: at work
    public static readonly Phrase Registering = new("とうろく\nしています", "とうろく\nしています", "Registering");

    // S15, S16: is it you, and your telephone?
    public static readonly Phrase IsThisYou = new("これで よいですか", "これで よいですか", "Is this you?");
    public static readonly Phrase Name = new("名前", "{名前|なまえ}", "Name");
    public static readonly Phrase Born = new("生まれ", "{生|う}まれ", "Born");
    public static readonly Phrase Address = new("住所", "{住所|じゅうしょ}", "Address");
    public static readonly Phrase Phone = new("電話番号", "{電話番号|でんわばんごう}", "Phone");
    public static readonly Phrase PhonePlease = new("すうじを おしてください", "すうじを おしてください", "Type your number");
    public static readonly Phrase Optional = new("なくても いいです", "なくても いいです", "You may leave it out");
    public static readonly Phrase NoPhone = new("0から はじまる 10けたか 11けたです", "0から はじまる 10けたか 11けたです", "10 or 11 digits, the first is 0");

    // S17: the rest on the phone
    public static readonly Phrase OnYourPhone = new("スマホで つづける", "スマホで つづける", "On your phone");
    public static readonly Phrase Code = new("番号", "{番号|ばんごう}", "Code");
    public static readonly Phrase FiveMinutes = new("5分 つかえます", "5{分|ふん} つかえます", "5 minutes");

    // S18: done
    public static (Phrase Main, Phrase Detail) Of(AdmissionKind kind) => kind switch
    {
        AdmissionKind.Registered => (new("とうろく できました", "とうろく できました", "Registered"), new("今日から つかえます", "{今日|きょう}から つかえます", "You can borrow now")),
        AdmissionKind.Linked => (new("つなぎました", "つなぎました", "Card linked"), new("これからは このカードで かりられます", "これからは このカードで かりられます", "From now on you borrow with this card")),
        AdmissionKind.AwaitsStaff => (new("うけつけました", "うけつけました", "Received"), new("図書館から れんらくします", "{図書館|としょかん}から れんらくします", "The library will contact you")),
    };

    public static readonly Phrase RestLater = new("のこりは あとで できます", "のこりは あとで できます", "The rest can be done later");

    // S19: the library card
    public static readonly Phrase ScanLibraryCard = new("図書館カードを\nスキャン", "{図書館|としょかん}カードを\nスキャン", "Scan your\nlibrary card");
    public static readonly Phrase LibraryCardUnknown = new("そのカードは とうろくが ありません", "そのカードは とうろくが ありません", "That card is not registered");
    public static readonly Phrase LastDigits = new("さいごの 4けた", "さいごの 4けた", "Last 4 digits");
    public static readonly Phrase IsThatRight = new("あっていますか", "あっていますか", "Is that right?");

    // S20, S22, S23, S99: the card itself
    public static readonly Phrase YourCard = new("じょうほう", "じょうほう", "Your card");
    public static readonly Phrase TakeOff = new("はずす", "はずす", "Take it off");
    public static readonly Phrase TakeOffReally = new("このカードを\nはずしますか", "このカードを\nはずしますか", "Take this card\noff?");
    public static readonly Phrase AfterTakingOff = new("図書館カードは そのまま つかえます", "{図書館|としょかん}カードは そのまま つかえます", "Your library card still works");
    public static readonly Phrase TakenOff = new("カードを\nはずしました", "カードを\nはずしました", "Your card was\ntaken off");

    public static Phrase Of(PatronCard card) => card switch
    {
        PatronCard.MyNumber => new("マイナンバーカード", "マイナンバーカード", "My Number card"),
        PatronCard.LibraryCard => LibraryCard,
        PatronCard.Felica or PatronCard.Mifare => new("ICカード", "ICカード", "IC card"),
        PatronCard.Phone => new("スマホの カード", "スマホの カード", "Card on a phone"),
    };

    /// <summary>S82: why nothing was registered, or what to do now.</summary>
    public static Phrase Of(EnrolmentProblem problem) => problem switch
    {
        EnrolmentProblem.TimedOut => new("時間が たちました", "{時間|じかん}が たちました", "The time was up"),
        EnrolmentProblem.CardNotRead => new("カードを よめませんでした", "カードを よめませんでした", "Your card could not be read"),
        EnrolmentProblem.DetailsDenied => new("カウンターで きいてください", "カウンターで きいてください", "Please ask at the counter"),
        EnrolmentProblem.NotHere => new("ここでは いま できません", "ここでは いま できません", "Not possible here now"),
        EnrolmentProblem.NoConnection => new("つながっていません", "つながっていません", "No connection"),
        EnrolmentProblem.NoAnswer => new("図書館から へんじが ありません", "{図書館|としょかん}から へんじが ありません", "The library did not answer"),
        EnrolmentProblem.CardExpired => new("電子証明書の きげんが きれています", "{電子証明書|でんししょうめいしょ}の きげんが きれています", "The card's certificate has expired"),
        EnrolmentProblem.CardRevoked => new("電子証明書が とめられています", "{電子証明書|でんししょうめいしょ}が とめられています", "The card's certificate was revoked"),
        EnrolmentProblem.CardNotTrusted => new("カードを たしかめられません", "カードを たしかめられません", "Your card could not be confirmed"),
        EnrolmentProblem.ProofNotAccepted => new("もういちど はじめから どうぞ", "もういちど はじめから どうぞ", "Please start again"),
        EnrolmentProblem.LibraryCardUnknown => new("図書館カードの とうろくが ありません", "{図書館|としょかん}カードの とうろくが ありません", "The library card is not registered"),
        EnrolmentProblem.LinkedToAnother => new("ほかの人の とうろくに あります", "ほかの{人|ひと}の とうろくに あります", "The card is linked to someone else"),
        EnrolmentProblem.PatronNotAllowed => new("カウンターへ どうぞ", "カウンターへ どうぞ", "Please go to the counter"),
        EnrolmentProblem.PlatformDown => new("いま カードを たしかめられません", "いま カードを たしかめられません", "Cards cannot be confirmed now"),
    };

    /// <summary>S83: what is the matter with the card, then where to go.</summary>
    public static (Phrase Problem, Phrase Advice) Of(CardBar bar, string? office)
    {
        var goToOffice = office is null
            ? new Phrase("市役所・区役所へ どうぞ", "{市役所|しやくしょ}・{区役所|くやくしょ}へ どうぞ", "Please go to your city office")
            : new Phrase($"{office}へ どうぞ", $"{office}へ どうぞ", "Please go to your city office");
        return bar switch
        {
            CardBar.AuthenticationPinLocked => (new("カードが ロック\nされています", "カードが ロック\nされています", "Your card\nis locked"), goToOffice),
            CardBar.TextPinLocked => (new("券面用の 番号が\nロックされています", "{券面|けんめん}の {番号|ばんごう}が\nロックされています", "Its text PIN\nis locked"), goToOffice),
            CardBar.LastTry => (OneTryLeft, NotTriedHere),
            CardBar.NoPin => (new("ここでは とうろく\nできない カードです", "ここでは とうろく\nできない カードです", "This card cannot\nbe used here"), Texts.GoToCounter),
            CardBar.CertificateExpired => (new("電子証明書の\nきげんぎれです", "{電子証明書|でんししょうめいしょ}の\nきげんぎれです", "Its certificate\nhas expired"), goToOffice),
            CardBar.CertificateRevoked => (new("電子証明書が\nとめられています", "{電子証明書|でんししょうめいしょ}が\nとめられています", "Its certificate\nwas revoked"), goToOffice),
            CardBar.CertificateAbsent => (new("電子証明書が\nありません", "{電子証明書|でんししょうめいしょ}が\nありません", "It has no\ncertificate"), goToOffice),
            CardBar.Phone => (new("スマホでは\nとうろくできません", "スマホでは\nとうろくできません", "A phone does\nnot work here"), new("カードを つかってください", "カードを つかってください", "Please use your card")),
            CardBar.OldCard => (new("住基カードは\nつかえません", "{住基|じゅうき}カードは\nつかえません", "Old resident card:\nnot possible"), Texts.GoToCounter),
            CardBar.RecordsNotGenuine => (new("カードを\nたしかめられません", "カードを\nたしかめられません", "This card could\nnot be confirmed"), Texts.GoToCounter),
        };
    }

    public static readonly Phrase OneTryLeft = new("あと 1回です", "あと 1{回|かい}です", "One try is left");
    public static readonly Phrase NotTriedHere = new("ここでは ためしません", "ここでは ためしません", "We do not use it up here");
}
