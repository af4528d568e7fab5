namespace Hal;

/// <summary>A barcode scanner.</summary>
public interface IBarcodeSource : IAsyncDisposable
{
    /// <summary>Each scan as it comes, framed but not yet judged; the same code again within 1.5 s is one scan.</summary>
    /// <param name="opened">Called once, when the line is ours and set up: from then on a scan would arrive.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="DeviceException">The scanner is lost; enumerate again and it is opened anew.</exception>
    IAsyncEnumerable<Scan> ScansAsync(Action opened, CancellationToken cancel);
}

/// <summary>What the scanner sent between two line ends: 1 to 128 printable ASCII characters.</summary>
/// <param name="Text">As sent, symbology prefix and start/stop letters included.</param>
/// <param name="Timestamp">From <see cref="TimeProvider.GetTimestamp"/>.</param>
public readonly record struct Scan(string Text, long Timestamp);
