using Bridge.Fleet;
using Bridge.Ingest;
using Bridge.Storage;
using Contract;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace CloudBridge.Tests.Fleet;

/// <summary>The real RabbitMQ with what the bridge writes for it. Debian's speaks MQTT 3.1.1 only, and so do the appliances of this test; certificates and rights are the same.</summary>
public sealed class RabbitMqRulesTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RabbitMQ_lets_exactly_the_paired_appliances_in_and_each_to_its_own_topics()
    {
        await using var bridge = await PairingTests.StartAsync();
        bridge.Clock.AdjustTime(TimeProvider.System.GetUtcNow());   // RabbitMQ has no clock that a test could hold
        using var appliance = await TestAppliance.PairAsync(bridge);
        using var other = await TestAppliance.PairAsync(bridge, "counter-2");
        using var gone = await TestAppliance.PairAsync(bridge, "gate-1");
        await using var rabbit = new RabbitMq();
        await WriteAsync(bridge, rabbit);
        await rabbit.StartAsync(Cancel);
        await rabbit.ImportAsync(Cancel);

        using IMqttClient second = SecureBrokerTests.NewClient(), ears = SecureBrokerTests.NewClient();
        var heard = System.Threading.Channels.Channel.CreateUnbounded<string>();
        ears.ApplicationMessageReceivedAsync += message => heard.Writer.WriteAsync(message.ApplicationMessage.Topic, Cancel).AsTask();
        using var own = bridge.Get<DeviceAuthority>().IssueBridge(days: 2);
        Assert.Equal(MqttClientConnectResultCode.Success, await appliance.ConnectAsync(ears, BrokerRules.Bridge, own, port: rabbit.Port, version: MqttProtocolVersion.V311));
        foreach (var kind in BrokerRules.FromDevice)
        {
            Assert.True(await SubscribeAsync(ears, DeviceAddress.OfEveryDevice(kind)));
        }

        // Each reads what is for it, and says what it may; more than that ends its connection.
        Assert.Equal(MqttClientConnectResultCode.Success, await ConnectAsync(other, second));
        Assert.True(await SubscribeAsync(second, other.Address.Desired));
        foreach (var kind in Enum.GetValues<TopicKind>())
        {
            var (topic, others) = (appliance.Address.Topic(kind), other.Address.Topic(kind));
            Assert.Equal(TopicRights.MayRead(appliance.Address.Name, topic), await MayAsync(client => SubscribeAsync(client, topic)));
            Assert.False(await MayAsync(client => SubscribeAsync(client, others)));
            Assert.False(await MayAsync(client => PublishAsync(client, others)));
            var isOwn = TopicRights.MayPublish(appliance.Address.Name, topic, out _, out _);
            Assert.Equal(isOwn, await MayAsync(client => PublishAsync(client, topic)));
            if (isOwn)
            {
                Assert.Equal(topic, await heard.Reader.ReadAsync(Cancel));   // and nothing of the other's before it
            }
        }
        Assert.False(await MayAsync(client => SubscribeAsync(client, "#")));
        Assert.True(second.IsConnected);
        Assert.False(await MayAsync(client => SubscribeAsync(client, appliance.Address.Desired), other.Address.Name));   // nor under another's name; but that may end the other's connection, which comes back

        // Unpaired, it is gone once the files are taken in again; the others come back.
        using var third = SecureBrokerTests.NewClient();
        Assert.Equal(MqttClientConnectResultCode.Success, await ConnectAsync(gone, third));
        var dropped = SecureBrokerTests.Dropped(third);
        await bridge.Get<Pairings>().UnpairAsync(gone.Address, "sato", Cancel);
        await WriteAsync(bridge, rabbit);
        await rabbit.ImportAsync(Cancel);
        await dropped;
        using IMqttClient fourth = SecureBrokerTests.NewClient(), fifth = SecureBrokerTests.NewClient();
        await SecureBrokerTests.NoHandshakeAsync(RefusedAsync(gone, fourth));
        Assert.Equal(MqttClientConnectResultCode.Success, await ConnectAsync(appliance, fifth));

        // Without a certificate, with somebody else's, in another's name.
        using var stranger = SecureBrokerTests.Foreign(appliance.Certificate!, bridge.Clock.GetUtcNow());
        await SecureBrokerTests.NoHandshakeAsync(appliance.ConnectAsync(fourth, certificate: stranger, port: rabbit.Port, version: MqttProtocolVersion.V311));
        await SecureBrokerTests.NoHandshakeAsync(fourth.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("localhost", rabbit.Port).WithProtocolVersion(MqttProtocolVersion.V311).WithClientId(appliance.Paired!.Name)
            .WithTlsOptions(tls => tls.WithCertificateValidationHandler(_ => true)).Build(), Cancel));

        // By a connection of its own each time, which the broker refuses or ends where it may not.
        async Task<bool> MayAsync(Func<IMqttClient, Task<bool>> does, string? clientId = null)
        {
            using var client = SecureBrokerTests.NewClient();
            try
            {
                return await appliance.ConnectAsync(client, clientId, port: rabbit.Port, version: MqttProtocolVersion.V311) == MqttClientConnectResultCode.Success && await does(client);
            }
            catch (Exception e) when (e is MqttCommunicationException or MqttClientDisconnectedException or OperationCanceledException && !Cancel.IsCancellationRequested)
            {
                return false;
            }
        }

        Task<MqttClientConnectResultCode> ConnectAsync(TestAppliance who, IMqttClient with) => who.ConnectAsync(with, port: rabbit.Port, version: MqttProtocolVersion.V311);

        async Task RefusedAsync(TestAppliance who, IMqttClient with)
        {
            if (await ConnectAsync(who, with) is not MqttClientConnectResultCode.Success and var why)
            {
                throw new MqttCommunicationException(why.ToString());
            }
        }
    }

    static Task<IReadOnlyList<string>> WriteAsync(TestBridge bridge, RabbitMq rabbit) =>
        new BrokerRules(bridge.Get<Store>(), bridge.Get<DeviceAuthority>(), new() { Host = "localhost", MqttPort = rabbit.Port }, bridge.Clock).WriteRabbitMqAsync(rabbit.Rules, Cancel);

    static async Task<bool> SubscribeAsync(IMqttClient client, string topic) =>
        (await client.SubscribeAsync(topic, MqttQualityOfServiceLevel.AtLeastOnce, Cancel)).Items.Single().ResultCode <= MqttClientSubscribeResultCode.GrantedQoS2;

    static async Task<bool> PublishAsync(IMqttClient client, string topic) =>
        (await client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload("{}").WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(), Cancel)).IsSuccess;
}
