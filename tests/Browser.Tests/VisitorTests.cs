using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Browser.Tests;

/// <summary>What somebody does who sees the bench for the first time.</summary>
public sealed class VisitorTests(Chromium chromium)
{
    [Fact]
    public async Task A_visitor_puts_a_card_scans_two_books_finishes_and_sees_the_loans()
    {
        await using var visit = await Visit.BeginAsync(chromium);
        var loans = await visit.Page.Locator("#loans .due").CountAsync();
        await visit.PutCardAsync();
        await visit.ScanAsync(0);
        await visit.ScanAsync(1);
        await visit.Page.Locator("[data-press='#']").ClickAsync();
        await visit.ShowsAsync("S32");
        await Expect(visit.Page.Locator("#loans .due")).ToHaveCountAsync(loans + 2);
        await Expect(visit.Page.Locator("#loans li").First).ToContainTextAsync(visit.Desk.World.People[0].Name);
        await Expect(visit.Page.Locator("#loans li").First).ToContainTextAsync("まで");
        await Expect(visit.Page.Locator(".steps .done")).ToHaveCountAsync(3);
        await Expect(visit.Page.Locator("#events li").Nth(1)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_three_steps_alone_lead_through_a_loan()
    {
        await using var visit = await Visit.BeginAsync(chromium);
        await visit.PutCardAsync(visit.Page.Locator("#step-card button"));
        foreach (var step in (string[])["#step-scan", "#step-scan", "#step-finish"])
        {
            var before = await visit.Page.Locator("#loans-count").TextContentAsync();
            await Expect(visit.Page.Locator(step)).ToHaveAttributeAsync("aria-current", "step");
            await visit.Page.Locator($"{step} button").ClickAsync();
            if (step == "#step-scan")
            {
                await Expect(visit.Page.Locator("#loans-count")).Not.ToHaveTextAsync(before!);
            }
        }
        await Expect(visit.Page.Locator(".steps .done")).ToHaveCountAsync(3);
    }

    [Fact]
    public async Task A_card_is_carried_onto_the_reader_and_away_with_the_mouse()
    {
        await using var visit = await Visit.BeginAsync(chromium);
        await visit.Page.Locator("#cards .card").First.DragToAsync(visit.Page.Locator("#reader"));
        await Expect(visit.Page.Locator("#laid .card")).ToBeVisibleAsync();
        Assert.Equal(visit.Desk.World.People[0].Slug, visit.Desk.Appliance.Card);
        await visit.Page.Locator("#laid .card").DragToAsync(visit.Page.Locator("#books-title"));
        await Expect(visit.Page.Locator("#laid .card")).ToHaveCountAsync(0);
        Assert.Null(visit.Desk.Appliance.Card);
    }

    [Fact]
    public async Task A_visitor_with_a_keyboard_only_borrows_a_book()
    {
        await using var visit = await Visit.BeginAsync(chromium);
        await visit.ShowsAsync("S01");
        await TabToAsync(visit.Page, "#cards .card");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.ShowsAsync("S20");
        await TabToAsync(visit.Page, "#books .book:not(.lent)");
        var loans = await visit.Page.Locator("#loans .due").CountAsync();
        await visit.Page.Keyboard.PressAsync("Space");
        await Expect(visit.Page.Locator("#loans .due")).ToHaveCountAsync(loans + 1);
        await visit.Page.Keyboard.PressAsync("#");
        await visit.ShowsAsync("S32");
    }

    [Fact]
    public async Task Digits_written_into_the_barcode_field_are_no_keys_of_the_pad()
    {
        await using var visit = await Visit.BeginAsync(chromium);
        await visit.PutCardAsync();
        var keys = 0;
        visit.Page.Request += (_, request) => keys += request.Url.EndsWith("/keys", StringComparison.Ordinal) ? 1 : 0;
        await visit.Page.Locator("#code").PressSequentiallyAsync("1#");
        await Expect(visit.Page.Locator("#code")).ToHaveValueAsync("1#");
        Assert.Equal(0, keys);
        await visit.Page.Locator("#typing").FocusAsync();
        await visit.Page.Keyboard.PressAsync("#");
        await visit.ShowsAsync("S99");
        Assert.Equal(1, keys);
    }

    [Fact]
    public async Task A_code_typed_by_hand_is_scanned()
    {
        await using var visit = await Visit.BeginAsync(chromium);
        await visit.PutCardAsync();
        await visit.Page.Locator("#code").FillAsync("A9999999A");
        await visit.Page.Locator("#code").PressAsync("Enter");
        await visit.ShowsAsync("S31");
    }

    [Fact]
    public async Task What_the_panel_shows_is_also_told_and_drawn()
    {
        await using var visit = await Visit.BeginAsync(chromium);
        await Expect(visit.Live).ToContainTextAsync(visit.Desk.Appliance.Screen.Texts[0]);
        await Expect(visit.Page.Locator("#canvas[data-picture]")).ToBeAttachedAsync();
        var levels = await visit.Page.EvaluateAsync<int[]>("[...new Set([...document.getElementById('canvas').getContext('2d').getImageData(0, 0, 400, 300).data].filter((_, n) => n % 4 === 0))]");
        Assert.True(levels.Min() < 64 && levels.Max() > 192, "neither ink nor paper on the panel");
    }

    [Fact]
    public async Task The_language_is_switched_and_remembered()
    {
        await using var visit = await Visit.BeginAsync(chromium);
        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("lang", "ja");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await visit.Page.ReloadAsync();
        await Expect(visit.Page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Tap your card. Borrow your books.");
        await Expect(visit.Page.Locator("#cards .kind").First).ToHaveTextAsync("My Number card");
    }

    [Fact]
    public async Task Both_languages_say_everything()
    {
        await using var visit = await Visit.BeginAsync(chromium);
        foreach (var language in (string[])["English", "日本語"])
        {
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = language }).ClickAsync();
            Assert.DoesNotContain("undefined", await visit.Page.Locator("body").InnerTextAsync(), StringComparison.Ordinal);
            Assert.Empty(await visit.Page.Locator("[data-text]").EvaluateAllAsync<string[]>("all => all.filter(each => !each.textContent).map(each => each.dataset.text)"));
        }
    }

    [Fact]
    public async Task The_power_switch_stops_the_appliance_and_starts_it_anew()
    {
        await using var visit = await Visit.BeginAsync(chromium);
        var power = visit.Page.Locator("#power");
        await visit.PutCardAsync();
        await power.ClickAsync();
        await Expect(power).ToHaveAttributeAsync("aria-checked", "false");
        await Expect(visit.Live).ToContainTextAsync("電源が切れています");
        Assert.False(visit.Desk.Appliance.IsPowered);
        await visit.Page.Locator("#laid .take").ClickAsync();
        await power.ClickAsync();
        await Expect(power).ToHaveAttributeAsync("aria-checked", "true");
        await visit.ShowsAsync("S01");
    }

    [Fact]
    public async Task The_network_switch_cuts_the_cable_and_mends_it()
    {
        await using var visit = await Visit.BeginAsync(chromium);
        var link = visit.Page.Locator("#link");
        await link.ClickAsync();
        await Expect(link).ToHaveAttributeAsync("aria-checked", "false");
        await Expect(visit.Page.Locator("#cable")).ToHaveClassAsync(new Regex("cut"));
        Assert.False(visit.Desk.World.IsLinkUp);
        await link.ClickAsync();
        await Expect(link).ToHaveAttributeAsync("aria-checked", "true");
        Assert.True(visit.Desk.World.IsLinkUp);
    }

    static async Task TabToAsync(IPage page, string selector)
    {
        for (var tabs = 0; tabs < 80; tabs++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }
        }
        Assert.Fail($"the keyboard does not reach {selector}");
    }
}
