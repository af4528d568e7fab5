using System.Runtime.CompilerServices;
using Hal.Input;

namespace Hal.Scanner;

/// <summary>A scanner on a serial line: USB CDC (<c>/dev/serial/by-id/…</c>) or a UART module, 8N1.</summary>
public sealed class SerialBarcodeSource(string path, int baudRate, TimeProvider time) : IBarcodeSource
{
    /// <summary>A scan comes in one piece or two; USB delivers every few milliseconds.</summary>
    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(200);

    public async IAsyncEnumerable<Scan> ScansAsync(Action opened, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var file = new InputFile("scanner", path);
        file.BecomeRawSerial(baudRate);
        opened();
        var framer = new ScanFramer(LongestPause);
        var repeats = new RepeatFilter();
        var begun = time.GetTimestamp();
        await foreach (var (bytes, timestamp) in file.ReadAllAsync(time, cancel))
        {
            var now = time.GetElapsedTime(begun, timestamp);
            for (var i = 0; i < bytes.Length; i++)
            {
                if (framer.Take((char)bytes.Span[i], now) is { } text && !repeats.IsRepeat(text, now))
                {
                    yield return new(text, timestamp);
                }
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;   // the file lives as long as its enumeration
}
