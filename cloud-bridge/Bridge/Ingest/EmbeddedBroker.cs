using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Bridge.Fleet;
using Bridge.Settings;
using Contract;
using MQTTnet;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace Bridge.Ingest;

/// <summary>The bridge as the broker: MQTT 5 and 3.1.1, nothing else to install. The only file that names MQTTnet.Server.</summary>
/// <remarks>It keeps sessions and retained messages in memory only: a broker is transport, never storage. An entry's PUBACK waits for its commit,
/// because the publish interceptor is awaited before it (measured).</remarks>
sealed partial class EmbeddedBroker : IEventSource, IAsyncDisposable
{
    /// <summary>Sender of the bridge's own messages. A device cannot have it: a device's client id has a slash.</summary>
    const string Own = "kazashi-bridge";

    readonly Reception reception;
    readonly DeviceRegistry devices;
    readonly BrokerSettings settings;
    readonly MqttServerOptions options;
    readonly MqttServer server;
    readonly ILogger<EmbeddedBroker> log;

    public EmbeddedBroker(Reception reception, DeviceRegistry devices, BrokerSettings settings, ILogger<EmbeddedBroker> log)
    {
        (this.reception, this.devices, this.settings, this.log) = (reception, devices, settings, log);
        var factory = new MqttServerFactory();
        var address = IPAddress.Parse(settings.Host);
        var isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        options = factory.CreateServerOptionsBuilder()
            .WithDefaultEndpoint()
            .WithDefaultEndpointPort(settings.Port)
            .WithDefaultEndpointBoundIPAddress(isV6 ? IPAddress.None : address)
            .WithDefaultEndpointBoundIPV6Address(isV6 ? address : IPAddress.None)
            .WithPersistentSessions()
            .WithMaxPendingMessagesPerClient(settings.PendingMessages)
            .WithPendingMessagesOverflowStrategy(MqttPendingMessagesOverflowStrategy.DropOldestQueuedMessage)
            .Build();
        server = factory.CreateMqttServer(options);
        server.ValidatingConnectionAsync += LetInAsync;
        server.InterceptingSubscriptionAsync += AllowReadingAsync;
        server.InterceptingPublishAsync += TakeAsync;
    }

    /// <summary>The port it listens at; the real one once it has started.</summary>
    public int Port => options.DefaultEndpointOptions.Port;

    public bool IsUp => server.IsStarted;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await server.StartAsync();
        LogListening(settings.Host, Port);
        await reception.AnnounceAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (server.IsStarted)
        {
            await server.StopAsync(new MqttServerStopOptions());
        }
    }

    public Task PublishAsync(Delivery delivery, CancellationToken cancel) => server.InjectApplicationMessage(
        new(new MqttApplicationMessageBuilder()
            .WithTopic(delivery.Topic)
            .WithPayload(delivery.Payload)
            .WithRetainFlag(delivery.Retain)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build())
        { SenderClientId = Own }, cancel);

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        return ValueTask.CompletedTask;
    }

    Task LetInAsync(ValidatingConnectionEventArgs connection)
    {
        if (!devices.IsGenuine(connection.UserName, connection.RawPassword, out var device))
        {
            connection.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
            LogRefused("not a known device, or a wrong token");
        }
        else if (connection.ClientId != device.Address.Name)
        {
            connection.ReasonCode = MqttConnectReasonCode.ClientIdentifierNotValid;
            LogRefused("client id and user name differ");
        }
        return Task.CompletedTask;
    }

    Task AllowReadingAsync(InterceptingSubscriptionEventArgs subscription)
    {
        if (!TopicRights.MayRead(subscription.ClientId, subscription.TopicFilter.Topic))
        {
            subscription.ProcessSubscription = false;
            subscription.Response.ReasonCode = MqttSubscribeReasonCode.NotAuthorized;
            LogNoRight(subscription.ClientId, "read");
        }
        return Task.CompletedTask;
    }

    async Task TakeAsync(InterceptingPublishEventArgs publish)
    {
        if (publish.ClientId == Own)
        {
            return;
        }
        var message = publish.ApplicationMessage;
        if (!TopicRights.MayPublish(publish.ClientId, message.Topic, out var device, out var kind) || message.Payload.Length > settings.MaximumPayload)
        {
            Refuse(publish);
            LogNoRight(publish.ClientId, "publish");
            return;
        }
        publish.ProcessPublish = kind == TopicKind.State;   // entries and asks are for the bridge alone
        try
        {
            await reception.TakeAsync(device, kind, message.Payload.ToArray(), publish.CancellationToken);
        }
        catch (Exception e) when (e is not OutOfMemoryException)   // whoever failed has said so; the device keeps its entry and comes again
        {
            Refuse(publish);
            LogNotTaken(e, publish.ClientId);
        }
    }

    // A reason code reaches MQTT 5 only: over 3.1.1 the publisher would get a plain PUBACK and the entry would be gone (measured).
    static void Refuse(InterceptingPublishEventArgs publish)
    {
        publish.ProcessPublish = false;
        publish.Response.ReasonCode = MqttPubAckReasonCode.NotAuthorized;
        publish.CloseConnection = true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Broker listens at {Host}:{Port}")]
    partial void LogListening(string host, int port);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A client was refused: {Reason}")]
    partial void LogRefused(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Device} may not {What} there; its connection or subscription was refused")]
    partial void LogNoRight(string device, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of {Device} was not taken; its connection is closed so that it comes again")]
    partial void LogNotTaken(Exception e, string device);
}
