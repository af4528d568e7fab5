namespace Virtual.Wires;

/// <summary>Where modelled time went: the host link, the air, and the card's own computing.</summary>
public readonly record struct WireTime(TimeSpan Link, TimeSpan Rf, TimeSpan Card)
{
    public TimeSpan Total => Link + Rf + Card;

    public static WireTime operator -(WireTime later, WireTime earlier) =>
        new(later.Link - earlier.Link, later.Rf - earlier.Rf, later.Card - earlier.Card);

    public static WireTime Subtract(WireTime later, WireTime earlier) => later - earlier;
}
