using System.Globalization;
using Bridge.Library;
using Bridge.Storage;
using Bridge.Web;
using Contract;

namespace Bridge.Patrons;

/// <summary>What a patron has on loan, and renewing it.</summary>
static class LoanPages
{
    const string ItemField = "Item";

    public static void Map(RouteGroupBuilder mine)
    {
        mine.MapGet("/me/loans", ShowAsync);
        mine.MapPost("/me/loans/renew", RenewAsync);
        mine.MapPost("/me/loans/renew-all", RenewAllAsync);
    }

    static async Task<IResult> ShowAsync(HttpContext http, Store store, ILibrarySystem library, TimeProvider time, string? done, string? why, string? renewed, string? kept, CancellationToken cancel)
    {
        if (!library.Capabilities.HasFlag(LibraryCapabilities.Loans))
        {
            return Pages.NotThere(http);
        }
        if (await MyLibrary.PatronAsync(http, store, cancel) is not { } patron)
        {
            return Results.Redirect("/me");
        }
        if (await library.LoansAsync(patron.Number, cancel) is not LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var loans))
        {
            return MyLibrary.Away(http);
        }
        var language = Languages.Of(http.Request);
        var lines = loans.Select(loan => LineOf(language, loan, library.Capabilities)).ToList();
        var (news, problem) = Outcome(language, done, why, Count(renewed), Count(kept));
        return Pages.Show<LoansPage>(new
        {
            Loans = (IReadOnlyList<LoanLine>)lines,
            Change = MyLibrary.NewChange(time),
            MayRenewAll = library.Capabilities.HasFlag(LibraryCapabilities.RenewAll) && lines.Count(line => line.WhyNot is null) > 1,
            HasHistory = library.Capabilities.HasFlag(LibraryCapabilities.History) && patron.KeepsHistory,
            News = news,
            Problem = problem,
        });
    }

    static async Task<IResult> RenewAsync(HttpContext http, Store store, ILibrarySystem library, TimeProvider time, CancellationToken cancel)
    {
        if (!library.Capabilities.HasFlag(LibraryCapabilities.Renew))
        {
            return Pages.NotThere(http);
        }
        if (await MyLibrary.PatronAsync(http, store, cancel) is not { } patron)
        {
            return Results.Redirect("/me");
        }
        var item = Forms.Of(http)[ItemField];
        if (await library.LoansAsync(patron.Number, cancel) is not LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var loans))
        {
            return MyLibrary.Away(http);
        }
        if (loans.FirstOrDefault(loan => loan.Item == item) is not { } loan)
        {
            return Pages.NotThere(http);   // somebody else's, or none at all: nobody learns which
        }
        return await library.RenewAsync(MyLibrary.ChangeOf(Forms.Of(http), time), patron.Number, item, loan.Due, cancel) switch
        {
            LibraryChange<Lent>.Done => Results.Redirect("/me/loans?done=renewed"),
            LibraryChange<Lent>.Refused(var refusal) => Results.Redirect($"/me/loans?done=refused&why={refusal.Renewal ?? RenewalRefusal.SeeStaff}"),
            LibraryChange<Lent>.Unavailable(var mayHaveHappened) => MyLibrary.Unavailable(http, mayHaveHappened),
            _ => throw new InvalidOperationException("a change with an outcome of its own"),
        };
    }

    static async Task<IResult> RenewAllAsync(HttpContext http, Store store, ILibrarySystem library, TimeProvider time, CancellationToken cancel)
    {
        if (!library.Capabilities.HasFlag(LibraryCapabilities.RenewAll))
        {
            return Pages.NotThere(http);
        }
        if (await MyLibrary.PatronAsync(http, store, cancel) is not { } patron)
        {
            return Results.Redirect("/me");
        }
        return await library.RenewAllAsync(MyLibrary.ChangeOf(Forms.Of(http), time), patron.Number, cancel) switch
        {
            LibraryChange<RenewedAll>.Done(var all) => Results.Redirect(string.Create(CultureInfo.InvariantCulture, $"/me/loans?done=all&renewed={all.Renewed.Count}&kept={all.NotRenewed.Count}")),
            LibraryChange<RenewedAll>.Refused(var refusal) => Results.Redirect($"/me/loans?done=refused&why={refusal.Renewal ?? RenewalRefusal.SeeStaff}"),
            LibraryChange<RenewedAll>.Unavailable(var mayHaveHappened) => MyLibrary.Unavailable(http, mayHaveHappened),
            _ => throw new InvalidOperationException("a change with an outcome of its own"),
        };
    }

    static LoanLine LineOf(Language language, LibraryLoan loan, LibraryCapabilities can) => new(
        loan.Item, loan.Title ?? loan.Item ?? "", loan.Author, MyLibrary.DueIn(language, loan.Due), loan.IsOverdue,
        loan.IsRenewable == false || loan.Item is null || !can.HasFlag(LibraryCapabilities.Renew)
            ? loan.NotRenewable is { } reason ? Why.NotRenewed(language, reason) : "" : null);

    static int Count(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;

    static (string? News, string? Problem) Outcome(Language language, string? done, string? why, int renewed, int kept) => done switch
    {
        "renewed" => (language.Say("延長しました。新しい返却日をご確認ください。", "Renewed. Please see the new date below."), null),
        "all" when kept == 0 => (language.Say($"{renewed}点を延長しました。", $"Renewed: {renewed}."), null),
        "all" => (language.Say($"{renewed}点を延長しました。{kept}点は延長できませんでした。理由は下にあります。", $"Renewed: {renewed}. Not renewed: {kept}; the reasons are below."), null),
        "refused" => (null, Why.NotRenewed(language, Enum.TryParse<RenewalRefusal>(why, out var reason) && Enum.IsDefined(reason) ? reason : null)),
        _ => (null, null),
    };
}

/// <param name="Item">Null where it cannot be named.</param>
/// <param name="Due">In words; empty when nobody told.</param>
/// <param name="WhyNot">Why it cannot be renewed, maybe in no words; null when it may be tried.</param>
public sealed record LoanLine(string? Item, string Title, string? Author, string Due, bool IsOverdue, string? WhyNot);
