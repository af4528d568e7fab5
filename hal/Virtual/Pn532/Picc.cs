using Hal;
using Virtual.Cards;

namespace Virtual.Pn532;

/// <summary>A card as the air sees it: frames in, frames out, both without CRC.</summary>
public abstract class Picc
{
    public abstract CardTechnology Technology { get; }

    /// <summary>The card of a card file or a sample person, ready to be put into a field.</summary>
    /// <param name="setup">What it is and how it shows itself.</param>
    /// <param name="random">Draws PUPI and time slots.</param>
    public static Picc Of(VirtualCardSetup setup, Random random) => setup switch
    {
        { Air: CardAir.TypeB air, Card: { } card } => new TypeBPicc(card, air, random),
        { Air: CardAir.TypeA air } => new TypeAPicc(air.Uid, (ushort)(air.Atqa.Span[0] << 8 | air.Atqa.Span[1]), air.Sak),
        { Air: CardAir.FeliCa air } => new FelicaPicc(air.Idm, air.Pmm, (ushort)(air.SystemCode.Span[0] << 8 | air.SystemCode.Span[1]), random),
        _ => throw new ArgumentException($"{setup.Id}: a type B card without anything that answers APDUs", nameof(setup)),
    };

    /// <summary>The field came on, or the card came into it: everything begins anew.</summary>
    internal abstract void PowerUp();

    /// <summary>What the card answers to a frame, or null where it stays mute.</summary>
    internal abstract PiccAnswer? Receive(ReadOnlySpan<byte> frame, RfLink link);

    /// <summary>Frame sizes by FSCI or FSDI (ISO/IEC 14443-3 table 23).</summary>
    internal static int FrameSize(int code) => code switch
    {
        0 => 16,
        1 => 24,
        2 => 32,
        3 => 40,
        4 => 48,
        5 => 64,
        6 => 96,
        7 => 128,
        _ => 256,
    };

    internal static int Kbps(int code) => 106 << (code & 3);

    internal static int SpeedCode(int kbps) => int.Log2(kbps / 106);
}

/// <param name="Frame">Without CRC.</param>
/// <param name="Computing">How long the card works before it answers.</param>
/// <param name="Slot">FeliCa time slot.</param>
readonly record struct PiccAnswer(byte[] Frame, TimeSpan Computing = default, int Slot = 0);
