using System.Net;
using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Library;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Console;

/// <summary>Lending, taking back and the hold shelf, as staff do them.</summary>
public sealed class DeskTests : IAsyncLifetime
{
    StaffVisits visits = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => visits = await StaffVisits.AtDeskAsync();

    public ValueTask DisposeAsync() => visits.DisposeAsync();

    [Fact]
    public async Task An_item_is_lent_by_two_scans_and_the_field_waits_for_the_next()
    {
        var patron = await visits.Bridge.AddPatronAsync("1001");
        await visits.Bridge.AddItemAsync("A1A");
        var clerk = await visits.SignedInAsync(StaffRoles.Clerk, "/console/desk");

        await clerk.PostAsync("/console/desk/patron", ("Patron", "A91001A"));   // the barcode of the library card
        Assert.Equal($"/console/desk/{patron.Id}", clerk.At.AbsolutePath);
        await clerk.PostAsync($"/console/desk/{patron.Id}/lend", ("Item", "a1a"));

        Assert.Contains("資料A1A", clerk.Page, StringComparison.Ordinal);
        Assert.Contains("autofocus", clerk.Page, StringComparison.Ordinal);
        Assert.Equal(patron.Id, Assert.Single(await visits.Bridge.LoansAsync()).PatronId);
        Assert.Equal([(AuditAct.PatronSeen, "1001", null), (AuditAct.Lent, "1001", null)], (await visits.DoneAsync()).Select(entry => (entry.Act, entry.Patron, entry.Subject)));   // to whom, and not what
    }

    [Fact]
    public async Task The_same_page_sent_twice_renews_once()
    {
        var patron = await visits.Bridge.AddPatronAsync("1001");
        await visits.Bridge.AddItemAsync("A1A");
        var clerk = await visits.SignedInAsync(StaffRoles.Clerk, $"/console/desk/{patron.Id}");
        await clerk.PostAsync($"/console/desk/{patron.Id}/lend", ("Item", "A1A"));
        visits.Bridge.Clock.Advance(TimeSpan.FromMinutes(20));
        var change = Guid.CreateVersion7().ToString();

        await clerk.PostAsync($"/console/desk/{patron.Id}/renew", ("Item", "A1A"), ("Change", change));
        await clerk.PostAsync($"/console/desk/{patron.Id}/renew", ("Item", "A1A"), ("Change", change));

        Assert.True(Assert.Single(await visits.Bridge.LoansAsync()).Renewals <= 1);
    }

    [Fact]
    public async Task A_refusal_says_why_and_lends_nothing()
    {
        var patron = await visits.Bridge.AddPatronAsync("1001", block: "住所を確認");
        await visits.Bridge.AddItemAsync("A1A");
        var clerk = await visits.SignedInAsync(StaffRoles.Clerk, $"/console/desk/{patron.Id}");
        Assert.Contains("住所を確認", clerk.Page, StringComparison.Ordinal);

        await clerk.PostAsync($"/console/desk/{patron.Id}/lend", ("Item", "A1A"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);
        Assert.Contains("may not borrow", clerk.Page, StringComparison.Ordinal);
        await clerk.PostAsync($"/console/desk/{patron.Id}/lend", ("Item", "A404A"));
        Assert.Contains("No item has this barcode", clerk.Page, StringComparison.Ordinal);

        Assert.Empty(await visits.Bridge.LoansAsync());
        Assert.DoesNotContain(await visits.DoneAsync(), entry => entry.Act == AuditAct.Lent);
    }

    [Fact]
    public async Task Whose_hold_is_ready_and_who_gets_no_mail_is_on_a_list_to_telephone()
    {
        var (silent, reached) = (await visits.Bridge.AddPatronAsync("1001"), await visits.Bridge.AddPatronAsync("1002"));
        foreach (var (barcode, patron) in new[] { ("A1A", silent), ("A2A", reached) })
        {
            var item = await visits.Bridge.AddItemAsync(barcode);
            await visits.Bridge.WriteAsync(db =>
            {
                (db.Patrons.Find(patron.Id)!.Email, db.Patrons.Find(patron.Id)!.WantsMail) = ("reader@example.jp", patron == reached);
                db.Holds.Add(new() { TitleId = item.TitleId, PatronId = patron.Id, Pickup = "main", PlacedAt = visits.Bridge.Clock.GetUtcNow() });
            });
        }
        var clerk = await visits.SignedInAsync(StaffRoles.Clerk, "/console/holds");
        Assert.DoesNotContain("To telephone", clerk.Page, StringComparison.Ordinal);

        foreach (var scan in (string[])["A2A", "A2A", "A1A", "A1A"])
        {
            await clerk.PostAsync("/console/holds/scan", ("Item", scan));
        }

        Assert.Contains("please telephone", clerk.Page, StringComparison.Ordinal);
        var list = clerk.Page[clerk.Page.IndexOf("id=\"to-call\"", StringComparison.Ordinal)..];
        Assert.Contains($"<a href=\"/console/patrons/{silent.Id}\">1001</a>", list[..list.IndexOf("</section>", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.DoesNotContain("1002", list[..list.IndexOf("</section>", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_patrons_card_in_the_item_field_turns_to_that_patron()
    {
        var (one, next) = (await visits.Bridge.AddPatronAsync("1001"), await visits.Bridge.AddPatronAsync("1002"));
        var clerk = await visits.SignedInAsync(StaffRoles.Clerk, $"/console/desk/{one.Id}");

        await clerk.PostAsync($"/console/desk/{one.Id}/lend", ("Item", "91002"));

        Assert.Equal($"/console/desk/{next.Id}", clerk.At.AbsolutePath);
    }

    [Fact]
    public async Task A_return_says_where_it_goes_and_nothing_says_whose_it_was()
    {
        var patron = await visits.Bridge.AddPatronAsync("1001");
        var item = await visits.Bridge.AddItemAsync("A1A");
        await visits.Bridge.WriteAsync(db => db.Loans.Add(new() { ItemId = item.Id, PatronId = patron.Id, LentOn = TestBridge.Today, Due = TestBridge.Today }));
        var clerk = await visits.SignedInAsync(StaffRoles.Clerk, "/console/desk");

        await clerk.PostAsync("/console/desk/return", ("Item", "A1A"));
        Assert.Contains("To the shelf", clerk.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("1001", clerk.Page, StringComparison.Ordinal);
        await clerk.PostAsync("/console/desk/return", ("Item", "A1A"));
        Assert.Contains("It was not on loan", clerk.Page, StringComparison.Ordinal);
        await clerk.PostAsync("/console/desk/return", ("Item", "A404A"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, clerk.Status);
        Assert.Empty(await visits.Bridge.LoansAsync());
        Assert.All(await visits.DoneAsync(), entry => Assert.Equal((AuditAct.TakenBack, null, "1"), (entry.Act, entry.Patron, entry.Subject)));
    }

    [Fact]
    public async Task A_hold_is_fetched_shelved_and_cleared_by_scans_alone()
    {
        var patron = await visits.Bridge.AddPatronAsync("1001");
        var item = await visits.Bridge.AddItemAsync("A1A");
        await visits.Bridge.WriteAsync(db => db.Holds.Add(new() { TitleId = item.TitleId, PatronId = patron.Id, Pickup = "main", PlacedAt = visits.Bridge.Clock.GetUtcNow() }));
        var clerk = await visits.SignedInAsync(StaffRoles.Clerk, "/console/holds");
        Assert.Contains("資料A1A", clerk.Page, StringComparison.Ordinal);

        await clerk.PostAsync("/console/holds/scan", ("Item", "A1A"));
        Assert.Contains("To the hold shelf", clerk.Page, StringComparison.Ordinal);
        Assert.Equal(HoldState.ToShelve, await StateAsync());
        await clerk.PostAsync("/console/holds/scan", ("Item", "A1A"));
        Assert.Contains("It is in 1", clerk.Page, StringComparison.Ordinal);
        Assert.Equal(HoldState.Ready, await StateAsync());

        await clerk.GetAsync($"/console/desk/{patron.Id}");
        Assert.Contains("Ready 1", clerk.Page, StringComparison.Ordinal);
        await clerk.PostAsync($"/console/desk/{patron.Id}/cancel-hold", ("Hold", await visits.Bridge.ReadAsync(db => db.Holds.Select(hold => hold.Id.ToString()).SingleAsync(Cancel))));
        Assert.Equal(HoldState.ToClear, await StateAsync());
        await clerk.PostAsync("/console/holds/scan", ("Item", "A1A"));
        Assert.Contains("To the shelf", clerk.Page, StringComparison.Ordinal);
        await clerk.PostAsync("/console/holds/scan", ("Item", "A1A"));
        Assert.Contains("on none of these lists", clerk.Page, StringComparison.Ordinal);

        Assert.Equal([AuditAct.HoldFetched, AuditAct.HoldShelved, AuditAct.PatronSeen, AuditAct.HoldCancelled, AuditAct.HoldCleared], (await visits.DoneAsync()).Select(entry => entry.Act));

        Task<HoldState> StateAsync() => visits.Bridge.ReadAsync(db => db.Holds.Select(hold => hold.State).SingleAsync(Cancel));
    }

    [Fact]
    public async Task What_is_not_on_its_shelf_counts_as_missing_and_is_asked_for_no_more()
    {
        var patron = await visits.Bridge.AddPatronAsync("1001");
        var item = await visits.Bridge.AddItemAsync("A1A");
        await visits.Bridge.WriteAsync(db => db.Holds.Add(new() { TitleId = item.TitleId, PatronId = patron.Id, Pickup = "main", PlacedAt = visits.Bridge.Clock.GetUtcNow() }));
        var clerk = await visits.SignedInAsync(StaffRoles.Clerk, "/console/holds");

        await clerk.PostAsync("/console/holds/missing", ("Item", "A1A"));

        Assert.DoesNotContain("資料A1A", clerk.Page, StringComparison.Ordinal);
        Assert.Equal(ItemStatus.Missing, await visits.Bridge.ReadAsync(db => db.Items.Select(known => known.Status).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task An_item_gets_another_status_and_what_was_kept_is_released()
    {
        var patron = await visits.Bridge.AddPatronAsync("1001");
        var item = await visits.Bridge.AddItemAsync("A1A");
        await visits.Bridge.WriteAsync(db => db.Holds.Add(new() { TitleId = item.TitleId, PatronId = patron.Id, Pickup = "main", PlacedAt = visits.Bridge.Clock.GetUtcNow(), State = HoldState.Ready, ItemId = item.Id, Slot = "1" }));
        var clerk = await visits.SignedInAsync(StaffRoles.Clerk, "/console/desk");
        await clerk.PostAsync("/console/items", ("Item", "a1a"));
        Assert.Equal($"/console/items/{item.Id}", clerk.At.AbsolutePath);

        await clerk.PostAsync($"/console/items/{item.Id}/status", ("Status", "InRepair"));
        await clerk.PostAsync($"/console/items/{item.Id}/status", ("Status", "7"));   // no status

        Assert.Equal(ItemStatus.InRepair, await visits.Bridge.ReadAsync(db => db.Items.Select(known => known.Status).SingleAsync(Cancel)));
        Assert.Equal(HoldState.Queued, await visits.Bridge.ReadAsync(db => db.Holds.Select(hold => hold.State).SingleAsync(Cancel)));
        Assert.Equal("Available → InRepair", Assert.Single(await visits.DoneAsync()).Detail);
    }
}
