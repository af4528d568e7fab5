using System.Net;
using Bridge.Enrolment;
using Bridge.Library;
using Bridge.Storage;
using Bridge.Web;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Patrons;

/// <summary>The page behind the panel's QR code.</summary>
public sealed class HandOverTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patron_compares_the_number_types_the_rest_and_the_panel_moves_on()
    {
        using var device = new TestDevice();
        await using var web = await PatronWeb.StartAsync(devices: [device]);
        await using var wire = await Wire.ConnectAsync(web.Bridge.Port, device);
        var (path, handOver, enrolment) = await HandOverAsync(web, device);
        var phone = web.Visitor();

        await phone.GetAsync(path);
        Assert.Contains(handOver.Code, phone.Page, StringComparison.Ordinal);
        await phone.PostAsync($"{path}/claim");
        Assert.Contains("残りの入力", phone.Page, StringComparison.Ordinal);
        await phone.PostAsync(path, ("Kana", "リヨウシャ"), ("Email", "patron@example.jp"), ("WantsMail", "yes"), ("Password", "a new password"), ("PasswordAgain", "a new password"));

        Assert.Equal("/h/done", phone.At.AbsolutePath);
        Assert.IsType<HandOverDone>(await wire.AnswerAsync(device, enrolment));
        var patron = await web.Bridge.ReadAsync(db => db.Patrons.SingleAsync(Cancel));
        Assert.Equal(("リヨウシャ", "patron@example.jp", true), (patron.Kana, patron.Email, patron.WantsMail));
        Assert.True(PasswordHash.IsRight("a new password", patron.PasswordHash));
        Assert.Equal("patron@example.jp", (await web.Bridge.ReadAsync(db => db.Mails.SingleAsync(Cancel))).To);
    }

    [Fact]
    public async Task A_second_browser_finds_the_page_taken_and_the_first_goes_on()
    {
        using var device = new TestDevice();
        await using var web = await PatronWeb.StartAsync(devices: [device]);
        var (path, _, _) = await HandOverAsync(web, device);
        var (first, second) = (web.Visitor(), web.Visitor());
        await second.GetAsync(path);
        await first.GetAsync(path);
        await first.PostAsync($"{path}/claim");

        await second.PostAsync($"{path}/claim");
        Assert.Equal(HttpStatusCode.Gone, second.Status);
        await second.PostAsync(path, ("Kana", "ベツジン"));
        Assert.NotEqual("/h/done", second.At.AbsolutePath);

        await first.GetAsync(path);   // opened again, as phones do
        await first.PostAsync(path, ("Kana", "ホンニン"));
        Assert.Equal("ホンニン", (await web.Bridge.ReadAsync(db => db.Patrons.SingleAsync(Cancel))).Kana);
    }

    [Theory]
    [InlineData("used")]
    [InlineData("expired")]
    [InlineData("unknown")]
    public async Task What_is_used_up_too_late_or_unknown_gets_a_friendly_page(string what)
    {
        using var device = new TestDevice();
        await using var web = await PatronWeb.StartAsync(devices: [device]);
        var (path, _, _) = await HandOverAsync(web, device);
        var phone = web.Visitor();
        await phone.GetAsync(path);
        await phone.PostAsync($"{path}/claim");
        switch (what)
        {
            case "used":
                await phone.PostAsync(path);
                break;
            case "expired":
                web.Bridge.Clock.Advance(TimeSpan.FromMinutes(6));
                await phone.PostAsync(path, ("Kana", "オソイ"));
                Assert.Equal(HttpStatusCode.Gone, phone.Status);
                break;
            default:
                path = $"/h/{new string('x', 3000)}";
                break;
        }

        await phone.GetAsync(path);

        Assert.Equal(HttpStatusCode.Gone, phone.Status);
        Assert.Contains("窓口", phone.Page, StringComparison.Ordinal);
        Assert.Null((await web.Bridge.ReadAsync(db => db.Patrons.SingleAsync(Cancel))).Kana);
    }

    [Theory]
    [InlineData("short", "short", "8文字以上")]
    [InlineData("long enough", "something else", "2回の入力がちがいます")]
    [InlineData("", "only once", "8文字以上")]
    public async Task A_password_is_long_enough_and_typed_twice(string password, string again, string advice)
    {
        using var device = new TestDevice();
        await using var web = await PatronWeb.StartAsync(devices: [device]);
        var (path, _, _) = await HandOverAsync(web, device);
        var phone = web.Visitor();
        await phone.GetAsync(path);
        await phone.PostAsync($"{path}/claim");

        await phone.PostAsync(path, ("Email", "patron@example.jp"), ("Password", password), ("PasswordAgain", again));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, phone.Status);
        Assert.Contains(advice, phone.Page, StringComparison.Ordinal);
        Assert.Contains("patron@example.jp", phone.Page, StringComparison.Ordinal);
        Assert.DoesNotContain($"value=\"{again}\"", phone.Page, StringComparison.Ordinal);
        Assert.Null((await web.Bridge.ReadAsync(db => db.Patrons.SingleAsync(Cancel))).Email);
    }

    [Fact]
    public async Task A_child_whose_guardian_was_missing_is_registered_when_the_phone_names_one()
    {
        using var device = new TestDevice();
        await using var web = await PatronWeb.StartAsync(devices: [device]);
        var now = web.Bridge.Clock.GetUtcNow();
        var form = new RegistrationForm("田中　子", null, "東京都白樺市1", null, $"{now.Year - 9}0401", "2", null, null, "ja", false, null, "1", now);
        var handOver = await web.Bridge.Get<Store>().WriteAsync(async db =>
        {
            var waiting = Assert.IsType<RegistrationResult.Waiting>(await web.Bridge.Get<Registrations>().RegisterAsync(db, form, new([1, 2, 3], Bridge.Identity.IdentitySource.Card), now, Cancel));
            return await web.Bridge.Get<HandOvers>().CreateAsync(db, new(null, waiting.Application.Id), device.Address, Guid.CreateVersion7(now), Cancel);
        }, Cancel);
        var path = new Uri(handOver.Url).AbsolutePath;
        var phone = web.Visitor();
        await phone.GetAsync(path);
        await phone.PostAsync($"{path}/claim");
        Assert.Contains("保護者の方", phone.Page, StringComparison.Ordinal);

        await phone.PostAsync(path, ("Guardian.Name", "田中　母"), ("Guardian.Relation", "母"), ("Guardian.Phone", "0123456789"));

        Assert.Equal("/h/done", phone.At.AbsolutePath);
        Assert.Equal("田中　母", (await web.Bridge.ReadAsync(db => db.Patrons.SingleAsync(Cancel))).GuardianName);
    }

    static async Task<(string Path, HandOver HandOver, Guid Enrolment)> HandOverAsync(PatronWeb web, TestDevice device)
    {
        Patron patron = await web.Bridge.AddPatronAsync("1001");
        var enrolment = Guid.CreateVersion7(web.Bridge.Clock.GetUtcNow());
        var handOver = await web.Bridge.Get<Store>().WriteAsync(db => web.Bridge.Get<HandOvers>().CreateAsync(db, new(patron.Id, null), device.Address, enrolment, Cancel), Cancel);
        return (new Uri(handOver.Url).AbsolutePath, handOver, enrolment);
    }
}
