namespace Hal.Pn532;

/// <summary>What a block is for (ISO/IEC 14443-4 7.1).</summary>
internal enum IsoDepBlockKind
{
    /// <summary>I-block: a piece of an APDU.</summary>
    Information,

    /// <summary>R(ACK): the piece arrived, the next please.</summary>
    Acknowledge,

    /// <summary>R(NAK): what arrived was damaged, or nothing did.</summary>
    NotAcknowledge,

    /// <summary>S(WTX): the card needs more time.</summary>
    WaitingTimeExtension,

    /// <summary>S(DESELECT): the end.</summary>
    Deselect,
}

/// <summary>Why bytes are no block.</summary>
internal enum IsoDepBlockError
{
    None,
    Empty,

    /// <summary>A PCB that no version of the standard defines, or one with a NAD, which was never agreed on.</summary>
    UnknownPcb,

    /// <summary>A CID for another card, or one although none was given, or none although one was.</summary>
    OtherCid,

    /// <summary>S(WTX) without its byte or out of 1 to 59; or information in a block that carries none.</summary>
    Content,
}

/// <summary>A block of ISO/IEC 14443-4 viewed where it lies, without CRC: <c>PCB [CID] [INF]</c>.</summary>
/// <remarks>
/// <code>
/// I   000 m c n 1 b    m more (chaining), c CID follows, n NAD follows, b block number
/// R   101 k c 0 1 b    k NAK
/// S   11 tt c 0 1 0    tt 00 DESELECT, 11 WTX
/// </code>
/// </remarks>
internal readonly ref struct IsoDepBlock
{
    const byte HasCid = 0x08;

    public IsoDepBlockKind Kind { get; init; }

    /// <summary>0 or 1; 0 for S-blocks.</summary>
    public int Number { get; init; }

    /// <summary>I-block: another one follows.</summary>
    public bool IsChained { get; init; }

    /// <summary>I-block: the piece. S(WTX): one byte, WTXM in the low six bits.</summary>
    public ReadOnlySpan<byte> Information { get; init; }

    /// <summary>Bytes before the piece in a block to a card with this CID.</summary>
    public static int HeaderLength(byte? cid) => cid is null ? 1 : 2;

    /// <summary>Writes the block and gives its length.</summary>
    public int Encode(byte? cid, Span<byte> destination)
    {
        var pcb = Kind switch
        {
            IsoDepBlockKind.Information => 0x02 | (IsChained ? 0x10 : 0) | Number,
            IsoDepBlockKind.Acknowledge => 0xA2 | Number,
            IsoDepBlockKind.NotAcknowledge => 0xB2 | Number,
            IsoDepBlockKind.WaitingTimeExtension => 0xF2,
            IsoDepBlockKind.Deselect => 0xC2,
        };
        destination[0] = (byte)(pcb | (cid is null ? 0 : HasCid));
        if (cid is { } number)
        {
            destination[1] = number;
        }
        Information.CopyTo(destination[HeaderLength(cid)..]);
        return HeaderLength(cid) + Information.Length;
    }

    /// <param name="bytes">The block, without CRC.</param>
    /// <param name="cid">The CID the card was given; null when none is used.</param>
    /// <param name="block">The block, where there is no error.</param>
    public static IsoDepBlockError Parse(ReadOnlySpan<byte> bytes, byte? cid, out IsoDepBlock block)
    {
        block = default;
        if (bytes.IsEmpty)
        {
            return IsoDepBlockError.Empty;
        }
        var pcb = bytes[0];
        var information = bytes[1..];
        if (((pcb & HasCid) != 0) != cid is not null)
        {
            return IsoDepBlockError.OtherCid;
        }
        if (cid is { } number)
        {
            // the two high bits of a card's CID byte tell its power level (7.1.2.2)
            if (information.IsEmpty || (information[0] & 0x0F) != number)
            {
                return IsoDepBlockError.OtherCid;
            }
            information = information[1..];
        }
        switch (pcb & ~HasCid)
        {
            case 0x02 or 0x03 or 0x12 or 0x13:
                block = new() { Kind = IsoDepBlockKind.Information, Number = pcb & 1, IsChained = (pcb & 0x10) != 0, Information = information };
                return IsoDepBlockError.None;
            case 0xA2 or 0xA3 when information.IsEmpty:
                block = new() { Kind = IsoDepBlockKind.Acknowledge, Number = pcb & 1 };
                return IsoDepBlockError.None;
            case 0xB2 or 0xB3 when information.IsEmpty:
                block = new() { Kind = IsoDepBlockKind.NotAcknowledge, Number = pcb & 1 };
                return IsoDepBlockError.None;
            case 0xC2 when information.IsEmpty:
                block = new() { Kind = IsoDepBlockKind.Deselect };
                return IsoDepBlockError.None;
            case 0xF2 when information is [var multiplier] && (multiplier & 0x3F) is >= 1 and <= 59:
                block = new() { Kind = IsoDepBlockKind.WaitingTimeExtension, Information = information };
                return IsoDepBlockError.None;
            case 0xA2 or 0xA3 or 0xB2 or 0xB3 or 0xC2 or 0xF2:
                return IsoDepBlockError.Content;
            default:
                return IsoDepBlockError.UnknownPcb;
        }
    }
}
