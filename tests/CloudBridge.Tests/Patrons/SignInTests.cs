using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Patrons;
using Bridge.Web;
using FsCheck.Xunit;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CloudBridge.Tests.Patrons;

public sealed class SignInTests
{
    [Fact]
    public async Task The_platform_is_asked_with_pkce_state_nonce_and_for_the_4_information()
    {
        await using var web = await PatronWeb.StartAsync();
        await web.SignedInAsync();

        var asked = web.Platform.Asked;
        var verifier = web.Platform.Exchanges.Single()["code_verifier"].ToString();
        Assert.Equal("code", asked["response_type"]);
        Assert.Equal("openid name address birthdate gender", asked["scope"]);
        Assert.Equal("S256", asked["code_challenge_method"]);
        Assert.Equal(asked["code_challenge"].ToString(), Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))));
        Assert.Equal("aal3 crl", asked["acr_values"]);
        Assert.All(["state", "nonce"], name => Assert.InRange(asked[name].ToString().Length, 20, 255));   // the national service takes 255 characters
        Assert.Equal(web.Bridge.Url("/signin/callback").ToString(), asked["redirect_uri"]);
        Assert.DoesNotContain("client_secret", web.Platform.Exchanges.Single().Keys);
    }

    [Fact]
    public async Task The_bridge_proves_itself_by_an_assertion_signed_with_its_key_that_names_the_endpoint_and_is_good_once()
    {
        await using var web = await PatronWeb.StartAsync();
        await web.SignedInAsync();
        await web.SignedInAsync();

        var keys = new JsonWebKeySet(web.Bridge.Get<SignInKey>().PublicKeySet);
        var used = new HashSet<string>();
        foreach (var exchange in web.Platform.Exchanges)
        {
            Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", exchange["client_assertion_type"]);
            var assertion = await new JsonWebTokenHandler().ValidateTokenAsync(exchange["client_assertion"], new()
            {
                ValidIssuer = "kazashi",
                ValidAudience = new Uri(web.Platform.Issuer, "token").ToString(),
                IssuerSigningKeys = keys.Keys,
                ValidAlgorithms = ["ES256"],
            });
            Assert.True(assertion.IsValid, assertion.Exception?.Message);
            Assert.Equal("kazashi", assertion.Claims["sub"]);
            Assert.True(used.Add((string)assertion.Claims["jti"]));
            Assert.True(Convert.ToInt64(assertion.Claims["exp"], null) - Convert.ToInt64(assertion.Claims["iat"], null) <= 60);
        }
        Assert.Equal(2, used.Count);
        Assert.DoesNotContain("\"d\"", web.Bridge.Get<SignInKey>().PublicKeySet, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_without_a_published_configuration_is_reached_by_the_endpoints_in_the_settings()
    {
        await using var web = await PatronWeb.StartAsync(writesEndpoints: true);

        var visitor = await web.SignedInAsync();

        Assert.Contains("田中　一郎", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_came_once_is_no_answer_the_second_time()
    {
        await using var web = await PatronWeb.StartAsync();
        var visitor = web.Visitor();
        await visitor.GetAsync("/signin?return=/me");
        var callback = visitor.Way.Single(address => address.AbsolutePath == "/signin/callback");
        await visitor.PostAsync("/signout");

        await visitor.GetAsync(callback.PathAndQuery);

        Assert.Equal(("/signin/failed", HttpStatusCode.BadRequest), (visitor.At.AbsolutePath, visitor.Status));
        await visitor.GetAsync("/me");
        Assert.Contains(visitor.Way, address => address.AbsolutePath == "/authorize");   // nobody was signed in by it
    }

    [Fact]
    public async Task An_answer_to_somebody_elses_question_signs_nobody_in()
    {
        await using var web = await PatronWeb.StartAsync();
        var asker = web.Visitor();
        await asker.GetAsync("/signin?return=/me");
        var stolen = asker.Way.Single(address => address.AbsolutePath == "/signin/callback");

        var thief = web.Visitor();
        await thief.GetAsync(stolen.PathAndQuery);

        Assert.Equal("/signin/failed", thief.At.AbsolutePath);
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("nonce")]
    [InlineData("token endpoint")]
    [InlineData("acr")]
    [InlineData("userinfo of another")]
    public async Task An_id_token_that_is_not_the_platforms_or_not_for_this_question_signs_nobody_in(string lie)
    {
        await using var web = await PatronWeb.StartAsync();
        web.Platform.Forges = lie == "forged";
        web.Platform.Nonce = lie == "nonce" ? "another" : null;
        web.Platform.Acr = lie == "acr" ? "aal2" : "aal3 crl";
        web.Platform.TokenStatus = lie == "token endpoint" ? 401 : 200;
        web.Platform.UserInfoSubject = lie == "userinfo of another" ? "somebody-else" : null;
        var visitor = web.Visitor();

        await visitor.GetAsync("/signin?return=/me");

        Assert.Equal(("/signin/failed", HttpStatusCode.BadRequest), (visitor.At.AbsolutePath, visitor.Status));
        Assert.Contains("もう一度", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_who_says_no_at_the_platform_hears_that_nothing_was_registered()
    {
        await using var web = await PatronWeb.StartAsync();
        web.Platform.Subject = null;
        var visitor = web.Visitor("en");

        await visitor.GetAsync("/signin?return=/register");

        Assert.Contains("Nothing was registered", visitor.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_platform_that_is_not_there_gets_a_calm_page()
    {
        await using var web = await PatronWeb.StartAsync();
        await web.Platform.DisposeAsync();
        var visitor = web.Visitor();

        await visitor.GetAsync("/signin?return=/register");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, visitor.Status);
        Assert.Contains("ただいまサインインできません", visitor.Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://example.org/")]
    [InlineData("//example.org/")]
    [InlineData("/\\example.org/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/me\r\nSet-Cookie: x=y")]
    public void Nobody_is_sent_elsewhere_by_an_address_they_were_given(string path) => Assert.Equal("/", WebParts.LocalOr(path, "/"));

    [Fact]
    public void One_person_has_one_ppid_at_home_and_at_the_card_reader()
    {
        var ppid = SHA256.HashData("somebody"u8);

        Assert.Equal(ppid, PlatformPerson.PpidOf(Base64Url.EncodeToString(ppid)));
        Assert.Equal("no base64url: it has a colon"u8.ToArray(), PlatformPerson.PpidOf("no base64url: it has a colon"));
    }

    [Property]
    public bool Whatever_userinfo_says_a_person_comes_of_it_and_goes_through_the_cookie(string subject, string name, string birth, string gender)
    {
        var claims = JsonSerializer.SerializeToElement(new JsonObject { ["name"] = name, ["birthdate"] = birth, ["gender"] = gender, ["address"] = new JsonObject { ["formatted"] = name } });
        var person = PlatformPerson.Read(subject ?? "", claims);
        var again = PlatformPerson.Of(person.ToPrincipal())!;
        return again.Ppid.SequenceEqual(person.Ppid) && again with { Ppid = person.Ppid } == person && person.BirthDate is null or { Length: 8 };
    }

    [Theory]
    [InlineData("""[]""")]
    [InlineData("""{"name": 7, "birthdate": null, "address": ["x"]}""")]
    [InlineData("""{"name": "a\u0000b", "birthdate": "1999-1-1", "address": {"formatted": {}}}""")]
    public void Garbage_from_userinfo_is_nothing(string json)
    {
        var person = PlatformPerson.Read("subject", JsonSerializer.Deserialize<JsonElement>(json));

        Assert.False(person.IsComplete);
        Assert.Equal((null, null, null, null), (person.Name, person.Address, person.BirthDate, person.Sex));
    }

    [Fact]
    public void Claims_are_read_in_the_cards_form_and_in_the_standards()
    {
        var card = PlatformPerson.Read("s", JsonSerializer.Deserialize<JsonElement>("""{"name": "𠮷田󠄁花子", "address": "本町1", "birthdate": "19990231", "gender": "2"}"""));
        var standard = PlatformPerson.Read("s", JsonSerializer.Deserialize<JsonElement>("""{"name": "𠮷田󠄁花子", "address": {"formatted": "本町1"}, "birthdate": "1999-02-31", "gender": "female"}"""));

        Assert.Equal("𠮷田󠄁花子", card.Name);
        Assert.Equal(card with { Ppid = standard.Ppid }, standard);
    }
}
