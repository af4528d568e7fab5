using System.Security.Claims;
using Microsoft.AspNetCore;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Sandbox.App;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Sandbox.OpenId;

/// <summary>An authorization request that is in order: to the phone app, and with its outcome back to the system that asked.</summary>
static class AuthorizeEndpoint
{
    /// <summary>Added to the request when the phone app is done with it.</summary>
    const string SittingParameter = "sitting";

    public static void Map(WebApplication app)
    {
        app.MapGet(OpenIdProvider.AuthorizePath, Authorize);
        app.MapMethods("/end-session", ["GET", "POST"], () => Results.SignOut(properties: new() { RedirectUri = PhoneApp.EndedPath }, [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]));
    }

    static IResult Authorize(HttpContext context, Sittings sittings, ClientRegister clients, PairwiseSubjects subjects)
    {
        var request = context.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("no authorization request at its endpoint");
        var client = clients.Find(request.ClientId)!;   // OpenIddict knows those only
        if ((string?)request[SittingParameter] is not { } id)
        {
            var sitting = sittings.Begin(context.Request.QueryString.Value!, client, request.RedirectUri!, [.. OpenIdProvider.PersonScopes.Where(request.HasScope)],
                PhoneApp.IsJapanese(request.UiLocales ?? context.Request.Headers.AcceptLanguage));
            return Results.Redirect(PhoneApp.PathOf(sitting));
        }
        return sittings.Take(id) is { HasConsented: true, Step: SittingStep.Consent, Person.Person: var person } decided && context.Request.QueryString.Value == QueryOf(decided)
            ? Results.SignIn(Principal(request, person, subjects.Of(client.Sector, person)), null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)
            : Results.Forbid(new(new Dictionary<string, string?>
            {
                [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.AccessDenied,
                [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = "the person, or the card, said no",
            }), [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }

    /// <summary>The request once more, with the sitting that decided it.</summary>
    public static string QueryOf(Sitting sitting) => $"{sitting.Query}&{SittingParameter}={sitting.Id}";

    static ClaimsPrincipal Principal(OpenIddictRequest request, SandboxPerson person, string subject)
    {
        var identity = new ClaimsIdentity(TokenValidationParameters.DefaultAuthenticationType, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, subject).SetClaim(Claims.AuthenticationContextReference, Acr.Answer(request.AcrValues)).SetClaim(PersonClaims.PersonClaim, person.Id);
        identity.SetScopes(request.GetScopes());
        identity.SetDestinations(claim => claim.Type switch
        {
            Claims.Subject => [Destinations.AccessToken, Destinations.IdentityToken],
            PersonClaims.PersonClaim => [Destinations.AccessToken],
            _ => [Destinations.IdentityToken],
        });
        return new(identity);
    }
}
