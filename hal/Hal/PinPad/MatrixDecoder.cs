using System.Numerics;

namespace Hal.PinPad;

/// <summary>Turns samples of the pad into strokes of one key at a time.</summary>
/// <remarks>The pad has no diodes: three keys in a rectangle show a fourth. So two keys or more are none, until all are up; that stops ghosts and
/// mashing alike. A key goes Down, perhaps Stuck, Up; one that jammed with others may be Stuck and Up without a Down.</remarks>
internal sealed class MatrixDecoder
{
    public static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(10);

    readonly KeyDebouncer _debouncer = new();
    readonly TimeSpan[] _downSince = new TimeSpan[MatrixPins.KeyCount];
    ushort _settled;
    ushort _stuck;
    ushort _held;        // the one key that is Down, or none
    bool _isJammed;

    /// <param name="sample">One bit a key in the order of <see cref="MatrixPins.Layout"/>, 1 = closed.</param>
    /// <param name="now">Since any fixed moment.</param>
    /// <param name="strokes">What happened is added to it.</param>
    public void Take(ushort sample, TimeSpan now, List<(Key Key, KeyMotion Motion)> strokes)
    {
        var before = _settled;
        _settled = _debouncer.Take(sample);
        foreach (var key in Keys(_settled & ~before))
        {
            _downSince[key] = now;
        }
        Release(_stuck & ~_settled, strokes);
        FindStuck(now, strokes);

        var live = (ushort)(_settled & ~_stuck);
        if (_held != 0 && live != _held)
        {
            Say(_held, KeyMotion.Up, strokes);
            _held = 0;
            _isJammed = live != 0;
        }
        else if (_isJammed)
        {
            _isJammed = live != 0;
        }
        else if (BitOperations.PopCount(live) > 1)
        {
            _isJammed = true;
        }
        else if (live != _held && (sample & ~_stuck & ~live) == 0)   // and no other is on its way down
        {
            Say(live, KeyMotion.Down, strokes);
            _held = live;
        }
    }

    void Release(int keys, List<(Key, KeyMotion)> strokes)
    {
        Say(keys, KeyMotion.Up, strokes);
        _stuck &= (ushort)~keys;
    }

    void FindStuck(TimeSpan now, List<(Key, KeyMotion)> strokes)
    {
        foreach (var key in Keys(_settled & ~_stuck))
        {
            if (now - _downSince[key] >= StuckAfter)
            {
                var bit = (ushort)(1 << key);
                Say(bit, KeyMotion.Stuck, strokes);
                _stuck |= bit;
                _held &= (ushort)~bit;   // its Up comes when it comes up
            }
        }
    }

    static void Say(int keys, KeyMotion motion, List<(Key, KeyMotion)> strokes)
    {
        foreach (var key in Keys(keys))
        {
            strokes.Add((MatrixPins.Layout[key], motion));
        }
    }

    static IEnumerable<int> Keys(int mask)
    {
        for (; mask != 0; mask &= mask - 1)
        {
            yield return BitOperations.TrailingZeroCount(mask);
        }
    }
}
