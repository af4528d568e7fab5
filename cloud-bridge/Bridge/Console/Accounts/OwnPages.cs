using Bridge.Console.Audit;
using Bridge.Console.SignIn;
using Bridge.Web;
using Microsoft.AspNetCore.Authentication;

namespace Bridge.Console.Accounts;

/// <summary>What somebody of staff does with their own account.</summary>
static class OwnPages
{
    const string Old = "Old";

    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet("/me", (HttpContext http, StaffAccounts accounts, string? done, CancellationToken cancel) => ShowAsync(http, accounts, done, Saying.NoProblems, StatusCodes.Status200OK, cancel));
        console.MapPost("/me/password", ChangeAsync);
        console.MapPost("/me/codes", MakeCodesAsync);
        console.MapPost("/me/signout-everywhere", EndAsync);
    }

    static async Task<IResult> ShowAsync(HttpContext http, StaffAccounts accounts, string? done, IReadOnlyDictionary<string, string> problems, int status, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var account = await OwnAsync(http, accounts, cancel);
        return Pages.Show<OwnPage>(new
        {
            account.Name,
            Roles = RoleNames.Say(language, account.Roles),
            account.HasSecondFactor,
            CodesLeft = await accounts.CodesLeftAsync(account),
            Problems = problems,
            News = done == "password" ? language.Say("パスワードを変えました。ほかの端末ではサインアウトされました。", "Your password is changed, and you are signed out everywhere else.") : null,
        }, status);
    }

    static async Task<IResult> ChangeAsync(HttpContext http, StaffAccounts accounts, PasswordDesk passwords, AuditLog audit, TimeProvider time, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var posted = Forms.Of(http);
        var account = await OwnAsync(http, accounts, cancel);
        switch (await passwords.JudgeAsync(posted.Password(Old), account.PasswordHash, [$"staff {account.Id}"], cancel))
        {
            case PasswordOutcome.Right:
                break;
            case PasswordOutcome.Locked(var wait):
                return await ShowAsync(http, accounts, null, One(language.Say($"まちがいが続いたため、{Saying.Wait(language, wait)}後まで確認できません。", $"There were too many wrong tries. Please wait {Saying.Wait(language, wait)}.")), StatusCodes.Status429TooManyRequests, cancel);
            case PasswordOutcome.TooManyAtOnce:
                return Pages.TooMany(http);
            default:
                return await ShowAsync(http, accounts, null, One(language.Say("いまのパスワードがちがいます。", "This is not your password.")), StatusCodes.Status422UnprocessableEntity, cancel);
        }
        var chosen = posted.Password(FieldNames.Password);
        if (await PasswordChoice.AgainstAsync(accounts, language, chosen, posted.Password(FieldNames.PasswordAgain), account.PasswordHash) is { Count: > 0 } problems)
        {
            return await ShowAsync(http, accounts, null, problems, StatusCodes.Status422UnprocessableEntity, cancel);
        }
        if (!await accounts.SetPasswordAsync(account, chosen, isTemporary: false))
        {
            return Results.LocalRedirect("/console/me");
        }
        await audit.WriteAsync(account.Name, AuditAct.PasswordChanged, cancel);
        await StaffSession.SignInAsync(http, account, time);   // this one session goes on
        return Results.LocalRedirect("/console/me?done=password");

        static Dictionary<string, string> One(string problem) => new(StringComparer.Ordinal) { [Old] = problem };
    }

    static async Task<IResult> MakeCodesAsync(HttpContext http, StaffAccounts accounts, AuditLog audit, CancellationToken cancel)
    {
        if (await OwnAsync(http, accounts, cancel) is not { HasSecondFactor: true } account)
        {
            return Results.LocalRedirect("/console/me");
        }
        var codes = await accounts.NewRecoveryCodesAsync(account);
        await audit.WriteAsync(account.Name, AuditAct.RecoveryCodesMade, cancel);
        return Pages.Show<RecoveryCodesPage>(new { Codes = codes, Onward = "/console/me" });
    }

    static async Task<IResult> EndAsync(HttpContext http, StaffAccounts accounts, AuditLog audit, CancellationToken cancel)
    {
        var account = await OwnAsync(http, accounts, cancel);
        await accounts.EndSessionsAsync(account);
        await audit.WriteAsync(account.Name, AuditAct.SignedOutEverywhere, cancel);
        await http.SignOutAsync(StaffSession.Scheme);
        return Results.Redirect(StaffSession.Path);
    }

    static async Task<StaffAccount> OwnAsync(HttpContext http, StaffAccounts accounts, CancellationToken cancel) =>
        await accounts.FindAsync(StaffSession.Id(http.User), cancel) ?? throw new InvalidOperationException("a session without its account");
}
