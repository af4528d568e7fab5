using System.Globalization;
using Bridge.Library;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.Audit;

/// <summary>Who did what: read and taken away as CSV, never changed. What is looked for is posted, so that no patron number stands in an address.</summary>
static class AuditPages
{
    const int OnePage = 100;

    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet("/audit", (HttpContext http, Store store, LibraryClock clock, CancellationToken cancel) => ShowAsync(http, store, clock, AuditSearch.Everything, cancel));
        console.MapPost("/audit", (HttpContext http, Store store, LibraryClock clock, CancellationToken cancel) => ShowAsync(http, store, clock, AuditSearch.Of(Forms.Of(http)), cancel));
        console.MapPost("/audit/csv", ExportAsync);
    }

    static async Task<IResult> ShowAsync(HttpContext http, Store store, LibraryClock clock, AuditSearch search, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        await using var db = store.Open();
        var found = await search.In(db, clock).OrderByDescending(entry => entry.Id).Take(OnePage + 1).ToListAsync(cancel);
        return Pages.Show<AuditPage>(new
        {
            Rows = (IReadOnlyList<AuditRow>)[.. found.Take(OnePage).Select(entry => new AuditRow(Saying.Moment(language, entry.At), entry.Staff, AuditWords.Say(language, entry.Act), entry.Patron ?? "", Words(entry)))],
            Search = search,
            Next = found.Count > OnePage ? found[OnePage - 1].Id : 0,
        });
    }

    static async Task<IResult> ExportAsync(HttpContext http, Store store, LibraryClock clock, AuditLog audit, CancellationToken cancel)
    {
        var search = AuditSearch.Of(Forms.Of(http)) with { Before = 0 };
        await audit.WriteAsync(ConsolePages.Staff(http), AuditAct.AuditExported, cancel);
        await using var db = store.Open();
        var entries = await search.In(db, clock).OrderBy(entry => entry.Id).ToListAsync(cancel);
        CsvTable table = new(["at", "staff", "act", "patron", "subject", "detail"],
            [.. entries.Select(entry => (string?[])[entry.At.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), entry.Staff, entry.Act.ToString(), entry.Patron, entry.Subject, entry.Detail])]);
        return Results.File(table.ToBytes(), "text/csv; charset=utf-8", "audit.csv");
    }

    static string Words(AuditEntry entry) => string.Join(' ', new[] { entry.Subject, entry.Detail }.OfType<string>());
}

/// <param name="From">First day; null for all before.</param>
/// <param name="To">Last day; null for all after.</param>
/// <param name="Before">Entries older than this one; 0 for the latest.</param>
public sealed record AuditSearch(string Staff, string Patron, DateOnly? From, DateOnly? To, long Before)
{
    internal static readonly AuditSearch Everything = new("", "", null, null, 0);

    internal static AuditSearch Of(PostedForm posted) => new(posted["Staff"], Label.KeyOf(Typed.Number(posted["Patron"])), Day(posted["From"]), Day(posted["To"]),
        long.TryParse(posted["Before"], NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : 0);

    internal IQueryable<AuditEntry> In(BridgeDb db, LibraryClock clock)
    {
        var entries = db.Audit.AsNoTracking();
        entries = Staff.Length > 0 ? entries.Where(entry => entry.Staff == Staff) : entries;
        entries = Patron.Length > 0 ? entries.Where(entry => entry.Patron == Patron) : entries;
        if (From is { } from)
        {
            var begin = clock.BeginOf(from);
            entries = entries.Where(entry => entry.At >= begin);
        }
        if (To is { } to)
        {
            var end = clock.BeginOf(to.AddDays(1));
            entries = entries.Where(entry => entry.At < end);
        }
        return Before > 0 ? entries.Where(entry => entry.Id < Before) : entries;
    }

    static DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}

public sealed record AuditRow(string At, string Staff, string Act, string Patron, string Words);
