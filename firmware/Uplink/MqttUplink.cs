using System.Collections.Concurrent;
using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Contract;
using Firmware.Dialogue;
using Firmware.Journal;
using Firmware.Pairing;
using Firmware.Updates;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Firmware.Uplink;

/// <summary>The appliance's one connection to the broker: keeps it up, sends events and asks, hands on acknowledgements, answers and outcomes.
/// The only file that names MQTTnet.</summary>
sealed partial class MqttUplink(DeviceSettings settings, BridgeLogin login, DeviceKeys keys, EventJournal journal, DialogueInbox inbox, WishService wishes, UpdateNews updates, TimeProvider time, ILogger<MqttUplink> log)
    : BackgroundService
{
    static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(15);
    static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);

    readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    readonly ConcurrentDictionary<Guid, TaskCompletionSource<Answer>> _asked = new();
    readonly Channel<MqttApplicationMessage> _received = Channel.CreateBounded<MqttApplicationMessage>(256);
    readonly DeviceAddress _address = settings.Address;
    readonly SemaphoreSlim _refused = new(0), _ended = new(0);
    volatile TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why there was no connection last, since the start.</summary>
    public ErrorNote? LastError { get; private set; }

    /// <summary>Completes when a connection could not be made, once for each time.</summary>
    public Task WhenRefusedAsync(CancellationToken cancel) => _refused.WaitAsync(cancel);

    /// <summary>Completes when there is a connection.</summary>
    public Task WhenConnectedAsync(CancellationToken cancel) => _connected.Task.WaitAsync(cancel);

    /// <summary>Returns when the broker has it; the bridge has it only when it acknowledges.</summary>
    /// <exception cref="UplinkException">There is no connection, or it broke meanwhile.</exception>
    public Task PublishEventAsync(ReadOnlyMemory<byte> envelope, CancellationToken cancel) => PublishAsync(_address.Events, envelope, isRetained: false, cancel);

    /// <summary>Asks the bridge; null when no answer came within the time a patron waits.</summary>
    public async Task<Answer?> AskAsync(Ask ask, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var answered = new TaskCompletionSource<Answer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answered;
        try
        {
            var envelope = new AskEnvelope(id, now, _address.Answer, Seal.Close(ask, ContractJson.Default.Ask, keys.Bridge));
            await PublishAsync(_address.Ask, JsonSerializer.SerializeToUtf8Bytes(envelope, ContractJson.Default.AskEnvelope), isRetained: false, cancel)
                .WaitAsync(settings.Bridge.AnswerWithin, time, cancel);
            return await answered.Task.WaitAsync(settings.Bridge.AnswerWithin, time, cancel);
        }
        catch (Exception e) when (e is TimeoutException or UplinkException)
        {
            LogUnanswered(e);
            return null;
        }
        finally
        {
            _asked.TryRemove(id, out _);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _client.ApplicationMessageReceivedAsync += received => _received.Writer.WriteAsync(received.ApplicationMessage, stoppingToken).AsTask();
        _client.DisconnectedAsync += _ =>
        {
            _ended.Release();
            return Task.CompletedTask;
        };
        await Together.RunAsync([StayConnectedAsync, HandOnAsync, SayWhatChangedAsync], stoppingToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_client.IsConnected)
            {
                await PublishStateAsync(isOnline: false, cancellationToken);
                await _client.DisconnectAsync(cancellationToken: cancellationToken);
            }
        }
        catch (Exception e) when (e is UplinkException or MqttCommunicationException)
        {
            LogDown(e, TimeSpan.Zero);   // it broke while we said goodbye: the last will speaks for us
        }
        finally
        {
            await base.StopAsync(cancellationToken);
        }
    }

    public override void Dispose()
    {
        _client.Dispose();
        _refused.Dispose();
        _ended.Dispose();
        base.Dispose();
    }

    async Task StayConnectedAsync(CancellationToken cancel)
    {
        var retry = FirstRetry;
        while (true)
        {
            try
            {
                try
                {
                    await ConnectAsync(cancel);
                    retry = FirstRetry;
                    _connected.TrySetResult();
                    await inbox.PostAsync(new DialogueEvent.LinkChanged(Online: true), cancel);
                    LogUp(_address.Site, _address.Device);
                    while (_client.IsConnected)   // the end of an earlier try may be told only now
                    {
                        await _ended.WaitAsync(cancel);
                    }
                }
                finally
                {
                    await _client.TryDisconnectAsync(MqttClientDisconnectOptionsReason.DisconnectWithWillMessage);   // where it was connected and refused what we need
                }
                throw new UplinkException("the connection broke");
            }
            catch (Exception e) when (e is UplinkException or MqttCommunicationException or MqttClientNotConnectedException
                or TimeoutException or System.Net.Sockets.SocketException || e is OperationCanceledException && !cancel.IsCancellationRequested)
            {
                if (_connected.Task.IsCompleted)   // who waits for the first connection goes on waiting for the same one
                {
                    _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
                }
                LastError = new(time.GetLocalNow(), e.Message);
                if (_refused.CurrentCount == 0)
                {
                    _refused.Release();
                }
                LogDown(e, retry);
                await inbox.PostAsync(new DialogueEvent.LinkChanged(Online: false), cancel);
                await Task.Delay(retry, time, cancel);
                retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
            }
        }
    }

    async Task ConnectAsync(CancellationToken cancel)
    {
        var options = Introduce(new MqttClientOptionsBuilder()
            .WithTcpServer(settings.Bridge.Host, settings.Bridge.Port)
            .WithClientId(_address.Name))
            .WithProtocolVersion(settings.Bridge.Protocol == 5 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311)
            .WithTimeout(ConnectWithin)
            .WithWillTopic(_address.State)
            .WithWillPayload(StateJson(isOnline: false))
            .WithWillRetain()
            .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        var result = await _client.ConnectAsync(options, cancel);
        if (result.ResultCode != MqttClientConnectResultCode.Success)
        {
            throw new UplinkException($"the broker refused the connection: {result.ResultCode}");
        }
        var subscribe = new MqttClientSubscribeOptionsBuilder()
            .WithTopicFilter(_address.Ack, MqttQualityOfServiceLevel.AtLeastOnce)
            .WithTopicFilter(_address.Answer, MqttQualityOfServiceLevel.AtLeastOnce)
            .WithTopicFilter(_address.Desired, MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        await _client.SubscribeAsync(subscribe, cancel);
        await PublishStateAsync(isOnline: true, cancel);
    }

    MqttClientOptionsBuilder Introduce(MqttClientOptionsBuilder options) => login.Identity is { } paired
        ? options.WithTlsOptions(tls => tls.UseTls()
            .WithTargetHost(settings.Bridge.Host)
            .WithClientCertificates([paired.Certificate])
            .WithCertificateValidationHandler(seen => BridgeTrust.PairedWith(paired.Authority)(this, seen.Certificate, seen.Chain, seen.SslPolicyErrors)))
        : options.WithCredentials(_address.Name, settings.Bridge.Token);

    Task PublishStateAsync(bool isOnline, CancellationToken cancel) => PublishAsync(_address.State, StateJson(isOnline), isRetained: true, cancel);

    byte[] StateJson(bool isOnline) => JsonSerializer.SerializeToUtf8Bytes(
        new DeviceState(isOnline, Program.Version, settings.Station.ToString(), journal.Epoch, journal.LastSequence, journal.Acknowledged, time.GetUtcNow(), wishes.Applied, updates.Current, updates.Board),
        ContractJson.Default.DeviceState);

    async Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, bool isRetained, CancellationToken cancel)
    {
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            Retain = isRetained,
        };
        try
        {
            var result = await _client.PublishAsync(message, cancel);
            if (!result.IsSuccess)
            {
                throw new UplinkException($"the broker refused a message on {topic}: {result.ReasonCode}");
            }
        }
        catch (Exception e) when (e is MqttCommunicationException or MqttClientNotConnectedException or MqttClientDisconnectedException
            || e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            throw new UplinkException($"no connection for a message on {topic}", e);
        }
    }

    /// <summary>What staff wanted and what became of it, as soon as it is so; without a connection the next one begins with it.</summary>
    async Task SayWhatChangedAsync(CancellationToken cancel)
    {
        using var changed = new SemaphoreSlim(0, 1);
        void Wake()
        {
            lock (changed)
            {
                if (changed.CurrentCount == 0)
                {
                    changed.Release();
                }
            }
        }
        wishes.Changed += Wake;
        updates.Changed += Wake;
        try
        {
            while (true)
            {
                await changed.WaitAsync(cancel);
                await _connected.Task.WaitAsync(cancel);
                try
                {
                    await PublishStateAsync(isOnline: true, cancel);
                }
                catch (UplinkException e)
                {
                    LogUnsaid(e);
                }
            }
        }
        finally
        {
            wishes.Changed -= Wake;
            updates.Changed -= Wake;
        }
    }

    /// <summary>Messages are handled here and not in the client's handler: that one must not wait for a publish (MQTTnet issues 648, 731).</summary>
    async Task HandOnAsync(CancellationToken cancel)
    {
        await foreach (var message in _received.Reader.ReadAllAsync(cancel))
        {
            var payload = message.Payload.ToArray();
            if (message.Topic == _address.Ack && ContractJson.TryRead(payload, ContractJson.Default.Acknowledgement, out var acknowledgement))
            {
                await journal.AcknowledgeAsync(acknowledgement, cancel);
            }
            else if (message.Topic == _address.Answer && ContractJson.TryRead(payload, ContractJson.Default.AnswerEnvelope, out var envelope)
                && Seal.TryOpen(envelope.Data, ContractJson.Default.Answer, keys.Own, out var answer))
            {
                await HandOnAsync(envelope.Correlation, answer, cancel);
            }
            else if (message.Topic == _address.Desired && ContractJson.TryRead(payload, ContractJson.Default.Desired, out var desired))
            {
                wishes.Take(desired);
            }
            else
            {
                LogUnreadable(message.Topic, payload.Length);
            }
        }
    }

    async ValueTask HandOnAsync(Guid correlation, Answer answer, CancellationToken cancel)
    {
        if (_asked.TryRemove(correlation, out var asked))
        {
            asked.TrySetResult(answer);
        }
        else if (answer is Outcome outcome)
        {
            await inbox.PostAsync(new DialogueEvent.OutcomeArrived(correlation, outcome), cancel);
        }
        else if (answer is HandOverDone)
        {
            await inbox.PostAsync(new DialogueEvent.HandOverFinished(correlation), cancel);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to the bridge as {Site}/{Device}")]
    partial void LogUp(string site, string device);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No connection to the bridge; next try in {RetryAfter}")]
    partial void LogDown(Exception e, TimeSpan retryAfter);

    [LoggerMessage(Level = LogLevel.Information, Message = "The bridge did not answer in time")]
    partial void LogUnanswered(Exception e);

    [LoggerMessage(Level = LogLevel.Information, Message = "The bridge did not hear of a change; the next connection begins with it")]
    partial void LogUnsaid(Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Length} bytes on {Topic} are no message for this appliance")]
    partial void LogUnreadable(string topic, int length);
}

/// <summary>There is no connection to the bridge, or it broke; the journal keeps what was to be sent.</summary>
sealed class UplinkException(string what, Exception? inner = null) : Exception(what, inner);
