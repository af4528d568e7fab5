using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sandbox.OpenId;
using Sandbox.People;

namespace Sandbox.Faults;

/// <summary><c>/faults</c> and <c>/people</c>, for whoever sits at this machine; a pilot has neither.</summary>
static class FaultEndpoints
{
    // Read with curl: kanji as kanji.
    static readonly FaultJson Readable = new(new(FaultJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static void Map(WebApplication app, SandboxSettings settings)
    {
        if (settings.IsPilot)
        {
            return;
        }
        var routes = app.MapGroup("").AddEndpointFilter(async (call, next) => IsFromThisMachine(call.HttpContext) ? await next(call) : Results.NotFound());
        routes.MapGet("/people", (Residents residents) => Results.Json(residents.All.Select(ListedPerson.Of).ToArray(), Readable.ListedPersonArray));
        routes.MapGet("/faults", (FaultDesk faults) => Results.Json(faults.Pending.ToArray(), Readable.FaultRequestArray));
        routes.MapPost("/faults", AskAsync);
    }

    /// <summary>Everyone's faults, at token and userinfo: <see cref="Fault.Slow"/> and <see cref="Fault.Error"/>.</summary>
    public static async Task PlayAsync(HttpContext context, RequestDelegate next)
    {
        var services = context.RequestServices;
        var faults = services.GetRequiredService<FaultDesk>();
        if (context.Request.Path.Value is OpenIdProvider.TokenPath or OpenIdProvider.UserInfoPath)
        {
            if (faults.Befalls(Fault.Slow, null))
            {
                await Task.Delay(services.GetRequiredService<SandboxSettings>().SlowFor, services.GetRequiredService<TimeProvider>(), context.RequestAborted);
            }
            if (faults.Befalls(Fault.Error, null))
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }
        }
        await next(context);
    }

    static async Task<IResult> AskAsync(HttpContext context, FaultDesk faults, Residents residents)
    {
        const string Form = """{"fault":"slow|error|wrongSignature|revoked|expired|none","person":"an id of /people, or nothing for everyone","count":1}""";
        FaultRequest? request = null;
        try
        {
            if (context.Request.HasJsonContentType())
            {
                request = await JsonSerializer.DeserializeAsync(context.Request.Body, FaultJson.Default.FaultRequest, context.RequestAborted);
            }
        }
        catch (JsonException)
        {
            request = null;
        }
        if (request is null or { Count: < 1 } || !Enum.IsDefined(request.Fault))
        {
            return Results.Problem($"Send application/json: {Form}", statusCode: StatusCodes.Status400BadRequest);
        }
        if (request.Person is not null && residents.Find(request.Person) is null)
        {
            return Results.Problem($"Nobody is called that here; /people lists who is. {Form}", statusCode: StatusCodes.Status404NotFound);
        }
        faults.Ask(request);
        return Results.NoContent();
    }

    // A proxy on this machine speaks for others.
    static bool IsFromThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !context.Request.Headers.ContainsKey("Forwarded") && !context.Request.Headers.ContainsKey("X-Forwarded-For");

}

/// <summary>Of a person what may be seen; never the PIN.</summary>
sealed record ListedPerson(string Id, string Name, string Remark, int TriesLeft, bool IsRevoked)
{
    public static ListedPerson Of(Resident resident) => new(resident.Person.Id, resident.Person.Name, resident.Person.Remark, resident.TriesLeft, resident.IsRevoked);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FaultRequest))]
[JsonSerializable(typeof(FaultRequest[]))]
[JsonSerializable(typeof(ListedPerson[]))]
sealed partial class FaultJson : JsonSerializerContext;
