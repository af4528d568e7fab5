using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Console.Audit;
using Bridge.Fleet;
using Bridge.Ingest;
using Contract;
using Microsoft.EntityFrameworkCore;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace CloudBridge.Tests.Fleet;

/// <summary>The embedded broker lets an appliance in by its certificate, under its own name, as long as it is paired.</summary>
public sealed class SecureBrokerTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_paired_appliance_publishes_and_reads_its_own_topics_and_no_others()
    {
        await using var bridge = await PairingTests.StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        using var other = await TestAppliance.PairAsync(bridge, "counter-2");
        using var client = NewClient();

        Assert.Equal(MqttClientConnectResultCode.Success, await appliance.ConnectAsync(client));

        Assert.Equal(bridge.Get<EmbeddedBroker>().SecurePort, appliance.Paired!.MqttPort);
        foreach (var kind in (TopicKind[])[TopicKind.Ack, TopicKind.Answer, TopicKind.Desired])
        {
            Assert.Equal(MqttClientSubscribeResultCode.GrantedQoS1, await SubscribeAsync(client, appliance.Address.Topic(kind)));
            Assert.Equal(MqttClientSubscribeResultCode.NotAuthorized, await SubscribeAsync(client, other.Address.Topic(kind)));
        }
        Assert.True((await client.PublishAsync(Message(appliance.Address.State), Cancel)).IsSuccess);
        var dropped = Dropped(client);
        _ = client.PublishAsync(Message(other.Address.State), Cancel).ContinueWith(ignored => _ = ignored.Exception, TaskScheduler.Default);
        await dropped;
    }

    [Fact]
    public async Task Without_a_certificate_or_with_anothers_there_is_no_handshake()
    {
        await using var bridge = await PairingTests.StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        using var stranger = Foreign(appliance.Certificate!, bridge.Clock.GetUtcNow());
        using var client = NewClient();

        await NoHandshakeAsync(appliance.ConnectAsync(client, certificate: stranger));
        await NoHandshakeAsync(client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("localhost", appliance.Paired!.MqttPort).WithClientId(appliance.Paired.Name)
            .WithTimeout(TimeSpan.FromSeconds(20)).WithTlsOptions(tls => tls.WithCertificateValidationHandler(_ => true)).Build(), Cancel));

        bridge.Clock.Advance(TimeSpan.FromDays(91));
        await NoHandshakeAsync(appliance.ConnectAsync(client));   // its end
    }

    [Fact]
    public async Task A_certificate_opens_its_own_name_only_and_no_token_helps()
    {
        await using var bridge = await PairingTests.StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        using var other = await TestAppliance.PairAsync(bridge, "counter-2");
        using var client = NewClient();

        Assert.Equal(MqttClientConnectResultCode.ClientIdentifierNotValid, await appliance.ConnectAsync(client, clientId: other.Paired!.Name));
        Assert.Equal(MqttClientConnectResultCode.ClientIdentifierNotValid, await appliance.ConnectAsync(client, clientId: "kazashi-bridge"));
        Assert.Equal(MqttClientConnectResultCode.BadUserNameOrPassword, await Wire.TryConnectAsync(bridge.Port, other.Paired.Name, other.Paired.Name, ""));   // in clear there are tokens, and it has none
    }

    [Fact]
    public async Task Unpairing_ends_the_connection_at_once_and_for_ever()
    {
        await using var bridge = await PairingTests.StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        using var client = NewClient();
        await appliance.ConnectAsync(client, isClean: false);
        await SubscribeAsync(client, appliance.Address.Ack);
        var dropped = Dropped(client);

        Assert.True(await bridge.Get<Pairings>().UnpairAsync(appliance.Address, "sato", Cancel));

        await dropped;
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await appliance.ConnectAsync(client));
        await bridge.RestartAsync();
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await appliance.ConnectAsync(client, port: bridge.Get<EmbeddedBroker>().SecurePort));
        Assert.False(await bridge.Get<Pairings>().UnpairAsync(appliance.Address, "sato", Cancel));
    }

    [Fact]
    public async Task A_renewed_certificate_is_let_in_and_ends_the_one_before()
    {
        await using var bridge = await PairingTests.StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        var old = appliance.Certificate!;
        Assert.Equal(HttpStatusCode.OK, await appliance.RenewAsync());
        using var client = NewClient();

        Assert.Equal(MqttClientConnectResultCode.Success, await appliance.ConnectAsync(client, certificate: old));
        await client.DisconnectAsync(cancellationToken: Cancel);
        Assert.Equal(MqttClientConnectResultCode.Success, await appliance.ConnectAsync(client));
        await client.DisconnectAsync(cancellationToken: Cancel);
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await appliance.ConnectAsync(client, certificate: old));
    }

    [Fact]
    public async Task A_copied_key_takes_the_connection_over_and_is_counted()
    {
        await using var bridge = await PairingTests.StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        using IMqttClient first = NewClient(), copy = NewClient();
        await appliance.ConnectAsync(first);
        var dropped = Dropped(first);

        await appliance.ConnectAsync(copy);
        await dropped;
        dropped = Dropped(copy);
        await appliance.ConnectAsync(first);
        await dropped;

        while (await bridge.ReadAsync(db => db.DeviceFacts.Select(facts => facts.Takeovers).SingleOrDefaultAsync(Cancel)) < 2)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel);
        }
        Assert.Equal(1, await bridge.ReadAsync(db => db.Audit.CountAsync(entry => entry.Act == AuditAct.ApplianceTakenOver && entry.Subject == "central/counter-1", Cancel)));   // once in an hour
    }

    [Fact]
    public async Task A_paired_appliance_is_let_in_after_a_restart()
    {
        await using var bridge = await PairingTests.StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        await bridge.RestartAsync();
        using var client = NewClient();

        Assert.Equal(MqttClientConnectResultCode.Success, await appliance.ConnectAsync(client, port: bridge.Get<EmbeddedBroker>().SecurePort));
        Assert.True((await client.PublishAsync(Message(appliance.Address.State), Cancel)).IsSuccess);
    }

    /// <summary>The same name and serial from somebody else's authority of the same name.</summary>
    internal static X509Certificate2 Foreign(X509Certificate2 like, DateTimeOffset now)
    {
        using var authority = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest(like.IssuerName, authority, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var signer = root.CreateSelfSigned(now.AddDays(-1), now.AddDays(100));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(like.SubjectName, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new("1.3.6.1.5.5.7.3.2")], false));
        using var bare = request.Create(signer, now.AddHours(-1), now.AddDays(90), Convert.FromHexString(like.SerialNumber));
        return bare.CopyWithPrivateKey(key);
    }

    internal static IMqttClient NewClient() => new MqttClientFactory().CreateMqttClient();

    internal static async Task NoHandshakeAsync(Task connecting)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => connecting);
        Assert.True(refused is MqttCommunicationException or OperationCanceledException or MqttClientDisconnectedException, refused.ToString());   // TLS 1.3 tells the client only at its first read
    }

    internal static Task Dropped(IMqttClient client)
    {
        var dropped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.DisconnectedAsync += _ =>
        {
            dropped.TrySetResult();
            return Task.CompletedTask;
        };
        return dropped.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
    }

    static MqttApplicationMessage Message(string topic) => new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload("{}").WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();

    static async Task<MqttClientSubscribeResultCode> SubscribeAsync(IMqttClient client, string filter) =>
        (await client.SubscribeAsync(filter, MqttQualityOfServiceLevel.AtLeastOnce, Cancel)).Items.Single().ResultCode;
}
