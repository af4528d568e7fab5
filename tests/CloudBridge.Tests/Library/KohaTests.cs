using System.Text;
using Bridge.Enrolment;
using Bridge.Identity;
using Bridge.Ingest;
using Bridge.Library.Koha;
using Bridge.Settings;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Library;

/// <summary>New patrons become Koha's, once each, whatever Koha says; or staff enter them.</summary>
public sealed class KohaTests : IAsyncLifetime
{
    KohaServer koha = null!;
    TestBridge? bridge;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => koha = await KohaServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (bridge is not null)
        {
            await bridge.DisposeAsync();
        }
        await koha.DisposeAsync();
    }

    [Theory]
    [InlineData(KohaMood.Fine)]
    [InlineData(KohaMood.Busy)]
    [InlineData(KohaMood.Broken)]
    [InlineData(KohaMood.DiesBeforeDoing)]
    [InlineData(KohaMood.DiesAfterDoing)]
    public async Task A_new_patron_is_entered_once_whatever_becomes_of_the_answer(KohaMood mood)
    {
        await OpenAsync();
        var patron = await RegisterAsync();
        koha.Moods.Enqueue(mood);
        await PassTimeAsync();

        var entered = Assert.Single(koha.Patrons).Value;
        Assert.Equal((patron, "山田", "花子", "1985-04-12", "MAIN", "ADULT"), (entered.GetProperty("cardnumber").GetString(), entered.GetProperty("surname").GetString(),
            entered.GetProperty("firstname").GetString(), entered.GetProperty("date_of_birth").GetString(), entered.GetProperty("library_id").GetString(), entered.GetProperty("category_id").GetString()));
        Assert.Empty(await bridge!.StaffTasksAsync());
    }

    [Fact]
    public async Task A_process_that_dies_after_the_call_looks_before_it_repeats()
    {
        await OpenAsync();
        await RegisterAsync();
        koha.Moods.Enqueue(KohaMood.DiesAfterDoing);
        koha.Moods.Enqueue(KohaMood.SaysGarbage);   // nor can it be looked at
        await bridge!.Get<PatronDesk>().EnterDueAsync(Cancel);
        await bridge.RestartAsync();
        await PassTimeAsync();

        Assert.Single(koha.Patrons);
        Assert.Single(koha.Heard, what => what == "POST");
        Assert.Empty(await bridge.StaffTasksAsync());
    }

    [Theory]
    [InlineData(KohaMood.BadRequest, "400")]
    [InlineData(KohaMood.Forbidden, "403")]
    [InlineData(KohaMood.Precondition, "412")]
    public async Task What_Koha_refuses_is_for_staff_with_the_reason_and_without_a_name(KohaMood mood, string status)
    {
        await OpenAsync();
        await RegisterAsync();
        koha.Moods.Enqueue(mood);
        await PassTimeAsync();

        var task = Assert.Single(await bridge!.StaffTasksAsync());
        Assert.Equal(StaffReason.PatronToEnter, task.Reason);
        Assert.NotNull(task.PatronId);
        Assert.Contains(status, task.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("山田", task.Detail, StringComparison.Ordinal);
        Assert.All(bridge.Log.Lines, line => Assert.DoesNotContain("山田", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_card_number_that_somebody_else_has_there_is_for_staff()
    {
        await OpenAsync();
        koha.Patrons[await RegisterAsync()] = default;
        await PassTimeAsync();

        Assert.Contains("409", Assert.Single(await bridge!.StaffTasksAsync()).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_client_credentials_a_token_is_asked_for_once_and_anew_when_it_is_not_taken()
    {
        koha.WantsToken = true;
        await OpenAsync(KohaSignIn.ClientCredentials);
        await RegisterAsync();
        await bridge!.Get<PatronDesk>().EnterDueAsync(Cancel);
        Assert.Equal(["token", "POST"], koha.Heard);

        koha.IsClosed = true;
        await RegisterAsync("佐藤　一郎");
        await bridge.Get<PatronDesk>().EnterDueAsync(Cancel);
        koha.IsClosed = false;
        await PassTimeAsync();
        Assert.Equal(2, koha.Patrons.Count);
        Assert.Equal(2, koha.Heard.Count(what => what == "token"));
    }

    [Fact]
    public async Task Where_nothing_takes_registrations_staff_are_to_enter_the_patron()
    {
        bridge = await TestBridge.QuietAsync(folder => new()
        {
            Storage = new() { Folder = folder },
            Sip2 = new() { Host = "127.0.0.1", Port = 1, User = "machine", Password = "secret" },
        });
        await RegisterAsync();

        var task = Assert.Single(await bridge.StaffTasksAsync());
        Assert.Equal(StaffReason.PatronToEnter, task.Reason);
        Assert.Equal("山田　花子", (await bridge.ReadAsync(db => db.Patrons.SingleAsync(patron => patron.Id == task.PatronId, Cancel))).Name);
    }

    async Task OpenAsync(KohaSignIn signIn = KohaSignIn.Basic) => bridge = await TestBridge.QuietAsync(folder => new()
    {
        Storage = new() { Folder = folder },
        Sip2 = new() { Host = "127.0.0.1", Port = 1, User = "machine", Password = "secret" },
        Koha = new() { Address = koha.Address, SignIn = signIn, User = "bridge", Password = "secret", Library = "MAIN", Category = "ADULT", Retries = 0 },
    });

    async Task<string> RegisterAsync(string name = "山田　花子")
    {
        var form = new RegistrationForm(name, null, "長野県白樺市本町１丁目", null, "19850412", "2", null, null, "ja", WantsMail: false, null, "1", TestBridge.Start);
        var claim = new IdentityClaim(Encoding.UTF8.GetBytes(name), IdentitySource.Home);
        return await bridge!.Get<Store>().WriteAsync(async db =>
            (await bridge!.Get<Registrations>().CreateAsync(db, form, claim, TestBridge.Start, new(), Cancel))!.Number, Cancel);
    }

    async Task PassTimeAsync()
    {
        for (var rounds = 0; rounds < 10; rounds++)
        {
            await bridge!.Get<PatronDesk>().EnterDueAsync(Cancel);
            bridge.Clock.Advance(TimeSpan.FromMinutes(16));
        }
    }
}
