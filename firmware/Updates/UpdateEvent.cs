using Contract;

namespace Firmware.Updates;

/// <summary>What can happen to an update.</summary>
abstract record UpdateEvent
{
    UpdateEvent() { }

    /// <summary>What the bridge wants now; null for what runs.</summary>
    public sealed record Offered(UpdateOffer? Offer) : UpdateEvent;

    /// <summary>Time went by.</summary>
    /// <param name="Now">The appliance's clock, at its own time zone.</param>
    /// <param name="Works">Of what <see cref="UpdatePolicy.Needs"/> asks.</param>
    public sealed record Ticked(DateTimeOffset Now, Health Works) : UpdateEvent;

    public sealed record DownloadProgressed(int Percent) : UpdateEvent;

    /// <summary>The bundle is here, whole, and its bytes are those that were offered.</summary>
    public sealed record Downloaded : UpdateEvent;

    public sealed record DownloadFailed(UpdateRefusal Refusal, string Reason) : UpdateEvent;

    /// <summary>Nobody is at the appliance, and nobody will be served until it is given back.</summary>
    public sealed record PanelGiven : UpdateEvent;

    public sealed record InstallProgressed(int Percent) : UpdateEvent;

    public sealed record Installed : UpdateEvent;

    /// <summary>The slot that runs is as it was.</summary>
    public sealed record InstallFailed(UpdateRefusal Refusal, string Reason) : UpdateEvent;

    /// <summary>The running slot stays.</summary>
    public sealed record Confirmed : UpdateEvent;

    /// <summary>The running slot could not be marked.</summary>
    public sealed record NotConfirmed(string Reason) : UpdateEvent;
}

/// <summary>What the flow wants done.</summary>
abstract record UpdateEffect
{
    UpdateEffect() { }

    /// <summary>Fetch the bundle, or the rest of it; <see cref="UpdateEvent.Downloaded"/> or <see cref="UpdateEvent.DownloadFailed"/> follows.</summary>
    public sealed record Download(UpdateOffer Offer) : UpdateEffect;

    /// <summary>Nobody wants the bundle any more.</summary>
    public sealed record Discard : UpdateEffect;

    /// <summary>Ask the dialogue whether nobody is there; <see cref="UpdateEvent.PanelGiven"/> follows, or nothing.</summary>
    public sealed record AskForPanel : UpdateEffect;

    /// <summary>Patrons may be served again.</summary>
    public sealed record GivePanelBack : UpdateEffect;

    /// <summary>The panel says how far it is; null while the appliance restarts.</summary>
    public sealed record Show(int? Percent) : UpdateEffect;

    /// <summary><see cref="UpdateEvent.Installed"/> or <see cref="UpdateEvent.InstallFailed"/> follows.</summary>
    public sealed record Install(UpdateOffer Offer) : UpdateEffect;

    /// <summary>Write down what this appliance has in hand, for after the restart; null when nothing.</summary>
    public sealed record Remember(UpdateMemory? Memory) : UpdateEffect;

    public sealed record Restart : UpdateEffect;

    /// <summary>Keep the running slot; <see cref="UpdateEvent.Confirmed"/> or <see cref="UpdateEvent.NotConfirmed"/> follows.</summary>
    public sealed record MarkGood : UpdateEffect;

    /// <summary>Leave the running slot at the next start and never choose it again.</summary>
    public sealed record MarkBad : UpdateEffect;

    /// <summary>Tell the bridge and the staff; null when there is nothing to tell of.</summary>
    public sealed record Report(UpdateReport? What) : UpdateEffect;
}
