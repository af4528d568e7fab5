using System.Buffers.Text;
using Bridge.Enrolment;
using Bridge.Identity;
using Bridge.Library;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Patrons;

/// <summary>A patron with a library card says so by its number and the password of the patron pages.</summary>
static class LinkPages
{
    public static void Map(RouteGroupBuilder mine)
    {
        mine.MapGet("/link", ShowAsync);
        mine.MapPost("/link", LinkAsync);
    }

    static async Task<IResult> ShowAsync(HttpContext http, Store store, CancellationToken cancel)
    {
        await using var db = store.Open();
        return await Registrations.FindPatronAsync(db, PatronPages.Person(http).Ppid, cancel) is null ? Page("", null, StatusCodes.Status200OK) : Results.Redirect("/me");
    }

    static async Task<IResult> LinkAsync(HttpContext http, Store store, Registrations registrations, PasswordDesk passwords, TimeProvider time, CancellationToken cancel)
    {
        var person = PatronPages.Person(http);
        var language = Languages.Of(http.Request);
        var number = Label.KeyOf(Typed.Number(Forms.Of(http)[FieldNames.Card]));
        var password = Forms.Of(http).Password(FieldNames.Password);
        if (number.Length is 0 or > Label.MaximumLength || password.Length == 0)
        {
            return Page(number, language.Say("利用者番号とパスワードを入力してください。", "Please type the number and the password."), StatusCodes.Status422UnprocessableEntity);
        }
        var patron = await FindAsync(store, number, cancel);
        return await passwords.JudgeAsync(password, patron?.PasswordHash, [$"person {Base64Url.EncodeToString(person.Ppid)}", $"card {number}"], cancel) switch
        {
            PasswordOutcome.Right => await LinkedAsync(http, store, registrations, patron!, person, time.GetUtcNow(), cancel),
            PasswordOutcome.Wrong => Page(number, language.Say("利用者番号かパスワードがちがいます。パスワードがまだない場合は、図書館の窓口で受け取れます。",
                "The number or the password is not right. If you have no password yet, the library's desk gives you one."), StatusCodes.Status422UnprocessableEntity),
            PasswordOutcome.Locked(var wait) => Page(number, language.Say($"まちがいが続いたため、いまは確認できません。{Saying.Wait(language, wait)}後にもう一度お試しください。",
                $"There were too many wrong tries. Please wait {Saying.Wait(language, wait)} and try again."), StatusCodes.Status429TooManyRequests),
            _ => Pages.TooMany(http),
        };
    }

    static async Task<IResult> LinkedAsync(HttpContext http, Store store, Registrations registrations, Patron patron, PlatformPerson person, DateTimeOffset now, CancellationToken cancel)
    {
        var result = await store.WriteAsync(async db =>
            await registrations.LinkAsync(db, await db.Patrons.SingleAsync(p => p.Id == patron.Id, cancel), new(person.Ppid, IdentitySource.Home), now, cancel), cancel);
        if (result is LinkResult.ToAnother)
        {
            return Pages.Notice(http, StatusCodes.Status409Conflict, ("登録できませんでした", "This could not be linked"),
                ("このマイナンバーカードは、すでに別の利用者番号に登録されています。図書館の窓口にお知らせください。", "This My Number card already belongs to another patron number. Please tell the library's desk."));
        }
        await http.SignInAsync(PlatformPerson.Scheme, person.Forgotten.ToPrincipal());
        return Results.Redirect("/me?done=linked");
    }

    static async Task<Patron?> FindAsync(Store store, string number, CancellationToken cancel)
    {
        await using var db = store.Open();
        return await db.Patrons.FirstOrDefaultAsync(patron => patron.LibraryCard == number, cancel) ?? await db.Patrons.FirstOrDefaultAsync(patron => patron.Number == number, cancel);
    }

    static IResult Page(string number, string? problem, int status) => Pages.Show<LinkPage>(new { Number = number, Problem = problem ?? "" }, status);
}
