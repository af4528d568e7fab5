using System.Globalization;
using Firmware.Dialogue;

namespace Firmware.Screens;

/// <summary>One saying in every language of the panel.</summary>
/// <param name="Ja">やさしい言い方: short sentences, few kanji, a space between phrases (a line may break there; \n where it must).</param>
/// <param name="Easy">The same for who reads little Japanese: kana, or kanji with their reading as <c>{予約|よやく}</c>.</param>
internal readonly record struct Phrase(string Ja, string Easy, string En)
{
    public Line In(Language language) => language switch
    {
        Language.Japanese => new(Ja, En.Replace('\n', ' ')),
        Language.EasyJapanese => new(Easy, null),
        Language.English => new(En, Ja.Replace('\n', ' ')),
    };
}

/// <summary>Everything the panel says. To add a language: a member of <see cref="Language"/>, a column here, and the pictures in the tests.</summary>
internal static class Texts
{
    // Keys of the footer
    public static readonly Phrase Finish = new("おわる", "おわる", "Finish");
    public static readonly Phrase Back = new("もどる", "もどる", "Back");
    public static readonly Phrase ChangeLanguage = new("ことば", "ことば", "Language");

    // What to do, on many screens
    public static readonly Phrase GoToCounter = new("カウンターへ どうぞ", "カウンターへ どうぞ", "Please go to the counter");
    public static readonly Phrase UntilSound = new("音が なるまで そのまま", "{音|おと}が なるまで そのまま", "Keep it there until the sound");
    public static readonly Phrase TakeCard = new("カードを とってください", "カードを とってください", "Please take your card");

    // S00 to S03: the card
    public static readonly Phrase Starting = new("じゅんび しています", "じゅんび しています", "Starting");
    public static readonly Phrase StartingDetail = new("すこし まってください", "すこし まってください", "One moment, please");
    public static readonly Phrase PlaceCard = new("カードを\nおいてください", "カードを\nおいてください", "Place your card\non the reader");
    public static readonly Phrase WhichCards = new("図書館カード・マイナンバーカード", "{図書館|としょかん}カード・マイナンバーカード", "Library card or My Number card");
    public static readonly Phrase OfflineLends = new("つながっていません。かりられます", "つながっていません。かりられます", "Offline. You can still borrow");
    public static readonly Phrase OfflineStops = new("つながっていません。カウンターへ どうぞ", "つながっていません。カウンターへ どうぞ", "Offline. Go to the counter");
    public static readonly Phrase Reading = new("よんでいます", "よんでいます", "Reading");
    public static readonly Phrase Asking = new("しらべています", "しらべています", "Checking");
    public static readonly Phrase PlaceAgain = new("もういちど\nおいてください", "もういちど\nおいてください", "Place your card\nagain");

    // S20: what would you like to do?
    public static readonly Phrase Hello = new("こんにちは", "こんにちは", "Hello");
    public static readonly Phrase Borrow = new("かりる", "かりる", "Borrow");
    public static readonly Phrase OrScanBook = new("または 本を スキャン", "または {本|ほん}を スキャン", "or just scan a book");
    public static readonly Phrase ScanToBegin = new("本の バーコードを\nあててください", "{本|ほん}の バーコードを\nあててください", "Scan a book\nto begin");
    public static Phrase HoldsReady(int n) => new($"予約の本 {n}", $"{{予約|よやく}}の{{本|ほん}} {n}", $"Holds ready {n}");
    public static Phrase OverdueItems(int n) => new($"おくれ {n}", $"おくれ {n}", $"Overdue {n}");

    // S30: scan
    public static readonly Phrase ScanBook = new("バーコードを\nあててください", "バーコードを\nあててください", "Scan your\nbooks");
    public static readonly Phrase ScanNext = new("つぎの 本を\nどうぞ", "つぎの {本|ほん}を\nどうぞ", "Next book,\nplease");
    public static readonly Phrase OneMoment = new("まってください", "まってください", "One moment");
    public static readonly Phrase LimitIsFull = new("これで\nいっぱいです", "これで\nいっぱいです", "That is\nyour limit");
    public static readonly Phrase SentLater = new("あとで 送ります", "あとで おくります", "Sent later");
    public static Phrase Unit(int n) => new("さつ", "さつ", n == 1 ? "item" : "items");
    public static Phrase MoreToBorrow(int remaining, int limit) => new($"あと {remaining}さつ", $"あと {remaining}さつ", $"{remaining} of {limit} left");

    // S32: done
    public static Phrase Borrowed(int n) => new($"かりました {n}さつ", $"かりました {n}さつ", $"Borrowed: {n}");
    public static readonly Phrase NothingBorrowed = new("かりた本は ありません", "かりた{本|ほん}は ありません", "Nothing borrowed");
    public static readonly Phrase ReturnBy = new("かえす日", "かえす{日|ひ}", "Return by");
    public static readonly Phrase FirstReturnBy = new("さいしょの かえす日", "さいしょの かえす{日|ひ}", "First return by");

    // S60 to S99
    public static readonly Phrase NotConnected = new("つながっていません", "つながっていません", "No connection");
    public static readonly Phrase NotKnown = new("とうろくが ありません", "とうろくが ありません", "Card not registered");
    public static readonly Phrase NotWorking = new("できませんでした", "できませんでした", "That did not work");
    public static readonly Phrase OnlyCheckedIsBorrowed = new("✓の 本だけ かりています", "✓の {本|ほん}だけ かりています", "Only items with ✓ are borrowed");
    public static readonly Phrase NotAllowed = new("いま かりられません", "いま かりられません", "Borrowing is not\npossible now");
    public static readonly Phrase OutOfService = new("つかえません", "つかえません", "Out of service");
    public static readonly Phrase ForgottenCard = new("カードを\nわすれていませんか", "カードを\nわすれていませんか", "Did you forget\nyour card?");
    public static readonly Phrase ThankYou = new("ありがとう\nございました", "ありがとう\nございました", "Thank you");

    // S31: why an item is not lent, and what to do with it
    public static readonly Phrase NotLent = new("かりられません", "かりられません", "Not borrowed");
    public static readonly Phrase AlreadyYours = new("もう かりています", "もう かりています", "Already yours");
    public static readonly Phrase CouldNotRead = new("よめませんでした", "よめませんでした", "Could not read");
    public static readonly Phrase OtherBarcode = new("ちがう バーコードです", "ちがう バーコードです", "Wrong barcode");
    public static readonly Phrase ThatIsACard = new("それは カードです", "それは カードです", "That is a card");

    public static Phrase Of(ItemProblem problem) => problem switch
    {
        ItemProblem.Unknown => new("図書館に とうろくが ありません", "{図書館|としょかん}に とうろくが ありません", "Not in the catalogue"),
        ItemProblem.OnLoan => new("ほかの人が かりています", "ほかの{人|ひと}が かりています", "Someone else has it on loan"),
        ItemProblem.AlreadyYours => new("この本は あなたが かりています", "この{本|ほん}は あなたが かりています", "You have it on loan already"),
        ItemProblem.OnHold => new("ほかの人の 予約が あります", "ほかの{人|ひと}の {予約|よやく}が あります", "On hold for someone else"),
        ItemProblem.InLibraryOnly => new("図書館の中で よむ本です", "{図書館|としょかん}の{中|なか}で よむ{本|ほん}です", "For use in the library only"),
        ItemProblem.LimitReached => new("もう いっぱい かりています", "もう いっぱい かりています", "You have reached your limit"),
        ItemProblem.Overdue => new("かえす日を すぎた本が あります", "かえす{日|ひ}を すぎた{本|ほん}が あります", "Return overdue items first"),
        ItemProblem.SeeStaff => new("カウンターで きいてください", "カウンターで きいてください", "Please ask at the counter"),
        ItemProblem.NotRead => new("もういちど あててください", "もういちど あててください", "Please scan it again"),
        ItemProblem.PublishersBarcode => new("図書館の ラベルを あててください", "{図書館|としょかん}の ラベルを あててください", "Scan the library's own label"),
        ItemProblem.PatronsCard => new("本の バーコードを あててください", "{本|ほん}の バーコードを あててください", "Scan the barcode of a book"),
        ItemProblem.NoAnswer => new("図書館から へんじが ありません", "{図書館|としょかん}から へんじが ありません", "The library did not answer"),
        ItemProblem.CardMayNot => new("このカードでは かりられません", "このカードでは かりられません", "Not with this card"),
        ItemProblem.OfflineLimit => new("つながるまで かりられません", "つながるまで かりられません", "No more while offline"),
    };

    /// <summary>S80: what is wrong with the card, then what to do.</summary>
    public static (Phrase Problem, Phrase Advice) Of(CardProblem problem) => problem switch
    {
        CardProblem.NotRead => (CouldNotRead, new("カードを まんなかに おいてください", "カードを まんなかに おいてください", "Lay the card flat, in the middle")),
        CardProblem.SeveralCards => (new("カードは 1まいだけ", "カードは 1まいだけ", "One card only"), new("ほかの カードを はなしてください", "ほかの カードを はなしてください", "Take the other cards away")),
        CardProblem.OtherCard => (new("このカードは\nつかえません", "このカードは\nつかえません", "This card does\nnot work here"), WhichCards),
    };

    /// <summary>For the person who repairs it: which device is missing, on S90.</summary>
    public static Phrase Of(Faults fault) => fault switch
    {
        Faults.Reader => new("カードリーダー", "カードリーダー", "card reader"),
        Faults.Scanner => new("スキャナー", "スキャナー", "scanner"),
        Faults.Journal => new("きろく", "きろく", "journal"),
        Faults.Panel => new("がめん", "がめん", "panel"),
        Faults.PinPad => new("ボタン", "ボタン", "keypad"),
        Faults.Door => new("ドア", "ドア", "door"),
        _ => new("?", "?", "?"),
    };

    const string Weekdays = "日月火水木金土";

    static readonly string[] MonthReadings = ["いち", "に", "さん", "し", "ご", "ろく", "しち", "はち", "く", "じゅう", "じゅういち", "じゅうに"];

    static readonly string[] DayReadings =
    [
        "ついたち", "ふつか", "みっか", "よっか", "いつか", "むいか", "なのか", "ようか", "ここのか", "とおか",
        "じゅういちにち", "じゅうににち", "じゅうさんにち", "じゅうよっか", "じゅうごにち", "じゅうろくにち", "じゅうしちにち", "じゅうはちにち", "じゅうくにち", "はつか",
        "にじゅういちにち", "にじゅうににち", "にじゅうさんにち", "にじゅうよっか", "にじゅうごにち", "にじゅうろくにち", "にじゅうしちにち", "にじゅうはちにち", "にじゅうくにち", "さんじゅうにち", "さんじゅういちにち",
    ];

    static readonly string[] WeekdayReadings = ["にち", "げつ", "か", "すい", "もく", "きん", "ど"];

    /// <summary>12月6日(日)</summary>
    public static string JapaneseDate(DateOnly date) => $"{date.Month}月{date.Day}日({Weekdays[(int)date.DayOfWeek]})";

    /// <summary>The same with readings; the days of a month are read as no rule says.</summary>
    public static string EasyDate(DateOnly date) =>
        $"{{{date.Month}月|{MonthReadings[date.Month - 1]}がつ}}{{{date.Day}日|{DayReadings[date.Day - 1]}}}({{{Weekdays[(int)date.DayOfWeek]}|{WeekdayReadings[(int)date.DayOfWeek]}}})";

    /// <summary>Sun 6 Dec</summary>
    public static string EnglishDay(DateOnly date) => date.ToString("ddd d MMM", CultureInfo.InvariantCulture);
}
