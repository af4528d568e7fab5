using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Browser.Tests;

/// <summary>A visitor at the page of a fresh desk. What is asked of any server but the desk, the library's pages, the platform and the e-library is refused, and told at the end, as are errors.</summary>
sealed class Visit : IAsyncDisposable
{
    const float LongestWait = 20_000;   // milliseconds

    readonly ConcurrentQueue<string> _complaints = [];
    readonly IBrowserContext _context;

    Visit(Desk desk, IBrowserContext context, IPage page) => (Desk, _context, Page) = (desk, context, page);

    public Desk Desk { get; }
    public IPage Page { get; }
    public ILocator Live => Page.Locator("#live");

    public static async Task<Visit> BeginAsync(Chromium chromium, BrowserNewContextOptions? wishes = null, bool isFull = false)
    {
        var desk = await Desk.SetAsync(TestContext.Current.CancellationToken, isFull);
        var context = await chromium.Browser.NewContextAsync(wishes ?? new() { Locale = "ja-JP" });
        context.SetDefaultTimeout(LongestWait);
        SetDefaultExpectTimeout(LongestWait);
        var visit = new Visit(desk, context, await context.NewPageAsync());
        await context.RouteAsync("**", visit.StayHereAsync);
        visit.Page.PageError += (_, error) => visit._complaints.Enqueue(error);
        visit.Page.Console += (_, message) => visit.Hear(message);
        await visit.Page.GotoAsync(desk.Address.ToString());
        await Expect(visit.Page.Locator("html[data-ready]")).ToBeAttachedAsync();
        await Expect(visit.Live).Not.ToBeEmptyAsync();
        return visit;
    }

    /// <summary>Puts a card on the reader and waits until the appliance knows whose it is.</summary>
    public Task PutCardAsync() => PutCardAsync(Page.Locator("#cards .card").First);

    /// <summary>Puts a card on the reader; when the appliance asks for it to be taken away, the visitor does so and begins again.</summary>
    /// <param name="put">What is pressed for it.</param>
    /// <param name="then">The screen that follows where all goes well.</param>
    /// <remarks>On a machine with too much to do the virtual reader answers later than its driver waits, and the appliance rightly calls it broken for two seconds.</remarks>
    public async Task PutCardAsync(ILocator put, string then = "S20")
    {
        Regex recognised = new($"^{then}$"), answered = new($"^({then}|S03|S80|S82|S90|S98)$");
        for (var turn = 1; ; turn++)
        {
            await ShowsAsync("S01");
            await put.ClickAsync();
            await Expect(Page.Locator("#screen-id")).ToHaveTextAsync(turn < 5 ? answered : recognised);
            if (await Page.Locator("#screen-id").TextContentAsync() == then)
            {
                return;
            }
            await Page.Locator("#laid .take").ClickAsync();
        }
    }

    /// <summary>Scans items until one more is on loan.</summary>
    public async Task ScanAsync(int n)
    {
        var loans = int.Parse(await Page.Locator("#loans-count").TextContentAsync() ?? "", System.Globalization.CultureInfo.InvariantCulture);
        await Page.Locator("#books .book:not(.lent)").Nth(n).ClickAsync();
        await Expect(Page.Locator("#loans-count")).ToHaveTextAsync($"{loans + 1}");
    }

    public Task ShowsAsync(string screen) => Expect(Page.Locator("#screen-id")).ToHaveTextAsync(screen);

    /// <summary>Presses keys of the pad, one after the other.</summary>
    public async Task PressAsync(string keys)
    {
        foreach (var key in keys)
        {
            await Page.Locator($"#pad [data-press='{key}']").ClickAsync();
        }
    }

    /// <summary>At the platform's phone app: chooses who to be, types the PIN, agrees.</summary>
    public static async Task SignInAtPlatformAsync(IPage page, string person)
    {
        await page.Locator($"input[value='{person}']").CheckAsync();
        await page.Locator("form[action$='/person'] button").ClickAsync();
        await page.Locator("#pin").FillAsync("1234");
        await page.Locator("form[action$='/pin'] button").ClickAsync();
        await page.Locator("form[action$='/consent'] button").ClickAsync();
    }

    /// <summary>Opens what a link of the desk leads to, as on another screen.</summary>
    public async Task<IPage> OpenAsync(ILocator link) => await _context.RunAndWaitForPageAsync(() => link.ClickAsync());

    /// <summary>The page stayed on this server and made no errors; otherwise that is what the test fails with.</summary>
    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await Desk.DisposeAsync();
        Assert.Empty(_complaints);
    }

    async Task StayHereAsync(IRoute route)
    {
        if (new Uri(route.Request.Url).Authority is var authority && new[] { Desk.Address, Desk.World.Pages, Desk.World.Platform, Desk.World.ELibrary }.Any(place => place.Authority == authority))
        {
            await route.ContinueAsync();
            return;
        }
        _complaints.Enqueue($"asked another server: {route.Request.Url}");
        await route.AbortAsync();
    }

    void Hear(IConsoleMessage message)
    {
        if (message.Type is "error" or "warning")
        {
            _complaints.Enqueue($"{message.Type}: {message.Text}");
        }
    }
}
