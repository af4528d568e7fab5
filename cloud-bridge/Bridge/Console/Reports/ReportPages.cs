using System.Globalization;
using Bridge.Console.Audit;
using Bridge.Console.Desk;
using Bridge.Library;
using Bridge.Storage;
using Bridge.Web;

namespace Bridge.Console.Reports;

/// <summary>What happened in a period, by branch: pictures, tables and files.</summary>
static class ReportPages
{
    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet("/reports", ShowAsync);
        console.MapGet("/reports/{name}.csv", ExportAsync);
        console.MapPost("/exports/{name}", ListAsync);
    }

    // Lists name people, so they are posted for and written down.
    static async Task<IResult> ListAsync(HttpContext http, Store store, Exports exports, LibraryClock clock, AuditLog audit, string name, CancellationToken cancel)
    {
        await using var db = store.Open();
        var (table, act) = name switch
        {
            "patrons" => (await Exports.PatronsAsync(db, cancel), AuditAct.PatronsExported),
            "items" => (await exports.ItemsAsync(db, cancel), AuditAct.ItemsExported),
            "loans" => (await Exports.LoansAsync(db, clock.Today, cancel), AuditAct.LoansExported),
            "holds" => (await exports.HoldsAsync(db, cancel), AuditAct.HoldsExported),
            _ => ((CsvTable?)null, default(AuditAct)),
        };
        if (table is null)
        {
            return Pages.NotThere(http);
        }
        await audit.WriteAsync(ConsolePages.Staff(http), act, cancel);
        return Results.File(table.ToBytes(), "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"{name}-{clock.Today:yyyy-MM-dd}.csv"));
    }

    static async Task<IResult> ShowAsync(HttpContext http, Store store, Branches branches, LibraryClock clock, string? from, string? to, string? branch, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var period = Period.Of(from, to, branch, clock.Today);
        await using var db = store.Open();
        return Pages.Show<ReportsPage>(new
        {
            Reports = await ReportDesk.MakeAsync(db, language, period, cancel),
            period.From,
            period.To,
            Branches = (IReadOnlyList<BranchChoice>)[.. branches.All.Select(known => new BranchChoice(known.Code, known.Settings.NameIn(language), known.Code == period.Branch))],
        });
    }

    static async Task<IResult> ExportAsync(HttpContext http, Store store, LibraryClock clock, AuditLog audit, string name, string? from, string? to, string? branch, CancellationToken cancel)
    {
        var period = Period.Of(from, to, branch, clock.Today);
        await using var db = store.Open();
        if ((await ReportDesk.MakeAsync(db, Languages.Of(http.Request), period, cancel)).FirstOrDefault(report => report.Name == name) is not { } report)
        {
            return Pages.NotThere(http);
        }
        await audit.WriteAsync(ConsolePages.Staff(http), AuditAct.ReportExported, cancel, subject: name);
        CsvTable table = new(["", .. report.Series.Select(series => series.Name)],
            [.. report.Labels.Select((label, row) => (string?[])[label, .. report.Series.Select(series => series.Counts[row].ToString(CultureInfo.InvariantCulture))])]);
        return Results.File(table.ToBytes(), "text/csv; charset=utf-8", string.Create(CultureInfo.InvariantCulture, $"{name}-{period.From:yyyy-MM-dd}-{period.To:yyyy-MM-dd}.csv"));
    }
}
