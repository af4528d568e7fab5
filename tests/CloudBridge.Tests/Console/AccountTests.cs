using System.Net;
using System.Text.RegularExpressions;
using Bridge;
using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Identity;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Console;

/// <summary>What administrators do with accounts.</summary>
public sealed partial class AccountTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_administrator_is_made_by_command()
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-staff-").FullName;
        using StringWriter output = new(), errors = new();
        string[] settings = [$"--Bridge:Storage:Folder={folder}"];

        Assert.Equal(1, await Commands.RunAsync(["staff", "add", "館長", "--role", "administrator", .. settings], output, errors, () => "too short"));
        Assert.Equal(2, await Commands.RunAsync(["staff", "add", "館長", "--role", "king", .. settings], output, errors, () => StaffVisits.Password));
        Assert.Equal(0, await Commands.RunAsync(["staff", "add", "館長", "--role", "administrator,librarian", .. settings], output, errors, () => StaffVisits.Password));
        Assert.Equal(1, await Commands.RunAsync(["staff", "add", "館長", "--role", "clerk", .. settings], output, errors, () => StaffVisits.Password));
        Assert.Equal(0, await Commands.RunAsync(["staff", "reset", "館長", .. settings], output, errors, () => "another pass phrase"));
        Assert.Equal(1, await Commands.RunAsync(["staff", "reset", "nobody", .. settings], output, errors, () => "another pass phrase"));
        Assert.Equal(0, await Commands.RunAsync(["staff", "list", .. settings], output, errors));

        Assert.Contains("館長\tLibrarian, Administrator\tno authenticator app yet", output.ToString(), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Somebody_new_chooses_their_own_password_and_sets_the_app_up()
    {
        await using var visits = await StaffVisits.StartAsync();
        var administrator = await visits.InAsync("sato", StaffRoles.Administrator, "/console/staff");
        await administrator.PostAsync("/console/staff", ("Name", "Itō"), ("Clerk", "yes"));
        var temporary = Temporary().Match(administrator.Page).Groups[1].Value;

        var fresh = await visits.WithPasswordAsync("Itō", temporary);
        await visits.SetUpAsync(fresh);
        Assert.Equal("/console/signin/password", fresh.At.AbsolutePath);
        await fresh.PostAsync("/console/signin/password", ("Password", temporary), ("PasswordAgain", temporary));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, fresh.Status);   // that one has been seen
        await fresh.PostAsync("/console/signin/password", ("Password", "my own pass phrase"), ("PasswordAgain", "my own pass phrase"));

        Assert.Equal("/console", fresh.At.AbsolutePath);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visits.WithPasswordAsync("Itō", temporary)).Status);
    }

    [Fact]
    public async Task Other_roles_end_the_session_at_its_next_click()
    {
        await using var visits = await StaffVisits.StartAsync();
        var administrator = await visits.InAsync("sato", StaffRoles.Administrator);
        var clerk = await visits.InAsync("ito", StaffRoles.Clerk, "/console/tasks");
        var id = await IdAsync(visits, "ito");
        await administrator.GetAsync($"/console/staff/{id}");

        await administrator.PostAsync($"/console/staff/{id}/roles", ("Librarian", "yes"));

        await clerk.GetAsync("/console/tasks");
        Assert.Equal("/console/signin", clerk.At.AbsolutePath);
        Assert.Equal("Clerk → Librarian", await visits.Bridge.ReadAsync(db => db.Audit.Where(entry => entry.Act == AuditAct.AccountRolesChanged).Select(entry => entry.Detail).SingleAsync(Cancel)));
    }

    [Fact]
    public async Task A_disabled_account_is_out_at_once_and_its_card_opens_nothing()
    {
        await using var visits = await StaffVisits.StartAsync();
        var administrator = await visits.InAsync("sato", StaffRoles.Administrator);
        var clerk = await visits.InAsync("ito", StaffRoles.Clerk, "/console/tasks");
        var id = await IdAsync(visits, "ito");
        await administrator.GetAsync($"/console/staff/{id}");
        await administrator.PostAsync($"/console/staff/{id}/cards", ("Kind", "Felica"), ("Value", "01:2e:3d:4c:5b:6a:79:88"));
        Assert.Equal("ito", await NameAsync(visits, new CardEvidence.FelicaCard("012e3d4c5b6a7988")));

        await administrator.PostAsync($"/console/staff/{id}/disable");

        await clerk.GetAsync("/console/tasks");
        Assert.Equal("/console/signin", clerk.At.AbsolutePath);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visits.WithPasswordAsync("ito")).Status);
        Assert.Null(await NameAsync(visits, new CardEvidence.FelicaCard("012E3D4C5B6A7988")));
        await administrator.PostAsync($"/console/staff/{id}/enable");
        Assert.Equal("/console/signin/code", (await visits.WithPasswordAsync("ito")).At.AbsolutePath);
    }

    [Fact]
    public async Task Of_two_administrators_who_take_it_from_each_other_at_the_same_moment_one_stays()
    {
        await using var visits = await StaffVisits.StartAsync();
        await visits.AddAsync("sato", StaffRoles.Administrator);
        await visits.AddAsync("ito", StaffRoles.Administrator);

        var faults = await visits.AccountAsync(async accounts =>
        {
            var (one, other) = ((await accounts.FindAsync("sato"))!, (await accounts.FindAsync("ito"))!);   // both looked at before either is changed
            return new[] { await accounts.SetRolesAsync(one, StaffRoles.Clerk), await accounts.SetDisabledAsync(other, isDisabled: true) };
        });
        Assert.Equal([null, AccountFault.LastAdministrator], faults);

        using var store = new StaffStore(visits.Bridge.Get<Bridge.Storage.Store>(), visits.Bridge.Get<BridgeKeys>());
        var last = (await store.FindByNameAsync("ITO", Cancel))!;
        last.Roles = StaffRoles.Clerk;   // past every check before it
        Assert.Equal([StaffStore.LastAdministrator], (await store.UpdateAsync(last, Cancel)).Errors.Select(error => error.Code));
    }

    [Fact]
    public async Task The_last_administrator_stays_one()
    {
        await using var visits = await StaffVisits.StartAsync();
        var administrator = await visits.InAsync("sato", StaffRoles.Administrator);
        var id = await IdAsync(visits, "sato");
        await administrator.GetAsync($"/console/staff/{id}");

        await administrator.PostAsync($"/console/staff/{id}/roles", ("Clerk", "yes"));
        Assert.Contains("the last administrator", administrator.Page, StringComparison.Ordinal);
        await administrator.PostAsync($"/console/staff/{id}/disable");
        Assert.Contains("the last administrator", administrator.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_lost_password_and_phone_is_helped_by_an_administrator()
    {
        await using var visits = await StaffVisits.StartAsync();
        var administrator = await visits.InAsync("sato", StaffRoles.Administrator);
        var clerk = await visits.InAsync("ito", StaffRoles.Clerk);
        var id = await IdAsync(visits, "ito");
        await administrator.GetAsync($"/console/staff/{id}");

        await administrator.PostAsync($"/console/staff/{id}/reset");

        var temporary = Temporary().Match(administrator.Page).Groups[1].Value;
        await clerk.GetAsync("/console");
        Assert.Equal("/console/signin", clerk.At.AbsolutePath);
        Assert.Equal("/console/signin/setup", (await visits.WithPasswordAsync("ito", temporary)).At.AbsolutePath);
    }

    [Theory]
    [InlineData("Felica", "012E3D4C5B6A79")]
    [InlineData("Mifare", "no number")]
    [InlineData("Barcode", "")]
    [InlineData("Barcode", "A1001A")]   // a patron's number
    [InlineData("Ring", "012E3D4C5B6A7988")]
    public async Task A_card_that_is_none_or_a_patrons_is_refused(string kind, string value)
    {
        await using var visits = await StaffVisits.StartAsync();
        await visits.Bridge.AddPatronAsync("1001");
        var administrator = await visits.InAsync("sato", StaffRoles.Administrator);
        var id = await IdAsync(visits, "sato");
        await administrator.GetAsync($"/console/staff/{id}");

        await administrator.PostAsync($"/console/staff/{id}/cards", ("Kind", kind), ("Value", value));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, administrator.Status);
        Assert.Equal(0, await visits.Bridge.ReadAsync(db => db.StaffCards.CountAsync(Cancel)));
    }

    [Fact]
    public async Task A_staff_card_is_known_by_all_its_kinds_and_taken_away_again()
    {
        await using var visits = await StaffVisits.StartAsync();
        var administrator = await visits.InAsync("sato", StaffRoles.Administrator);
        var id = await IdAsync(visits, "sato");
        await administrator.GetAsync($"/console/staff/{id}");
        await administrator.PostAsync($"/console/staff/{id}/cards", ("Kind", "Mifare"), ("Value", "04a1b2c3"));
        await administrator.PostAsync($"/console/staff/{id}/cards", ("Kind", "Barcode"), ("Value", "A0000501B"));
        Assert.Equal("sato", await NameAsync(visits, new CardEvidence.MifareCard("04A1B2C3")));
        Assert.Equal("sato", await NameAsync(visits, new CardEvidence.LibraryCard("0000501")));
        Assert.Null(await NameAsync(visits, new CardEvidence.PhoneBarcode("0000501")));

        await administrator.PostAsync($"/console/staff/{id}/cards/1/remove");

        Assert.Null(await NameAsync(visits, new CardEvidence.MifareCard("04A1B2C3")));
    }

    static Task<string?> NameAsync(StaffVisits visits, CardEvidence card) => visits.Bridge.ReadAsync(db => visits.Bridge.Get<IStaffCards>().NameAsync(db, card, Cancel));

    static async Task<long> IdAsync(StaffVisits visits, string name) => (await visits.AccountAsync(accounts => accounts.FindAsync(name)))!.Id;

    [GeneratedRegex("class=\"number password\">([a-z2-9-]+)<")]
    private static partial Regex Temporary();
}
