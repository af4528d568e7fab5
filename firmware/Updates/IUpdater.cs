using Contract;

namespace Firmware.Updates;

/// <summary>Writes the slots of this appliance, those of the system or the one of its program, and says which one is next.</summary>
interface IUpdater
{
    /// <summary>Whether there are slots at all.</summary>
    bool HasSlots { get; }

    /// <summary>How the slots stand; null while nobody can say.</summary>
    Task<SlotStatus?> StatusAsync(CancellationToken cancel);

    /// <summary>Writes the bundle to the slot that does not run, and names that one for the next start. Null when it did; else the running slot is as it was.</summary>
    Task<UpdateFailure?> InstallAsync(string bundle, UpdateOffer offer, ReleaseVersion running, Func<int, CancellationToken, ValueTask> progressed, CancellationToken cancel);

    /// <summary>The running slot stays. Null when it is so; else why not.</summary>
    Task<string?> MarkGoodAsync(CancellationToken cancel);

    /// <summary>The running slot is not chosen again.</summary>
    Task<string?> MarkBadAsync(CancellationToken cancel);

    /// <summary>Asks for the restart that leads to the next slot.</summary>
    Task RestartAsync(CancellationToken cancel);
}

/// <param name="Compatible">The board, as RAUC names it.</param>
/// <param name="IsArmed">Another slot than the running one is named for the next start.</param>
sealed record SlotStatus(string Compatible, bool IsArmed);

sealed record UpdateFailure(UpdateRefusal Refusal, string Reason);

/// <summary>An appliance whose system is somebody else's: a container, a desk, a package on a librarian's own Raspberry Pi OS.</summary>
sealed class NoUpdater : IUpdater
{
    const string NotHere = "this appliance is not updated by bundles";

    public bool HasSlots => false;

    public Task<SlotStatus?> StatusAsync(CancellationToken cancel) => Task.FromResult<SlotStatus?>(null);

    public Task<UpdateFailure?> InstallAsync(string bundle, UpdateOffer offer, ReleaseVersion running, Func<int, CancellationToken, ValueTask> progressed, CancellationToken cancel) =>
        Task.FromResult<UpdateFailure?>(new(UpdateRefusal.NotHere, NotHere));

    public Task<string?> MarkGoodAsync(CancellationToken cancel) => Task.FromResult<string?>(null);

    public Task<string?> MarkBadAsync(CancellationToken cancel) => Task.FromResult<string?>(NotHere);

    public Task RestartAsync(CancellationToken cancel) => Task.CompletedTask;
}
