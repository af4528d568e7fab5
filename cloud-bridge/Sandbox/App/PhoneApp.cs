using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Sandbox.OpenId;
using Sandbox.People;

namespace Sandbox.App;

/// <summary>A page that plays the phone app: choose who you are, type the PIN, say yes. Works without script.</summary>
static class PhoneApp
{
    public const string EndedPath = "/app/ended";
    const string StylePath = "/app/app.css";

    static readonly byte[] Style = ReadStyle();

    public static string PathOf(Sitting sitting) => $"/app/{sitting.Id}";

    /// <param name="languages">Tags in the order of preference: <c>ui_locales</c> or Accept-Language.</param>
    public static bool IsJapanese(string? languages) => (languages ?? "").Split([',', ' ', ';', '-'])
        .FirstOrDefault(tag => tag.Equals("ja", StringComparison.OrdinalIgnoreCase) || tag.Equals("en", StringComparison.OrdinalIgnoreCase))?.ToLowerInvariant() != "en";

    public static void Map(WebApplication app)
    {
        MapStyle(app);
        app.MapGet(EndedPath, (HttpContext context) => Page<Ended>(context, IsJapanese(context.Request.Headers.AcceptLanguage)));

        var sitting = app.MapGroup("/app/{id}");
        sitting.MapGet("", Show);
        sitting.MapPost("/person", (HttpContext context, string id, Sittings sittings, Residents residents) =>
            Change(context, sittings, id, SittingStep.ChoosePerson, (now, form) => now with { Person = residents.Find(form["person"]) }));
        sitting.MapPost("/pin", (HttpContext context, string id, Sittings sittings) => Change(context, sittings, id, SittingStep.EnterPin, (now, form) => Tried(now, form["pin"])));
        sitting.MapPost("/back", (HttpContext context, string id, Sittings sittings) =>
            Change(context, sittings, id, null, (now, _) => now with { Person = null, Pin = null, Card = null }));
        sitting.MapPost("/consent", (HttpContext context, string id, Sittings sittings) => Decide(context, sittings, id, SittingStep.Consent, hasConsented: true));
        sitting.MapPost("/cancel", (HttpContext context, string id, Sittings sittings) => Decide(context, sittings, id, null, hasConsented: false));
    }

    /// <summary>The stylesheet, for every page of the sandbox.</summary>
    public static void MapStyle(WebApplication app) => app.MapGet(StylePath, () => Results.Bytes(Style, "text/css; charset=utf-8"));

    static IResult Show(HttpContext context, string id, Sittings sittings, Residents residents)
    {
        if (sittings.Find(id) is not { } sitting)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Page<Gone>(context, IsJapanese(context.Request.Headers.AcceptLanguage));
        }
        if (context.Request.Query["lang"] is [{ } language])
        {
            sitting = sittings.Keep(sitting with { IsJapanese = IsJapanese(language) });
        }
        return Page<SittingPage>(context, sitting.IsJapanese, new Uri(sitting.RedirectUri), (nameof(SittingPage.Sitting), sitting), (nameof(SittingPage.People), residents.All));
    }

    static Sitting Tried(Sitting sitting, string? pin)
    {
        var answer = sitting.Person!.Try(pin);
        return sitting with { Pin = answer, Card = answer == PinAnswer.Right ? sitting.Person.State() : null };
    }

    /// <param name="context">Of the form.</param>
    /// <param name="sittings">Where it is kept.</param>
    /// <param name="id">Whose form it is.</param>
    /// <param name="at">A form of another step, sent again by the browser's back button, changes nothing; null: any step.</param>
    /// <param name="change">What the form does.</param>
    static async Task<IResult> Change(HttpContext context, Sittings sittings, string id, SittingStep? at, Func<Sitting, IFormCollection, Sitting> change)
    {
        var form = await ReadFormAsync(context);
        if (sittings.Find(id) is { } sitting && (at is null || sitting.Step == at))
        {
            sittings.Keep(change(sitting, form));
        }
        return SeeOther(context, $"/app/{Uri.EscapeDataString(id)}");
    }

    static async Task<IFormCollection> ReadFormAsync(HttpContext context)
    {
        try
        {
            return context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)   // no form, whatever it says it is
        {
            return FormCollection.Empty;
        }
    }

    static StatusCodeHttpResult Decide(HttpContext context, Sittings sittings, string id, SittingStep? at, bool hasConsented)
    {
        if (sittings.Find(id) is not { } sitting || at is not null && sitting.Step != at)
        {
            return SeeOther(context, $"/app/{Uri.EscapeDataString(id)}");
        }
        sittings.Keep(sitting with { HasConsented = hasConsented });
        AddHeaders(context, new Uri(sitting.RedirectUri));
        return SeeOther(context, OpenIdProvider.AuthorizePath + AuthorizeEndpoint.QueryOf(sitting));
    }

    static StatusCodeHttpResult SeeOther(HttpContext context, string address)
    {
        context.Response.Headers.Location = address;
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    static RazorComponentResult<T> Page<T>(HttpContext context, bool isJapanese, Uri? next = null, params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        AddHeaders(context, next);
        return new(parameters.Append((nameof(Frame.Texts), isJapanese ? Texts.Japanese : Texts.English)).ToDictionary(parameter => parameter.Item1, parameter => parameter.Item2));
    }

    /// <param name="context">Of the answer.</param>
    /// <param name="next">Where the form's redirects end; a browser holds form-action against those too.</param>
    static void AddHeaders(HttpContext context, Uri? next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = $"default-src 'none'; style-src 'self'; form-action 'self' {next?.GetLeftPart(UriPartial.Authority)}; base-uri 'none'; frame-ancestors 'none'";
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";   // the sitting is in the address
    }

    static byte[] ReadStyle()
    {
        using var stream = typeof(PhoneApp).Assembly.GetManifestResourceStream("Sandbox.App.app.css")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
