using System.Collections.Concurrent;
using Bridge.Settings;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Browser.Tests.Library;

/// <summary>Somebody with a browser at the library's pages. What a page asks of a third server is refused, and told at the end, as are its errors.</summary>
sealed class LibraryVisit : IAsyncDisposable
{
    const float LongestWait = 60_000;   // milliseconds

    readonly ConcurrentQueue<string> complaints = [];
    readonly IBrowserContext context;

    LibraryVisit(LibraryWeb web, IBrowserContext context, IPage page) => (Web, this.context, Page) = (web, context, page);

    public LibraryWeb Web { get; }
    public IPage Page { get; }

    public static async Task<LibraryVisit> BeginAsync(Chromium chromium, RegistrationMode mode = RegistrationMode.Immediate, BrowserNewContextOptions? wishes = null, bool requiresSecondFactor = false)
    {
        var web = await LibraryWeb.OpenAsync(mode, TestContext.Current.CancellationToken, requiresSecondFactor);
        wishes ??= new() { Locale = "ja-JP" };
        wishes.JavaScriptEnabled ??= true;
        var context = await chromium.Browser.NewContextAsync(wishes);
        context.SetDefaultTimeout(LongestWait);
        SetDefaultExpectTimeout(LongestWait);
        var visit = new LibraryVisit(web, context, await context.NewPageAsync());
        await context.RouteAsync("**", visit.StayHereAsync);
        visit.Page.PageError += (_, error) => visit.complaints.Enqueue(error);
        visit.Page.Console += (_, message) => visit.Hear(message);
        return visit;
    }

    public Task GoAsync(string path) => Page.GotoAsync(new Uri(Web.Address, path).ToString());

    /// <summary>Through the platform: chooses who to be, types the PIN, agrees.</summary>
    public async Task SignInAsync(string person, string path)
    {
        await GoAsync($"/signin?return={path}");
        await Page.Locator($"input[value='{person}']").CheckAsync();
        await Page.Locator("form[action$='/person'] button").ClickAsync();
        await Page.Locator("#pin").FillAsync(LibraryWeb.Pin);
        await Page.Locator("form[action$='/pin'] button").ClickAsync();
        await Page.Locator("form[action$='/consent'] button").ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Uri(Web.Address, path).ToString());
    }

    public async Task SignInAsStaffAsync(string path = "/console")
    {
        await GoAsync(path);
        await Page.Locator("#Name").FillAsync("佐藤");
        await Page.Locator("#Password").FillAsync(LibraryWeb.StaffPassword);
        await Page.Locator(".button").ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Uri(Web.Address, path).ToString());
    }

    /// <summary>As a scanner does: types where the focus is, and ends with Enter.</summary>
    public async Task ScanAsync(string code)
    {
        await Expect(Page.Locator("[autofocus]")).ToBeFocusedAsync();   // faster than a hand
        await Page.Keyboard.TypeAsync(code);
        await Page.Keyboard.PressAsync("Enter");
    }

    public Task PressAsync(string button) => Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();

    public ILocator Heading => Page.GetByRole(AriaRole.Heading, new() { Level = 1 });

    /// <summary>The pages stayed at home and made no errors; otherwise that is what the test fails with.</summary>
    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        await Web.DisposeAsync();
        Assert.Empty(complaints);
    }

    async Task StayHereAsync(IRoute route)
    {
        if (new Uri(route.Request.Url).Authority is var authority && (authority == Web.Address.Authority || authority == Web.Platform.Authority || authority == Web.ELibrary.Authority))
        {
            await route.ContinueAsync();
            return;
        }
        complaints.Enqueue($"asked another server: {route.Request.Url}");
        await route.AbortAsync();
    }

    void Hear(IConsoleMessage message)
    {
        if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal))   // pages for what went wrong say so
        {
            complaints.Enqueue($"{message.Type}: {message.Text}");
        }
    }
}
