using OpenIddict.Abstractions;
using OpenIddict.Server;
using Sandbox.People;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Sandbox.OpenId;

/// <summary>The 4 information for userinfo, in the formats of the card: as much as the access token's scopes allow.</summary>
sealed class PersonClaims(Residents residents) : IOpenIddictServerHandler<OpenIddictServerEvents.HandleUserInfoRequestContext>
{
    /// <summary>Whom an access token is about; it is encrypted, and no token holds more of them.</summary>
    public const string PersonClaim = "kazashi_person";

    public ValueTask HandleAsync(OpenIddictServerEvents.HandleUserInfoRequestContext context)
    {
        var token = context.AccessTokenPrincipal;
        var person = residents.Find(token.GetClaim(PersonClaim))!.Person;
        foreach (var (claim, value) in new[] { (Claims.Name, person.Name), (Claims.Address, person.Address), (Claims.Birthdate, person.BirthDate), (Claims.Gender, person.Sex) })
        {
            if (token.HasScope(claim))   // each has a scope of its name
            {
                context.Claims[claim] = value;
            }
        }
        return default;
    }
}
