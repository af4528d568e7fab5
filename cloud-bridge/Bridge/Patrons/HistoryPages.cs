using System.Globalization;
using Bridge.Library;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Patrons;

/// <summary>What a patron had, for those who asked to have it kept; one or all of it can be erased.</summary>
static class HistoryPages
{
    const int Most = 200;

    public static void Map(RouteGroupBuilder mine)
    {
        mine.MapGet("/me/history", ShowAsync);
        mine.MapPost("/me/history/erase", EraseAsync);
        mine.MapPost("/me/history/erase-all", EraseAllAsync);
    }

    static async Task<IResult> ShowAsync(HttpContext http, Store store, ILibrarySystem library, string? done, CancellationToken cancel)
    {
        if (!library.Capabilities.HasFlag(LibraryCapabilities.History))
        {
            return Pages.NotThere(http);
        }
        if (await MyLibrary.PatronAsync(http, store, cancel) is not { KeepsHistory: true } patron)
        {
            return Results.Redirect("/me/details");
        }
        var language = Languages.Of(http.Request);
        await using var db = store.Open();
        var past = await db.History.Where(loan => loan.PatronId == patron.Id).OrderByDescending(loan => loan.ReturnedOn).ThenByDescending(loan => loan.Id).Take(Most)
            .Select(loan => new { loan.Id, loan.Title!.Name, loan.Title.Author, loan.LentOn, loan.ReturnedOn }).ToListAsync(cancel);
        return Pages.Show<HistoryPage>(new
        {
            Loans = (IReadOnlyList<PastLoanLine>)[.. past.Select(loan => new PastLoanLine(loan.Id, loan.Name, loan.Author,
                language.Say($"{Saying.Day(language, loan.LentOn)} ～ {Saying.Day(language, loan.ReturnedOn)}", $"{Saying.Day(language, loan.LentOn)} – {Saying.Day(language, loan.ReturnedOn)}")))],
            News = done == "erased" ? language.Say("消しました。", "Erased.") : null,
        });
    }

    static async Task<IResult> EraseAsync(HttpContext http, Store store, CancellationToken cancel)
    {
        if (await MyLibrary.PatronAsync(http, store, cancel) is not { } patron)
        {
            return Results.Redirect("/me");
        }
        _ = long.TryParse(Forms.Of(http)["Loan"], NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        return await store.WriteAsync(db => db.History.Where(loan => loan.Id == id && loan.PatronId == patron.Id).ExecuteDeleteAsync(cancel), cancel) == 0
            ? Pages.NotThere(http) : Results.Redirect("/me/history?done=erased");
    }

    static async Task<IResult> EraseAllAsync(HttpContext http, Store store, CancellationToken cancel)
    {
        if (await MyLibrary.PatronAsync(http, store, cancel) is not { } patron)
        {
            return Results.Redirect("/me");
        }
        await store.WriteAsync(db => db.History.Where(loan => loan.PatronId == patron.Id).ExecuteDeleteAsync(cancel), cancel);
        return Results.Redirect("/me/history?done=erased");
    }
}

/// <param name="When">In words.</param>
public sealed record PastLoanLine(long Id, string Title, string? Author, string When);
