using System.Security.Claims;
using Bridge.Settings;
using Bridge.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Bridge.Patrons;

/// <summary>Sign-in through the identity platform: code flow, PKCE S256, private_key_jwt, pairwise subject, the 4 information from userinfo.</summary>
static class PatronSignIn
{
    public const string Platform = "platform";
    public const string CallbackPath = "/signin/callback";
    public const string FailedPath = "/signin/failed";

    public static void AddPatronSignIn(this AuthenticationBuilder builder, BridgeSettings settings)
    {
        builder.AddCookie(PlatformPerson.Scheme, cookie =>
        {
            cookie.Cookie.Name = "patron";
            cookie.LoginPath = "/signin";
            cookie.ReturnUrlParameter = "return";
            cookie.ExpireTimeSpan = settings.Web.SignInLasts;
            cookie.Events.OnRedirectToLogin = context =>
            {
                context.Response.Redirect(HttpMethods.IsGet(context.Request.Method) ? context.RedirectUri : "/signin");   // what was posted cannot be asked for with GET
                return Task.CompletedTask;
            };
        });
        if (settings.SignIn.Issuer is null)
        {
            return;
        }
        builder.Services.AddSingleton(provider =>
        {
            provider.GetRequiredService<Identity.BridgeKeys>();   // makes the folder
            return SignInKey.Open(settings.SignIn, settings.Storage);
        });
        builder.AddOpenIdConnect(Platform, options => Configure(options, settings.SignIn));
        builder.Services.AddOptions<OpenIdConnectOptions>(Platform).Configure<SignInKey, TimeProvider>((options, key, time) =>
            (options.Events, options.StateDataFormat) = (Events(settings.SignIn, key), new SignInsUnderWay(time)));
    }

    static void Configure(OpenIdConnectOptions options, SignInSettings settings)
    {
        options.ClientId = settings.ClientId;
        options.CallbackPath = CallbackPath;
        options.SignInScheme = PlatformPerson.Scheme;
        options.RequireHttpsMetadata = settings.Issuer!.Scheme == Uri.UriSchemeHttps;   // http is loopback, see the settings
        options.BackchannelTimeout = settings.Timeout;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;   // with it the cookies of the flow can be SameSite=Lax
        options.UsePkce = true;
        options.PushedAuthorizationBehavior = PushedAuthorizationBehavior.Disable;   // the national service has none
        options.DisableTelemetry = true;
        options.GetClaimsFromUserInfoEndpoint = true;
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.Scope.Clear();
        foreach (var scope in (string[])["openid", "name", "address", "birthdate", "gender"])
        {
            options.Scope.Add(scope);
        }
        options.ClaimActions.Clear();
        options.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256];
        options.TokenValidationParameters.ValidIssuer = settings.Issuer.OriginalString;
        foreach (var cookie in (CookieBuilder[])[options.CorrelationCookie, options.NonceCookie])
        {
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        }
        if (settings.HasEndpoints)
        {
            options.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(settings.KeysEndpoint!.AbsoluteUri, new WrittenConfiguration(settings),
                new HttpDocumentRetriever { RequireHttps = options.RequireHttpsMetadata });
        }
        else
        {
            options.Authority = settings.Issuer.OriginalString;
        }
    }

    static OpenIdConnectEvents Events(SignInSettings settings, SignInKey key) => new()
    {
        OnRedirectToIdentityProvider = context =>
        {
            context.ProtocolMessage.AcrValues = settings.AcrValues.Length > 0 ? settings.AcrValues : null;
            context.ProtocolMessage.UiLocales = Languages.Of(context.Request).Tag;
            return Task.CompletedTask;
        },
        OnAuthorizationCodeReceived = async context =>
        {
            var endpoint = (await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted)).TokenEndpoint;
            context.TokenEndpointRequest!.ClientAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
            context.TokenEndpointRequest.ClientAssertion = key.Assertion(settings.ClientId, endpoint, context.Options.TimeProvider!.GetUtcNow());
        },
        OnTokenValidated = context =>
        {
            if (!settings.IsEnough(context.Principal!.FindFirstValue("acr")))
            {
                context.Fail("the platform proved the person by less than Bridge:SignIn:RequiredAcr");
            }
            return Task.CompletedTask;
        },
        OnUserInformationReceived = context =>
        {
            context.Principal = (PlatformPerson.Read(context.Principal!.FindFirstValue("sub")!, context.User.RootElement) with { At = context.Options.TimeProvider!.GetUtcNow() }).ToPrincipal();
            return Task.CompletedTask;
        },
        OnRemoteFailure = context =>
        {
            // The person said no, the way took too long, or an answer came that nobody had asked for.
            context.HandleResponse();
            context.Response.Redirect(FailedPath + (context.Request.Query["error"] == "access_denied" ? "?why=declined" : ""));
            return Task.CompletedTask;
        },
    };

    /// <summary>A platform that publishes no configuration: its endpoints are in the settings, its keys at one of them.</summary>
    sealed class WrittenConfiguration(SignInSettings settings) : IConfigurationRetriever<OpenIdConnectConfiguration>
    {
        public async Task<OpenIdConnectConfiguration> GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancel)
        {
            var configuration = new OpenIdConnectConfiguration
            {
                Issuer = settings.Issuer!.OriginalString,
                AuthorizationEndpoint = settings.AuthorizationEndpoint!.AbsoluteUri,
                TokenEndpoint = settings.TokenEndpoint!.AbsoluteUri,
                UserInfoEndpoint = settings.UserInfoEndpoint!.AbsoluteUri,
                JwksUri = address,
            };
            foreach (var key in new JsonWebKeySet(await retriever.GetDocumentAsync(address, cancel)).GetSigningKeys())
            {
                configuration.SigningKeys.Add(key);
            }
            return configuration;
        }
    }
}
