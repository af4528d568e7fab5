using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bridge;
using Bridge.Fleet;
using Bridge.Ingest;
using Bridge.Settings;
using Contract;
using MQTTnet;
using MQTTnet.Protocol;

namespace CloudBridge.Tests.Fleet;

/// <summary>A broker nobody here wrote, set up with what the bridge writes for it: the paired appliances come in, each to its own topics, and nobody else.</summary>
public sealed class BrokerRulesTests
{
    static readonly string[] Programs = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto"];

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mosquitto_lets_exactly_the_paired_appliances_in_and_each_to_its_own_topics()
    {
        var port = Loopback.FreePort();
        await using var bridge = await StartAsync(port);
        using var appliance = await TestAppliance.PairAsync(bridge);
        using var other = await TestAppliance.PairAsync(bridge, "counter-2");
        using var gone = await TestAppliance.PairAsync(bridge, "gate-1");
        Assert.Equal(port, appliance.Paired!.MqttPort);
        var folder = Path.Combine(bridge.Folder, "broker");
        await WriteAsync(bridge, port, folder);
        using var mosquitto = Start(folder);
        await ListensAsync(port);
        await Until(() =>
        {
            bridge.Clock.Advance(TimeSpan.FromSeconds(5));   // to the bridge's next try
            return bridge.Get<MqttBrokerSource>().IsUp;
        });
        using IMqttClient client = SecureBrokerTests.NewClient(), second = SecureBrokerTests.NewClient();
        var heard = new List<string>();
        client.ApplicationMessageReceivedAsync += message =>
        {
            lock (heard)
            {
                heard.Add(message.ApplicationMessage.Topic);
            }
            return Task.CompletedTask;
        };

        Assert.Equal(MqttClientConnectResultCode.Success, await appliance.ConnectAsync(client));
        Assert.Equal(MqttClientConnectResultCode.Success, await other.ConnectAsync(second));

        // It subscribes to everything and publishes everywhere: what it may not is dropped by the broker without a word.
        foreach (var kind in Enum.GetValues<TopicKind>())
        {
            await client.SubscribeAsync(appliance.Address.Topic(kind), MqttQualityOfServiceLevel.AtLeastOnce, Cancel);
            await client.SubscribeAsync(other.Address.Topic(kind), MqttQualityOfServiceLevel.AtLeastOnce, Cancel);
        }
        await client.SubscribeAsync("#", MqttQualityOfServiceLevel.AtLeastOnce, Cancel);
        foreach (var kind in Enum.GetValues<TopicKind>())
        {
            await second.PublishAsync(Message(other.Address.Topic(kind)), Cancel);
            await client.PublishAsync(Message(other.Address.Topic(kind)), Cancel);
        }
        await client.PublishAsync(Message(appliance.Address.State, """{"online":true,"version":"0.1.0","station":"Counter","epoch":null,"lastSequence":0,"acknowledged":0,"since":"2026-06-01T00:00:00Z"}"""), Cancel);
        await Until(() => bridge.Get<DeviceStates>().Of(appliance.Address) is not null);
        await bridge.Get<Wishes>().ChangeAsync([appliance.Address, other.Address], row => row.Message = "x", "sato", Bridge.Console.Audit.AuditAct.ApplianceChanged, null, Cancel);
        await Until(() => Heard().Contains(appliance.Address.Desired));
        Assert.Equal([appliance.Address.Desired], Heard().Distinct());
        Assert.Null(bridge.Get<DeviceStates>().Of(other.Address));   // "{}" of its own changed nothing, and nobody else's arrived

        // Unpaired: on the list of the next reload.
        await bridge.Get<Pairings>().UnpairAsync(gone.Address, "sato", Cancel);
        using var third = SecureBrokerTests.NewClient();
        Assert.Equal(MqttClientConnectResultCode.Success, await gone.ConnectAsync(third));
        await third.DisconnectAsync(cancellationToken: Cancel);
        await WriteAsync(bridge, port, folder);
        Assert.Equal(0, Kill(mosquitto.Id, Hangup));
        await RefusedAsync(gone);
        using var anew = SecureBrokerTests.NewClient();
        Assert.Equal(MqttClientConnectResultCode.Success, await appliance.ConnectAsync(anew));

        // Nor does it take another's connection over by its client id.
        using var thief = SecureBrokerTests.NewClient();
        Assert.Equal(MqttClientConnectResultCode.Success, await appliance.ConnectAsync(thief, clientId: other.Paired!.Name));
        Assert.True((await second.PublishAsync(Message(other.Address.State), Cancel)).IsSuccess);
        Assert.True(second.IsConnected);

        // Without a certificate, with somebody else's, in another's name.
        using var stranger = SecureBrokerTests.Foreign(appliance.Certificate!, bridge.Clock.GetUtcNow());
        await SecureBrokerTests.NoHandshakeAsync(appliance.ConnectAsync(third, certificate: stranger));
        await SecureBrokerTests.NoHandshakeAsync(third.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("localhost", port).WithClientId("central/counter-1").WithTlsOptions(tls => tls.WithCertificateValidationHandler(_ => true)).Build(), Cancel));

        List<string> Heard()
        {
            lock (heard)
            {
                return [.. heard];
            }
        }
    }

    [Fact]
    public void The_rules_for_RabbitMQ_are_the_rights_of_the_bridge_in_other_words()
    {
        DeviceAddress own = new("central", "counter-1"), other = new("central", "counter-10");
        var definitions = JsonSerializer.SerializeToElement(BrokerRules.Definitions([own, other]));

        foreach (var device in (DeviceAddress[])[own, other])
        {
            var rights = definitions.GetProperty("topic_permissions").EnumerateArray().Single(rights => rights.GetProperty("user").GetString() == device.Name);
            foreach (var (address, kind) in from address in (DeviceAddress[])[own, other, new("centralx", "counter-1")] from kind in Enum.GetValues<TopicKind>() select (address, kind))
            {
                var (topic, routing) = (address.Topic(kind), address.Topic(kind).Replace('/', '.'));
                Assert.Equal(TopicRights.MayPublish(device.Name, topic, out _, out _), Regex.IsMatch(routing, rights.GetProperty("write").GetString()!));
                Assert.Equal(TopicRights.MayRead(device.Name, topic), Regex.IsMatch(routing, rights.GetProperty("read").GetString()!));
            }
            var permissions = definitions.GetProperty("permissions").EnumerateArray().Single(rights => rights.GetProperty("user").GetString() == device.Name);
            Assert.Matches(permissions.GetProperty("configure").GetString()!, $"mqtt-subscription-{device.Name}qos1");
            Assert.DoesNotMatch(permissions.GetProperty("configure").GetString()!, $"mqtt-subscription-{(device == own ? other : own).Name}qos1");
            Assert.DoesNotMatch(permissions.GetProperty("configure").GetString()!, "amq.topic");
        }
        Assert.All(definitions.GetProperty("users").EnumerateArray(), user => Assert.Equal("", user.GetProperty("password_hash").GetString()));   // certificates only
    }

    [Fact]
    public async Task The_files_are_written_by_a_command_and_the_key_is_for_its_owner()
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-rules-").FullName;
        string[] settings = [$"--Bridge:Storage:Folder={folder}/bridge", "--Bridge:Fleet:Host=bridge.example"];
        using var output = new StringWriter();
        Assert.Equal(1, await Commands.RunAsync(["broker-rules", "mosquitto", $"{folder}/m", settings[0]], TextWriter.Null, TextWriter.Null));
        Assert.Equal(0, await Commands.RunAsync(["broker-rules", "mosquitto", $"{folder}/m", .. settings], output, TextWriter.Null));
        Assert.Equal(0, await Commands.RunAsync(["broker-rules", "rabbitmq", $"{folder}/r", .. settings], output, TextWriter.Null));

        Assert.Equal(6 + 7, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(File.Exists));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode($"{folder}/m/server.key"));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "kazashi.acl"), Cancel), await File.ReadAllTextAsync($"{folder}/m/kazashi.acl", Cancel));   // deploy/ shows it
        Directory.Delete(folder, recursive: true);
    }

    // mosquitto has no clock that a test could hold.
    static async Task<TestBridge> StartAsync(int port)
    {
        var bridge = await TestBridge.StartAsync(folder => new()
        {
            Storage = new() { Folder = folder },
            Web = new() { Listen = "http://127.0.0.1:0" },
            Broker = new() { Source = EventSourceKind.External, Host = "localhost", Port = port, UsesTls = true },
            Fleet = new() { Host = "localhost", Listen = "127.0.0.1", Port = 0, MqttPort = port },
        });
        bridge.Clock.AdjustTime(TimeProvider.System.GetUtcNow());
        return bridge;
    }

    static Task<IReadOnlyList<string>> WriteAsync(TestBridge bridge, int port, string folder) =>
        new BrokerRules(bridge.Get<Bridge.Storage.Store>(), bridge.Get<DeviceAuthority>(), new() { Host = "localhost", MqttPort = port }, bridge.Clock).WriteMosquittoAsync(folder, Cancel);

    static Mosquitto Start(string folder)
    {
        var program = Programs.FirstOrDefault(File.Exists);
        Assert.True(program is not null, "mosquitto is not installed: apt-get install mosquitto");
        var configuration = Path.Combine(folder, "test.conf");
        File.WriteAllText(configuration, File.ReadAllText(Path.Combine(folder, "kazashi.conf")) + "user root\n");   // the test's folder is nobody else's; without root the line says nothing
        return new(Process.Start(new ProcessStartInfo(program, ["-c", configuration]) { RedirectStandardError = true })!);
    }

    static Task ListensAsync(int port) => Until(() =>
    {
        using var socket = new TcpClient();
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    });

    // A reload takes a moment that nobody tells.
    static Task RefusedAsync(TestAppliance appliance) => UntilAsync(async () =>
    {
        using var client = SecureBrokerTests.NewClient();
        try
        {
            return await appliance.ConnectAsync(client) != MqttClientConnectResultCode.Success;
        }
        catch (Exception e) when (e is MQTTnet.Exceptions.MqttCommunicationException or OperationCanceledException)
        {
            return true;
        }
    });

    static Task Until(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        end.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, end.Token);
        }
    }

    static MqttApplicationMessage Message(string topic, string text = "{}") => new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(text).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();

    const int Hangup = 1;

    [System.Runtime.InteropServices.DllImport("libc", EntryPoint = "kill")]
    static extern int Kill(int process, int signal);

    sealed class Mosquitto : IDisposable
    {
        readonly Process process;

        public Mosquitto(Process process)
        {
            this.process = process;
            process.ErrorDataReceived += (_, line) => TestContext.Current.TestOutputHelper?.WriteLine(line.Data ?? "");
            process.BeginErrorReadLine();
        }

        public int Id => process.Id;

        public void Dispose()
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
    }
}
