using System.Buffers.Text;
using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography;
using Bridge.Enrolment;
using Bridge.Identity;
using Bridge.Library;
using Bridge.Patrons;
using Bridge.Settings;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Bridge.ELibrary;

/// <summary>Between an e-library's request and its answer: sign in, agree once, go back.</summary>
static class ELibraryPages
{
    const string OnwardPath = "/elibrary/onward", ConsentPath = "/elibrary/consent";

    /// <summary>Added to the request when the patron said no.</summary>
    const string Declined = "declined";

    /// <summary>Added to the request when it asked for a fresh sign-in: from when on one is fresh, in seconds since 1970. The ID token tells the time in any case.</summary>
    const string FreshSince = "fresh_since";

    public const string QueryField = "Query", AnswerField = "Answer", Yes = "yes";

    /// <param name="app">For what e-libraries send patrons to.</param>
    /// <param name="pages">For forms of the bridge's own.</param>
    public static void Map(WebApplication app, RouteGroupBuilder pages)
    {
        if (!app.Services.GetRequiredService<ELibraries>().All.Any())
        {
            return;
        }
        app.MapMethods(ELibraryProvider.AuthorizePath, ["GET", "POST"], AuthorizeAsync);
        app.MapMethods(ELibraryProvider.EndSessionPath, ["GET", "POST"], EndSessionAsync);
        pages.MapGet(OnwardPath, (HttpContext http) => Pages.Show<OnwardPage>(new { Onward = ELibraryProvider.AuthorizePath + http.Request.QueryString }));
        pages.MapPost(ConsentPath, ConsentAsync).RequireAuthorization(PlatformPerson.Scheme);
    }

    static async Task<IResult> AuthorizeAsync(HttpContext http, Store store, ELibraries libraries, BridgeKeys keys, LibraryClock clock, CancellationToken cancel)
    {
        if (http.GetOpenIddictServerRequest() is not { } request || http.GetOpenIddictServerResponse() is { Error.Length: > 0 })
        {
            return NotInOrder(http);
        }
        var client = libraries.Find(request.ClientId)!;   // checked before
        var isSilent = request.HasPromptValue(PromptValues.None);
        var query = http.Request.HasFormContentType ? QueryString.Create(request.GetParameters().Select(part => KeyValuePair.Create(part.Key, (string?)part.Value))).Value! : http.Request.QueryString.Value!;
        if (request[Declined] is not null)
        {
            return Refuse(Errors.AccessDenied, "the patron said no");
        }
        if (PlatformPerson.Of(http.User) is not { } person || IsTooOld(request, person, clock.Now))
        {
            // A browser holds the form-action of the platform's last form against every redirect after it: a page in between ends that chain.
            var fresh = AsksForTime(request) && request[FreshSince] is null ? FormattableString.Invariant($"&{FreshSince}={clock.Now.ToUnixTimeSeconds()}") : "";
            return isSilent ? Refuse(Errors.LoginRequired, "nobody is signed in, or too long ago") : Results.Redirect($"/signin?return={Uri.EscapeDataString(OnwardPath + query + fresh)}");
        }
        await using var db = store.Open();
        if (await Registrations.FindPatronAsync(db, person.Ppid, cancel) is not { } patron)
        {
            return isSilent ? Refuse(Errors.InteractionRequired, "the person is no patron yet") : NotAPatron(http);
        }
        if (await db.ELibraryConsents.FindAsync([patron.Id, client.Id], cancel) is not { } consent || consent.Told != client.Told)
        {
            return isSilent ? Refuse(Errors.ConsentRequired, "the patron has not agreed") : Ask(http, client, query, new(request.RedirectUri!));
        }
        return Results.SignIn(Principal(patron, client, keys, clock.Today, AsksForTime(request) ? person.At : null), null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    static async Task<IResult> ConsentAsync(HttpContext http, Store store, ELibraries libraries, TimeProvider time, CancellationToken cancel)
    {
        var query = Forms.Of(http)[QueryField];
        if (!query.StartsWith('?') || QueryHelpers.ParseQuery(query) is not { } asked || libraries.Find(asked[Parameters.ClientId]) is not { } client)
        {
            return Pages.NotAForm(http);
        }
        if (Uri.TryCreate(asked[Parameters.RedirectUri], UriKind.Absolute, out var next) && client.RedirectUris.Contains(asked[Parameters.RedirectUri]!))
        {
            Headers.LetFormsLeadTo(http, next);
        }
        if (Forms.Of(http)[AnswerField] != Yes)
        {
            return Results.LocalRedirect($"{ELibraryProvider.AuthorizePath}{query}&{Declined}={Yes}");
        }
        var person = PatronPages.Person(http);
        await store.WriteAsync(async db =>
        {
            if (await Registrations.FindPatronAsync(db, person.Ppid, cancel) is { } patron)
            {
                var consent = await db.ELibraryConsents.FindAsync([patron.Id, client.Id], cancel)
                    ?? db.ELibraryConsents.Add(new() { PatronId = patron.Id, Client = client.Id, Told = "", At = default }).Entity;
                (consent.Told, consent.At) = (client.Told, time.GetUtcNow());
            }
            return 0;
        }, cancel);
        return Results.LocalRedirect(ELibraryProvider.AuthorizePath + query);
    }

    /// <summary>An e-library that shows the token it was given for this patron ends the sign-in here, too; anybody else's link asks first.</summary>
    static async Task<IResult> EndSessionAsync(HttpContext http, Store store, ELibraries libraries, BridgeKeys keys, CancellationToken cancel)
    {
        if (http.GetOpenIddictServerRequest() is null || http.GetOpenIddictServerResponse() is { Error.Length: > 0 })
        {
            return NotInOrder(http);
        }
        if (PlatformPerson.Of(http.User) is { } person)
        {
            var hint = (await http.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme)).Principal;
            await using var db = store.Open();
            var patron = await Registrations.FindPatronAsync(db, person.Ppid, cancel);
            if (patron is null || libraries.Find(hint?.GetAudiences().FirstOrDefault()) is not { } client || hint?.GetClaim(Claims.Subject) != PairwiseSubject.Of(keys.Site, client.Sector, patron.Id))
            {
                return Pages.Show<SignOutPage>();
            }
            await http.SignOutAsync(PlatformPerson.Scheme);
        }
        return Results.SignOut(new() { RedirectUri = "/" }, [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }

    // OpenID Connect Core 3.1.2.1: prompt=login asks for a sign-in now, max_age for one that is no older.
    static bool IsTooOld(OpenIddictRequest request, PlatformPerson person, DateTimeOffset now) =>
        AsksForTime(request) && (person.At is not { } at
            || (long.TryParse((string?)request[FreshSince], NumberStyles.None, CultureInfo.InvariantCulture, out var since) ? at.ToUnixTimeSeconds() < since
                : request.HasPromptValue(PromptValues.Login) || now - at > TimeSpan.FromSeconds(Math.Clamp(request.MaxAge ?? 0, 0, int.MaxValue))));

    static bool AsksForTime(OpenIddictRequest request) => request.MaxAge is not null || request.HasPromptValue(PromptValues.Login);

    /// <param name="signedIn">Told where it was asked for.</param>
    static ClaimsPrincipal Principal(Patron patron, ELibraryClient client, BridgeKeys keys, DateOnly today, DateTimeOffset? signedIn)
    {
        var identity = new ClaimsIdentity(TokenValidationParameters.DefaultAuthenticationType, Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, PairwiseSubject.Of(keys.Site, client.Sector, patron.Id))
            .SetClaim(Entitlement.Claim, Entitlement.Of(patron, client, today))
            .SetClaim(ELibraryProvider.PatronClaim, patron.Id.ToString(CultureInfo.InvariantCulture))
            .SetClaim(ELibraryProvider.CodeClaim, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)));
        if (client.TellsName)
        {
            identity.SetClaim(Claims.Name, patron.Name);
        }
        if (client.TellsNumber)
        {
            identity.SetClaim(Entitlement.NumberClaim, patron.Number);
        }
        if (signedIn is { } at)
        {
            identity.SetClaim(Claims.AuthenticationTime, at.ToUnixTimeSeconds());
        }
        identity.SetScopes(Scopes.OpenId);
        identity.SetDestinations(claim => claim.Type switch
        {
            Claims.Subject => [Destinations.AccessToken, Destinations.IdentityToken],
            ELibraryProvider.PatronClaim or ELibraryProvider.CodeClaim => [Destinations.AccessToken],
            _ => [Destinations.IdentityToken],
        });
        return new(identity);
    }

    static IResult Ask(HttpContext http, ELibraryClient client, string query, Uri next)
    {
        Headers.LetFormsLeadTo(http, next);
        return Pages.Show<ConsentPage>(new { Name = client.NameIn(Languages.Of(http.Request)), next.Host, client.TellsName, client.TellsNumber, Query = query });
    }

    static IResult Refuse(string error, string description) => Results.Forbid(new(new Dictionary<string, string?>
    {
        [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
        [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
    }), [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);

    static IResult NotAPatron(HttpContext http) => Pages.Notice(http, StatusCodes.Status403Forbidden,
        ("まず図書館の利用登録を", "Please register with the library first"),
        ("電子図書館は、図書館の利用者の方がお使いになれます。登録がすんだら、電子図書館からもう一度サインインしてください。", "The e-library is for patrons of this library. Once you are registered, please sign in again from the e-library."),
        ("利用登録へ", "Register", "/me"));

    static IResult NotInOrder(HttpContext http) => Pages.Notice(http, StatusCodes.Status400BadRequest,
        ("電子図書館からの要求が正しくありません", "The e-library's request is not in order"),
        ("サインインをはじめられません。電子図書館のページからもう一度お試しください。くり返すときは電子図書館にお知らせください。", "It cannot sign you in. Please try again from the e-library's page, and tell the e-library if it happens again."));
}
