using Contract;

namespace Firmware.Updates;

/// <summary>What the flow goes by and what does not change while the appliance runs.</summary>
/// <param name="Running">The version of this program; bundles carry the same number.</param>
/// <param name="Compatible">The board, as RAUC names it; null where this appliance is not updated by bundles.</param>
/// <param name="Needs">What must work before a version is kept.</param>
sealed record UpdatePolicy(ReleaseVersion Running, string? Compatible, Health Needs)
{
    /// <summary>Longest that a new version may take until all of it works.</summary>
    public TimeSpan TrialLimit { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>What is on the data partition while an update is in hand; both slots read it.</summary>
/// <param name="Outcome">Null while the offer's version is on trial; then how it ended.</param>
sealed record UpdateMemory(UpdateOffer Offer, UpdateOutcome? Outcome);

sealed record UpdateOutcome(UpdatePhase Phase, UpdateRefusal? Refusal, string? Reason);
