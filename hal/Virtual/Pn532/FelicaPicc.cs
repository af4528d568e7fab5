using Hal;

namespace Virtual.Pn532;

/// <summary>A FeliCa card (JIS X 6319-4): answers polling, Request Response and Request System Code. Frames begin with their length.</summary>
/// <param name="idm">8 bytes.</param>
/// <param name="pmm">8 bytes.</param>
/// <param name="systemCode">FE00 is common to transit and e-money cards, 88B4 is FeliCa Lite.</param>
/// <param name="random">Draws the time slot.</param>
public sealed class FelicaPicc(ReadOnlyMemory<byte> idm, ReadOnlyMemory<byte> pmm, ushort systemCode, Random random) : Picc
{
    readonly ReadOnlyMemory<byte> _idm = idm.Length == 8 ? idm : throw new ArgumentException($"an IDm has 8 bytes, not {idm.Length}", nameof(idm));
    readonly ReadOnlyMemory<byte> _pmm = pmm.Length == 8 ? pmm : throw new ArgumentException($"a PMm has 8 bytes, not {pmm.Length}", nameof(pmm));

    public override CardTechnology Technology => CardTechnology.FeliCa;

    internal override void PowerUp()
    {
    }

    internal override PiccAnswer? Receive(ReadOnlySpan<byte> frame, RfLink link)
    {
        if (link.SendKbps != link.ReceiveKbps || link.SendKbps is not (212 or 424))
        {
            return null;
        }
        return frame switch
        {
            [6, 0x00, var high, var low, var request, var slots] when Matches(high, systemCode >> 8) && Matches(low, systemCode & 0xFF) =>
                new(Frame(0x01, [.. _pmm.Span, .. Requested(request, link)]), Slot: random.Next(Math.Min(slots, (byte)15) + 1)),
            [10, 0x04, .. var to] when to.SequenceEqual(_idm.Span) => new(Frame(0x05, [0x00])),                                     // mode 0
            [10, 0x0C, .. var to] when to.SequenceEqual(_idm.Span) => new(Frame(0x0D, [1, (byte)(systemCode >> 8), (byte)systemCode])),
            _ => null,
        };
    }

    /// <summary>FF matches every system code.</summary>
    static bool Matches(byte asked, int own) => asked == 0xFF || asked == own;

    /// <summary>1: its system code; 2: the speeds it can, 212 and 424.</summary>
    byte[] Requested(byte request, RfLink link) => request switch
    {
        1 => [(byte)(systemCode >> 8), (byte)systemCode],
        2 => [0x00, (byte)(link.SendKbps == 212 ? 0x01 : 0x02)],
        _ => [],
    };

    byte[] Frame(byte code, ReadOnlySpan<byte> rest) => [(byte)(10 + rest.Length), code, .. _idm.Span, .. rest];
}
