namespace Virtual.Pn532;

/// <summary>The card's side of the half-duplex block protocol (ISO/IEC 14443-4 7): block numbers, chaining both ways, waiting time extension.</summary>
/// <remarks>
/// <code>
/// PCB  I 000C D N 1 n      C chaining, D CID follows, N NAD follows, n block number
///      R 101A D 0 1 n      A: 0 ACK, 1 NAK
///      S 11ss D 0 1 0      ss: 00 DESELECT, 11 WTX
/// </code>
/// </remarks>
sealed class PiccIsoDep(IVirtualCard card, int cid, int maxSend, int maxReceive, TimeSpan frameWait)
{
    const int Wtx = 0xF2;
    const int Deselect = 0xC2;
    const int MaxWtxm = 59;
    const int LongestCommand = 65544;   // an extended C-APDU

    readonly List<byte> _command = [];
    byte[] _response = [];
    int _sent;                         // of _response
    int _block = 1;                    // rule C
    bool _chainsOut;
    PiccAnswer? _last;
    TimeSpan _stillComputing;          // while it asks for more time
    int _wtxm;                         // 0: none was asked for

    /// <summary>Answers a block, or null where the card stays mute: it never complains (7.5.5.2 rule 8 lets it wait for the PCD's R(NAK)).</summary>
    public PiccAnswer? Receive(ReadOnlySpan<byte> block, out bool isDeselected)
    {
        isDeselected = false;
        if (block.Length + 2 > maxReceive || !TryTakeProlog(block, out var pcb, out var hasCid, out var information))
        {
            return null;
        }
        switch (pcb & 0xF7)
        {
            case 0x02 or 0x03 or 0x12 or 0x13:
                return _last = ReceiveInformation((pcb & 0x10) != 0, hasCid, information);
            case 0xA2 or 0xA3 or 0xB2 or 0xB3 when information.IsEmpty:
                return ReceiveReady((pcb & 0x10) != 0, pcb & 1, hasCid);
            case Deselect when information.IsEmpty:
                isDeselected = true;
                return new(Block(Deselect, hasCid, []));
            case Wtx when _wtxm > 0 && information is [var wtxm] && (wtxm & 0x3F) == _wtxm:
                return _last = MoreTimeGranted(hasCid);
            default:
                return null;
        }
    }

    PiccAnswer ReceiveInformation(bool chains, bool hasCid, ReadOnlySpan<byte> information)
    {
        _wtxm = 0;
        _chainsOut = false;
        _block ^= 1;   // rule D
        _command.AddRange(information);
        if (_command.Count > LongestCommand)
        {
            _command.Clear();   // nobody means this; the APDU layer will answer an empty command with a status word
        }
        if (chains)
        {
            return new(Block(0xA2 | _block, hasCid, []));   // rule 2
        }
        byte[] command = [.. _command];
        _command.Clear();
        _response = card.Transmit(command);
        _sent = 0;
        return Compute(card.ComputingTime, frameWait, hasCid);
    }

    PiccAnswer? ReceiveReady(bool isNak, int block, bool hasCid)
    {
        if (block == _block)
        {
            return _last is { } last ? last with { Computing = default } : null;   // rule 11
        }
        if (isNak)
        {
            return new(Block(0xA2 | _block, hasCid, []));   // rule 12
        }
        if (!_chainsOut)
        {
            return null;
        }
        _block ^= 1;   // rule E
        return _last = NextPart(hasCid);   // rule 13
    }

    /// <summary>Answers after <paramref name="need"/>, or asks for more time shortly before <paramref name="allowed"/> ends (7.3).</summary>
    PiccAnswer Compute(TimeSpan need, TimeSpan allowed, bool hasCid)
    {
        if (need <= allowed)
        {
            _wtxm = 0;
            return NextPart(hasCid) with { Computing = need };
        }
        var asksAfter = allowed * 0.9;
        _stillComputing = need - asksAfter;
        _wtxm = (int)Math.Clamp(Math.Ceiling(_stillComputing / frameWait), 1, MaxWtxm);
        return new(Block(Wtx, hasCid, [(byte)_wtxm]), asksAfter);
    }

    PiccAnswer MoreTimeGranted(bool hasCid)
    {
        var granted = frameWait * _wtxm;
        return Compute(_stillComputing, granted < AirTime.MaxFrameWait ? granted : AirTime.MaxFrameWait, hasCid);
    }

    PiccAnswer NextPart(bool hasCid)
    {
        var room = maxSend - 3 - (hasCid ? 1 : 0);   // PCB, CRC
        var part = _response.AsSpan(_sent, Math.Min(room, _response.Length - _sent));
        _sent += part.Length;
        _chainsOut = _sent < _response.Length;
        return new(Block((_chainsOut ? 0x12 : 0x02) | _block, hasCid, part));
    }

    byte[] Block(int pcb, bool hasCid, ReadOnlySpan<byte> information) =>
        hasCid ? [(byte)(pcb | 0x08), (byte)cid, .. information] : [(byte)pcb, .. information];

    /// <summary>A card with a CID other than 0 hears only blocks that carry it (7.1.1.2).</summary>
    bool TryTakeProlog(ReadOnlySpan<byte> block, out byte pcb, out bool hasCid, out ReadOnlySpan<byte> information)
    {
        (pcb, hasCid) = (0, false);
        information = default;
        if (block is not [var first, .. var rest])
        {
            return false;
        }
        pcb = first;
        hasCid = (first & 0x08) != 0;
        if (hasCid && rest is [var number, .. var afterCid])
        {
            information = afterCid;
            return (number & 0x0F) == cid;
        }
        information = rest;
        return !hasCid && cid == 0;
    }
}
