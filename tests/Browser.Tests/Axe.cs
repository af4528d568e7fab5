using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Browser.Tests;

/// <summary>A page for everybody: no rule of axe is broken on it, and nothing sticks out of a narrow screen.</summary>
static class Axe
{
    /// <summary>What moves or changes its colour has come to its end; what goes on for ever does not count.</summary>
    const string IsAtRest = "() => document.getAnimations().every(one => one.playState !== 'running' || one.effect.getComputedTiming().iterations === Infinity)";

    // In the page itself: the package's own runner opens a second page, and with it a process, for each look.
    const string Look = """
        () => axe.run(document, { resultTypes: ['violations'] }).then(found => [
            found.passes.length,
            ...found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.html).join(' | ')}`)])
        """;

    static readonly string Script = new BundledAxeScriptProvider().GetScript();

    /// <param name="page">As it stands; its context must not hold axe back by a content security policy.</param>
    /// <param name="width">Of the window, in CSS pixels.</param>
    /// <param name="scheme">Light or dark.</param>
    /// <param name="what">What the page is, for the message.</param>
    /// <param name="picture">Where a person wants to see it.</param>
    public static async Task LookAsync(IPage page, int width, ColorScheme scheme, string what, string? picture = null)
    {
        await page.SetViewportSizeAsync(width, 900);
        await page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await page.WaitForFunctionAsync(IsAtRest);
        if (picture is not null)
        {
            await page.ScreenshotAsync(new() { Path = picture, FullPage = true });
        }
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
        {
            await page.EvaluateAsync(Script);
        }
        var found = await page.EvaluateAsync<System.Text.Json.JsonElement>(Look);
        Assert.Empty(found.EnumerateArray().Skip(1).Select(violation => $"{what} ({width}, {scheme}): {violation}"));
        Assert.NotEqual(0, found[0].GetInt32());
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width, $"{what} sticks out at {width}");
    }
}
