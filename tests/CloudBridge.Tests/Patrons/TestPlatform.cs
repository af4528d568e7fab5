using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace CloudBridge.Tests.Patrons;

/// <summary>An OpenID Connect provider that keeps what it was asked, and can lie; whoever comes is the person.</summary>
sealed class TestPlatform : IAsyncDisposable
{
    readonly WebApplication app;
    readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    TestPlatform(WebApplication app) => this.app = app;

    public Uri Issuer { get; private set; } = null!;

    /// <summary>Who is sitting there; null for somebody who says no.</summary>
    public string? Subject { get; set; } = "cHBpZC1vZi10YW5ha2E";

    public JsonObject Person { get; set; } = new() { ["name"] = "田中　一郎", ["address"] = "東京都白樺市本町一丁目2番3号", ["birthdate"] = "19800504", ["gender"] = "1" };

    /// <summary>Signs ID tokens with a key nobody knows.</summary>
    public bool Forges { get; set; }

    /// <summary>In place of the nonce that was asked for.</summary>
    public string? Nonce { get; set; }

    public string Acr { get; set; } = "aal3 crl";

    /// <summary>In place of the person's own, at userinfo.</summary>
    public string? UserInfoSubject { get; set; }

    public int TokenStatus { get; set; } = StatusCodes.Status200OK;

    /// <summary>The last authorization request.</summary>
    public IQueryCollection Asked { get; private set; } = null!;

    /// <summary>What was posted to the token endpoint.</summary>
    public List<IFormCollection> Exchanges { get; } = [];

    public static async Task<TestPlatform> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        var platform = new TestPlatform(builder.Build());
        platform.Map();
        await platform.app.StartAsync(TestContext.Current.CancellationToken);
        platform.Issuer = new(platform.app.Urls.Single() + "/");
        return platform;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Dispose();
    }

    void Map()
    {
        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Issuer,
            authorization_endpoint = new Uri(Issuer, "authorize"),
            token_endpoint = new Uri(Issuer, "token"),
            userinfo_endpoint = new Uri(Issuer, "userinfo"),
            jwks_uri = new Uri(Issuer, "keys"),
        }));
        app.MapGet("/keys", () => Results.Json(new { keys = new[] { PublicKey() } }));
        app.MapGet("/authorize", (HttpContext http) =>
        {
            Asked = http.Request.Query;
            var answer = Subject is null ? "error=access_denied" : "code=one-time-code";
            return Results.Redirect($"{Asked["redirect_uri"]}?{answer}&state={Uri.EscapeDataString(Asked["state"].ToString())}");
        });
        app.MapPost("/token", async (HttpContext http) =>
        {
            Exchanges.Add(await http.Request.ReadFormAsync());
            return TokenStatus == StatusCodes.Status200OK
                ? Results.Json(new { access_token = "access", token_type = "Bearer", expires_in = 60, id_token = IdToken() })
                : Results.Json(new { error = "invalid_client" }, statusCode: TokenStatus);
        });
        app.MapGet("/userinfo", () =>
        {
            var claims = Person.DeepClone();
            claims["sub"] = UserInfoSubject ?? Subject;
            return Results.Json(claims);
        });
    }

    object PublicKey()
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new { kty = "EC", crv = "P-256", x = Base64UrlEncoder.Encode(point.X), y = Base64UrlEncoder.Encode(point.Y), use = "sig", alg = "ES256", kid = "id-token" };
    }

    string IdToken()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer.ToString(),
            Audience = Asked["client_id"],
            Claims = new Dictionary<string, object> { ["sub"] = Subject!, ["nonce"] = Nonce ?? Asked["nonce"].ToString(), ["acr"] = Acr },
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5),
            SigningCredentials = new(new ECDsaSecurityKey(Forges ? stranger : key) { KeyId = "id-token" }, SecurityAlgorithms.EcdsaSha256),
        });
    }
}
