using System.Runtime.CompilerServices;
using Hal.Input;

namespace Hal.PinPad;

/// <summary>A pad that is a keyboard or a numeric keypad, on USB for example, taken away from everybody else; <see cref="KeypadDecoder"/> says which key is which.</summary>
/// <param name="device">A file under <c>/dev/input</c>, or the device's name as <c>/proc/bus/input/devices</c> has it; a name is looked for at each opening.</param>
/// <param name="time">The clock of the strokes.</param>
public sealed class EvdevPinPad(string device, TimeProvider time) : IPinPad
{
    public async IAsyncEnumerable<KeyStroke> KeysAsync(Action opened, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var file = new InputFile("pin pad", InputDevices.PathOf("pin pad", device));
        file.Grab();
        opened();
        var keypad = new KeypadDecoder();
        var strokes = new List<(Key Key, KeyMotion Motion)>();
        await foreach (var (happened, timestamp) in file.ReadEventsAsync(time, cancel))
        {
            keypad.Take(happened, strokes);
            foreach (var (key, motion) in strokes)
            {
                yield return new(key, motion, timestamp);
            }
            strokes.Clear();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;   // the file lives as long as its enumeration
}
