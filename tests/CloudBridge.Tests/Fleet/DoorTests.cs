using System.Net;
using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Bridge.Fleet;
using Bridge.Ingest;
using Contract;
using Contract.Pairing;
using MQTTnet;
using MQTTnet.Protocol;

namespace CloudBridge.Tests.Fleet;

/// <summary>Every listener of a bridge, every route and every topic of appliances, with every credential that is not the right one.</summary>
public sealed class DoorTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_route_is_closed_to_whoever_has_not_its_certificate()
    {
        await using var bridge = await PairingTests.StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        using var unpaired = await TestAppliance.PairAsync(bridge, "counter-2");
        await bridge.Get<Pairings>().UnpairAsync(unpaired.Address, "sato", Cancel);
        using var stranger = SecureBrokerTests.Foreign(appliance.Certificate!, bridge.Clock.GetUtcNow());
        using var server = bridge.Get<DeviceAuthority>().IssueServer("localhost", 1);   // of the right authority, for another purpose

        foreach (var route in bridge.Get<DeviceDoor>().Routes)
        {
            Assert.Equal(route.NeedsCertificate ? HttpStatusCode.Unauthorized : HttpStatusCode.BadRequest, await StatusAsync(appliance, route, null));
            Assert.Equal(route.NeedsCertificate ? HttpStatusCode.Gone : HttpStatusCode.BadRequest, await StatusAsync(unpaired, route, unpaired.Certificate));
            Assert.Null(await StatusAsync(appliance, route, stranger));
            Assert.Null(await StatusAsync(appliance, route, server));
        }
        bridge.Clock.Advance(TimeSpan.FromDays(91));   // its end
        foreach (var route in bridge.Get<DeviceDoor>().Routes)
        {
            Assert.Null(await StatusAsync(appliance, route, appliance.Certificate));
        }
    }

    [Theory]
    [InlineData("GET", PairingPaths.Authorization, "POST")]
    [InlineData("DELETE", PairingPaths.Certificate, "GET, POST")]
    [InlineData("OPTIONS", PairingPaths.Token, "POST")]
    public async Task Another_method_is_told_which_there_are(string method, string path, string allowed)
    {
        await using var bridge = await PairingTests.StartAsync();
        using var appliance = new TestAppliance(bridge);
        using var http = appliance.Http(null);

        using var answer = await http.SendAsync(new(new(method), path), Cancel);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, allowed), (answer.StatusCode, answer.Content.Headers.TryGetValues("Allow", out var values) ? string.Join(", ", values) : ""));
    }

    [Fact]
    public async Task Every_listener_says_nothing_to_whoever_speaks_in_clear_or_an_old_tongue()
    {
        await using var bridge = await PairingTests.StartAsync();
        foreach (var port in (int[])[bridge.Get<DeviceDoor>().Port, bridge.Get<EmbeddedBroker>().SecurePort])
        {
            using var clear = new TcpClient();
            await clear.ConnectAsync(IPAddress.Loopback, port, Cancel);
            await clear.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /device/certificate HTTP/1.1\r\nHost: localhost\r\n\r\n"), Cancel);
            Assert.DoesNotContain("HTTP", await RestAsync(clear.GetStream()), StringComparison.Ordinal);

            using var old = new TcpClient();
            await old.ConnectAsync(IPAddress.Loopback, port, Cancel);
#pragma warning disable SYSLIB0039, CA5397, CA5359   // that is what is tried here
            await using var tls = new SslStream(old.GetStream(), false, (_, _, _, _) => true);
            await Assert.ThrowsAnyAsync<Exception>(() => tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = SslProtocols.Tls11 }, Cancel));
#pragma warning restore SYSLIB0039, CA5397, CA5359
        }
    }

    public static TheoryData<string, string> Topics => new((from device in (string[])["counter-1", "counter-2"]
                                                            from kind in Enum.GetValues<TopicKind>()
                                                            select (device, kind.ToString())).ToArray());

    [Theory]
    [MemberData(nameof(Topics))]
    public async Task Every_topic_is_as_the_rights_say_over_TLS_too(string device, string level)
    {
        await using var bridge = await PairingTests.StartAsync();
        using var appliance = await TestAppliance.PairAsync(bridge);
        using var other = await TestAppliance.PairAsync(bridge, "counter-2");
        var topic = new DeviceAddress("central", device).Topic(Enum.Parse<TopicKind>(level));
        using var client = SecureBrokerTests.NewClient();
        await appliance.ConnectAsync(client);

        var read = (await client.SubscribeAsync(topic, MqttQualityOfServiceLevel.AtLeastOnce, Cancel)).Items.Single().ResultCode;
        Assert.Equal(TopicRights.MayRead(appliance.Paired!.Name, topic) ? MqttClientSubscribeResultCode.GrantedQoS1 : MqttClientSubscribeResultCode.NotAuthorized, read);

        var dropped = new TaskCompletionSource();
        client.DisconnectedAsync += _ => Task.FromResult(dropped.TrySetResult());
        var published = client.PublishAsync(new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload("{}").WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build(), Cancel);
        if (TopicRights.MayPublish(appliance.Paired.Name, topic, out _, out _))
        {
            Assert.True((await published).IsSuccess);
        }
        else
        {
            _ = published.ContinueWith(ignored => _ = ignored.Exception, TaskScheduler.Default);
            await dropped.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancel);
        }
    }

    // Null when there was no handshake.
    static async Task<HttpStatusCode?> StatusAsync(TestAppliance appliance, DeviceRoute route, X509Certificate2? certificate)
    {
        using var http = appliance.Http(certificate);
        try
        {
            using var answer = await http.SendAsync(new(new(route.Method), route.Path) { Content = route.Method == "GET" ? null : JsonContent.Create("garbage") }, Cancel);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    static async Task<string> RestAsync(NetworkStream stream)
    {
        var buffer = new byte[1000];
        try
        {
            return Encoding.Latin1.GetString(buffer, 0, await stream.ReadAsync(buffer, Cancel));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
