using System.Collections.Concurrent;
using Contract;

namespace Bridge.Fleet;

/// <summary>What each appliance last said of itself; forgotten at a restart, for the broker or the appliance says it again.</summary>
sealed class DeviceStates
{
    readonly ConcurrentDictionary<DeviceAddress, DeviceState> states = new();

    /// <summary>Garbage changes nothing.</summary>
    public void Hear(DeviceAddress device, ReadOnlySpan<byte> payload)
    {
        if (ContractJson.TryRead(payload, ContractJson.Default.DeviceState, out var state))
        {
            states[device] = state;
        }
    }

    public DeviceState? Of(DeviceAddress device) => states.GetValueOrDefault(device);

    public int Online => states.Values.Count(state => state.Online);
}
