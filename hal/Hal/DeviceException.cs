namespace Hal;

/// <summary>A device or its wire failed. The one service that owns the device catches it, says so, waits and opens it anew.</summary>
/// <param name="device">Which device, as a technician calls it: <c>PN532</c>, <c>panel</c>, <c>scanner</c>.</param>
/// <param name="what">What was tried and what came instead, with the value; never the bytes of a card.</param>
public class DeviceException(string device, string what, Exception? inner = null) : Exception($"{device}: {what}", inner)
{
    public string Device { get; } = device;
}

/// <summary>The card left the field, or another one took its place, before the exchange ended.</summary>
public sealed class CardRemovedException(string what) : Exception(what);
