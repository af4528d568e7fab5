using System.Net;
using System.Text.RegularExpressions;
using Sandbox.Faults;

namespace CloudBridge.Tests.Sandbox;

/// <summary>The page that plays the phone app, without script.</summary>
public sealed partial class PhoneAppTests
{
    [Fact]
    public async Task A_wrong_pin_costs_one_try_and_says_how_many_are_left_until_the_card_is_locked()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        var path = await site.BeginAsync();
        await site.SubmitAsync($"{path}/person", ("person", "yamada-hanako"));

        Assert.Contains("あと2回です", await site.SubmitAsync($"{path}/pin", ("pin", "0000")), StringComparison.Ordinal);
        Assert.Contains("あと1回です", await site.SubmitAsync($"{path}/pin", ("pin", "９９９９")), StringComparison.Ordinal);
        Assert.Contains("ロックされています", await site.SubmitAsync($"{path}/pin"), StringComparison.Ordinal);
        Assert.Contains("ロックされています", await site.SubmitAsync($"{path}/pin", ("pin", "1234")), StringComparison.Ordinal);   // too late
        Assert.Equal("access_denied", (await site.ReturnAsync($"{path}/cancel"))["error"]);
    }

    [Fact]
    public async Task A_right_pin_gives_the_tries_back()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        var path = await site.BeginAsync();
        await site.SubmitAsync($"{path}/person", ("person", "yamada-hanako"));
        await site.SubmitAsync($"{path}/pin", ("pin", "0000"));
        await site.SubmitAsync($"{path}/pin", ("pin", "1234"));

        await site.SubmitAsync($"{path}/back");
        await site.SubmitAsync($"{path}/person", ("person", "yamada-hanako"));

        Assert.Contains("あと2回です", await site.SubmitAsync($"{path}/pin", ("pin", "0000")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("suzuki-kenji", "ロックされています")]
    [InlineData("watanabe-masao", "顔認証マイナンバーカード")]
    [InlineData("nakamura-yui", "有効期限が切れています")]
    [InlineData("ogawa-shun", "失効しています")]
    [InlineData("takahashi-taro", "入っていないカード")]
    public async Task A_card_that_cannot_be_used_is_sent_to_the_right_desk_and_never_to_consent(string person, string said)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        var path = await site.BeginAsync();
        await site.SubmitAsync($"{path}/person", ("person", person));
        await site.SubmitAsync($"{path}/pin", ("pin", "1234"));

        Assert.Contains(said, await site.SubmitAsync($"{path}/consent"), StringComparison.Ordinal);
        Assert.Equal("access_denied", (await site.ReturnAsync($"{path}/cancel"))["error"]);
    }

    [Fact]
    public async Task Consent_shows_what_is_handed_over_and_nothing_else()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        var path = await site.BeginAsync(("scope", "openid name birthdate"));
        await site.SubmitAsync($"{path}/person", ("person", "yoshida-misaki"));

        var page = await site.SubmitAsync($"{path}/pin", ("pin", "5678"));

        Assert.Contains("𠮷田　美咲", page, StringComparison.Ordinal);
        Assert.Contains("1985年4月12日", page, StringComparison.Ordinal);
        Assert.Contains("白樺市立図書館", page, StringComparison.Ordinal);
        Assert.DoesNotContain("住所", page, StringComparison.Ordinal);
        Assert.DoesNotContain("長野県", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_is_signed_in_before_the_pin_and_consent()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        var path = await site.BeginAsync();

        Assert.Equal(path, (await site.PostAsync($"{path}/consent")).OriginalString);
        await site.PostAsync($"{path}/person", ("person", "yamada-hanako"));
        Assert.Equal(path, (await site.PostAsync($"{path}/consent")).OriginalString);
        using var forged = await site.Browser.GetAsync($"{site.AuthorizeAddress()}&sitting={path.Split('/')[^1]}", TestContext.Current.CancellationToken);
        Assert.Contains("error=access_denied", forged.Headers.Location!.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_site_was_given_serves_no_other_request()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        var path = await site.BeginAsync();
        await site.SubmitAsync($"{path}/person", ("person", "yamada-hanako"));
        await site.SubmitAsync($"{path}/pin", ("pin", "1234"));
        await site.PostAsync($"{path}/consent");   // agreed, and the redirect was not followed

        using var changed = await site.Browser.GetAsync($"{site.AuthorizeAddress(("nonce", "another"))}&sitting={path.Split('/')[^1]}", TestContext.Current.CancellationToken);

        Assert.Contains("error=access_denied", changed.Headers.Location!.Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sitting_ends_after_ten_minutes_and_when_it_has_served()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        var (old, used) = (await site.BeginAsync(), await site.BeginAsync());
        await site.ReturnAsync($"{used}/cancel");
        Assert.Equal(HttpStatusCode.NotFound, (await site.Browser.GetAsync(used, TestContext.Current.CancellationToken)).StatusCode);

        Assert.Equal(HttpStatusCode.OK, (await site.Browser.GetAsync(old, TestContext.Current.CancellationToken)).StatusCode);
        sandbox.Clock.Advance(TimeSpan.FromMinutes(10));
        using var gone = await site.Browser.GetAsync(old, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal("text/html", gone.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("person", "person=nobody")]
    [InlineData("person", "")]
    [InlineData("pin", "pin=%00%ff")]
    [InlineData("pin", "pin=1234&pin=1234")]
    [InlineData("pin", "%%%=&&&")]
    [InlineData("consent", "x=y")]
    public async Task A_form_that_is_not_ours_leaves_the_sitting_where_it_is(string form, string body)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        var path = await site.BeginAsync();

        using var sent = await site.Browser.PostAsync($"{path}/{form}", new StringContent(body, null, "application/x-www-form-urlencoded"), TestContext.Current.CancellationToken);
        using var nowhere = await site.Browser.PostAsync($"/app/nothing/{form}", new StringContent(body), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.SeeOther, path), (sent.StatusCode, sent.Headers.Location!.OriginalString));
        Assert.Equal("/app/nothing", nowhere.Headers.Location!.OriginalString);
        Assert.Contains("どなたのカードですか", await site.PageAsync(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ja", "どなたのカードですか", "lang=\"ja\"")]
    [InlineData("en-GB fr", "Whose card is it?", "lang=\"en\"")]
    [InlineData("fr", "どなたのカードですか", "lang=\"ja\"")]
    public async Task The_site_says_in_which_language_and_the_person_may_change_it(string asked, string title, string language)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        var path = await site.BeginAsync(("ui_locales", asked));

        var page = await site.PageAsync(path);

        Assert.Contains(title, page, StringComparison.Ordinal);
        Assert.Contains($"<html {language}", page, StringComparison.Ordinal);
        Assert.Contains("Whose card is it?", await site.PageAsync($"{path}?lang=en"), StringComparison.Ordinal);
        Assert.Contains("Enter the PIN", await site.SubmitAsync($"{path}/person", ("person", "yamada-hanako")), StringComparison.Ordinal);   // and stays
    }

    [Fact]
    public async Task Every_page_is_marked_and_runs_no_script()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        var path = await site.BeginAsync();

        foreach (var step in new[] { "", "/person", "/pin" })
        {
            if (step.Length > 0)
            {
                await site.PostAsync(path + step, ("person", "yamada-hanako"), ("pin", "1234"));
            }
            using var response = await site.Browser.GetAsync(path, TestContext.Current.CancellationToken);
            var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("サンドボックス", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("style=", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotMatch(Handler(), page);
            Assert.Equal("default-src 'none'; style-src 'self'; form-action 'self' http://127.0.0.1:9; base-uri 'none'; frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
            Assert.True(response.Headers.CacheControl!.NoStore);
        }
    }

    [Fact]
    public async Task Every_field_has_a_label()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        var path = await site.BeginAsync();

        var choose = await site.PageAsync(path);
        var pin = await site.SubmitAsync($"{path}/person", ("person", "yamada-hanako"));

        Assert.Equal(TestPeople.All.Count, choose.Split("<label class=\"choice\">").Length - 1);
        Assert.Contains("<legend>", choose, StringComparison.Ordinal);
        Assert.Contains("<label for=\"pin\">", pin, StringComparison.Ordinal);
        Assert.Contains("id=\"pin\"", pin, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_card_fails_on_request()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        sandbox.Host.Faults.Ask(new(Fault.Revoked, "yamada-hanako", 1));
        var path = await site.BeginAsync();
        await site.SubmitAsync($"{path}/person", ("person", "yamada-hanako"));

        Assert.Contains("失効しています", await site.SubmitAsync($"{path}/pin", ("pin", "1234")), StringComparison.Ordinal);
        Assert.Contains("code", (await site.SignInAsync(TestPeople.Hanako)).Keys);
    }

    [GeneratedRegex(" on[a-z]+=")]
    private static partial Regex Handler();
}
