using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Browser.Tests;

/// <summary>The page for everybody: no rule of axe is broken, in any dress, and nothing sticks out of a narrow screen.</summary>
public sealed class AccessibilityTests(Chromium chromium)
{
    [Theory]
    [InlineData("ja-JP")]
    [InlineData("en-GB")]
    public async Task Axe_finds_nothing(string language)
    {
        await using var visit = await Visit.BeginAsync(chromium, new() { Locale = language, ReducedMotion = ReducedMotion.Reduce });   // colours are judged at rest
        await visit.PutCardAsync();
        await visit.ScanAsync(0);
        await Expect(visit.Page.Locator("#panel.busy")).ToHaveCountAsync(0);
        foreach (var width in (int[])[390, 1440])
        {
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await visit.Page.SetViewportSizeAsync(width, 900);
                await visit.Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
                await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("data-theme", scheme == ColorScheme.Dark ? "dark" : "light");
                await Axe.LookAsync(visit.Page, width, scheme, "desk");
            }
        }
    }
}
