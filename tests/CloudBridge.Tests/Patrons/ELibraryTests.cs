using System.Net;
using System.Text.Json;
using Bridge.ELibrary;
using Bridge.Settings;
using FsCheck.Xunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Sandbox.ELibrary;

namespace CloudBridge.Tests.Patrons;

public sealed class ELibraryTests : IDisposable
{
    readonly OwnELibrary forest = new("forest", "forest.example"), harbour = new("harbour", "harbour.example");

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        forest.Dispose();
        harbour.Dispose();
    }

    [Fact]
    public async Task A_patron_agrees_once_and_the_e_library_learns_an_identifier_and_nothing_more()
    {
        await using var library = await DemoELibrary.StartAsync("http://127.0.0.1:0", null, Cancel);
        await using var web = await PatronWeb.StartAsync(eLibrary: new()
        {
            Clients =
            [
                new()
                {
                    Id = DemoELibrary.ClientId, Name = DemoELibrary.Name, Sector = "demo.example", Jwks = library.KeySet,
                    RedirectUris = [library.RedirectUri], PostLogoutRedirectUris = [library.PostLogoutRedirectUri],
                },
            ],
        });
        library.Connect(new(web.Bridge.Address));
        var patron = await web.PatronAsync();
        var visitor = web.Visitor();

        await visitor.GetAsync(new Uri(library.Address, "/signin").ToString());
        Assert.Equal("/elibrary/onward", visitor.At.AbsolutePath);   // signed in on the way; the browser goes on by itself
        await visitor.GetAsync("/elibrary/authorize" + visitor.At.Query);
        Assert.Contains("氏名、利用者番号、住所、借りた本は知らせません", visitor.Page, StringComparison.Ordinal);
        await visitor.PostAsync("/elibrary/consent", ("Query", visitor.At.Query), ("Answer", "yes"));

        Assert.Equal(library.Address, visitor.At);
        Assert.Contains($"id=\"subject\">{PairwiseSubject.Of(web.Bridge.Get<Bridge.Identity.BridgeKeys>().Site, "demo.example", patron.Id)}<", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("id=\"entitled\">はい<", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("id=\"name\">届いていない<", visitor.Page, StringComparison.Ordinal);
        Assert.Contains("id=\"number\">届いていない<", visitor.Page, StringComparison.Ordinal);
        await visitor.GetAsync(new Uri(library.Address, "/books/lake").ToString());
        Assert.Contains("湖がこおる日", visitor.Page, StringComparison.Ordinal);

        await visitor.GetAsync(new Uri(library.Address, "/signin").ToString());
        Assert.Equal(library.Address, visitor.At);   // not asked again

        await visitor.PostAsync(new Uri(library.Address, "/signout").ToString());
        Assert.Equal(library.Address, visitor.At);
        Assert.Contains("/signin", visitor.Page, StringComparison.Ordinal);
        await visitor.GetAsync("/me");
        Assert.NotEmpty(web.Platform.Exchanges);
        Assert.Contains(visitor.Way, address => address.AbsolutePath == "/signin");   // signed out of the library, too
    }

    [Fact]
    public async Task Two_sectors_know_a_patron_by_different_identifiers_and_each_by_the_same_again()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered(), harbour.Registered()] });
        await web.PatronAsync();
        var visitor = await SignedInAsync(web);

        var atForest = await SubjectAsync(web, forest, visitor);
        var atHarbour = await SubjectAsync(web, harbour, visitor);

        Assert.NotEqual(atForest, atHarbour);
        Assert.Equal(atForest, await SubjectAsync(web, forest, visitor));
    }

    [Property]
    public bool Identifiers_of_two_sectors_or_two_patrons_differ(byte[] key, int patron, int other) =>
        PairwiseSubject.Of(key, "forest.example", patron) != PairwiseSubject.Of(key, "harbour.example", patron)
        && (PairwiseSubject.Of(key, "forest.example", patron) == PairwiseSubject.Of(key, "FOREST.example", other)) == (patron == other);

    [Theory]
    [InlineData("redirect_uri", "http://127.0.0.1:9/elsewhere")]
    [InlineData("redirect_uri", "http://127.0.0.1:9/callback?more")]
    [InlineData("redirect_uri", null)]
    [InlineData("client_id", "nobody")]
    [InlineData("client_id", null)]
    [InlineData("code_challenge", null)]
    [InlineData("code_challenge_method", "plain")]
    [InlineData("response_type", "token")]
    [InlineData("response_mode", "fragment")]
    public async Task A_request_that_is_not_in_order_leads_nowhere(string part, string? value)
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered()] });
        await web.PatronAsync();
        var visitor = await SignedInAsync(web);

        await visitor.GetAsync(forest.AuthorizePath((part, value)));

        Assert.Equal((HttpStatusCode.BadRequest, "/elibrary/authorize"), (visitor.Status, visitor.At.AbsolutePath));
        Assert.Contains("電子図書館からの要求が正しくありません", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_is_good_once_and_one_that_comes_twice_takes_back_what_it_gave()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered()] });
        await web.PatronAsync();
        var code = (await forest.SignOnAsync(await SignedInAsync(web)))["code"];

        var (status, tokens) = await forest.TokenAsync(web.Bridge, code);
        Assert.Equal(HttpStatusCode.OK, status);
        var access = tokens.GetProperty("access_token").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await forest.UserInfoAsync(web.Bridge, access)).Status);

        var (again, body) = await forest.TokenAsync(web.Bridge, code);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), (again, body.GetProperty("error").GetString()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await forest.UserInfoAsync(web.Bridge, access)).Status);
    }

    [Fact]
    public async Task A_code_is_for_the_e_library_it_was_given_to_with_its_verifier_its_address_and_within_its_time()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered(), harbour.Registered()] });
        await web.PatronAsync();
        var code = (await forest.SignOnAsync(await SignedInAsync(web)))["code"];

        Assert.Equal("invalid_grant", Error(await harbour.TokenAsync(web.Bridge, code, verifier: forest.Verifier)));
        Assert.Equal("invalid_grant", Error(await forest.TokenAsync(web.Bridge, code, verifier: harbour.Verifier)));
        Assert.Equal("invalid_grant", Error(await forest.TokenAsync(web.Bridge, code, redirect: "http://127.0.0.1:9/elsewhere")));
        web.Bridge.Clock.Advance(SpentCodes.CodeLifetime + TimeSpan.FromSeconds(1));
        Assert.Equal("invalid_grant", Error(await forest.TokenAsync(web.Bridge, code)));
    }

    [Fact]
    public async Task Who_cannot_prove_to_be_the_e_library_gets_nothing_and_does_not_spend_the_code()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered(), harbour.Registered()] });
        await web.PatronAsync();
        var code = (await forest.SignOnAsync(await SignedInAsync(web)))["code"];

        Assert.Contains(Error(await forest.TokenAsync(web.Bridge, code, by: harbour.Key)), (string[])["invalid_client", "invalid_token"]);
        Assert.NotEqual("", Error(await forest.TokenAsync(web.Bridge, code, by: harbour.Key, assertedId: "harbour")));
        Assert.Equal("invalid_client", Error(await forest.TokenBySecretAsync(web.Bridge, code, OwnELibrary.Secret)));
        Assert.Equal("invalid_client", Error(await forest.TokenBySecretAsync(web.Bridge, code, null)));

        Assert.Equal(HttpStatusCode.OK, (await forest.TokenAsync(web.Bridge, code)).Status);
    }

    [Fact]
    public async Task A_secret_serves_where_it_is_registered_and_no_other_one()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered(bySecret: true)] });
        await web.PatronAsync();
        var code = (await forest.SignOnAsync(await SignedInAsync(web)))["code"];

        Assert.Equal("invalid_client", Error(await forest.TokenBySecretAsync(web.Bridge, code, OwnELibrary.Secret[..^1] + "1")));
        Assert.NotEqual("", Error(await forest.TokenAsync(web.Bridge, code)));   // a key was never registered
        Assert.Equal(HttpStatusCode.OK, (await forest.TokenBySecretAsync(web.Bridge, code, OwnELibrary.Secret)).Status);
    }

    [Fact]
    public async Task Who_says_no_goes_back_and_nothing_is_remembered()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered()] });
        await web.PatronAsync();
        var visitor = await SignedInAsync(web);
        await visitor.GetAsync(forest.AuthorizePath());

        await visitor.PostAsync("/elibrary/consent", ("Query", visitor.At.Query), ("Answer", "no"));

        var brought = OwnELibrary.Brought(visitor);
        Assert.Equal(("access_denied", "state-1", false), (brought["error"], brought["state"], brought.ContainsKey("code")));
        Assert.Equal(0, await web.Bridge.ReadAsync(db => db.ELibraryConsents.CountAsync(Cancel)));
    }

    [Theory]
    [InlineData(null, "adult", true)]
    [InlineData("lost card", "adult", false)]
    [InlineData(null, "guest", false)]
    public async Task Only_patrons_who_may_use_it_are_entitled(string? block, string category, bool isEntitled)
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered(categories: ["adult", "child"])] });
        await web.PatronAsync(category: category, block: block);
        var (_, tokens) = await forest.TokenAsync(web.Bridge, (await forest.SignOnAsync(await SignedInAsync(web)))["code"]);

        Assert.Equal(isEntitled, (bool)(await forest.ReadAsync(web.Bridge, tokens.GetProperty("id_token").GetString()!))["entitled"]);
        Assert.Equal(isEntitled, (await InfoAsync(web, tokens)).GetProperty("entitled").GetBoolean());
    }

    [Fact]
    public async Task Name_and_number_come_along_where_the_site_says_so_and_the_patron_agreed_to_that()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered(tellsName: true, tellsNumber: true), harbour.Registered()] });
        var patron = await web.PatronAsync();
        await web.Bridge.WriteAsync(db => db.ELibraryConsents.Add(new() { PatronId = patron.Id, Client = "forest", Told = "", At = web.Bridge.Clock.GetUtcNow() }));   // agreed to less, earlier
        var visitor = await SignedInAsync(web, "en");

        await visitor.GetAsync(forest.AuthorizePath());
        Assert.Contains("Your patron number", visitor.Page, StringComparison.Ordinal);
        var (_, tokens) = await forest.TokenAsync(web.Bridge, (await forest.SignOnAsync(visitor))["code"]);
        var (_, others) = await harbour.TokenAsync(web.Bridge, (await harbour.SignOnAsync(visitor))["code"]);

        var info = await InfoAsync(web, tokens);
        Assert.Equal((patron.Name, patron.Number), (info.GetProperty("name").GetString(), info.GetProperty("library_number").GetString()));
        Assert.Equal(["aud", "entitled", "iss", "sub"], (await InfoAsync(web, others, harbour)).EnumerateObject().Select(claim => claim.Name).Order());
        Assert.DoesNotContain((await harbour.ReadAsync(web.Bridge, others.GetProperty("id_token").GetString()!)).Values, value => value is string text && (text == patron.Name || text == patron.Number));
    }

    [Fact]
    public async Task A_consent_taken_back_ends_what_was_given_and_is_asked_for_again()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered()] });
        await web.PatronAsync();
        var visitor = await SignedInAsync(web);
        var (_, tokens) = await forest.TokenAsync(web.Bridge, (await forest.SignOnAsync(visitor))["code"]);

        await visitor.GetAsync("/me/details");
        Assert.Contains("本の森電子図書館", visitor.Page, StringComparison.Ordinal);
        await visitor.PostAsync("/me/details/e-library", ("Client", "forest"));

        Assert.Equal(0, await web.Bridge.ReadAsync(db => db.ELibraryConsents.CountAsync(Cancel)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await forest.UserInfoAsync(web.Bridge, tokens.GetProperty("access_token").GetString()!)).Status);
        await visitor.GetAsync(forest.AuthorizePath());
        Assert.Contains("同意してすすむ", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_request_is_answered_without_a_page()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered()] });
        var stranger = web.Visitor(outside: OwnELibrary.Redirect);
        await stranger.GetAsync(forest.AuthorizePath(("prompt", "none")));
        Assert.Equal("login_required", OwnELibrary.Brought(stranger)["error"]);

        var visitor = await SignedInAsync(web);
        await visitor.GetAsync(forest.AuthorizePath(("prompt", "none")));
        Assert.Equal("interaction_required", OwnELibrary.Brought(visitor)["error"]);   // no patron yet

        await web.PatronAsync();
        await visitor.GetAsync(forest.AuthorizePath(("prompt", "none")));
        Assert.Equal("consent_required", OwnELibrary.Brought(visitor)["error"]);

        await forest.SignOnAsync(visitor);
        await visitor.GetAsync(forest.AuthorizePath(("prompt", "none")));
        Assert.Contains("code", OwnELibrary.Brought(visitor).Keys);
    }

    [Theory]
    [InlineData("prompt", "login", true)]
    [InlineData("max_age", "300", true)]
    [InlineData("max_age", "0", true)]
    [InlineData("max_age", "3600", false)]
    public async Task An_e_library_that_wants_a_fresh_sign_in_gets_one_and_is_told_when_it_was(string part, string value, bool isAsked)
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered()] });
        await web.PatronAsync();
        var visitor = await SignedInAsync(web);
        await forest.SignOnAsync(visitor);
        var before = web.Platform.Exchanges.Count;
        web.Bridge.Clock.Advance(TimeSpan.FromMinutes(10));
        var now = web.Bridge.Clock.GetUtcNow();

        await visitor.GetAsync(forest.AuthorizePath((part, value)));
        if (isAsked)
        {
            Assert.Equal("/elibrary/onward", visitor.At.AbsolutePath);
            await visitor.GetAsync("/elibrary/authorize" + visitor.At.Query);
        }

        Assert.Equal(isAsked ? 1 : 0, web.Platform.Exchanges.Count - before);
        var (_, tokens) = await forest.TokenAsync(web.Bridge, OwnELibrary.Brought(visitor)["code"]);
        var claims = await forest.ReadAsync(web.Bridge, tokens.GetProperty("id_token").GetString()!);
        Assert.Equal((isAsked ? now : now.AddMinutes(-10)).ToUnixTimeSeconds(), Convert.ToInt64(claims["auth_time"], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_silent_request_for_a_fresher_sign_in_is_refused_and_somebody_who_is_not_signed_in_signs_in_once()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered()] });
        await web.PatronAsync();
        var visitor = web.Visitor(outside: OwnELibrary.Redirect);
        await visitor.GetAsync(forest.AuthorizePath(("prompt", "login")));
        await visitor.GetAsync("/elibrary/authorize" + visitor.At.Query);
        Assert.Contains("同意してすすむ", visitor.Page, StringComparison.Ordinal);
        Assert.Single(web.Platform.Exchanges);

        web.Bridge.Clock.Advance(TimeSpan.FromMinutes(10));
        await visitor.GetAsync(forest.AuthorizePath(("prompt", "none"), ("max_age", "300")));
        Assert.Equal("login_required", OwnELibrary.Brought(visitor)["error"]);
    }

    [Fact]
    public async Task An_assertion_is_good_once_needs_an_id_and_does_not_last_for_ever()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered()] });
        await web.PatronAsync();
        var visitor = await SignedInAsync(web);
        var assertion = forest.Assertion(web.Bridge);
        Assert.Equal(HttpStatusCode.OK, (await forest.TokenAsync(web.Bridge, (await forest.SignOnAsync(visitor))["code"], assertion: assertion)).Status);

        foreach (var bad in (string[])[assertion, forest.Assertion(web.Bridge, jti: null), forest.Assertion(web.Bridge, "other", TimeSpan.FromHours(2))])
        {
            Assert.Equal("invalid_client", Error(await forest.TokenAsync(web.Bridge, (await forest.SignOnAsync(visitor))["code"], assertion: bad)));
        }
    }

    [Fact]
    public async Task Somebody_who_is_no_patron_is_sent_to_register()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered()] });
        var visitor = await SignedInAsync(web);

        await visitor.GetAsync(forest.AuthorizePath());

        Assert.Equal(HttpStatusCode.Forbidden, visitor.Status);
        Assert.Contains("まず図書館の利用登録を", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consent_comes_from_the_bridges_own_page_and_for_an_e_library_it_knows()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered()] });
        await web.PatronAsync();
        var visitor = await SignedInAsync(web);
        await visitor.GetAsync(forest.AuthorizePath());
        var query = visitor.At.Query;

        await visitor.PostAsync("/elibrary/consent", ("Query", "?client_id=nobody"), ("Answer", "yes"));
        Assert.Equal(HttpStatusCode.BadRequest, visitor.Status);
        await visitor.PostAsync("/elibrary/consent", ("Query", query), ("Answer", "yes"));   // that page had no form
        Assert.Equal(HttpStatusCode.BadRequest, visitor.Status);
        Assert.Equal(0, await web.Bridge.ReadAsync(db => db.ELibraryConsents.CountAsync(Cancel)));
    }

    [Fact]
    public async Task Signing_out_by_a_strangers_link_is_asked_for_and_leads_to_no_strange_place()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered()] });
        await web.PatronAsync();
        var visitor = await SignedInAsync(web);

        await visitor.GetAsync("/elibrary/end-session");
        Assert.Contains("図書館からもサインアウトしますか", visitor.Page, StringComparison.Ordinal);
        await visitor.GetAsync("/elibrary/end-session?client_id=forest&post_logout_redirect_uri=https%3A%2F%2Felsewhere.example%2F");
        Assert.Equal(HttpStatusCode.BadRequest, visitor.Status);
        await visitor.GetAsync("/me");
        Assert.Equal("/me", visitor.At.AbsolutePath);   // still signed in
    }

    [Fact]
    public async Task The_configuration_tells_what_is_served_and_without_e_libraries_there_is_none()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered()] });
        var visitor = web.Visitor();
        await visitor.GetAsync("/.well-known/openid-configuration");
        var told = JsonDocument.Parse(visitor.Page).RootElement;
        Assert.Equal(web.Bridge.Address + "/", told.GetProperty("issuer").GetString());
        Assert.Equal(["S256"], Texts(told, "code_challenge_methods_supported"));
        Assert.Equal(["pairwise"], Texts(told, "subject_types_supported"));
        Assert.Equal(["ES256"], Texts(told, "id_token_signing_alg_values_supported"));
        Assert.Equal(["code"], Texts(told, "response_types_supported"));

        await using var without = await PatronWeb.StartAsync();
        var other = without.Visitor();
        foreach (var path in (string[])["/.well-known/openid-configuration", "/elibrary/authorize", "/elibrary/end-session"])
        {
            await other.GetAsync(path);
            Assert.Equal(HttpStatusCode.NotFound, other.Status);
        }
    }

    [Fact]
    public async Task Logs_tell_of_no_reader()
    {
        await using var web = await PatronWeb.StartAsync(eLibrary: new() { Clients = [forest.Registered(tellsName: true, tellsNumber: true)] });
        var patron = await web.PatronAsync("7654321");
        var (_, tokens) = await forest.TokenAsync(web.Bridge, (await forest.SignOnAsync(await SignedInAsync(web)))["code"]);
        await forest.UserInfoAsync(web.Bridge, tokens.GetProperty("access_token").GetString()!);
        var subject = (string)(await forest.ReadAsync(web.Bridge, tokens.GetProperty("id_token").GetString()!))["sub"];

        Assert.DoesNotContain(web.Bridge.Log.Lines, line => line.Contains(patron.Name, StringComparison.Ordinal) || line.Contains(patron.Number, StringComparison.Ordinal) || line.Contains(subject, StringComparison.Ordinal));
    }

    [Fact]
    public void A_registration_that_cannot_work_stops_the_start_with_what_to_write()
    {
        var bad = new ELibraryClient { Id = "a b", Sector = "https://forest.example/", RedirectUris = ["http://forest.example/callback"], SecretHash = "secret" };

        var problems = Assert.Throws<OptionsValidationException>(() => new BridgeSettings { ELibrary = new() { Clients = [bad, forest.Registered(), forest.Registered()] } }.Validated()).Message;

        foreach (var name in (string[])["Clients:Id 'a b'", "Clients:Name", "Clients:Sector", "http://forest.example/callback", "Clients:SecretHash", "'forest' more than once"])
        {
            Assert.Contains(name, problems, StringComparison.Ordinal);
        }
    }

    static async Task<Visitor> SignedInAsync(PatronWeb web, string language = "ja")
    {
        var visitor = web.Visitor(language, OwnELibrary.Redirect);
        await visitor.GetAsync("/signin?return=/me");
        return visitor;
    }

    static async Task<string> SubjectAsync(PatronWeb web, OwnELibrary library, Visitor visitor)
    {
        var (status, tokens) = await library.TokenAsync(web.Bridge, (await library.SignOnAsync(visitor))["code"]);
        Assert.Equal(HttpStatusCode.OK, status);
        return (string)(await library.ReadAsync(web.Bridge, tokens.GetProperty("id_token").GetString()!))["sub"];
    }

    async Task<JsonElement> InfoAsync(PatronWeb web, JsonElement tokens, OwnELibrary? library = null) =>
        JsonDocument.Parse((await (library ?? forest).UserInfoAsync(web.Bridge, tokens.GetProperty("access_token").GetString()!)).Body).RootElement;

    static string Error((HttpStatusCode Status, JsonElement Body) answer) => answer.Status == HttpStatusCode.OK ? "" : answer.Body.GetProperty("error").GetString()!;

    static IEnumerable<string> Texts(JsonElement told, string name) => told.GetProperty(name).EnumerateArray().Select(value => value.GetString()!);
}
