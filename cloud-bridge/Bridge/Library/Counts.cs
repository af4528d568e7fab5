using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Library;

/// <summary>Counts what happens, in the transaction in which it does.</summary>
sealed class Counts(Branches branches, LibraryClock clock)
{
    public const string Desk = "desk", Web = "web", Sip2 = "sip2";

    /// <param name="reason">Of a refusal.</param>
    public Task AddAsync(BridgeDb db, CountKind kind, Place? where, Enum? reason, CancellationToken cancel)
    {
        var (day, hour) = (clock.Today, clock.HourOfDay);
        var (branch, device) = (branches.Of(where?.Branch).Code, where?.Device ?? Desk);
        var (name, why) = (kind.ToString(), reason?.ToString() ?? "");
        return db.Database.ExecuteSqlAsync($"""
            INSERT INTO "counters" ("Day", "Hour", "Branch", "Device", "Kind", "Reason", "Count") VALUES ({day}, {hour}, {branch}, {device}, {name}, {why}, 1)
            ON CONFLICT ("Day", "Hour", "Branch", "Device", "Kind", "Reason") DO UPDATE SET "Count" = "counters"."Count" + 1
            """, cancel);
    }
}
