using System.Security.Cryptography;

namespace Hal.Pn532;

/// <summary>What the reader does next.</summary>
internal enum IsoDepStep
{
    /// <summary>Send <see cref="IsoDepProtocol.Outgoing"/> and report what comes.</summary>
    Send,

    /// <summary>The answer is whole.</summary>
    Done,

    /// <summary>The card is silent, or was deselected: gone, for all we know.</summary>
    Lost,

    /// <summary>The card says what no rule allows, again and again, or more than an answer can hold.</summary>
    Confused,
}

/// <summary>The reader's half of ISO/IEC 14443-4 for one card, without any wire: blocks and faults in, blocks out.</summary>
/// <remarks>
/// Rules of 7.5.4 and 7.5.5 by their letter and number. Block numbers make every repetition safe: a card that has already carried
/// out an APDU answers R(NAK) with the answer it gave, so no VERIFY counts twice.
/// </remarks>
/// <param name="frameLength">FSC: longest frame the card takes, CRC included.</param>
/// <param name="cid">CID the card was given; null when none is used.</param>
internal sealed class IsoDepProtocol(int frameLength, byte? cid)
{
    /// <summary>Questions again after silence or damage, in a row, before the card is given up.</summary>
    const int MaxRepeats = 2;

    /// <summary>How often one piece is sent again because the card says it never arrived.</summary>
    const int MaxResends = 3;

    // A signature takes a few; a card that asks for ever is stopped by the time-out of the APDU.
    const int MaxExtensions = 200;

    const int ChecksumLength = 2;

    readonly byte[] _block = Traceless.Array(Math.Min(frameLength - ChecksumLength, Pn532Chip.MaxDataLength));
    ReadOnlyMemory<byte> _command;
    Memory<byte> _response;
    int _number;           // rule A: 0 after activation
    int _sent, _sending;   // bytes of the command that arrived; bytes of the piece under way
    int _outgoing, _repeats, _resends, _extensions;
    bool _isReceiving;     // the card is chaining

    /// <summary>Most bytes of a command in one block.</summary>
    public int InformationLength => _block.Length - IsoDepBlock.HeaderLength(cid);

    /// <summary>The block to send.</summary>
    public ReadOnlyMemory<byte> Outgoing => _block.AsMemory(0, _outgoing);

    /// <summary>How often the frame waiting time the card may take for its next block: 1, or WTXM of the extension just granted.</summary>
    public int WaitingTimeMultiplier { get; private set; }

    public int ResponseLength { get; private set; }

    public IsoDepStep Begin(ReadOnlyMemory<byte> command, Memory<byte> response)
    {
        (_command, _response, ResponseLength) = (command, response, 0);
        (_sent, _repeats, _resends, _extensions, _isReceiving) = (0, 0, 0, 0, false);
        return SendPiece();
    }

    /// <summary>R(NAK) outside an exchange: a card that is still there answers R(ACK), and nothing changes (7.5.5, rules 4 and 12).</summary>
    public IsoDepStep BeginPresenceCheck() => SendControl(IsoDepBlockKind.NotAcknowledge);

    /// <summary>Whether what came is an answer to <see cref="BeginPresenceCheck"/>.</summary>
    public bool IsPresent(ReadOnlySpan<byte> bytes) =>
        IsoDepBlock.Parse(bytes, cid, out var block) == IsoDepBlockError.None
        && block.Kind is IsoDepBlockKind.Acknowledge or IsoDepBlockKind.Information;

    /// <summary>Forgets the command: it may have been a PIN.</summary>
    public void End()
    {
        (_command, _response) = (default, default);
        CryptographicOperations.ZeroMemory(_block);
    }

    /// <summary>Nothing came in time, or what came was damaged on the air.</summary>
    public IsoDepStep Fault() => Repeat(IsoDepStep.Lost);

    public IsoDepStep Receive(ReadOnlySpan<byte> bytes)
    {
        if (IsoDepBlock.Parse(bytes, cid, out var block) != IsoDepBlockError.None)
        {
            return Repeat(IsoDepStep.Confused);
        }
        var isSendingMore = _sent + _sending < _command.Length;
        switch (block.Kind)
        {
            case IsoDepBlockKind.WaitingTimeExtension:
                return Extend(block.Information[0]);
            case IsoDepBlockKind.Deselect:
                return IsoDepStep.Lost;
            case IsoDepBlockKind.Acknowledge when !_isReceiving && block.Number != _number:   // rule 6: the piece never arrived
                _repeats = 0;
                return ++_resends <= MaxResends ? SendPiece() : IsoDepStep.Lost;
            case IsoDepBlockKind.Acknowledge when !_isReceiving && isSendingMore:             // rules B and 7
                Progress();
                _sent += _sending;
                return SendPiece();
            case IsoDepBlockKind.Information when block.Number == _number && !isSendingMore:  // rule B
                return Take(block);
            default:
                return Repeat(IsoDepStep.Confused);
        }
    }

    IsoDepStep Take(IsoDepBlock block)
    {
        if (block.Information.Length > _response.Length - ResponseLength || (block.IsChained && block.Information.IsEmpty))
        {
            return IsoDepStep.Confused;
        }
        Progress();
        block.Information.CopyTo(_response.Span[ResponseLength..]);
        ResponseLength += block.Information.Length;
        _isReceiving = block.IsChained;
        return block.IsChained ? SendControl(IsoDepBlockKind.Acknowledge) : IsoDepStep.Done;   // rule 2
    }

    void Progress() => (_number, _repeats, _resends) = (_number ^ 1, 0, 0);

    IsoDepStep Extend(byte multiplier)
    {
        if (++_extensions > MaxExtensions)
        {
            return IsoDepStep.Confused;
        }
        _repeats = 0;
        WaitingTimeMultiplier = multiplier & 0x3F;   // the power level is answered with 00 (7.3)
        ReadOnlySpan<byte> granted = [(byte)WaitingTimeMultiplier];
        _outgoing = new IsoDepBlock { Kind = IsoDepBlockKind.WaitingTimeExtension, Information = granted }.Encode(cid, _block);
        return IsoDepStep.Send;
    }

    // Rule 4: R(NAK); rule 5: R(ACK) while the card chains.
    IsoDepStep Repeat(IsoDepStep otherwise) =>
        TryRepeat() ? SendControl(_isReceiving ? IsoDepBlockKind.Acknowledge : IsoDepBlockKind.NotAcknowledge) : otherwise;

    bool TryRepeat() => ++_repeats <= MaxRepeats;

    IsoDepStep SendPiece()
    {
        _sending = Math.Min(InformationLength, _command.Length - _sent);
        var piece = _command.Span.Slice(_sent, _sending);
        WaitingTimeMultiplier = 1;
        _outgoing = new IsoDepBlock
        {
            Kind = IsoDepBlockKind.Information,
            Number = _number,
            IsChained = _sent + _sending < _command.Length,
            Information = piece,
        }.Encode(cid, _block);
        return IsoDepStep.Send;
    }

    IsoDepStep SendControl(IsoDepBlockKind kind)
    {
        WaitingTimeMultiplier = 1;
        _outgoing = new IsoDepBlock { Kind = kind, Number = _number }.Encode(cid, _block);
        return IsoDepStep.Send;
    }
}
