using Hal;
using Virtual.Cards;
using Virtual.Pn532;
using Virtual.Wires;

namespace Benchmarks;

/// <summary>A type B card that remembers when it first answered, by the clock of the chip before it.</summary>
sealed class WatchedCard(VirtualCardSetup setup, WireClock clock) : Picc
{
    readonly Picc _card = Of(setup, new Random(14443));
    WireTime? _firstAnswer;

    /// <summary>When its first ATQB began, the request just over.</summary>
    public WireTime FirstAnswer => _firstAnswer ?? throw new InvalidOperationException("nobody asked this card yet");

    public int Extensions { get; private set; }

    /// <summary>Frames it answered.</summary>
    public int Frames { get; private set; }

    public override CardTechnology Technology => _card.Technology;

    internal override void PowerUp() => _card.PowerUp();

    internal override PiccAnswer? Receive(ReadOnlySpan<byte> frame, RfLink link)
    {
        var answer = _card.Receive(frame, link);
        if (answer is { Frame: var said })
        {
            _firstAnswer ??= clock.Read();
            Frames++;
            Extensions += said is [0xF2 or 0xFA, ..] ? 1 : 0;   // S(WTX), without and with CID
        }
        return answer;
    }
}
