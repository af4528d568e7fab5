using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Browser.Tests;

/// <summary>The page for everybody: no rule of axe is broken, in any dress, and nothing sticks out of a narrow screen.</summary>
public sealed class AccessibilityTests(Chromium chromium)
{
    /// <summary>What moves or changes its colour has come to its end; what goes on for ever does not count.</summary>
    const string AtRest = "() => Promise.all(document.getAnimations().filter(one => one.effect.getComputedTiming().iterations !== Infinity).map(one => one.finished.catch(() => { })))";

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
                await visit.Page.EvaluateAsync(AtRest);
                var found = await visit.Page.RunAxe();
                Assert.Empty(found.Violations.Select(violation => $"{width}, {scheme}: {violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
                Assert.NotEmpty(found.Passes);
                Assert.Equal(width, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
            }
        }
    }
}
