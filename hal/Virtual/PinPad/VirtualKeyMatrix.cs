using System.Device.Gpio;
using Hal;
using Hal.PinPad;
using Virtual.Contacts;
using Virtual.Gpio;

namespace Virtual.PinPad;

/// <summary>Twelve contacts between four rows and three columns, without diodes: they chatter when pressed and released, and three in a rectangle show a fourth.</summary>
public sealed class VirtualKeyMatrix
{
    static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(60);
    static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(3), Glance = TimeSpan.FromMilliseconds(5);

    /// <summary>Reads of a column in six looks, two more than a key needs to be believed: at each key while one is down, at all rows at once while none is.</summary>
    const int LooksWhileDown = 6 * MatrixPins.KeyCount, LooksWhileUp = 6 * MatrixPins.ColumnCount;

    readonly Lock _lock = new();
    readonly VirtualGpioDriver _gpio;
    readonly MatrixPins _pins;
    readonly TimeProvider _time;
    readonly Chatter[] _contacts;
    readonly List<(int One, int Other)> _shorts = [];
    readonly List<string> _faults = [];
    int _looks;
    long? _lookedAt;

    public VirtualKeyMatrix(VirtualGpioDriver gpio, MatrixPins pins, TimeProvider time)
    {
        (_gpio, _pins, _time) = (gpio, pins, time);
        _contacts = [.. Enumerable.Range(0, MatrixPins.KeyCount).Select(place => new Chatter(place, time))];
        foreach (var line in pins.Rows.Concat(pins.Columns))
        {
            gpio.Attach(line, () => Level(line));
        }
        gpio.HostChanged += (pin, level) => Judge(pin, level);
    }

    /// <summary>How often one of its lines was read.</summary>
    public int Looks { get { lock (_lock) { return _looks; } } }

    /// <summary>How long a contact chatters after each motion.</summary>
    public TimeSpan Bounce { get; set; } = TimeSpan.FromMilliseconds(8);

    /// <summary>What would have short-circuited two keys' lines.</summary>
    public IReadOnlyList<string> Faults { get { lock (_lock) { return [.. _faults]; } } }

    /// <summary>A splash of solder between two lines, by their GPIO.</summary>
    public void Short(int one, int other)
    {
        lock (_lock)
        {
            _shorts.Add((one, other));
        }
    }

    public void Press(Key key) => Move(key, isDown: true);

    public void Release(Key key) => Move(key, isDown: false);

    /// <summary>Presses a key as a finger does, and returns when it is up again. Where somebody looks, but so seldom that the press would be missed, it takes longer: a finger feels that, too.</summary>
    public async Task PressAsync(Key key, TimeSpan hold, CancellationToken cancel)
    {
        Press(key);
        try
        {
            await StayAsync(hold, LooksWhileDown, cancel);
        }
        finally
        {
            Release(key);
        }
        await StayAsync(Hold, LooksWhileUp, cancel);
    }

    async Task StayAsync(TimeSpan least, int enough, CancellationToken cancel)
    {
        var (begun, looks) = (_time.GetTimestamp(), Looks);
        await Task.Delay(least, _time, cancel);
        while (Looks - looks < enough && SomebodyLooks && _time.GetElapsedTime(begun) < LongestHold)
        {
            await Task.Delay(Glance, _time, cancel);
        }
    }

    /// <summary>Types digits, <c>*</c> and <c>#</c>, one after the other.</summary>
    public async Task TypeAsync(string keys, CancellationToken cancel)
    {
        foreach (var key in keys.Select(ToKey))
        {
            await PressAsync(key, Hold, cancel);
        }
    }

    public static Key ToKey(char name) => name switch
    {
        >= '0' and <= '9' => Key.Digit0 + (name - '0'),
        '*' => Key.Star,
        '#' => Key.Hash,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "the pad has 0 to 9, * and #"),
    };

    bool SomebodyLooks
    {
        get
        {
            lock (_lock)
            {
                return _lookedAt is { } at && _time.GetElapsedTime(at) < LongestHold;
            }
        }
    }

    void Move(Key key, bool isDown)
    {
        lock (_lock)
        {
            _contacts[MatrixPins.Layout.Index().First(place => place.Item == key).Index].Move(isDown);
        }
    }

    /// <summary>Follows closed contacts and shorts from the lines that are pulled low: a column, through it another row, and from there any column.</summary>
    PinValue? Level(int asked)
    {
        lock (_lock)
        {
            _looks++;
            _lookedAt = _time.GetTimestamp();
            var low = _pins.Rows.Concat(_pins.Columns).Where(line => _gpio.FromHost(line) == PinValue.Low).ToHashSet();
            for (var found = -1; found != low.Count;)
            {
                found = low.Count;
                foreach (var (one, other) in Closed().Concat(_shorts))
                {
                    if (low.Contains(one) || low.Contains(other))
                    {
                        low.Add(one);
                        low.Add(other);
                    }
                }
            }
            return low.Contains(asked) ? PinValue.Low : null;
        }
    }

    IEnumerable<(int Row, int Column)> Closed() =>
        from place in Enumerable.Range(0, _contacts.Length)
        where _contacts[place].IsClosed(Bounce)
        select (_pins.Rows[place / MatrixPins.ColumnCount], _pins.Columns[place % MatrixPins.ColumnCount]);

    void Judge(int pin, PinValue? level)
    {
        if (level == PinValue.High && (_pins.Rows.Contains(pin) || _pins.Columns.Contains(pin)))
        {
            lock (_lock)
            {
                _faults.Add($"line on GPIO {pin} driven high: two keys would short it");
            }
        }
    }
}
