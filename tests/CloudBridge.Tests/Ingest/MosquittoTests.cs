using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Bridge.Ingest;
using Bridge.Settings;
using Contract;
using Microsoft.EntityFrameworkCore;
using MQTTnet.Formatter;

namespace CloudBridge.Tests.Ingest;

/// <summary>The bridge as a client of a broker nobody here wrote; devices cannot tell.</summary>
public sealed class MosquittoTests
{
    [Theory]
    [InlineData(5, MqttProtocolVersion.V311)]
    [InlineData(3, MqttProtocolVersion.V500)]
    public async Task A_patron_taps_and_borrows_through_mosquitto(int bridges, MqttProtocolVersion devices)
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        using var device = new TestDevice();
        await using var bridge = await TestBridge.StartAsync(mosquitto.Settings(bridges == 5 ? MqttVersion.V5 : MqttVersion.V311, device), device);
        using var chip = await bridge.LinkCardAsync(await bridge.AddPatronAsync("1001"), "0A1B2C");
        await bridge.AddItemAsync("A10000017A");
        await Mosquitto.ServesAsync(bridge);
        await using var wire = await Wire.ConnectAsync(mosquitto.Port, device, devices);

        var recognised = Assert.IsType<PatronRecognised>(await wire.AskAsync(device, new WhoIsThis(device.Tap(chip, "0A1B2C"))));
        var request = device.Entry(new LoanRequested(new Borrower.ByPass(recognised.Pass), "A10000017A"));
        await wire.SendAsync(device, request);

        Assert.IsType<LoanGranted>(await wire.AnswerAsync(device, request.Id));
        await wire.AcknowledgedAsync(device, 1);
        Assert.Single(await bridge.LoansAsync());
    }

    [Fact]
    public async Task What_came_while_the_bridge_was_away_is_taken_when_it_is_back()
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        using var device = new TestDevice();
        await using var bridge = await TestBridge.StartAsync(mosquitto.Settings(MqttVersion.V5, device), device);
        await Mosquitto.ServesAsync(bridge);
        await using var wire = await Wire.ConnectAsync(mosquitto.Port, device);
        await bridge.StopServingAsync();
        foreach (var _ in Enumerable.Range(0, 20))
        {
            await wire.SendAsync(device, device.Entry(new LoanWithdrawn(Guid.CreateVersion7(TestBridge.Start))));
        }

        await bridge.RestartAsync();

        Assert.Equal(20, (await wire.AcknowledgedAsync(device, 20)).Acknowledged);
        Assert.Equal(20, await bridge.ReadAsync(db => db.Inbox.CountAsync()));
    }

    [Fact]
    public async Task A_device_the_bridge_does_not_know_changes_nothing()
    {
        await using var mosquitto = await Mosquitto.StartAsync();
        using var device = new TestDevice();
        using var stranger = new TestDevice("counter-9");
        await using var bridge = await TestBridge.StartAsync(mosquitto.Settings(MqttVersion.V5, device), device);
        await Mosquitto.ServesAsync(bridge);
        stranger.BridgeKey = device.BridgeKey;
        await using var strange = await Wire.ConnectAsync(mosquitto.Port, stranger);
        await using var wire = await Wire.ConnectAsync(mosquitto.Port, device);

        await strange.SendAsync(stranger, stranger.Entry(new LoanWithdrawn(Guid.CreateVersion7(TestBridge.Start))));
        await wire.SendAsync(device, device.Entry(new LoanWithdrawn(Guid.CreateVersion7(TestBridge.Start))));
        await wire.AcknowledgedAsync(device, 1);

        Assert.Equal(1, await bridge.ReadAsync(db => db.Inbox.CountAsync()));
    }

    /// <summary>A real mosquitto of the distribution, on a free loopback port, ended by its own id.</summary>
    sealed class Mosquitto : IAsyncDisposable
    {
        static readonly string[] Programs = ["/usr/sbin/mosquitto", "/usr/bin/mosquitto"];

        readonly Process process;
        readonly string folder;

        Mosquitto(Process process, string folder, int port) => (this.process, this.folder, Port) = (process, folder, port);

        public int Port { get; }

        public static async Task<Mosquitto> StartAsync()
        {
            var program = Programs.FirstOrDefault(File.Exists);
            Assert.True(program is not null, "mosquitto is not installed: apt-get install mosquitto");
            var port = Loopback.FreePort();
            var folder = Directory.CreateTempSubdirectory("kazashi-mosquitto-").FullName;
            var configuration = Path.Combine(folder, "mosquitto.conf");
            await File.WriteAllTextAsync(configuration, $"listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 100000\n");
            var process = Process.Start(new ProcessStartInfo(program, ["-c", configuration]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var mosquitto = new Mosquitto(process, folder, port);
            await mosquitto.ListensAsync();
            return mosquitto;
        }

        public Func<string, BridgeSettings> Settings(MqttVersion version, params TestDevice[] devices) => folder => new()
        {
            Storage = new() { Folder = folder },
            Web = new() { Listen = "http://127.0.0.1:0" },
            Broker = new() { Source = EventSourceKind.External, Port = Port, Version = version },
            Devices = [.. devices.Select(device => device.Settings)],
        };

        /// <summary>Waits until the bridge has subscribed.</summary>
        public static Task ServesAsync(TestBridge bridge) => Until(() => Task.FromResult(bridge.Get<MqttBrokerSource>().IsUp));

        Task ListensAsync() => Until(async () =>
        {
            using var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });

        static async Task Until(Func<Task<bool>> condition)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            end.CancelAfter(TimeSpan.FromSeconds(20));
            while (!await condition())
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, end.Token);
            }
        }

        public async ValueTask DisposeAsync()
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }
}
