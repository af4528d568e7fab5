using Hal;

namespace Virtual.Pn532;

/// <summary>A type A card (ISO/IEC 14443-3 6): a UID of 4, 7 or 10 bytes, and with an ATS also blocks.</summary>
/// <param name="uid">4, 7 or 10 bytes.</param>
/// <param name="atqa">As the chip tells it, most significant byte first.</param>
/// <param name="sak">b6 (20) says that it speaks ISO/IEC 14443-4.</param>
/// <param name="ats">From TL on; null for a card without blocks.</param>
/// <param name="card">What answers APDUs; needed with an ATS.</param>
public sealed class TypeAPicc(ReadOnlyMemory<byte> uid, ushort atqa, byte sak, ReadOnlyMemory<byte>? ats = null, IVirtualCard? card = null) : Picc
{
    enum State
    {
        Idle,
        Ready,
        Active,
        Blocks,
        Halt,
    }

    readonly byte[][] _levels = CascadeLevels(uid.Span);
    State _state;
    bool _wasHalted;   // where it falls back to
    int _level;
    PiccIsoDep? _blocks;

    /// <summary>MIFARE Classic 1K, which many old library cards are: its UID is all that anyone may read without a key.</summary>
    public static TypeAPicc MifareClassic(ReadOnlyMemory<byte> uid) => new(uid, 0x0004, 0x08);

    /// <summary>A type A card that answers APDUs: frames of 64 bytes, FWI 8 (77 ms), no CID.</summary>
    public static TypeAPicc WithApdus(ReadOnlyMemory<byte> uid, IVirtualCard card) =>
        new(uid, 0x0344, 0x20, new byte[] { 0x05, 0x75, 0x77, 0x81, 0x00 }, card);

    public override CardTechnology Technology => CardTechnology.TypeA;

    internal override void PowerUp()
    {
        _state = State.Idle;
        _wasHalted = false;
        card?.Reset();
    }

    internal override PiccAnswer? Receive(ReadOnlySpan<byte> frame, RfLink link)
    {
        if (link is not { SendKbps: 106, ReceiveKbps: 106 })
        {
            return null;
        }
        if (_state == State.Blocks)
        {
            return ReceiveBlock(frame);
        }
        switch (frame)
        {
            case [0x26] when _state == State.Idle:
            case [0x52] when _state is State.Idle or State.Halt:
                _wasHalted = _state == State.Halt;
                (_state, _level) = (State.Ready, 0);
                return new([(byte)atqa, (byte)(atqa >> 8)]);
            case [var command, 0x70, .. { Length: 5 } chosen] when IsLevel(command) && chosen.SequenceEqual(_levels[_level]):
                return Select();
            case [var command, >= 0x20 and < 0x70, .. var known] when IsLevel(command) && BeginsWith(known, frame[1]):
                return new(_levels[_level]);
            case [0x50, 0x00] when _state == State.Active:
                _state = State.Halt;
                return null;
            case [0xE0, var parameter] when _state == State.Active && ats is { } own && card is not null:
                return Rats(parameter, own.Span);
            default:
                _state = _state == State.Halt || _wasHalted ? State.Halt : State.Idle;
                return null;
        }
    }

    bool IsLevel(byte command) => _state == State.Ready && command == 0x93 + 2 * _level;

    PiccAnswer Select()
    {
        if (++_level < _levels.Length)
        {
            return new([(byte)(sak | 0x04)]);   // the UID is not complete
        }
        _state = State.Active;
        return new([sak]);
    }

    /// <summary>NVB counts the bits the PCD knows, the two bytes before them included (6.5.3.2).</summary>
    bool BeginsWith(ReadOnlySpan<byte> known, byte nvb)
    {
        var bits = ((nvb >> 4) - 2) * 8 + (nvb & 0x0F);
        for (var bit = 0; bit < bits; bit++)
        {
            if (bit / 8 >= known.Length || ((known[bit / 8] ^ _levels[_level][bit / 8]) >> bit % 8 & 1) != 0)
            {
                return false;
            }
        }
        return true;
    }

    PiccAnswer? Rats(byte parameter, ReadOnlySpan<byte> own)
    {
        var cid = parameter & 0x0F;
        if (cid == 15)
        {
            return null;
        }
        _state = State.Blocks;
        _blocks = new(card!, cid, FrameSize(parameter >> 4), AtsFrameSize(own), AtsFrameWait(own));
        return new(own.ToArray());
    }

    PiccAnswer? ReceiveBlock(ReadOnlySpan<byte> block)
    {
        var answer = _blocks!.Receive(block, out var isDeselected);
        if (isDeselected)
        {
            _state = State.Halt;
            card!.Reset();
        }
        return answer;
    }

    /// <summary>T0 says which of TA, TB, TC follow, and FSCI (ISO/IEC 14443-4 5.2).</summary>
    internal static int AtsFrameSize(ReadOnlySpan<byte> ats) => FrameSize(ats is [_, var t0, ..] ? t0 & 0x0F : 2);

    internal static TimeSpan AtsFrameWait(ReadOnlySpan<byte> ats)
    {
        if (ats is not [_, var t0, .. var rest] || (t0 & 0x20) == 0)
        {
            return AirTime.FrameWait(4);   // the default
        }
        var at = (t0 & 0x10) != 0 ? 1 : 0;
        return AirTime.FrameWait(at < rest.Length ? Math.Min(rest[at] >> 4, 14) : 4);
    }

    /// <summary>Each level is 4 bytes and their exclusive or; all but the last begin with the cascade tag 88.</summary>
    static byte[][] CascadeLevels(ReadOnlySpan<byte> uid)
    {
        if (uid.Length is not (4 or 7 or 10))
        {
            throw new ArgumentException($"a UID has 4, 7 or 10 bytes, not {uid.Length}", nameof(uid));
        }
        List<byte[]> levels = [];
        while (uid.Length > 4)
        {
            levels.Add(Level([0x88, .. uid[..3]]));
            uid = uid[3..];
        }
        levels.Add(Level(uid));
        return [.. levels];
    }

    internal static byte[] Level(ReadOnlySpan<byte> four) => [.. four, (byte)(four[0] ^ four[1] ^ four[2] ^ four[3])];
}
