using Bridge.Fleet;
using Contract;

namespace Bridge.Ingest;

/// <summary>Takes what devices send, whichever way it came, to where it belongs.</summary>
sealed class Reception(GroupCommit commit, AskDesk asks, DeviceStates states, Inbox inbox, Deliveries deliveries, Wishes wishes)
{
    /// <summary>Returns when the message may be acknowledged: an entry or a state after its commit, an ask at once. Throws when it must come again.</summary>
    public async Task TakeAsync(DeviceAddress device, TopicKind kind, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        switch (kind)
        {
            case TopicKind.Events:
                await commit.TakeAsync(new(device, payload), cancel);
                break;
            case TopicKind.Ask:
                asks.Take(device, payload);
                break;
            case TopicKind.State:
                await states.HearAsync(device, payload, cancel);
                break;
        }
    }

    /// <summary>Tells every device how far its journal has come and what is wanted of it: for a broker that has just started or been reached again.</summary>
    public async Task AnnounceAsync(CancellationToken cancel)
    {
        foreach (var reply in await inbox.AcknowledgementsAsync(cancel))
        {
            await deliveries.SendAsync(reply, cancel);
        }
        await wishes.AnnounceAsync(cancel);
    }
}

/// <summary>Carries the deliveries to the source in use, one after the other.</summary>
sealed class DeliveryService(Deliveries deliveries, IEventSource source) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var delivery in deliveries.ReadAllAsync(stoppingToken))
        {
            await source.PublishAsync(delivery, stoppingToken);
        }
    }
}
