using System.Buffers.Binary;

namespace Virtual.Scanner;

/// <summary>A scanner that is a USB keyboard: writes Linux input events, 24 bytes each, into a named pipe that stands for <c>/dev/input/eventN</c>.</summary>
/// <remarks>What a pipe cannot do is be grabbed (EVIOCGRAB): that part of the driver needs a real input device.</remarks>
public sealed class VirtualKeyboardScanner : VirtualScanner
{
    static readonly TimeSpan KeyTime = TimeSpan.FromMilliseconds(8);   // a report every 8 ms, as low-speed USB polls

    // runs of places with their characters, plain and shifted (US)
    static readonly (ushort First, string Plain, string Shifted)[] Places =
    [
        (2, "1234567890-=", "!@#$%^&*()_+"),
        (16, "qwertyuiop[]", "QWERTYUIOP{}"),
        (30, "asdfghjkl;'`", "ASDFGHJKL:\"~"),
        (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
        (57, " ", ""), (28, "\r", ""), (15, "\t", ""),
    ];
    const ushort LeftShift = 42;

    readonly TimeProvider _time;
    readonly long _begun;
    TimeSpan _keyboardTime;
    int _pipe = -1;

    /// <param name="path">Becomes the pipe.</param>
    /// <param name="time">The kernel's clock for the events.</param>
    public VirtualKeyboardScanner(string path, TimeProvider time) : base(path)
    {
        (_time, _begun) = (time, time.GetTimestamp());
        Plug();
    }

    /// <summary>Tries to reach a reader; there is one from the moment the host has opened the pipe.</summary>
    public override bool IsListenedTo => _pipe >= 0 || (_pipe = ScannerWire.TryOpenPipe(Path)) >= 0;

    public override void Scan(string code, string suffix = "\r")
    {
        Catch();
        foreach (var character in code + suffix)
        {
            Type(character);
        }
    }

    /// <summary>Presses keys as slowly as a person does.</summary>
    public void TypeByHand(string text)
    {
        Catch();
        foreach (var character in text)
        {
            Type(character);
            _keyboardTime += TimeSpan.FromMilliseconds(120);
        }
    }

    /// <summary>One event, of any kind.</summary>
    public void Send(ushort type, ushort code, int value)
    {
        if (!IsListenedTo)
        {
            return;
        }
        Span<byte> happened = stackalloc byte[24];
        BinaryPrimitives.WriteInt64LittleEndian(happened, (long)_keyboardTime.TotalSeconds);
        BinaryPrimitives.WriteInt64LittleEndian(happened[8..], _keyboardTime.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
        BinaryPrimitives.WriteUInt16LittleEndian(happened[16..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(happened[18..], code);
        BinaryPrimitives.WriteInt32LittleEndian(happened[20..], value);
        ScannerWire.Send(_pipe, happened);
    }

    public override void Plug() => ScannerWire.MakePipe(Path);

    public override void Unplug()
    {
        File.Delete(Path);
        if (_pipe >= 0)
        {
            ScannerWire.Shut(_pipe);
            _pipe = -1;
        }
    }

    /// <summary>The keyboard's time follows the clock, and runs ahead of it only while keys are being sent.</summary>
    void Catch()
    {
        var now = _time.GetElapsedTime(_begun);
        _keyboardTime = now > _keyboardTime ? now : _keyboardTime;
    }

    void Type(char character)
    {
        var (code, isShifted) = PlaceOf(character);
        if (isShifted)
        {
            Report(LeftShift, 1);
        }
        Send(4, 4, 0x70000 + code);   // MSC_SCAN: every keyboard sends it too
        Report(code, 1);
        Report(code, 0);
        if (isShifted)
        {
            Report(LeftShift, 0);
        }
    }

    void Report(ushort code, int value)
    {
        Send(1, code, value);
        Send(0, 0, 0);                // SYN_REPORT
        _keyboardTime += KeyTime;
    }

    static (ushort Code, bool IsShifted) PlaceOf(char character)
    {
        foreach (var (first, plain, shifted) in Places)
        {
            if (plain.IndexOf(character) is >= 0 and var place)
            {
                return ((ushort)(first + place), false);
            }
            if (shifted.IndexOf(character) is >= 0 and var shiftedPlace)
            {
                return ((ushort)(first + shiftedPlace), true);
            }
        }
        throw new ArgumentOutOfRangeException(nameof(character), character, "no key of a US keyboard types this");
    }
}
