using Hal;

namespace Virtual.Pn532;

/// <summary>How the chip finds cards by itself: request, sort out collisions, select (ISO/IEC 14443-3, JIS X 6319-4).</summary>
/// <remarks>Each gives at most <c>max</c> targets. A card that is in the middle of blocks does not hear a request: it must be deselected first.</remarks>
sealed class Activation(RfField field, Registers registers)
{
    /// <summary>FSDI 5: the chip's own protocol takes frames of 64 bytes.</summary>
    const int FrameSizeCode = 5;

    public List<Target> Find(byte kind, ReadOnlySpan<byte> initiator, int max, bool ratsByItself)
    {
        field.Switch(true);
        return kind switch
        {
            0x00 => FindTypeA(initiator, max, ratsByItself),
            0x01 => FindFelica(initiator, max, 212),
            0x02 => FindFelica(initiator, max, 424),
            0x03 => FindTypeB(initiator, max),
            _ => Silence(),   // Jewel: none of our cards is one
        };
    }

    /// <summary>Whether InListPassiveTarget understands these parameters.</summary>
    public static bool Understands(byte kind, ReadOnlySpan<byte> initiator) => kind switch
    {
        0x00 => initiator.Length is 0 or 4 or 8 or 12,
        0x01 or 0x02 => initiator is [0x00, _, _, _, _],
        0x03 => initiator is [_] or [_, 0x00 or 0x01],
        0x04 => initiator.IsEmpty,
        _ => false,
    };

    /// <summary>Wakes a card that InDeselect had put to sleep.</summary>
    public Target? FindAgain(Target known)
    {
        var kind = known.Link.Technology switch
        {
            CardTechnology.TypeA => (byte)0x00,
            CardTechnology.TypeB => (byte)0x03,
            CardTechnology.FeliCa => (byte)(known.Link.SendKbps == 212 ? 0x01 : 0x02),
        };
        ReadOnlySpan<byte> initiator = known.Link.Technology switch
        {
            CardTechnology.TypeA => Cascade(known.Identity),
            CardTechnology.TypeB => [0x00],
            CardTechnology.FeliCa => [0x00, 0xFF, 0xFF, 0x00, 0x00],
        };
        return Find(kind, initiator, 2, known.Blocks is not null).Find(found => found.Identity.AsSpan().SequenceEqual(known.Identity));
    }

    List<Target> Silence()
    {
        field.Wait(AirTime.RequestWait);
        return [];
    }

    List<Target> FindTypeB(ReadOnlySpan<byte> initiator, int max)
    {
        var link = Use(new(CardTechnology.TypeB, 106, 106));
        List<Target> found = [];
        foreach (var atqb in Declared(initiator[0], link))
        {
            if (found.Count < max && Attrib(atqb, found.Count + 1, link) is { } target)
            {
                found.Add(target);
            }
        }
        return found;
    }

    /// <summary>WUPB, so that a halted card answers too. One slot first; where two answer at once, 4 and then 16 slots draw them apart.</summary>
    List<byte[]> Declared(byte family, RfLink link)
    {
        var first = field.Exchange([0x05, family, 0x08], link, AirTime.RequestWait);
        if (first.Outcome != RfOutcome.Garbled)
        {
            return IsAtqb(first) ? [first.Frame] : [];
        }
        List<byte[]> declared = [];
        foreach (var slotsCode in (ReadOnlySpan<byte>)[2, 4, 4])
        {
            declared.Clear();
            var collided = false;
            for (var slot = 0; slot < 1 << slotsCode; slot++)
            {
                ReadOnlySpan<byte> frame = slot == 0 ? [0x05, family, (byte)(0x08 | slotsCode)] : [(byte)(slot << 4 | 0x05)];
                var heard = field.Exchange(frame, link, AirTime.RequestWait);
                collided |= heard.Outcome == RfOutcome.Garbled;
                if (IsAtqb(heard))
                {
                    declared.Add(heard.Frame);
                }
            }
            if (!collided)
            {
                break;
            }
        }
        return declared;
    }

    static bool IsAtqb(RfAnswer heard) => heard is { IsFrame: true, Frame: [0x50, ..] and { Length: 12 } };

    Target? Attrib(byte[] atqb, int cid, RfLink link)
    {
        var pupi = atqb[1..5];
        var wait = AirTime.FrameWait(Math.Min(atqb[11] >> 4, 14));
        var heard = field.Exchange([0x1D, .. pupi, 0x00, FrameSizeCode, 0x01, (byte)cid], link, wait);
        if (!heard.IsFrame)
        {
            return null;
        }
        var size = Math.Min(Picc.FrameSize(atqb[10] >> 4), Picc.FrameSize(FrameSizeCode));
        return new(link, pupi, [.. atqb, (byte)heard.Frame.Length, .. heard.Frame])
        {
            Blocks = new(field, link, cid, size, wait),
        };
    }

    List<Target> FindTypeA(ReadOnlySpan<byte> wanted, int max, bool ratsByItself)
    {
        var link = Use(new(CardTechnology.TypeA, 106, 106));
        List<Target> found = [];
        byte request = 0x52;   // WUPA, so that a halted card answers too; REQA for the second, for the first may be halted by then
        while (found.Count < max)
        {
            var heard = field.Exchange([request], link, AirTime.RequestWait);
            if (heard.Outcome == RfOutcome.Silence || Select(wanted, link, out var sak) is not { } uid)
            {
                return found;
            }
            byte[] atqa = heard.Frame is [var low, var high] ? [high, low] : [0, 0];
            var target = Describe(atqa, sak, uid, link, ratsByItself);
            found.Add(target);
            if (max > 1 && target.Blocks is null)
            {
                field.Exchange([0x50, 0x00], link, AirTime.RequestWait);   // HLTA, else it would answer for the second card too
                target.IsSelected = false;
            }
            request = 0x26;
        }
        return found;
    }

    /// <summary>Anticollision, bit by bit where two cards differ, level by level; gives the UID, or null.</summary>
    byte[]? Select(ReadOnlySpan<byte> wanted, RfLink link, out byte sak)
    {
        sak = 0;
        List<byte> uid = [];
        for (var level = 0; level < 3; level++)
        {
            var command = (byte)(0x93 + 2 * level);
            var chosen = wanted.Length >= 4 * (level + 1) ? TypeAPicc.Level(wanted.Slice(4 * level, 4)) : Anticollision(command, link);
            if (chosen is not { Length: 5 })
            {
                return null;
            }
            var heard = field.Exchange([command, 0x70, .. chosen], link, AirTime.RequestWait);
            if (heard is not { IsFrame: true, Frame: [var said] })
            {
                return null;
            }
            var isComplete = (said & 0x04) == 0;
            uid.AddRange(isComplete ? chosen[..4] : chosen[1..4]);
            if (isComplete)
            {
                sak = said;
                return [.. uid];
            }
        }
        return null;
    }

    byte[]? Anticollision(byte command, RfLink link)
    {
        byte[] known = [];
        var bits = 0;
        for (var round = 0; round < 33; round++)   // a UID level has 32 bits and its check
        {
            var nvb = (byte)((2 + bits / 8) << 4 | bits % 8);
            var heard = field.Exchange([command, nvb, .. known], link, AirTime.RequestWait);
            if (heard.IsFrame)
            {
                return heard.Frame;
            }
            if (heard.CollisionBit < 0)
            {
                return null;
            }
            bits = heard.CollisionBit + 1;
            known = heard.Frame[..((bits + 7) / 8)];   // of the two, the card heard first
        }
        return null;
    }

    Target Describe(byte[] atqa, byte sak, byte[] uid, RfLink link, bool ratsByItself)
    {
        byte[] description = [.. atqa, sak, (byte)uid.Length, .. uid];
        if ((sak & 0x20) == 0 || !ratsByItself)
        {
            return new(link, uid, description);
        }
        var heard = field.Exchange([0xE0, FrameSizeCode << 4], link, AirTime.FrameWait(4));
        if (!heard.IsFrame)
        {
            return new(link, uid, description);
        }
        var size = Math.Min(TypeAPicc.AtsFrameSize(heard.Frame), Picc.FrameSize(FrameSizeCode));
        return new(link, uid, [.. description, .. heard.Frame])
        {
            Blocks = new(field, link, cid: null, size, TypeAPicc.AtsFrameWait(heard.Frame)),
        };
    }

    List<Target> FindFelica(ReadOnlySpan<byte> polling, int max, int kbps)
    {
        var link = Use(new(CardTechnology.FeliCa, kbps, kbps));
        byte[] frame = [(byte)(polling.Length + 1), .. polling];
        var heard = field.Exchange(frame, link, TimeSpan.FromMicroseconds(2417), Math.Min(polling[4], (byte)15) + 1);
        return [.. heard.Where(answer => answer is { IsFrame: true, Frame: [>= 18, 0x01, ..] })
            .Take(max).Select(answer => new Target(link, answer.Frame[2..10], answer.Frame))];
    }

    RfLink Use(RfLink link) => registers.Link = link;

    /// <summary>A UID as InListPassiveTarget takes it: with its cascade tags.</summary>
    static byte[] Cascade(byte[] uid) => uid.Length switch
    {
        4 => uid,
        7 => [0x88, .. uid],
        _ => [0x88, .. uid[..3], 0x88, .. uid[3..]],
    };
}
