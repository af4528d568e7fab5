using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Sandbox.OpenId;

/// <summary>Takes client assertions as the national service does: for the token endpoint (RFC 7523 3) beside the issuer, of type <c>JWT</c> or none beside <c>client-authentication+jwt</c>.</summary>
sealed class PlainAssertions : IOpenIddictServerHandler<OpenIddictServerEvents.ValidateTokenContext>
{
    const string AssertionType = "client-authentication+jwt";

    public ValueTask HandleAsync(OpenIddictServerEvents.ValidateTokenContext context)
    {
        if (context.ValidTokenTypes.Contains(TokenTypeIdentifiers.Private.ClientAssertion))
        {
            context.TokenValidationParameters.TypeValidator = (type, _, _) => type is null or "JWT" or AssertionType
                ? AssertionType
                : throw new SecurityTokenInvalidTypeException($"'{type}' is no type of a client assertion");
            context.ValidAudiences.Add(new Uri(context.Options.Issuer ?? context.BaseUri!, OpenIdProvider.TokenPath).AbsoluteUri);
        }
        return default;
    }
}
