using Bridge.Ingest;
using Bridge.Web;

namespace Bridge.Console.Queue;

/// <summary>Why a task waits, and what to do about it. Pure.</summary>
static class TaskWords
{
    public static string Say(Language language, StaffReason reason) => reason switch
    {
        StaffReason.UnreadableEnvelope => language.Say("機器からの記録が読めない", "A message of an appliance is unreadable"),
        StaffReason.UnreadableEvent => language.Say("機器の記録の中身が読めない", "An entry of an appliance cannot be opened"),
        StaffReason.SameSequenceOtherContent => language.Say("同じ番号で別の記録が届いた", "Two entries under one number"),
        StaffReason.ToldOtherwise => language.Say("利用者への表示と記録がちがう", "The patron was told something else"),
        StaffReason.RequestUnknown => language.Say("元の操作が見つからない", "What it settles is not known"),
        StaffReason.SettledTwice => language.Say("結果が2とおり届いた", "Settled in two ways"),
        StaffReason.OfflineLoanNotRecorded => language.Say("オフラインの貸出を記録できない", "An off-line loan is not recorded"),
        StaffReason.OfflineLoanAgainstRules => language.Say("規則に合わないオフラインの貸出", "An off-line loan against the rules"),
        StaffReason.WithdrawnTooLate => language.Say("取り消しが間に合わなかった登録", "A registration withdrawn too late"),
        StaffReason.UnlinkNotApplied => language.Say("カードの解除ができなかった", "A card was not taken away"),
        StaffReason.EffectFailed => language.Say("処理中に失敗した", "It failed within the bridge"),
        StaffReason.MailNotDelivered => language.Say("メールが届かない", "A mail does not arrive"),
    };

    public static string Advice(Language language, StaffReason reason) => reason switch
    {
        StaffReason.UnreadableEnvelope or StaffReason.UnreadableEvent => language.Say("機器の版と鍵の設定を確認してください。その時間の貸出・返却が記録されていないことがあります。", "Check the appliance's release and keys. Something done there at that time may not be recorded."),
        StaffReason.SameSequenceOtherContent => language.Say("機器のカードを複製したか、古い状態にもどした可能性があります。機器を調べてください。", "The appliance's memory may have been copied or restored. Have it looked at."),
        StaffReason.ToldOtherwise => language.Say("利用者に表示された内容と、貸出の記録を確認してください。", "Compare what the patron read with the loan there is."),
        StaffReason.RequestUnknown or StaffReason.SettledTwice => language.Say("資料が手元にあるか、貸出の記録があるかを確認してください。", "See whether the item is here, and whether there is a loan."),
        StaffReason.OfflineLoanNotRecorded => language.Say("利用者は資料を持ち帰っています。わかるときは窓口から貸し出してください。", "The patron has the item. Lend it at the desk once you know who it is."),
        StaffReason.OfflineLoanAgainstRules => language.Say("貸出は記録してあります。必要なら利用者に連絡してください。", "The loan is recorded. Call the patron if need be."),
        StaffReason.WithdrawnTooLate => language.Say("登録は残っています。本人に確認してください。", "The registration stands. Ask the person."),
        StaffReason.UnlinkNotApplied => language.Say("本人を確認して、利用者のページでカードをはずしてください。", "Make sure who asks, and take the card away on the patron's page."),
        StaffReason.EffectFailed => language.Say("くわしいことはサーバーの記録にあります。管理者に知らせてください。", "The service's log has more. Tell an administrator."),
        StaffReason.MailNotDelivered => language.Say("アドレスを確認して直し、もう一度送ってください。", "Check the address, correct it, and send the mail again."),
    };
}
