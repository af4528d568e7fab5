using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Browser.Tests.Library;

/// <summary>Looks at every page of a tour as it is for everybody: no rule of axe is broken, and nothing sticks out of a narrow screen.</summary>
static class AxeTour
{
    public const string Japanese = "ja-JP", English = "en-GB";

    /// <summary>In each language two dresses, so that each two of language, width and colours meet once.</summary>
    static IEnumerable<(int Width, ColorScheme Scheme)> Dresses(string language) => language == Japanese
        ? [(420, ColorScheme.Light), (1280, ColorScheme.Dark)]
        : [(420, ColorScheme.Dark), (1280, ColorScheme.Light)];

    public static BrowserNewContextOptions In(string language) => new() { Locale = language, BypassCSP = true };   // axe is a script

    /// <param name="visit">At the page that the tour names next.</param>
    /// <param name="tour">What each page is.</param>
    /// <param name="language">Of the visit.</param>
    /// <param name="whose">Before the names of pictures.</param>
    public static async Task LookAsync(LibraryVisit visit, IAsyncEnumerable<string> tour, string language, string whose)
    {
        await foreach (var page in tour)
        {
            foreach (var (width, scheme) in Dresses(language))
            {
                await visit.Page.SetViewportSizeAsync(width, 900);
                await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                if (Environment.GetEnvironmentVariable("PICTURES") is { } folder)   // for a person to look at
                {
                    await visit.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{whose}{page.Replace('/', '_')}-{language}-{width}-{scheme}.png"), FullPage = true });
                }
                var found = await visit.Page.RunAxe();
                Assert.Empty(found.Violations.Select(violation => $"{page} ({width}, {scheme}): {violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
                Assert.NotEmpty(found.Passes);
                Assert.True(await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{page} sticks out");
            }
        }
    }
}
