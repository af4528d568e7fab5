using System.Security.Cryptography;
using Bridge.Identity;
using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Bridge.ELibrary;

/// <summary>The bridge as OpenID Connect provider of e-libraries: code flow with PKCE S256, private_key_jwt or a secret, pairwise subjects, ES256.</summary>
/// <remarks>OpenIddict without its own stores: clients are settings, consents a table of ours, codes and tokens sealed and short-lived. What its stores would check is checked here.</remarks>
static class ELibraryProvider
{
    public const string AuthorizePath = "/elibrary/authorize", TokenPath = "/elibrary/token", UserInfoPath = "/elibrary/userinfo", EndSessionPath = "/elibrary/end-session";

    /// <summary>In codes and access tokens alone, both sealed: whom they are about, and which code it was.</summary>
    public const string PatronClaim = "kazashi_patron", CodeClaim = "kazashi_code";

    const int SealLength = 32;

    public static void AddELibraries(this IServiceCollection services, BridgeSettings settings)
    {
        services.AddSingleton(settings.ELibrary).AddSingleton<ELibraries>().AddSingleton<SpentCodes>().AddSingleton<SpentAssertions>();
        if (settings.ELibrary.Clients.Count == 0)
        {
            return;
        }
        services.AddLogging(logging => logging.AddFilter("OpenIddict", LogLevel.Warning));   // below that it logs answers, and whose they are
        services.AddSingleton(provider =>
        {
            provider.GetRequiredService<BridgeKeys>();   // makes the folder
            return new ELibraryKey(settings.Storage);
        });
        services.AddOpenIddict().AddServer(server =>
        {
            server.EnableDegradedMode()
                .SetAuthorizationEndpointUris(AuthorizePath).SetTokenEndpointUris(TokenPath).SetUserInfoEndpointUris(UserInfoPath).SetEndSessionEndpointUris(EndSessionPath)
                .AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange()
                .RegisterClaims(Claims.Subject, Claims.AuthenticationTime, Entitlement.Claim)
                .AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(SealLength)))
                .SetAuthorizationCodeLifetime(SpentCodes.CodeLifetime).SetAccessTokenLifetime(SpentCodes.TokenLifetime).SetIdentityTokenLifetime(SpentCodes.TokenLifetime);
            if (settings.Web.PublicRoot is { } address)
            {
                server.SetIssuer(address);
            }
            server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseSingletonHandler<AuthorizationCheck>());
            server.AddEventHandler<ValidateTokenContext>(handler => handler.UseSingletonHandler<AssertionCheck>().SetOrder(OpenIddictServerHandlers.Protection.ResolveTokenValidationParameters.Descriptor.Order + 1));
            server.AddEventHandler<ProcessAuthenticationContext>(handler => handler.UseSingletonHandler<ClientCheck>());
            server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseSingletonHandler<CodeCheck>());
            server.AddEventHandler<ValidateEndSessionRequestContext>(handler => handler.UseSingletonHandler<EndSessionCheck>());
            server.AddEventHandler<HandleUserInfoRequestContext>(handler => handler.UseSingletonHandler<ReaderClaims>());
            server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableEndSessionEndpointPassthrough().EnableErrorPassthrough()
                .DisableTransportSecurityRequirement();   // a proxy with TLS stands before the bridge, see Bridge:Web:PublicAddress
        });
        services.AddOptions<OpenIddictServerOptions>().Configure<ELibraryKey, TimeProvider>((options, key, time) =>
        {
            options.SigningCredentials.Add(key.Credentials);
            options.TimeProvider = time;
            options.SubjectTypes.Clear();
            options.SubjectTypes.Add(SubjectTypes.Pairwise);
            options.CodeChallengeMethods.RemoveWhere(method => method != CodeChallengeMethods.Sha256);
            options.ResponseModes.RemoveWhere(mode => mode != ResponseModes.Query);
            options.PromptValues.RemoveWhere(value => value is not (PromptValues.None or PromptValues.Login));
            options.Scopes.RemoveWhere(scope => scope != Scopes.OpenId);
        });
    }

    /// <summary>A known e-library that wants the answer where it is known to want it.</summary>
    sealed class AuthorizationCheck(ELibraries libraries) : IOpenIddictServerHandler<ValidateAuthorizationRequestContext>
    {
        public ValueTask HandleAsync(ValidateAuthorizationRequestContext context)
        {
            if (libraries.Find(context.ClientId) is not { } client)
            {
                context.Reject(Errors.InvalidRequest, "no e-library of this client_id is known here");
            }
            else if (context.RedirectUri is null || !client.RedirectUris.Contains(context.RedirectUri))
            {
                context.Reject(Errors.InvalidRequest, "redirect_uri is none of those that were registered");
            }
            return default;
        }
    }

    /// <summary>An assertion is checked with the keys of whom it says it is; RFC 7523 3 allows the token endpoint as its audience beside the issuer, and no type.</summary>
    sealed class AssertionCheck(ELibraries libraries) : IOpenIddictServerHandler<ValidateTokenContext>
    {
        const string AssertionType = "client-authentication+jwt";

        public ValueTask HandleAsync(ValidateTokenContext context)
        {
            if (context.ValidTokenTypes.Contains(TokenTypeIdentifiers.Private.ClientAssertion))
            {
                context.TokenValidationParameters.IssuerSigningKeyResolver = (_, token, _, _) => libraries.KeysOf(token.Issuer);
                context.TokenValidationParameters.TypeValidator = (type, _, _) => type is null or "JWT" or AssertionType
                    ? AssertionType
                    : throw new SecurityTokenInvalidTypeException($"'{type}' is no type of a client assertion");
                context.ValidAudiences.Add(new Uri(context.Options.Issuer ?? context.BaseUri!, TokenPath).AbsoluteUri);
            }
            return default;
        }
    }

    /// <summary>Whoever asks for tokens has proven to be the e-library it names, in the one way that is registered.</summary>
    sealed class ClientCheck(ELibraries libraries, SpentAssertions assertions) : IOpenIddictServerHandler<ProcessAuthenticationContext>
    {
        public ValueTask HandleAsync(ProcessAuthenticationContext context)
        {
            if (context.EndpointType == OpenIddictServerEndpointType.Token
                && !(libraries.Find(context.Request!.ClientId) is { } client && (ELibraries.IsSecretOf(client, context.Request.ClientSecret) || context.ClientAssertionPrincipal?.GetClaim(Claims.Issuer) == client.Id)))
            {
                context.Reject(Errors.InvalidClient, "the client did not prove to be itself");
            }
            else if (context.ClientAssertionPrincipal is { } shown
                && !(shown.GetClaim(Claims.JwtId) is { Length: > 0 } id && shown.GetExpirationDate() is { } until && assertions.TrySpend(context.Request!.ClientId!, id, until)))
            {
                context.Reject(Errors.InvalidClient, "the client assertion was shown before, has no jti, or lasts too long");
            }
            return default;
        }
    }

    /// <summary>A code is good once.</summary>
    sealed class CodeCheck(SpentCodes codes) : IOpenIddictServerHandler<ValidateTokenRequestContext>
    {
        public ValueTask HandleAsync(ValidateTokenRequestContext context)
        {
            if (context.AuthorizationCodePrincipal?.GetClaim(CodeClaim) is not { } code || !codes.TrySpend(code))
            {
                context.Reject(Errors.InvalidGrant, "the code was used before");
            }
            return default;
        }
    }

    /// <summary>After signing out nobody is sent where no e-library is.</summary>
    sealed class EndSessionCheck(ELibraries libraries) : IOpenIddictServerHandler<ValidateEndSessionRequestContext>
    {
        public ValueTask HandleAsync(ValidateEndSessionRequestContext context)
        {
            var client = context.ClientId ?? context.IdentityTokenHintPrincipal?.GetAudiences().FirstOrDefault();
            if (context.PostLogoutRedirectUri is { Length: > 0 } address && libraries.Find(client)?.PostLogoutRedirectUris.Contains(address) != true)
            {
                context.Reject(Errors.InvalidRequest, "post_logout_redirect_uri is none of those that were registered");
            }
            return default;
        }
    }

    /// <summary>What userinfo tells: as things are now, and nothing once the patron has taken the consent back.</summary>
    sealed class ReaderClaims(ELibraries libraries, SpentCodes codes, Store store, LibraryClock clock) : IOpenIddictServerHandler<HandleUserInfoRequestContext>
    {
        public async ValueTask HandleAsync(HandleUserInfoRequestContext context)
        {
            var token = context.AccessTokenPrincipal;
            await using var db = store.Open();
            if (libraries.Find(token.GetPresenters().FirstOrDefault()) is not { } client || codes.CameTwice(token.GetClaim(CodeClaim) ?? "")
                || !long.TryParse(token.GetClaim(PatronClaim), out var id) || await db.ELibraryConsents.FindAsync([id, client.Id], context.CancellationToken) is null
                || await db.Patrons.FindAsync([id], context.CancellationToken) is not { } patron)
            {
                context.Reject(Errors.InvalidToken, "the consent for this token is gone");
                return;
            }
            context.Claims[Entitlement.Claim] = Entitlement.Of(patron, client, clock.Today);
            if (client.TellsName)
            {
                context.Claims[Claims.Name] = patron.Name;
            }
            if (client.TellsNumber)
            {
                context.Claims[Entitlement.NumberClaim] = patron.Number;
            }
        }
    }
}
