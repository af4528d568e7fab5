using System.Security.Cryptography;
using System.Text;
using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Settings;
using Bridge.Web;
using Microsoft.AspNetCore.Authentication;

namespace Bridge.Console.SignIn;

/// <summary>The way into the console: password, then the authenticator app; set up at the first time.</summary>
static class SignInPages
{
    const string Code = "Code";

    public static void Map(RouteGroupBuilder pages)
    {
        var open = pages.MapGroup(StaffSession.Path);
        open.MapGet("", (string? @return) => PasswordStep("", "", @return ?? "", StatusCodes.Status200OK)).AllowAnonymous();
        open.MapPost("", PasswordAsync).AllowAnonymous();
        var halfway = open.MapGroup("").RequireAuthorization(StaffSession.Halfway);
        halfway.MapGet("/code", (HttpContext http, string? @return) => CodeStep(http, "", @return ?? "", StatusCodes.Status200OK));
        halfway.MapPost("/code", CodeAsync);
        halfway.MapGet("/setup", SetUpStepAsync);
        halfway.MapPost("/setup", SetUpAsync);
        halfway.MapGet("/password", (HttpContext http, string? @return) => ChooseStep(http, Saying.NoProblems, @return ?? "", StatusCodes.Status200OK));
        halfway.MapPost("/password", ChooseAsync);
    }

    static async Task<IResult> PasswordAsync(HttpContext http, WebSettings settings, StaffAccounts accounts, AuditLog audit, PasswordDesk passwords, TimeProvider time, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var posted = Forms.Of(http);
        var (name, onward) = (posted["Name"], posted["Return"]);
        var account = await accounts.FindAsync(name) is { IsDisabled: false } known ? known : null;
        switch (await passwords.JudgeAsync(posted.Password(FieldNames.Password), account?.PasswordHash, [Subject(account, name)], cancel))
        {
            case PasswordOutcome.Right:
                return await OnwardAsync(http, settings, accounts, audit, time, account!, hasProvenSecond: false, onward, cancel);
            case PasswordOutcome.Locked(var wait):
                return PasswordStep(name, TooOften(language, wait), onward, StatusCodes.Status429TooManyRequests);
            case PasswordOutcome.Wrong:
                return PasswordStep(name, language.Say("名前かパスワードがちがいます。", "The name or the password is not right."), onward, StatusCodes.Status422UnprocessableEntity);
            default:
                return Pages.TooMany(http);
        }
    }

    static async Task<IResult> CodeAsync(HttpContext http, WebSettings settings, StaffAccounts accounts, AuditLog audit, PasswordDesk tries, TimeProvider time, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var posted = Forms.Of(http);
        var (typed, onward) = (posted[Code], posted["Return"]);
        if (await accounts.FindAsync(StaffSession.Id(http.User), cancel) is not { HasSecondFactor: true } account)
        {
            return Results.LocalRedirect(StaffSession.Path);
        }
        var isRecovery = typed.Contains('-', StringComparison.Ordinal) || typed.Length > Totp.Digits + 1;
        var outcome = await tries.JudgeAsync(_ => isRecovery ? accounts.RedeemAsync(account, typed) : accounts.AcceptCodeAsync(account, typed), [$"code of staff {account.Id}"], cancel);
        switch (outcome)
        {
            case PasswordOutcome.Right:
                if (isRecovery)
                {
                    await audit.WriteAsync(account.Name, AuditAct.RecoveryCodeUsed, cancel, detail: $"{await accounts.CodesLeftAsync(account)} left");
                }
                return await OnwardAsync(http, settings, accounts, audit, time, account, hasProvenSecond: true, onward, cancel);
            case PasswordOutcome.Locked(var wait):
                return CodeStep(http, TooOften(language, wait), onward, StatusCodes.Status429TooManyRequests);
            case PasswordOutcome.Wrong:
                return CodeStep(http, language.Say("番号がちがうか、もう使われています。次の番号を待って入力してください。", "This code is not right, or was used already. Please wait for the next one."), onward, StatusCodes.Status422UnprocessableEntity);
            default:
                return Pages.TooMany(http);
        }
    }

    static async Task<IResult> SetUpStepAsync(HttpContext http, StaffAccounts accounts, LibrarySettings library, string? @return, CancellationToken cancel) =>
        await accounts.FindAsync(StaffSession.Id(http.User), cancel) is { HasSecondFactor: false } account && await accounts.KeyAsync(account) is { } key
            ? SetUpStep(http, library, account, key, "", @return ?? "", StatusCodes.Status200OK)
            : Results.LocalRedirect(StaffSession.Path);

    static async Task<IResult> SetUpAsync(HttpContext http, WebSettings settings, LibrarySettings library, StaffAccounts accounts, AuditLog audit, PasswordDesk tries, TimeProvider time, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var posted = Forms.Of(http);
        var onward = posted["Return"];
        if (await accounts.FindAsync(StaffSession.Id(http.User), cancel) is not { HasSecondFactor: false } account || await accounts.KeyAsync(account) is not { } key)
        {
            return Results.LocalRedirect(StaffSession.Path);
        }
        switch (await tries.JudgeAsync(_ => accounts.AcceptCodeAsync(account, posted[Code]), [$"code of staff {account.Id}"], cancel))
        {
            case PasswordOutcome.Right:
                var codes = await accounts.ConfirmAsync(account);
                await audit.WriteAsync(account.Name, AuditAct.SecondFactorSet, cancel);
                var next = await StepAsync(http, settings, accounts, audit, time, account, hasProvenSecond: true, onward, cancel);
                return Pages.Show<RecoveryCodesPage>(new { Codes = codes, Onward = next });
            case PasswordOutcome.Locked(var wait):
                return SetUpStep(http, library, account, key, TooOften(language, wait), onward, StatusCodes.Status429TooManyRequests);
            case PasswordOutcome.Wrong:
                return SetUpStep(http, library, account, key, language.Say("番号がちがいます。アプリに表示されている6けたを入力してください。", "This code is not right. Please type the six digits that the app shows."), onward, StatusCodes.Status422UnprocessableEntity);
            default:
                return Pages.TooMany(http);
        }
    }

    static async Task<IResult> ChooseAsync(HttpContext http, WebSettings settings, StaffAccounts accounts, AuditLog audit, TimeProvider time, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var posted = Forms.Of(http);
        var hasProvenSecond = StaffSession.HasProvenSecond(http.User);
        if (await accounts.FindAsync(StaffSession.Id(http.User), cancel) is not { HasTemporaryPassword: true } account
            || SignInSteps.Next(account, settings.RequireSecondFactor, hasProvenSecond) != SignInStep.Password)
        {
            return Results.LocalRedirect(StaffSession.Path);
        }
        var (password, again) = (posted.Password(FieldNames.Password), posted.Password(FieldNames.PasswordAgain));
        if (await PasswordChoice.AgainstAsync(accounts, language, password, again, account.PasswordHash) is { Count: > 0 } problems)
        {
            return ChooseStep(http, problems, posted["Return"], StatusCodes.Status422UnprocessableEntity);
        }
        await accounts.SetPasswordAsync(account, password, isTemporary: false);
        await audit.WriteAsync(account.Name, AuditAct.PasswordChanged, cancel);
        return await OnwardAsync(http, settings, accounts, audit, time, account, hasProvenSecond, posted["Return"], cancel);
    }

    static async Task<IResult> OnwardAsync(HttpContext http, WebSettings settings, StaffAccounts accounts, AuditLog audit, TimeProvider time, StaffAccount account, bool hasProvenSecond, string onward, CancellationToken cancel) =>
        Results.LocalRedirect(await StepAsync(http, settings, accounts, audit, time, account, hasProvenSecond, onward, cancel));

    // The next step's page, with the cookie it needs.
    static async Task<string> StepAsync(HttpContext http, WebSettings settings, StaffAccounts accounts, AuditLog audit, TimeProvider time, StaffAccount account, bool hasProvenSecond, string onward, CancellationToken cancel)
    {
        var to = onward.StartsWith("/console", StringComparison.Ordinal) && !onward.StartsWith(StaffSession.Path, StringComparison.Ordinal) ? WebParts.LocalOr(onward, "/console") : "/console";
        var step = SignInSteps.Next(account, settings.RequireSecondFactor, hasProvenSecond);
        if (step == SignInStep.In)
        {
            await http.SignOutAsync(StaffSession.Halfway);
            await StaffSession.SignInAsync(http, account, time);
            await accounts.SignedInAsync(account.Id, cancel);
            await audit.WriteAsync(account.Name, AuditAct.SignedIn, cancel);
            return to;
        }
        if (step == SignInStep.SetUp)
        {
            await accounts.NewKeyAsync(account);
        }
        await StaffSession.GoHalfwayAsync(http, account, hasProvenSecond);
        return SignInSteps.PathOf(step, to);
    }

    static string TooOften(Language language, TimeSpan wait) =>
        language.Say($"まちがいが続いたため、{Saying.Wait(language, wait)}後まで確認できません。", $"There were too many wrong tries. Please wait {Saying.Wait(language, wait)}.");

    // Names that are nobody's share a few counters, so that guessing names fills no table.
    static string Subject(StaffAccount? account, string name) =>
        account is not null ? $"staff {account.Id}" : $"nobody {SHA256.HashData(Encoding.UTF8.GetBytes(name))[0]}";

    static IResult PasswordStep(string name, string problem, string onward, int status) => Pages.Show<SignInPage>(new { Name = name, Problem = problem, Return = onward }, status);

    static IResult CodeStep(HttpContext http, string problem, string onward, int status) => Pages.Show<CodePage>(new { Name = http.User.Identity!.Name!, Problem = problem, Return = onward }, status);

    static IResult SetUpStep(HttpContext http, LibrarySettings library, StaffAccount account, string key, string problem, string onward, int status) =>
        Pages.Show<SetUpPage>(new { Key = key, Address = Totp.AddressOf(library.NameIn(Languages.Of(http.Request)), account.Name, key), Problem = problem, Return = onward }, status);

    static IResult ChooseStep(HttpContext http, IReadOnlyDictionary<string, string> problems, string onward, int status) =>
        Pages.Show<ChoosePasswordPage>(new { Name = http.User.Identity!.Name!, Problems = problems, Return = onward }, status);
}
