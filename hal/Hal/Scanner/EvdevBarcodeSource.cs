using System.Runtime.CompilerServices;
using Hal.Input;

namespace Hal.Scanner;

/// <summary>A scanner that is a USB keyboard (<c>/dev/input/by-id/…-event-kbd</c>), taken away from everybody else.</summary>
public sealed class EvdevBarcodeSource(string path, TimeProvider time) : IBarcodeSource
{
    /// <summary>Scanners press a key every 8 to 16 ms, people one every 80.</summary>
    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    public async IAsyncEnumerable<Scan> ScansAsync(Action opened, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var file = new InputFile("scanner", path);
        file.Grab();
        opened();
        var keyboard = new KeyboardDecoder();
        var framer = new ScanFramer(LongestPause);
        var repeats = new RepeatFilter();
        await foreach (var (happened, timestamp) in file.ReadEventsAsync(time, cancel))
        {
            if (keyboard.Take(happened) is { } character && framer.Take(character, happened.At) is { } text && !repeats.IsRepeat(text, happened.At))
            {
                yield return new(text, timestamp);
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;   // the file lives as long as its enumeration
}
