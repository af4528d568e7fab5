using Bridge.Console.Audit;
using Bridge.Library;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.Desk;

/// <summary>One copy: where it is, and whether it can be lent at all.</summary>
static class ItemPages
{
    public static void Map(RouteGroupBuilder console)
    {
        console.MapPost("/items", FindAsync);
        console.MapGet("/items/{id:long}", ShowAsync);
        console.MapPost("/items/{id:long}/status", SetStatusAsync);
    }

    static async Task<IResult> FindAsync(HttpContext http, Store store, CancellationToken cancel)
    {
        var key = Label.KeyOf(Typed.Narrow(Forms.Of(http)["Item"]));
        await using var db = store.Open();
        return await db.Items.Where(item => item.Key == key).Select(item => (long?)item.Id).SingleOrDefaultAsync(cancel) is { } id
            ? Results.LocalRedirect($"/console/items/{id}")
            : Pages.Notice(http, StatusCodes.Status404NotFound, ("資料がありません", "No such item"),
                ("この番号の資料は、ここには登録されていません。", "No item with this barcode is in the catalogue here."), ("貸出・返却へ", "To the desk", "/console/desk"));
    }

    static async Task<IResult> ShowAsync(HttpContext http, Store store, Branches branches, long id, string? done, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        await using var db = store.Open();
        if (await db.Items.AsNoTracking().Include(known => known.Title).SingleOrDefaultAsync(known => known.Id == id, cancel) is not { } item)
        {
            return Pages.NotThere(http);
        }
        var loan = await db.Loans.AsNoTracking().SingleOrDefaultAsync(known => known.ItemId == id, cancel);
        var hold = await db.Holds.AsNoTracking().SingleOrDefaultAsync(known => known.ItemId == id, cancel);
        return Pages.Show<ItemPage>(new
        {
            item.Id,
            item.Barcode,
            Title = item.Title!.Name,
            Author = item.Title.Author ?? "",
            Shelf = item.Shelf ?? "―",
            Home = branches.Of(item.Branch).Settings.NameIn(language),
            At = branches.Of(item.At ?? item.Branch).Settings.NameIn(language),
            BoundFor = item.BoundFor is { } code ? branches.Of(code).Settings.NameIn(language) : "",
            Rule = DeskWords.Say(language, item.Rule),
            Due = loan is null ? "" : Saying.Day(language, loan.Due),
            Borrower = loan?.PatronId ?? 0,
            Kept = hold is null ? "" : hold.Slot ?? language.Say("場所はまだありません", "no place yet"),
            Statuses = (IReadOnlyList<StatusChoice>)[.. Enum.GetValues<ItemStatus>().Select(status => new StatusChoice(status.ToString(), DeskWords.Say(language, status), status == item.Status))],
            News = done == "status" ? language.Say("状態を変えました。", "The status is changed.") : null,
        });
    }

    static async Task<IResult> SetStatusAsync(HttpContext http, Store store, AuditLog audit, long id, CancellationToken cancel)
    {
        if (!Enum.TryParse<ItemStatus>(Forms.Of(http)["Status"], out var status) || !Enum.IsDefined(status))
        {
            return Results.LocalRedirect($"/console/items/{id}");
        }
        var isThere = await store.WriteAsync(async db =>
        {
            if (await db.Items.FindAsync([id], cancel) is not { } item)
            {
                return false;
            }
            if (item.Status != status)
            {
                audit.Add(db, ConsolePages.Staff(http), AuditAct.ItemStatusChanged, subject: item.Key, detail: $"{item.Status} → {status}");
                item.Status = status;
                if (status != ItemStatus.Available)
                {
                    await HoldQueue.ReleaseAsync(db, item, patronId: 0, cancel);   // whoever it was kept for gets another copy
                }
            }
            return true;
        }, cancel);
        return isThere ? Results.LocalRedirect($"/console/items/{id}?done=status") : Pages.NotThere(http);
    }
}

public sealed record StatusChoice(string Value, string Name, bool IsNow);
