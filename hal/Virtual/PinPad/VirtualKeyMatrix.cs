using System.Device.Gpio;
using Hal;
using Hal.PinPad;
using Virtual.Gpio;

namespace Virtual.PinPad;

/// <summary>Twelve contacts between four rows and three columns, without diodes: they chatter when pressed and released, and three in a rectangle show a fourth.</summary>
public sealed class VirtualKeyMatrix
{
    static readonly TimeSpan Slot = TimeSpan.FromMilliseconds(0.5);
    static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(60);

    readonly Lock _lock = new();
    readonly VirtualGpioDriver _gpio;
    readonly MatrixPins _pins;
    readonly TimeProvider _time;
    readonly Contact[] _contacts;
    readonly List<string> _faults = [];

    public VirtualKeyMatrix(VirtualGpioDriver gpio, MatrixPins pins, TimeProvider time)
    {
        (_gpio, _pins, _time) = (gpio, pins, time);
        _contacts = [.. Enumerable.Range(0, MatrixPins.KeyCount).Select(_ => new Contact(time.GetTimestamp()))];
        for (var column = 0; column < pins.Columns.Count; column++)
        {
            var asked = column;
            gpio.Attach(pins.Columns[column], () => ColumnLevel(asked));
        }
        gpio.HostChanged += (pin, level) => Judge(pin, level);
    }

    /// <summary>How long a contact chatters after each motion.</summary>
    public TimeSpan Bounce { get; set; } = TimeSpan.FromMilliseconds(8);

    /// <summary>What would have short-circuited two keys' lines.</summary>
    public IReadOnlyList<string> Faults { get { lock (_lock) { return [.. _faults]; } } }

    public void Press(Key key) => Move(key, isDown: true);

    public void Release(Key key) => Move(key, isDown: false);

    /// <summary>Presses a key as a finger does, and returns when it is up again.</summary>
    public async Task PressAsync(Key key, TimeSpan hold, CancellationToken cancel)
    {
        Press(key);
        try
        {
            await Task.Delay(hold, _time, cancel);
        }
        finally
        {
            Release(key);
        }
        await Task.Delay(Hold, _time, cancel);
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

    void Move(Key key, bool isDown)
    {
        lock (_lock)
        {
            var contact = _contacts[MatrixPins.Layout.Index().First(place => place.Item == key).Index];
            (contact.IsDown, contact.MovedAt, contact.Motions) = (isDown, _time.GetTimestamp(), contact.Motions + 1);
        }
    }

    /// <summary>Follows closed contacts from the rows that are pulled low: a column, through it another row, and from there any column.</summary>
    PinValue? ColumnLevel(int asked)
    {
        lock (_lock)
        {
            var rows = Enumerable.Range(0, MatrixPins.RowCount).Where(row => _gpio.FromHost(_pins.Rows[row]) == PinValue.Low).ToHashSet();
            var columns = new HashSet<int>();
            for (var found = -1; found != rows.Count + columns.Count;)
            {
                found = rows.Count + columns.Count;
                foreach (var (row, column) in Closed())
                {
                    if (rows.Contains(row) || columns.Contains(column))
                    {
                        rows.Add(row);
                        columns.Add(column);
                    }
                }
            }
            return columns.Contains(asked) ? PinValue.Low : null;
        }
    }

    IEnumerable<(int Row, int Column)> Closed() =>
        from place in Enumerable.Range(0, _contacts.Length)
        where IsClosed(_contacts[place], place)
        select (place / MatrixPins.ColumnCount, place % MatrixPins.ColumnCount);

    bool IsClosed(Contact contact, int place)
    {
        var since = _time.GetElapsedTime(contact.MovedAt);
        return since >= Bounce || contact.Motions == 0
            ? contact.IsDown
            : new Random(HashOf(place, contact.Motions, (int)(since / Slot))).Next(2) == 0;   // the same chatter in every run
    }

    static int HashOf(int place, int motions, int slot) => (place * 7919 + motions) * 104729 + slot;

    void Judge(int pin, PinValue? level)
    {
        if (level == PinValue.High && _pins.Rows.Contains(pin))
        {
            lock (_lock)
            {
                _faults.Add($"row on GPIO {pin} driven high: two keys in a column would short it");
            }
        }
    }

    sealed class Contact(long movedAt)
    {
        public bool IsDown;
        public long MovedAt = movedAt;
        public int Motions;
    }
}
