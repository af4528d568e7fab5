namespace Firmware.Pairing;

/// <summary>What keeps the appliance's keys from whoever takes its disk away.</summary>
public interface IKeySeal
{
    /// <param name="name">Of the key; what was closed under one name opens under no other.</param>
    /// <param name="key">In clear.</param>
    /// <exception cref="InvalidOperationException">It cannot be sealed here; the message says what to do.</exception>
    byte[] Close(string name, ReadOnlySpan<byte> key);

    /// <returns>The key in clear; to be zeroed.</returns>
    /// <exception cref="InvalidOperationException">It was sealed elsewhere, or is damaged; the message says what to do.</exception>
    byte[] Open(string name, ReadOnlySpan<byte> stored);
}
