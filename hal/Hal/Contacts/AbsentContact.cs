namespace Hal.Contacts;

/// <summary>A contact that this board has not, and why.</summary>
internal sealed class AbsentContact(string device, string reason) : IContact
{
    public IAsyncEnumerable<bool> StatesAsync(Action opened, CancellationToken cancel) => throw new DeviceException(device, reason);
}
