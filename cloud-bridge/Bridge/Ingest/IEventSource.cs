using Contract;

namespace Bridge.Ingest;

/// <summary>Where devices' messages come from and answers go: the embedded broker, or a client of another one.</summary>
/// <remarks>A source hands every message of a device to <see cref="Reception"/> and lets the sender believe it arrived only after
/// <see cref="Reception.TakeAsync"/> has returned: at least once in, nothing lost. Device code is the same for all sources.</remarks>
interface IEventSource : IHostedService
{
    /// <summary>Sends to a device at QoS 1; returns when the broker has it, waits while there is no connection.</summary>
    Task PublishAsync(Delivery delivery, CancellationToken cancel);

    /// <summary>Whether devices can reach the bridge through it now.</summary>
    bool IsUp { get; }

    /// <summary>Port at which appliances speak TLS with their certificate.</summary>
    int SecurePort { get; }

    /// <summary>Ends a device's connection and forgets what is retained for it, where the bridge has that in its hand.</summary>
    Task DropAsync(DeviceAddress device, CancellationToken cancel);
}
