using Bridge.Console.Audit;
using Bridge.Library;
using Bridge.Web;

namespace Bridge.Console.Desk;

/// <summary>The hold shelf as staff walk it: fetch, fill, what is ready, clear. One scan does what the item in hand needs next.</summary>
static class HoldPages
{
    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet("/holds", (HttpContext http, HoldShelf shelf, Branches branches, CancellationToken cancel) => ShowAsync(http, shelf, branches, null, null, null, cancel));
        console.MapPost("/holds/scan", ScanAsync);
        console.MapPost("/holds/missing", MissingAsync);
    }

    static async Task<IResult> ShowAsync(HttpContext http, HoldShelf shelf, Branches branches, ReturnedItem? goes, string? news, string? problem, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var lists = await shelf.ListAsync(StaffPlace.Of(http.Request, branches).Code, cancel);
        return Pages.Show<HoldsPage>(new
        {
            Branches = StaffPlace.Choices(http, branches),
            ToFetch = (IReadOnlyList<HoldRow>)[.. lists.ToFetch.Select(row => new HoldRow(row.Shelf ?? "―", row.Title, row.Barcode, row.Author ?? "", ""))],
            ToFill = Rows(language, lists.ToFill),
            Ready = Rows(language, lists.Ready),
            ToCall = (IReadOnlyList<CallRow>)[.. from slot in lists.Ready where slot is { GetsMail: false, PatronId: not null } select new CallRow(slot.PatronId!.Value, slot.Patron ?? "", slot.Slot ?? "―", slot.Until is { } until ? Saying.Day(language, until) : "")],
            ToClear = Rows(language, lists.ToClear),
            Goes = goes,
            News = news,
            Problem = problem,
        }, problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    // To fill: it stands in its slot now. To clear, or to fetch: it is in hand, and goes where it belongs next.
    static async Task<IResult> ScanAsync(HttpContext http, HoldShelf shelf, Branches branches, AuditLog audit, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var label = Typed.Narrow(Forms.Of(http)["Item"]);
        var key = Label.KeyOf(label);
        var lists = await shelf.ListAsync(StaffPlace.Of(http.Request, branches).Code, cancel);
        var staff = ConsolePages.Staff(http);
        if (lists.ToFill.FirstOrDefault(slot => Label.KeyOf(slot.Barcode) == key) is { } fill && await shelf.ShelveAsync(fill.Hold, cancel))
        {
            await audit.WriteAsync(staff, AuditAct.HoldShelved, cancel, subject: key);
            return await ShowAsync(http, shelf, branches, null, fill.GetsMail
                ? language.Say($"{fill.Slot} に置きました。利用者に知らせます。", $"It is in {fill.Slot}; its patron gets word.")
                : language.Say($"{fill.Slot} に置きました。利用者にはメールが届かないので、電話で知らせてください。", $"It is in {fill.Slot}; its patron gets no mail, so please telephone."), null, cancel);
        }
        if (lists.ToClear.FirstOrDefault(slot => Label.KeyOf(slot.Barcode) == key) is { } clear && await shelf.ClearAsync(clear.Hold, StaffPlace.At(http.Request, branches), cancel) is ReturnOutcome.TakenBack cleared)
        {
            await audit.WriteAsync(staff, AuditAct.HoldCleared, cancel, subject: key);
            return await ShowAsync(http, shelf, branches, Goes(language, branches, label, cleared), null, null, cancel);
        }
        if (lists.ToFetch.Any(row => Label.KeyOf(row.Barcode) == key) && await shelf.ScanAsync(label, StaffPlace.At(http.Request, branches), cancel) is ReturnOutcome.TakenBack fetched)
        {
            await audit.WriteAsync(staff, AuditAct.HoldFetched, cancel, subject: key);
            return await ShowAsync(http, shelf, branches, Goes(language, branches, label, fetched), null, null, cancel);
        }
        return await ShowAsync(http, shelf, branches, null, null, key.Length == 0
            ? language.Say("資料のバーコードを読み取ってください。", "Please scan the item's barcode.")
            : language.Say($"{label}：下の一覧にありません。返却なら、貸出・返却のページで読み取ってください。", $"{label} is on none of these lists. If it came back, scan it on the loans page."), cancel);
    }

    static async Task<IResult> MissingAsync(HttpContext http, HoldShelf shelf, Branches branches, AuditLog audit, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var label = Forms.Of(http)["Item"];
        if (await shelf.NotFoundAsync(label, cancel))
        {
            await audit.WriteAsync(ConsolePages.Staff(http), AuditAct.ItemStatusChanged, cancel, subject: Label.KeyOf(label), detail: $"→ {ItemStatus.Missing}");
        }
        return await ShowAsync(http, shelf, branches, null, language.Say($"{label} を所在不明にしました。ほかの1冊を探します。", $"{label} counts as missing; another copy is looked for."), null, cancel);
    }

    static ReturnedItem Goes(Language language, Branches branches, string label, ReturnOutcome.TakenBack back) =>
        DeskPages.Returned(language, branches, label, new(back.Item.Title?.Name, back.Routing, back.Destination));

    static IReadOnlyList<HoldRow> Rows(Language language, IReadOnlyList<ShelfSlot> slots) =>
        [.. slots.Select(slot => new HoldRow(slot.Slot ?? "―", slot.Title, slot.Barcode, slot.Patron ?? "", slot.Until is { } until ? Saying.Day(language, until) : ""))];
}

/// <param name="Place">Call number, or place on the hold shelf.</param>
/// <param name="Word">Author, or number of the patron.</param>
public sealed record HoldRow(string Place, string Title, string Barcode, string Word, string Until);

/// <summary>A patron to telephone; name and number are in the record, and looking there is in the audit log.</summary>
public sealed record CallRow(long Patron, string Number, string Place, string Until);
