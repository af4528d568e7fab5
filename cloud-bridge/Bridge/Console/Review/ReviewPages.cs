using System.Globalization;
using Bridge.Console.Audit;
using Bridge.Enrolment;
using Bridge.Settings;
using Bridge.Storage;
using Bridge.Web;

namespace Bridge.Console.Review;

/// <summary>Applications that wait for a person: look, correct, accept or refuse. Who decided is written down.</summary>
static class ReviewPages
{
    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet("/applications", QueueAsync);
        console.MapGet("/applications/{id:long}", ShowAsync);
        console.MapPost("/applications/{id:long}/accept", AcceptAsync);
        console.MapPost("/applications/{id:long}/accept-as", AcceptAsAsync);
        console.MapPost("/applications/{id:long}/refuse", RefuseAsync);
    }

    static async Task<IResult> QueueAsync(HttpContext http, Store store, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        await using var db = store.Open();
        var waiting = await Reviews.WaitingAsync(db, cancel);
        return Pages.Show<QueuePage>(new
        {
            Rows = (IReadOnlyList<QueueRow>)[.. waiting.Select(application => new QueueRow(application.Id, application.Form.Name, application.Form.Kana ?? "",
                Saying.BirthDate(language, application.Form.BirthDate), Reasons.Say(language, application.Reason), Saying.Moment(language, application.At), application.Patron is not null))],
        });
    }

    static async Task<IResult> ShowAsync(HttpContext http, Store store, AuditLog audit, RegistrationSettings settings, long id, CancellationToken cancel)
    {
        await audit.WriteAsync(ConsolePages.Staff(http), AuditAct.ApplicationSeen, cancel, subject: About(id));
        await using var db = store.Open();
        return (await Reviews.WaitingAsync(db, cancel)).FirstOrDefault(application => application.Id == id) is { } waiting
            ? Page(http, waiting, waiting.Form, [], settings)
            : await DecidedAsync(http, db, id, cancel);
    }

    static async Task<IResult> AcceptAsync(HttpContext http, Store store, Reviews reviews, AuditLog audit, RegistrationSettings settings, long id, CancellationToken cancel)
    {
        if (await FindAsync(store, id, cancel) is not { } waiting)
        {
            return Results.LocalRedirect($"/console/applications/{id}");
        }
        var corrected = Corrected(waiting.Form, Forms.Of(http));
        var result = await store.WriteAsync(async db => Written(db, audit, http, id, AuditAct.ApplicationAccepted, await reviews.AcceptAsync(db, id, corrected, ConsolePages.Staff(http), cancel)), cancel);
        return result is ReviewResult.FormNotGood(var problems) ? Page(http, waiting, corrected, problems, settings) : Told(http, id, result);
    }

    static async Task<IResult> AcceptAsAsync(HttpContext http, Store store, Reviews reviews, AuditLog audit, long id, CancellationToken cancel)
    {
        _ = long.TryParse(Forms.Of(http)["Patron"], NumberStyles.None, CultureInfo.InvariantCulture, out var patron);
        if (await FindAsync(store, id, cancel) is not { } waiting || waiting.Alike.All(alike => alike.Id != patron))
        {
            return Results.LocalRedirect($"/console/applications/{id}");
        }
        return Told(http, id, await store.WriteAsync(async db => Written(db, audit, http, id, AuditAct.ApplicationAccepted, await reviews.AcceptAsAsync(db, id, patron, ConsolePages.Staff(http), cancel)), cancel));
    }

    static async Task<IResult> RefuseAsync(HttpContext http, Store store, Reviews reviews, AuditLog audit, RegistrationSettings settings, long id, CancellationToken cancel)
    {
        var reason = Forms.Of(http)[FieldNames.Reason];
        if (reason.Length is 0 or > LongestReason)
        {
            return await FindAsync(store, id, cancel) is { } waiting
                ? Page(http, waiting, waiting.Form, [new(FieldNames.Reason, reason.Length == 0 ? FormFault.Missing : FormFault.TooLong)], settings)
                : Results.LocalRedirect($"/console/applications/{id}");
        }
        return Told(http, id, await store.WriteAsync(async db => Written(db, audit, http, id, AuditAct.ApplicationRefused, await reviews.RefuseAsync(db, id, reason, ConsolePages.Staff(http), cancel)), cancel));
    }

    const int LongestReason = 500;

    static string About(long id) => string.Create(CultureInfo.InvariantCulture, $"application {id}");

    // In the transaction of the decision, and only when there was one.
    static ReviewResult Written(BridgeDb db, AuditLog audit, HttpContext http, long id, AuditAct act, ReviewResult result)
    {
        if (result is ReviewResult.Accepted or ReviewResult.Refused)
        {
            audit.Add(db, ConsolePages.Staff(http), act, (result as ReviewResult.Accepted)?.Patron.Number, About(id));
        }
        return result;
    }

    static async Task<WaitingApplication?> FindAsync(Store store, long id, CancellationToken cancel)
    {
        await using var db = store.Open();
        return (await Reviews.WaitingAsync(db, cancel)).FirstOrDefault(application => application.Id == id);
    }

    // What the person agreed to, and in which language, is nothing to correct.
    static RegistrationForm Corrected(RegistrationForm form, PostedForm posted)
    {
        var typed = PersonFields.Of(posted);
        return form with
        {
            Name = posted["Name"],
            Kana = Null(typed.Kana),
            Address = posted["Address"],
            BirthDate = Typed.Number(posted["BirthDate"]),
            PostalCode = Null(typed.PostalCode),
            Phone = Null(typed.Phone),
            Email = Null(typed.Email),
            WantsMail = typed.WantsMail,
            Guardian = typed.Guardian,
        };
    }

    static IResult Told(HttpContext http, long id, ReviewResult result) => result switch
    {
        ReviewResult.LinkedToAnother => Pages.Notice(http, StatusCodes.Status409Conflict, ("別の利用者に登録されています", "Linked to another patron"),
            ("このカードは、申し込みのあとで別の利用者番号に登録されました。本人に確認してから、受け付けないでください。", "Since the application, this card was linked to another patron number. Ask the person, and refuse the application."), Back(id)),
        ReviewResult.NoNumberLeft => Pages.Notice(http, StatusCodes.Status409Conflict, ("利用者番号がありません", "No patron number is left"),
            ("設定の番号の範囲を使いきりました。Bridge:Registration:NumberPrefix か NumberLength を変えてください。", "The range of numbers is used up. Change Bridge:Registration:NumberPrefix or NumberLength."), Back(id)),
        _ => Results.LocalRedirect($"/console/applications/{id}"),
    };

    static (string, string, string) Back(long id) => ("申し込みにもどる", "Back to the application", $"/console/applications/{id}");

    static async Task<IResult> DecidedAsync(HttpContext http, BridgeDb db, long id, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        if (await db.Applications.FindAsync([id], cancel) is not { State: not ApplicationState.Waiting } decided)
        {
            return Pages.NotThere(http);
        }
        var patron = decided.PatronId is { } patronId ? await db.Patrons.FindAsync([patronId], cancel) : null;
        return Pages.Show<DecidedPage>(new
        {
            IsAccepted = decided.State == ApplicationState.Accepted,
            Number = patron?.Number ?? "",
            By = decided.DecidedBy ?? "",
            At = decided.DecidedAt is { } at ? Saying.Moment(language, at) : "",
            Reason = decided.Refusal ?? "",
        });
    }

    static IResult Page(HttpContext http, WaitingApplication waiting, RegistrationForm form, IReadOnlyList<FormProblem> problems, RegistrationSettings settings)
    {
        var language = Languages.Of(http.Request);
        return Pages.Show<ReviewPage>(new
        {
            waiting.Id,
            At = Saying.Moment(language, waiting.At),
            Reason = Reasons.Say(language, waiting.Reason),
            Advice = Reasons.Advice(language, waiting.Reason),
            form.Name,
            form.Address,
            form.BirthDate,
            Sex = Saying.Sex(language, form.Sex),
            Typed = new PersonFields(form.Kana ?? "", form.PostalCode ?? "", form.Phone ?? "", form.Email ?? "", form.WantsMail,
                form.Guardian?.Name ?? "", form.Guardian?.Phone ?? "", form.Guardian?.Relation ?? ""),
            NeedsGuardian = form.Guardian is not null || settings.GuardianUntilAge > 0 && waiting.Reason is ReviewReason.MinorWithoutGuardian or ReviewReason.BirthDateUnclear,
            Target = waiting.Patron is { } patron ? Known(language, patron) : null,
            Alike = (IReadOnlyList<KnownPatron>)[.. waiting.Alike.Select(alike => Known(language, alike))],
            Problems = Saying.Problems(language, problems),
        }, problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    static KnownPatron Known(Language language, Library.Patron patron) =>
        new(patron.Id, patron.Number, patron.Name, patron.Address ?? "", patron.BirthDate is { } birth ? Saying.Day(language, birth) : patron.BirthDateText ?? "");

    static string? Null(string text) => text.Length == 0 ? null : text;
}

public sealed record QueueRow(long Id, string Name, string Kana, string BirthDate, string Reason, string At, bool IsLink);

/// <summary>A patron the library has, beside an application.</summary>
public sealed record KnownPatron(long Id, string Number, string Name, string Address, string BirthDate);
