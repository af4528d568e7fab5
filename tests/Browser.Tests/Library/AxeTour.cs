using Microsoft.Playwright;

namespace Browser.Tests.Library;

/// <summary>Looks with <see cref="Axe"/> at every page of a tour.</summary>
static class AxeTour
{
    public const string Japanese = "ja-JP", English = "en-GB";

    /// <summary>Where a person wants pictures of the pages to look at.</summary>
    static readonly string? Pictures = Environment.GetEnvironmentVariable("PICTURES");

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
                await Axe.LookAsync(visit.Page, width, scheme, page, Pictures is null ? null : Path.Combine(Pictures, $"{whose}{page.Replace('/', '_')}-{language}-{width}-{scheme}.png"));
            }
        }
    }
}
