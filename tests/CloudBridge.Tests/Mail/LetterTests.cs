using Bridge.Mail;
using Bridge.Web;

namespace CloudBridge.Tests.Mail;

public sealed class LetterTests
{
    static readonly LetterHead Head = new("白樺市立図書館", "0123-45-6789", new("https://toshokan.example.jp/"));

    public static TheoryData<string, string> Every => new(Enum.GetNames<MailKind>().SelectMany(kind => Enum.GetNames<Language>().Select(language => (kind, language))));

    [Theory]
    [MemberData(nameof(Every))]
    public void Every_letter_names_the_person_and_the_library_and_fits_a_narrow_screen(string kindName, string language)
    {
        var kind = Enum.Parse<MailKind>(kindName);
        var letter = Letter.Write(kind, new("a@example.jp", "渡邉󠄂 花", null, "10000017", "住所を確認できませんでした"), Enum.Parse<Language>(language), Head);

        Assert.Contains("渡邉󠄂 花", letter.Body, StringComparison.Ordinal);
        Assert.Contains("白樺市立図書館", letter.Subject, StringComparison.Ordinal);
        Assert.Contains("https://toshokan.example.jp/", letter.Body, StringComparison.Ordinal);
        Assert.Contains("0123-45-6789", letter.Body, StringComparison.Ordinal);
        Assert.All(letter.Body.Split('\n'), line => Assert.True(line.Length <= 78, line));
        Assert.DoesNotContain("\n\n\n\n", letter.Body, StringComparison.Ordinal);
        Assert.Equal(kind is MailKind.Registered or MailKind.Linked or MailKind.Unlinked or MailKind.CardRenewed, letter.Body.Contains("10000017", StringComparison.Ordinal));
        Assert.Equal(kind == MailKind.Refused, letter.Body.Contains("住所を確認できませんでした", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "Japanese")]
    [InlineData("ja,en;q=0.5", "Japanese")]
    [InlineData("en-GB,en;q=0.9,ja;q=0.8", "English")]
    [InlineData("en;q=0.3, ja-JP;q=0.7", "Japanese")]
    [InlineData("vi-VN,vi", "English")]
    [InlineData("ja;q=0, en", "English")]
    [InlineData("eng, jab", "English")]
    [InlineData(";;q=,,=;q=zzz", "English")]
    public void The_browser_says_which_language_it_prefers(string acceptLanguage, string language) =>
        Assert.Equal(language, Languages.Preferred(acceptLanguage).ToString());

    [Theory]
    [InlineData(null, "Japanese")]
    [InlineData("ja-JP", "Japanese")]
    [InlineData("en", "English")]
    [InlineData("pt", "English")]   // somebody who registered at a panel in Portuguese
    public void Who_reads_neither_language_is_written_to_in_english(string? tag, string language) => Assert.Equal(language, Languages.Of(tag).ToString());
}
