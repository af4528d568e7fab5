using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Bridge.Ingest;
using Bridge.Settings;
using Contract;
using Microsoft.EntityFrameworkCore;
using MQTTnet;

namespace CloudBridge.Tests.Ingest;

/// <summary>The broker as <c>deploy/container</c> sets it up: a real mosquitto with those files.</summary>
public sealed class ComposedBrokerTests : IDisposable
{
    const string Password = "of the bridge";

    readonly string _folder = Directory.CreateTempSubdirectory("kazashi-compose-").FullName;
    readonly int _port = Loopback.FreePort();
    Process? _mosquitto;

    public void Dispose()
    {
        _mosquitto?.Kill();
        _mosquitto?.WaitForExit();
        _mosquitto?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task An_appliance_reaches_the_bridge_and_nothing_of_another_appliance()
    {
        using var device = new TestDevice();
        using var other = new TestDevice("counter-9");
        await StartAsync(device, other);
        await using var bridge = await TestBridge.StartAsync(Settings(device, other), device, other);
        while (!bridge.Get<MqttBrokerSource>().IsUp)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        await using var wire = await Wire.ConnectAsync(_port, device);
        await using var thief = await Wire.ConnectAsync(_port, other, subscribe: false);

        await wire.SendAsync(device, device.Entry(new LoanWithdrawn(Guid.CreateVersion7(TestBridge.Start))));
        await wire.AcknowledgedAsync(device, 1);
        var refused = await thief.SendAsync(device, device.Entry(new LoanWithdrawn(Guid.CreateVersion7(TestBridge.Start))));

        Assert.Equal(MqttClientPublishReasonCode.NotAuthorized, refused.ReasonCode);
        Assert.Equal(1, await bridge.ReadAsync(db => db.Inbox.CountAsync()));
    }

    [Fact]
    public async Task Nobody_comes_in_without_a_password()
    {
        using var device = new TestDevice();
        await StartAsync(device);
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await Wire.TryConnectAsync(_port, device.Address.Name, device.Address.Name, "guessed"));
        Assert.Equal(MqttClientConnectResultCode.NotAuthorized, await Wire.TryConnectAsync(_port, "x", "nobody", ""));
    }

    Func<string, BridgeSettings> Settings(params TestDevice[] devices) => folder => new()
    {
        Storage = new() { Folder = folder },
        Web = new() { Listen = "http://127.0.0.1:0" },
        Broker = new() { Source = EventSourceKind.External, Port = _port, UserName = "kazashi-bridge", Password = Password },
        Devices = [.. devices.Select(device => device.Settings)],
    };

    async Task StartAsync(params TestDevice[] devices)
    {
        var passwords = Path.Combine(_folder, "passwords");
        await File.WriteAllTextAsync(passwords, "", TestContext.Current.CancellationToken);
        foreach (var (name, password) in devices.Select(device => (device.Address.Name, device.Token)).Append(("kazashi-bridge", Password)))
        {
            using var making = Process.Start("mosquitto_passwd", ["-b", passwords, name, password]);
            await making.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, making.ExitCode);
        }
        var text = await File.ReadAllTextAsync(Deployed("mosquitto.conf"), TestContext.Current.CancellationToken);
        var configuration = Path.Combine(_folder, "mosquitto.conf");
        await File.WriteAllTextAsync(configuration, text.Replace("listener 1883", $"listener {_port} 127.0.0.1", StringComparison.Ordinal).Replace("/mosquitto/config/acl", Deployed("acl"), StringComparison.Ordinal)
            .Replace("/mosquitto/config/passwords", passwords, StringComparison.Ordinal).Replace("/mosquitto/data/", _folder + "/", StringComparison.Ordinal) + "\nuser root\n", TestContext.Current.CancellationToken);
        _mosquitto = Process.Start(new ProcessStartInfo(File.Exists("/usr/sbin/mosquitto") ? "/usr/sbin/mosquitto" : "mosquitto", ["-c", configuration]) { RedirectStandardError = true })!;
        _mosquitto.ErrorDataReceived += (_, _) => { };
        _mosquitto.BeginErrorReadLine();
        while (true)
        {
            Assert.False(_mosquitto.HasExited, "mosquitto did not take the files of deploy/container");
            using var socket = new TcpClient();
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, _port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }
    }

    static string Deployed(string name, [CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../deploy/container", name));
}
