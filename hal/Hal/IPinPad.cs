namespace Hal;

/// <summary>A 12-key pad. What is typed is never logged, not even as timing.</summary>
public interface IPinPad : IAsyncDisposable
{
    /// <summary>Presses and releases in order, debounced, one key at a time; ghost and double presses do not appear.</summary>
    /// <param name="opened">Called once, when its lines have been read: from then on a key would be noticed.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="DeviceException">The pad failed.</exception>
    IAsyncEnumerable<KeyStroke> KeysAsync(Action opened, CancellationToken cancel);
}

/// <summary>A key went down, came up, or is stuck.</summary>
/// <param name="Key">Which key.</param>
/// <param name="Motion">What it did.</param>
/// <param name="Timestamp">From <see cref="TimeProvider.GetTimestamp"/>.</param>
public readonly record struct KeyStroke(Key Key, KeyMotion Motion, long Timestamp);

public enum KeyMotion
{
    Down,
    Up,

    /// <summary>Held longer than any person does (10 s); the key is ignored until it comes up.</summary>
    Stuck,
}

public enum Key
{
    Digit0, Digit1, Digit2, Digit3, Digit4, Digit5, Digit6, Digit7, Digit8, Digit9,

    /// <summary>もどる・けす: back, clear; held, cancel.</summary>
    Star,

    /// <summary>きめる: enter.</summary>
    Hash,
}
