using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CloudBridge.Tests.Sandbox;

/// <summary>A web site that signs people in at the sandbox, and the browser in front of it.</summary>
sealed partial class RelyingParty(TestSandbox sandbox, string client) : IDisposable
{
    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = sandbox.Host.Issuer };

    public string Verifier { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
    public string State { get; } = "state-1";
    public string Nonce { get; } = "nonce-1";
    public HttpClient Browser => http;

    public static string KeySet(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return JsonSerializer.Serialize(new { keys = new[] { new { kty = "EC", crv = "P-256", alg = "ES256", use = "sig", kid = "1", x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y) } } });
    }

    /// <summary>The request as it should be; a test leaves out or changes one part (null leaves out).</summary>
    public string AuthorizeAddress(params (string Name, string? Value)[] changes)
    {
        var parts = new Dictionary<string, string?>
        {
            ["client_id"] = client,
            ["redirect_uri"] = TestSandbox.Redirect,
            ["response_type"] = "code",
            ["scope"] = "openid name address birthdate gender",
            ["state"] = State,
            ["nonce"] = Nonce,
            ["acr_values"] = "aal3 crl",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            parts[name] = value;
        }
        return "authorize?" + string.Join('&', parts.Where(part => part.Value is not null).Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value!)}"));
    }

    /// <summary>From the request to the first page; its path.</summary>
    public async Task<string> BeginAsync(params (string Name, string? Value)[] changes)
    {
        using var response = await http.GetAsync(AuthorizeAddress(changes), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        return response.Headers.Location!.OriginalString;
    }

    public async Task<string> PageAsync(string path) => HttpUtility.HtmlDecode(await http.GetStringAsync(path, TestContext.Current.CancellationToken));

    /// <summary>Sends a form and follows to the page after it.</summary>
    public async Task<string> SubmitAsync(string path, params (string Name, string Value)[] fields) => await PageAsync((await PostAsync(path, fields)).OriginalString);

    public async Task<Uri> PostAsync(string path, params (string Name, string Value)[] fields)
    {
        using var response = await http.PostAsync(path, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        return response.Headers.Location!;
    }

    /// <summary>Says yes (or stops) and is sent back to the site: what the redirect carries.</summary>
    public async Task<Dictionary<string, string>> ReturnAsync(string path)
    {
        using var response = await http.GetAsync(await PostAsync(path), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.StartsWith(TestSandbox.Redirect, response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        var query = HttpUtility.ParseQueryString(response.Headers.Location.Query);
        return query.AllKeys.ToDictionary(key => key!, key => query[key]!);
    }

    /// <summary>The whole way of a person who knows the PIN: what the redirect carries.</summary>
    public async Task<Dictionary<string, string>> SignInAsync(TestCard card, params (string Name, string? Value)[] changes)
    {
        var path = await BeginAsync(changes);
        await SubmitAsync($"{path}/person", ("person", card.Person.Id));
        await SubmitAsync($"{path}/pin", ("pin", card.Person.Pin!));
        return await ReturnAsync($"{path}/consent");
    }

    /// <summary>Code for tokens, with a client assertion (RFC 7523) unless the test says another.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> TokenAsync(string code, ECDsa? key = null, string? verifier = null, string? redirect = null, string? audience = null)
    {
        using var response = await http.PostAsync("token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = redirect ?? TestSandbox.Redirect,
            ["code_verifier"] = verifier ?? Verifier,
            ["client_id"] = client,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = Assertion(key ?? sandbox.ClientKey, audience ?? new Uri(sandbox.Host.Issuer, "token").AbsoluteUri),
        }), TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement);
    }

    public async Task<(HttpStatusCode Status, string Body)> UserInfoAsync(string accessToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "userinfo") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", accessToken) } };
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The ID token's claims; its signature is checked with the published keys, ES256 alone.</summary>
    public async Task<TokenValidationResult> ReadIdTokenAsync(string token)
    {
        var keys = new JsonWebKeySet(await http.GetStringAsync(".well-known/jwks", TestContext.Current.CancellationToken));
        return await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(token, new()
        {
            ValidIssuer = sandbox.Host.Issuer.AbsoluteUri,
            ValidAudience = client,
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            LifetimeValidator = (_, until, _, _) => until > sandbox.Clock.GetUtcNow().UtcDateTime,
        });
    }

    public void Dispose() => http.Dispose();

    string Assertion(ECDsa key, string audience) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = client,
        Audience = audience,
        Claims = new Dictionary<string, object> { ["sub"] = client, ["jti"] = Guid.CreateVersion7(sandbox.Clock.GetUtcNow()).ToString() },
        IssuedAt = sandbox.Clock.GetUtcNow().UtcDateTime,
        Expires = sandbox.Clock.GetUtcNow().AddMinutes(1).UtcDateTime,
        SigningCredentials = new(new ECDsaSecurityKey(key) { KeyId = "1" }, SecurityAlgorithms.EcdsaSha256),
    });

    /// <summary>Where a page's forms go.</summary>
    public static List<string> FormsOf(string page) => [.. Forms().Matches(page).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("action=\"([^\"]+)\"")]
    private static partial Regex Forms();
}
