using System.Security.Cryptography;
using System.Text;
using Contract;

namespace Bridge.Fleet;

/// <summary>Who is offered an update, and when it goes on or ends: a pure decision over what is known now, made again whenever something may have changed.</summary>
/// <param name="Group">Whose appliances; empty for those without a group.</param>
/// <param name="Stages">Per cent of them, rising.</param>
/// <param name="Soak">How long most of a stage must have run the version before the next stage begins.</param>
/// <param name="MostFailures">Per cent of those that were offered it; one more stops the rollout.</param>
/// <param name="Expires">Of its offers.</param>
sealed record RolloutPlan(string Group, string Version, IReadOnlyList<int> Stages, TimeSpan Soak, int MostFailures, DateTimeOffset Expires)
{
    public RolloutDecision Decide(RolloutStanding standing, IReadOnlyCollection<RolloutDevice> devices, DateTimeOffset now)
    {
        List<RolloutDevice> members = [.. devices.Where(device => device.Group == Group && !device.IsKept).OrderBy(device => PlaceOf(device.Name), StringComparer.Ordinal)];
        return standing.State switch
        {
            RolloutState.Running or RolloutState.Paused when HasFailedTooOften(members) => End(standing, RolloutState.StoppedByFailures),
            RolloutState.Running or RolloutState.Paused when now > Expires => End(standing, RolloutState.Ended),
            RolloutState.Paused => new(standing, [.. members.Where(device => device.IsOffered).Select(device => device.Name)]),   // what has begun goes on
            RolloutState.Running => GoOn(standing, members, now),
            RolloutState.Done or RolloutState.StoppedByStaff or RolloutState.StoppedByFailures or RolloutState.Ended => new(standing, []),
        };
    }

    RolloutDecision GoOn(RolloutStanding standing, List<RolloutDevice> members, DateTimeOffset now)
    {
        var reached = Reach(standing.Stage, members);
        var isLast = standing.Stage == Stages.Count - 1;
        if (isLast && reached.All(IsSettled))
        {
            return End(standing, RolloutState.Done);
        }
        var isProven = reached.Count(Runs) is > 0 and var good && 2 * good >= reached.Count;
        standing = standing with { ProvenAt = isProven ? standing.ProvenAt ?? now : null };
        if (!isLast && standing.ProvenAt is { } proven && now - proven >= Soak)
        {
            standing = new(RolloutState.Running, standing.Stage + 1, null);
            reached = Reach(standing.Stage, members);
        }
        return new(standing, [.. reached.Where(device => device.IsOffered || !Runs(device)).Select(device => device.Name)]);
    }

    /// <summary>Those of the stage: whoever was offered it or runs it stays, others come in their order until the share is full.</summary>
    List<RolloutDevice> Reach(int stage, List<RolloutDevice> members)
    {
        List<RolloutDevice> reached = [.. members.Where(device => device.IsOffered || Runs(device))];
        return [.. reached, .. members.Except(reached).Take(Math.Max(0, ShareOf(Stages[stage], members.Count) - reached.Count))];
    }

    bool HasFailedTooOften(List<RolloutDevice> members) => 100 * members.Count(HasFailed) > MostFailures * members.Count(device => device.IsOffered);

    bool Runs(RolloutDevice device) => device.Version == Version;

    bool HasFailed(RolloutDevice device) => IsAnswered(device) && device.Said is { Refusal: not UpdateRefusal.Expired };

    bool IsSettled(RolloutDevice device) => Runs(device) || IsAnswered(device);

    bool IsAnswered(RolloutDevice device) => device.IsOffered && device.Said is { Phase: UpdatePhase.Refused or UpdatePhase.Returned } said && said.Version == Version;

    /// <summary>At least one where there is any.</summary>
    public static int ShareOf(int percent, int members) => (members * percent + 99) / 100;

    /// <summary>The same for a version each time, another for each version: no appliance is always the first to try.</summary>
    string PlaceOf(string name) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Version}\n{name}")));

    static RolloutDecision End(RolloutStanding standing, RolloutState state) => new(standing with { State = state }, []);
}

/// <summary>How far a rollout has come.</summary>
/// <param name="Stage">From 0.</param>
/// <param name="ProvenAt">Since when most of the stage run the version without a break; null while they do not.</param>
sealed record RolloutStanding(RolloutState State, int Stage, DateTimeOffset? ProvenAt);

/// <summary>An appliance as a rollout sees it.</summary>
/// <param name="Version">That it runs and keeps; null while one is on trial, or nothing was heard.</param>
/// <param name="Said">Of this rollout's offer.</param>
/// <param name="IsKept">Staff want it to stay as it is, or to skip this version.</param>
/// <param name="IsOffered">By this rollout.</param>
sealed record RolloutDevice(string Name, string Group, string? Version, UpdateReport? Said, bool IsKept, bool IsOffered);

/// <param name="Offered">Everybody whose offer this rollout wants to be out; from others it is withdrawn.</param>
sealed record RolloutDecision(RolloutStanding Standing, IReadOnlyList<string> Offered);

enum RolloutState
{
    Running,

    /// <summary>Nobody more is offered it.</summary>
    Paused,

    /// <summary>Everybody has it, or has said why not.</summary>
    Done,

    StoppedByStaff,

    StoppedByFailures,

    /// <summary>The time of its offers is over.</summary>
    Ended,
}
