using Virtual.Wires;

namespace Virtual.Pn532;

/// <summary>The commands that reach for cards (UM0701-02 7.3).</summary>
sealed class RfCommands(RfField field, Registers registers, WireClock clock)
{
    /// <summary>Data bytes in one InDataExchange or InCommunicateThru, either way (UM0701-02 7.3.8).</summary>
    const int MaxPayload = 262;

    const byte MoreInformation = 0x40;

    readonly Activation _activation = new(field, registers);
    readonly List<Target> _targets = [];
    byte _activationRetries = 0xFF;
    byte _waitCode = 0x0A;

    /// <summary>SetParameters b4.</summary>
    public bool RatsByItself { get; set; } = true;

    /// <summary>Number, speeds and modulation of each target, as GetGeneralStatus tells them.</summary>
    public byte[] Describe() =>
        [(byte)_targets.Count, .. _targets.SelectMany((target, index) => new[]
        {
            (byte)(index + 1), (byte)Picc.SpeedCode(target.Link.ReceiveKbps), (byte)Picc.SpeedCode(target.Link.SendKbps),
            (byte)(target.Link.Technology == Hal.CardTechnology.FeliCa ? 0x10 : 0x00),
        })];

    public void Reset()
    {
        _targets.Clear();
        (_activationRetries, _waitCode, RatsByItself) = (0xFF, 0x0A, true);
        field.Switch(false);
    }

    /// <summary>RFConfiguration 32. Every item is understood; analog settings (0A to 0D) change nothing in a model without noise.</summary>
    public ChipReply Configure(ReadOnlySpan<byte> item)
    {
        switch (item)
        {
            case [0x01, var on]:
                field.Switch((on & 0x01) != 0);
                break;
            case [0x02, _, _, var retry]:
                _waitCode = retry;
                break;
            case [0x05, _, _, var retries]:
                _activationRetries = retries;
                break;
            case [0x04, _] or [0x0A, .. { Length: 11 }] or [0x0B, .. { Length: 8 }] or [0x0C, .. { Length: 3 }] or [0x0D, .. { Length: 9 }]:
                break;
            default:
                return new ChipReply.SyntaxError();
        }
        return new ChipReply.Answer([]);
    }

    /// <summary>InListPassiveTarget 4A: former targets are let go first.</summary>
    public ChipReply List(ReadOnlySpan<byte> parameters)
    {
        if (parameters is not [1 or 2, var kind, ..] || !Activation.Understands(kind, parameters[2..]))
        {
            return new ChipReply.SyntaxError();
        }
        var (max, initiator) = ((int)parameters[0], parameters[2..].ToArray());
        LetGo(_targets);
        _targets.Clear();
        return new ChipReply.Looking(Attempt, _activationRetries == 0xFF ? null : _activationRetries + 1, [0]);

        byte[]? Attempt()
        {
            _targets.AddRange(_activation.Find(kind, initiator, max, RatsByItself));
            return _targets.Count == 0 ? null : [(byte)_targets.Count, .. _targets.SelectMany((target, index) => (byte[])[(byte)(index + 1), .. target.Description])];
        }
    }

    /// <summary>InAutoPoll 60: one type after the other, each for its period of 150 ms steps.</summary>
    public ChipReply AutoPoll(ReadOnlySpan<byte> parameters)
    {
        if (parameters is not [> 0, > 0 and <= 15, .. { Length: > 0 and <= 15 }])
        {
            return new ChipReply.SyntaxError();
        }
        var period = TimeSpan.FromMilliseconds(150) * parameters[1];
        var types = parameters[2..].ToArray();
        int? attempts = parameters[0] == 0xFF ? null : parameters[0] * types.Length;
        var next = 0;
        LetGo(_targets);
        _targets.Clear();
        return new ChipReply.Looking(Attempt, attempts, [0]);

        byte[]? Attempt()
        {
            var type = types[next++ % types.Length];
            var before = clock.Read().Rf;
            var (kind, initiator) = AutoPollKind(type);
            _targets.AddRange(_activation.Find(kind, initiator, 2, RatsByItself));
            _targets.RemoveAll(target => type == 0x10 && target.Blocks is not null || type == 0x20 && target.Blocks is null);
            if (_targets.Count > 0)
            {
                return [(byte)_targets.Count, .. _targets.SelectMany((target, index) =>
                    (byte[])[type, (byte)(target.Description.Length + 1), (byte)(index + 1), .. target.Description])];
            }
            field.Wait(period - (clock.Read().Rf - before) is { Ticks: > 0 } rest ? rest : TimeSpan.Zero);
            return null;
        }
    }

    /// <summary>BrTy and initiator data for a type of InAutoPoll: the low digit tells the kind, save that 20 is type A with ISO/IEC 14443-4 and 4x, 8x are DEP.</summary>
    static (byte Kind, byte[] Initiator) AutoPollKind(byte type) => type switch
    {
        0x00 or 0x10 or 0x20 => (0x00, []),
        0x01 or 0x11 => (0x01, [0x00, 0xFF, 0xFF, 0x00, 0x00]),
        0x02 or 0x12 => (0x02, [0x00, 0xFF, 0xFF, 0x00, 0x00]),
        0x03 or 0x23 => (0x03, [0x00]),
        _ => (0x04, []),
    };

    /// <summary>InDataExchange 40.</summary>
    public ChipReply Exchange(ReadOnlySpan<byte> parameters)
    {
        if (parameters is not [var number, .. var data] || data.Length > MaxPayload)
        {
            return new ChipReply.SyntaxError();
        }
        if (Number(number & 0x0F) is not { } target)
        {
            return Status(ChipStatus.WrongContext);
        }
        var status = Wake(ref target);
        if (status != ChipStatus.Ok)
        {
            return Status(status);
        }
        if (data.IsEmpty && target.Rest.Count > 0)
        {
            return Part(target);   // the host fetches what did not fit
        }
        target.Rest.Clear();
        registers.Link = target.Link;
        if (target.Blocks is { } blocks)
        {
            status = blocks.Exchange(data, (number & MoreInformation) != 0, target.Rest);
        }
        else
        {
            var heard = field.Exchange(data, target.Link, CodedWait(_waitCode));
            status = heard.Status;
            target.Rest.AddRange(heard.IsFrame ? heard.Frame : []);
        }
        if (status != ChipStatus.Ok)
        {
            target.Rest.Clear();
            return Status(status);
        }
        return Part(target);
    }

    /// <summary>InCommunicateThru 42: a bare frame, in the manner the registers are set to.</summary>
    public ChipReply Through(ReadOnlySpan<byte> frame)
    {
        if (frame.Length > MaxPayload)
        {
            return new ChipReply.SyntaxError();
        }
        var wait = CodedWait(_waitCode);
        var isShort = frame is [0x26] or [0x52];   // REQA and WUPA are 7 bits and carry no CRC
        if (frame.IsEmpty || !registers.HasCrc && !isShort)
        {
            field.Wait(wait);
            return Status(ChipStatus.Timeout);
        }
        var heard = field.Exchange(frame, registers.Link, wait);
        return heard.IsFrame ? new ChipReply.Answer([(byte)ChipStatus.Ok, .. heard.Frame]) : Status(heard.Status);
    }

    /// <summary>InDeselect 44 (card to HALT, kept), InRelease 52 (card to HALT, forgotten); 0 means all.</summary>
    public ChipReply Deselect(ReadOnlySpan<byte> parameters, bool forget)
    {
        if (parameters is not [var number])
        {
            return new ChipReply.SyntaxError();
        }
        List<Target> meant = number == 0 ? [.. _targets] : Number(number) is { } one ? [one] : [];
        if (number != 0 && meant.Count == 0)
        {
            return Status(ChipStatus.WrongContext);
        }
        LetGo(meant);
        if (forget)
        {
            _targets.RemoveAll(meant.Contains);
        }
        return Status(ChipStatus.Ok);
    }

    /// <summary>InSelect 54.</summary>
    public ChipReply Select(ReadOnlySpan<byte> parameters) => parameters is not [var number]
        ? new ChipReply.SyntaxError()
        : Status(Number(number) is { } target ? Wake(ref target) : ChipStatus.WrongContext);

    /// <summary>InPSL 4E: only ISO/IEC 14443-4 type A has a PPS, and ours offer no other speed than the present one.</summary>
    public ChipReply ChangeSpeed(ReadOnlySpan<byte> parameters) => parameters is not [var number, <= 2, <= 2]
        ? new ChipReply.SyntaxError()
        : Status(Number(number) is not { } target ? ChipStatus.WrongContext
            : target.Link.Technology == Hal.CardTechnology.TypeA && parameters is [_, 0, 0] ? ChipStatus.Ok
            : ChipStatus.NotAllowed);

    Target? Number(int number) => number >= 1 && number <= _targets.Count ? _targets[number - 1] : null;

    static ChipReply.Answer Status(ChipStatus status) => new ChipReply.Answer([(byte)status]);

    /// <summary>As much of the answer as fits, and MI where more is left.</summary>
    static ChipReply.Answer Part(Target target)
    {
        var part = target.Rest[..Math.Min(MaxPayload, target.Rest.Count)];
        target.Rest.RemoveRange(0, part.Count);
        return new([(byte)(target.Rest.Count > 0 ? MoreInformation : 0), .. part]);
    }

    /// <summary>A card that was deselected is looked for again and becomes the same number.</summary>
    ChipStatus Wake(ref Target target)
    {
        if (target.IsSelected)
        {
            return ChipStatus.Ok;
        }
        if (_activation.FindAgain(target) is not { } found)
        {
            return ChipStatus.CardDisappeared;
        }
        found.IsSelected = true;
        _targets[_targets.IndexOf(target)] = found;
        target = found;
        return ChipStatus.Ok;
    }

    void LetGo(List<Target> targets)
    {
        foreach (var target in targets.Where(target => target.IsSelected))
        {
            registers.Link = target.Link;
            target.IsSelected = false;
            if (target.Blocks is { } blocks)
            {
                blocks.Deselect();
            }
            else if (target.Link.Technology == Hal.CardTechnology.TypeA)
            {
                field.Exchange([0x50, 0x00], target.Link, AirTime.RequestWait);
            }
        }
    }

    /// <summary>RFConfiguration 02: 0 no limit (here: the longest), else 100 µs × 2^(n-1), up to 10 = 3.28 s.</summary>
    static TimeSpan CodedWait(byte code) => TimeSpan.FromMicroseconds(100) * (1 << (code is 0 or > 0x10 ? 0x10 : code) - 1);
}
