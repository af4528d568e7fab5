using Hal;

namespace Virtual.EInk;

/// <summary>Registers and RAM of an SSD1683, and the judgement whether an update from them would be sound.</summary>
internal sealed class PanelMemory
{
    const int RowLength = VirtualSsd1683.Width / 8;
    const int LongestRegister = 227;           // 32h, the waveforms

    readonly byte[] _picture = new byte[RowLength * VirtualSsd1683.Height];    // RAM 24h
    readonly byte[] _previous = new byte[RowLength * VirtualSsd1683.Height];   // RAM 26h
    readonly Dictionary<byte, byte[]> _registers = [];
    readonly List<byte> _data = [];
    readonly List<string> _faults = [];
    int _column, _row;                         // the one address counter of both banks
    bool _isFull;                              // the counter went round since it was set

    public PanelMemory() => PowerUp();

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

    /// <summary>After power-up both banks hold anything.</summary>
    public void PowerUp()
    {
        new Random(1683).NextBytes(_picture);
        new Random(3861).NextBytes(_previous);
        Reset();
    }

    /// <summary>A reset spares the banks.</summary>
    public void Reset()
    {
        _registers.Clear();
        (_column, _row, _isFull) = (0, 0, false);
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
                Set(value);
                return PanelData.Register;
        }
    }

    void Set(byte value)
    {
        if (_data.Count == LongestRegister)
        {
            Fault($"more data than command {Command:X2} has");
            return;
        }
        _data.Add(value);
        _registers[Command] = [.. _data];
        switch (Command, _data)
        {
            case (0x4E, [var column]):
                (_column, _isFull) = (column, false);
                break;
            case (0x4F, [var low, var high]):
                (_row, _isFull) = (high << 8 | low, false);
                break;
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

    /// <summary>Stores a byte where the counter stands; it runs through the window row by row, and at its end starts anew.</summary>
    void Store(byte[] bank, byte value)
    {
        if (!IsSet(0x11, 0x03) || !_registers.ContainsKey(0x4E) || !_registers.ContainsKey(0x4F) || Window() is not { } window)
        {
            Fault("a bank is written without a window on the panel, its cursor and its direction set");
            return;
        }
        if (_column < window.Left || _column > window.Right || _row < window.Top || _row > window.Bottom)
        {
            Fault("the cursor is outside the window");
            return;
        }
        if (_isFull)
        {
            Fault("more bytes than the window has");
        }
        bank[_row * RowLength + _column] = value;
        if (_column++ == window.Right)
        {
            _column = window.Left;
            _isFull |= _row == window.Bottom;
            _row = _row == window.Bottom ? window.Top : _row + 1;
        }
    }

    /// <summary>Registers 44 and 45, in bytes and rows.</summary>
    (int Left, int Right, int Top, int Bottom)? Window() =>
        _registers.TryGetValue(0x44, out var x) && x is [var left, var right] && left <= right && right < RowLength
        && _registers.TryGetValue(0x45, out var y) && y is [var topLow, var topHigh, var bottomLow, var bottomHigh]
        && (Top: topHigh << 8 | topLow, Bottom: bottomHigh << 8 | bottomLow) is var rows && rows.Top <= rows.Bottom && rows.Bottom < VirtualSsd1683.Height
            ? (left, right, rows.Top, rows.Bottom)
            : null;
}

/// <summary>What a data byte was for.</summary>
internal enum PanelData
{
    Register,
    Pixels,
    DeepSleep,
}
