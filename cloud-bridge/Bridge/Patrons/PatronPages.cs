using Bridge.ELibrary;
using Bridge.Enrolment;
using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Patrons;

/// <summary>What patrons can do from home: sign in, register, link, look at what is linked.</summary>
static class PatronPages
{
    public static void Map(RouteGroupBuilder pages)
    {
        pages.MapGet("/", Start);
        pages.MapGet("/terms", (HttpContext http, Terms terms) => Pages.Show<TermsPage>(new { Paragraphs = terms.In(Languages.Of(http.Request)), terms.Version }));
        pages.MapGet("/signin", SignInAsync);
        pages.MapGet(PatronSignIn.FailedPath, Failed);
        pages.MapPost("/signout", async (HttpContext http) =>
        {
            await http.SignOutAsync(PlatformPerson.Scheme);
            return Results.Redirect("/");
        });
        var mine = pages.MapGroup("").RequireAuthorization(PlatformPerson.Scheme);
        mine.MapGet("/me", MyPageAsync);
        mine.MapPost("/me/unlink", UnlinkAsync);
        RegisterPages.Map(mine);
        LinkPages.Map(mine);
        LoanPages.Map(mine);
        HoldPages.Map(mine);
        HistoryPages.Map(mine);
        DetailsPages.Map(pages, mine);
        CataloguePages.Map(pages, mine);
    }

    /// <summary>The person in the cookie; the policy of these pages let nobody else in.</summary>
    public static PlatformPerson Person(HttpContext http) => PlatformPerson.Of(http.User) ?? throw new InvalidOperationException("a patron page without sign-in");

    static IResult Start(HttpContext http, SignInSettings settings, ILibrarySystem library) => Pages.Show<StartPage>(new
    {
        HasCatalogue = library.Capabilities.HasFlag(LibraryCapabilities.Catalogue),
        IsOpen = settings.Issuer is not null,
        IsSignedIn = http.User.Identity?.IsAuthenticated == true,
    });

    static async Task<IResult> SignInAsync(HttpContext http, SignInSettings settings, string? @return)
    {
        if (settings.Issuer is null)
        {
            return Pages.NotThere(http);
        }
        try
        {
            await http.ChallengeAsync(PatronSignIn.Platform, new() { RedirectUri = WebParts.LocalOr(@return, "/me") });
            return Results.Empty;
        }
        catch (Exception e) when (e is InvalidOperationException or HttpRequestException or IOException or TaskCanceledException && !http.RequestAborted.IsCancellationRequested)
        {
            return Pages.Notice(http, StatusCodes.Status503ServiceUnavailable,
                ("ただいまサインインできません", "You cannot sign in right now"),
                ("マイナンバーカードの確認サービスから応答がありません。しばらくしてからもう一度お試しください。", "The service that checks My Number cards does not answer. Please try again in a while."));
        }
    }

    static IResult Failed(HttpContext http, string? why) => why == "declined"
        ? Pages.Notice(http, StatusCodes.Status200OK, ("サインインをやめました", "You did not sign in"),
            ("何も登録していません。もう一度はじめることができます。", "Nothing was registered. You can start again."))
        : Pages.Notice(http, StatusCodes.Status400BadRequest, ("サインインできませんでした", "You could not be signed in"),
            ("時間がたちすぎたか、途中で別のページを開いた可能性があります。もう一度はじめからお試しください。", "It took too long, or another page was opened meanwhile. Please start again."));

    static async Task<IResult> MyPageAsync(HttpContext http, Store store, ILibrarySystem library, ELibraries eLibraries, string? done, CancellationToken cancel)
    {
        var person = Person(http);
        await using var db = store.Open();
        if (await Registrations.FindPatronAsync(db, person.Ppid, cancel) is { } patron)
        {
            return Pages.Show<MyPage>(await ViewAsync(db, patron, await CountsAsync(library, patron, cancel), eLibraries, Languages.Of(http.Request), done, cancel));
        }
        if (await WaitingAsync(db, person.Ppid, cancel) is { } waiting)
        {
            return Pages.Show<WaitingPage>(new { Why = Why(Languages.Of(http.Request), waiting.Reason), At = Saying.Moment(Languages.Of(http.Request), waiting.At) });
        }
        return Pages.Show<ChoicePage>(new { person.Name });
    }

    public static Task<Application?> WaitingAsync(BridgeDb db, byte[] ppid, CancellationToken cancel) =>
        db.Applications.FirstOrDefaultAsync(application => application.Ppid == ppid && application.State == ApplicationState.Waiting, cancel);

    /// <summary>How many; null where the library's system does not tell, or does not answer now.</summary>
    static async Task<(int? OnLoan, int? Overdue, int? Holds, int? Ready)> CountsAsync(ILibrarySystem library, Patron patron, CancellationToken cancel)
    {
        var loans = library.Capabilities.HasFlag(LibraryCapabilities.Loans) && await library.LoansAsync(patron.Number, cancel) is LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var lent) ? lent : null;
        var holds = library.Capabilities.HasFlag(LibraryCapabilities.Holds) && await library.HoldsAsync(patron.Number, cancel) is LibraryLookup<IReadOnlyList<LibraryHold>>.Found(var held) ? held : null;
        return (loans?.Count, loans?.Count(loan => loan.IsOverdue), holds?.Count, holds?.Count(hold => hold.IsReady));
    }

    static async Task<object> ViewAsync(BridgeDb db, Patron patron, (int? OnLoan, int? Overdue, int? Holds, int? Ready) counts, ELibraries eLibraries, Language language, string? done, CancellationToken cancel)
    {
        var links = await db.Links.Where(link => link.PatronId == patron.Id).OrderBy(link => link.LinkedAt).ToListAsync(cancel);
        return new
        {
            patron.Number,
            patron.Name,
            Done = done ?? "",
            counts.OnLoan,
            counts.Overdue,
            counts.Holds,
            counts.Ready,
            ELibraries = (IReadOnlyList<(string, string)>)[.. eLibraries.All.Where(client => client.Address is not null).Select(client => (client.Address!, client.NameIn(language)))],
            Cards = (IReadOnlyList<LinkedCard>)[.. links.Select(link => new LinkedCard(link.Id, Saying.Moment(language, link.LinkedAt),
                link.CertificateEnds is { } ends ? Saying.Day(language, DateOnly.FromDateTime(ends.UtcDateTime)) : null))],
        };
    }

    static async Task<IResult> UnlinkAsync(HttpContext http, Store store, Registrations registrations, CancellationToken cancel)
    {
        var person = Person(http);
        _ = long.TryParse(Forms.Of(http)["Card"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var id);
        var isUnlinked = await store.WriteAsync(async db =>
            await Registrations.FindPatronAsync(db, person.Ppid, cancel) is { } patron
            && await db.Links.AnyAsync(link => link.Id == id && link.PatronId == patron.Id, cancel)
            && await registrations.UnlinkAsync(db, id, cancel), cancel);
        return Results.Redirect(isUnlinked ? "/me?done=unlinked" : "/me");
    }

    static string Why(Language language, ReviewReason reason) => reason switch
    {
        ReviewReason.SiteReviewsAll => language.Say("図書館の職員が、お申し込みを順に確認しています。", "Library staff look at every application."),
        ReviewReason.PossibleDuplicate => language.Say("以前に利用登録をされている可能性があるため、職員が確認しています。", "You may have been registered before; staff are looking."),
        ReviewReason.MinorWithoutGuardian => language.Say("保護者の方に確認してから登録します。図書館からご連絡します。", "The library will ask your parent or guardian first."),
        ReviewReason.BirthDateUnclear => language.Say("生年月日を職員が確認しています。", "Staff are checking the date of birth."),
        ReviewReason.DetailsDiffer => language.Say("図書館の記録とカードの内容がちがうため、職員が確認しています。", "The card and the library's records differ; staff are looking."),
        ReviewReason.NoNumberLeft => language.Say("利用者番号の準備をしています。", "Your patron number is being prepared."),
        ReviewReason.FormNotGood => language.Say("カードから読めなかった項目を、職員が確認しています。", "Staff are checking what your card did not say clearly."),
    };
}

/// <param name="LinkedAt">In words.</param>
/// <param name="Ends">In words; null when nobody told.</param>
public sealed record LinkedCard(long Id, string LinkedAt, string? Ends);
