using System.Security.Cryptography;
using System.Text;
using Bridge.Settings;
using Bridge.Web;
using Microsoft.AspNetCore.Authentication;

namespace Bridge.Console;

/// <summary>The pages of staff. Everything here asks for a sign-in but the sign-in itself.</summary>
static class ConsolePages
{
    public static void Map(RouteGroupBuilder pages)
    {
        var console = pages.MapGroup("/console").RequireAuthorization(WebParts.StaffOnly);
        console.MapGet("/signin", (string? @return) => SignInPage("", "", @return, StatusCodes.Status200OK)).AllowAnonymous();
        console.MapPost("/signin", SignInAsync).AllowAnonymous();
        console.MapPost("/signout", async (HttpContext http) =>
        {
            await http.SignOutAsync(StaffSignIn.Scheme);
            return Results.Redirect(StaffSignIn.Path);
        });
        ReviewPages.Map(console);
    }

    /// <summary>Who is signed in.</summary>
    public static string Staff(HttpContext http) => http.User.Identity?.Name ?? throw new InvalidOperationException("a console page without sign-in");

    static async Task<IResult> SignInAsync(HttpContext http, WebSettings settings, PasswordDesk passwords, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var posted = Forms.Of(http);
        var (name, onward) = (posted["Name"], posted["Return"]);
        var account = settings.Staff.FirstOrDefault(account => account.Name == name);
        switch (await passwords.JudgeAsync(posted.Password(FieldNames.Password), account?.PasswordHash, [Subject(account, name)], cancel))
        {
            case PasswordOutcome.Right:
                await http.SignInAsync(StaffSignIn.Scheme, StaffSignIn.ToPrincipal(account!));
                return Results.LocalRedirect(onward.StartsWith("/console", StringComparison.Ordinal) ? WebParts.LocalOr(onward, "/console") : "/console");
            case PasswordOutcome.Locked(var wait):
                return SignInPage(name, language.Say($"まちがいが続いたため、{Saying.Wait(language, wait)}後まで確認できません。", $"There were too many wrong tries. Please wait {Saying.Wait(language, wait)}."), onward, StatusCodes.Status429TooManyRequests);
            case PasswordOutcome.Wrong:
                return SignInPage(name, language.Say("名前かパスワードがちがいます。", "The name or the password is not right."), onward, StatusCodes.Status422UnprocessableEntity);
            default:
                return Pages.TooMany(http);
        }
    }

    // Names that are nobody's share a few counters, so that guessing names fills no table.
    static string Subject(StaffAccount? account, string name) =>
        account is not null ? $"staff {account.Name}" : $"nobody {SHA256.HashData(Encoding.UTF8.GetBytes(name))[0]}";

    static IResult SignInPage(string name, string problem, string? onward, int status) => Pages.Show<StaffSignInPage>(new { Name = name, Problem = problem, Return = onward ?? "" }, status);
}
