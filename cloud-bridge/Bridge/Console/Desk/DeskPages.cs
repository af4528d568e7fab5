using Bridge.Console.Audit;
using Bridge.Fleet;
using Bridge.Identity;
using Bridge.Library;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.Desk;

/// <summary>Lending and taking back at the desk, with a scanner that types: each answer has the scan field in focus again.</summary>
static class DeskPages
{
    const string Item = "Item", Which = "Change", Branch = "Branch";

    public static void Map(RouteGroupBuilder console)
    {
        console.MapGet("/desk", (HttpContext http, Branches branches, DeviceRegistry devices, AtTheCounter counter) => DeskPage(http, branches, null, null, CounterPages.Now(Languages.Of(http.Request), devices, counter)));
        console.MapPost("/desk/branch", (HttpContext http, Branches branches) =>
        {
            StaffPlace.Remember(http.Response, branches.Of(Forms.Of(http)[Branch]));
            return Results.LocalRedirect(WebParts.LocalOr(Forms.Of(http)["Return"], "/console/desk"));
        });
        console.MapPost("/desk/patron", FindAsync);
        console.MapPost("/desk/return", ReturnAsync);
        console.MapGet("/desk/{id:long}", (HttpContext http, Store store, ILibrarySystem library, AuditLog audit, LibraryClock clock, long id, CancellationToken cancel) =>
            ShowAsync(http, store, library, audit, clock, id, null, null, AuditAct.PatronSeen, cancel));
        console.MapPost("/desk/{id:long}/lend", LendAsync);
        console.MapPost("/desk/{id:long}/renew", RenewAsync);
        console.MapPost("/desk/{id:long}/renew-all", RenewAllAsync);
        console.MapPost("/desk/{id:long}/hold", PlaceAsync);
        console.MapPost("/desk/{id:long}/cancel-hold", CancelAsync);
    }

    /// <summary>The same form sent twice does its thing once.</summary>
    public static Change ChangeOf(HttpContext http, Branches branches, LibraryClock clock) =>
        new(Guid.TryParse(Forms.Of(http)[Which], out var id) ? id : Guid.CreateVersion7(clock.Now), clock.Now, Where: StaffPlace.At(http.Request, branches));

    static IResult DeskPage(HttpContext http, Branches branches, ReturnedItem? returned, string? problem, IReadOnlyList<Visitor>? visitors = null) => Pages.Show<DeskPage>(new
    {
        Branches = StaffPlace.Choices(http, branches),
        Returned = returned,
        Visitors = visitors ?? [],
        Problem = problem,
    }, problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);

    static async Task<IResult> FindAsync(HttpContext http, Store store, Branches branches, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        await using var db = store.Open();
        return await Recognition.FindByLibraryCardAsync(db, Typed.Narrow(Forms.Of(http)["Patron"]), cancel) is { } patron
            ? Results.LocalRedirect($"/console/desk/{patron.Id}")
            : DeskPage(http, branches, null, language.Say("この番号の利用者はいません。", "No patron has this number."));
    }

    static async Task<IResult> ReturnAsync(HttpContext http, ILibrarySystem library, Branches branches, LibraryClock clock, AuditLog audit, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var item = Typed.Narrow(Forms.Of(http)[Item]);
        if (!IsLabel(item))
        {
            return DeskPage(http, branches, null, language.Say("資料のバーコードを読み取ってください。", "Please scan the item's barcode."));
        }
        switch (await library.CheckInAsync(ChangeOf(http, branches, clock), new(item), cancel))
        {
            case LibraryChange<TakenBack>.Done(var back):
                await audit.WriteAsync(ConsolePages.Staff(http), AuditAct.TakenBack, cancel, subject: Label.KeyOf(item));
                return DeskPage(http, branches, Returned(language, branches, item, back), null);
            case LibraryChange<TakenBack>.Refused(var refusal):
                return DeskPage(http, branches, null, $"{item}: {DeskWords.Say(language, refusal)}");
            case LibraryChange<TakenBack>.Unavailable(var mayHave):
                return DeskPage(http, branches, null, $"{item}: {DeskWords.Unavailable(language, mayHave)}");
            default:
                throw new InvalidOperationException("a change is done, refused or unavailable");
        }
    }

    public static ReturnedItem Returned(Language language, Branches branches, string item, TakenBack back) => new(item, back.Title ?? "", DeskWords.Say(language, back.Routing), back.Routing switch
    {
        Routing.AnotherBranch => back.Destination is { } code ? branches.Of(code).Settings.NameIn(language) : "",
        Routing.HoldShelf => back.Destination ?? language.Say("空いている場所がありません", "No place is free"),
        Routing.Shelf or Routing.Staff => "",
    }, back.Routing != Routing.Shelf, back.WasOnLoan == false ? language.Say("貸出中ではありませんでした。", "It was not on loan.") : "");

    static async Task<IResult> ShowAsync(HttpContext http, Store store, ILibrarySystem library, AuditLog audit, LibraryClock clock, long id, string? news, string? problem, AuditAct? look, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        await using var db = store.Open();
        if (await db.Patrons.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, cancel) is not { } patron)
        {
            return Pages.NotThere(http);
        }
        if (look is { } seen)
        {
            await audit.WriteAsync(ConsolePages.Staff(http), seen, cancel, patron.Number);
        }
        var status = await library.PatronAsync(patron.Number, cancel);
        var account = status is LibraryLookup<LibraryPatron>.Found(var found) ? found : null;
        problem ??= status switch
        {
            LibraryLookup<LibraryPatron>.Unknown => language.Say("図書館システムは、この利用者番号を知りません。", "The library system does not know this number."),
            LibraryLookup<LibraryPatron>.Unavailable => language.Say("図書館システムにつながりません。", "The library system cannot be reached."),
            _ => null,
        };
        return Pages.Show<LendPage>(new
        {
            Id = id,
            patron.Number,
            patron.Name,
            Kana = patron.Kana ?? "",
            Stopped = StopWords(language, patron, account, clock.Today),
            Count = account is { OnLoan: { } on, LoanLimit: { } limit } ? $"{on} / {limit}" : account?.OnLoan?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "―",
            Loans = await LoansAsync(language, library, patron.Number, cancel),
            Holds = await HoldsAsync(language, library, patron.Number, cancel),
            CanRenewAll = library.Capabilities.HasFlag(LibraryCapabilities.RenewAll),
            CanHold = library.Capabilities.HasFlag(LibraryCapabilities.PlaceHold),
            Change = Guid.CreateVersion7(clock.Now),
            News = news,
            Problem = problem,
        }, problem is null || look is not null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    static string StopWords(Language language, Patron patron, LibraryPatron? account, DateOnly today) =>
        patron.Block is { } block ? language.Say($"利用停止：{block}", $"Blocked: {block}")
        : patron.Expires < today ? language.Say($"有効期限切れ：{Saying.Day(language, patron.Expires.Value)}", $"Expired on {Saying.Day(language, patron.Expires.Value)}")
        : account?.Stopped is { } reason ? DeskWords.Say(language, reason) : "";

    static async Task<IReadOnlyList<DeskLoan>> LoansAsync(Language language, ILibrarySystem library, string number, CancellationToken cancel) =>
        await library.LoansAsync(number, cancel) is LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var loans)
            ? [.. loans.Select(loan => new DeskLoan(loan.Item ?? "", loan.Title ?? "", DeskWords.Due(language, loan.Due), loan.IsOverdue, loan.Item is not null && loan.IsRenewable != false,
                loan.NotRenewable is { } reason ? DeskWords.Say(language, reason) : ""))]
            : [];

    static async Task<IReadOnlyList<DeskHold>> HoldsAsync(Language language, ILibrarySystem library, string number, CancellationToken cancel) =>
        library.Capabilities.HasFlag(LibraryCapabilities.Holds) && await library.HoldsAsync(number, cancel) is LibraryLookup<IReadOnlyList<LibraryHold>>.Found(var holds)
            ? [.. holds.Select(hold => new DeskHold(hold.Id ?? "", hold.Title ?? "", hold.IsReady,
                hold.IsReady ? language.Say($"用意できています {hold.Slot}", $"Ready {hold.Slot}") + (hold.Until is { } until ? language.Say($"（{Saying.Day(language, until)}まで）", $" (until {Saying.Day(language, until)})") : "")
                : hold.IsOnItsWay ? language.Say("準備中", "On its way")
                : hold.Position is { } position ? language.Say($"{position}番目", $"Number {position} in line") : language.Say("順番待ち", "Waiting")))]
            : [];

    static async Task<IResult> LendAsync(HttpContext http, Store store, ILibrarySystem library, Branches branches, AuditLog audit, LibraryClock clock, long id, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var item = Typed.Narrow(Forms.Of(http)[Item]);
        if (await NumberAsync(store, id, cancel) is not { } number)
        {
            return Pages.NotThere(http);
        }
        if (!IsLabel(item))
        {
            return await ShowAsync(http, store, library, audit, clock, id, null, language.Say("資料のバーコードを読み取ってください。", "Please scan the item's barcode."), null, cancel);
        }
        switch (await library.CheckOutAsync(ChangeOf(http, branches, clock), new(number, item), cancel))
        {
            case LibraryChange<Lent>.Done(var lent):
                await audit.WriteAsync(ConsolePages.Staff(http), AuditAct.Lent, cancel, number);   // to whom, not what: a log is no reading history
                return await ShowAsync(http, store, library, audit, clock, id, $"{lent.Title ?? item} {language.Say("返却期限 ", "due ")}{DeskWords.Due(language, lent.Due)}", null, null, cancel);
            case LibraryChange<Lent>.Refused({ Reason: Contract.RefusalReason.ItemUnknown }) when await OtherPatronAsync(store, item, cancel) is { } next:
                return Results.LocalRedirect($"/console/desk/{next}");   // a patron's card was scanned: the next in line
            case LibraryChange<Lent>.Refused(var refusal):
                return await ShowAsync(http, store, library, audit, clock, id, null, $"{item}: {DeskWords.Say(language, refusal)}", null, cancel);
            case LibraryChange<Lent>.Unavailable(var mayHave):
                return await ShowAsync(http, store, library, audit, clock, id, null, $"{item}: {DeskWords.Unavailable(language, mayHave)}", null, cancel);
            default:
                throw new InvalidOperationException("a change is done, refused or unavailable");
        }
    }

    static async Task<IResult> RenewAsync(HttpContext http, Store store, ILibrarySystem library, Branches branches, AuditLog audit, LibraryClock clock, long id, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var item = Forms.Of(http)[Item];
        if (await NumberAsync(store, id, cancel) is not { } number)
        {
            return Pages.NotThere(http);
        }
        return await library.RenewAsync(ChangeOf(http, branches, clock), number, item, null, cancel) switch
        {
            LibraryChange<Lent>.Done(var lent) => await DoneAsync($"{lent.Title ?? item} {language.Say("返却期限 ", "due ")}{DeskWords.Due(language, lent.Due)}", AuditAct.Renewed),
            LibraryChange<Lent>.Refused(var refusal) => await ShowAsync(http, store, library, audit, clock, id, null, DeskWords.Say(language, refusal), null, cancel),
            LibraryChange<Lent>.Unavailable(var mayHave) => await ShowAsync(http, store, library, audit, clock, id, null, DeskWords.Unavailable(language, mayHave), null, cancel),
            _ => throw new InvalidOperationException("a change is done, refused or unavailable"),
        };

        async Task<IResult> DoneAsync(string news, AuditAct act)
        {
            await audit.WriteAsync(ConsolePages.Staff(http), act, cancel, number);
            return await ShowAsync(http, store, library, audit, clock, id, news, null, null, cancel);
        }
    }

    static async Task<IResult> RenewAllAsync(HttpContext http, Store store, ILibrarySystem library, Branches branches, AuditLog audit, LibraryClock clock, long id, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        if (await NumberAsync(store, id, cancel) is not { } number)
        {
            return Pages.NotThere(http);
        }
        switch (await library.RenewAllAsync(ChangeOf(http, branches, clock), number, cancel))
        {
            case LibraryChange<RenewedAll>.Done(var all):
                await audit.WriteAsync(ConsolePages.Staff(http), AuditAct.Renewed, cancel, number, detail: $"{all.Renewed.Count} renewed, {all.NotRenewed.Count} not");
                return await ShowAsync(http, store, library, audit, clock, id, language.Say($"{all.Renewed.Count}点を延長しました。延長できないもの {all.NotRenewed.Count}点。", $"{all.Renewed.Count} renewed, {all.NotRenewed.Count} could not be."), null, null, cancel);
            case LibraryChange<RenewedAll>.Refused(var refusal):
                return await ShowAsync(http, store, library, audit, clock, id, null, DeskWords.Say(language, refusal), null, cancel);
            case LibraryChange<RenewedAll>.Unavailable(var mayHave):
                return await ShowAsync(http, store, library, audit, clock, id, null, DeskWords.Unavailable(language, mayHave), null, cancel);
            default:
                throw new InvalidOperationException("a change is done, refused or unavailable");
        }
    }

    static async Task<IResult> PlaceAsync(HttpContext http, Store store, ILibrarySystem library, Branches branches, AuditLog audit, LibraryClock clock, long id, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        var item = Typed.Narrow(Forms.Of(http)[Item]);
        if (await NumberAsync(store, id, cancel) is not { } number)
        {
            return Pages.NotThere(http);
        }
        switch (await library.PlaceHoldAsync(ChangeOf(http, branches, clock), new(number, Item: item, PickupLocation: library.Capabilities.HasFlag(LibraryCapabilities.PickupChoice) ? StaffPlace.Of(http.Request, branches).Code : null), cancel))
        {
            case LibraryChange<HoldPlaced>.Done(var placed):
                await audit.WriteAsync(ConsolePages.Staff(http), AuditAct.HoldPlaced, cancel, number);
                return await ShowAsync(http, store, library, audit, clock, id, placed.QueuePosition is { } position ? language.Say($"予約しました（{position}番目）。", $"The hold is placed, number {position} in line.") : language.Say("予約しました。", "The hold is placed."), null, null, cancel);
            case LibraryChange<HoldPlaced>.Refused(var refusal):
                return await ShowAsync(http, store, library, audit, clock, id, null, DeskWords.Say(language, refusal), null, cancel);
            case LibraryChange<HoldPlaced>.Unavailable(var mayHave):
                return await ShowAsync(http, store, library, audit, clock, id, null, DeskWords.Unavailable(language, mayHave), null, cancel);
            default:
                throw new InvalidOperationException("a change is done, refused or unavailable");
        }
    }

    static async Task<IResult> CancelAsync(HttpContext http, Store store, ILibrarySystem library, Branches branches, AuditLog audit, LibraryClock clock, long id, CancellationToken cancel)
    {
        var language = Languages.Of(http.Request);
        if (await NumberAsync(store, id, cancel) is not { } number)
        {
            return Pages.NotThere(http);
        }
        switch (await library.CancelHoldAsync(ChangeOf(http, branches, clock), new(number, Hold: Forms.Of(http)["Hold"]), cancel))
        {
            case LibraryChange<HoldCancelled>.Done(var cancelled):
                await audit.WriteAsync(ConsolePages.Staff(http), AuditAct.HoldCancelled, cancel, number);
                return await ShowAsync(http, store, library, audit, clock, id, cancelled.IsRequested
                    ? language.Say("取り消しの申し出を記録しました。図書館システムで確認してください。", "The request to cancel is recorded; confirm it in the library system.")
                    : language.Say("予約を取り消しました。", "The hold is cancelled."), null, null, cancel);
            case LibraryChange<HoldCancelled>.Refused(var refusal):
                return await ShowAsync(http, store, library, audit, clock, id, null, DeskWords.Say(language, refusal), null, cancel);
            case LibraryChange<HoldCancelled>.Unavailable(var mayHave):
                return await ShowAsync(http, store, library, audit, clock, id, null, DeskWords.Unavailable(language, mayHave), null, cancel);
            default:
                throw new InvalidOperationException("a change is done, refused or unavailable");
        }
    }

    static bool IsLabel(string item) => item.Length is > 0 and <= Label.MaximumLength;

    static async Task<string?> NumberAsync(Store store, long id, CancellationToken cancel)
    {
        await using var db = store.Open();
        return await db.Patrons.Where(patron => patron.Id == id).Select(patron => patron.Number).SingleOrDefaultAsync(cancel);
    }

    static async Task<long?> OtherPatronAsync(Store store, string scanned, CancellationToken cancel)
    {
        await using var db = store.Open();
        return (await Recognition.FindByLibraryCardAsync(db, scanned, cancel))?.Id;
    }
}

/// <param name="Goes">Where to, in one word.</param>
/// <param name="Where">Which branch, which place.</param>
public sealed record ReturnedItem(string Item, string Title, string Goes, string Where, bool IsSpecial, string Remark);

public sealed record DeskLoan(string Item, string Title, string Due, bool IsOverdue, bool IsRenewable, string WhyNot);

public sealed record DeskHold(string Id, string Title, bool IsReady, string Status);
