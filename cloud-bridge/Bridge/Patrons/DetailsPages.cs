using Bridge.ELibrary;
using Bridge.Enrolment;
using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Patrons;

/// <summary>What the library keeps about a patron and the patron may change: contact, language, mails, history, password, consents, and the end of it all.</summary>
static class DetailsPages
{
    public static void Map(RouteGroupBuilder pages, RouteGroupBuilder mine)
    {
        pages.MapGet("/closed", Closed);
        mine.MapGet("/me/details", ShowAsync);
        mine.MapPost("/me/details", SaveAsync);
        mine.MapPost("/me/details/password", SavePasswordAsync);
        mine.MapPost("/me/details/e-library", RevokeAsync);
        mine.MapGet("/me/close", async (HttpContext http, Store store, AccountClosing closing, CancellationToken cancel) =>
            await MyLibrary.PatronAsync(http, store, cancel) is { } patron ? Closing(await closing.AgainstAsync(patron, cancel), Languages.Of(http.Request), []) : Results.Redirect("/me"));
        mine.MapPost("/me/close", CloseAsync);
    }

    static async Task<IResult> ShowAsync(HttpContext http, Store store, DetailsParts parts, string? done, CancellationToken cancel) =>
        await MyLibrary.PatronAsync(http, store, cancel) is { } patron
            ? await PageAsync(http, store, parts, patron, new(patron.Kana ?? "", patron.PostalCode ?? "", patron.Phone ?? "", patron.Email ?? "", patron.WantsMail,
                patron.GuardianName ?? "", patron.GuardianPhone ?? "", patron.GuardianRelation ?? ""), Choices.Of(patron), [], done, cancel)
            : Results.Redirect("/me");

    static async Task<IResult> SaveAsync(HttpContext http, Store store, DetailsParts parts, CancellationToken cancel)
    {
        if (await MyLibrary.PatronAsync(http, store, cancel) is not { } patron)
        {
            return Results.Redirect("/me");
        }
        var posted = Forms.Of(http);
        var typed = PersonFields.Of(posted);
        var chosen = new Choices(posted[FieldNames.Language], posted.IsChecked("MailsTitles"), posted.IsChecked("KeepsHistory"));
        var guardian = parts.NeedsGuardian(patron) ? typed.Guardian : null;
        var form = new HandOverForm(Null(typed.Kana), Null(typed.PostalCode), Null(typed.Phone), Null(typed.Email), chosen.Language, typed.WantsMail, guardian, null);
        FormProblem[] problems =
        [
            .. form.Validate().Where(problem => problem.Field != FieldNames.Language), .. FormChecks.OfMail(typed.WantsMail || chosen.MailsTitles, Null(typed.Email)),
            .. chosen.Language is "ja" or "en" ? (FormProblem[])[] : [new(FieldNames.Language, FormFault.Missing)],
        ];
        if (problems.Length > 0)
        {
            return await PageAsync(http, store, parts, patron, typed, chosen, problems, null, cancel);
        }
        await store.WriteAsync(async db =>
        {
            var kept = await db.Patrons.SingleAsync(known => known.Id == patron.Id, cancel);
            (kept.Kana, kept.PostalCode, kept.Phone, kept.Email) = (form.Kana, form.PostalCode, form.Phone, form.Email);
            (kept.Language, kept.WantsMail, kept.MailsTitles) = (form.Language, form.WantsMail, chosen.MailsTitles);
            if (parts.NeedsGuardian(kept))
            {
                (kept.GuardianName, kept.GuardianPhone, kept.GuardianRelation) = (guardian?.Name, guardian?.Phone, guardian?.Relation);
            }
            if (parts.HasHistory)
            {
                kept.KeepsHistory = chosen.KeepsHistory;
            }
            if (!kept.KeepsHistory)
            {
                await db.History.Where(loan => loan.PatronId == kept.Id).ExecuteDeleteAsync(cancel);
            }
            return 0;
        }, cancel);
        Languages.Remember(http.Response, Languages.Of(chosen.Language));
        return Results.Redirect("/me/details?done=saved");
    }

    // The card and its PIN have just proven who this is; that is more than the old password could.
    static async Task<IResult> SavePasswordAsync(HttpContext http, Store store, DetailsParts parts, CancellationToken cancel)
    {
        if (await MyLibrary.PatronAsync(http, store, cancel) is not { } patron)
        {
            return Results.Redirect("/me");
        }
        var posted = Forms.Of(http);
        var (password, again) = (posted.Password(FieldNames.Password), posted.Password(FieldNames.PasswordAgain));
        FormProblem[] problems = password.Length == 0 && again.Length == 0 ? [new(FieldNames.Password, FormFault.Missing)] : [.. FormChecks.OfPassword(password, again)];
        if (problems.Length > 0)
        {
            return await PageAsync(http, store, parts, patron, new(patron.Kana ?? "", patron.PostalCode ?? "", patron.Phone ?? "", patron.Email ?? "", patron.WantsMail,
                patron.GuardianName ?? "", patron.GuardianPhone ?? "", patron.GuardianRelation ?? ""), Choices.Of(patron), problems, null, cancel);
        }
        var hash = await Task.Run(() => PasswordHash.Of(password), cancel);
        await store.WriteAsync(async db => (await db.Patrons.SingleAsync(known => known.Id == patron.Id, cancel)).PasswordHash = hash, cancel);
        return Results.Redirect("/me/details?done=password");
    }

    static async Task<IResult> RevokeAsync(HttpContext http, Store store, CancellationToken cancel)
    {
        if (await MyLibrary.PatronAsync(http, store, cancel) is not { } patron)
        {
            return Results.Redirect("/me");
        }
        var client = Forms.Of(http)["Client"];
        return await store.WriteAsync(db => db.ELibraryConsents.Where(consent => consent.PatronId == patron.Id && consent.Client == client).ExecuteDeleteAsync(cancel), cancel) == 0
            ? Pages.NotThere(http) : Results.Redirect("/me/details?done=revoked");
    }

    static async Task<IResult> CloseAsync(HttpContext http, Store store, AccountClosing closing, CancellationToken cancel)
    {
        if (await MyLibrary.PatronAsync(http, store, cancel) is not { } patron)
        {
            return Results.Redirect("/me");
        }
        if (!Forms.Of(http).IsChecked(FieldNames.Sure))
        {
            return Closing(await closing.AgainstAsync(patron, cancel), Languages.Of(http.Request), [new(FieldNames.Sure, FormFault.Missing)]);
        }
        if (await closing.CloseAsync(patron, cancel) is { } obstacle)
        {
            return Closing(obstacle, Languages.Of(http.Request), []);
        }
        await http.SignOutAsync(PlatformPerson.Scheme);
        return Results.Redirect("/closed");
    }

    static IResult Closed(HttpContext http) => Pages.Notice(http, StatusCodes.Status200OK, ("利用登録を取り消しました", "Your account is closed"),
        ("あなたについての記録を消しました。これまでのご利用、ありがとうございました。", "What was kept about you is erased. Thank you for having used the library."));

    static IResult Closing(ClosingObstacle? obstacle, Language language, FormProblem[] problems) => Pages.Show<ClosePage>(new
    {
        Obstacle = obstacle switch
        {
            ClosingObstacle.OpenLoans => language.Say("借りている資料があるため、取り消せません。すべてお返しになってから、もう一度お試しください。", "You still have items on loan. Please bring them all back, then try again."),
            ClosingObstacle.Blocked => language.Say("ここでは取り消せません。図書館の窓口におたずねください。", "It cannot be closed here. Please ask at the library's desk."),
            ClosingObstacle.OutsideSystem => language.Say("利用登録の取り消しは、図書館の窓口で承ります。マイナンバーカードの登録は、ホームで解除できます。", "Accounts are closed at the library's desk. You can unlink your My Number card on your page."),
            null => null,
        },
        Problems = FormChecks.Say(language, problems),
    }, obstacle is not null ? StatusCodes.Status409Conflict : problems.Length > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);

    static async Task<IResult> PageAsync(HttpContext http, Store store, DetailsParts parts, Patron patron, PersonFields typed, Choices chosen, FormProblem[] problems, string? done, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        await using var db = store.Open();
        var consents = await db.ELibraryConsents.Where(consent => consent.PatronId == patron.Id).OrderBy(consent => consent.At).ToListAsync(cancel);
        return Pages.Show<DetailsPage>(new
        {
            patron.Name,
            Address = patron.Address ?? "",
            BirthDate = patron.BirthDate is { } day ? Saying.Day(language, day) : patron.BirthDateText ?? "",
            NeedsGuardian = parts.NeedsGuardian(patron),
            Typed = typed,
            Chosen = chosen,
            parts.HasHistory,
            HasPassword = patron.PasswordHash is not null,
            ELibraries = (IReadOnlyList<AgreedELibrary>)[.. consents.Select(consent => new AgreedELibrary(consent.Client, parts.ELibraries.Find(consent.Client)?.NameIn(language) ?? consent.Client, Saying.Moment(language, consent.At)))],
            Problems = FormChecks.Say(language, problems),
            News = done switch
            {
                "saved" => language.Say("変更しました。", "Saved."),
                "password" => language.Say("パスワードを変更しました。", "Your password is changed."),
                "revoked" => language.Say("同意を取り消しました。", "Your consent is taken back."),
                _ => null,
            },
        }, problems.Length == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    static string? Null(string text) => text.Length == 0 ? null : text;
}

/// <summary>What a patron chooses.</summary>
/// <param name="Language">BCP 47.</param>
public sealed record Choices(string Language, bool MailsTitles, bool KeepsHistory)
{
    internal static Choices Of(Patron patron) => new(Languages.Of(patron.Language).Tag, patron.MailsTitles, patron.KeepsHistory);
}

/// <summary>An e-library that may hear of the patron.</summary>
/// <param name="At">Since when, in words.</param>
public sealed record AgreedELibrary(string Client, string Name, string At);

/// <summary>What the page of details asks of the rest of the bridge.</summary>
sealed class DetailsParts(RegistrationSettings registration, LibraryClock clock, ILibrarySystem library, ELibraries eLibraries)
{
    public ELibraries ELibraries => eLibraries;

    public bool HasHistory => library.Capabilities.HasFlag(LibraryCapabilities.History);

    public bool NeedsGuardian(Patron patron) => registration.GuardianUntilAge > 0 && patron.BirthDate is { } birth && birth.AddYears(registration.GuardianUntilAge) > clock.Today;
}
