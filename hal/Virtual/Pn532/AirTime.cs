using Hal;

namespace Virtual.Pn532;

/// <summary>How the chip's transmitter and receiver are set; a card hears only what is sent its way and at its speed.</summary>
/// <param name="SendKbps">PCD to PICC: 106, 212, 424 or 848.</param>
/// <param name="ReceiveKbps">PICC to PCD.</param>
public readonly record struct RfLink(CardTechnology Technology, int SendKbps, int ReceiveKbps);

/// <summary>What a frame takes on the air. These are floors: no extra guard time, no firmware time.</summary>
static class AirTime
{
    const double Carrier = 13.56e6;   // Hz

    /// <summary>After the field comes on a card may need 5 ms before it hears anything (ISO/IEC 14443-3 5, A and B).</summary>
    public static readonly TimeSpan FieldGuard = TimeSpan.FromMilliseconds(5);

    /// <summary>An answer to REQA/REQB is sought for about 7680 periods of the carrier (ISO/IEC 14443-3 7.9), 0.57 ms.</summary>
    public static readonly TimeSpan RequestWait = Periods(7680);

    /// <summary>Frame waiting time for S(DESELECT): 65 536 periods (ISO/IEC 14443-4 8.2), 4.8 ms.</summary>
    public static readonly TimeSpan DeselectWait = Periods(65536);

    /// <summary>Longest frame waiting time (FWI 14), 4949 ms; S(WTX) cannot lift it further.</summary>
    public static readonly TimeSpan MaxFrameWait = FrameWait(14);

    /// <summary>FWT = 4096 periods × 2^FWI, 302 µs × 2^FWI (ISO/IEC 14443-4 7.2).</summary>
    public static TimeSpan FrameWait(int fwi) => Periods(4096.0 * (1 << fwi));

    /// <summary>A frame of <paramref name="length"/> bytes without its CRC, from its start to its end.</summary>
    public static TimeSpan Frame(RfLink link, int kbps, int length)
    {
        var etu = 128 / Carrier * 106 / kbps;
        return TimeSpan.FromSeconds(link.Technology switch
        {
            CardTechnology.TypeB => ((length + 2) * 10 + 22) * etu,      // characters of 10 bits; SOF 12, EOF 10
            CardTechnology.TypeA => ((length + 2) * 9 + 2) * etu,        // 8 bits and parity; start and end
            CardTechnology.FeliCa => (length + 2 + 8) * 8 * etu,         // preamble 6, sync 2 (JIS X 6319-4)
        });
    }

    /// <summary>Both turnarounds of an exchange: for type B TR0 + TR1 0.170 ms and 0.132 ms back.</summary>
    public static TimeSpan Turnaround(CardTechnology technology) => technology switch
    {
        CardTechnology.TypeB => TimeSpan.FromMicroseconds(302),
        CardTechnology.TypeA => Periods(1172 + 1172),      // frame delay time, both ways
        CardTechnology.FeliCa => TimeSpan.FromMicroseconds(2417 + 200),
    };

    /// <summary>One more time slot of a FeliCa polling, 1.208 ms.</summary>
    public static readonly TimeSpan FelicaSlot = TimeSpan.FromMicroseconds(1208);

    static TimeSpan Periods(double count) => TimeSpan.FromSeconds(count / Carrier);
}
