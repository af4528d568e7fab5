using System.Text.Json;
using Bridge.Console.Audit;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Fleet;

/// <summary>Begins, holds and ends rollouts, and carries out what their plans decide: through what is wanted of each appliance.</summary>
/// <remarks>Every turn is worked out from the database: where one broke off, the next does the rest.</remarks>
sealed class Rollouts(Store store, Appliances appliances, Wishes wishes, Bundles bundles, AuditLog audit, TimeProvider time) : IDisposable
{
    readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>One at a time for a group; null when it began.</summary>
    public async Task<RolloutFault?> BeginAsync(Rollout rollout, CancellationToken cancel)
    {
        var fault = await LookAsync(rollout, cancel) ?? await store.WriteAsync<RolloutFault?>(async db =>
        {
            if ((await db.Rollouts.Where(other => other.Group == rollout.Group).ToListAsync(cancel)).Exists(other => other.IsOpen))
            {
                return RolloutFault.OneIsOpen;
            }
            db.Rollouts.Add(rollout);
            audit.Add(db, rollout.BeganBy, AuditAct.RolloutBegun, subject: rollout.Version, detail: $"{rollout.Group} {rollout.Stages}".Trim());
            return null;
        }, cancel);
        await (fault is null ? RunAsync(cancel) : Task.CompletedTask);
        return fault;
    }

    public Task<bool> PauseAsync(long id, string staff, CancellationToken cancel) => ChangeAsync(id, RolloutState.Paused, AuditAct.RolloutPaused, staff, cancel);

    public Task<bool> GoOnAsync(long id, string staff, CancellationToken cancel) => ChangeAsync(id, RolloutState.Running, AuditAct.RolloutWentOn, staff, cancel);

    /// <summary>For good; whoever has not installed it yet does not.</summary>
    public Task<bool> StopAsync(long id, string staff, CancellationToken cancel) => ChangeAsync(id, RolloutState.StoppedByStaff, AuditAct.RolloutStopped, staff, cancel);

    /// <summary>A turn of each: those that are open, and those whose offers are still out.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            var open = await store.ReadAsync(async db =>
            {
                var offering = await db.DeviceWishes.Where(row => row.Rollout != null).Select(row => row.Rollout!.Value).Distinct().ToListAsync(cancel);
                return await db.Rollouts.AsNoTracking().Where(rollout => rollout.State == RolloutState.Running || rollout.State == RolloutState.Paused || offering.Contains(rollout.Id)).OrderBy(rollout => rollout.Id).ToListAsync(cancel);
            }, cancel);
            foreach (var rollout in open)
            {
                await RunAsync(rollout, cancel);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    /// <summary>Whether there is something for somebody.</summary>
    async Task<RolloutFault?> LookAsync(Rollout rollout, CancellationToken cancel)
    {
        var there = await bundles.OfAsync(rollout.Version, cancel);
        List<UpdateBundle?> needed = [.. (await appliances.AllAsync(cancel)).Where(rollout.IsFor).Select(appliance => rollout.BundleFor(appliance, there))];
        return needed switch
        {
            _ when there.Count == 0 => RolloutFault.NoBundle,
            [] => RolloutFault.NobodyThere,
            _ when needed.TrueForAll(bundle => bundle is null) => RolloutFault.NotForTheirBoards,
            _ when needed.Exists(bundle => bundle is not null && !bundles.HasFile(bundle)) => RolloutFault.NoBundle,
            _ => null,
        };
    }

    async Task RunAsync(Rollout rollout, CancellationToken cancel)
    {
        var there = await bundles.OfAsync(rollout.Version, cancel);
        var paired = (await appliances.AllAsync(cancel)).Where(appliance => appliance.Paired is not null).ToDictionary(appliance => appliance.Address.Name, StringComparer.Ordinal);
        var needed = paired.Values.Select(appliance => (appliance.Address.Name, Bundle: rollout.BundleFor(appliance, there))).Where(found => found.Bundle is not null).ToDictionary(found => found.Name, found => found.Bundle!, StringComparer.Ordinal);
        var offers = needed.ToDictionary(found => found.Key, found => rollout.OfferOf(found.Value), StringComparer.Ordinal);
        var decision = rollout.Plan.Decide(rollout.Standing, [.. offers.Select(offer => See(paired[offer.Key], rollout, offer.Value))], time.GetUtcNow());
        if (decision.Standing != rollout.Standing && !await KeepAsync(rollout, decision.Standing, cancel))
        {
            return;   // staff have decided meanwhile; their turn comes
        }
        var id = rollout.Id;
        List<string> offered = [.. decision.Offered.Where(name => bundles.HasFile(needed[name]))];   // after a restore files may be gone, and an appliance that cannot fetch refuses for good
        await TellAsync([.. offered.Select(name => paired[name]).Where(appliance => appliance.Wishes.Rollout != id || Wishes.OfferOf(appliance.Wishes) != offers[appliance.Address.Name])],   // or it has said its board since
            row => (row.Rollout, row.Update) = (id, JsonSerializer.Serialize(offers[row.Device], ContractJson.Default.UpdateOffer)), AuditAct.UpdateOffered, rollout.Version, cancel);
        await TellAsync([.. paired.Values.Where(appliance => appliance.Wishes.Rollout == id && !offered.Contains(appliance.Address.Name, StringComparer.Ordinal))],
            row => (row.Rollout, row.Update) = row.Rollout == id ? (null, null) : (row.Rollout, row.Update), AuditAct.UpdateWithdrawn, rollout.Version, cancel);
    }

    static RolloutDevice See(Appliance appliance, Rollout rollout, UpdateOffer offer) => new(appliance.Address.Name, appliance.Wishes.Group ?? "",
        appliance.Said?.Update is { Phase: UpdatePhase.Restarting or UpdatePhase.OnTrial } ? null : appliance.Said?.Version,
        appliance.Said?.Applied?.Update == offer ? appliance.Said.Update : null,   // what it said of an earlier offer is no word on this one
        appliance.Wishes.IsPinned || appliance.Wishes.SkippedUpdate == rollout.Version, appliance.Wishes.Rollout == rollout.Id);

    Task TellAsync(List<Appliance> whom, Action<DeviceWishes> change, AuditAct act, string version, CancellationToken cancel) =>
        whom.Count == 0 ? Task.CompletedTask : wishes.ChangeAsync([.. whom.Select(appliance => appliance.Address)], change, AuditActors.Bridge, act, version, cancel);

    // False when it is no longer as the decision found it.
    Task<bool> KeepAsync(Rollout rollout, RolloutStanding standing, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        var row = await db.Rollouts.SingleAsync(row => row.Id == rollout.Id, cancel);
        if (row.Standing != rollout.Standing)
        {
            return false;
        }
        if (standing.State != row.State)
        {
            audit.Add(db, AuditActors.Bridge, AuditAct.RolloutEnded, subject: row.Version, detail: $"{row.Group} {standing.State}".Trim());
        }
        row.Standing = standing;
        return true;
    }, cancel);

    async Task<bool> ChangeAsync(long id, RolloutState state, AuditAct act, string staff, CancellationToken cancel)
    {
        var isDone = await store.WriteAsync(async db =>
        {
            if (await db.Rollouts.FindAsync([id], cancel) is not { IsOpen: true } rollout || rollout.State == state)
            {
                return false;
            }
            rollout.State = state;
            audit.Add(db, staff, act, subject: rollout.Version, detail: rollout.Group);
            return true;
        }, cancel);
        await RunAsync(cancel);
        return isDone;
    }
}

/// <summary>Why a rollout did not begin.</summary>
enum RolloutFault
{
    /// <summary>No bundle of this version, or the file of one that is needed is gone.</summary>
    NoBundle,

    /// <summary>The group has no paired appliance.</summary>
    NobodyThere,

    /// <summary>There are bundles of this version, and none is for a board of the group.</summary>
    NotForTheirBoards,

    /// <summary>The group has a rollout that has not ended.</summary>
    OneIsOpen,
}
