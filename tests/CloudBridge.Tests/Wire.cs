using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Contract;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace CloudBridge.Tests;

/// <summary>A device's connection to a broker; every wait on it ends after 20 s.</summary>
sealed class Wire : IAsyncDisposable
{
    readonly IMqttClient client = new MqttClientFactory().CreateMqttClient();
    readonly Channel<(string Topic, byte[] Payload, bool Retained)> received = Channel.CreateUnbounded<(string, byte[], bool)>();
    readonly TaskCompletionSource dropped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    Wire()
    {
        client.ApplicationMessageReceivedAsync += message =>
        {
            received.Writer.TryWrite((message.ApplicationMessage.Topic, message.ApplicationMessage.Payload.ToArray(), message.ApplicationMessage.Retain));
            return Task.CompletedTask;
        };
        client.DisconnectedAsync += _ =>
        {
            dropped.TrySetResult();
            return Task.CompletedTask;
        };
    }

    /// <summary>Ends when the broker has closed the connection.</summary>
    public Task Dropped => dropped.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    public static async Task<Wire> ConnectAsync(int port, TestDevice device, MqttProtocolVersion version = MqttProtocolVersion.V500, bool subscribe = true)
    {
        var wire = new Wire();
        await wire.ConnectAsync(port, device.Address.Name, device.Address.Name, device.Token, version);
        if (subscribe)
        {
            await wire.SubscribeAsync(device.Address.Ack);
            await wire.SubscribeAsync(device.Address.Answer);
        }
        return wire;
    }

    public static async Task<MqttClientConnectResultCode> TryConnectAsync(int port, string clientId, string user, string password)
    {
        await using var wire = new Wire();
        return await wire.ConnectAsync(port, clientId, user, password, MqttProtocolVersion.V500);
    }

    async Task<MqttClientConnectResultCode> ConnectAsync(int port, string clientId, string user, string password, MqttProtocolVersion version)
    {
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId(clientId).WithCredentials(user, password)
            .WithProtocolVersion(version).WithCleanSession(false).WithTimeout(TimeSpan.FromSeconds(20));
        if (version == MqttProtocolVersion.V500)
        {
            options.WithSessionExpiryInterval(3600);
        }
        return (await client.ConnectAsync(options.Build(), TestContext.Current.CancellationToken)).ResultCode;
    }

    public async Task<MqttClientSubscribeResultCode> SubscribeAsync(string filter) =>
        (await client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce, TestContext.Current.CancellationToken)).Items.Single().ResultCode;

    public Task<MqttClientPublishResult> PublishAsync(string topic, byte[] payload, bool retain = false) => client.PublishAsync(
        new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithRetainFlag(retain).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(),
        TestContext.Current.CancellationToken);

    public Task<MqttClientPublishResult> SendAsync(TestDevice device, EventEnvelope entry) => PublishAsync(device.Address.Events, TestDevice.Json(entry));

    public async Task<Answer> AskAsync(TestDevice device, Ask ask)
    {
        var envelope = device.Ask(ask);
        await PublishAsync(device.Address.Ask, JsonSerializer.SerializeToUtf8Bytes(envelope, ContractJson.Default.AskEnvelope));
        return await AnswerAsync(device, envelope.Id);
    }

    /// <summary>The answer with this correlation; others before it are skipped.</summary>
    public async Task<Answer> AnswerAsync(TestDevice device, Guid correlation)
    {
        while (true)
        {
            var (topic, payload, _) = await NextAsync();
            if (topic == device.Address.Answer && ContractJson.TryRead(payload, ContractJson.Default.AnswerEnvelope, out var envelope) && envelope.Correlation == correlation)
            {
                return device.Open(envelope);
            }
        }
    }

    /// <summary>The first acknowledgement that covers this sequence.</summary>
    public async Task<Acknowledgement> AcknowledgedAsync(TestDevice device, long sequence)
    {
        while (true)
        {
            var (topic, payload, _) = await NextAsync();
            if (topic == device.Address.Ack && ContractJson.TryRead(payload, ContractJson.Default.Acknowledgement, out var acknowledgement)
                && acknowledgement.Acknowledged >= sequence)
            {
                return acknowledgement;
            }
        }
    }

    public async Task<(string Topic, byte[] Payload, bool Retained)> NextAsync()
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(TimeSpan.FromSeconds(20));
        return await received.Reader.ReadAsync(end.Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (client.IsConnected)
        {
            await client.DisconnectAsync();
        }
        client.Dispose();
    }
}
