using Bridge.Console.Audit;
using Bridge.Fleet;
using Bridge.Storage;
using Bridge.Web;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Console.Queue;

/// <summary>What happens at appliances right now: somebody calls, a door stands open.</summary>
static class CallPages
{
    public static void Map(RouteGroupBuilder console) => console.MapPost("/calls/answer", AnswerAsync);

    public static async Task<IReadOnlyList<Call>> WaitingAsync(BridgeDb db, Language language, CancellationToken cancel) =>
        [.. (await db.DeviceFacts.AsNoTracking().Where(facts => facts.CalledAt != null || facts.DoorOpenSince != null).OrderBy(facts => facts.Device).ToListAsync(cancel)).SelectMany(facts => Of(language, facts))];

    static IEnumerable<Call> Of(Language language, DeviceFacts facts)
    {
        if (facts.CalledAt is { } called)
        {
            yield return new(facts.Device, language.Say("職員を呼んでいます", "Somebody asks for staff"), Saying.Moment(language, called), CanBeAnswered: true);
        }
        if (facts.DoorOpenSince is { } open)
        {
            yield return new(facts.Device, language.Say("扉が開いたままです", "The door stands open"), Saying.Moment(language, open), CanBeAnswered: false);   // it says itself when it is closed
        }
    }

    static async Task<IResult> AnswerAsync(HttpContext http, Store store, AuditLog audit, CancellationToken cancel)
    {
        var device = Forms.Of(http)["Device"];
        await store.WriteAsync(async db =>
        {
            if (await db.DeviceFacts.FindAsync([device], cancel) is { CalledAt: not null } facts)
            {
                facts.CalledAt = null;
                audit.Add(db, ConsolePages.Staff(http), AuditAct.CallAnswered, subject: device);
            }
            return 0;
        }, cancel);
        return Results.LocalRedirect("/console");
    }
}

public sealed record Call(string Device, string What, string At, bool CanBeAnswered);
