using Bridge.Settings;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Browser.Tests.Library;

/// <summary>Every page for everybody: no rule of axe is broken, in any dress, and nothing sticks out of a narrow screen.</summary>
public sealed class LibraryAccessibilityTests(Chromium chromium)
{
    [Theory]   // each two of language, width and colours meet once
    [InlineData("ja-JP", 420, ColorScheme.Light)]
    [InlineData("ja-JP", 1280, ColorScheme.Dark)]
    [InlineData("en-GB", 420, ColorScheme.Dark)]
    [InlineData("en-GB", 1280, ColorScheme.Light)]
    public async Task Axe_finds_nothing_on_any_page(string language, int width, ColorScheme scheme)
    {
        await using var visit = await LibraryVisit.BeginAsync(chromium, RegistrationMode.Review, new() { Locale = language, ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 }, BypassCSP = true });   // axe is a script
        await foreach (var page in TourAsync(visit))
        {
            if (Environment.GetEnvironmentVariable("PICTURES") is { } folder)   // for a person to look at
            {
                await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{page.Replace('/', '_')}-{language}-{width}-{scheme}.png"), FullPage = true });
            }
            var found = await visit.Page.RunAxe();
            Assert.Empty(found.Violations.Select(violation => $"{page}: {violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
            Assert.NotEmpty(found.Passes);
            Assert.True(await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{page} sticks out");
        }
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

        await visit.GoAsync("/console");
        await SendAsync(visit);
        yield return "staff sign-in with a problem";
        await visit.Web.ApplyAsync(Samples.Form("鈴木　さくら", "sakura@example.jp"));
        await visit.Web.ApplyAsync(Samples.Form("田中　一郎", birthDate: "19800504"));
        await visit.SignInAsStaffAsync();
        await Expect(visit.Page.Locator(".queue li")).ToHaveCountAsync(3);
        yield return "queue";
        await visit.Page.Locator(".queue a").First.ClickAsync();
        yield return "review of a minor";
        await visit.Page.Locator("#BirthDate").FillAsync("soon");
        await visit.Page.Locator("form[action$='/accept'] .button").ClickAsync();
        yield return "review with a problem";
        await visit.GoAsync("/console");
        await visit.Page.Locator(".queue a").Last.ClickAsync();
        yield return "review with somebody alike";
        await visit.Page.Locator("form[action$='/accept-as'] .button").ClickAsync();
        yield return "accepted";
        await visit.GoAsync("/console");
        await visit.Page.Locator(".queue a").Last.ClickAsync();
        await visit.Page.Locator("#Reason").FillAsync("市内にお住まいの方が対象です");
        await visit.Page.Locator("form[action$='/refuse'] .button").ClickAsync();
        yield return "refused";
        await visit.Web.WriteAsync(async db =>
        {
            db.Applications.RemoveRange(db.Applications);
            return await db.SaveChangesAsync();
        });
        await visit.GoAsync("/console");
        yield return "nothing waits";
    }

    static Task SendAsync(LibraryVisit visit) => visit.Page.Locator("main form .button").First.ClickAsync();
}
