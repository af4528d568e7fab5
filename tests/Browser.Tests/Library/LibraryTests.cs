using System.Text.RegularExpressions;
using Bridge.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Browser.Tests.Library;

/// <summary>What patrons and staff do on the library's pages.</summary>
public sealed class LibraryTests(Chromium chromium)
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_registers_at_home_and_mail_arrives()
    {
        await using var visit = await LibraryVisit.BeginAsync(chromium, wishes: new() { Locale = "ja-JP", JavaScriptEnabled = false });
        await visit.GoAsync("/");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "はじめて利用する" }).ClickAsync();
        await visit.SignInAsync("yoshida-misaki", "/register");
        await Expect(visit.Page.Locator(".facts")).ToContainTextAsync("𠮷田　美咲");
        await Expect(visit.Page.Locator(".facts")).ToContainTextAsync("辻󠄀町");

        await visit.Page.GetByLabel("フリガナ").FillAsync("ヨシダ　ミサキ");
        await visit.Page.GetByLabel("メールアドレス").FillAsync("misaki@example.jp");
        await visit.PressAsync("登録する");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("同意が必要です");
        await Expect(visit.Page.GetByLabel("フリガナ")).ToHaveValueAsync("ヨシダ　ミサキ");
        await visit.Page.GetByLabel("読んで、同意します").CheckAsync();
        await visit.PressAsync("登録する");

        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("利用登録が完了しました。");
        await Expect(visit.Heading).ToHaveTextAsync("𠮷田　美咲 さん");
        var number = await visit.Page.Locator(".number").InnerTextAsync();
        var mail = await visit.Web.MailAsync("利用登録が完了しました", Cancel);
        Assert.Equal("misaki@example.jp", mail.To.Mailboxes.Single().Address);
        Assert.Contains("𠮷田　美咲 様", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains(number, mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patron_links_with_number_and_password()
    {
        await using var visit = await LibraryVisit.BeginAsync(chromium, wishes: new() { Locale = "en-GB" });
        await visit.Web.AddPatronAsync("10000017", "田中一郎");
        await visit.SignInAsync("tanaka-ichiro", "/link");
        await visit.Page.GetByLabel("Patron number").FillAsync("10000017");
        await visit.Page.GetByLabel("Password").FillAsync("not this one");
        await visit.PressAsync("Link");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not right");

        await visit.Page.GetByLabel("Password").FillAsync(LibraryWeb.PatronPassword);
        await visit.PressAsync("Link");

        await Expect(visit.Page.Locator(".number")).ToHaveTextAsync("10000017");
        await visit.PressAsync("Sign out");
        await Expect(visit.Heading).ToHaveTextAsync("Your My Number card is your library card.");
        await visit.SignInAsync("tanaka-ichiro", "/me");   // known from now on
        await Expect(visit.Page.Locator(".number")).ToHaveTextAsync("10000017");
    }

    [Fact]
    public async Task A_phone_takes_over_from_the_panel_and_only_one_phone()
    {
        await using var visit = await LibraryVisit.BeginAsync(chromium);
        var patron = await visit.Web.AddPatronAsync("10000017", "田中一郎");
        var handOver = await visit.Web.HandOverAsync(patron.Id, null);
        var path = new Uri(handOver.Url).AbsolutePath;

        await visit.GoAsync(path);
        await Expect(visit.Page.Locator(".compare")).ToContainTextAsync(handOver.Code);
        await visit.PressAsync("はい、同じです");
        await visit.Page.GetByLabel("メールアドレス").FillAsync("ichiro@example.jp");
        await visit.Page.GetByLabel(new Regex("^パスワード")).FillAsync("あたらしい合言葉です");
        await visit.Page.GetByLabel(new Regex("^もう一度")).FillAsync("あたらしい合言葉です");
        await visit.PressAsync("送信する");

        await Expect(visit.Heading).ToHaveTextAsync("ありがとうございました");
        await visit.GoAsync(path);
        await Expect(visit.Heading).ToHaveTextAsync("このページは使えません");
        Assert.Equal("ichiro@example.jp", (await visit.Web.MailAsync("利用登録", Cancel)).To.Mailboxes.Single().Address);
    }

    [Fact]
    public async Task Staff_accept_correct_and_refuse_and_each_applicant_hears()
    {
        await using var visit = await LibraryVisit.BeginAsync(chromium, RegistrationMode.Review);
        await visit.SignInAsync("tanaka-ichiro", "/register");
        await visit.Page.GetByLabel("メールアドレス").FillAsync("ichiro@example.jp");
        await visit.Page.GetByLabel("読んで、同意します").CheckAsync();
        await visit.PressAsync("登録する");
        await Expect(visit.Heading).ToHaveTextAsync("お申し込みを受け付けました");
        await visit.Web.MailAsync("お申し込みを受け付けました", Cancel);
        await visit.Web.ApplyAsync(Samples.Form("鈴木　さくら", "sakura@example.jp"));

        await visit.SignInAsStaffAsync("/console/applications");
        await Expect(visit.Page.Locator(".queue li")).ToHaveCountAsync(2);
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "田中一郎" }).ClickAsync();
        await visit.Page.GetByLabel("氏名").FillAsync("田中　一郎");
        await visit.PressAsync("この内容で登録する");
        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("佐藤");
        var number = await visit.Page.Locator(".number").InnerTextAsync();
        Assert.Contains(number, (await visit.Web.MailAsync("利用登録が完了しました", Cancel)).TextBody, StringComparison.Ordinal);
        Assert.Equal("田中　一郎", await visit.Web.WriteAsync(db => db.Patrons.Select(patron => patron.Name).SingleAsync()));

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "つぎの申し込みへ" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "鈴木　さくら" }).ClickAsync();
        await visit.Page.GetByLabel("理由").FillAsync("市内にお住まいの方が対象です");
        await visit.PressAsync("受け付けない");
        await Expect(visit.Heading).ToHaveTextAsync("受け付けませんでした");
        Assert.Contains("市内にお住まいの方が対象です", (await visit.Web.MailAsync("お申し込みについて", Cancel)).TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_is_filled_in_with_the_keyboard_alone()
    {
        await using var visit = await LibraryVisit.BeginAsync(chromium);
        await visit.SignInAsync("tanaka-ichiro", "/register");
        await visit.Page.Keyboard.PressAsync("Tab");
        await Expect(visit.Page.Locator(".skip")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        for (var tabs = 0; tabs < 20 && !await visit.Page.EvaluateAsync<bool>("document.activeElement.id === 'Consent'"); tabs++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
        }
        await visit.Page.Keyboard.PressAsync("Space");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("利用登録が完了しました。");
    }

    [Fact]
    public async Task Somebody_searches_reserves_sees_it_and_cancels()
    {
        await using var visit = await LibraryVisit.BeginAsync(chromium, wishes: new() { Locale = "ja-JP", JavaScriptEnabled = false });
        await visit.Web.AddTitleAsync("10000001", "湖のほとりの小さな図書館", "白樺　しずか", "ミズウミ ノ ホトリ ノ チイサナ トショカン");
        await visit.Web.AddPatronAsync("10000017", "田中一郎");
        await visit.SignInAsync("tanaka-ichiro", "/link");
        await visit.Page.GetByLabel("利用者番号").FillAsync("10000017");
        await visit.Page.GetByLabel("パスワード").FillAsync(LibraryWeb.PatronPassword);
        await visit.PressAsync("つなぐ");

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "さがす" }).ClickAsync();
        await visit.Page.GetByLabel("題名・著者・ISBN など").FillAsync("みずうみ");
        await visit.PressAsync("さがす");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "湖のほとりの小さな図書館" }).ClickAsync();
        await visit.Page.GetByLabel("湖畔分館").CheckAsync();
        await visit.PressAsync("予約する");
        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("予約しました");
        await Expect(visit.Page.Locator(".rows")).ToContainTextAsync("湖畔分館");

        await visit.Page.Locator(".sure summary").ClickAsync();
        await visit.PressAsync("この予約を取り消す");
        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("予約を取り消しました。");
        await Expect(visit.Page.Locator(".rows li")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Somebody_goes_from_the_e_library_through_card_and_consent_and_back()
    {
        await using var visit = await LibraryVisit.BeginAsync(chromium, wishes: new() { Locale = "ja-JP", JavaScriptEnabled = false });
        await visit.Web.AddPatronAsync("10000017", "田中一郎");
        await visit.SignInAsync("tanaka-ichiro", "/link");
        await visit.Page.GetByLabel("利用者番号").FillAsync("10000017");
        await visit.Page.GetByLabel("パスワード").FillAsync(LibraryWeb.PatronPassword);
        await visit.PressAsync("つなぐ");
        await visit.Page.Context.ClearCookiesAsync();

        for (var times = 0; times < 2; times++)   // asked the first time, not the second; a browser holds the platform's form against every redirect
        {
            await visit.Page.GotoAsync(visit.Web.ELibrary.ToString());
            await visit.Page.GetByRole(AriaRole.Link, new() { Name = "図書館の利用者としてサインイン" }).ClickAsync();
            await visit.Page.Locator("input[value='tanaka-ichiro']").CheckAsync();
            await visit.Page.Locator("form[action$='/person'] button").ClickAsync();
            await visit.Page.Locator("#pin").FillAsync(LibraryWeb.Pin);
            await visit.Page.Locator("form[action$='/pin'] button").ClickAsync();
            await visit.Page.Locator("form[action$='/consent'] button").ClickAsync();
            if (times == 0)
            {
                await visit.PressAsync("同意してすすむ");
            }
            await Expect(visit.Page.Locator("#entitled")).ToHaveTextAsync("はい");
            await Expect(visit.Page.Locator("#name")).ToHaveTextAsync("届いていない");
            await visit.PressAsync("サインアウト");
            await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "図書館の利用者としてサインイン" })).ToBeVisibleAsync();
        }
    }
}
