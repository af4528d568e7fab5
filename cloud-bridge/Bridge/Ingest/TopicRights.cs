using System.Diagnostics.CodeAnalysis;
using Contract;

namespace Bridge.Ingest;

/// <summary>What a device may do: publish its own events, asks and state; read its own ack, answer and desired. Pure.</summary>
static class TopicRights
{
    public static bool MayPublish(string clientId, string topic, [NotNullWhen(true)] out DeviceAddress? device, out TopicKind kind) =>
        DeviceAddress.TryParse(topic, out device, out kind)
        && device.Name == clientId
        && kind is TopicKind.Events or TopicKind.Ask or TopicKind.State;

    /// <remarks>A filter with a wildcard is no device's own topic.</remarks>
    public static bool MayRead(string clientId, string filter) =>
        DeviceAddress.TryParse(filter, out var device, out var kind)
        && device.Name == clientId
        && kind is TopicKind.Ack or TopicKind.Answer or TopicKind.Desired;
}
