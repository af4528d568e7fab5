namespace Hal;

/// <summary>A line that is either on or off: a door, a lid, a button, the supply.</summary>
public interface IContact
{
    /// <summary>Its state now, then each that follows, debounced. What true means is said where the contact is given out.</summary>
    /// <param name="opened">Called once, when its line has been read: from then on a change would be noticed.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="DeviceException">Its line cannot be read.</exception>
    IAsyncEnumerable<bool> StatesAsync(Action opened, CancellationToken cancel);
}
