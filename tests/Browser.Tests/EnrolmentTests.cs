using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Browser.Tests;

/// <summary>What a visitor at the desk sees of registration: at the counter with the rest typed on a phone, and from home.</summary>
public sealed class EnrolmentTests(Chromium chromium)
{
    [Fact]
    public async Task Somebody_registers_at_the_counter_finishes_on_the_phone_and_gets_mail()
    {
        await using var visit = await Visit.BeginAsync(chromium);
        await visit.ShowsAsync("S01");
        await visit.PutCardAsync(visit.Page.Locator("[data-id='takahashi-taro']"), then: "S10");
        await visit.PressAsync("1");
        await visit.ShowsAsync("S11");
        await visit.PressAsync("#");
        await visit.ShowsAsync("S12");
        await visit.PressAsync("1234#");
        await visit.ShowsAsync("S13");
        await AnswerSameNumberAsync(visit);
        await visit.ShowsAsync("S15");
        await visit.PressAsync("#");
        await visit.ShowsAsync("S16");
        await visit.PressAsync("*");
        await visit.ShowsAsync("S17");

        var phone = await visit.OpenAsync(visit.Page.Locator("#phone"));
        await Expect(phone.Locator(".compare")).ToBeVisibleAsync();
        await phone.GetByRole(AriaRole.Button, new() { Name = "はい、同じです" }).ClickAsync();
        await phone.GetByLabel("メールアドレス").FillAsync("taro@example.jp");
        await phone.GetByRole(AriaRole.Button, new() { Name = "送信する" }).ClickAsync();

        await visit.ShowsAsync("S18");
        await Expect(visit.Page.Locator("#mails")).ToContainTextAsync("taro@example.jp");
        await visit.PressAsync("#");
        await visit.ShowsAsync("S20");
        await visit.ScanAsync(0);
    }

    [Fact]
    public async Task Somebody_who_registered_from_home_taps_without_a_PIN_and_borrows()
    {
        await using var visit = await Visit.BeginAsync(chromium);
        var home = await visit.OpenAsync(visit.Page.Locator("#places a").First);
        await home.GetByRole(AriaRole.Link, new() { Name = "はじめて利用する" }).ClickAsync();
        await home.GotoAsync(new Uri(visit.Desk.World.Pages, "/signin?return=/register").ToString());
        await Visit.SignInAtPlatformAsync(home, "nguyen-thi-lan");
        await home.GetByLabel("メールアドレス").FillAsync("lan@example.jp");
        await home.GetByLabel("読んで、同意します").CheckAsync();
        await home.GetByRole(AriaRole.Button, new() { Name = "登録する" }).ClickAsync();
        await Expect(home.Locator(".number")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("#mails")).ToContainTextAsync("lan@example.jp");

        await visit.PutCardAsync(visit.Page.Locator("[data-id='nguyen-thi-lan']"));
        await visit.ScanAsync(0);
    }

    [Fact]
    public async Task Somebody_opens_the_e_library_from_the_desk_and_signs_on_through_the_library()
    {
        await using var visit = await Visit.BeginAsync(chromium);
        var shelf = await visit.OpenAsync(visit.Page.Locator("#places a").Last);
        await shelf.GetByRole(AriaRole.Link, new() { Name = "図書館の利用者としてサインイン" }).ClickAsync();
        await Visit.SignInAtPlatformAsync(shelf, "yamada-hanako");
        await shelf.GetByRole(AriaRole.Button, new() { Name = "同意してすすむ" }).ClickAsync();
        await Expect(shelf.Locator("#entitled")).ToHaveTextAsync("はい");
        await Expect(shelf.Locator("#name")).ToHaveTextAsync("届いていない");
    }

    /// <summary>For its first second the question about the other number takes no answer.</summary>
    static async Task AnswerSameNumberAsync(Visit visit)
    {
        do
        {
            await visit.Page.WaitForTimeoutAsync(1500);
            await visit.PressAsync("#");
            await visit.Page.WaitForTimeoutAsync(1500);   // a second Enter would answer the next question
        }
        while (visit.Desk.Appliance.Screen.Id == "S13");
    }
}
