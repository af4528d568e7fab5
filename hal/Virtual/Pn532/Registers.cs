using Hal;

namespace Virtual.Pn532;

/// <summary>The contactless interface unit's registers. All are kept; of a few the chip knows the meaning.</summary>
sealed class Registers
{
    const ushort TxMode = 0x6302;   // b7 CRC, b6..b4 speed, b1..b0 framing: 0 A, 2 FeliCa, 3 B
    const ushort RxMode = 0x6303;

    readonly Dictionary<ushort, byte> _values = [];

    public byte this[ushort address]
    {
        get => _values.GetValueOrDefault(address);
        set => _values[address] = value;
    }

    /// <summary>Whether the chip adds and checks the CRC; without it no card understands a frame.</summary>
    public bool HasCrc => (this[TxMode] & 0x80) != 0;

    /// <summary>How the air interface is set just now.</summary>
    public RfLink Link
    {
        get => new(Technology(this[TxMode]), Picc.Kbps(this[TxMode] >> 4), Picc.Kbps(this[RxMode] >> 4));
        set
        {
            this[TxMode] = Encode(value.Technology, value.SendKbps);
            this[RxMode] = Encode(value.Technology, value.ReceiveKbps);
        }
    }

    public void Reset() => _values.Clear();

    static CardTechnology Technology(byte mode) => (mode & 3) switch
    {
        3 => CardTechnology.TypeB,
        2 => CardTechnology.FeliCa,
        _ => CardTechnology.TypeA,
    };

    static byte Encode(CardTechnology technology, int kbps) => (byte)(0x80 | Picc.SpeedCode(kbps) << 4 | technology switch
    {
        CardTechnology.TypeA => 0,
        CardTechnology.FeliCa => 2,
        CardTechnology.TypeB => 3,
    });
}
