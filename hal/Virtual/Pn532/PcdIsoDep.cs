namespace Virtual.Pn532;

/// <summary>The chip's side of ISO/IEC 14443-4, behind InDataExchange: blocks of at most 64 bytes, chaining, retries, waiting time extension.</summary>
/// <param name="cid">The CID given at activation, or null where blocks carry none.</param>
/// <param name="frameSize">Longest frame both sides can take, CRC included.</param>
/// <param name="frameWait">FWT of the card.</param>
sealed class PcdIsoDep(RfField field, RfLink link, int? cid, int frameSize, TimeSpan frameWait)
{
    const int Retries = 2;   // how often the firmware sends R(NAK) before it gives up

    int _block;

    int Room => frameSize - 3 - (cid is null ? 0 : 1);

    /// <summary>Sends data in as many blocks as it takes and gathers the answer.</summary>
    /// <param name="isPart">More follows in another command (MI from the host), so no answer is due.</param>
    public ChipStatus Exchange(ReadOnlySpan<byte> data, bool isPart, List<byte> answer)
    {
        while (true)
        {
            var part = data[..Math.Min(Room, data.Length)];
            data = data[part.Length..];
            var chains = isPart || !data.IsEmpty;
            var status = Send(Block(0x02 | (chains ? 0x10 : 0) | _block, part), out var reply);
            if (status != ChipStatus.Ok)
            {
                return status;
            }
            if (!chains)
            {
                return Gather(reply, answer);
            }
            if (!IsReady(reply))
            {
                return ChipStatus.Protocol;
            }
            _block ^= 1;   // rule B
            if (data.IsEmpty)
            {
                return ChipStatus.Ok;
            }
        }
    }

    public void Deselect() => field.Exchange(Block(0xC2, []), link, AirTime.DeselectWait);

    ChipStatus Gather(byte[] reply, List<byte> answer)
    {
        while (true)
        {
            if ((reply[0] & 0xE2) != 0x02 || (reply[0] & 1) != _block)
            {
                return ChipStatus.Protocol;
            }
            _block ^= 1;
            answer.AddRange(Information(reply));
            if ((reply[0] & 0x10) == 0)
            {
                return ChipStatus.Ok;
            }
            var status = Send(Block(0xA2 | _block, []), out reply, isAcknowledge: true);
            if (status != ChipStatus.Ok)
            {
                return status;
            }
        }
    }

    /// <summary>One block and what answers it. Rules 4 and 5: after silence or noise R(NAK), in a chain of the card R(ACK); rule 6: an R(ACK) of the other number means say it again.</summary>
    ChipStatus Send(byte[] block, out byte[] reply, bool isAcknowledge = false)
    {
        var (toSend, wait, tries, repeats) = (block, frameWait, 0, 0);
        while (true)
        {
            var heard = field.Exchange(toSend, link, wait);
            reply = heard.Frame;
            if (!heard.IsFrame || !IsOurs(reply))
            {
                if (tries++ == Retries)
                {
                    return heard.IsFrame ? ChipStatus.Protocol : heard.Status;
                }
                (toSend, wait) = (isAcknowledge ? block : Block(0xB2 | _block, []), frameWait);
            }
            else if ((reply[0] & 0xF7) == 0xF2 && Information(reply) is [var wtxm])
            {
                var asked = frameWait * Math.Clamp(wtxm & 0x3F, 1, 59);
                (toSend, wait) = (Block(0xF2, [(byte)(wtxm & 0x3F)]), asked < AirTime.MaxFrameWait ? asked : AirTime.MaxFrameWait);
            }
            else if ((reply[0] & 0xF6) == 0xA2 && (reply[0] & 1) != _block)
            {
                if (repeats++ > Retries)
                {
                    return ChipStatus.Protocol;
                }
                (toSend, wait) = (block, frameWait);
            }
            else
            {
                return ChipStatus.Ok;
            }
        }
    }

    bool IsReady(byte[] reply) => (reply[0] & 0xF6) == 0xA2 && (reply[0] & 1) == _block;

    bool IsOurs(byte[] reply) => cid is null ? reply is [var pcb, ..] && (pcb & 0x08) == 0 : reply is [var first, var id, ..] && (first & 0x08) != 0 && (id & 0x0F) == cid;

    ReadOnlySpan<byte> Information(byte[] reply) => reply.AsSpan(cid is null ? 1 : 2);

    byte[] Block(int pcb, ReadOnlySpan<byte> information) =>
        cid is { } id ? [(byte)(pcb | 0x08), (byte)id, .. information] : [(byte)pcb, .. information];
}
