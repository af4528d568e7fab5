namespace Hal.EInk;

/// <summary>Updates since the driver began; a panel is said to last for about a million, so the firmware adds them up over its life.</summary>
public readonly record struct PanelUpdates(long Full, long Fast, long Partial)
{
    public long Total => Full + Fast + Partial;

    internal PanelUpdates Plus(Refresh refresh) => refresh switch
    {
        Refresh.Full => this with { Full = Full + 1 },
        Refresh.Fast => this with { Fast = Fast + 1 },
        Refresh.Partial => this with { Partial = Partial + 1 },
    };
}
