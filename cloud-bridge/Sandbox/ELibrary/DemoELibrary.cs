using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Sandbox.App;

namespace Sandbox.ELibrary;

/// <summary>A small e-library of invented books whose readers sign on at a bridge: what somebody outside sees of a patron.</summary>
public sealed class DemoELibrary : IAsyncDisposable
{
    public const string ClientId = "demo-elibrary", Name = "電子図書館（みほん）", NameEnglish = "Sample e-library";

    /// <summary>What it is told of a reader, in its own cookie.</summary>
    internal const string EntitledClaim = "entitled", ToldClaim = "told";

    const string Provider = "bridge", CallbackPath = "/callback", SignedOutPath = "/signed-out";

    static readonly TimeSpan AssertionLifetime = TimeSpan.FromMinutes(1);

    readonly WebApplication app;
    readonly ProviderLookup provider;
    readonly SandboxKeys keys;

    DemoELibrary(WebApplication app, ProviderLookup provider, SandboxKeys keys) => (this.app, this.provider, this.keys) = (app, provider, keys);

    /// <summary>Where readers begin; ends in a slash.</summary>
    public Uri Address => new(app.Urls.First());

    /// <summary>What a bridge must know: where a sign-on ends.</summary>
    public string RedirectUri => new Uri(Address, CallbackPath).AbsoluteUri;

    /// <summary>What a bridge must know: where signing out ends.</summary>
    public string PostLogoutRedirectUri => new Uri(Address, SignedOutPath).AbsoluteUri;

    /// <summary>What a bridge must know: the public key, a JSON Web Key Set.</summary>
    public string KeySet
    {
        get
        {
            var point = keys.ELibrary.ExportParameters(includePrivateParameters: false).Q;
            return $$"""{"keys":[{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"{{ClientId}}","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}]}""";
        }
    }

    /// <param name="listen">Loopback address, such as <c>http://127.0.0.1:5090</c>; port 0 takes any free one.</param>
    /// <param name="folder">Keeps the key; a new one at every start when null.</param>
    /// <param name="cancel">Ends the start.</param>
    public static async Task<DemoELibrary> StartAsync(string listen, string? folder, CancellationToken cancel)
    {
        var keys = SandboxKeys.Open(folder);
        var provider = new ProviderLookup();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls(listen).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddRouting().AddSingleton(HtmlEncoder.Create(UnicodeRanges.All)).AddRazorComponents();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(cookie => cookie.Cookie.Name = "reader")   // cookies know no ports, and the bridge may be beside it
            .AddOpenIdConnect(Provider, options => Configure(options, provider, keys));
        var app = builder.Build();
        app.UseRouting();
        app.UseAuthentication();
        Map(app);
        await app.StartAsync(cancel);
        return new(app, provider, keys);
    }

    /// <summary>From now on its readers sign on there.</summary>
    /// <param name="issuer">Of the bridge: where its pages are.</param>
    public void Connect(Uri issuer) => provider.Connect(issuer);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        keys.Dispose();
    }

    public Task WaitForShutdownAsync(CancellationToken cancel) => app.WaitForShutdownAsync(cancel);

    static void Configure(OpenIdConnectOptions options, ProviderLookup provider, SandboxKeys keys)
    {
        options.ClientId = ClientId;
        options.ConfigurationManager = provider;
        options.CallbackPath = CallbackPath;
        options.SignedOutCallbackPath = SignedOutPath;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.PushedAuthorizationBehavior = PushedAuthorizationBehavior.Disable;
        options.RequireHttpsMetadata = false;   // loopback
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = true;
        options.SaveTokens = true;   // the ID token says at the end whose session it is
        options.DisableTelemetry = true;
        options.Scope.Clear();
        options.Scope.Add("openid");
        options.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256];
        foreach (var cookie in (CookieBuilder[])[options.CorrelationCookie, options.NonceCookie])
        {
            (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
        }
        options.Events = new()
        {
            OnAuthorizationCodeReceived = async context =>
            {
                var endpoint = (await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted)).TokenEndpoint;
                context.TokenEndpointRequest!.ClientAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                context.TokenEndpointRequest.ClientAssertion = Assertion(keys.ELibrary, endpoint, TimeProvider.System.GetUtcNow());
            },
            OnUserInformationReceived = context =>
            {
                var told = context.User.RootElement;
                var identity = new ClaimsIdentity(context.Principal!.Claims.Where(claim => claim.Type == "sub"), Provider, "sub", "role");
                identity.AddClaim(new(EntitledClaim, told.GetProperty(EntitledClaim).GetBoolean() ? "true" : "false"));
                identity.AddClaims(told.EnumerateObject().Select(claim => new Claim(ToldClaim, claim.Name)));
                context.Principal = new(identity);
                return Task.CompletedTask;
            },
            OnRemoteFailure = context =>
            {
                context.HandleResponse();
                context.Response.Redirect("/?failed=" + (context.Request.Query["error"] == "access_denied" ? "declined" : "error"));
                return Task.CompletedTask;
            },
        };
    }

    static void Map(WebApplication app)
    {
        PhoneApp.MapStyle(app);
        app.MapGet("/", (HttpContext http, string? failed) => Page<ShelfPage>(http, (nameof(ShelfPage.Reader), Reader.Of(http.User)), (nameof(ShelfPage.Failed), failed ?? "")));
        app.MapGet("/books/{id}", (HttpContext http, string id) => EBook.All.FirstOrDefault(book => book.Id == id) is { } book
            ? Page<BookPage>(http, (nameof(BookPage.Reader), Reader.Of(http.User)), (nameof(BookPage.Book), book)) : Results.NotFound());
        app.MapGet("/signin", () => Results.Challenge(new() { RedirectUri = "/" }, [Provider]));
        app.MapPost("/signout", () => Results.SignOut(new() { RedirectUri = "/" }, [CookieAuthenticationDefaults.AuthenticationScheme, Provider]));
    }

    static RazorComponentResult<T> Page<T>(HttpContext http, params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";
        return new(parameters.Append(("IsJapanese", PhoneApp.IsJapanese(http.Request.Headers.AcceptLanguage))).ToDictionary(parameter => parameter.Item1, parameter => parameter.Item2));
    }

    // RFC 7523 3: good once, for a minute, at this endpoint.
    static string Assertion(ECDsa key, string endpoint, DateTimeOffset now) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
    {
        Issuer = ClientId,
        Audience = endpoint,
        Claims = new Dictionary<string, object> { ["sub"] = ClientId, ["jti"] = Guid.CreateVersion7(now).ToString("N") },
        IssuedAt = now.UtcDateTime,
        Expires = (now + AssertionLifetime).UtcDateTime,
        SigningCredentials = new(new ECDsaSecurityKey(key) { KeyId = ClientId }, SecurityAlgorithms.EcdsaSha256),
    });

    /// <summary>The bridge's configuration, once somebody has said where the bridge is.</summary>
    sealed class ProviderLookup : IConfigurationManager<OpenIdConnectConfiguration>
    {
        ConfigurationManager<OpenIdConnectConfiguration>? inner;

        public void Connect(Uri issuer) => inner = new(new Uri(issuer, "/.well-known/openid-configuration").AbsoluteUri, new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever { RequireHttps = !issuer.IsLoopback });

        public Task<OpenIdConnectConfiguration> GetConfigurationAsync(CancellationToken cancel) =>
            (inner ?? throw new InvalidOperationException("the e-library is not connected to a bridge yet")).GetConfigurationAsync(cancel);

        public void RequestRefresh() => inner?.RequestRefresh();
    }
}

/// <summary>Who reads, as far as the e-library knows.</summary>
/// <param name="Subject">Pairwise: it means nothing to anybody else.</param>
/// <param name="IsEntitled">The library says that this person may read here.</param>
/// <param name="Told">Names of everything the library told.</param>
public sealed record Reader(string Subject, bool IsEntitled, IReadOnlyList<string> Told)
{
    internal static Reader? Of(ClaimsPrincipal principal) => principal.FindFirst("sub") is { } subject
        ? new(subject.Value, principal.HasClaim(DemoELibrary.EntitledClaim, "true"), [.. principal.FindAll(DemoELibrary.ToldClaim).Select(claim => claim.Value)])
        : null;
}
