using Bridge.Console.Audit;
using Bridge.Storage;
using Contract;

namespace Bridge.Fleet;

/// <summary>Counts how often a second connection under an appliance's name ended the first (MQTT 5.0 3.1.4): now and then a line breaks, again and again a key was copied.</summary>
sealed class Takeovers(Store store, AuditLog audit, TimeProvider time)
{
    static readonly TimeSpan AuditedEvery = TimeSpan.FromHours(1);

    public Task CountAsync(DeviceAddress device, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        var (facts, now) = (await DeviceFacts.OfAsync(db, device, cancel), time.GetUtcNow());
        if (!(facts.TakenOverAt + AuditedEvery > now))
        {
            audit.Add(db, AuditActors.Bridge, AuditAct.ApplianceTakenOver, subject: device.Name, detail: $"{facts.Takeovers + 1}");
            facts.TakenOverAt = now;
        }
        facts.Takeovers++;
        return 0;
    }, cancel);
}
