namespace Virtual.Cards;

/// <summary>How a card shows itself on the air, before any APDU.</summary>
public abstract record CardAir
{
    CardAir() { }

    /// <summary>ISO 14443 type B. The PUPI is not here: it is random at every activation.</summary>
    /// <param name="ApplicationData">Four bytes of the ATQB.</param>
    /// <param name="ProtocolInfo">Three bytes of the ATQB.</param>
    public sealed record TypeB(ReadOnlyMemory<byte> ApplicationData, ReadOnlyMemory<byte> ProtocolInfo) : CardAir
    {
        /// <summary>What a PC/SC reader makes of it: 3B 88 80 01, application data, protocol info, MBLI, check byte (PC/SC part 3, 3.1.3.2.3.2).</summary>
        public byte[] Atr
        {
            get
            {
                byte[] atr = [0x3B, 0x88, 0x80, 0x01, .. ApplicationData.Span, .. ProtocolInfo.Span, 0x00];
                return [.. atr, atr.Skip(1).Aggregate((byte)0, (check, value) => (byte)(check ^ value))];
            }
        }
    }

    /// <summary>ISO 14443 type A that ends at the UID.</summary>
    /// <param name="Uid">4, 7 or 10 bytes.</param>
    /// <param name="Atqa">SENS_RES, two bytes as the PN532 reports them.</param>
    /// <param name="Sak">SEL_RES.</param>
    public sealed record TypeA(ReadOnlyMemory<byte> Uid, ReadOnlyMemory<byte> Atqa, byte Sak) : CardAir;

    /// <summary>JIS X 6319-4.</summary>
    /// <param name="Idm">Eight bytes that name the card.</param>
    /// <param name="Pmm">Eight bytes about its kind and speed.</param>
    /// <param name="SystemCode">Two bytes.</param>
    public sealed record FeliCa(ReadOnlyMemory<byte> Idm, ReadOnlyMemory<byte> Pmm, ReadOnlyMemory<byte> SystemCode) : CardAir;
}
