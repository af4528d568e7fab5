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
        StaffReason.ReturnNotRecorded => language.Say("返却箱の資料を返却できない", "An item in the return box is not taken back"),
        StaffReason.ReturnWithdrawn => language.Say("返却したが、利用者には窓口へと表示した", "Taken back, but somebody was sent to the desk with it"),
        StaffReason.LoanNotUndone => language.Say("「貸出できません」と表示した貸出が残っている", "A loan stands that its patron was told was not made"),
        StaffReason.DueDateDiffers => language.Say("表示した返却期限が図書館システムとちがう", "The patron was told another due date"),
        StaffReason.DueDateNotRead => language.Say("図書館システムの返却期限が日付として読めない", "The library system's due dates are no days"),
        StaffReason.OrderUnclear => language.Say("図書館システムに記録されたか、わからない", "Nobody knows whether the library system did it"),
        StaffReason.OrderNotCarriedOut => language.Say("図書館システムにつながらず、取りやめた", "The library system was away; nothing was done"),
        StaffReason.ReceiptNotSent => language.Say("約束した貸出一覧メールを送れない", "A promised receipt was not sent"),
        StaffReason.PatronToEnter => language.Say("新しい利用者を図書館システムに入力する", "A new patron is to be entered"),
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
        StaffReason.ReturnNotRecorded => language.Say("返却箱の資料を探し、図書館システムで確認してください。", "Find the item in the box and look it up in the library system."),
        StaffReason.ReturnWithdrawn => language.Say("資料が窓口に来ているか、書架に戻っているかを確認してください。", "See whether the item came to the desk or back to its shelf."),
        StaffReason.LoanNotUndone => language.Say("利用者が資料を持っていなければ、図書館システムで返却してください。", "If the patron does not have the item, take it back in the library system."),
        StaffReason.DueDateDiffers => language.Say("図書館システムの返却期限を表示に合わせるか、利用者に連絡してください。", "Give the loan the date that was told, or call the patron."),
        StaffReason.DueDateNotRead => language.Say("図書館システムのSIP2の日付の書式を確認してください。表示した期限は、このシステムの計算です。", "Look at the date format of the library system's SIP2. The day shown is the bridge's own calculation."),
        StaffReason.OrderUnclear => language.Say("図書館システムでこの資料の状態を確認し、利用者に表示した内容に合わせてください。", "Look the item up in the library system and make it agree with what the patron was told."),
        StaffReason.OrderNotCarriedOut => language.Say("資料が手元にあるかを確認してください。", "See whether the item is here."),
        StaffReason.ReceiptNotSent => language.Say("利用者のメールアドレスを確認してください。", "Check the patron's address."),
        StaffReason.PatronToEnter => language.Say("下の内容を図書館システムに入力し、済んだら完了にしてください。", "Enter what is below into the library system, then settle this."),
    };
}
