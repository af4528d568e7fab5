using System.Globalization;
using System.Net;
using Bridge.Library;
using Bridge.Settings;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Patrons;

public sealed class CatalogueTests
{
    static readonly LibrarySettings TwoBranches = new()
    {
        Name = "白樺市立図書館",
        Branches = [new() { Code = "main", Name = "中央図書館", NameEnglish = "Central Library" }, new() { Code = "lake", Name = "湖畔分館", NameEnglish = "Lakeside Branch" }],
    };

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ぎんが")]
    [InlineData("ギンガ")]
    [InlineData("ｷﾞﾝｶﾞ")]
    [InlineData("銀河　宮沢")]
    [InlineData("みやざわ 銀河")]
    [InlineData("978-4-00-000001-4")]
    [InlineData("9784000000014")]
    public async Task A_title_is_found_however_it_is_typed_and_without_signing_in(string query)
    {
        await using var web = await PatronWeb.StartAsync();
        var item = await web.AddTitleAsync("10000001", "銀河の本", "ギンガ ノ ホン", "宮沢　みやざわ", "9784000000014");
        await web.AddTitleAsync("10000002", "ほかの本");
        var visitor = web.Visitor();

        await visitor.GetAsync($"/search?q={Uri.EscapeDataString(query)}");

        Assert.Contains("1件見つかりました", visitor.Page, StringComparison.Ordinal);
        Assert.Contains($"/titles/{Catalogue.IdOf(item.TitleId)}", visitor.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("ほかの本", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_an_English_page_what_the_catalogue_says_in_Japanese_is_marked_as_such()
    {
        await using var web = await PatronWeb.StartAsync();
        var item = await web.AddTitleAsync("10000001", "銀河の本", "ギンガ ノ ホン", "宮沢　みやざわ");
        await web.AddTitleAsync("10000002", "The Milky Way 銀河");
        await web.AddTitleAsync("10000003", "Galaxies");
        var (english, japanese) = (web.Visitor("en"), web.Visitor());

        await english.GetAsync("/search?q=" + Uri.EscapeDataString("銀河"));
        Assert.Matches("<a [^>]*lang=\"ja\"[^>]*>銀河の本</a>", english.Page);
        await english.GetAsync($"/titles/{Catalogue.IdOf(item.TitleId)}");
        Assert.Contains("<h1 lang=\"ja\">銀河の本</h1>", english.Page, StringComparison.Ordinal);
        Assert.Contains("<span lang=\"ja\">宮沢", english.Page, StringComparison.Ordinal);
        await english.GetAsync("/search?q=Galaxies");
        Assert.DoesNotContain("lang=\"ja\">Galaxies", english.Page, StringComparison.Ordinal);
        await japanese.GetAsync($"/titles/{Catalogue.IdOf(item.TitleId)}");
        Assert.Contains("<h1>銀河の本</h1>", japanese.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visitor_who_searches_without_end_waits_and_a_patron_and_the_next_visitor_do_not()
    {
        await using var web = await PatronWeb.StartAsync();
        await web.AddTitleAsync("10000001", "銀河の本");
        var (greedy, other, patron) = (web.Visitor(), web.Visitor(), await web.SignedInAsync());
        var most = new WebSettings().SearchesPerMinute;
        for (var n = 0; n < most; n++)
        {
            await greedy.GetAsync("/search?q=a");
            Assert.Equal(HttpStatusCode.OK, greedy.Status);
        }

        await greedy.GetAsync("/search?q=a");
        Assert.Equal(HttpStatusCode.TooManyRequests, greedy.Status);
        await greedy.GetAsync("/search");
        Assert.Equal(HttpStatusCode.OK, greedy.Status);
        await patron.GetAsync("/search?q=a");
        Assert.Equal(HttpStatusCode.OK, patron.Status);
        other.Forwarded = "10.9.9.9, 192.0.2.7";
        await other.GetAsync("/search?q=a");
        Assert.Equal(HttpStatusCode.OK, other.Status);
        web.Bridge.Clock.Advance(TimeSpan.FromSeconds(1));
        await greedy.GetAsync("/search?q=a");
        Assert.Equal(HttpStatusCode.OK, greedy.Status);
    }

    [Fact]
    public async Task Many_titles_come_in_pages()
    {
        await using var web = await PatronWeb.StartAsync();
        for (var n = 0; n <= Catalogue.TitlesOnPage; n++)
        {
            await web.AddTitleAsync(string.Create(CultureInfo.InvariantCulture, $"1000{n:0000}"), string.Create(CultureInfo.InvariantCulture, $"全集　第{n + 1}巻"));
        }
        var visitor = web.Visitor("en");

        await visitor.GetAsync("/search?q=" + Uri.EscapeDataString("全集"));
        Assert.Contains("1 / 2", visitor.Page, StringComparison.Ordinal);
        await visitor.GetAsync("/search?q=" + Uri.EscapeDataString("全集") + "&page=2");
        Assert.Contains("2 / 2", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("rel=\"prev\"", visitor.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("rel=\"next\"", visitor.Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/search?q=", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/search?q=%00%01", HttpStatusCode.UnprocessableEntity)]
    [InlineData("/search?q=%ff%fe", HttpStatusCode.OK)]
    [InlineData("/search?q=%25%5f'%22%3cscript%3e", HttpStatusCode.OK)]
    [InlineData("/search?q=a&page=-1", HttpStatusCode.OK)]
    [InlineData("/search?q=a&page=99999999999999999999", HttpStatusCode.OK)]
    [InlineData("/titles/0", HttpStatusCode.NotFound)]
    [InlineData("/titles/abc%27", HttpStatusCode.NotFound)]
    [InlineData("/titles/99999999999999999999999", HttpStatusCode.NotFound)]
    public async Task Garbage_is_answered(string path, HttpStatusCode status)
    {
        await using var web = await PatronWeb.StartAsync();
        await web.AddTitleAsync("10000001", "銀河の本");
        var visitor = web.Visitor();

        await visitor.GetAsync(path);

        Assert.Equal(status, visitor.Status);
        await visitor.GetAsync("/search?q=" + new string('a', 1000));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        Assert.Contains("q-problem", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_patron_reserves_chooses_where_to_pick_it_up_sees_it_and_cancels()
    {
        await using var web = await PatronWeb.StartAsync(library: TwoBranches);
        var (patron, other) = (await web.PatronAsync(), await web.Bridge.AddPatronAsync("2002"));
        var item = await web.AddTitleAsync("10000001", "人気の本", branch: "main");
        await web.LendAsync(other, item);
        await web.HoldAsync(other = await web.Bridge.AddPatronAsync("2003"), item);
        var path = $"/titles/{Catalogue.IdOf(item.TitleId)}";
        var stranger = web.Visitor();
        await stranger.GetAsync(path);
        Assert.Contains("サインインして予約する", stranger.Page, StringComparison.Ordinal);
        await stranger.GetAsync("/search?q=" + Uri.EscapeDataString("人気"));
        Assert.Contains("1人が待っています", stranger.Page, StringComparison.Ordinal);

        var visitor = await web.SignedInAsync(path);
        Assert.Contains("中央図書館", visitor.Page, StringComparison.Ordinal);
        await visitor.PostAsync(path, ("Change", visitor.Hidden("Change")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        Assert.Contains("Pickup-problem", visitor.Page, StringComparison.Ordinal);
        await visitor.PostAsync(path, ("Pickup", "elsewhere"), ("Change", visitor.Hidden("Change")));
        Assert.Contains("Pickup-problem", visitor.Page, StringComparison.Ordinal);
        await visitor.PostAsync(path, ("Pickup", "lake"), ("Change", visitor.Hidden("Change")));

        Assert.Equal("/me/holds?done=reserved", visitor.At.PathAndQuery);
        Assert.Contains("順番待ち：2番目", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("湖畔分館", visitor.Page, StringComparison.Ordinal);
        var hold = await web.Bridge.ReadAsync(db => db.Holds.SingleAsync(hold => hold.PatronId == patron.Id, Cancel));
        Assert.Equal("lake", hold.Pickup);

        await visitor.PostAsync("/me/holds/cancel", ("Hold", Catalogue.IdOf(hold.Id)), ("Change", visitor.Hidden("Change")));
        Assert.Equal("/me/holds?done=cancelled", visitor.At.PathAndQuery);
        Assert.Contains("予約している資料はありません", visitor.Page, StringComparison.Ordinal);
        Assert.Equal(other.Id, (await web.Bridge.ReadAsync(db => db.Holds.SingleAsync(Cancel))).PatronId);
    }

    [Fact]
    public async Task Somebody_elses_hold_is_not_cancelled_and_nobody_learns_of_it()
    {
        await using var web = await PatronWeb.StartAsync();
        var item = await web.AddTitleAsync("10000001", "だれかの本");
        await web.PatronAsync();
        var hold = await web.HoldAsync(await web.Bridge.AddPatronAsync("2002"), item, HoldState.Ready, "A3");
        var visitor = await web.SignedInAsync("/me/holds");
        Assert.DoesNotContain("だれかの本", visitor.Page, StringComparison.Ordinal);
        await visitor.GetAsync("/me/details");

        foreach (var field in ((string, string)[])[("Hold", Catalogue.IdOf(hold.Id)), ("Item", item.Barcode), ("Hold", "x"), ("Item", "")])
        {
            await visitor.PostAsync("/me/holds/cancel", field);
            Assert.Equal(HttpStatusCode.NotFound, visitor.Status);
            await visitor.GetAsync("/me/details");
        }

        Assert.Equal(new { State = HoldState.Ready, Slot = (string?)"A3" }, await web.Bridge.ReadAsync(db => db.Holds.Select(h => new { h.State, h.Slot }).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task A_hold_that_is_ready_says_where_it_stands_and_until_when()
    {
        await using var web = await PatronWeb.StartAsync(library: TwoBranches);
        await web.HoldAsync(await web.PatronAsync(), await web.AddTitleAsync("10000001", "待っていた本"), HoldState.Ready, "A12", "lake");

        var visitor = await web.SignedInAsync("/me/holds", "en");

        foreach (var words in (string[])["Ready to pick up", "A12", "Lakeside Branch", Bridge.Web.Saying.DayOfWeek(Bridge.Web.Language.English, web.Today.AddDays(5))])
        {
            Assert.Contains(words, visitor.Page, StringComparison.Ordinal);
        }
        await visitor.GetAsync("/me");
        Assert.Contains("1 ready to pick up", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_speaks_against_a_hold_is_said()
    {
        await using var web = await PatronWeb.StartAsync();
        var patron = await web.PatronAsync();
        var (mine, held, reference) = (await web.AddTitleAsync("10000001", "借りている本"), await web.AddTitleAsync("10000002", "予約ずみの本"), await web.AddTitleAsync("10000003", "事典", rule: LoanRule.InLibraryOnly));
        await web.LendAsync(patron, mine);
        await web.HoldAsync(patron, held);
        var visitor = await web.SignedInAsync("/me");

        foreach (var (item, words) in ((Item, string)[])[(mine, "いま借りています"), (held, "すでに予約しています"), (reference, "図書館の中でだけ利用できるため")])
        {
            var path = $"/titles/{Catalogue.IdOf(item.TitleId)}";
            await visitor.GetAsync(path);
            await visitor.PostAsync(path, ("Change", visitor.Hidden("Change")));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
            Assert.Contains(words, visitor.Page, StringComparison.Ordinal);
        }
        Assert.Equal(1, await web.Bridge.ReadAsync(db => db.Holds.CountAsync(Cancel)));
    }

    [Fact]
    public async Task What_the_librarys_system_cannot_do_is_not_offered()
    {
        await using var web = await PatronWeb.StartAsync(system: new PlainLibrary());
        await web.PatronAsync();
        var visitor = await web.SignedInAsync("/me");
        Assert.DoesNotContain("href=\"/search\"", visitor.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/me/holds\"", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("href=\"/me/loans\"", visitor.Page, StringComparison.Ordinal);

        await visitor.GetAsync("/me/loans");
        Assert.Contains("PLAIN TITLE", visitor.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("/me/loans/renew", visitor.Page, StringComparison.Ordinal);
        await visitor.GetAsync("/me/details");
        Assert.DoesNotContain("KeepsHistory", visitor.Page, StringComparison.Ordinal);
        foreach (var path in (string[])["/search?q=a", "/titles/1", "/me/holds", "/me/history"])
        {
            await visitor.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, visitor.Status);
        }
        foreach (var path in (string[])["/me/loans/renew", "/me/loans/renew-all", "/me/holds/cancel", "/titles/1"])
        {
            await visitor.GetAsync("/me/details");
            await visitor.PostAsync(path, ("Item", "1"));
            Assert.Equal(HttpStatusCode.NotFound, visitor.Status);
        }
        await visitor.GetAsync("/me/close");
        Assert.Equal(HttpStatusCode.Conflict, visitor.Status);
    }

    [Fact]
    public async Task When_the_librarys_system_is_away_the_pages_say_so()
    {
        var system = new PlainLibrary { IsAway = true };
        await using var web = await PatronWeb.StartAsync(system: system);
        await web.PatronAsync();
        var visitor = await web.SignedInAsync("/me");
        Assert.Equal(HttpStatusCode.OK, visitor.Status);

        await visitor.GetAsync("/me/loans");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, visitor.Status);
        Assert.Contains("図書館のシステムから応答がありません", visitor.Page, StringComparison.Ordinal);
    }
}
