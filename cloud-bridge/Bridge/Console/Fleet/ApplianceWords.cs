using Bridge.Fleet;
using Bridge.Web;

namespace Bridge.Console.Fleet;

/// <summary>Appliances in words. Pure.</summary>
static class ApplianceWords
{
    public static string StationOf(Language language, DeviceStation station) => station switch
    {
        DeviceStation.Counter => language.Say("カウンター（貸出・返却）", "Counter (loans and returns)"),
        DeviceStation.HoldShelf => language.Say("予約棚（受け取り）", "Hold shelf (pick-up)"),
        DeviceStation.Gate => language.Say("ゲート（入館）", "Gate (entry)"),
    };

    /// <summary>As the appliance says it; a word that is none of ours is shown as it is.</summary>
    public static string StationOf(Language language, string name) => Enum.TryParse<DeviceStation>(name, ignoreCase: true, out var station) ? StationOf(language, station) : name;

    public static string StationOf(Language language, Appliance appliance) => appliance.Paired is { } paired ? StationOf(language, paired.Station) : StationOf(language, appliance.Said?.Station ?? "");

    /// <summary>All of them, to choose from.</summary>
    public static IReadOnlyList<Choice> StationsOf(Language language, string? chosen) =>
        [.. Enum.GetValues<DeviceStation>().Select(station => new Choice(station.ToString(), StationOf(language, station), station.ToString() == chosen))];

    /// <summary>What was chosen of them.</summary>
    public static bool TryReadStation(string? posted, out DeviceStation station) => Enum.TryParse(posted, out station) && Enum.IsDefined(station);

    public static string StateOf(Language language, Appliance appliance) => appliance switch
    {
        { Said: null } => language.Say("まだ連絡がありません", "Not heard yet"),
        { IsOnline: false } => language.Say("つながっていません", "Not connected"),
        { Said.Applied.OutOfService: true } => language.Say("休止中", "Out of service"),
        _ => language.Say("動いています", "In service"),
    };

    public static string LanguageOf(Language language, string name) => name switch
    {
        "Japanese" => language.Say("日本語", "Japanese"),
        "EasyJapanese" => language.Say("やさしい日本語", "Easy Japanese"),
        "English" => language.Say("英語", "English"),
        "Chinese" => language.Say("中国語", "Chinese"),
        "Korean" => language.Say("韓国語", "Korean"),
        "Portuguese" => language.Say("ポルトガル語", "Portuguese"),
        "Vietnamese" => language.Say("ベトナム語", "Vietnamese"),
        _ => name,
    };

    /// <summary>A text, or that there is none.</summary>
    public static string OrNothing(Language language, string? text) => text is { Length: > 0 } ? text : language.Say("なし", "none");

    public static string YesNo(Language language, bool yes) => yes ? language.Say("はい", "yes") : language.Say("いいえ", "no");
}
