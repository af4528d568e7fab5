using Bridge.Enrolment;
using Bridge.Identity;
using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.AspNetCore.Authentication;

namespace Bridge.Patrons;

/// <summary>Registration from home: the 4 information come from the platform and stay as they are, the rest is typed.</summary>
static class RegisterPages
{
    public static void Map(RouteGroupBuilder mine)
    {
        mine.MapGet("/register", ShowAsync);
        mine.MapPost("/register", RegisterAsync);
    }

    static async Task<IResult> ShowAsync(HttpContext http, Store store, RegistrationSettings settings, LibraryClock clock, CancellationToken cancel)
    {
        var person = PatronPages.Person(http);
        await using var db = store.Open();
        if (await Registrations.FindPatronAsync(db, person.Ppid, cancel) is not null || await PatronPages.WaitingAsync(db, person.Ppid, cancel) is not null)
        {
            return Results.Redirect("/me");
        }
        return person.IsComplete ? Page(http, person, new(), settings, clock, []) : Incomplete(http);
    }

    static async Task<IResult> RegisterAsync(HttpContext http, Store store, Registrations registrations, RegistrationSettings settings, LibraryClock clock, TimeProvider time, CancellationToken cancel)
    {
        var person = PatronPages.Person(http);
        if (!person.IsComplete)
        {
            return Results.Redirect("/me");   // registered already, in another tab
        }
        var posted = Forms.Of(http);
        var typed = PersonFields.Of(posted);
        var now = time.GetUtcNow();
        var form = new RegistrationForm(person.Name!, Null(typed.Kana), person.Address!, Null(typed.PostalCode), person.BirthDate!, person.Sex, Null(typed.Phone), Null(typed.Email),
            Languages.Of(http.Request).Tag, typed.WantsMail, NeedsGuardian(person, settings, clock) ? typed.Guardian : null, settings.TermsVersion, now);
        IReadOnlyList<FormProblem> problems = [.. FormChecks.Of(form, posted)];
        if (problems.Count > 0)
        {
            return Page(http, person, typed, settings, clock, problems);
        }
        var result = await store.WriteAsync(async db => await PatronPages.WaitingAsync(db, person.Ppid, cancel) is { } waiting
            ? new RegistrationResult.Waiting(waiting)
            : await registrations.RegisterAsync(db, form, new(person.Ppid, IdentitySource.Home), now, cancel), cancel);
        if (result is RegistrationResult.ToAnother)
        {
            return Pages.Notice(http, StatusCodes.Status409Conflict, ("登録できませんでした", "You could not be registered"),
                ("このマイナンバーカードは、すでに別の利用者番号に登録されています。図書館の窓口にお知らせください。", "This My Number card already belongs to another patron number. Please tell the library's desk."));
        }
        await http.SignInAsync(PlatformPerson.Scheme, person.Forgotten.ToPrincipal());   // the 4 information have done their work
        return Results.Redirect(result switch
        {
            RegistrationResult.Registered => "/me?done=registered",
            RegistrationResult.Known => "/me?done=known",
            _ => "/me",
        });
    }

    static IResult Page(HttpContext http, PlatformPerson person, PersonFields typed, RegistrationSettings settings, LibraryClock clock, IReadOnlyList<FormProblem> problems)
    {
        var language = Languages.Of(http.Request);
        return Pages.Show<RegisterPage>(new
        {
            Name = person.Name!,
            Address = person.Address!,
            BirthDate = Saying.BirthDate(language, person.BirthDate!),
            Sex = Saying.Sex(language, person.Sex),
            NeedsGuardian = NeedsGuardian(person, settings, clock),
            Typed = typed,
            Problems = FormChecks.Say(language, problems),
        }, problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    static IResult Incomplete(HttpContext http) => Pages.Notice(http, StatusCodes.Status200OK,
        ("お名前などを受け取れませんでした", "Your details did not reach us"),
        ("登録には、氏名・住所・生年月日が必要です。もう一度サインインして、図書館に知らせることに同意してください。", "To register you, the library needs your name, address and date of birth. Please sign in again and agree to share them."),
        ("もう一度サインイン", "Sign in again", "/signin?return=/register"));

    // A birth date that is none of the calendar leaves the age open: the guardian's fields are there, and empty ones do no harm.
    static bool NeedsGuardian(PlatformPerson person, RegistrationSettings settings, LibraryClock clock) =>
        settings.GuardianUntilAge > 0 && !(FormRules.DateOf(person.BirthDate!) is { } birth && birth.AddYears(settings.GuardianUntilAge) <= clock.Today);

    static string? Null(string text) => text.Length == 0 ? null : text;
}
