using System.Device.Gpio;
using System.Device.Spi;
using Hal;
using Hal.EInk;
using Virtual.Gpio;

namespace Virtual.EInk;

/// <summary>An SSD1683 with a 400×300 panel behind SPI and four pins: decodes commands, keeps both RAM banks, is busy as long as the metal,
/// shows ghosts, and notes every fault of protocol that would harm or spoil a real panel.</summary>
public sealed class VirtualSsd1683 : SpiDevice
{
    public const int Width = 400, Height = 300;
    const int BankSize = Width / 8 * Height;

    static readonly TimeSpan ResetLength = TimeSpan.FromMilliseconds(10);
    static readonly TimeSpan PowerOn = TimeSpan.FromMilliseconds(96);
    static readonly TimeSpan PowerOff = TimeSpan.FromMilliseconds(268);
    static readonly TimeSpan Partial = TimeSpan.FromMilliseconds(358);
    static readonly TimeSpan Fast = TimeSpan.FromMilliseconds(1140);
    static readonly TimeSpan Full = TimeSpan.FromMilliseconds(3500);   // 3 to 4 s

    readonly Lock _lock = new();
    readonly VirtualGpioDriver _gpio;
    readonly PanelPins _pins;
    readonly TimeProvider? _pace;
    readonly ElectronicInk _ink = new(Width, Height);
    readonly byte[] _picture = new byte[BankSize];    // RAM 24h
    readonly byte[] _previous = new byte[BankSize];   // RAM 26h
    readonly Dictionary<byte, byte[]> _registers = [];
    readonly List<byte> _data = [];
    readonly List<string> _faults = [];
    readonly List<PanelUpdate> _updates = [];
    byte[] _displayed = [];   // the picture of the last update
    Action? _free;            // ends BUSY when nothing is paced
    Action? _ending;          // what happens when BUSY falls
    ITimer? _timer;
    byte _command;
    int _cursor;
    int _looks;               // how often BUSY was looked at while up; the measure of time when nothing is paced
    bool _isPowered;
    bool _isAsleep;
    bool _isDriven;
    bool _needsFull = true;
    TimeSpan _time;
    PanelJam _jam;

    /// <param name="gpio">The pins' other side.</param>
    /// <param name="pins">Where the control wires are.</param>
    /// <param name="pace">The clock an update really waits on; null: updates end when somebody has looked at BUSY, and their time is only counted.</param>
    public VirtualSsd1683(VirtualGpioDriver gpio, PanelPins pins, TimeProvider? pace = null)
    {
        (_gpio, _pins, _pace) = (gpio, pins, pace);
        new Random(1683).NextBytes(_picture);    // RAM after power-up holds anything
        new Random(3861).NextBytes(_previous);
        gpio.HostChanged += HostChanged;
        gpio.Attach(pins.Busy, LookAtBusy);
    }

    /// <summary>An update ended: the picture is another one. Raised on the thread that ended it.</summary>
    public event Action<PanelUpdate>? Updated;

    /// <summary>An update began: for so long the panel flashes or fades.</summary>
    public event Action<PanelUpdate>? Updating;

    public override SpiConnectionSettings ConnectionSettings { get; } = new(0, 0) { ClockFrequency = 10_000_000, Mode = SpiMode.Mode0 };

    /// <summary>What a real panel would have suffered from, in words.</summary>
    public IReadOnlyList<string> Faults { get { lock (_lock) { return [.. _faults]; } } }

    public IReadOnlyList<PanelUpdate> Updates { get { lock (_lock) { return [.. _updates]; } } }

    /// <summary>What the eye sees: rows × 400 grey levels, 0 black.</summary>
    public byte[] VisiblePixels { get { lock (_lock) { return _ink.Grey.ToArray(); } } }

    /// <summary>The time all of it takes on metal: bytes on the wire and BUSY.</summary>
    public TimeSpan ModelledTime { get { lock (_lock) { return _time; } } }

    public bool IsBusy { get { lock (_lock) { return _ending is not null; } } }
    public bool IsAsleep { get { lock (_lock) { return _isAsleep; } } }

    /// <summary>The drive voltage is on; a panel left so ages.</summary>
    public bool IsDriven { get { lock (_lock) { return _isDriven; } } }

    /// <summary>Breaks the panel, or mends it.</summary>
    public PanelJam Jam { get { lock (_lock) { return _jam; } } set { lock (_lock) { _jam = value; } } }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (_lock)
        {
            if (_jam == PanelJam.Unplugged)
            {
                return;
            }
            _time += TimeSpan.FromSeconds(buffer.Length * 8 / (double)ConnectionSettings.ClockFrequency);
            if (buffer.Length > 4096)
            {
                _faults.Add($"{buffer.Length} bytes in one transfer; spidev takes 4096");
            }
            if (!_isPowered || _isAsleep)
            {
                _faults.Add(_isPowered ? "written to while asleep" : "written to without power");
                return;
            }
            if (_ending is not null)
            {
                _faults.Add($"written to while busy, in command {_command:X2}");
                return;
            }
        }
        foreach (var value in buffer)
        {
            if (_gpio.FromHost(_pins.DataCommand) == PinValue.High)
            {
                TakeData(value);
            }
            else
            {
                TakeCommand(value);
            }
        }
    }

    public override void Read(Span<byte> buffer) => buffer.Clear();   // the panel's data wire is one-way

    public override void TransferFullDuplex(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        Write(writeBuffer);
        readBuffer.Clear();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gpio.HostChanged -= HostChanged;
            _timer?.Dispose();
        }
        base.Dispose(disposing);
    }

    void TakeCommand(byte command)
    {
        PanelUpdate? beginning = null;
        lock (_lock)
        {
            _command = command;
            _data.Clear();
            switch (command)
            {
                case 0x12:
                    Reset();
                    BeBusy(ResetLength, () => { });
                    break;
                case 0x20:
                    beginning = Trigger();
                    break;
            }
        }
        if (beginning is not null)
        {
            Updating?.Invoke(beginning);
        }
    }

    void TakeData(byte value)
    {
        lock (_lock)
        {
            switch (_command)
            {
                case 0x24 or 0x26:
                    Store(_command == 0x24 ? _picture : _previous, value);
                    break;
                case 0x10 when (value & 1) != 0:
                    (_isAsleep, _needsFull, _isDriven) = (true, true, false);
                    break;
                default:
                    _data.Add(value);
                    _registers[_command] = [.. _data];
                    if (_command is 0x4E or 0x4F)
                    {
                        _cursor = 0;
                    }
                    break;
            }
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

    /// <summary>Command 20: carries out the sequence in 22, a bit a step (clock, analog, temperature, waveform, differential, display, analog off, clock off).</summary>
    PanelUpdate? Trigger()
    {
        var sequence = _registers.GetValueOrDefault<byte, byte[]>(0x22, [0])[0];
        var switchesOn = (sequence & 0x40) != 0 && !_isDriven;
        var switchesOff = (sequence & 0x02) != 0;
        if ((sequence & 0x04) == 0)
        {
            BeBusy(switchesOff ? PowerOff : switchesOn ? PowerOn : ResetLength, () => _isDriven = !switchesOff && (_isDriven || switchesOn));
            return null;
        }
        var mode = (sequence & 0x08) != 0 ? Refresh.Partial
            : (sequence & 0x20) == 0 && IsSet(0x1A, 0x6E) ? Refresh.Fast
            : Refresh.Full;
        Judge(mode);
        var update = new PanelUpdate(mode, mode switch
        {
            Refresh.Partial => Partial + (switchesOn ? PowerOn : TimeSpan.Zero),
            Refresh.Fast => Fast,
            Refresh.Full => Full,
        });
        byte[] picture = [.. _picture], previous = [.. _previous];
        BeBusy(update.Length, () =>
        {
            _ink.Apply(mode, picture, previous);
            _updates.Add(update);
            (_displayed, _isDriven, _needsFull) = (picture, !switchesOff, false);
        }, update);
        return update;
    }

    void Judge(Refresh mode)
    {
        if (_needsFull && mode != Refresh.Full)
        {
            Fault($"{mode} is the first update after power-up or deep sleep");
        }
        if (mode == Refresh.Partial)
        {
            if (!_needsFull && !_previous.AsSpan().SequenceEqual(_displayed))
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

    bool IsSet(byte register, params ReadOnlySpan<byte> value) =>
        _registers.TryGetValue(register, out var set) && set.AsSpan().SequenceEqual(value);

    void Fault(string what)
    {
        if (_faults is [] || _faults[^1] != what)   // a bank of 15,000 bytes is one fault
        {
            _faults.Add(what);
        }
    }

    void Reset()
    {
        _registers.Clear();
        _isAsleep = false;
        _isDriven = false;
        _cursor = 0;
    }

    void BeBusy(TimeSpan length, Action ending, PanelUpdate? update = null)
    {
        _time += length;
        _looks = 0;
        _ending = ending;
        _timer?.Dispose();
        _gpio.Drive(_pins.Busy, PinValue.High);
        if (_pace is not null && _jam == PanelJam.None)
        {
            _timer = _pace.CreateTimer(_ => EndBusy(ending, update), null, length, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _free = () => EndBusy(ending, update);
        }
    }

    void EndBusy(Action ending, PanelUpdate? update)
    {
        lock (_lock)
        {
            if (_ending != ending)
            {
                return;   // a reset came between
            }
            _ending = null;
            ending();
        }
        _gpio.Drive(_pins.Busy, PinValue.Low);
        if (update is not null)
        {
            Updated?.Invoke(update);
        }
    }

    PinValue? LookAtBusy()
    {
        Action? end;
        lock (_lock)
        {
            if (_jam == PanelJam.Unplugged)
            {
                return PinValue.Low;
            }
            if (_ending is null)
            {
                return null;
            }
            end = _pace is null && _jam == PanelJam.None && _looks++ > 0 ? _free : null;
        }
        end?.Invoke();
        return null;
    }

    void HostChanged(int pin, PinValue? level)
    {
        lock (_lock)
        {
            if (pin == _pins.Power)
            {
                var hadPower = _isPowered;
                _isPowered = level == PinValue.High;
                if (_isPowered && !hadPower)
                {
                    (_needsFull, _isAsleep) = (true, false);
                    _registers.Clear();
                }
            }
            else if (pin == _pins.Reset && level == PinValue.High && _isPowered)
            {
                if (_jam == PanelJam.UntilReset)
                {
                    _jam = PanelJam.None;
                }
                Reset();
                _needsFull = true;
                if (_jam != PanelJam.Unplugged)
                {
                    BeBusy(ResetLength, () => { });
                }
            }
        }
    }
}
