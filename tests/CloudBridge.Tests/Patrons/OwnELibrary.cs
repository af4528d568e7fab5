using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Web;
using Bridge.Settings;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CloudBridge.Tests.Patrons;

/// <summary>An e-library made by hand: each part of what it sends can be wrong.</summary>
sealed class OwnELibrary(string id, string sector) : IDisposable
{
    public const string Redirect = "http://127.0.0.1:9/callback", SignedOut = "http://127.0.0.1:9/bye", Secret = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

    readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Id => id;
    public string Verifier { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
    public ECDsa Key => key;

    public ELibraryClient Registered(bool bySecret = false, bool tellsName = false, bool tellsNumber = false, params string[] categories) => new()
    {
        Id = id,
        Name = "本の森電子図書館",
        NameEnglish = "Forest of Books",
        Sector = sector,
        RedirectUris = [Redirect],
        PostLogoutRedirectUris = [SignedOut],
        Jwks = bySecret ? null : Sandbox.RelyingParty.KeySet(key),
        SecretHash = bySecret ? Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(Secret))) : null,
        TellsName = tellsName,
        TellsNumber = tellsNumber,
        Categories = categories,
    };

    /// <summary>The request as it should be; a test leaves out or changes one part (null leaves out).</summary>
    public string AuthorizePath(params (string Name, string? Value)[] changes)
    {
        var parts = new Dictionary<string, string?>
        {
            ["client_id"] = id,
            ["redirect_uri"] = Redirect,
            ["response_type"] = "code",
            ["scope"] = "openid",
            ["state"] = "state-1",
            ["nonce"] = "nonce-1",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
        {
            parts[name] = value;
        }
        return "/elibrary/authorize?" + string.Join('&', parts.Where(part => part.Value is not null).Select(part => $"{part.Key}={Uri.EscapeDataString(part.Value!)}"));
    }

    /// <summary>The whole way of a patron who is signed in and agrees: what the redirect carries.</summary>
    public async Task<Dictionary<string, string>> SignOnAsync(Visitor visitor)
    {
        await visitor.GetAsync(AuthorizePath());
        if (!visitor.At.OriginalString.StartsWith(Redirect, StringComparison.Ordinal))
        {
            await visitor.PostAsync("/elibrary/consent", ("Query", new Uri(visitor.At, AuthorizePath()).Query), ("Answer", "yes"));
        }
        return Brought(visitor);
    }

    /// <summary>What the browser brings back.</summary>
    public static Dictionary<string, string> Brought(Visitor visitor)
    {
        Assert.StartsWith(Redirect, visitor.At.OriginalString, StringComparison.Ordinal);
        var query = HttpUtility.ParseQueryString(visitor.At.Query);
        return query.AllKeys.ToDictionary(name => name!, name => query[name]!);
    }

    /// <summary>Code for tokens, as it should be unless the test says otherwise.</summary>
    public Task<(HttpStatusCode Status, JsonElement Body)> TokenAsync(TestBridge bridge, string code, ECDsa? by = null, string? verifier = null, string? redirect = null, string? assertedId = null, string? assertion = null) =>
        SendAsync(bridge, code, verifier ?? Verifier, redirect ?? Redirect,
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion ?? Assertion(by ?? key, assertedId ?? id, bridge, Guid.CreateVersion7(bridge.Clock.GetUtcNow()).ToString(), TimeSpan.FromMinutes(1))));

    /// <summary>As it should be unless the test says otherwise.</summary>
    public string Assertion(TestBridge bridge, string? jti = "once", TimeSpan? life = null) => Assertion(key, id, bridge, jti, life ?? TimeSpan.FromMinutes(1));

    public Task<(HttpStatusCode Status, JsonElement Body)> TokenBySecretAsync(TestBridge bridge, string code, string? secret) =>
        SendAsync(bridge, code, Verifier, Redirect, secret is null ? [] : [("client_secret", secret)]);

    public async Task<(HttpStatusCode Status, string Body)> UserInfoAsync(TestBridge bridge, string accessToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, bridge.Url("/elibrary/userinfo")) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", accessToken) } };
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The ID token's claims; its signature is checked with the published keys, ES256 alone.</summary>
    public async Task<IDictionary<string, object>> ReadAsync(TestBridge bridge, string idToken)
    {
        var keys = new JsonWebKeySet(await http.GetStringAsync(bridge.Url("/.well-known/jwks"), TestContext.Current.CancellationToken));
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(idToken, new()
        {
            ValidIssuer = bridge.Address + "/",
            ValidAudience = id,
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            LifetimeValidator = (_, until, _, _) => until > bridge.Clock.GetUtcNow().UtcDateTime,
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        return result.Claims;
    }

    public void Dispose()
    {
        http.Dispose();
        key.Dispose();
    }

    async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(TestBridge bridge, string code, string verifier, string redirect, params (string, string)[] proof)
    {
        var fields = new List<(string, string)> { ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect), ("client_id", id), ("code_verifier", verifier) };
        using var response = await http.PostAsync(bridge.Url("/elibrary/token"), new FormUrlEncodedContent(fields.Concat(proof).Select(field => KeyValuePair.Create(field.Item1, field.Item2))),
            TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement);
    }

    static string Assertion(ECDsa key, string id, TestBridge bridge, string? jti, TimeSpan life) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = id,
        Audience = bridge.Url("/elibrary/token").AbsoluteUri,
        Claims = jti is null ? new Dictionary<string, object> { ["sub"] = id } : new Dictionary<string, object> { ["sub"] = id, ["jti"] = jti },
        IssuedAt = bridge.Clock.GetUtcNow().UtcDateTime,
        Expires = (bridge.Clock.GetUtcNow() + life).UtcDateTime,
        SigningCredentials = new(new ECDsaSecurityKey(key) { KeyId = "1" }, SecurityAlgorithms.EcdsaSha256),
    });
}
