using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Enrolment;
using Bridge.Library;
using Bridge.Mail;
using Bridge.Settings;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.People;

/// <summary>Patrons as staff see and change them. Every look at a record is in the audit log; what is searched for is posted, so that no name stands in an address.</summary>
static class PatronPages
{
    const int LongestReason = 200;

    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet("/patrons", (HttpContext http) => SearchPage("", null, StatusCodes.Status200OK, http.Request.Query["done"] == "gone" ? Languages.Of(http.Request).Say("この利用者はもういません。", "This patron is gone.") : null));
        console.MapPost("/patrons", SearchAsync);
        console.MapGet("/patrons/new", NewAsync);
        console.MapPost("/patrons/new", RegisterAsync);
        console.MapGet("/patrons/{id:long}", (HttpContext http, Store store, ILibrarySystem library, LibraryClock clock, AuditLog audit, long id, string? done, CancellationToken cancel) =>
            ShowAsync(http, store, library, clock, audit, id, done, null, [], cancel));
        console.MapPost("/patrons/{id:long}", ChangeAsync);
        console.MapPost("/patrons/{id:long}/block", BlockAsync);
        console.MapPost("/patrons/{id:long}/unblock", (HttpContext http, Store store, AuditLog audit, long id, CancellationToken cancel) =>
            ChangedAsync(http, store, audit, id, AuditAct.PatronUnblocked, "unblocked", patron => patron.Block = null, cancel));
        console.MapPost("/patrons/{id:long}/extend", ExtendAsync);
        console.MapPost("/patrons/{id:long}/password", PasswordAsync);
        console.MapPost("/patrons/{id:long}/links/{link:long}/remove", UnlinkAsync);
        console.MapPost("/patrons/{id:long}/cards/{card:long}/remove", RemoveCardAsync);
    }

    static IResult SearchPage(string query, IReadOnlyList<PatronRow>? rows, int status, string? problem = null) => Pages.Show<PatronsPage>(new { Query = query, Rows = rows, Problem = problem }, status);

    static async Task<IResult> SearchAsync(HttpContext http, Store store, AuditLog audit, CancellationToken cancel)
    {
        var (language, query) = (Languages.Of(http.Request), Forms.Of(http)["Query"]);
        await using var db = store.Open();
        var found = await PatronSearch.FindAsync(db, query, cancel);
        await audit.WriteAsync(ConsolePages.Staff(http), AuditAct.PatronsSearched, cancel, detail: $"{Math.Min(found.Count, PatronSearch.Most)} found");
        return found is [var one] ? Results.LocalRedirect($"/console/patrons/{one.Id}")
            : found.Count > PatronSearch.Most ? SearchPage(query, null, StatusCodes.Status422UnprocessableEntity, language.Say($"{PatronSearch.Most}人より多くいます。もう少しくわしく入力してください。", $"There are more than {PatronSearch.Most}. Please type more."))
            : SearchPage(query, [.. found.Select(patron => new PatronRow(patron.Id, patron.Number, patron.Name, patron.Kana ?? "", Birth(language, patron), patron.Block is not null))], StatusCodes.Status200OK);
    }

    static async Task<IResult> ShowAsync(HttpContext http, Store store, ILibrarySystem library, LibraryClock clock, AuditLog audit, long id, string? done, PatronRecord? typed, IReadOnlyList<FormProblem> problems, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        await using var db = store.Open();
        if (await db.Patrons.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, cancel) is not { } patron)
        {
            return Pages.NotThere(http);
        }
        await audit.WriteAsync(ConsolePages.Staff(http), AuditAct.PatronSeen, cancel, patron.Number);
        var account = await library.PatronAsync(patron.Number, cancel) is LibraryLookup<LibraryPatron>.Found(var found) ? found : null;
        var links = await db.Links.AsNoTracking().Where(link => link.PatronId == id).OrderBy(link => link.Id).ToListAsync(cancel);
        var cards = await db.PatronCards.AsNoTracking().Where(card => card.PatronId == id).OrderBy(card => card.Id).ToListAsync(cancel);
        return Pages.Show<PatronPage>(new
        {
            Id = id,
            patron.Number,
            Record = typed ?? PatronRecord.Of(patron),
            Sex = Saying.Sex(language, patron.Sex),
            Expires = patron.Expires is { } expires ? Saying.Day(language, expires) : language.Say("なし", "never"),
            IsExpired = patron.Expires < clock.Today,
            Block = patron.Block ?? "",
            HasPassword = patron.PasswordHash is not null,
            NeedsGuardian = patron.GuardianName is not null || patron.BirthDate > clock.Today.AddYears(-18),
            OnLoan = Number(account?.OnLoan),
            Overdue = Number(account?.Overdue),
            Holds = Number(account?.Holds),
            Cards = (IReadOnlyList<CardRow>)
            [
                .. links.Select(link => new CardRow($"links/{link.Id}", language.Say("マイナンバーカード", "My Number card"), language.Say($"{Saying.Moment(language, link.LinkedAt)}に登録", $"linked {Saying.Moment(language, link.LinkedAt)}"))),
                .. cards.Select(card => new CardRow($"cards/{card.Id}", Kind(language, card.Kind), card.Value)),
            ],
            Problems = Saying.Problems(language, problems),
            News = News(language, done),
        }, problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    static async Task<IResult> ChangeAsync(HttpContext http, Store store, ILibrarySystem library, LibraryClock clock, AuditLog audit, long id, CancellationToken cancel)
    {
        var record = PatronRecord.Of(Forms.Of(http));
        var problems = record.Validate();
        if (problems.Count == 0)
        {
            problems = await store.WriteAsync<IReadOnlyList<FormProblem>>(async db =>
            {
                if (await db.Patrons.FindAsync([id], cancel) is not { } patron)
                {
                    return [];
                }
                if (await IsTakenAsync(db, record.LibraryCard, id, cancel))
                {
                    return [new("LibraryCard", FormFault.Taken)];
                }
                record.Fill(patron);
                audit.Add(db, ConsolePages.Staff(http), AuditAct.PatronChanged, patron.Number);
                return [];
            }, cancel);
        }
        return problems.Count == 0 ? Results.LocalRedirect($"/console/patrons/{id}?done=changed") : await ShowAsync(http, store, library, clock, audit, id, null, record, problems, cancel);
    }

    static async Task<IResult> BlockAsync(HttpContext http, Store store, AuditLog audit, long id, CancellationToken cancel)
    {
        var reason = Forms.Of(http)["Block"];
        return reason.Length is 0 or > LongestReason ? Results.LocalRedirect($"/console/patrons/{id}?done=no-reason")
            : await ChangedAsync(http, store, audit, id, AuditAct.PatronBlocked, "blocked", patron => patron.Block = reason, cancel);
    }

    static Task<IResult> ExtendAsync(HttpContext http, Store store, LibraryClock clock, AuditLog audit, long id, CancellationToken cancel) =>
        ChangedAsync(http, store, audit, id, AuditAct.PatronExtended, "extended", patron => patron.Expires = (patron.Expires > clock.Today ? patron.Expires.Value : clock.Today).AddYears(1), cancel);

    static async Task<IResult> PasswordAsync(HttpContext http, Store store, AuditLog audit, long id, CancellationToken cancel)
    {
        var password = StaffAccounts.NewPassword();
        var hash = await Task.Run(() => PasswordHash.Of(password), cancel);
        var number = await store.WriteAsync(async db =>
        {
            if (await db.Patrons.FindAsync([id], cancel) is not { } patron)
            {
                return null;
            }
            patron.PasswordHash = hash;
            audit.Add(db, ConsolePages.Staff(http), AuditAct.PatronPasswordGiven, patron.Number);
            return patron.Number;
        }, cancel);
        return number is null ? Pages.NotThere(http) : Pages.Show<PatronPasswordPage>(new { Id = id, Number = number, Password = password });
    }

    static async Task<IResult> UnlinkAsync(HttpContext http, Store store, Registrations registrations, AuditLog audit, long id, long link, CancellationToken cancel)
    {
        await store.WriteAsync(async db =>
        {
            var number = await db.Links.Where(known => known.Id == link && known.PatronId == id).Select(known => known.Patron!.Number).SingleOrDefaultAsync(cancel);
            if (number is not null && await registrations.UnlinkAsync(db, link, cancel))
            {
                audit.Add(db, ConsolePages.Staff(http), AuditAct.PatronCardRemoved, number, detail: "My Number card");
            }
            return 0;
        }, cancel);
        return Results.LocalRedirect($"/console/patrons/{id}?done=card");
    }

    static async Task<IResult> RemoveCardAsync(HttpContext http, Store store, AuditLog audit, long id, long card, CancellationToken cancel)
    {
        await store.WriteAsync(async db =>
        {
            if (await db.PatronCards.Include(known => known.Patron).SingleOrDefaultAsync(known => known.Id == card && known.PatronId == id, cancel) is { } known)
            {
                db.PatronCards.Remove(known);
                audit.Add(db, ConsolePages.Staff(http), AuditAct.PatronCardRemoved, known.Patron!.Number, detail: known.Kind.ToString());
            }
            return 0;
        }, cancel);
        return Results.LocalRedirect($"/console/patrons/{id}?done=card");
    }

    static async Task<IResult> NewAsync(HttpContext http, Store store, RegistrationSettings settings, CancellationToken cancel) =>
        NewPage(await WaitingAsync(http, store, cancel), PatronRecord.Empty with { Category = settings.Category }, [], Languages.Of(http.Request));

    static async Task<IResult> RegisterAsync(HttpContext http, Store store, RegistrationSettings settings, Registrations registrations, INewPatrons others, AuditLog audit, TimeProvider time, CancellationToken cancel)
    {
        var (language, record) = (Languages.Of(http.Request), PatronRecord.Of(Forms.Of(http)));
        IReadOnlyList<FormProblem> problems = record.Validate();
        if (problems.Count == 0)
        {
            var made = await store.WriteAsync<(long? Id, string? Field)>(async db =>
            {
                if (await IsTakenAsync(db, record.LibraryCard, 0, cancel))
                {
                    return (null, "LibraryCard");
                }
                if (await new PatronNumbers(settings).NextAsync(db, cancel) is not { } number)
                {
                    return (null, null);
                }
                var patron = new Patron { Number = number, Name = record.Name, Category = record.Category, Language = "ja", TermsVersion = settings.TermsVersion, ConsentAt = time.GetUtcNow() };
                record.Fill(patron);
                db.Patrons.Add(patron);
                audit.Add(db, ConsolePages.Staff(http), AuditAct.PatronRegistered, number);
                await db.SaveChangesAsync(cancel);
                await others.AddedAsync(db, patron, cancel);
                await registrations.WriteToAsync(db, patron, MailKind.Registered, cancel);
                return (patron.Id, null);
            }, cancel);
            if (made.Id is { } id)
            {
                return Results.LocalRedirect($"/console/patrons/{id}?done=registered");
            }
            if (made.Field is null)
            {
                return Pages.Notice(http, StatusCodes.Status409Conflict, ("利用者番号がありません", "No patron number is left"),
                    ("設定の番号の範囲を使いきりました。Bridge:Registration:NumberPrefix か NumberLength を変えてください。", "The range of numbers is used up. Change Bridge:Registration:NumberPrefix or NumberLength."));
            }
            problems = [new(made.Field, FormFault.Taken)];
        }
        return NewPage(await WaitingAsync(http, store, cancel), record, problems, language);
    }

    // Who held a card to an appliance has filled most of the form in already.
    static async Task<IReadOnlyList<WaitingCard>> WaitingAsync(HttpContext http, Store store, CancellationToken cancel)
    {
        if (!http.User.May(Rights.Librarian))
        {
            return [];
        }
        var language = Languages.Of(http.Request);
        await using var db = store.Open();
        return [.. from application in await Reviews.WaitingAsync(db, cancel)
                   orderby application.At descending
                   select new WaitingCard(application.Id, application.Form.Name, Saying.Moment(language, application.At))];
    }

    static IResult NewPage(IReadOnlyList<WaitingCard> waiting, PatronRecord record, IReadOnlyList<FormProblem> problems, Language language) =>
        Pages.Show<NewPatronPage>(new { Waiting = waiting, Record = record, Problems = Saying.Problems(language, problems) }, problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    static async Task<IResult> ChangedAsync(HttpContext http, Store store, AuditLog audit, long id, AuditAct act, string done, Action<Patron> change, CancellationToken cancel)
    {
        var isThere = await store.WriteAsync(async db =>
        {
            if (await db.Patrons.FindAsync([id], cancel) is not { } patron)
            {
                return false;
            }
            change(patron);
            audit.Add(db, ConsolePages.Staff(http), act, patron.Number);
            return true;
        }, cancel);
        return isThere ? Results.LocalRedirect($"/console/patrons/{id}?done={done}") : Pages.NotThere(http);
    }

    // A card opens one person's record: a patron's, or staff's at the appliance.
    static async Task<bool> IsTakenAsync(BridgeDb db, string card, long except, CancellationToken cancel) => card.Length > 0
        && (await db.Patrons.AnyAsync(patron => patron.Id != except && (patron.LibraryCard == card || patron.Number == card), cancel)
            || await db.StaffCards.AnyAsync(known => known.Kind == StaffCardKind.Barcode && known.Value == card, cancel));

    static string Birth(Language language, Patron patron) => patron.BirthDate is { } birth ? Saying.Day(language, birth) : patron.BirthDateText ?? "";

    static string Number(int? count) => count?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "―";

    static string Kind(Language language, PatronCardKind kind) => kind switch
    {
        PatronCardKind.Barcode => language.Say("図書館カード", "Library card"),
        PatronCardKind.Felica => "FeliCa",
        PatronCardKind.Mifare => "MIFARE",
        PatronCardKind.Phone => language.Say("スマートフォンのバーコード", "Barcode on a phone"),
    };

    static string? News(Language language, string? done) => done switch
    {
        "changed" => language.Say("変更しました。", "It is changed."),
        "registered" => language.Say("登録しました。", "The patron is registered."),
        "blocked" => language.Say("利用を停止しました。", "The patron is blocked."),
        "no-reason" => language.Say("停止の理由を入力してください。変更していません。", "Please give a reason. Nothing was changed."),
        "unblocked" => language.Say("利用停止を解除しました。", "The patron may use the service again."),
        "extended" => language.Say("1年延長しました。", "It is extended by a year."),
        "card" => language.Say("カードをはずしました。", "The card is taken away."),
        _ => null,
    };
}

public sealed record PatronRow(long Id, string Number, string Name, string Kana, string BirthDate, bool IsBlocked);

/// <param name="Path">Under the patron's page.</param>
public sealed record CardRow(string Path, string Kind, string Word);

public sealed record WaitingCard(long Application, string Name, string At);
