using System.Net.Mime;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Contract;
using Contract.Platform;
using Sandbox.Faults;
using Sandbox.OpenId;
using Sandbox.People;

namespace Sandbox.CardApi;

/// <summary>The card API (type 2), described by <c>platform.yaml</c>: sealed questions over mutual TLS, signed answers, RFC 9457 problems.</summary>
sealed class CardEndpoints(ClientRegister clients, SandboxKeys keys, CardJudge judge, FaultDesk faults, SandboxSettings settings, TimeProvider time)
{
    const string Signed = "application/jose";

    readonly ECDsa strangerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static void Map(WebApplication app)
    {
        var routes = app.MapGroup("/v1");
        routes.MapPost("/cards/enrolments", (HttpContext context, CardEndpoints api, CardJudge judge) => api.AnswerAsync(context, PlatformJson.Default.EnrolmentCheck, judge.Find, tellsChip: false));
        routes.MapPost("/cards/taps", (HttpContext context, CardEndpoints api, CardJudge judge) => api.AnswerAsync(context, PlatformJson.Default.TapCheck, judge.Find, tellsChip: true));
        routes.MapPost("/persons/status", (HttpContext context, CardEndpoints api, CardJudge judge) => api.AnswerAsync(context, PlatformJson.Default.StatusCheck, judge.Find, tellsChip: false));
    }

    async Task<IResult> AnswerAsync<T>(HttpContext context, JsonTypeInfo<T> type, Func<T, string, Resident?> find, bool tellsChip)
        where T : class
    {
        // The handshake let nobody else in; a client may have lost its place since.
        if (clients.ByCertificate(context.Connection.ClientCertificate!.GetCertHashString(HashAlgorithmName.SHA256)) is not { Sector: var sector })
        {
            return Problem(StatusCodes.Status403Forbidden, "not-a-client", "This certificate belongs to no client.");
        }
        if (!MediaTypeNames.Application.Json.Equals(context.Request.ContentType?.Split(';')[0].Trim(), StringComparison.OrdinalIgnoreCase))
        {
            return Problem(StatusCodes.Status415UnsupportedMediaType, "not-json", "Send application/json.");
        }
        if (await ReadAsync(context.Request, context.RequestAborted) is not { } request)
        {
            return Problem(StatusCodes.Status400BadRequest, "not-a-request", "The body is no PlatformRequest: requestId (a UUID) and data (a compact JWE).");
        }
        if (!Seal.TryOpen(request.Data, type, keys.Seal, out var check))
        {
            return Problem(StatusCodes.Status400BadRequest, "not-sealed-to-us", $"data does not open with the key {keys.Seal.Public.Id}, or what is in it is no {typeof(T).Name}.");
        }
        var resident = find(check, sector);
        if (faults.Befalls(Fault.Slow, resident?.Person.Id))
        {
            await Task.Delay(settings.SlowFor, time, context.RequestAborted);
        }
        if (faults.Befalls(Fault.Error, resident?.Person.Id))
        {
            return Problem(StatusCodes.Status503ServiceUnavailable, "unavailable", "Asked for by /faults.");
        }
        var reply = judge.Tell(request.RequestId, resident, sector, tellsChip);
        return Results.Text(PlatformSignature.Close(reply, faults.Befalls(Fault.WrongSignature, resident?.Person.Id) ? strangerKey : keys.Answer), Signed);
    }

    static async Task<PlatformRequest?> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(request.Body, PlatformJson.Default.PlatformRequest, cancel);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static IResult Problem(int status, string type, string detail) => Results.Problem(detail, statusCode: status, type: $"urn:kazashi:problem:{type}");
}
