using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Bridge.Fleet;
using Bridge.Settings;
using Contract;
using MQTTnet;
using MQTTnet.Certificates;
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
    readonly TlsDoor? door;
    readonly Takeovers takeovers;
    readonly ILogger<EmbeddedBroker> log;

    public EmbeddedBroker(Reception reception, DeviceRegistry devices, BrokerSettings settings, Takeovers takeovers, ILogger<EmbeddedBroker> log, TlsDoor? door = null)
    {
        (this.reception, this.devices, this.settings, this.door, this.takeovers, this.log) = (reception, devices, settings, door, takeovers, log);
        var factory = new MqttServerFactory();
        var address = IPAddress.Parse(settings.Host);
        var isV6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        var builder = factory.CreateServerOptionsBuilder()
            .WithDefaultEndpoint()
            .WithDefaultEndpointPort(settings.Port)
            .WithDefaultEndpointBoundIPAddress(isV6 ? IPAddress.None : address)
            .WithDefaultEndpointBoundIPV6Address(isV6 ? address : IPAddress.None)
            .WithPersistentSessions()
            .WithMaxPendingMessagesPerClient(settings.PendingMessages)
            .WithPendingMessagesOverflowStrategy(MqttPendingMessagesOverflowStrategy.DropOldestQueuedMessage);
        if (door is not null)
        {
            var (secure, isSecureV6) = (IPAddress.Parse(door.Settings.Listen), IPAddress.Parse(door.Settings.Listen).AddressFamily == AddressFamily.InterNetworkV6);
            builder.WithEncryptedEndpoint()
                .WithEncryptedEndpointPort(door.Settings.MqttPort)
                .WithEncryptedEndpointBoundIPAddress(isSecureV6 ? IPAddress.None : secure)
                .WithEncryptedEndpointBoundIPV6Address(isSecureV6 ? secure : IPAddress.None)
                .WithEncryptionCertificate(new OwnCertificate(door.Own))
                .WithEncryptionSslProtocol(SslProtocols.Tls12 | SslProtocols.Tls13)
                .WithClientCertificate((_, certificate, _, _) => certificate is not null && door.Authority.HasIssued(certificate));
        }
        options = builder.Build();
        server = factory.CreateMqttServer(options);
        server.ValidatingConnectionAsync += LetInAsync;
        server.InterceptingSubscriptionAsync += AllowReadingAsync;
        server.InterceptingPublishAsync += TakeAsync;
        server.ClientDisconnectedAsync += NoticeAsync;
    }

    /// <summary>The port it listens at; the real one once it has started.</summary>
    public int Port => options.DefaultEndpointOptions.Port;

    public int SecurePort => options.TlsEndpointOptions.Port;

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

    public async Task DropAsync(DeviceAddress device, CancellationToken cancel)
    {
        if (!server.IsStarted)
        {
            return;
        }
        foreach (var session in (await server.GetSessionsAsync()).Where(session => session.Id == device.Name))
        {
            await session.DeleteAsync();   // its connection with it
        }
        foreach (var kind in (TopicKind[])[TopicKind.Ack, TopicKind.Desired, TopicKind.State])
        {
            await PublishAsync(new(device.Topic(kind), [], Retain: true), cancel);
        }
    }

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        return ValueTask.CompletedTask;
    }

    async Task LetInAsync(ValidatingConnectionEventArgs connection)
    {
        if (connection.IsSecureConnection)
        {
            await LetInByCertificateAsync(connection);
        }
        else if (!devices.IsGenuine(connection.UserName, connection.RawPassword, out var device))
        {
            connection.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
            LogRefused("not a known device, or a wrong token");
        }
        else if (connection.ClientId != device.Address.Name)
        {
            connection.ReasonCode = MqttConnectReasonCode.ClientIdentifierNotValid;
            LogRefused("client id and user name differ");
        }
    }

    // The handshake has seen to it that the certificate is of our authority and of today; the registry knows whose it is, and whether it still counts.
    async Task LetInByCertificateAsync(ValidatingConnectionEventArgs connection)
    {
        var (standing, device) = connection.ClientCertificate is { } certificate && door is not null
            ? await door.Certificates.UseAsync(certificate, CancellationToken.None) : (CertificateStanding.Unknown, null);
        if (standing != CertificateStanding.Good)
        {
            connection.ReasonCode = MqttConnectReasonCode.NotAuthorized;
            LogRefused($"its certificate is {standing}");
        }
        else if (connection.ClientId != device!.Name)
        {
            connection.ReasonCode = MqttConnectReasonCode.ClientIdentifierNotValid;
            LogRefused("its certificate has another name than its client id");
        }
        else if (!devices.TryFind(device, out _))
        {
            connection.ReasonCode = MqttConnectReasonCode.NotAuthorized;
            LogRefused("unpaired meanwhile");
        }
    }

    async Task NoticeAsync(ClientDisconnectedEventArgs ended)
    {
        if (ended.DisconnectType == MqttClientDisconnectType.Takeover && DeviceAddress.TryParseName(ended.ClientId, out var device))
        {
            LogTakenOver(ended.ClientId);
            await takeovers.CountAsync(device, CancellationToken.None);
        }
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
        if (!TopicRights.MayPublish(publish.ClientId, message.Topic, out var device, out var kind) || !devices.TryFind(device, out _) || message.Payload.Length > settings.MaximumPayload)
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

    /// <summary>Asked for each connection, so that it may be renewed meanwhile.</summary>
    sealed class OwnCertificate(ServerCertificate own) : ICertificateProvider
    {
        public X509Certificate2 GetCertificate() => own.Certificate;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A second connection of {Device} ended the first: its line broke, or there are two with one key")]
    partial void LogTakenOver(string device);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A client was refused: {Reason}")]
    partial void LogRefused(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Device} may not {What} there; its connection or subscription was refused")]
    partial void LogNoRight(string device, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A message of {Device} was not taken; its connection is closed so that it comes again")]
    partial void LogNotTaken(Exception e, string device);
}
