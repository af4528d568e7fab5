using System.Net;
using Bridge.Console.Accounts;
using Bridge.Console.Audit;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Console;

/// <summary>The way into the console, and how a session ends.</summary>
public sealed class SignInTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_sign_in_sets_the_app_up_and_the_next_asks_for_its_code()
    {
        await using var visits = await StaffVisits.StartAsync();
        await visits.AddAsync("佐藤", StaffRoles.Clerk);
        var first = await visits.WithPasswordAsync("佐藤");
        Assert.Contains("<svg", first.Page, StringComparison.Ordinal);
        await first.GetAsync("/console");
        Assert.Equal("/console/signin", first.At.AbsolutePath);   // a password alone opens nothing
        await visits.WithPasswordAsync("佐藤", visitor: first);
        var (key, codes) = await visits.SetUpAsync(first);
        Assert.Equal(10, codes.Distinct().Count());
        Assert.Equal("/console", first.At.AbsolutePath);

        visits.NextCode();
        var second = await visits.WithPasswordAsync("佐藤", path: "/console/me");
        Assert.Equal("/console/signin/code", second.At.AbsolutePath);
        await second.PostAsync("/console/signin/code", ("Code", $" {visits.CodeOf(key)[..3]} {visits.CodeOf(key)[3..]} "), ("Return", "/console/me"));
        Assert.Equal("/console/me", second.At.AbsolutePath);
    }

    [Fact]
    public async Task A_code_is_taken_once()
    {
        await using var visits = await StaffVisits.StartAsync();
        await visits.AddAsync("sato", StaffRoles.Clerk);
        var (key, _) = await visits.SetUpAsync(await visits.WithPasswordAsync("sato"));
        visits.NextCode();
        var code = visits.CodeOf(key);
        var one = await visits.WithPasswordAsync("sato");
        await one.PostAsync("/console/signin/code", ("Code", code));
        Assert.Equal("/console", one.At.AbsolutePath);

        var replay = await visits.WithPasswordAsync("sato");
        await replay.PostAsync("/console/signin/code", ("Code", code));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, replay.Status);
        await replay.GetAsync("/console");
        Assert.Equal("/console/signin", replay.At.AbsolutePath);
    }

    [Fact]
    public async Task Of_two_who_type_the_same_code_at_once_one_comes_in()
    {
        await using var visits = await StaffVisits.StartAsync();
        await visits.AddAsync("sato", StaffRoles.Clerk);
        var (key, _) = await visits.SetUpAsync(await visits.WithPasswordAsync("sato"));
        visits.NextCode();
        var (one, other) = (await visits.WithPasswordAsync("sato"), await visits.WithPasswordAsync("sato"));

        await Task.WhenAll(one.PostAsync("/console/signin/code", ("Code", visits.CodeOf(key))), other.PostAsync("/console/signin/code", ("Code", visits.CodeOf(key))));

        Assert.Single([one, other], visitor => visitor.At.AbsolutePath == "/console");
    }

    [Fact]
    public async Task A_recovery_code_stands_in_for_the_app_once()
    {
        await using var visits = await StaffVisits.StartAsync();
        await visits.AddAsync("sato", StaffRoles.Clerk);
        var (_, codes) = await visits.SetUpAsync(await visits.WithPasswordAsync("sato"));
        var lost = await visits.WithPasswordAsync("sato");
        await lost.PostAsync("/console/signin/code", ("Code", codes[3].ToLowerInvariant()));
        Assert.Equal("/console", lost.At.AbsolutePath);

        var again = await visits.WithPasswordAsync("sato");
        await again.PostAsync("/console/signin/code", ("Code", codes[3]));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.Status);
        Assert.Equal("9 left", await visits.Bridge.ReadAsync(db => db.Audit.Where(entry => entry.Act == AuditAct.RecoveryCodeUsed).Select(entry => entry.Detail).SingleAsync(Cancel)));
        Assert.DoesNotContain(codes[4], await visits.Bridge.ReadAsync(db => db.StaffAccounts.Select(account => account.RecoveryCodes).SingleAsync(Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_an_account_and_a_restart_does_not_open_it()
    {
        await using var visits = await StaffVisits.StartAsync();
        await visits.AddAsync("sato", StaffRoles.Clerk);
        for (var tries = 0; tries < LockOut.Tries; tries++)
        {
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visits.WithPasswordAsync("sato", "guess after guess")).Status);
        }

        await visits.Bridge.RestartAsync();
        var locked = await visits.WithPasswordAsync("SATO");
        Assert.Equal(HttpStatusCode.TooManyRequests, locked.Status);
        Assert.Contains("Please wait 5 minutes", locked.Page, StringComparison.Ordinal);

        visits.Bridge.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal("/console/signin/setup", (await visits.WithPasswordAsync("sato")).At.AbsolutePath);
    }

    [Fact]
    public async Task Five_wrong_codes_lock_the_second_step()
    {
        await using var visits = await StaffVisits.StartAsync();
        await visits.AddAsync("sato", StaffRoles.Clerk);
        var (key, _) = await visits.SetUpAsync(await visits.WithPasswordAsync("sato"));
        visits.NextCode();
        var visitor = await visits.WithPasswordAsync("sato");
        for (var tries = 0; tries < LockOut.Tries; tries++)
        {
            await visitor.PostAsync("/console/signin/code", ("Code", "x"));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, visitor.Status);
        }

        await visitor.PostAsync("/console/signin/code", ("Code", visits.CodeOf(key)));

        Assert.Equal(HttpStatusCode.TooManyRequests, visitor.Status);
    }

    [Fact]
    public async Task A_session_ends_after_half_an_hour_of_nothing_and_by_signing_out()
    {
        await using var visits = await StaffVisits.StartAsync();
        var staff = await visits.InAsync("sato", StaffRoles.Clerk);
        await staff.PostAsync("/console/signout");
        await staff.GetAsync("/console");
        Assert.Equal("/console/signin", staff.At.AbsolutePath);

        var idle = await visits.InAsync("ito", StaffRoles.Clerk);
        visits.Bridge.Clock.Advance(TimeSpan.FromMinutes(31));
        await idle.GetAsync("/console");
        Assert.Equal("/console/signin", idle.At.AbsolutePath);
    }

    [Fact]
    public async Task A_session_ends_with_the_working_day_whatever_is_done_in_it()
    {
        await using var visits = await StaffVisits.StartAsync();
        var staff = await visits.InAsync("sato", StaffRoles.Clerk);
        for (var minutes = 0; minutes < 580; minutes += 20)
        {
            visits.Bridge.Clock.Advance(TimeSpan.FromMinutes(20));
            await staff.GetAsync("/console");
            Assert.Equal("/console", staff.At.AbsolutePath);
        }

        visits.Bridge.Clock.Advance(TimeSpan.FromMinutes(20));
        await staff.GetAsync("/console");
        Assert.Equal("/console/signin", staff.At.AbsolutePath);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_the_sessions_on_other_machines()
    {
        await using var visits = await StaffVisits.StartAsync(new() { Listen = "http://127.0.0.1:0", RequireSecondFactor = false });
        await visits.AddAsync("sato", StaffRoles.Clerk);
        var (here, there) = (await visits.WithPasswordAsync("sato"), await visits.WithPasswordAsync("sato"));
        await here.GetAsync("/console/me");

        await here.PostAsync("/console/me/signout-everywhere");
        await there.GetAsync("/console");

        Assert.Equal("/console/signin", there.At.AbsolutePath);
    }

    [Fact]
    public async Task A_new_password_ends_every_other_session_and_the_old_one_opens_nothing()
    {
        await using var visits = await StaffVisits.StartAsync(new() { Listen = "http://127.0.0.1:0", RequireSecondFactor = false });
        await visits.AddAsync("sato", StaffRoles.Clerk);
        var (here, there) = (await visits.WithPasswordAsync("sato"), await visits.WithPasswordAsync("sato"));
        await here.GetAsync("/console/me");
        await here.PostAsync("/console/me/password", ("Old", "not this one"), ("Password", "another pass phrase"), ("PasswordAgain", "another pass phrase"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, here.Status);
        await here.PostAsync("/console/me/password", ("Old", StaffVisits.Password), ("Password", "short"), ("PasswordAgain", "short"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, here.Status);

        await here.PostAsync("/console/me/password", ("Old", StaffVisits.Password), ("Password", "another pass phrase"), ("PasswordAgain", "another pass phrase"));

        Assert.Contains("Your password is changed", here.Page, StringComparison.Ordinal);
        await there.GetAsync("/console");
        Assert.Equal("/console/signin", there.At.AbsolutePath);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visits.WithPasswordAsync("sato")).Status);
        Assert.Equal("/console", (await visits.WithPasswordAsync("sato", "another pass phrase")).At.AbsolutePath);
    }

    [Fact]
    public async Task A_way_back_leads_into_the_console_only()
    {
        await using var visits = await StaffVisits.StartAsync(new() { Listen = "http://127.0.0.1:0", RequireSecondFactor = false });
        await visits.AddAsync("sato", StaffRoles.Clerk);

        Assert.Equal("/console", (await visits.WithPasswordAsync("sato", path: "https://example.org/console")).At.AbsolutePath);
        Assert.Equal("/console", (await visits.WithPasswordAsync("sato", path: "/console/signin")).At.AbsolutePath);
    }

    [Fact]
    public async Task Neither_password_nor_key_is_in_the_database_as_it_was_typed()
    {
        await using var visits = await StaffVisits.StartAsync();
        await visits.AddAsync("sato", StaffRoles.Clerk);
        var (key, _) = await visits.SetUpAsync(await visits.WithPasswordAsync("sato"));

        var account = await visits.Bridge.ReadAsync(db => db.StaffAccounts.SingleAsync(Cancel));

        Assert.StartsWith("pbkdf2-sha256$", account.PasswordHash, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(key), Convert.ToHexString(account.AuthenticatorKey!), StringComparison.Ordinal);
        Assert.Equal(12 + 16 + 32, account.AuthenticatorKey!.Length);   // nonce, tag, 20 bytes in base32
    }
}
