using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using Sandbox.Faults;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Sandbox.OpenId;

/// <summary>Signs an ID token by a key that is nobody's, when that was asked for.</summary>
sealed class WrongSignature(FaultDesk faults) : IOpenIddictServerHandler<OpenIddictServerEvents.GenerateTokenContext>
{
    readonly SigningCredentials stranger = new(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = OpenIdProvider.SigningKeyId }, SecurityAlgorithms.EcdsaSha256);

    public ValueTask HandleAsync(OpenIddictServerEvents.GenerateTokenContext context)
    {
        if (context.TokenType == TokenTypeIdentifiers.IdentityToken && faults.Befalls(Fault.WrongSignature, null))
        {
            context.SigningCredentials = stranger;
            context.SecurityTokenDescriptor.SigningCredentials = stranger;
        }
        return default;
    }
}
