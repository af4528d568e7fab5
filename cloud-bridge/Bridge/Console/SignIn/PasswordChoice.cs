using Bridge.Console.Accounts;
using Bridge.Web;

namespace Bridge.Console.SignIn;

/// <summary>What speaks against a password that somebody of staff has chosen.</summary>
static class PasswordChoice
{
    /// <param name="old">Hash of the one it takes the place of.</param>
    public static async Task<IReadOnlyDictionary<string, string>> AgainstAsync(StaffAccounts accounts, Language language, string password, string again, string? old)
    {
        var problems = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!await accounts.IsGoodAsync(password))
        {
            problems[FieldNames.Password] = language.Say($"{StaffAccount.ShortestPassword}文字以上で、同じ文字の多くないものにしてください。", $"Please use {StaffAccount.ShortestPassword} characters or more, and not one letter over and over.");
        }
        else if (await Task.Run(() => PasswordHash.IsRight(password, old)))
        {
            problems[FieldNames.Password] = language.Say("いまのパスワードとはちがうものにしてください。", "Please choose another one than before.");
        }
        else if (password != again)
        {
            problems[FieldNames.PasswordAgain] = language.Say("同じパスワードをもう一度入力してください。", "Please type the same password again.");
        }
        return problems;
    }
}
