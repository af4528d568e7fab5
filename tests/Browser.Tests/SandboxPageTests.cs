using System.Net;
using Bench;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using Sandbox;
using static Microsoft.Playwright.Assertions;

namespace Browser.Tests;

/// <summary>The sandbox's phone app in a real browser: back to the site that asked, without script, and for everybody.</summary>
public sealed class SandboxPageTests(Chromium chromium)
{
    [Theory]
    [InlineData("ja-JP", "山田　花子", "次へ", "カードを読み取る", "同意して渡す")]
    [InlineData("en-GB", "山田　花子", "Next", "Read the card", "Agree and hand over")]
    public async Task Somebody_comes_from_a_site_and_goes_back_with_a_code(string language, string name, string next, string read, string agree)
    {
        await using var site = await Site.StartAsync();
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = language, JavaScriptEnabled = false });
        var page = await context.NewPageAsync();

        await page.GotoAsync(site.SignIn);
        await page.GetByLabel(name).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = next }).ClickAsync();
        await page.Locator("input[name=pin]").FillAsync("1234");
        await page.GetByRole(AriaRole.Button, new() { Name = read }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = agree }).ClickAsync();

        await Expect(page.Locator("body")).ToHaveTextAsync("back with code");   // form-action holds for redirects too
    }

    [Theory]
    [InlineData("ja-JP", ColorScheme.Light)]
    [InlineData("ja-JP", ColorScheme.Dark)]
    [InlineData("en-GB", ColorScheme.Light)]
    [InlineData("en-GB", ColorScheme.Dark)]
    public async Task Axe_finds_nothing_at_any_step(string language, ColorScheme scheme)
    {
        await using var site = await Site.StartAsync();
        await using var context = await chromium.Browser.NewContextAsync(new() { Locale = language, ColorScheme = scheme, ViewportSize = new() { Width = 360, Height = 740 }, BypassCSP = true });   // axe is a script
        var page = await context.NewPageAsync();

        await page.GotoAsync(site.SignIn);
        await Axe.LookAsync(page, 360, scheme, await page.TitleAsync());
        foreach (var person in new[] { "suzuki-kenji", "kobayashi-fumiko" })   // one who is refused, one with a very long address
        {
            await page.Locator($"input[value={person}]").CheckAsync();
            await page.Locator("form[action$='/person'] button").ClickAsync();
            await Axe.LookAsync(page, 360, scheme, await page.TitleAsync());
            if (person == "suzuki-kenji")
            {
                await page.Locator("form[action$='/back'] button").ClickAsync();
            }
        }
        foreach (var pin in new[] { "0000", "1234" })
        {
            await page.Locator("input[name=pin]").FillAsync(pin);
            await page.Locator("form[action$='/pin'] button").ClickAsync();
            await Axe.LookAsync(page, 360, scheme, await page.TitleAsync());
        }
    }

    /// <summary>A web site that sends people to a sandbox of its own, on another origin.</summary>
    sealed class Site : IAsyncDisposable
    {
        readonly WebApplication app;
        readonly SandboxHost sandbox;

        Site(WebApplication app, SandboxHost sandbox) => (this.app, this.sandbox) = (app, sandbox);

        public string SignIn => $"{sandbox.Issuer}authorize?client_id=RP1&response_type=code&scope=openid%20name%20address%20birthdate%20gender&state=1&nonce=1"
            + $"&redirect_uri={Uri.EscapeDataString(app.Urls.Single() + "/signin")}&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

        public static async Task<Site> StartAsync()
        {
            var builder = WebApplication.CreateEmptyBuilder(new());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var app = builder.Build();
            app.Run(context => context.Response.WriteAsync(context.Request.Query.ContainsKey("code") ? "back with code" : "back without"));
            await app.StartAsync(TestContext.Current.CancellationToken);
            var sandbox = SandboxHost.Build(new() { Listen = "127.0.0.1:0", CardListen = "127.0.0.1:0" }, SandboxPeople.All, SandboxPeople.Authorities);
            await sandbox.StartAsync(TestContext.Current.CancellationToken);
            await sandbox.AddClientAsync(new()
            {
                Id = "RP1",
                Name = "白樺市立図書館",
                Sector = "library.example",
                RedirectUris = [app.Urls.Single() + "/signin"],
                Jwks = """{"keys":[{"kty":"EC","crv":"P-256","alg":"ES256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}""",
            }, TestContext.Current.CancellationToken);
            return new(app, sandbox);
        }

        public async ValueTask DisposeAsync()
        {
            await sandbox.DisposeAsync();
            await app.DisposeAsync();
        }
    }
}
