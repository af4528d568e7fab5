using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Sandbox.Faults;

namespace CloudBridge.Tests.Sandbox;

/// <summary>A web site plays the whole code flow against the sandbox.</summary>
public sealed class OpenIdTests
{
    [Fact]
    public async Task Somebody_signs_in_and_the_site_learns_what_they_agreed_to()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();

        var back = await site.SignInAsync(TestPeople.Hanako);
        var (status, tokens) = await site.TokenAsync(back["code"]);
        var id = await site.ReadIdTokenAsync(tokens.GetProperty("id_token").GetString()!);
        var (_, info) = await site.UserInfoAsync(tokens.GetProperty("access_token").GetString()!);

        Assert.Equal((site.State, sandbox.Host.Issuer.AbsoluteUri), (back["state"], back["iss"]));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Null(id.Exception);
        Assert.Equal((site.Nonce, "aal3 crl", sandbox.Host.Ppid("library.example", "yamada-hanako")), (id.Claims["nonce"], id.Claims["acr"], id.Claims["sub"]));
        Assert.DoesNotContain(id.Claims.Keys, claim => claim is "name" or "address" or "birthdate" or "gender");
        var person = JsonDocument.Parse(info).RootElement;
        Assert.Equal(((string)id.Claims["sub"], "山田　花子", "長野県白樺市本町１丁目２－３", "19850412", "2"),
            (Text("sub"), Text("name"), Text("address"), Text("birthdate"), Text("gender")));

        string Text(string claim) => person.GetProperty(claim).GetString()!;
    }

    [Fact]
    public async Task Only_what_was_asked_for_is_told()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();

        var back = await site.SignInAsync(TestPeople.Hanako, ("scope", "openid birthdate"));
        var (_, tokens) = await site.TokenAsync(back["code"]);
        var (_, info) = await site.UserInfoAsync(tokens.GetProperty("access_token").GetString()!);

        Assert.Equal(["birthdate", "sub"], JsonDocument.Parse(info).RootElement.EnumerateObject().Select(claim => claim.Name).Intersect(["sub", "name", "address", "birthdate", "gender"]).Order());
    }

    [Fact]
    public async Task Two_sectors_see_two_subjects_and_the_card_api_the_same_one()
    {
        await using var sandbox = await TestSandbox.StartAsync();

        var (here, there) = (await SubjectAsync(TestSandbox.Library), await SubjectAsync(TestSandbox.OtherCity));

        Assert.NotEqual(here, there);
        Assert.Equal(here, (await CardApiTests.EnrolAsync(sandbox, sandbox.ClientCertificate, TestPeople.Hanako)).Ppid);
        Assert.Equal(there, (await CardApiTests.EnrolAsync(sandbox, sandbox.OtherCertificate, TestPeople.Hanako)).Ppid);

        async Task<string> SubjectAsync(string client)
        {
            using var site = sandbox.RelyingParty(client);
            var (_, tokens) = await site.TokenAsync((await site.SignInAsync(TestPeople.Hanako))["code"]);
            return (string)(await site.ReadIdTokenAsync(tokens.GetProperty("id_token").GetString()!)).Claims["sub"];
        }
    }

    [Theory]
    [InlineData("code_challenge", null)]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("code_challenge_method", null)]
    [InlineData("state", null)]
    [InlineData("nonce", null)]
    [InlineData("nonce", "ｎｏｎｃｅ")]
    [InlineData("response_type", "code id_token")]
    [InlineData("response_type", "token")]
    [InlineData("response_mode", "fragment")]
    [InlineData("scope", "openid phone")]
    public async Task A_request_that_is_not_in_order_is_told_to_the_site(string part, string? value)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();

        using var response = await site.Browser.GetAsync(site.AuthorizeAddress((part, value)), TestContext.Current.CancellationToken);

        var told = response.Headers.Location?.Query ?? await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("error", told, StringComparison.Ordinal);
        Assert.DoesNotContain("code=", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redirect_uri", "http://127.0.0.1:9/elsewhere")]
    [InlineData("redirect_uri", null)]
    [InlineData("client_id", "RP00000009")]
    public async Task Nobody_is_sent_to_an_address_that_is_not_the_sites(string part, string? value)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();

        using var response = await site.Browser.GetAsync(site.AuthorizeAddress((part, value)), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.BadRequest, null), (response.StatusCode, response.Headers.Location));
    }

    [Fact]
    public async Task A_code_serves_once()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        var code = (await site.SignInAsync(TestPeople.Hanako))["code"];
        var (_, tokens) = await site.TokenAsync(code);

        var (status, refused) = await site.TokenAsync(code);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (status, refused.GetProperty("error").GetString()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await site.UserInfoAsync(tokens.GetProperty("access_token").GetString()!)).Status);   // what it gave is void too
    }

    [Fact]
    public async Task A_code_is_the_sites_alone()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        using var other = sandbox.RelyingParty(TestSandbox.OtherCity);
        using var strangerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var code = (await site.SignInAsync(TestPeople.Hanako))["code"];

        Assert.Equal("invalid_client", Error(await site.TokenAsync(code, key: strangerKey)));
        Assert.Equal("invalid_grant", Error(await site.TokenAsync(code, audience: "https://elsewhere.example/token")));
        Assert.Equal("invalid_grant", Error(await site.TokenAsync(code, verifier: other.Verifier)));
        Assert.Equal("invalid_grant", Error(await site.TokenAsync(code, redirect: "http://127.0.0.1:9/elsewhere")));
        Assert.Equal("invalid_grant", Error(await other.TokenAsync(code, verifier: site.Verifier)));

        static string? Error((HttpStatusCode, JsonElement Body) answer) => answer.Body.GetProperty("error").GetString();
    }

    [Fact]
    public async Task A_code_is_good_for_a_minute()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        var code = (await site.SignInAsync(TestPeople.Hanako))["code"];

        sandbox.Clock.Advance(TimeSpan.FromSeconds(61));

        Assert.Equal("invalid_grant", (await site.TokenAsync(code)).Body.GetProperty("error").GetString());
    }

    [Fact]
    public async Task A_client_may_name_the_issuer_or_the_token_endpoint_as_audience()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();

        var (status, _) = await site.TokenAsync((await site.SignInAsync(TestPeople.Hanako))["code"], audience: sandbox.Host.Issuer.AbsoluteUri);

        Assert.Equal(HttpStatusCode.OK, status);
    }

    [Fact]
    public async Task Discovery_says_what_is_so()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();

        var document = JsonDocument.Parse(await site.Browser.GetStringAsync(".well-known/openid-configuration", TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal(sandbox.Host.Issuer.AbsoluteUri, document.GetProperty("issuer").GetString());
        Assert.Equal(["pairwise"], List("subject_types_supported"));
        Assert.Equal(["code"], List("response_types_supported"));
        Assert.Equal(["query"], List("response_modes_supported"));
        Assert.Equal(["authorization_code"], List("grant_types_supported"));
        Assert.Equal(["S256"], List("code_challenge_methods_supported"));
        Assert.Equal(["ES256"], List("id_token_signing_alg_values_supported"));
        Assert.Equal(["private_key_jwt"], List("token_endpoint_auth_methods_supported"));
        Assert.Equal(["aal3", "crl", "ocsp"], List("acr_values_supported"));
        Assert.Equal(["address", "birthdate", "gender", "name", "openid"], List("scopes_supported").Order());

        IEnumerable<string?> List(string name) => document.GetProperty(name).EnumerateArray().Select(item => item.GetString());
    }

    [Fact]
    public async Task The_session_ends_where_the_site_may_send_people()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        var (_, tokens) = await site.TokenAsync((await site.SignInAsync(TestPeople.Hanako))["code"]);
        var hint = tokens.GetProperty("id_token").GetString();

        using var home = await site.Browser.GetAsync($"end-session?id_token_hint={hint}&state=1&post_logout_redirect_uri={Uri.EscapeDataString("http://127.0.0.1:9/bye")}", TestContext.Current.CancellationToken);
        using var nowhere = await site.Browser.GetAsync($"end-session?id_token_hint={hint}&post_logout_redirect_uri={Uri.EscapeDataString("http://127.0.0.1:9/elsewhere")}", TestContext.Current.CancellationToken);

        Assert.Equal("http://127.0.0.1:9/bye?state=1", home.Headers.Location?.OriginalString);
        Assert.Equal(HttpStatusCode.BadRequest, nowhere.StatusCode);
    }

    [Fact]
    public async Task Faults_reach_the_tokens_as_often_as_asked()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var site = sandbox.RelyingParty();
        sandbox.Host.Faults.Ask(new(Fault.WrongSignature, Count: 1));

        var (_, wrong) = await site.TokenAsync((await site.SignInAsync(TestPeople.Hanako))["code"]);
        var (_, right) = await site.TokenAsync((await site.SignInAsync(TestPeople.Hanako))["code"]);

        Assert.NotNull((await site.ReadIdTokenAsync(wrong.GetProperty("id_token").GetString()!)).Exception);
        Assert.Null((await site.ReadIdTokenAsync(right.GetProperty("id_token").GetString()!)).Exception);
        sandbox.Host.Faults.Ask(new(Fault.Error, Count: 1));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await site.UserInfoAsync(right.GetProperty("access_token").GetString()!)).Status);
        Assert.Equal(HttpStatusCode.OK, (await site.UserInfoAsync(right.GetProperty("access_token").GetString()!)).Status);
    }
}
