using Hal;

namespace Virtual.EInk;

/// <summary>Registers and RAM of an SSD1683, and the judgement whether an update from them would be sound.</summary>
internal sealed class PanelMemory
{
    const int BankSize = VirtualSsd1683.Width / 8 * VirtualSsd1683.Height;

    readonly byte[] _picture = Noise(1683);    // RAM 24h; after power-up it holds anything
    readonly byte[] _previous = Noise(3861);   // RAM 26h
    readonly Dictionary<byte, byte[]> _registers = [];
    readonly List<byte> _data = [];
    readonly List<string> _faults = [];
    int _cursor;

    public byte Command { get; private set; }
    public ReadOnlySpan<byte> Picture => _picture;
    public ReadOnlySpan<byte> Previous => _previous;

    /// <summary>The picture of the last update; empty before the first.</summary>
    public byte[] Displayed { get; set; } = [];

    /// <summary>Register 22, the steps of the next update.</summary>
    public byte Sequence => _registers.TryGetValue(0x22, out var steps) ? steps[0] : (byte)0;

    public IReadOnlyList<string> Faults => _faults;

    public void Fault(string what)
    {
        if (_faults is [] || _faults[^1] != what)   // a bank of 15,000 bytes is one fault
        {
            _faults.Add(what);
        }
    }

    public void Reset()
    {
        _registers.Clear();
        _cursor = 0;
    }

    public void Begin(byte command)
    {
        Command = command;
        _data.Clear();
    }

    public PanelData Take(byte value)
    {
        switch (Command)
        {
            case 0x24 or 0x26:
                Store(Command == 0x24 ? _picture : _previous, value);
                return PanelData.Pixels;
            case 0x10 when (value & 1) != 0:
                return PanelData.DeepSleep;
            default:
                _data.Add(value);
                _registers[Command] = [.. _data];
                _cursor = Command is 0x4E or 0x4F ? 0 : _cursor;
                return PanelData.Register;
        }
    }

    public bool IsSet(byte register, params ReadOnlySpan<byte> value) =>
        _registers.TryGetValue(register, out var set) && set.AsSpan().SequenceEqual(value);

    /// <param name="mode">The update about to run.</param>
    /// <param name="needsFull">Nothing else is defined yet.</param>
    public void Judge(Refresh mode, bool needsFull)
    {
        if (needsFull && mode != Refresh.Full)
        {
            Fault($"{mode} is the first update after power-up or deep sleep");
        }
        if (mode == Refresh.Partial)
        {
            if (!needsFull && !_previous.AsSpan().SequenceEqual(Displayed))
            {
                Fault("banks out of step: the previous one is not what the panel shows");
            }
            if (_picture.AsSpan().SequenceEqual(_previous))
            {
                Fault("a partial update that changes nothing");
            }
        }
        else if (!_picture.AsSpan().SequenceEqual(_previous))
        {
            Fault($"banks out of step at a {mode} update");
        }
        if (!IsSet(0x3C, mode == Refresh.Partial ? (byte)0x80 : (byte)0x05))
        {
            Fault($"border not set for {mode}: it flashes");
        }
        if (!IsSet(0x21, mode == Refresh.Partial ? (byte)0x00 : (byte)0x40, 0x00))
        {
            Fault($"display option 21 not set for {mode}");
        }
        if (!IsSet(0x01, 0x2B, 0x01, 0x00) || !IsSet(0x18, 0x80))
        {
            Fault("not initialised: gates or temperature sensor");
        }
    }

    void Store(byte[] bank, byte value)
    {
        if (!IsSet(0x11, 0x03) || !IsSet(0x44, 0x00, 0x31) || !IsSet(0x45, 0x00, 0x00, 0x2B, 0x01) || !IsSet(0x4E, 0x00) || !IsSet(0x4F, 0x00, 0x00))
        {
            Fault("a bank is written without the whole window, its cursor and its direction set");
        }
        else if (_cursor == BankSize)
        {
            Fault("more bytes than a bank has");
        }
        else
        {
            bank[_cursor++] = value;
        }
    }

    static byte[] Noise(int seed)
    {
        var bank = new byte[BankSize];
        new Random(seed).NextBytes(bank);
        return bank;
    }
}

/// <summary>What a data byte was for.</summary>
internal enum PanelData
{
    Register,
    Pixels,
    DeepSleep,
}
