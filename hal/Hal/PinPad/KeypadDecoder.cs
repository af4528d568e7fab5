using Hal.Input;

namespace Hal.PinPad;

/// <summary>Turns the events of a keyboard or numeric keypad into strokes of one key at a time.</summary>
/// <remarks>
/// <code>
/// pad      keys that are it (linux/input-event-codes.h)
/// 0 to 9   those of the number row, of the number block (whatever NumLock says) and of a telephone's pad (KEY_NUMERIC_0 …)
/// *        * of the number block, - of either, Backspace, a telephone's *, Shift and 8
/// #        Enter of either, a telephone's #, Shift and 3
/// </code>
/// Every other key is none, also NumLock, which some keypads press around each of theirs. A key that goes down while another is held ends that one first,
/// as fast typists' keys overlap; bounces and ghosts are the keypad's own business. The kernel's repetitions say nothing but for how long a key has been held.
/// </remarks>
internal sealed class KeypadDecoder
{
    public static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(10);

    const ushort LeftShift = 42, RightShift = 54;

    readonly Dictionary<ushort, Key> _stuck = [];
    (ushort Code, Key Key, TimeSpan Since)? _held;
    bool _leftShift, _rightShift;
    bool _isLost;   // events are missing, up to the end of what is being reported

    /// <param name="happened">The next event.</param>
    /// <param name="strokes">What it does is added to it.</param>
    public void Take(InputEvent happened, List<(Key Key, KeyMotion Motion)> strokes)
    {
        switch (happened)
        {
            case { Type: InputEvent.SynType, Code: InputEvent.Dropped }:
                LetGo(strokes);
                _isLost = true;
                break;
            case { Type: InputEvent.SynType, Code: InputEvent.Report }:
                _isLost = false;
                break;
            case { Type: InputEvent.KeyType } when !_isLost:
                TakeKey(happened, strokes);
                break;
        }
    }

    /// <summary>The key of the pad that a key of the keyboard is; null where it is none.</summary>
    internal static Key? ToKey(ushort code, bool isShifted) => (code, isShifted) switch
    {
        (4, true) => Key.Hash,                            // Shift and 3
        (9, true) => Key.Star,                            // Shift and 8
        ( >= 2 and <= 11, true) => null,                  // another sign
        ( >= 2 and <= 10, _) => Key.Digit1 + code - 2,    // KEY_1 to KEY_9
        (11 or 82 or 0x200, _) => Key.Digit0,             // KEY_0, KEY_KP0, KEY_NUMERIC_0
        ( >= 71 and <= 73, _) => Key.Digit7 + code - 71,  // KEY_KP7 to KEY_KP9
        ( >= 75 and <= 77, _) => Key.Digit4 + code - 75,  // KEY_KP4 to KEY_KP6
        ( >= 79 and <= 81, _) => Key.Digit1 + code - 79,  // KEY_KP1 to KEY_KP3
        ( >= 0x201 and <= 0x209, _) => Key.Digit1 + code - 0x201,
        (55 or 12 or 74 or 14 or 0x20A, _) => Key.Star,   // KEY_KPASTERISK, KEY_MINUS, KEY_KPMINUS, KEY_BACKSPACE, KEY_NUMERIC_STAR
        (28 or 96 or 0x20B, _) => Key.Hash,               // KEY_ENTER, KEY_KPENTER, KEY_NUMERIC_POUND
        _ => null,
    };

    void TakeKey(InputEvent happened, List<(Key, KeyMotion)> strokes)
    {
        switch (happened)
        {
            case { Code: LeftShift }:
                _leftShift = happened.Value != InputEvent.Up;
                break;
            case { Code: RightShift }:
                _rightShift = happened.Value != InputEvent.Up;
                break;
            case { Value: InputEvent.Down } when ToKey(happened.Code, _leftShift || _rightShift) is { } key:
                Release(strokes);
                strokes.Add((key, KeyMotion.Down));
                _held = (happened.Code, key, happened.At);
                break;
            case { Value: InputEvent.Repeat } when _held is { } held && held.Code == happened.Code && happened.At - held.Since >= StuckAfter:
                strokes.Add((held.Key, KeyMotion.Stuck));
                _stuck[held.Code] = held.Key;
                _held = null;   // its Up comes when it comes up
                break;
            case { Value: InputEvent.Up } when _held?.Code == happened.Code:
                Release(strokes);
                break;
            case { Value: InputEvent.Up } when _stuck.Remove(happened.Code, out var stuck):
                strokes.Add((stuck, KeyMotion.Up));
                break;
        }
    }

    void Release(List<(Key, KeyMotion)> strokes)
    {
        if (_held is { } held)
        {
            strokes.Add((held.Key, KeyMotion.Up));
            _held = null;
        }
    }

    /// <summary>Nobody knows any more what is down.</summary>
    void LetGo(List<(Key, KeyMotion)> strokes)
    {
        Release(strokes);
        strokes.AddRange(_stuck.Values.Select(key => (key, KeyMotion.Up)));
        _stuck.Clear();
        (_leftShift, _rightShift) = (false, false);
    }
}
