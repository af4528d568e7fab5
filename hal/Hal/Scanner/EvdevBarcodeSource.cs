using System.Runtime.CompilerServices;

namespace Hal.Scanner;

/// <summary>A scanner that is a USB keyboard (<c>/dev/input/by-id/…-event-kbd</c>), taken away from everybody else.</summary>
public sealed class EvdevBarcodeSource(string path, TimeProvider time) : IBarcodeSource
{
    /// <summary>Scanners press a key every 8 to 16 ms, people one every 80.</summary>
    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    public async IAsyncEnumerable<Scan> ScansAsync(Action opened, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var file = new ScannerFile(path);
        file.Grab();
        opened();
        var keyboard = new KeyboardDecoder();
        var framer = new ScanFramer(LongestPause);
        var repeats = new RepeatFilter();
        var typed = new List<(char Character, TimeSpan At)>();
        await foreach (var (bytes, timestamp) in file.ReadAllAsync(time, cancel))
        {
            keyboard.Take(bytes.Span, typed);
            foreach (var (character, at) in typed)
            {
                if (framer.Take(character, at) is { } text && !repeats.IsRepeat(text, at))
                {
                    yield return new(text, timestamp);
                }
            }
            typed.Clear();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;   // the file lives as long as its enumeration
}
