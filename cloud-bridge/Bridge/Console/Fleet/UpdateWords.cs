using System.Globalization;
using Bridge.Fleet;
using Bridge.Web;
using Contract;

namespace Bridge.Console.Fleet;

/// <summary>Updates in words. Pure.</summary>
static class UpdateWords
{
    public static string StateOf(Language language, RolloutState state) => state switch
    {
        RolloutState.Running => language.Say("配布中", "Going out"),
        RolloutState.Paused => language.Say("一時停止中", "Paused"),
        RolloutState.Done => language.Say("完了", "Done"),
        RolloutState.StoppedByStaff => language.Say("中止しました", "Stopped by staff"),
        RolloutState.StoppedByFailures => language.Say("失敗が多いため止まりました", "Stopped: too many failures"),
        RolloutState.Ended => language.Say("期限が切れました", "Its time is over"),
    };

    public static string GroupOf(Language language, string group) => group.Length > 0 ? group : language.Say("グループなし", "Without a group");

    public static string BoardsOf(Language language, IEnumerable<UpdateBundle> bundles) => string.Join(language.Say("、", ", "), bundles.Select(bundle => bundle.Compatible).Order(StringComparer.Ordinal));

    public static string StagesOf(IEnumerable<int> percents) => string.Join(" → ", percents.Select(percent => string.Create(CultureInfo.InvariantCulture, $"{percent}%")));

    /// <summary>How far an appliance is with a version.</summary>
    /// <param name="hasBundle">There is a bundle for this appliance.</param>
    public static string ProgressOf(Language language, Appliance appliance, string version, bool hasBundle, bool isOffered) => appliance switch
    {
        _ when !hasBundle && appliance.Said?.Version != version => appliance.Board is { } board
            ? language.Say($"知らせません。基板 {board} 用の {version} がありません", $"Left out: there is no bundle of {version} for its board, {board}")
            : language.Say($"知らせません。基板がわかりません（{version} は複数の基板用があります）", $"Left out: board unknown, and there are bundles of {version} for several"),
        { Said.Update: { } said } when said.Version == version && said.Phase is not UpdatePhase.Good => Say(language, said),
        { Said: { } said } when said.Version == version => language.Say($"{version} が動いています", $"Runs {version}"),
        { Wishes.IsPinned: true } => language.Say("固定（更新しません）", "Pinned: it stays as it is"),
        _ when appliance.Wishes.SkippedUpdate == version => language.Say("この版は除外", "Skips this version"),
        _ when isOffered => language.Say("知らせました。まだ返事がありません", "Offered; it has not answered yet"),
        _ => language.Say("まだ知らせていません", "Not offered"),
    };

    /// <summary>What it last said of an update.</summary>
    public static string Say(Language language, UpdateReport said) => said switch
    {
        { Refusal: { } refusal } => $"{Phase(language, said)}{language.Say("：", ": ")}{Say(language, refusal)}",
        { Percent: { } percent } => string.Create(CultureInfo.InvariantCulture, $"{Phase(language, said)} {percent}%"),
        _ => Phase(language, said),
    };

    static string Phase(Language language, UpdateReport said) => said.Phase switch
    {
        UpdatePhase.Waiting => language.Say("時間か、だれもいなくなるのを待っています", "Waits for its hours, or for nobody to be there"),
        UpdatePhase.Downloading => language.Say("受信中", "Fetches it"),
        UpdatePhase.Installing => language.Say("書き込み中", "Installs it"),
        UpdatePhase.Restarting => language.Say("再起動中", "Restarts"),
        UpdatePhase.OnTrial => language.Say("試しに動かしています", "On trial"),
        UpdatePhase.Good => language.Say($"{said.Version} が動いています", $"Runs {said.Version}"),
        UpdatePhase.Refused => language.Say("断りました。何も変わっていません", "Refused, nothing was changed"),
        UpdatePhase.Returned => language.Say("うまく動かず、前の版に戻りました", "Did not do, and went back"),
    };

    public static string Say(Language language, UpdateRefusal refusal) => refusal switch
    {
        UpdateRefusal.NotSigned => language.Say("署名がありません", "it is not signed"),
        UpdateRefusal.WrongKey => language.Say("この機器が信頼しない鍵で署名されています", "signed by a key that it does not trust"),
        UpdateRefusal.WrongPurpose => language.Say("更新用ではない鍵で署名されています", "signed by a key that is not for updates"),
        UpdateRefusal.WrongBoard => language.Say("別の基板のものです", "it is for another board"),
        UpdateRefusal.Older => language.Say("動いている版より古いものです", "it is older than what runs there"),
        UpdateRefusal.Truncated => language.Say("途中で切れています", "it is cut short"),
        UpdateRefusal.Damaged => language.Say("こわれています", "it is damaged"),
        UpdateRefusal.DiskFull => language.Say("空き容量が足りません", "there is no room for it"),
        UpdateRefusal.Expired => language.Say("期限が切れました", "the offer's time was over"),
        UpdateRefusal.WrongOffer => language.Say("お知らせと中身が合いません", "the offer does not name this bundle"),
        UpdateRefusal.NotFetched => language.Say("取りに行けませんでした", "it could not be fetched"),
        UpdateRefusal.NotInstalled => language.Say("書き込めませんでした", "it could not be written"),
        UpdateRefusal.NotStarted => language.Say("新しい版が始まりませんでした", "the new version did not start"),
        UpdateRefusal.NotHealthy => language.Say("新しい版で動かない部品がありました", "something did not work with the new version"),
        UpdateRefusal.NotHere => language.Say("この機器は更新ファイルでは更新できません", "it is not updated by bundles"),
    };

    public static string Say(Language language, RolloutFault fault) => fault switch
    {
        RolloutFault.NoBundle => language.Say("この版の更新ファイルがありません。kazashi-bridge update add で追加してください。", "There is no bundle of this version. Add it with kazashi-bridge update add."),
        RolloutFault.NobodyThere => language.Say("このグループに、ペアリングした機器がありません。", "This group has no paired appliance."),
        RolloutFault.NotForTheirBoards => language.Say("このグループの機器の基板用のものが、この版にありません。kazashi-bridge update add で追加してください。", "No bundle of this version is for a board of this group. Add it with kazashi-bridge update add."),
        RolloutFault.OneIsOpen => language.Say("このグループへの配布がまだ終わっていません。先に中止してください。", "A rollout to this group has not ended. Stop that one first."),
    };
}
