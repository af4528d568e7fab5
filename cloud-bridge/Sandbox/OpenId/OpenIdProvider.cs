using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Sandbox.OpenId;

/// <summary>The OpenID Connect provider, as the national service behaves: code flow with PKCE S256, private_key_jwt, pairwise subjects, ES256, state and nonce required.</summary>
static class OpenIdProvider
{
    public const string AuthorizePath = "/authorize", TokenPath = "/token", UserInfoPath = "/userinfo";

    public const string SigningKeyId = "id-token";

    /// <summary>Longest state, nonce.</summary>
    const int LongestText = 255;

    /// <summary>What a scope of the same name gives.</summary>
    public static IReadOnlyList<string> PersonScopes { get; } = [Scopes.Address, "birthdate", "gender", "name"];

    public static void AddOpenIdProvider(this IServiceCollection services, SandboxSettings settings, SandboxKeys keys, TimeProvider time)
    {
        services.AddSingleton(_ =>
        {
            var connection = new SqliteConnection("Data Source=:memory:");
            connection.Open();   // the database lives as long as this connection
            return connection;
        });
        services.AddDbContext<OpenIdDb>((provider, options) => options.UseSqlite(provider.GetRequiredService<SqliteConnection>()).UseOpenIddict());
        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore().UseDbContext<OpenIdDb>())
            .AddServer(server =>
            {
                server.SetAuthorizationEndpointUris(AuthorizePath).SetTokenEndpointUris(TokenPath).SetUserInfoEndpointUris(UserInfoPath).SetEndSessionEndpointUris("/end-session")
                    .AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange()
                    .RegisterScopes([.. PersonScopes]).RegisterClaims(Claims.Name, Claims.Address, Claims.Birthdate, Claims.Gender, Claims.AuthenticationContextReference)
                    .AddSigningKey(new ECDsaSecurityKey(keys.IdToken) { KeyId = SigningKeyId })
                    .AddEncryptionKey(new SymmetricSecurityKey(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)))
                    .SetAuthorizationCodeLifetime(TimeSpan.FromMinutes(1)).SetAccessTokenLifetime(TimeSpan.FromMinutes(10)).SetIdentityTokenLifetime(TimeSpan.FromMinutes(10))
                    .Configure(options =>
                    {
                        options.TimeProvider = time;
                        options.SubjectTypes.Clear();
                        options.SubjectTypes.Add(SubjectTypes.Pairwise);
                        options.CodeChallengeMethods.RemoveWhere(method => method != CodeChallengeMethods.Sha256);
                        options.ResponseModes.RemoveWhere(mode => mode != ResponseModes.Query);
                    });
                if (settings.PublicAddress is { } address)
                {
                    server.SetIssuer(address);
                }
                server.AddEventHandler<HandleConfigurationRequestContext>(handler => handler.UseInlineHandler(context =>
                {
                    context.Metadata["acr_values_supported"] = new([.. Acr.Values.Select(value => (string?)value)]);
                    context.Metadata["claims_parameter_supported"] = false;
                    return default;
                }));
                server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
                {
                    if (!IsText(context.Request.State) || !IsText(context.Request.Nonce))
                    {
                        context.Reject(Errors.InvalidRequest, $"state and nonce must be there, 1 to {LongestText} printable ASCII characters each");
                    }
                    return default;
                }));
                server.AddEventHandler<ValidateTokenContext>(handler => handler.UseSingletonHandler<PlainAssertions>().SetOrder(OpenIddictServerHandlers.Protection.ResolveTokenValidationParameters.Descriptor.Order + 1));
                server.AddEventHandler<GenerateTokenContext>(handler => handler.UseSingletonHandler<WrongSignature>().SetOrder(OpenIddictServerHandlers.Protection.GenerateIdentityModelToken.Descriptor.Order - 1));
                server.AddEventHandler<HandleUserInfoRequestContext>(handler => handler.UseSingletonHandler<PersonClaims>());
                server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableEndSessionEndpointPassthrough().DisableTransportSecurityRequirement();   // loopback; a proxy with TLS in a pilot
            });
        services.PostConfigure<OpenIddictServerOptions>(options => options.ClientAuthenticationMethods.RemoveWhere(method => method != ClientAuthenticationMethods.PrivateKeyJwt));   // ASP.NET Core's part adds one of its own
    }

    static bool IsText(string? text) => text is { Length: >= 1 and <= LongestText } && text.All(character => character is >= ' ' and <= '~');
}
