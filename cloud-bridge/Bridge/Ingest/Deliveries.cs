using System.Text.Json;
using System.Threading.Channels;
using Bridge.Fleet;
using Contract;

namespace Bridge.Ingest;

/// <summary>What goes to devices: sealed where it names someone, in order, on its way to whichever source is in use.</summary>
/// <remarks>Losing one is harmless: acknowledgements are cumulative and retained, outcomes come again with the entry, asks are asked again.</remarks>
sealed class Deliveries(DeviceRegistry devices)
{
    readonly Channel<Delivery> channel = Channel.CreateBounded<Delivery>(new BoundedChannelOptions(10_000) { SingleReader = true });

    public ValueTask SendAsync(Reply reply, CancellationToken cancel) => reply switch
    {
        Reply.Acknowledged(var device, var acknowledgement) =>
            channel.Writer.WriteAsync(new(device.Ack, JsonSerializer.SerializeToUtf8Bytes(acknowledgement, ContractJson.Default.Acknowledgement), Retain: true), cancel),
        Reply.Decided(var device, var request, var outcome) => AnswerAsync(device, request, outcome, cancel),
        _ => ValueTask.CompletedTask,
    };

    public ValueTask AnswerAsync(DeviceAddress device, Guid correlation, Answer answer, CancellationToken cancel)
    {
        if (!devices.TryFind(device, out var known))
        {
            return ValueTask.CompletedTask;   // unpaired meanwhile
        }
        var envelope = new AnswerEnvelope(correlation, Seal.Close(answer, ContractJson.Default.Answer, known.SealKey));
        return channel.Writer.WriteAsync(new(device.Answer, JsonSerializer.SerializeToUtf8Bytes(envelope, ContractJson.Default.AnswerEnvelope), Retain: false), cancel);
    }

    /// <summary>Retained: the appliance has it when it comes.</summary>
    public ValueTask DesireAsync(DeviceAddress device, Desired desired, CancellationToken cancel) =>
        channel.Writer.WriteAsync(new(device.Desired, JsonSerializer.SerializeToUtf8Bytes(desired, ContractJson.Default.Desired), Retain: true), cancel);

    public IAsyncEnumerable<Delivery> ReadAllAsync(CancellationToken cancel) => channel.Reader.ReadAllAsync(cancel);
}

/// <summary>One message to a device, QoS 1.</summary>
sealed record Delivery(string Topic, byte[] Payload, bool Retain);
