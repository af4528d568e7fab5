using Bridge.Web;

namespace Bridge.Mail;

/// <summary>What a patron is written: the name as it was given, the number, and where to go on. No PIN and no identifier of a card; the title of a book only to who asked for titles.</summary>
sealed record Letter(string Subject, string Body)
{
    public static Letter Write(MailKind kind, MailRecipient to, Language language, LetterHead head) => language switch
    {
        Language.Japanese => Japanese(kind, to, head),
        Language.English => English(kind, to, head),
    };

    static Letter Japanese(MailKind kind, MailRecipient to, LetterHead head)
    {
        var (subject, text) = kind switch
        {
            MailKind.Registered => ("利用登録が完了しました", $"""
                利用登録が完了しました。

                  利用者番号　{to.PatronNumber}

                図書館では、マイナンバーカードをかざすだけで本を借りられます。
                そのとき暗証番号は必要ありません。
                """),
            MailKind.Linked => ("マイナンバーカードを登録しました", $"""
                マイナンバーカードを、あなたの利用者番号に登録しました。

                  利用者番号　{to.PatronNumber}

                図書館では、マイナンバーカードをかざすだけで本を借りられます。
                いままでの利用者カードも、そのまま使えます。

                お心あたりがない場合は、すぐに図書館にお知らせください。
                """),
            MailKind.AwaitsReview => ("お申し込みを受け付けました", """
                お申し込みを受け付けました。
                図書館の職員が内容を確認しています。
                結果はメールでお知らせします。いま、していただくことはありません。
                """),
            MailKind.Refused => ("お申し込みについて", $"""
                申し訳ありませんが、お申し込みを受け付けることができませんでした。
                {Quoted("理由", to.Note)}
                ご不明な点は、図書館にお問い合わせください。
                """),
            MailKind.Unlinked => ("マイナンバーカードの登録を解除しました", $"""
                マイナンバーカードの登録を解除しました。
                利用者番号（{to.PatronNumber}）と利用者カードは、そのまま使えます。

                お心あたりがない場合は、すぐに図書館にお知らせください。
                """),
            MailKind.Closed => ("利用登録を取り消しました", """
                ご希望により、利用登録を取り消し、あなたについての記録を消しました。
                予約も取り消しています。これまでのご利用、ありがとうございました。

                お心あたりがない場合は、図書館にお知らせください。
                """),
            MailKind.CardRenewed => ("新しいマイナンバーカードを登録しました", $"""
                新しいマイナンバーカードを登録しました。
                利用者番号（{to.PatronNumber}）は変わりません。

                お心あたりがない場合は、すぐに図書館にお知らせください。
                """),
            MailKind.DueSoon => ("返却期限が近づいています", $"""
                返却期限が近づいている資料があります。

                {NoticeLines.Write(to.Lines, Language.Japanese)}

                期限までにお返しください。
                延長できる資料は、図書館のページからも延長できます。
                """),
            MailKind.Overdue => ("返却期限が過ぎています", $"""
                返却期限を過ぎた資料があります。

                {NoticeLines.Write(to.Lines, Language.Japanese)}

                お早めにお返しください。お待ちの方がいるかもしれません。
                行き違いでお返しいただいていましたら、お許しください。
                """),
            MailKind.HoldReady => ("ご予約の資料が用意できました", $"""
                ご予約の資料が用意できました。

                {NoticeLines.Write(to.Lines, Language.Japanese)}

                期限までに受け取りにお越しください。
                期限を過ぎますと、予約は取り消しになります。
                """),
            MailKind.HoldExpiring => ("ご予約の取り置き期限が近づいています", $"""
                ご予約の資料の取り置き期限が近づいています。

                {NoticeLines.Write(to.Lines, Language.Japanese)}

                お越しになれないときは、図書館のページから予約を取り消せます。
                次にお待ちの方に、早くお渡しできます。
                """),
            MailKind.Receipt => ("貸出中の資料", $"""
                いま借りている資料の一覧です。

                {NoticeLines.Write(to.Lines, Language.Japanese)}
                """),
        };
        return new($"【{head.Library}】{subject}", $"""
            {to.Name} 様

            {text}

            ――――――――――――
            {head.Library}
            {(head.Telephone is { } telephone ? $"電話　{telephone}\n" : "")}{head.Pages}

            """);
    }

    static Letter English(MailKind kind, MailRecipient to, LetterHead head)
    {
        var (subject, text) = kind switch
        {
            MailKind.Registered => ("You are registered", $"""
                You are registered with the library.

                  Patron number  {to.PatronNumber}

                At the library, hold your My Number card to the reader and borrow.
                You do not need your PIN for that.
                """),
            MailKind.Linked => ("Your My Number card is linked", $"""
                Your My Number card now belongs to your patron number.

                  Patron number  {to.PatronNumber}

                At the library, hold the card to the reader and borrow.
                Your library card works as before.

                If this was not you, please tell the library at once.
                """),
            MailKind.AwaitsReview => ("We have your application", """
                We have your application. Library staff are looking at it.
                We will write to you; there is nothing you need to do now.
                """),
            MailKind.Refused => ("About your application", $"""
                We are sorry that we could not accept your application.
                {Quoted("Reason", to.Note)}
                If anything is unclear, please ask the library.
                """),
            MailKind.Unlinked => ("Your My Number card is no longer linked", $"""
                Your My Number card is no longer linked.
                Your patron number ({to.PatronNumber}) and your library card work as before.

                If this was not you, please tell the library at once.
                """),
            MailKind.Closed => ("Your account is closed", """
                As you asked, your account is closed and what was kept about you is erased.
                Your holds are cancelled. Thank you for having used the library.

                If this was not you, please tell the library.
                """),
            MailKind.CardRenewed => ("Your new My Number card is linked", $"""
                Your new My Number card is linked.
                Your patron number ({to.PatronNumber}) stays the same.

                If this was not you, please tell the library at once.
                """),
            MailKind.DueSoon => ("Due soon", $"""
                Some of what you have on loan is due soon.

                {NoticeLines.Write(to.Lines, Language.English)}

                Please bring it back by then.
                What can be renewed can be renewed on the library's pages, too.
                """),
            MailKind.Overdue => ("Overdue", $"""
                Some of what you have on loan is overdue.

                {NoticeLines.Write(to.Lines, Language.English)}

                Please bring it back soon; somebody may be waiting for it.
                If you have just done so, please forgive this mail.
                """),
            MailKind.HoldReady => ("Your hold is ready", $"""
                What you asked for is ready.

                {NoticeLines.Write(to.Lines, Language.English)}

                Please pick it up by then. After that day the hold ends.
                """),
            MailKind.HoldExpiring => ("Your hold ends soon", $"""
                What you asked for waits for a few days more.

                {NoticeLines.Write(to.Lines, Language.English)}

                If you cannot come, please cancel the hold on the library's pages:
                somebody else may be waiting.
                """),
            MailKind.Receipt => ("On loan to you", $"""
                This is what you have on loan now.

                {NoticeLines.Write(to.Lines, Language.English)}
                """),
        };
        return new($"[{head.Library}] {subject}", $"""
            Dear {to.Name},

            {text}

            --{" "}
            {head.Library}
            {(head.Telephone is { } telephone ? $"Telephone {telephone}\n" : "")}{head.Pages}

            """);
    }

    static string Quoted(string label, string? note) => string.IsNullOrWhiteSpace(note) ? "" : $"\n  {label}: {note.Trim()}\n";
}

/// <param name="Library">Its name in the letter's language.</param>
/// <param name="Pages">Where the patron pages begin.</param>
sealed record LetterHead(string Library, string? Telephone, Uri Pages);
