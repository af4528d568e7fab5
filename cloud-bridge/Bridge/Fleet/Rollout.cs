using System.Globalization;
using Contract;

namespace Bridge.Fleet;

/// <summary>A version on its way to a group of appliances.</summary>
sealed class Rollout
{
    public long Id { get; init; }
    public required string Version { get; init; }

    /// <summary>Empty for the appliances without a group.</summary>
    public required string Group { get; init; }

    /// <summary>Per cent, with commas.</summary>
    public required string Stages { get; init; }

    public required int SoakHours { get; init; }

    /// <summary>Per cent.</summary>
    public required int MostFailures { get; init; }

    /// <summary>By the appliances' clock on the wall; null for any time.</summary>
    public TimeOnly? WindowFrom { get; init; }

    public TimeOnly? WindowUntil { get; init; }
    public required DateTimeOffset Expires { get; init; }
    public required DateTimeOffset BeganAt { get; init; }

    /// <summary>Name of the account of staff.</summary>
    public required string BeganBy { get; init; }

    public RolloutState State { get; set; }

    /// <summary>From 0.</summary>
    public int Stage { get; set; }

    public DateTimeOffset? ProvenAt { get; set; }

    public bool IsOpen => State is RolloutState.Running or RolloutState.Paused;

    public IReadOnlyList<int> Percents => [.. Stages.Split(',').Select(percent => int.Parse(percent, CultureInfo.InvariantCulture))];

    public RolloutPlan Plan => new(Group, Version, Percents, TimeSpan.FromHours(SoakHours), MostFailures, Expires);

    public RolloutStanding Standing
    {
        get => new(State, Stage, ProvenAt);
        set => (State, Stage, ProvenAt) = (value.State, value.Stage, value.ProvenAt);
    }

    /// <summary>Whether it is of the group, and comes in by certificate.</summary>
    public bool IsFor(Appliance appliance) => appliance.Paired is not null && (appliance.Wishes.Group ?? "") == Group;

    /// <summary>The bundle of an appliance's board. One that does not say its board gets what it was offered before, or the only one that there is.</summary>
    /// <param name="bundles">All of this version.</param>
    /// <returns>Null when there is none, and the rollout is not for this appliance.</returns>
    public UpdateBundle? BundleFor(Appliance appliance, IReadOnlyList<UpdateBundle> bundles) =>
        (appliance.Board ?? (appliance.Wishes.Rollout == Id ? Wishes.OfferOf(appliance.Wishes)?.Compatible : null)) is { } board ? bundles.FirstOrDefault(bundle => bundle.Compatible == board)
        : bundles is [var only] ? only : null;

    /// <summary>The same each time: an offer that differs in any part is another one, and is tried again where it was refused.</summary>
    public UpdateOffer OfferOf(UpdateBundle bundle) => new(Version, UpdateOffer.PathOf(bundle.Compatible, Version), bundle.Size, bundle.Sha256, bundle.Compatible, Expires,
        Window: WindowFrom is { } from && WindowUntil is { } until ? new(from, until) : null);
}
