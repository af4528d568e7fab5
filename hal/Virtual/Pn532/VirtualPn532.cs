using Virtual.Wires;

namespace Virtual.Pn532;

/// <summary>
/// A PN532 in software, at its host wire: bytes in, frames out. What it does with cards goes through <see cref="Field"/>;
/// what everything would have taken on metal goes into <see cref="Clock"/>.
/// </summary>
/// <remarks>UM0701-02 6.2: a good frame is acknowledged, then answered; ACK from the host ends the running command; NACK asks for the last answer again; a new command ends the old one.</remarks>
public sealed class VirtualPn532 : IDisposable
{
    /// <summary>A frame due sooner than this goes now: timers are no finer.</summary>
    static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(0.5);

    /// <summary>Untimed, an endless search with a card in the field that never answers clearly rests after so many tries until the field changes.</summary>
    const int TriesWithoutTime = 100;

    readonly HostInterface _interface;
    readonly Speed _speed;
    readonly TimeProvider _time;
    readonly ITimer _timer;
    readonly HostFrameReader _reader = new();
    readonly ChipCommands _commands;
    readonly Queue<(byte[] Frame, long Due)> _toHost = new();
    byte[] _lastAnswer = ChipFrame.Error;
    ChipReply.Looking? _looking;
    byte _lookingCode;
    int _tried;
    long _now;            // how far the chip's own time has come; ahead of the clock on the wall while it works
    byte _wakers = 0xFF;
    bool _wokeHalf;       // the last byte heard asleep was a first 55

    /// <param name="wire">Which wire it listens to.</param>
    /// <param name="speed">Whether answers take their time.</param>
    /// <param name="time">By which they take it.</param>
    public VirtualPn532(HostInterface wire, Speed speed = Speed.Free, TimeProvider? time = null)
    {
        (_interface, _speed, _time) = (wire, speed, time ?? TimeProvider.System);
        Field = new(Clock);
        Field.Changed += OnFieldChanged;
        _commands = new(Field, new Registers(), Clock);
        _timer = _time.CreateTimer(_ => OnTime(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Reset();
    }

    public WireClock Clock { get; } = new();

    public RfField Field { get; }

    /// <summary>A frame may be taken: the P70_IRQ line falls.</summary>
    public event Action? Ready;

    /// <summary>HSU speed of the chip, both ways.</summary>
    public int BaudRate { get; private set; }

    /// <summary>After SetSerialBaudRate, while the chip waits for the host's ACK.</summary>
    public int? NextBaudRate
    {
        get
        {
            lock (Field.Gate)
            {
                return _commands.NextBaudRate;
            }
        }
    }

    public bool IsAsleep { get; private set; }

    /// <summary>It hears and says nothing any more, until it is reset: its firmware hangs, or its reset line is held low.</summary>
    public bool IsHung { get; private set; }

    /// <summary>Whether a frame may be taken now; P70_IRQ is low.</summary>
    public bool IsReady
    {
        get
        {
            lock (Field.Gate)
            {
                return HeadIsDue();
            }
        }
    }

    /// <summary>Power-on, or a pulse on RSTPDN: asleep in low-Vbat mode, 115200 baud, everything forgotten.</summary>
    public void Reset()
    {
        lock (Field.Gate)
        {
            _commands.Reset();
            _reader.Clear();
            _toHost.Clear();
            _looking = null;
            (BaudRate, IsAsleep, IsHung, _wakers, _wokeHalf, _lastAnswer) = (115200, true, false, 0xFF, false, ChipFrame.Error);
        }
    }

    /// <summary>From now on nothing but a reset reaches it.</summary>
    public void Hang()
    {
        lock (Field.Gate)
        {
            Abort();
            _reader.Clear();
            IsHung = true;
        }
    }

    /// <summary>The time of bytes on a clocked bus, which the bus itself counts.</summary>
    internal void PassOnBus(TimeSpan span)
    {
        lock (Field.Gate)
        {
            Clock.AddLink(span);
            Pass(span);
        }
    }

    /// <summary>Bytes from the host, as many or few at a time as the wire brings.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        lock (Field.Gate)
        {
            if (_interface == HostInterface.Hsu)
            {
                Pass(HsuTime(bytes.Length));
                bytes = IsAsleep ? AfterWakeUp(bytes) : bytes;
            }
            if (!IsAsleep && !IsHung)
            {
                _reader.Append(bytes);
                while (_reader.TryRead(out var input))
                {
                    Handle(input);
                }
            }
        }
        Announce();
    }

    /// <summary>The bus selected the chip (I2C address match, NSS low): wakes it if PowerDown allowed that. False: it slept until now.</summary>
    public bool Select()
    {
        lock (Field.Gate)
        {
            if (IsHung)
            {
                return false;
            }
            if (!IsAsleep)
            {
                _reader.Clear();
                return true;
            }
            IsAsleep = (_wakers & (_interface == HostInterface.I2c ? 0x80 : 0x20)) == 0;
            return false;
        }
    }

    /// <summary>The next frame for the host, if one is due.</summary>
    public bool TryTake(out byte[] frame)
    {
        lock (Field.Gate)
        {
            if (!HeadIsDue())
            {
                frame = [];
                return false;
            }
            frame = _toHost.Dequeue().Frame;
            if (_toHost.Count == 0 && _commands.SleepUntil is { } wakers)
            {
                (IsAsleep, _wakers, _commands.SleepUntil) = (true, wakers, null);
            }
        }
        Announce();
        return true;
    }

    public void Dispose()
    {
        Field.Changed -= OnFieldChanged;
        _timer.Dispose();
    }

    /// <summary>55 55 wakes the chip (UM0701-02 7.2.11); what stands before is lost. The rest of the host's padding is taken for preamble.</summary>
    ReadOnlySpan<byte> AfterWakeUp(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            var isWake = bytes[i] == 0x55;
            if (isWake && _wokeHalf && (_wakers & 0x10) != 0)
            {
                (IsAsleep, _wokeHalf) = (false, false);
                return bytes[(i + 1)..];
            }
            _wokeHalf = isWake;
        }
        return [];
    }

    void Handle(HostInput input)
    {
        switch (input)
        {
            case HostInput.Ack:
                Abort();
                SwitchBaudRate();
                break;
            case HostInput.Nack:
                Send(_lastAnswer);
                break;
            case HostInput.Nonsense:
                Abort();
                Send(Acknowledge());
                Answer(ChipFrame.Error);
                break;
            case HostInput.Command({ } content):
                Abort();
                _commands.NextBaudRate = null;
                Send(Acknowledge());
                Start(content[0], content.AsSpan(1));
                break;
        }
    }

    void Abort()
    {
        _looking = null;
        _toHost.Clear();
        _commands.SleepUntil = null;
    }

    void SwitchBaudRate()
    {
        BaudRate = _commands.NextBaudRate ?? BaudRate;
        _commands.NextBaudRate = null;
    }

    void Start(byte code, ReadOnlySpan<byte> parameters)
    {
        var before = Clock.Read();
        var reply = _commands.Execute(code, parameters);
        PassSince(before);
        switch (reply)
        {
            case ChipReply.Answer({ } content):
                Answer(code, content);
                break;
            case ChipReply.SyntaxError:
                Answer(ChipFrame.Error);
                break;
            case ChipReply.Looking looking:
                (_looking, _lookingCode, _tried) = (looking, code, 0);
                Look();
                break;
        }
    }

    /// <summary>Goes on looking for cards as far as time allows.</summary>
    void Look()
    {
        while (_looking is { } looking && !IsAhead())
        {
            if (looking.Attempts is null && (!Field.HasCards || _speed == Speed.Free && _tried >= TriesWithoutTime))
            {
                return;   // for ever, and nothing to be seen: until a card comes
            }
            var before = Clock.Read();
            var found = looking.Attempt();
            PassSince(before);
            if (found is not null || ++_tried == looking.Attempts)
            {
                _looking = null;
                Answer(_lookingCode, found ?? looking.Nothing);
            }
        }
    }

    void OnFieldChanged()
    {
        lock (Field.Gate)
        {
            _tried = _looking is { Attempts: null } ? 0 : _tried;
            Look();
        }
        Announce();
    }

    void OnTime()
    {
        lock (Field.Gate)
        {
            Look();
        }
        Announce();
    }

    void Answer(byte code, ReadOnlySpan<byte> content) => Answer(ChipFrame.Encode([(byte)(code + 1), .. content], _commands.IsBare));

    void Answer(byte[] frame) => Send(_lastAnswer = frame);

    byte[] Acknowledge() => _commands.IsBare ? ChipFrame.Ack[1..^1] : ChipFrame.Ack;

    void Send(byte[] frame)
    {
        if (_interface == HostInterface.Hsu)
        {
            Pass(HsuTime(frame.Length));
        }
        _toHost.Enqueue((frame, _now));
    }

    /// <summary>8N1: ten bits a byte.</summary>
    TimeSpan HsuTime(int bytes)
    {
        var span = TimeSpan.FromSeconds(bytes * 10.0 / BaudRate);
        Clock.AddLink(span);
        return span;
    }

    void PassSince(WireTime before)
    {
        var spent = Clock.Read() - before;
        Pass(spent.Rf + spent.Card);
    }

    void Pass(TimeSpan span)
    {
        if (_speed == Speed.Paced)
        {
            _now = Math.Max(_now, _time.GetTimestamp()) + (long)(span.TotalSeconds * _time.TimestampFrequency);
        }
    }

    TimeSpan Until(long due) => _speed == Speed.Paced ? _time.GetElapsedTime(_time.GetTimestamp(), due) : TimeSpan.Zero;

    bool IsAhead() => Until(_now) >= Soon;

    bool HeadIsDue() => _toHost.TryPeek(out var head) && Until(head.Due) < Soon;

    /// <summary>Says that a frame may be taken, or sets the timer to when one may.</summary>
    void Announce()
    {
        bool isDue;
        lock (Field.Gate)
        {
            isDue = HeadIsDue();
            var wait = Timeout.InfiniteTimeSpan;
            if (!isDue && _toHost.TryPeek(out var head))
            {
                wait = Until(head.Due);
            }
            else if (_looking is not null && IsAhead())
            {
                wait = Until(_now);
            }
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
        if (isDue)
        {
            Ready?.Invoke();
        }
    }
}
