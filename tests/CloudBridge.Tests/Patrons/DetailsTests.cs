using System.Net;
using Bridge.Library;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Patrons;

public sealed class DetailsTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patron_changes_how_to_be_reached_and_what_is_written()
    {
        await using var web = await PatronWeb.StartAsync();
        await web.PatronAsync();
        var visitor = await web.SignedInAsync("/me/details");

        await visitor.PostAsync("/me/details", ("Kana", "タナカ　イチロウ"), ("PostalCode", "〒１２３ー４５６７"), ("Phone", "０９０−００００−００００"), ("Email", "ichiro@example.jp"),
            ("WantsMail", "yes"), ("MailsTitles", "yes"), ("KeepsHistory", "yes"), ("Language", "en"));

        Assert.Equal("/me/details?done=saved", visitor.At.PathAndQuery);
        Assert.Contains("Saved.", visitor.Page, StringComparison.Ordinal);   // in the language that was chosen
        var patron = await web.Bridge.ReadAsync(db => db.Patrons.SingleAsync(Cancel));
        Assert.Equal(("タナカ　イチロウ", "123-4567", "090-0000-0000", "ichiro@example.jp", "en"), (patron.Kana, patron.PostalCode, patron.Phone, patron.Email, patron.Language));
        Assert.Equal((true, true, true), (patron.WantsMail, patron.MailsTitles, patron.KeepsHistory));
    }

    [Fact]
    public async Task Garbage_is_said_beside_its_field_and_changes_nothing()
    {
        await using var web = await PatronWeb.StartAsync();
        await web.PatronAsync();
        var visitor = await web.SignedInAsync("/me/details");

        await visitor.PostAsync("/me/details", ("Email", "nowhere"), ("Phone", "call me"), ("PostalCode", new string('1', 100)), ("Kana", "\u0001"), ("Language", "klingon"), ("Name", "somebody else"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        foreach (var field in (string[])["Email", "Phone", "PostalCode", "Kana", "Language"])
        {
            Assert.Contains($"id=\"{field}-problem\"", visitor.Page, StringComparison.Ordinal);
        }
        Assert.Contains("value=\"nowhere\"", visitor.Page, StringComparison.Ordinal);   // what was typed stays
        var patron = await web.Bridge.ReadAsync(db => db.Patrons.SingleAsync(Cancel));
        Assert.Equal((null, null, "利用者1001"), (patron.Email, patron.Phone, patron.Name));

        await visitor.PostAsync("/me/details", ("MailsTitles", "yes"), ("Language", "ja"));
        Assert.Contains("id=\"Email-problem\"", visitor.Page, StringComparison.Ordinal);   // who wants mail gives an address
    }

    [Fact]
    public async Task Who_no_longer_wants_a_history_has_none()
    {
        await using var web = await PatronWeb.StartAsync();
        var patron = await web.PatronAsync();
        var item = await web.AddTitleAsync("10000001", "読んだ本");
        await web.Bridge.WriteAsync(db => db.History.Add(new() { PatronId = patron.Id, TitleId = item.TitleId, LentOn = web.Today.AddDays(-9), ReturnedOn = web.Today }));
        var visitor = await web.SignedInAsync("/me/details");

        await visitor.PostAsync("/me/details", ("KeepsHistory", "yes"), ("Language", "ja"));
        Assert.Equal(1, await web.Bridge.ReadAsync(db => db.History.CountAsync(Cancel)));
        await visitor.PostAsync("/me/details", ("Language", "ja"));

        Assert.Equal(0, await web.Bridge.ReadAsync(db => db.History.CountAsync(Cancel)));
    }

    [Fact]
    public async Task A_new_password_is_typed_twice_and_is_long_enough()
    {
        await using var web = await PatronWeb.StartAsync();
        await web.PatronAsync();
        var visitor = await web.SignedInAsync("/me/details");

        foreach (var (password, again, field) in ((string, string, string)[])[("", "", "Password"), ("short", "short", "Password"), ("long enough", "another one", "PasswordAgain")])
        {
            await visitor.PostAsync("/me/details/password", ("Password", password), ("PasswordAgain", again));
            Assert.Contains($"id=\"{field}-problem\"", visitor.Page, StringComparison.Ordinal);
            Assert.DoesNotContain($"value=\"{password}\"", visitor.Page.Replace("value=\"\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        await visitor.PostAsync("/me/details/password", ("Password", "long enough"), ("PasswordAgain", "long enough"));

        Assert.Equal("/me/details?done=password", visitor.At.PathAndQuery);
        Assert.True(PasswordHash.IsRight("long enough", await web.Bridge.ReadAsync(db => db.Patrons.Select(p => p.PasswordHash).SingleAsync(Cancel))));
    }

    [Fact]
    public async Task An_account_is_not_closed_while_something_is_on_loan_or_staff_want_to_see_the_patron()
    {
        await using var web = await PatronWeb.StartAsync();
        var patron = await web.PatronAsync();
        await web.LendAsync(patron, await web.AddTitleAsync("10000001", "湖のほとりで"));
        var visitor = await web.SignedInAsync("/me/details");

        await visitor.PostAsync("/me/close", ("Sure", "yes"));

        Assert.Equal(HttpStatusCode.Conflict, visitor.Status);
        Assert.Contains("借りている資料があるため", visitor.Page, StringComparison.Ordinal);
        Assert.Equal(1, await web.Bridge.ReadAsync(db => db.Patrons.CountAsync(Cancel)));
    }

    [Fact]
    public async Task An_account_is_closed_by_who_is_sure_and_nothing_personal_stays()
    {
        await using var web = await PatronWeb.StartAsync();
        var (patron, next) = (await web.PatronAsync(), await web.Bridge.AddPatronAsync("2002"));
        var item = await web.AddTitleAsync("10000001", "待っていた本");
        await web.HoldAsync(patron, item, HoldState.Ready, "1");
        await web.HoldAsync(next, item);
        await web.Bridge.WriteAsync(db =>
        {
            db.History.Add(new() { PatronId = patron.Id, TitleId = item.TitleId, LentOn = web.Today.AddDays(-9), ReturnedOn = web.Today });
            db.ELibraryConsents.Add(new() { PatronId = patron.Id, Client = "forest", Told = "", At = web.Bridge.Clock.GetUtcNow() });
            db.PatronCards.Add(new() { PatronId = patron.Id, Kind = PatronCardKind.Felica, Value = "0123456789ABCDEF" });
            db.Patrons.Attach(patron).Entity.Email = "ichiro@example.jp";
        });
        using var chip = await web.Bridge.LinkCardAsync(patron, "01");
        var visitor = await web.SignedInAsync("/me/close");

        await visitor.PostAsync("/me/close");
        Assert.Contains("id=\"Sure-problem\"", visitor.Page, StringComparison.Ordinal);
        await visitor.PostAsync("/me/close", ("Sure", "yes"));

        Assert.Contains("利用登録を取り消しました", visitor.Page, StringComparison.Ordinal);
        await web.Bridge.ReadAsync(async db =>
        {
            Assert.Equal(next.Id, (await db.Patrons.SingleAsync(Cancel)).Id);
            Assert.Equal((0, 0, 0, 0), (await db.Identities.CountAsync(Cancel), await db.Links.CountAsync(Cancel), await db.PatronCards.CountAsync(Cancel), await db.ELibraryConsents.CountAsync(Cancel)));
            Assert.Equal((0, 0), (await db.History.CountAsync(Cancel), await db.Holds.CountAsync(hold => hold.PatronId == patron.Id, Cancel)));
            Assert.Contains("利用登録を取り消しました", (await db.Mails.SingleAsync(mail => mail.To == "ichiro@example.jp", Cancel)).Subject, StringComparison.Ordinal);
            return 0;
        });
        await visitor.GetAsync("/me");
        Assert.Contains(visitor.Way, address => address.AbsolutePath == "/signin");   // signed out; and nobody is known by this card any more
        Assert.Contains("まだ図書館に登録されていません", visitor.Page, StringComparison.Ordinal);
    }
}
