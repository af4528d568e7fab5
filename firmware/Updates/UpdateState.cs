using Contract;

namespace Firmware.Updates;

/// <summary>Where an update stands.</summary>
abstract record UpdateState
{
    UpdateState() { }   // the states below are all there are

    /// <summary>The appliance has just started and has not yet found that it works.</summary>
    /// <param name="Trial">The offer this start is the trial of; null at an ordinary start.</param>
    /// <param name="Offer">What is wanted meanwhile; looked at when this start was found good.</param>
    /// <param name="Until">When a trial is given up; the first tick says.</param>
    public sealed record Starting(UpdateOffer? Trial, UpdateOffer? Offer, DateTimeOffset? Until = null) : UpdateState
    {
        /// <summary>How the last update ended before this start.</summary>
        public Settled? Last { get; init; }
    }

    /// <summary>A trial was found good; the slot is being marked.</summary>
    public sealed record Confirming(UpdateOffer Trial, UpdateOffer? Offer) : UpdateState;

    /// <summary>A trial was found wanting; the appliance goes back to the slot it came from.</summary>
    public sealed record Returning(UpdateOffer Trial, string Reason) : UpdateState;

    /// <summary>Nothing is wanted.</summary>
    public sealed record Resting : UpdateState;

    /// <summary>The offer was dealt with; the same one is not tried again.</summary>
    public sealed record Settled(UpdateOffer Offer, UpdatePhase Phase, UpdateRefusal? Refusal, string? Reason) : UpdateState;

    /// <summary>The appliance is as it was, and serves patrons; the offer can be taken back.</summary>
    public abstract record Pending : UpdateState
    {
        private protected Pending(UpdateOffer offer) => Offer = offer;

        public UpdateOffer Offer { get; init; }
    }

    /// <summary>For its time.</summary>
    public sealed record Waiting(UpdateOffer Offer) : Pending(Offer);

    public sealed record Downloading(UpdateOffer Offer, int Percent) : Pending(Offer);

    /// <summary>The bundle is here; waits for its window and for nobody to be at the appliance.</summary>
    public sealed record Ready(UpdateOffer Offer) : Pending(Offer);

    /// <summary>Into the other slot; the panel says so and nobody is served.</summary>
    public sealed record Installing(UpdateOffer Offer, int Percent) : UpdateState;

    /// <summary>The other slot is whole and named for the next start.</summary>
    public sealed record Restarting(UpdateOffer Offer) : UpdateState;
}

/// <summary>Parts that must work before a version is kept.</summary>
[Flags]
enum Health
{
    None = 0,

    /// <summary>The card reader answers.</summary>
    Reader = 1,

    /// <summary>The panel drew.</summary>
    Panel = 2,

    /// <summary>The journal opens.</summary>
    Journal = 4,

    /// <summary>The bridge was reached; not asked of a site that lends without it.</summary>
    Bridge = 8,
}
