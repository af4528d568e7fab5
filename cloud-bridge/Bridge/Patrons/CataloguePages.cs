using System.Globalization;
using Bridge.Library;
using Bridge.Storage;
using Bridge.Web;

namespace Bridge.Patrons;

/// <summary>Searching the catalogue, for everybody; reserving, for patrons.</summary>
static class CataloguePages
{
    const int LongestQuery = 200, LongestId = 64;
    const string PickupField = "Pickup";

    public static void Map(RouteGroupBuilder pages, RouteGroupBuilder mine)
    {
        pages.MapGet("/search", SearchAsync);
        pages.MapGet("/titles/{title}", ShowAsync);
        mine.MapPost("/titles/{title}", ReserveAsync);
    }

    static async Task<IResult> SearchAsync(HttpContext http, ILibrarySystem library, VisitorPace pace, string? q, string? page, CancellationToken cancel)
    {
        if (!library.Capabilities.HasFlag(LibraryCapabilities.Catalogue))
        {
            return Pages.NotThere(http);
        }
        var query = (q ?? "").Trim();
        var language = Languages.Of(http.Request);
        if (query.Length > LongestQuery || query.Any(char.IsControl))
        {
            return Found(http, query[..Math.Min(query.Length, LongestQuery)], null, language.Say($"{LongestQuery}文字以内のことばでさがしてください。", $"Please search by words of at most {LongestQuery} characters."));
        }
        if (query.Length == 0)
        {
            return Found(http, "", null, q is null ? null : language.Say("さがすことばを入力してください。", "Please type what to look for."));
        }
        if (http.User.Identity?.IsAuthenticated != true && !pace.TryPass(http))
        {
            return Pages.TooMany(http);
        }
        return await library.SearchAsync(query, int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 1, cancel) switch
        {
            LibraryLookup<TitlePage>.Found(var found) => Found(http, query, found, null),
            LibraryLookup<TitlePage>.Unknown => Found(http, query, new([], 1, 0, 0), null),
            _ => MyLibrary.Away(http),
        };
    }

    static IResult Found(HttpContext http, string query, TitlePage? found, string? problem)
    {
        var language = Languages.Of(http.Request);
        return Pages.Show<SearchPage>(new
        {
            IsSignedIn = http.User.Identity?.IsAuthenticated == true,
            Query = query,
            Problem = problem,
            Titles = found is null ? null : (IReadOnlyList<FoundTitle>)[.. found.Titles.Select(title => TitleOf(language, title))],
            Count = found?.Count ?? 0,
            Page = found?.Page ?? 1,
            Pages = found?.Pages ?? 0,
        }, problem is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    static async Task<IResult> ShowAsync(HttpContext http, Store store, ILibrarySystem library, Branches branches, TimeProvider time, string title, CancellationToken cancel) =>
        await PageAsync(http, library, branches, time, await MyLibrary.PatronAsync(http, store, cancel), title, null, cancel);

    static async Task<IResult> ReserveAsync(HttpContext http, Store store, ILibrarySystem library, Branches branches, TimeProvider time, string title, CancellationToken cancel)
    {
        if (!MayReserve(library))
        {
            return Pages.NotThere(http);
        }
        if (await MyLibrary.PatronAsync(http, store, cancel) is not { } patron)
        {
            return Results.Redirect("/me");
        }
        var form = Forms.Of(http);
        var pickup = form.OrNull(PickupField);
        if (Choices(library, branches).Count > 1 && !branches.ForPickup.Any(branch => branch.Code == pickup))
        {
            return await PageAsync(http, library, branches, time, patron, title, new Refusal(null, Hold: HoldRefusal.PickupUnknown), cancel);
        }
        return await library.PlaceHoldAsync(MyLibrary.ChangeOf(form, time), new(patron.Number, PickupLocation: pickup, Title: title), cancel) switch
        {
            LibraryChange<HoldPlaced>.Done => Results.Redirect("/me/holds?done=reserved"),
            LibraryChange<HoldPlaced>.Refused(var refusal) => await PageAsync(http, library, branches, time, patron, title, refusal, cancel),
            LibraryChange<HoldPlaced>.Unavailable(var mayHaveHappened) => MyLibrary.Unavailable(http, mayHaveHappened),
            _ => throw new InvalidOperationException("a change with an outcome of its own"),
        };
    }

    static async Task<IResult> PageAsync(HttpContext http, ILibrarySystem library, Branches branches, TimeProvider time, Patron? patron, string id, Refusal? refusal, CancellationToken cancel)
    {
        if (!library.Capabilities.HasFlag(LibraryCapabilities.Catalogue) || id.Length > LongestId)
        {
            return Pages.NotThere(http);
        }
        var looked = await library.TitleAsync(id, cancel);
        if (looked is not LibraryLookup<TitleAndCopies>.Found(var found))
        {
            return looked is LibraryLookup<TitleAndCopies>.Unknown ? Pages.NotThere(http) : MyLibrary.Away(http);
        }
        var language = Languages.Of(http.Request);
        return Pages.Show<OneTitlePage>(new
        {
            Title = TitleOf(language, found.Title),
            found.Title.Isbn,
            Copies = (IReadOnlyList<CopyLine>)[.. found.Copies.Select(copy => new CopyLine(branches.Of(copy.Branch).Settings.NameIn(language), copy.Shelf ?? "",
                copy.Status is LibraryItemStatus.OnLoan && copy.Due is not null ? language.Say($"貸出中（{MyLibrary.DueIn(language, copy.Due)}まで）", $"On loan until {MyLibrary.DueIn(language, copy.Due)}") : Why.Status(language, copy.Status),
                copy.Status == LibraryItemStatus.Available))],
            IsSignedIn = http.User.Identity?.IsAuthenticated == true,
            IsPatron = patron is not null,
            MayReserve = MayReserve(library),
            Choices = Choices(library, branches) is { Count: > 1 } choices ? [.. choices.Select(branch => (branch.Code, branch.Settings.NameIn(language)))] : (IReadOnlyList<(string, string)>)[],
            Change = MyLibrary.NewChange(time),
            Problem = refusal is null ? null : Why.NotReserved(language, refusal),
            IsPickupMissing = refusal?.Hold == HoldRefusal.PickupUnknown,
        }, refusal is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    static bool MayReserve(ILibrarySystem library) => library.Capabilities.HasFlag(LibraryCapabilities.PlaceHold | LibraryCapabilities.TitleHolds);

    static List<Branch> Choices(ILibrarySystem library, Branches branches) => library.Capabilities.HasFlag(LibraryCapabilities.PickupChoice) ? [.. branches.ForPickup] : [];

    static FoundTitle TitleOf(Language language, LibraryTitle title) => new(
        title.Id, title.Name, string.Join(language.Say("・", " · "), ((string?[])[title.Author, title.Publisher, title.Published]).Where(part => part is { Length: > 0 })),
        title.Kind switch
        {
            TitleKind.Book => null,
            TitleKind.Magazine => language.Say("雑誌", "Magazine"),
            TitleKind.Av => language.Say("CD・DVD", "CD or DVD"),
        },
        title.Available > 0 ? language.Say($"本だなに {title.Available}点", $"{title.Available} on the shelf")
            : title.Waiting > 0 ? language.Say($"{title.Waiting}人が待っています", $"{title.Waiting} waiting")
            : title.Copies > 0 ? language.Say("貸出中", "On loan")
            : language.Say("いま利用できません", "Not available"),
        title.Available > 0);
}

/// <param name="By">Author, publisher, year.</param>
/// <param name="Kind">In words; null for a book.</param>
/// <param name="State">In words.</param>
public sealed record FoundTitle(string Id, string Name, string By, string? Kind, string State, bool IsThere);

/// <param name="State">In words.</param>
public sealed record CopyLine(string Branch, string Shelf, string State, bool IsThere);
