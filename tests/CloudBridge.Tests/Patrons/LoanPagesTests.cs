using System.Net;
using Bridge.Library;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Patrons;

public sealed class LoanPagesTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patron_sees_what_is_lent_until_when_and_renews_it()
    {
        await using var web = await PatronWeb.StartAsync();
        var patron = await web.PatronAsync();
        var item = await web.AddTitleAsync("10000001", "湖のほとりで", author: "白樺　しずか");
        await web.LendAsync(patron, item);
        var visitor = await web.SignedInAsync("/me/loans");
        Assert.Contains("湖のほとりで", visitor.Page, StringComparison.Ordinal);
        Assert.Contains(Saying.DayOfWeek(Language.Japanese, web.Today.AddDays(3)), visitor.Page, StringComparison.Ordinal);

        await visitor.PostAsync("/me/loans/renew", ("Item", item.Barcode), ("Change", visitor.Hidden("Change")));

        Assert.Equal("/me/loans?done=renewed", visitor.At.PathAndQuery);
        var loan = Assert.Single(await web.Bridge.LoansAsync());
        Assert.True(loan.Due > web.Today.AddDays(3));
        Assert.Contains(Saying.DayOfWeek(Language.Japanese, loan.Due), visitor.Page, StringComparison.Ordinal);
        Assert.Contains("延長しました", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_form_sent_twice_renews_once()
    {
        await using var web = await PatronWeb.StartAsync();
        var patron = await web.PatronAsync();
        var item = await web.AddTitleAsync("10000001", "湖のほとりで");
        await web.LendAsync(patron, item);
        var visitor = await web.SignedInAsync("/me/loans");
        (string, string)[] form = [("Item", item.Barcode), ("Change", visitor.Hidden("Change"))];

        await visitor.PostAsync("/me/loans/renew", form);
        await visitor.GetAsync("/me/loans");
        await visitor.PostAsync("/me/loans/renew", form);

        Assert.Equal("/me/loans?done=renewed", visitor.At.PathAndQuery);
        Assert.Equal(1, Assert.Single(await web.Bridge.LoansAsync()).Renewals);
    }

    [Fact]
    public async Task Somebody_elses_loan_is_not_renewed_and_nobody_learns_of_it()
    {
        await using var web = await PatronWeb.StartAsync();
        await web.LendAsync(await web.PatronAsync(), await web.AddTitleAsync("10000001", "湖のほとりで"));
        var others = await web.AddTitleAsync("10000002", "だれかの本");
        await web.LendAsync(await web.Bridge.AddPatronAsync("2002"), others);
        var visitor = await web.SignedInAsync("/me/loans");
        Assert.DoesNotContain("だれかの本", visitor.Page, StringComparison.Ordinal);
        var (change, statuses) = (visitor.Hidden("Change"), new List<HttpStatusCode>());

        foreach (var item in (string[])[others.Barcode, "99999999", "", "' OR 1=1 --"])
        {
            await visitor.GetAsync("/me/loans");
            await visitor.PostAsync("/me/loans/renew", ("Item", item), ("Change", change));
            statuses.Add(visitor.Status);
        }

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.NotFound, status));
        Assert.All(await web.Bridge.LoansAsync(), loan => Assert.Equal((web.Today.AddDays(3), 0), (loan.Due, loan.Renewals)));
    }

    [Fact]
    public async Task What_cannot_be_renewed_says_why_and_all_the_rest_is_renewed_at_once()
    {
        await using var web = await PatronWeb.StartAsync();
        var patron = await web.PatronAsync();
        var (free, second, wanted) = (await web.AddTitleAsync("10000001", "湖のほとりで"), await web.AddTitleAsync("10000003", "山の上で"), await web.AddTitleAsync("10000002", "人気の本"));
        foreach (var item in (Item[])[free, second, wanted])
        {
            await web.LendAsync(patron, item);
        }
        await web.HoldAsync(await web.Bridge.AddPatronAsync("2002"), wanted);
        var visitor = await web.SignedInAsync("/me/loans");
        Assert.Contains("ほかの方が予約しているため", visitor.Page, StringComparison.Ordinal);

        await visitor.PostAsync("/me/loans/renew-all", ("Change", visitor.Hidden("Change")));

        Assert.Contains("2点を延長しました。1点は延長できませんでした。", visitor.Page, StringComparison.Ordinal);
        Assert.Equal([1, 1, 0], (await web.Bridge.LoansAsync()).OrderBy(loan => loan.ItemId).Select(loan => loan.Renewals));
        await visitor.PostAsync("/me/loans/renew", ("Item", wanted.Barcode));   // no button for it, but a form can be made by hand
        Assert.Contains("ほかの方が予約しているため", visitor.Page, StringComparison.Ordinal);
        Assert.DoesNotContain(visitor.Way, address => address.ToString().Contains(wanted.Barcode, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("?done=all&renewed=x&kept=99999999999")]
    [InlineData("?done=refused&why=7")]
    [InlineData("?done=%00&done=2")]
    public async Task Garbage_in_the_address_is_no_trouble(string query)
    {
        await using var web = await PatronWeb.StartAsync();
        await web.PatronAsync();
        var visitor = await web.SignedInAsync("/me/loans");

        await visitor.GetAsync("/me/loans" + query);

        Assert.Equal(HttpStatusCode.OK, visitor.Status);
    }

    [Fact]
    public async Task History_is_for_those_who_asked_and_is_erased_by_whose_it_is()
    {
        await using var web = await PatronWeb.StartAsync();
        var (patron, other) = (await web.PatronAsync(), await web.Bridge.AddPatronAsync("2002"));
        var (item, second) = (await web.AddTitleAsync("10000001", "読んだ本"), await web.AddTitleAsync("10000002", "もう一冊"));
        var past = new[] { (patron, item), (patron, second), (other, item) }.Select(had => new PastLoan { PatronId = had.Item1.Id, TitleId = had.Item2.TitleId, LentOn = web.Today.AddDays(-20), ReturnedOn = web.Today.AddDays(-6) }).ToList();
        await web.Bridge.WriteAsync(db => db.History.AddRange(past));
        var visitor = await web.SignedInAsync("/me/loans");
        await visitor.GetAsync("/me/history");
        Assert.Equal("/me/details", visitor.At.AbsolutePath);   // did not ask for it

        await web.Bridge.Get<Bridge.Storage.Store>().WriteAsync(db => db.Patrons.Where(p => p.Id == patron.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.KeepsHistory, true), Cancel), Cancel);
        await visitor.GetAsync("/me/history");
        Assert.Contains("読んだ本", visitor.Page, StringComparison.Ordinal);
        await visitor.PostAsync("/me/history/erase", ("Loan", $"{past[2].Id}"));
        Assert.Equal(HttpStatusCode.NotFound, visitor.Status);
        await visitor.GetAsync("/me/history");
        await visitor.PostAsync("/me/history/erase", ("Loan", $"{past[0].Id}"));
        Assert.DoesNotContain("読んだ本", visitor.Page, StringComparison.Ordinal);
        await visitor.PostAsync("/me/history/erase-all");

        Assert.Equal(other.Id, (await web.Bridge.ReadAsync(db => db.History.SingleAsync(Cancel))).PatronId);
    }

    [Fact]
    public async Task Without_sign_in_or_registration_there_is_nothing_to_see()
    {
        await using var web = await PatronWeb.StartAsync();
        foreach (var path in (string[])["/me/loans", "/me/holds", "/me/history", "/me/details", "/me/close"])
        {
            var stranger = web.Visitor();
            await stranger.GetAsync(path);
            Assert.Contains(stranger.Way, address => address.AbsolutePath == "/signin");
            await stranger.GetAsync(path);
            Assert.Equal("/me", stranger.At.AbsolutePath);
        }
    }
}
