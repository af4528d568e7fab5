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

    /// <summary>Trials that an offer gets. A start that never came to us may have lost its power, so one is not enough; a version that cannot start must not try for ever.</summary>
    public const int MostTrials = 2;

    /// <summary>What was remembered when the appliance started.</summary>
    public UpdateMemory? Before { get; init; }

    /// <summary>At its start the other slot was named for the next one: a trial that has not begun.</summary>
    public bool IsArmed { get; init; }

    /// <summary>Trials of this offer that have begun.</summary>
    public int TrialsOf(UpdateOffer offer) => Before is { Outcome: null } memory && memory.Offer == offer ? memory.Trial - (IsArmed ? 1 : 0) : 0;
}

/// <summary>What is on the data partition while an update is in hand; both slots read it.</summary>
/// <param name="Outcome">Null while the offer's version is on trial; then how it ended.</param>
/// <param name="Trial">Which of its trials: 1 to <see cref="UpdatePolicy.MostTrials"/>.</param>
sealed record UpdateMemory(UpdateOffer Offer, UpdateOutcome? Outcome, int Trial = 1);

sealed record UpdateOutcome(UpdatePhase Phase, UpdateRefusal? Refusal, string? Reason);
