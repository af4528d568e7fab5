using Bridge.Console.Audit;
using Bridge.Fleet;
using Bridge.Identity;
using Bridge.Storage;
using Bridge.Web;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.Desk;

/// <summary>The counter without forms: whoever held a card to an appliance just now is opened at the desk. Who it is, is shown when staff open it, and written down.</summary>
static class CounterPages
{
    public static void Map(RouteGroupBuilder console) => console.MapPost("/desk/counter", OpenAsync);

    public static IReadOnlyList<Visitor> Now(Language language, DeviceRegistry devices, AtTheCounter counter) =>
        [.. from device in devices.All
            orderby device.Address.Name
            let presence = counter.At(device.Address)
            where presence is not null
            select new Visitor(device.Address.Name, Saying.Moment(language, presence.At))];

    static async Task<IResult> OpenAsync(HttpContext http, Store store, AtTheCounter counter, AuditLog audit, CancellationToken cancel)
    {
        await using var db = store.Open();
        if (!DeviceAddress.TryParseName(Forms.Of(http)["Device"], out var device) || counter.At(device) is not { } presence
            || await db.Patrons.Where(patron => patron.Id == presence.Patron).Select(patron => patron.Number).SingleOrDefaultAsync(cancel) is not { } number)
        {
            return Results.LocalRedirect("/console/desk");   // gone meanwhile
        }
        counter.Forget(device);
        await audit.WriteAsync(ConsolePages.Staff(http), AuditAct.PatronAtCounterSeen, cancel, number, device.Name);
        return Results.LocalRedirect($"/console/desk/{presence.Patron}");
    }
}

/// <param name="Device">Where they stand.</param>
public sealed record Visitor(string Device, string At);
