using System.Net;
using System.Text.RegularExpressions;
using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Web;
using CloudBridge.Tests.Patrons;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Console;

/// <summary>Patrons as staff find, see and change them, and what the audit log keeps of it.</summary>
public partial class PatronRecordTests : IAsyncLifetime
{
    StaffVisits visits = null!;
    Visitor clerk = null!;
    long hanako;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        visits = await StaffVisits.AtDeskAsync();
        await visits.Bridge.WriteAsync(db =>
        {
            db.Patrons.Add(new() { Number = "1001", Name = "山田　花子", Kana = "ヤマダ　ハナコ", Category = "adult", BirthDate = new(1990, 4, 12), LibraryCard = "91001", Address = "白樺市本町1" });
            db.Patrons.Add(new() { Number = "1002", Name = "山田 太郎", Kana = "ヤマダ タロウ", Category = "adult", BirthDate = new(1990, 4, 12), Address = "白樺市本町2" });
        });
        hanako = await visits.Bridge.ReadAsync(db => db.Patrons.Where(patron => patron.Number == "1001").Select(patron => patron.Id).SingleAsync(Cancel));
        clerk = await visits.SignedInAsync(StaffRoles.Clerk, "/console/patrons");
    }

    public ValueTask DisposeAsync() => visits.DisposeAsync();

    [Theory]
    [InlineData("1001")]
    [InlineData("a91001b")]
    [InlineData("１００１")]
    [InlineData("花子")]
    [InlineData("山田花子")]
    [InlineData("やまだ はなこ")]
    [InlineData("ﾊﾅｺ")]
    public async Task One_who_is_found_is_opened(string query)
    {
        await clerk.PostAsync("/console/patrons", ("Query", query));

        Assert.Equal($"/console/patrons/{hanako}", clerk.At.AbsolutePath);
        Assert.DoesNotContain(clerk.Way, address => address.Query.Length > 0);   // no name in an address
        Assert.Equal([(AuditAct.PatronsSearched, null), (AuditAct.PatronSeen, "1001")], (await visits.DoneAsync()).Select(entry => (entry.Act, entry.Patron)));
    }

    [Fact]
    public async Task A_form_with_a_NUL_in_it_is_refused()
    {
        var token = clerk.Hidden("__RequestVerificationToken");
        await clerk.PostAsync("/console/patrons", ("Query", "花\0子"));
        Assert.Equal(HttpStatusCode.BadRequest, clerk.Status);

        using var parts = new MultipartFormDataContent { { new StringContent("花\0子"), "Query" }, { new StringContent(token), "__RequestVerificationToken" } };
        await clerk.SendAsync(new(HttpMethod.Post, "/console/patrons") { Content = parts });
        Assert.Equal(HttpStatusCode.BadRequest, clerk.Status);
    }

    [Theory]
    [InlineData("やまだ", 2)]
    [InlineData("1990-04-12", 2)]
    [InlineData("19900412", 2)]
    [InlineData("山本", 0)]
    [InlineData("・", 0)]
    [InlineData("", 0)]
    public async Task Several_are_listed(string query, int count)
    {
        await clerk.PostAsync("/console/patrons", ("Query", query));

        Assert.Equal(count, PatronLink().Count(clerk.Page));
    }

    [Fact]
    public async Task A_record_is_changed_and_the_log_says_by_whom_and_not_what()
    {
        await clerk.GetAsync($"/console/patrons/{hanako}");
        await clerk.PostAsync($"/console/patrons/{hanako}", ("Name", "山田　花子"), ("Address", ""), ("BirthDate", "19900412"), ("Category", "adult"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);

        await clerk.PostAsync($"/console/patrons/{hanako}", ("Name", "鈴木　花子"), ("Kana", "スズキ　ハナコ"), ("Address", "白樺市湖畔3"), ("BirthDate", "１９９００４１３"), ("Email", "ｈanako@example.jp"), ("Category", "adult"), ("LibraryCard", "A77B"));

        var patron = await visits.Bridge.ReadAsync(db => db.Patrons.SingleAsync(known => known.Id == hanako, Cancel));
        Assert.Equal(("鈴木　花子", "白樺市湖畔3", new DateOnly(1990, 4, 13), "hanako@example.jp", "77"), (patron.Name, patron.Address, patron.BirthDate, patron.Email, patron.LibraryCard));
        var change = Assert.Single(await visits.DoneAsync(), entry => entry.Act == AuditAct.PatronChanged);
        Assert.Equal(("sato", "1001", null, null), (change.Staff, change.Patron, change.Subject, change.Detail));
    }

    [Theory]
    [InlineData("1002")]
    [InlineData("A500A")]
    public async Task A_card_that_opens_somebody_elses_record_is_refused(string card)
    {
        await visits.Bridge.WriteAsync(db => db.StaffCards.Add(new() { AccountId = 1, Kind = StaffCardKind.Barcode, Value = "500", At = default }));
        await clerk.GetAsync($"/console/patrons/{hanako}");

        await clerk.PostAsync($"/console/patrons/{hanako}", ("Name", "山田　花子"), ("Address", "白樺市本町1"), ("BirthDate", "19900412"), ("Category", "adult"), ("LibraryCard", card));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);
    }

    [Fact]
    public async Task A_patron_is_blocked_with_a_reason_and_unblocked_and_extended()
    {
        await clerk.GetAsync($"/console/patrons/{hanako}");
        await clerk.PostAsync($"/console/patrons/{hanako}/block", ("Block", ""));
        Assert.Null((await PatronAsync()).Block);
        await clerk.PostAsync($"/console/patrons/{hanako}/block", ("Block", "郵便がもどった"));
        Assert.Equal("郵便がもどった", (await PatronAsync()).Block);
        await clerk.PostAsync($"/console/patrons/{hanako}/unblock");
        await clerk.PostAsync($"/console/patrons/{hanako}/extend");
        await clerk.PostAsync($"/console/patrons/{hanako}/extend");

        var patron = await PatronAsync();
        Assert.Null(patron.Block);
        Assert.Equal(visits.Bridge.Get<Bridge.Library.LibraryClock>().Today.AddYears(2), patron.Expires);
        Assert.DoesNotContain("郵便がもどった", string.Concat((await visits.DoneAsync()).Select(entry => entry.Detail)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_password_is_shown_once_and_opens_the_patron_pages()
    {
        await clerk.GetAsync($"/console/patrons/{hanako}");

        await clerk.PostAsync($"/console/patrons/{hanako}/password");

        var password = Password().Match(clerk.Page).Groups[1].Value;
        Assert.True(PasswordHash.IsRight(password, (await PatronAsync()).PasswordHash));
        await clerk.GetAsync($"/console/patrons/{hanako}");
        Assert.DoesNotContain(password, clerk.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cards_are_taken_away()
    {
        await visits.Bridge.LinkCardAsync(await PatronAsync(), "01AB");
        await visits.Bridge.WriteAsync(db => db.PatronCards.Add(new() { PatronId = hanako, Kind = Bridge.Library.PatronCardKind.Felica, Value = "012E3D4C5B6A7988" }));
        await clerk.GetAsync($"/console/patrons/{hanako}");

        await clerk.PostAsync($"/console/patrons/{hanako}/links/1/remove");
        await clerk.PostAsync($"/console/patrons/{hanako}/cards/1/remove");

        Assert.Equal((0, 0), (await visits.Bridge.ReadAsync(db => db.Links.CountAsync(Cancel)), await visits.Bridge.ReadAsync(db => db.PatronCards.CountAsync(Cancel))));
        Assert.Equal(2, (await visits.DoneAsync()).Count(entry => entry is { Act: AuditAct.PatronCardRemoved, Patron: "1001" }));
    }

    [Fact]
    public async Task A_card_of_somebody_else_is_not_taken_away()
    {
        await visits.Bridge.LinkCardAsync(await PatronAsync(), "01AB");
        var other = await visits.Bridge.ReadAsync(db => db.Patrons.Where(patron => patron.Number == "1002").Select(patron => patron.Id).SingleAsync(Cancel));
        await clerk.GetAsync($"/console/patrons/{other}");

        await clerk.PostAsync($"/console/patrons/{other}/links/1/remove");

        Assert.Equal(1, await visits.Bridge.ReadAsync(db => db.Links.CountAsync(Cancel)));
    }

    [Fact]
    public async Task Somebody_without_a_card_is_registered_at_the_desk()
    {
        await clerk.GetAsync("/console/patrons/new");
        await clerk.PostAsync("/console/patrons/new", ("Name", "新井　三郎"), ("Address", ""), ("BirthDate", "19700101"), ("Category", "adult"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);

        await clerk.PostAsync("/console/patrons/new", ("Name", "新井　三郎"), ("Address", "白樺市本町9"), ("BirthDate", "19700101"), ("Email", "saburo@example.jp"), ("Category", "adult"), ("LibraryCard", "A12345678A"));

        Assert.Contains("The patron is registered", clerk.Page, StringComparison.Ordinal);
        var patron = await visits.Bridge.ReadAsync(db => db.Patrons.OrderBy(known => known.Id).LastAsync(Cancel));
        Assert.Equal(("新井　三郎", "12345678", 8), (patron.Name, patron.LibraryCard, patron.Number.Length));
        Assert.Equal("saburo@example.jp", (await visits.Bridge.ReadAsync(db => db.Mails.SingleAsync(Cancel))).To);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_registered_at_the_desk_is_entered_into_the_library_system_like_everybody_else(bool hasKoha)
    {
        await using var others = await StaffVisits.BeforeAsync(hasKoha ? new() { Address = "http://127.0.0.1:1", User = "bridge", Password = "secret", Library = "MAIN" } : null);
        var staff = await others.SignedInAsync(StaffRoles.Clerk, "/console/patrons/new");

        await staff.PostAsync("/console/patrons/new", ("Name", "新井　三郎"), ("Address", "白樺市本町9"), ("BirthDate", "19700101"), ("Category", "adult"));

        var patron = await others.Bridge.ReadAsync(db => db.Patrons.SingleAsync(Cancel));
        Assert.Equal(hasKoha ? patron.Id : null, await others.Bridge.ReadAsync(db => db.PatronEntries.Select(entry => (long?)entry.PatronId).SingleOrDefaultAsync(Cancel)));
        Assert.Equal(hasKoha ? null : (Bridge.Ingest.StaffReason.PatronToEnter, (long?)patron.Id), (await others.Bridge.StaffTasksAsync()).Select(task => ((Bridge.Ingest.StaffReason, long?)?)(task.Reason, task.PatronId)).SingleOrDefault());
    }

    [Fact]
    public async Task The_log_is_read_by_administrators_searched_exported_and_never_edited()
    {
        await clerk.GetAsync($"/console/patrons/{hanako}");
        var administrator = await visits.SignedInAsync(StaffRoles.Administrator, "/console/audit", "ito");
        Assert.Contains("Looked at a patron", administrator.Page, StringComparison.Ordinal);
        await administrator.PostAsync("/console/audit", ("Patron", "1002"));
        Assert.DoesNotContain("Looked at a patron", administrator.Page, StringComparison.Ordinal);
        await administrator.PostAsync("/console/audit/csv", ("Patron", "A1001A"));
        Assert.StartsWith("at,staff,act,patron,subject,detail\r\n", administrator.Page, StringComparison.Ordinal);
        Assert.Contains(",sato,PatronSeen,1001,,", administrator.Page, StringComparison.Ordinal);

        await Assert.ThrowsAnyAsync<Exception>(() => visits.Bridge.ReadAsync(db => db.Audit.ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Staff, "somebody else"), Cancel)));
    }

    [Fact]
    public async Task What_is_older_than_the_site_keeps_goes_with_the_next_entry()
    {
        var now = visits.Bridge.Clock.GetUtcNow();
        await visits.Bridge.WriteAsync(db => db.Audit.AddRange(
            new() { At = now.AddDays(-401), Staff = "long ago", Act = AuditAct.PatronSeen },
            new() { At = now.AddDays(-399), Staff = "a year ago", Act = AuditAct.PatronSeen }));

        await visits.Bridge.Get<AuditLog>().WriteAsync("sato", AuditAct.SignedOut, Cancel);

        Assert.Equal(["a year ago", "sato", "sato"], (await visits.Bridge.ReadAsync(db => db.Audit.Select(entry => entry.Staff).ToListAsync(Cancel))).Order());
    }

    Task<Bridge.Library.Patron> PatronAsync() => visits.Bridge.ReadAsync(db => db.Patrons.SingleAsync(known => known.Id == hanako, Cancel));

    [GeneratedRegex("<a href=\"/console/patrons/[0-9]+\">")]
    private static partial Regex PatronLink();

    [GeneratedRegex("class=\"number password\">([a-z2-9-]+)<")]
    private static partial Regex Password();
}
