using Bridge.Settings;

namespace Bridge.Web;

/// <summary>What a patron agrees to: the site's own text, or the built-in one.</summary>
sealed class Terms(LibrarySettings library, RegistrationSettings registration)
{
    public string Version => registration.TermsVersion;

    /// <summary>Paragraphs; one that begins with <c># </c> is a heading.</summary>
    public IReadOnlyList<string> In(Language language) =>
        [.. Text(language).ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    string Text(Language language) =>
        library.TermsFolder is { } folder ? File.ReadAllText(Path.Combine(folder, $"terms.{language.Tag}.txt"))
        : language.Say("""
            # 登録する情報

            図書館は、利用者の登録のために、氏名・住所・生年月日・性別と、あなたが入力した連絡先を記録します。図書館の利用以外の目的には使いません。

            # マイナンバーカードについて

            個人番号（12桁のマイナンバー）は読み取りません。暗証番号は記録しません。カードと利用者番号を結びつけるために、あなたを示す図書館専用の番号だけを保存します。この番号からマイナンバーやほかのサービスの利用を知ることはできません。

            # 読書の記録

            返却された資料の貸出記録は残しません。

            # メール

            登録や確認についてのお知らせは、メールアドレスを入力した方にお送りします。そのほかのお知らせは、希望した方だけにお送りします。

            # 登録の解除

            カードの登録は、このページか図書館の窓口で、いつでも解除できます。
            """, """
            # What is kept

            To register you, the library keeps your name, address, date of birth and sex, and the contact details you type. It uses them for the library and for nothing else.

            # Your My Number card

            Your 12-digit individual number is never read. Your PIN is never kept. To tie the card to your patron number the library stores an identifier that exists for this library alone; neither your individual number nor your use of other services can be found out from it.

            # What you read

            The record of a loan is erased when the item is returned.

            # Mail

            Messages about your registration go to the address you type. Other messages go only to those who ask for them.

            # Ending it

            You can unlink your card at any time, on these pages or at the library's desk.
            """);
}
