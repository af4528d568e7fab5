using Bridge.Library;
using Bridge.Settings;

namespace Browser.Tests.Library;

/// <summary>Every page for everybody: no rule of axe is broken, in any dress, and nothing sticks out of a narrow screen.</summary>
public sealed class LibraryAccessibilityTests(Chromium chromium)
{
    [Theory]
    [InlineData(AxeTour.Japanese)]
    [InlineData(AxeTour.English)]
    public async Task Axe_finds_nothing_on_any_page(string language)
    {
        await using var visit = await LibraryVisit.BeginAsync(chromium, RegistrationMode.Review, AxeTour.In(language));
        await AxeTour.LookAsync(visit, TourAsync(visit), language, "");
    }

    // Every page there is, and forms with what is wrong beside their fields.
    static async IAsyncEnumerable<string> TourAsync(LibraryVisit visit)
    {
        foreach (var path in (string[])["/", "/terms", "/nowhere", "/signin/failed?why=declined"])
        {
            await visit.GoAsync(path);
            yield return path;
        }
        await visit.SignInAsync("ogawa-sora", "/me");
        yield return "choice";
        await visit.GoAsync("/link");
        yield return "link";
        await visit.Page.Locator("#Card").FillAsync("10000017");
        await visit.Page.Locator("#Password").FillAsync("wrong");
        await SendAsync(visit);
        yield return "link with a problem";
        await visit.GoAsync("/register");
        yield return "register";
        await visit.Page.Locator("#Email").FillAsync("no address");
        await visit.Page.Locator("[id='Guardian-Name']").FillAsync("小川　母");
        await SendAsync(visit);
        yield return "register with problems";
        await visit.Page.Locator("#Email").FillAsync("");
        await visit.Page.Locator("[id='Guardian-Name']").FillAsync("");
        await visit.Page.Locator("#Consent").CheckAsync();
        await SendAsync(visit);
        yield return "waiting";

        var patron = await visit.Web.AddPatronAsync("10000017", "田中　一郎", new(1980, 5, 4));
        await visit.Web.WriteAsync(db => Task.FromResult(db.Links.Add(new()
        {
            PatronId = patron.Id,
            SerialHash = [1],
            Ppid = [1],
            LinkedAt = TimeProvider.System.GetUtcNow(),
            Method = Bridge.Identity.LinkMethod.Pin,
            ValidatedAt = TimeProvider.System.GetUtcNow(),
            CertificateEnds = TimeProvider.System.GetUtcNow().AddYears(4),
        })));
        var phone = new Uri((await visit.Web.HandOverAsync(patron.Id, null)).Url).AbsolutePath;
        await visit.GoAsync(phone);
        yield return "compare";
        await SendAsync(visit);
        yield return "hand-over";
        await visit.Page.Locator("#Password").FillAsync("short");
        await SendAsync(visit);
        yield return "hand-over with a problem";
        await SendAsync(visit);
        yield return "hand-over done";
        await visit.GoAsync(phone);
        yield return "hand-over gone";

        await visit.Page.Context.ClearCookiesAsync();
        await visit.SignInAsync("tanaka-ichiro", "/link");
        await visit.Page.Locator("#Card").FillAsync("10000017");
        await visit.Page.Locator("#Password").FillAsync(LibraryWeb.PatronPassword);
        await SendAsync(visit);
        await visit.Page.Locator(".sure summary").ClickAsync();
        yield return "my page";

        await foreach (var page in AtHomeAsync(visit, patron))
        {
            yield return page;
        }
    }

    // What a patron does from home.
    static async IAsyncEnumerable<string> AtHomeAsync(LibraryVisit visit, Patron patron)
    {
        foreach (var path in (string[])["/me/loans", "/me/holds"])
        {
            await visit.GoAsync(path);
            yield return $"{path[4..]} without any";
        }
        var another = await visit.Web.AddPatronAsync("10000025", "佐々木　りん");
        var (due, late, wanted) = (await visit.Web.AddTitleAsync("10000001", "湖のほとりの小さな図書館", "白樺　しずか"), await visit.Web.AddTitleAsync("10000002", "冬の夜の星めぐり　第2巻", "丘野　まさと"), await visit.Web.AddTitleAsync("10000003", "三時のパンの歴史", "小麦　はる", isbn: "9784000000014"));
        var (ready, queued, reference) = (await visit.Web.AddTitleAsync("10000004", "とけい台のねこ", "丘野　まさと"), await visit.Web.AddTitleAsync("10000005", "白い森の地図", "白樺　しずか", branch: "lake"), await visit.Web.AddTitleAsync("10000006", "白樺市史", "白樺市史編さん委員会", rule: LoanRule.InLibraryOnly));
        for (var n = 0; n < 20; n++)
        {
            await visit.Web.AddTitleAsync($"2000{n:0000}", $"白樺の四季　第{n + 1}集", "白樺写真クラブ");
        }
        await visit.Web.WriteAsync(db =>
        {
            var today = visit.Web.Today;
            db.Loans.AddRange(new Loan { ItemId = due.Id, PatronId = patron.Id, LentOn = today.AddDays(-9), Due = today.AddDays(5) },
                new Loan { ItemId = wanted.Id, PatronId = patron.Id, LentOn = today.AddDays(-9), Due = today.AddDays(3) },
                new Loan { ItemId = queued.Id, PatronId = another.Id, LentOn = today.AddDays(-9), Due = today.AddDays(1) });
            var now = TimeProvider.System.GetUtcNow();
            db.Holds.AddRange(new Hold { TitleId = ready.TitleId, PatronId = patron.Id, Pickup = "main", PlacedAt = now, State = HoldState.Ready, ItemId = ready.Id, Slot = "A12", Until = today.AddDays(6) },
                new Hold { TitleId = queued.TitleId, PatronId = patron.Id, Pickup = "lake", PlacedAt = now },
                new Hold { TitleId = wanted.TitleId, PatronId = another.Id, Pickup = "main", PlacedAt = now });
            db.History.AddRange(new PastLoan { PatronId = patron.Id, TitleId = reference.TitleId, LentOn = today.AddDays(-40), ReturnedOn = today.AddDays(-30) });
            db.Patrons.Single(known => known.Id == patron.Id).KeepsHistory = true;
            return Task.FromResult(0);
        });
        await visit.GoAsync("/me");
        yield return "my page with loans and holds";
        await visit.GoAsync("/me/loans");
        yield return "loans";
        await visit.Page.Locator("form[action='/me/loans/renew'] .button").First.ClickAsync();
        yield return "loans after a renewal";
        await visit.Web.WriteAsync(db => Task.FromResult(db.Loans.Add(new() { ItemId = late.Id, PatronId = patron.Id, LentOn = visit.Web.Today.AddDays(-20), Due = visit.Web.Today.AddDays(-2) })));
        await visit.GoAsync("/me/loans?done=refused&why=LimitReached");
        yield return "loans after a refusal";
        await visit.GoAsync("/me/holds");
        await visit.Page.Locator(".sure summary").First.ClickAsync();
        yield return "holds";
        await visit.GoAsync("/me/history");
        yield return "history";
        await visit.GoAsync("/search?q=");
        yield return "search with a problem";
        await visit.GoAsync("/search?q=" + Uri.EscapeDataString("白樺"));
        yield return "search";
        await visit.GoAsync("/search?q=zzzz");
        yield return "search without finds";
        await visit.GoAsync($"/titles/{Catalogue.IdOf(reference.TitleId)}");
        yield return "title";
        await SendAsync(visit);
        yield return "title without a pick-up library";
        await visit.Page.Locator("input[value='lake']").CheckAsync();
        await SendAsync(visit);
        yield return "title that cannot be reserved";
        await visit.GoAsync("/me/details");
        yield return "details";
        await visit.Page.Locator("#Email").FillAsync("nowhere");
        await SendAsync(visit);
        yield return "details with a problem";
        await visit.GoAsync("/me/close");
        yield return "closing refused";
        await visit.Web.WriteAsync(async db =>
        {
            db.Loans.RemoveRange(db.Loans);
            return await db.SaveChangesAsync();
        });
        await visit.GoAsync("/me/close");
        await SendAsync(visit);
        yield return "closing";
        await visit.Page.GotoAsync(new Uri(visit.Web.ELibrary, "/signin").ToString());
        yield return "consent";
        await SendAsync(visit);
        yield return "e-library";
        await visit.GoAsync("/me/details");
        yield return "details with an e-library";
        await visit.GoAsync("/elibrary/end-session");
        yield return "sign-out asked for elsewhere";
        await visit.GoAsync("/elibrary/authorize?client_id=nobody");
        yield return "e-library's request not in order";
        await visit.Page.Context.ClearCookiesAsync();
        await visit.GoAsync($"/titles/{Catalogue.IdOf(due.TitleId)}");
        yield return "title for anybody";
    }

    static Task SendAsync(LibraryVisit visit) => visit.Page.Locator("main form .button").First.ClickAsync();
}
