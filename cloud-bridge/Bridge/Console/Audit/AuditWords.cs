using Bridge.Web;

namespace Bridge.Console.Audit;

/// <summary>What staff did, in words. Pure.</summary>
static class AuditWords
{
    public static string Say(Language language, AuditAct act) => act switch
    {
        AuditAct.SignedIn => language.Say("サインイン", "Signed in"),
        AuditAct.SignedOut => language.Say("サインアウト", "Signed out"),
        AuditAct.PasswordChanged => language.Say("パスワードを変更", "Changed the password"),
        AuditAct.SecondFactorSet => language.Say("認証アプリを登録", "Set up the authenticator app"),
        AuditAct.RecoveryCodeUsed => language.Say("回復コードを使用", "Used a recovery code"),
        AuditAct.RecoveryCodesMade => language.Say("回復コードを作り直し", "Made new recovery codes"),
        AuditAct.SignedOutEverywhere => language.Say("すべての端末からサインアウト", "Signed out everywhere"),
        AuditAct.AccountAdded => language.Say("アカウントを追加", "Added an account"),
        AuditAct.AccountRolesChanged => language.Say("役割を変更", "Changed roles"),
        AuditAct.AccountDisabled => language.Say("アカウントを停止", "Disabled an account"),
        AuditAct.AccountEnabled => language.Say("アカウントを再開", "Enabled an account"),
        AuditAct.AccountReset => language.Say("パスワードと認証アプリをやり直し", "Reset password and app"),
        AuditAct.StaffCardAdded => language.Say("職員カードを登録", "Registered a staff card"),
        AuditAct.StaffCardRemoved => language.Say("職員カードを削除", "Took a staff card away"),
        AuditAct.PatronsSearched => language.Say("利用者を検索", "Searched patrons"),
        AuditAct.PatronSeen => language.Say("利用者を表示", "Looked at a patron"),
        AuditAct.PatronAtCounterSeen => language.Say("カウンターの利用者を表示", "Looked at the patron at a counter"),
        AuditAct.PatronRegistered => language.Say("利用者を登録", "Registered a patron"),
        AuditAct.PatronChanged => language.Say("利用者の情報を変更", "Changed a patron's record"),
        AuditAct.PatronBlocked => language.Say("利用を停止", "Blocked a patron"),
        AuditAct.PatronUnblocked => language.Say("利用停止を解除", "Unblocked a patron"),
        AuditAct.PatronExtended => language.Say("有効期限を延長", "Extended a patron"),
        AuditAct.PatronPasswordGiven => language.Say("利用者のパスワードを発行", "Gave a patron a new password"),
        AuditAct.PatronCardRemoved => language.Say("利用者のカードをはずした", "Took a patron's card away"),
        AuditAct.Lent => language.Say("貸出", "Lent"),
        AuditAct.Renewed => language.Say("貸出延長", "Renewed"),
        AuditAct.TakenBack => language.Say("返却", "Took back"),
        AuditAct.HoldPlaced => language.Say("予約", "Placed a hold"),
        AuditAct.HoldCancelled => language.Say("予約取消", "Cancelled a hold"),
        AuditAct.HoldFetched => language.Say("予約の本を用意", "Fetched an item for a hold"),
        AuditAct.HoldShelved => language.Say("予約棚に置いた", "Put an item on the hold shelf"),
        AuditAct.HoldCleared => language.Say("予約棚から出した", "Took an item off the hold shelf"),
        AuditAct.ItemStatusChanged => language.Say("資料の状態を変更", "Changed an item's status"),
        AuditAct.ApplicationSeen => language.Say("申し込みを表示", "Looked at an application"),
        AuditAct.ApplicationAccepted => language.Say("申し込みを受け付け", "Accepted an application"),
        AuditAct.ApplicationRefused => language.Say("申し込みを断り", "Refused an application"),
        AuditAct.TaskSettled => language.Say("要対応を処理", "Settled a task"),
        AuditAct.CallAnswered => language.Say("呼び出しに対応", "Answered a call"),
        AuditAct.MailRetried => language.Say("メールを再送", "Sent a mail again"),
        AuditAct.PatronsExported => language.Say("利用者の一覧を出力", "Exported patrons"),
        AuditAct.ItemsExported => language.Say("資料の一覧を出力", "Exported items"),
        AuditAct.LoansExported => language.Say("貸出の一覧を出力", "Exported loans"),
        AuditAct.HoldsExported => language.Say("予約の一覧を出力", "Exported holds"),
        AuditAct.ReportExported => language.Say("統計を出力", "Exported a report"),
        AuditAct.AuditExported => language.Say("操作の記録を出力", "Exported the audit log"),
    };
}
