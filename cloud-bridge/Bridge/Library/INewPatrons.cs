using Bridge.Ingest;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Library;

/// <summary>Who else must know of a new patron: the library system that keeps the loans.</summary>
interface INewPatrons
{
    /// <summary>Part of the transaction in which the patron is made.</summary>
    Task AddedAsync(BridgeDb db, Patron patron, CancellationToken cancel);

    /// <summary>Somebody is not to become a patron after all; false where somebody else knows them by now, or may.</summary>
    Task<bool> TryForgetAsync(BridgeDb db, long patron, CancellationToken cancel);
}

/// <summary>The bridge keeps the loans; nobody else need know.</summary>
sealed class NobodyElse : INewPatrons
{
    public Task AddedAsync(BridgeDb db, Patron patron, CancellationToken cancel) => Task.CompletedTask;

    public Task<bool> TryForgetAsync(BridgeDb db, long patron, CancellationToken cancel) => Task.FromResult(true);
}

/// <summary>The library system takes no patrons by protocol: staff copy them.</summary>
sealed class PatronsByHand(LibraryClock clock) : INewPatrons
{
    /// <summary>In the place of an appliance, as tasks name one.</summary>
    public const string Device = "bridge/patrons";

    public Task AddedAsync(BridgeDb db, Patron patron, CancellationToken cancel) => ToEnter(patron.Id, null, clock.Now).AddToAsync(db, cancel);

    public async Task<bool> TryForgetAsync(BridgeDb db, long patron, CancellationToken cancel) =>
        await db.StaffTasks.Where(task => task.Device == Device && task.PatronId == patron && task.SettledAt == null).ExecuteDeleteAsync(cancel) > 0;   // settled, it names nobody any more

    /// <param name="why">Why the system did not take the patron.</param>
    public static StaffTask ToEnter(long patron, string? why, DateTimeOffset now) => new() { At = now, Device = Device, Reason = StaffReason.PatronToEnter, Detail = why, PatronId = patron };
}
