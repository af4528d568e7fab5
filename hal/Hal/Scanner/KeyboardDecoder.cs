using Hal.Input;

namespace Hal.Scanner;

/// <summary>Turns Linux input events into the characters a US keyboard types.</summary>
/// <remarks>Codes are places on the keyboard. A key that types nothing gives NUL, which spoils the scan.</remarks>
internal sealed class KeyboardDecoder
{
    public const char Nothing = '\0';

    // by code, from 0; the same places with shift below
    const string Plain = "\0\0" + "1234567890-=" + "\0\t" + "qwertyuiop[]" + "\r\0" + "asdfghjkl;'`" + "\0\\" + "zxcvbnm,./" + "\0*\0 ";
    const string Shifted = "\0\0" + "!@#$%^&*()_+" + "\0\t" + "QWERTYUIOP{}" + "\r\0" + "ASDFGHJKL:\"~" + "\0|" + "ZXCVBNM<>?" + "\0*\0 ";
    const string Numbers = "789-456+1230.";   // the number block, codes 71 to 83

    const ushort LeftShift = 42, RightShift = 54, FirstOfNumbers = 71, NumbersEnter = 96, NumbersSlash = 98;

    bool _leftShift, _rightShift;

    /// <summary>The character that this event types; null where it types none.</summary>
    public char? Take(InputEvent happened) => happened switch
    {
        { Type: InputEvent.SynType, Code: InputEvent.Dropped } => Nothing,   // keys are missing
        { Type: InputEvent.KeyType, Code: LeftShift } => Shift(ref _leftShift, happened.Value),
        { Type: InputEvent.KeyType, Code: RightShift } => Shift(ref _rightShift, happened.Value),
        { Type: InputEvent.KeyType, Value: InputEvent.Down } => ToCharacter(happened.Code),
        _ => null,
    };

    static char? Shift(ref bool isDown, int value)
    {
        isDown = value != InputEvent.Up;
        return null;
    }

    char ToCharacter(ushort code) => code switch
    {
        < FirstOfNumbers when code < Plain.Length => (_leftShift || _rightShift ? Shifted : Plain)[code],
        >= FirstOfNumbers when code < FirstOfNumbers + Numbers.Length => Numbers[code - FirstOfNumbers],
        NumbersEnter => '\r',
        NumbersSlash => '/',
        _ => Nothing,
    };
}
