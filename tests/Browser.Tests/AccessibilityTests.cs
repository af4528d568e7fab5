using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Browser.Tests;

/// <summary>The page for everybody: no rule of axe is broken, in any dress, and nothing sticks out of a narrow screen.</summary>
public sealed class AccessibilityTests(Chromium chromium)
{
    [Theory]
    [InlineData("ja-JP", 390, ColorScheme.Light)]
    [InlineData("ja-JP", 390, ColorScheme.Dark)]
    [InlineData("ja-JP", 1440, ColorScheme.Light)]
    [InlineData("ja-JP", 1440, ColorScheme.Dark)]
    [InlineData("en-GB", 390, ColorScheme.Light)]
    [InlineData("en-GB", 390, ColorScheme.Dark)]
    [InlineData("en-GB", 1440, ColorScheme.Light)]
    [InlineData("en-GB", 1440, ColorScheme.Dark)]
    public async Task Axe_finds_nothing(string language, int width, ColorScheme scheme)
    {
        await using var visit = await Visit.BeginAsync(chromium, new()
        {
            Locale = language,
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = 900 },
            ReducedMotion = ReducedMotion.Reduce,   // colours are judged at rest
        });
        await visit.PutCardAsync();
        await visit.ScanAsync(0);
        await Expect(visit.Page.Locator("#panel.busy")).ToHaveCountAsync(0);
        var found = await visit.Page.RunAxe();
        Assert.Empty(found.Violations.Select(violation => $"{violation.Id}: {string.Join(" | ", violation.Nodes.Select(node => node.Html))}"));
        Assert.NotEmpty(found.Passes);
        Assert.Equal(width, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }
}
