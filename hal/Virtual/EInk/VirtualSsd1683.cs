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
    readonly PanelMemory _memory = new();
    readonly List<PanelUpdate> _updates = [];
    Action? _free;            // ends BUSY when nothing is paced
    Action? _ending;          // what happens when BUSY falls
    ITimer? _timer;
    int _looks;               // how often BUSY was looked at while up; the measure of time when nothing is paced
    bool _isPowered;
    bool _isReset;            // since power-up, and RST is up again
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
        gpio.HostChanged += HostChanged;
        gpio.Attach(pins.Busy, LookAtBusy);
    }

    /// <summary>An update ended: the picture is another one. Raised on the thread that ended it.</summary>
    public event Action<PanelUpdate>? Updated;

    /// <summary>An update began: for so long the panel flashes or fades.</summary>
    public event Action<PanelUpdate>? Updating;

    public override SpiConnectionSettings ConnectionSettings { get; } = new(0, 0) { ClockFrequency = 10_000_000, Mode = SpiMode.Mode0 };

    /// <summary>What a real panel would have suffered from, in words.</summary>
    public IReadOnlyList<string> Faults { get { lock (_lock) { return [.. _memory.Faults]; } } }

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
    public PanelJam Jam
    {
        get { lock (_lock) { return _jam; } }
        set
        {
            lock (_lock)
            {
                var wasConnected = _jam != PanelJam.Unplugged;
                _jam = value;
                if (wasConnected != (value != PanelJam.Unplugged))
                {
                    Switch(isOn: !wasConnected && _gpio.FromHost(_pins.Power) == PinValue.High);   // its supply is in the same cable
                }
            }
        }
    }

    /// <summary>The whole appliance loses its supply: an update stops where it was, the picture stays.</summary>
    public void CutPower()
    {
        lock (_lock)
        {
            Switch(isOn: false);
        }
    }

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
                _memory.Fault($"{buffer.Length} bytes in one transfer; spidev takes 4096");
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
            if (IsDeaf())
            {
                return;
            }
            _memory.Begin(command);
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
            if (!IsDeaf() && _memory.Take(value) == PanelData.DeepSleep)
            {
                (_isAsleep, _needsFull, _isDriven) = (true, true, false);
            }
        }
    }

    bool IsDeaf()
    {
        var why = !_isPowered ? "without power"
            : !_isReset ? "before a hardware reset"
            : _isAsleep ? "while asleep"
            : _ending is not null ? $"while busy, in command {_memory.Command:X2}"
            : null;
        if (why is not null)
        {
            _memory.Fault($"written to {why}");
        }
        return why is not null;
    }

    /// <summary>Command 20: carries out the sequence in 22, a bit a step (clock, analog, temperature, waveform, differential, display, analog off, clock off).</summary>
    PanelUpdate? Trigger()
    {
        var sequence = _memory.Sequence;
        var switchesOn = (sequence & 0x40) != 0 && !_isDriven;
        var switchesOff = (sequence & 0x02) != 0;
        if ((sequence & 0x04) == 0)
        {
            BeBusy(switchesOff ? PowerOff : switchesOn ? PowerOn : ResetLength, () => _isDriven = !switchesOff && (_isDriven || switchesOn));
            return null;
        }
        var mode = (sequence & 0x08) != 0 ? Refresh.Partial
            : (sequence & 0x20) == 0 && _memory.IsSet(0x1A, 0x6E) ? Refresh.Fast
            : Refresh.Full;
        _memory.Judge(mode, _needsFull);
        var update = new PanelUpdate(mode, mode switch
        {
            Refresh.Partial => Partial + (switchesOn ? PowerOn : TimeSpan.Zero),
            Refresh.Fast => Fast,
            Refresh.Full => Full,
        });
        byte[] picture = [.. _memory.Picture], previous = [.. _memory.Previous];
        BeBusy(update.Length, () =>
        {
            _ink.Apply(mode, picture, previous);
            _updates.Add(update);
            _memory.Displayed = picture;
            (_isDriven, _needsFull) = (!switchesOff, false);
        }, update);
        return update;
    }

    void Reset()
    {
        _memory.Reset();
        _isAsleep = false;
        _isDriven = false;
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
            if (_jam == PanelJam.Unplugged)
            {
                return;
            }
            if (pin == _pins.Power && _isPowered != (level == PinValue.High))
            {
                Switch(level == PinValue.High);
            }
            else if (pin == _pins.Reset && _isPowered)
            {
                HardwareReset(isOver: level == PinValue.High);
            }
        }
    }

    void Switch(bool isOn)
    {
        (_isPowered, _isReset, _isDriven, _needsFull) = (isOn, false, false, true);
        _isAsleep &= !isOn;   // who looks afterwards sees how it was left
        StopBusy();
        _memory.PowerUp();
    }

    void HardwareReset(bool isOver)
    {
        (_isReset, _needsFull) = (isOver, true);
        if (_jam == PanelJam.UntilReset)
        {
            _jam = PanelJam.None;
        }
        if (_jam != PanelJam.Dead)
        {
            StopBusy();
        }
        if (isOver)
        {
            Reset();
            BeBusy(ResetLength, () => { });
        }
    }

    void StopBusy()
    {
        _timer?.Dispose();
        (_ending, _free) = (null, null);
        _gpio.Drive(_pins.Busy, PinValue.Low);
    }
}
