using Firmware.Dialogue;

namespace Firmware.Screens;

/// <summary>What the panel says of holds, loans and returns, at the gate, and to staff.</summary>
internal static class ServiceTexts
{
    // S20
    public static readonly Phrase Holds = new("予約の本", "{予約|よやく}の{本|ほん}", "Holds");
    public static readonly Phrase Renew = new("のばす", "のばす", "Renew");

    // S33, S34
    public static readonly Phrase HowMany = new("何さつ ありますか", "なんさつ ありますか", "How many items?");
    public static Phrase OnlyLent(int n) => new($"かりたのは {n}さつです", $"かりたのは {n}さつです", $"Borrowed so far: {n}");
    public static readonly Phrase ScanTheRest = new("のこりを あててください", "のこりを あててください", "Please scan the rest");
    public static readonly Phrase Continue = new("つづける", "つづける", "Go on");

    // S40, S41
    public static Phrase Ready(int n) => new($"予約の本 {n}さつ", $"{{予約|よやく}}の{{本|ほん}} {n}さつ", $"Holds ready: {n}");
    public static readonly Phrase NoneReady = new("予約の本は ありません", "{予約|よやく}の{本|ほん}は ありません", "No holds ready");
    public static readonly Phrase TakeFromShelf = new("たなから とって\nあててください", "たなから とって\nあててください", "Take it from the\nshelf, scan it");

    // S50, S51, S55, S61
    public static readonly Phrase OnLoan = new("かりている本", "かりている{本|ほん}", "On loan");
    public static readonly Phrase RenewAll = new("ぜんぶ", "ぜんぶ", "Renew all");
    public static readonly Phrase Renewed = new("のばしました", "のばしました", "Renewed");
    public static readonly Phrase NotRenewed = new("のばせません", "のばせません", "Not renewed");
    public static readonly Phrase NothingOnLoan = new("かりている本は ありません", "かりている{本|ほん}は ありません", "Nothing on loan");
    public static readonly Phrase NotNow = new("いまは できません", "いまは できません", "Not now");
    public static readonly Phrase ByMail = new("メールで 送ります", "メールで おくります", "Coming by mail");

    // S35, S36
    public static readonly Phrase Return = new("かえす", "かえす", "Return");
    public static Phrase PutIn(ReturnBox box) => box switch
    {
        ReturnBox.Shelf => new("1の はこへ", "1の はこへ", "Into box 1"),
        ReturnBox.HoldShelf => new("2の はこへ", "2の はこへ", "Into box 2"),
        ReturnBox.OtherBranch => new("3の はこへ", "3の はこへ", "Into box 3"),
        ReturnBox.Staff => new("カウンターへ", "カウンターへ", "To the counter"),
        ReturnBox.Unsorted => new("1の はこへ", "1の はこへ", "Into box 1"),
    };
    public static readonly Phrase NotReturned = new("かえせません", "かえせません", "Not returned");

    // S24, S25, S86
    public static readonly Phrase ComeIn = new("どうぞ\nお入りください", "どうぞ\nおはいりください", "Welcome");
    public static readonly Phrase NotAdmitted = new("入れません", "はいれません", "No entry");
    public static readonly Phrase DoorOpen = new("ドアを\nしめてください", "ドアを\nしめてください", "Please close\nthe door");

    // S85, S72
    public static readonly Phrase StaffCalled = new("よびました", "よびました", "Staff are coming");
    public static readonly Phrase StaffMode = new("スタッフ", "スタッフ", "Staff");
}
