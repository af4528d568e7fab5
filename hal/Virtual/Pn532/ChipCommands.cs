using Virtual.Wires;

namespace Virtual.Pn532;

/// <summary>Every command the chip knows (UM0701-02 7.2 and 7.3), from code and parameters to reply. The host's frames and waiting are <see cref="VirtualPn532"/>'s.</summary>
sealed class ChipCommands(RfField field, Registers registers, WireClock clock)
{
    readonly byte[] _ports = [0x3F, 0x06, 0x00];   // P3, P7, I0I1 as read after reset
    readonly RfCommands _rf = new(field, registers, clock);
    byte _samMode = 0x01;

    /// <summary>SetParameters b6: the chip's frames carry neither preamble nor postamble.</summary>
    public bool IsBare { get; private set; }

    /// <summary>After power-on the chip waits in low-Vbat mode for SAMConfiguration; until then nothing of the radio works.</summary>
    public bool IsLowVbat { get; private set; } = true;

    /// <summary>Asked for by SetSerialBaudRate, in force from the host's ACK on.</summary>
    public int? NextBaudRate { get; set; }

    /// <summary>Asked for by PowerDown: which wires may wake the chip, from when its answer is on its way.</summary>
    public byte? SleepUntil { get; set; }

    /// <summary>Power-on or RSTPDN.</summary>
    public void Reset()
    {
        registers.Reset();
        _rf.Reset();
        (_samMode, IsBare, IsLowVbat, NextBaudRate, SleepUntil) = (0x01, false, true, null, null);
        (_ports[0], _ports[1]) = (0x3F, 0x06);
    }

    public ChipReply Execute(byte code, ReadOnlySpan<byte> parameters) => code switch
    {
        0x00 => Diagnose(parameters),
        0x02 => Nothing(parameters, [0x32, 0x01, 0x06, 0x07]),   // PN532, firmware 1.6; type A, type B, ISO 18092
        0x04 => Nothing(parameters, [0x00, (byte)(field.IsOn ? 1 : 0), .. _rf.Describe(), _samMode]),
        0x06 => ReadRegisters(parameters),
        0x08 => WriteRegisters(parameters),
        0x0C => Nothing(parameters, [.. _ports]),
        0x0E => WriteGpio(parameters),
        0x10 => SetBaudRate(parameters),
        0x12 => SetParameters(parameters),
        0x14 => ConfigureSam(parameters),
        0x16 => PowerDown(parameters),
        _ when IsLowVbat => new ChipReply.SyntaxError(),
        0x32 => _rf.Configure(parameters),
        0x40 => _rf.Exchange(parameters),
        0x42 => _rf.Through(parameters),
        0x44 => _rf.Deselect(parameters, forget: false),
        0x4A => _rf.List(parameters),
        0x4E => _rf.ChangeSpeed(parameters),
        0x52 => _rf.Deselect(parameters, forget: true),
        0x54 => _rf.Select(parameters),
        0x60 => _rf.AutoPoll(parameters),
        _ => new ChipReply.SyntaxError(),
    };

    static ChipReply.Answer Answer(params byte[] content) => new ChipReply.Answer(content);

    static ChipReply Nothing(ReadOnlySpan<byte> parameters, byte[] answer) => parameters.IsEmpty ? Answer(answer) : new ChipReply.SyntaxError();

    /// <summary>00 line test: the echo begins with the test's number. 06 (is the card there) fails with ISO/IEC 14443-4 cards on the metal too.</summary>
    ChipReply Diagnose(ReadOnlySpan<byte> parameters) => parameters switch
    {
        [0x00, ..] when parameters.Length <= 263 => Answer(parameters.ToArray()),
        [0x01] or [0x02] or [0x04, _] or [0x07, _] => Answer(0x00),
        [0x06] => Answer((byte)(_rf.Describe() is [0] ? ChipStatus.WrongContext : ChipStatus.Timeout)),
        _ => new ChipReply.SyntaxError(),
    };

    ChipReply ReadRegisters(ReadOnlySpan<byte> parameters)
    {
        if (parameters.IsEmpty || parameters.Length % 2 != 0)
        {
            return new ChipReply.SyntaxError();
        }
        var values = new byte[parameters.Length / 2];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = registers[(ushort)(parameters[2 * i] << 8 | parameters[2 * i + 1])];
        }
        return Answer(values);
    }

    ChipReply WriteRegisters(ReadOnlySpan<byte> parameters)
    {
        if (parameters.IsEmpty || parameters.Length % 3 != 0)
        {
            return new ChipReply.SyntaxError();
        }
        for (var i = 0; i < parameters.Length; i += 3)
        {
            registers[(ushort)(parameters[i] << 8 | parameters[i + 1])] = parameters[i + 2];
        }
        return Answer();
    }

    /// <summary>b7 of a port's byte says that it is meant.</summary>
    ChipReply WriteGpio(ReadOnlySpan<byte> parameters)
    {
        if (parameters is not [var p3, var p7])
        {
            return new ChipReply.SyntaxError();
        }
        _ports[0] = (p3 & 0x80) != 0 ? (byte)(p3 & 0x3F) : _ports[0];
        _ports[1] = (p7 & 0x80) != 0 ? (byte)(p7 & 0x06) : _ports[1];
        return Answer();
    }

    ChipReply SetBaudRate(ReadOnlySpan<byte> parameters)
    {
        ReadOnlySpan<int> rates = [9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600, 1288000];
        if (parameters is not [var code] || code >= rates.Length)
        {
            return new ChipReply.SyntaxError();
        }
        NextBaudRate = rates[code];
        return Answer();
    }

    ChipReply SetParameters(ReadOnlySpan<byte> parameters)
    {
        if (parameters is not [var flags])
        {
            return new ChipReply.SyntaxError();
        }
        _rf.RatsByItself = (flags & 0x10) != 0;
        IsBare = (flags & 0x40) != 0;
        return Answer();
    }

    /// <summary>Mode; time-out × 50 ms; IRQ. libnfc sends the first byte only, others all three.</summary>
    ChipReply ConfigureSam(ReadOnlySpan<byte> parameters)
    {
        if (parameters is not [>= 1 and <= 4, .. { Length: <= 2 }])
        {
            return new ChipReply.SyntaxError();
        }
        _samMode = parameters[0];
        IsLowVbat = false;
        return Answer();
    }

    ChipReply PowerDown(ReadOnlySpan<byte> parameters)
    {
        if (parameters is not ([_] or [_, <= 1]))
        {
            return new ChipReply.SyntaxError();
        }
        SleepUntil = parameters[0];
        field.Switch(false);
        return Answer(0x00);
    }
}
