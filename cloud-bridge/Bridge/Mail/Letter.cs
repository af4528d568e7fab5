using Bridge.Web;

namespace Bridge.Mail;

/// <summary>What a patron is written: the name as it was given, the number, and where to go on. No title of a book, no PIN, no identifier of a card.</summary>
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
            MailKind.CardRenewed => ("新しいマイナンバーカードを登録しました", $"""
                新しいマイナンバーカードを登録しました。
                利用者番号（{to.PatronNumber}）は変わりません。

                お心あたりがない場合は、すぐに図書館にお知らせください。
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
            MailKind.CardRenewed => ("Your new My Number card is linked", $"""
                Your new My Number card is linked.
                Your patron number ({to.PatronNumber}) stays the same.

                If this was not you, please tell the library at once.
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
