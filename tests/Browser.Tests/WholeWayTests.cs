using Bench;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Browser.Tests;

/// <summary>One book on its way: reserved at home, set aside by staff, told by mail, picked up at the hold shelf, renewed at home, returned at the counter.</summary>
public sealed class WholeWayTests(Chromium chromium)
{
    const string Kusamakura = "A10000041A";

    [Fact]
    public async Task A_book_that_somebody_has_is_reserved_at_home_picked_up_at_the_shelf_renewed_at_home_and_returned()
    {
        await using var visit = await Visit.BeginAsync(chromium, isFull: true);
        var staff = await visit.OpenAsync(visit.Page.Locator("#places a").Nth(1));
        await LendAsync(staff, SampleLibrary.NumberOf("sato-ichiro"), Kusamakura);

        var home = await visit.OpenAsync(visit.Page.Locator("#places a").First);
        await ReserveAsync(visit, home, "草枕");
        await Expect(home.Locator(".rows li")).ToContainTextAsync("1番目");

        await PutOnShelfAsync(staff, Kusamakura);
        await Expect(visit.Page.Locator("#mails")).ToContainTextAsync("yamada-hanako@");
        await home.ReloadAsync();
        await Expect(home.Locator(".rows li")).ToContainTextAsync("A1");

        await FollowAsync(visit, "予約だな");
        await visit.Page.Locator("[data-id='yamada-hanako']").ClickAsync();
        await visit.ShowsAsync("S40");
        await Expect(visit.Page.Locator("#live")).ToContainTextAsync("A1");
        await ScanAsync(visit, Kusamakura);
        await Expect(visit.Page.Locator("#loans")).ToContainTextAsync("草枕");
        await visit.Page.Locator("#laid .take").ClickAsync();

        await home.GotoAsync(new Uri(visit.Desk.World.Pages, "/me/loans").ToString());
        var due = await home.Locator(".rows li strong").InnerTextAsync();
        await home.Locator("form[action='/me/loans/renew'] button").ClickAsync();
        await Expect(home.GetByRole(AriaRole.Status)).ToContainTextAsync("延長しました");
        await Expect(home.Locator(".rows li strong")).Not.ToHaveTextAsync(due);

        await FollowAsync(visit, "カウンター");
        await visit.ShowsAsync("S01");
        await visit.PressAsync("1");
        await visit.ShowsAsync("S35");
        await ScanAsync(visit, Kusamakura);
        await Expect(visit.Page.Locator("#loans")).Not.ToContainTextAsync("草枕");
        await visit.PressAsync("#");
        await home.ReloadAsync();
        await Expect(home.Locator(".rows li")).ToHaveCountAsync(0);
        await Expect(visit.Page.Locator("#staff-count")).ToHaveTextAsync("0");
    }

    [Fact]
    public async Task The_demo_has_a_best_seller_that_four_people_wait_for()
    {
        await using var visit = await Visit.BeginAsync(chromium, isFull: true);
        await Expect(visit.Page.Locator("#holds-count")).ToHaveTextAsync("4");
        await Expect(visit.Page.Locator("#loans")).ToContainTextAsync("白樺通りの小さな図書室");

        var home = await visit.OpenAsync(visit.Page.Locator("#places a").First);
        await ReserveAsync(visit, home, "白樺通りの小さな図書室");
        await Expect(home.Locator(".rows li")).ToContainTextAsync("5番目");
    }

    static async Task ReserveAsync(Visit visit, IPage home, string title)
    {
        await home.GotoAsync(new Uri(visit.Desk.World.Pages, "/signin?return=/search").ToString());
        await Visit.SignInAtPlatformAsync(home, "yamada-hanako");
        await home.GetByLabel("題名・著者・ISBN など").FillAsync(title);
        await home.GetByRole(AriaRole.Button, new() { Name = "さがす" }).ClickAsync();
        await home.GetByRole(AriaRole.Link, new() { Name = title }).ClickAsync();
        await home.GetByLabel("中央図書館").CheckAsync();
        await home.GetByRole(AriaRole.Button, new() { Name = "予約する" }).ClickAsync();
        await Expect(home.GetByRole(AriaRole.Status)).ToContainTextAsync("予約しました");
    }

    static async Task LendAsync(IPage staff, string number, string item)
    {
        await staff.Locator("#Name").FillAsync(Staff.Name);
        await staff.Locator("#Password").FillAsync(Staff.Password);
        await staff.Locator(".button").ClickAsync();
        await staff.GetByRole(AriaRole.Link, new() { Name = "貸出・返却" }).First.ClickAsync();
        await staff.Locator("#Patron").FillAsync(number);
        await staff.Keyboard.PressAsync("Enter");
        await staff.Locator("#Item").FillAsync(item);
        await staff.Keyboard.PressAsync("Enter");
        await Expect(staff.GetByRole(AriaRole.Status)).ToContainTextAsync("返却期限");
    }

    /// <summary>Takes it back at the desk and puts it where the page says.</summary>
    static async Task PutOnShelfAsync(IPage staff, string item)
    {
        await staff.GetByRole(AriaRole.Link, new() { Name = "貸出・返却" }).First.ClickAsync();
        await staff.Locator("#Item").FillAsync(item);
        await staff.Keyboard.PressAsync("Enter");
        await Expect(staff.GetByText("A1", new() { Exact = true })).ToBeVisibleAsync();
        await staff.GotoAsync(new Uri(new Uri(staff.Url), "/console/holds").ToString());
        await staff.Locator("#Item").FillAsync(item);
        await staff.Keyboard.PressAsync("Enter");
        await Expect(staff.GetByRole(AriaRole.Status)).ToContainTextAsync("A1");
    }

    static async Task FollowAsync(Visit visit, string station)
    {
        await visit.Page.Locator("#devices").GetByRole(AriaRole.Button, new() { Name = station }).ClickAsync();
        await visit.ShowsAsync("S01");
    }

    static async Task ScanAsync(Visit visit, string item)
    {
        await visit.Page.Locator("#code").FillAsync(item);
        await visit.Page.Locator("#code-form button").ClickAsync();
    }
}
