using Bridge.Fleet;
using Bridge.Ingest;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge;

/// <summary><c>GET /health</c>: 200 when devices can reach the bridge and the database answers, else 503 and which of them does not.</summary>
static class Health
{
    public static void Map(WebApplication app) => app.MapGet("/health", async (HttpContext http) =>
    {
        var services = http.RequestServices;
        var broker = services.GetRequiredService<IEventSource>().IsUp;
        var database = await AnswersAsync(services.GetRequiredService<Store>(), http.RequestAborted);
        http.Response.StatusCode = broker && database ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        await http.Response.WriteAsJsonAsync(new { broker, database, devicesOnline = services.GetRequiredService<DeviceStates>().Online }, http.RequestAborted);
    });

    static async Task<bool> AnswersAsync(Store store, CancellationToken cancel)
    {
        try
        {
            await using var db = store.Open();
            await db.Devices.CountAsync(cancel);
            return true;
        }
        catch (Exception e) when (Store.IsFailure(e))
        {
            return false;
        }
    }
}
