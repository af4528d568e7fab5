namespace Virtual.Wires;

/// <summary>Adds up what every byte on a wire and every frame on the air would take on metal, so that latency is computed and not this machine's mood.</summary>
public sealed class WireClock
{
    readonly Lock _gate = new();
    WireTime _spent;

    /// <summary>Everything since the start or the last <see cref="Reset"/>.</summary>
    public WireTime Read()
    {
        lock (_gate)
        {
            return _spent;
        }
    }

    /// <summary>Gives the sums and starts them anew.</summary>
    public WireTime Reset()
    {
        lock (_gate)
        {
            var spent = _spent;
            _spent = default;
            return spent;
        }
    }

    internal void AddLink(TimeSpan span) => Add(new(span, default, default));
    internal void AddRf(TimeSpan span) => Add(new(default, span, default));
    internal void AddCard(TimeSpan span) => Add(new(default, default, span));

    void Add(WireTime more)
    {
        lock (_gate)
        {
            _spent = new(_spent.Link + more.Link, _spent.Rf + more.Rf, _spent.Card + more.Card);
        }
    }
}
