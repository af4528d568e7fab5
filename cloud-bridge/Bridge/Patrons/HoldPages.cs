using System.Globalization;
using Bridge.Library;
using Bridge.Storage;
using Bridge.Web;

namespace Bridge.Patrons;

/// <summary>What a patron waits for, and no longer waiting for it.</summary>
static class HoldPages
{
    const string HoldField = "Hold", ItemField = "Item";

    public static void Map(RouteGroupBuilder mine)
    {
        mine.MapGet("/me/holds", ShowAsync);
        mine.MapPost("/me/holds/cancel", CancelAsync);
    }

    static async Task<IResult> ShowAsync(HttpContext http, Store store, ILibrarySystem library, Branches branches, TimeProvider time, string? done, CancellationToken cancel)
    {
        if (!library.Capabilities.HasFlag(LibraryCapabilities.Holds))
        {
            return Pages.NotThere(http);
        }
        if (await MyLibrary.PatronAsync(http, store, cancel) is not { } patron)
        {
            return Results.Redirect("/me");
        }
        if (await library.HoldsAsync(patron.Number, cancel) is not LibraryLookup<IReadOnlyList<LibraryHold>>.Found(var holds))
        {
            return MyLibrary.Away(http);
        }
        var language = Languages.Of(http.Request);
        return Pages.Show<HoldsPage>(new
        {
            Holds = (IReadOnlyList<HoldLine>)[.. holds.OrderByDescending(hold => hold.IsReady).Select(hold => LineOf(language, hold, branches, library.Capabilities))],
            Change = MyLibrary.NewChange(time),
            HasCatalogue = library.Capabilities.HasFlag(LibraryCapabilities.Catalogue),
            News = done switch
            {
                "reserved" => language.Say("予約しました。用意ができたらお知らせします。", "Reserved. You will hear when it is ready."),
                "requested" => language.Say("取り消しを受け付けました。図書館が確認して取り消します。", "Your request is recorded. The library will cancel the hold."),
                "cancelled" => language.Say("予約を取り消しました。", "The hold is cancelled."),
                _ => null,
            },
        });
    }

    static async Task<IResult> CancelAsync(HttpContext http, Store store, ILibrarySystem library, TimeProvider time, CancellationToken cancel)
    {
        if (!library.Capabilities.HasFlag(LibraryCapabilities.CancelHold))
        {
            return Pages.NotThere(http);
        }
        if (await MyLibrary.PatronAsync(http, store, cancel) is not { } patron)
        {
            return Results.Redirect("/me");
        }
        var form = Forms.Of(http);
        var (id, item) = (form.OrNull(HoldField), form.OrNull(ItemField));
        if (await library.HoldsAsync(patron.Number, cancel) is not LibraryLookup<IReadOnlyList<LibraryHold>>.Found(var holds))
        {
            return MyLibrary.Away(http);
        }
        if (holds.FirstOrDefault(hold => id is not null ? hold.Id == id : item is not null && hold.Item == item) is not { } mine)
        {
            return Pages.NotThere(http);   // somebody else's, or none at all: nobody learns which
        }
        return await library.CancelHoldAsync(MyLibrary.ChangeOf(form, time), new(patron.Number, mine.Item, Hold: mine.Id), cancel) switch
        {
            LibraryChange<HoldCancelled>.Done({ IsRequested: true }) => Results.Redirect("/me/holds?done=requested"),
            LibraryChange<HoldCancelled>.Done => Results.Redirect("/me/holds?done=cancelled"),
            LibraryChange<HoldCancelled>.Unavailable(var mayHaveHappened) => MyLibrary.Unavailable(http, mayHaveHappened),
            _ => Results.Redirect("/me/holds"),   // gone meanwhile: the list says how things are
        };
    }

    static HoldLine LineOf(Language language, LibraryHold hold, Branches branches, LibraryCapabilities can) => new(
        hold.Id, hold.Item, hold.Title ?? hold.Item ?? "", hold.Author, hold.IsReady,
        hold.IsReady ? language.Say("受け取れます", "Ready to pick up")
            : hold.IsOnItsWay ? language.Say("まもなく用意できます", "On its way to you")
            : hold.Position is { } position ? language.Say(string.Create(CultureInfo.InvariantCulture, $"順番待ち：{position}番目"), string.Create(CultureInfo.InvariantCulture, $"Waiting: number {position} in the queue"))
            : language.Say("順番待ち", "Waiting"),
        hold.IsReady ? hold.Slot : null,
        hold.IsReady && hold.Until is { } until ? Saying.DayOfWeek(language, until) : null,
        hold.Pickup is { } pickup ? branches.Of(pickup).Settings.NameIn(language) : null,
        can.HasFlag(LibraryCapabilities.CancelHold) && (hold.Id ?? hold.Item) is not null);
}

/// <param name="State">In words.</param>
/// <param name="Slot">Pick-up number; null while it is not there.</param>
/// <param name="Until">In words.</param>
/// <param name="Pickup">Name of the library.</param>
public sealed record HoldLine(string? Id, string? Item, string Title, string? Author, bool IsReady, string State, string? Slot, string? Until, string? Pickup, bool MayCancel);
