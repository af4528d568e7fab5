using System.Buffers;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using Bridge.Fleet;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Bridge.Ingest;

/// <summary>The bridge as a client of any MQTT broker: a persistent session, and a PUBACK only after the commit. The only file that names the MQTTnet client.</summary>
/// <remarks>Topic rights are the broker's there (deploy/ has its configuration); the bridge still takes nothing from a device it does not know.</remarks>
sealed partial class MqttBrokerSource(Reception reception, DeviceRegistry devices, BrokerSettings settings, FleetSettings fleet, TimeProvider time, ILogger<MqttBrokerSource> log, IServiceProvider services)
    : BackgroundService, IEventSource
{
    /// <summary>MQTT 5 session expiry: never.</summary>
    const uint Never = uint.MaxValue;

    /// <summary>Messages the broker may send ahead; they are committed together.</summary>
    const ushort Window = 100;

    /// <summary>It shows a new certificate at each connection.</summary>
    const int CertificateDays = 2;

    static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    static readonly TopicKind[] FromDevices = [TopicKind.Events, TopicKind.Ask, TopicKind.State];

    readonly IMqttClient client = new MqttClientFactory().CreateMqttClient();
    volatile TaskCompletionSource connected = NewSignal();

    /// <summary>Connected and subscribed.</summary>
    public bool IsUp => connected.Task.IsCompleted;

    public async Task PublishAsync(Delivery delivery, CancellationToken cancel)
    {
        while (true)
        {
            await connected.Task.WaitAsync(cancel);
            try
            {
                await client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic(delivery.Topic).WithPayload(delivery.Payload)
                    .WithRetainFlag(delivery.Retain).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(), cancel);
                return;
            }
            catch (Exception e) when (IsConnectionFailure(e))
            {
                LogNotSent(e);
                await Task.Delay(RetryAfter, time, cancel);
            }
        }
    }

    public int SecurePort => fleet.MqttPort;

    /// <remarks>Its connection is the broker's: until that has the next list of revoked certificates it goes on, and nothing it says is taken.</remarks>
    public async Task DropAsync(DeviceAddress device, CancellationToken cancel)
    {
        foreach (var kind in (TopicKind[])[TopicKind.Ack, TopicKind.Desired, TopicKind.State])
        {
            await PublishAsync(new(device.Topic(kind), [], Retain: true), cancel);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await ServeAsync(stoppingToken);
                LogLost(settings.Host, RetryAfter);
            }
            catch (Exception e) when (IsConnectionFailure(e))
            {
                LogNotConnected(e, settings.Host, settings.Port, RetryAfter);
            }
            await Task.Delay(RetryAfter, time, stoppingToken);
        }
    }

    // One connection, from connect to its end. A fresh session per connection would lose what came meanwhile, so the broker keeps it.
    async Task ServeAsync(CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var over = NewSignal();
        var arrived = Channel.CreateUnbounded<MqttApplicationMessageReceivedEventArgs>();   // bounded by Window
        Task OnMessage(MqttApplicationMessageReceivedEventArgs message)
        {
            message.AutoAcknowledge = false;
            arrived.Writer.TryWrite(message);
            return Task.CompletedTask;
        }
        Task OnDisconnected(MqttClientDisconnectedEventArgs _)
        {
            over.TrySetResult();
            return Task.CompletedTask;
        }
        client.ApplicationMessageReceivedAsync += OnMessage;
        client.DisconnectedAsync += OnDisconnected;
        try
        {
            var session = await client.ConnectAsync(Options(), stopping);
            LogConnected(settings.Host, settings.Port, session.IsSessionPresent);
            await SubscribeAsync(stopping);
            connected.TrySetResult();
            await reception.AnnounceAsync(stopping);
            var taking = TakeAllAsync(arrived.Reader, end.Token);
            if (await Task.WhenAny(over.Task.WaitAsync(stopping), taking) == taking)
            {
                await taking;   // not taken: away from the broker, which sends it again on the next connection
            }
        }
        finally
        {
            if (connected.Task.IsCompleted)
            {
                connected = NewSignal();
            }
            await end.CancelAsync();
            client.ApplicationMessageReceivedAsync -= OnMessage;
            client.DisconnectedAsync -= OnDisconnected;
            await client.TryDisconnectAsync();
        }
    }

    // Several at once, so that they share a commit; each is acknowledged when it is on the disk.
    async Task TakeAllAsync(ChannelReader<MqttApplicationMessageReceivedEventArgs> arrived, CancellationToken cancel) =>
        await Parallel.ForEachAsync(arrived.ReadAllAsync(cancel), new ParallelOptions { MaxDegreeOfParallelism = Window, CancellationToken = cancel }, TakeAsync);

    async ValueTask TakeAsync(MqttApplicationMessageReceivedEventArgs message, CancellationToken cancel)
    {
        var payload = message.ApplicationMessage.Payload;
        if (DeviceAddress.TryParse(message.ApplicationMessage.Topic, out var device, out var kind) && devices.TryFind(device, out _)
            && payload.Length <= settings.MaximumPayload)
        {
            await reception.TakeAsync(device, kind, payload.ToArray(), cancel);
        }
        else
        {
            LogStranger(payload.Length);
        }
        await message.AcknowledgeAsync(cancel);
    }

    async Task SubscribeAsync(CancellationToken cancel)
    {
        foreach (var kind in FromDevices)
        {
            var filter = new MqttTopicFilter { Topic = DeviceAddress.OfEveryDevice(kind), QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce };
            var result = await client.SubscribeAsync(new MqttClientSubscribeOptions { TopicFilters = [filter] }, cancel);
            if (result.Items.Any(item => item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2))
            {
                LogNoRight(filter.Topic);
            }
        }
    }

    MqttClientOptions Options()
    {
        var options = new MqttClientOptionsBuilder().WithTcpServer(settings.Host, settings.Port).WithClientId(settings.ClientId).WithCleanSession(false);
        if (settings.UsesTls)
        {
            var authority = services.GetRequiredService<DeviceAuthority>();   // there is none while nobody needs it
            options.WithTlsOptions(tls => tls.WithSslProtocols(SslProtocols.Tls12 | SslProtocols.Tls13).WithClientCertificates(new X509Certificate2Collection(authority.IssueBridge(CertificateDays)))
                .WithCertificateValidationHandler(seen => authority.HasIssuedServer(seen.Certificate, settings.Host)));
        }
        if (settings.UserName is { } user)
        {
            options.WithCredentials(user, settings.Password ?? "");
        }
        return settings.Version switch
        {
            MqttVersion.V5 => options.WithProtocolVersion(MqttProtocolVersion.V500).WithSessionExpiryInterval(Never).WithReceiveMaximum(Window).Build(),
            MqttVersion.V311 => options.WithProtocolVersion(MqttProtocolVersion.V311).Build(),
        };
    }

    public override void Dispose()
    {
        base.Dispose();
        client.Dispose();
    }

    static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // A commit that failed ends the connection, too: the message was not acknowledged and comes again.
    static bool IsConnectionFailure(Exception e) => e is MqttCommunicationException or MqttProtocolViolationException or TimeoutException || Store.IsFailure(e);

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to broker {Host}:{Port}; it kept our session: {Kept}")]
    partial void LogConnected(string host, int port, bool kept);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Connection to broker {Host} ended; next try in {RetryAfter}")]
    partial void LogLost(string host, TimeSpan retryAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Broker {Host}:{Port} cannot be reached; entries wait on the appliances, next try in {RetryAfter}")]
    partial void LogNotConnected(Exception e, string host, int port, TimeSpan retryAfter);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker did not take a message to a device; it goes again")]
    partial void LogNotSent(Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Length} bytes from a device that is not known, or too many; dropped")]
    partial void LogStranger(long length);

    [LoggerMessage(Level = LogLevel.Error, Message = "The broker does not let the bridge read {Filter}: give its user that right")]
    partial void LogNoRight(string filter);
}
