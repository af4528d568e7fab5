using System.Buffers.Binary;

namespace Hal.Scanner;

/// <summary>Turns Linux input events into the characters a US keyboard types.</summary>
/// <remarks>
/// <code>
/// struct input_event on 64 bit (linux/input.h):  tv_sec i64 | tv_usec i64 | type u16 | code u16 | value i32
/// </code>
/// Codes are places on the keyboard (linux/input-event-codes.h). A key that types nothing gives NUL, which spoils the scan.
/// </remarks>
internal sealed class KeyboardDecoder
{
    public const int EventSize = 24;
    public const char Nothing = '\0';

    // by code, from 0; the same places with shift below
    const string Plain = "\0\0" + "1234567890-=" + "\0\t" + "qwertyuiop[]" + "\r\0" + "asdfghjkl;'`" + "\0\\" + "zxcvbnm,./" + "\0*\0 ";
    const string Shifted = "\0\0" + "!@#$%^&*()_+" + "\0\t" + "QWERTYUIOP{}" + "\r\0" + "ASDFGHJKL:\"~" + "\0|" + "ZXCVBNM<>?" + "\0*\0 ";
    const string Numbers = "789-456+1230.";   // the number block, codes 71 to 83

    const ushort SynType = 0, KeyType = 1;
    const ushort SynDropped = 3;
    const ushort LeftShift = 42, RightShift = 54, FirstOfNumbers = 71, NumbersEnter = 96, NumbersSlash = 98;

    readonly byte[] _event = new byte[EventSize];
    int _filled;
    bool _leftShift, _rightShift;

    /// <param name="bytes">As read; events may be torn anywhere.</param>
    /// <param name="typed">Each character is added to it, with the kernel's time of its key.</param>
    public void Take(ReadOnlySpan<byte> bytes, List<(char Character, TimeSpan At)> typed)
    {
        while (!bytes.IsEmpty)
        {
            var taken = Math.Min(EventSize - _filled, bytes.Length);
            bytes[..taken].CopyTo(_event.AsSpan(_filled));
            bytes = bytes[taken..];
            _filled += taken;
            if (_filled == EventSize)
            {
                _filled = 0;
                TakeEvent(_event, typed);
            }
        }
    }

    void TakeEvent(ReadOnlySpan<byte> happened, List<(char, TimeSpan)> typed)
    {
        var type = BinaryPrimitives.ReadUInt16LittleEndian(happened[16..]);
        var code = BinaryPrimitives.ReadUInt16LittleEndian(happened[18..]);
        var value = BinaryPrimitives.ReadInt32LittleEndian(happened[20..]);
        var character = (type, code, value) switch
        {
            (SynType, SynDropped, _) => Nothing,            // the kernel's queue overflowed: keys are missing
            (KeyType, LeftShift, _) => Shift(ref _leftShift, value),
            (KeyType, RightShift, _) => Shift(ref _rightShift, value),
            (KeyType, _, 1) => ToCharacter(code),           // pressed; 0 is released, 2 repeated
            _ => (char?)null,
        };
        if (character is { } typedNow)
        {
            typed.Add((typedNow, TimeOf(happened)));
        }
    }

    static char? Shift(ref bool isDown, int value)
    {
        isDown = value != 0;
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

    // Masked: garbage may say any number, and 34 years of running time are enough.
    static TimeSpan TimeOf(ReadOnlySpan<byte> happened) => new(
        (BinaryPrimitives.ReadInt64LittleEndian(happened) & 0x3FFF_FFFF) * TimeSpan.TicksPerSecond
        + (BinaryPrimitives.ReadInt64LittleEndian(happened[8..]) & 0xF_FFFF) * TimeSpan.TicksPerMicrosecond);
}
