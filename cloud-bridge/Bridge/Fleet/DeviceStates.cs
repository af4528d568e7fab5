using System.Collections.Concurrent;
using System.Text.Json;
using Bridge.Storage;
using Contract;

namespace Bridge.Fleet;

/// <summary>What each appliance last said of itself. Whether it is there now is forgotten at a restart, for the broker or the appliance says it again; what it said stays in the database.</summary>
sealed class DeviceStates(Store store, TimeProvider time)
{
    readonly ConcurrentDictionary<DeviceAddress, DeviceState> states = new();

    /// <summary>Garbage changes nothing.</summary>
    public async Task HearAsync(DeviceAddress device, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        if (!ContractJson.TryRead(payload.Span, ContractJson.Default.DeviceState, out var state))
        {
            return;
        }
        states[device] = state;
        await store.WriteAsync(async db =>
        {
            var facts = await DeviceFacts.OfAsync(db, device, cancel);
            (facts.HeardAt, facts.State) = (time.GetUtcNow(), JsonSerializer.Serialize(state, ContractJson.Default.DeviceState));
            facts.Board = state.Board is { } board && Bundles.IsBoard(board) ? board : facts.Board;
            return 0;
        }, cancel);
    }

    public DeviceState? Of(DeviceAddress device) => states.GetValueOrDefault(device);

    public void Forget(DeviceAddress device) => states.TryRemove(device, out _);

    public int Online => states.Values.Count(state => state.Online);
}
