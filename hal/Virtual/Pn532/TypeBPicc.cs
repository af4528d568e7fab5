using Hal;
using Virtual.Cards;

namespace Virtual.Pn532;

/// <summary>A type B card (ISO/IEC 14443-3 7): REQB and WUPB, slots, ATTRIB, HLTB, then blocks.</summary>
/// <param name="card">What answers APDUs behind it.</param>
/// <param name="air">Its fixed part of the ATQB; the PUPI before it is random.</param>
/// <param name="random">Draws PUPI and slots; a model, not a secret.</param>
public sealed class TypeBPicc(IVirtualCard card, CardAir.TypeB air, Random random) : Picc
{
    enum State
    {
        Idle,
        Requested,   // waits for its slot
        Declared,    // sent its ATQB
        Active,
        Halt,
    }

    readonly byte[] _pupi = new byte[4];
    State _state;
    int _slot;
    PiccIsoDep? _blocks;
    RfLink _speaks;

    public override CardTechnology Technology => CardTechnology.TypeB;

    internal override void PowerUp()
    {
        random.NextBytes(_pupi);
        _state = State.Idle;
        _speaks = new(CardTechnology.TypeB, 106, 106);
        card.Reset();
    }

    internal override PiccAnswer? Receive(ReadOnlySpan<byte> frame, RfLink link)
    {
        if (link != _speaks)
        {
            return null;
        }
        if (_state == State.Active)
        {
            return ReceiveBlock(frame);
        }
        switch (frame)
        {
            case [0x05, 0x00, var parameter]:   // AFI 00: every family; with ADC 0 the card tells none, so any other AFI is not its own
                return Request((parameter & 0x08) != 0, parameter & 0x07);
            case [var marker] when (marker & 0x0F) == 0x05 && _state == State.Requested && _slot == marker >> 4:
                return Declare();
            case [0x1D, .. { Length: >= 8 } attrib] when _state == State.Declared && attrib[..4].SequenceEqual(_pupi):
                return Attrib(attrib[4..]);
            case [0x50, .. var pupi] when _state == State.Declared && pupi.SequenceEqual(_pupi):
                _state = State.Halt;
                return new([0x00]);
            default:
                return null;
        }
    }

    PiccAnswer? Request(bool wakesUp, int slotsCode)
    {
        if (_state == State.Halt && !wakesUp || slotsCode > 4)
        {
            return null;
        }
        _slot = random.Next(1 << slotsCode);
        _state = State.Requested;
        return _slot == 0 ? Declare() : null;
    }

    PiccAnswer Declare()
    {
        _state = State.Declared;
        return new([0x50, .. _pupi, .. air.ApplicationData.Span, .. air.ProtocolInfo.Span]);
    }

    /// <summary>Param 1 timing, param 2 bit rates and FSDI, param 3 protocol type, param 4 CID (7.10).</summary>
    PiccAnswer? Attrib(ReadOnlySpan<byte> parameters)
    {
        int send = parameters[1] >> 4 & 3, receive = parameters[1] >> 6 & 3, cid = parameters[3] & 0x0F;
        if (!Allows(send, receive) || (parameters[2] & 1) == 0 || cid == 15)
        {
            return null;
        }
        _state = State.Active;
        _speaks = new(CardTechnology.TypeB, Kbps(send), Kbps(receive));
        _blocks = new(card, cid, FrameSize(parameters[1] & 0x0F), FrameSize(air.ProtocolInfo.Span[1] >> 4), FrameWait);
        return new([(byte)cid]);   // MBLI 0: no statement about its buffer
    }

    TimeSpan FrameWait => AirTime.FrameWait(Math.Min(air.ProtocolInfo.Span[2] >> 4, 14));

    /// <summary>Bit rates (7.9.4.4): b7..b5 PICC to PCD 848 424 212, b3..b1 PCD to PICC likewise, b8 only the same both ways.</summary>
    bool Allows(int send, int receive)
    {
        var rates = air.ProtocolInfo.Span[0];
        var canSend = send == 0 || (rates >> (send - 1) & 1) != 0;
        var canReceive = receive == 0 || (rates >> (receive + 3) & 1) != 0;
        return canSend && canReceive && ((rates & 0x80) == 0 || send == receive);
    }

    PiccAnswer? ReceiveBlock(ReadOnlySpan<byte> block)
    {
        var answer = _blocks!.Receive(block, out var isDeselected);
        if (isDeselected)
        {
            _state = State.Halt;
            _speaks = new(CardTechnology.TypeB, 106, 106);
            // The card keeps its power; what it unlocked is lost all the same, for the next ATTRIB is a new session to it.
            card.Reset();
        }
        return answer;
    }
}
