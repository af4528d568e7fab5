using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Sandbox.App;
using Sandbox.People;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Sandbox.OpenId;

/// <summary>An authorization request that is in order: to the phone app, and with its outcome back to the system that asked.</summary>
static class AuthorizeEndpoint
{
    /// <summary>Added to the request when the phone app is done with it.</summary>
    public const string SittingParameter = "sitting";

    public static void Map(WebApplication app)
    {
        app.MapGet(OpenIdProvider.AuthorizePath, Authorize);
        app.MapMethods("/end-session", ["GET", "POST"], () => Results.SignOut(properties: new() { RedirectUri = "/app/ended" }, [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]));
    }

    static IResult Authorize(HttpContext context, Sittings sittings, ClientRegister clients, Residents residents, PairwiseSubjects subjects)
    {
        var request = context.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("no authorization request at its endpoint");
        var client = clients.Find(request.ClientId)!;   // OpenIddict knows those only
        if ((string?)request[SittingParameter] is not { } id)
        {
            var claims = OpenIdProvider.PersonScopes.Where(request.HasScope).ToList();
            var sitting = sittings.Begin(context.Request.QueryString.Value!, client, request.RedirectUri!, claims);
            return Results.Redirect($"/app/{sitting.Id}");
        }
        return sittings.Take(id) is { } decided && context.Request.QueryString.Value == $"{decided.Query}&{SittingParameter}={id}" && decided is { HasConsented: true, IsProven: true }
            ? Results.SignIn(Principal(request, residents.Find(decided.Person)!.Person, subjects.Of(client.Sector, residents.Find(decided.Person)!.Person)), null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)
            : Results.Forbid(new(new Dictionary<string, string?>
            {
                [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.AccessDenied,
                [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "the person, or the card, said no",
            }), [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }

    static ClaimsPrincipal Principal(OpenIddictRequest request, SandboxPerson person, string subject)
    {
        var identity = new ClaimsIdentity(TokenValidationParameters.DefaultAuthenticationType, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, subject).SetClaim(Claims.AuthenticationContextReference, Acr.Answer(request.AcrValues))
            .SetClaim(Claims.Name, request.HasScope("name") ? person.Name : null)
            .SetClaim(Claims.Address, request.HasScope(Scopes.Address) ? person.Address : null)
            .SetClaim(Claims.Birthdate, request.HasScope("birthdate") ? person.BirthDate : null)
            .SetClaim(Claims.Gender, request.HasScope("gender") ? person.Sex : null);
        identity.SetScopes(request.GetScopes());
        // The 4 information is for userinfo, the level for the ID token, as the national service does it.
        identity.SetDestinations(claim => claim.Type switch
        {
            Claims.Subject => [Destinations.AccessToken, Destinations.IdentityToken],
            Claims.AuthenticationContextReference => [Destinations.IdentityToken],
            _ => [Destinations.AccessToken],
        });
        return new(identity);
    }
}
