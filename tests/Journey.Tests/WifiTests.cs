using Firmware.Network;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Journey.Tests;

/// <summary>Wi-Fi by the distribution's NetworkManager, on a machine that has a cable and no Wi-Fi: profiles are made, and why they do not work is said.</summary>
public sealed class WifiTests : IAsyncLifetime
{
    const string Password = "pass; word:\\\"1";

    Machine _machine = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _machine = await Machine.StartAsync(Cancel);

    public ValueTask DisposeAsync() => _machine.DisposeAsync();

    [Fact]
    public async Task A_network_is_kept_for_the_machine_s_Wi_Fi_readable_by_root_alone_and_the_next_takes_its_place()
    {
        await RunAsync();
        Assert.Equal(WifiFailure.NoDevice, await JoinAsync("WIFI:T:WPA;S:Old;P:another password;;"));
        Assert.Equal(WifiFailure.NoDevice, await JoinAsync($"WIFI:T:WPA;S:Library 1;P:{Escaped(Password)};H:true;;"));

        Assert.Equal("600 kazashi-wifi.nmconnection", await FilesAsync());
        var profile = await ProfileAsync();
        Assert.Contains("ssid=Library 1", profile);
        Assert.Contains("hidden=true", profile);
        Assert.Contains("key-mgmt=wpa-psk", profile);
        Assert.Contains("psk=110809dade1af7b598e2e6d8ca35a3fccf89b480bfcb5ac564ca7da06df2a544", profile);   // as wpa_passphrase makes it, too
        Assert.DoesNotContain(profile, line => line.Contains(Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_network_of_WPA3_keeps_its_password_and_an_open_one_has_none()
    {
        await RunAsync();
        await JoinAsync($"WIFI:T:SAE;S:Library;P:{Escaped(Password)};;");
        var profile = await ProfileAsync();
        Assert.Contains("key-mgmt=sae", profile);
        Assert.Contains($"psk={Password.Replace(@"\", @"\\", StringComparison.Ordinal)}", profile);   // as a keyfile writes it

        await JoinAsync("WIFI:T:nopass;S:Guests;;");
        profile = await ProfileAsync();
        Assert.Contains("ssid=Guests", profile);
        Assert.DoesNotContain("[wifi-security]", profile);
    }

    [Fact]
    public async Task Nothing_of_a_password_is_on_a_command_line_or_in_a_log()
    {
        await RunAsync();
        var log = new RecordingLogger();
        var seen = _machine.Path("seen");
        var nmcli = _machine.Path("nmcli");
        await File.WriteAllTextAsync(nmcli, $"#!/bin/sh\necho \"$@\" >> {seen}\nexec nmcli \"$@\"\n", Cancel);
        File.SetUnixFileMode(nmcli, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Equal(WifiFailure.NoDevice, await new NetworkManager(new(nmcli) { Environment = _machine.Environment }, TimeProvider.System, log).JoinAsync(Network($"WIFI:T:SAE;S:Library;P:{Escaped(Password)};;"), Cancel));
        var commands = await File.ReadAllTextAsync(seen, Cancel);
        Assert.Contains("ssid Library", commands, StringComparison.Ordinal);
        Assert.DoesNotContain("word:", commands, StringComparison.Ordinal);
        Assert.Contains("No suitable device", Assert.Single(log.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain("word:", log.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rule_of_the_package_lets_the_appliance_s_user_join_a_network_and_nobody_else()
    {
        const string Appliance = "4242", Nobody = "65534";
        await _machine.DoAsync(Cancel, "sh", "-ec", $"""
            cd {_machine.Path("")}
            cp /etc/passwd passwd
            echo 'kazashi:x:{Appliance}:65534::/:/bin/sh' >> passwd
            mount --bind passwd /etc/passwd
            cp -r /usr/share/polkit-1/rules.d rules
            cp {Path.Combine(Repository(), "deploy/systemd/kazashi-device.polkit.rules")} rules/60-kazashi-device.rules
            chmod -R a+rX rules
            mount --bind rules /usr/share/polkit-1/rules.d
            """);
        await _machine.Run("/usr/lib/polkit-1/polkitd").SaysAsync("Acquired the name", Cancel);
        await RunAsync();

        Assert.Equal(WifiFailure.NotAllowed, await As(Nobody).JoinAsync(Network("WIFI:S:Guests;;"), Cancel));
        Assert.Equal("", await FilesAsync());
        Assert.Equal(WifiFailure.NoDevice, await As(Appliance).JoinAsync(Network("WIFI:S:Guests;;"), Cancel));
        Assert.Equal("600 kazashi-wifi.nmconnection", await FilesAsync());

        NetworkManager As(string user)
        {
            var nmcli = _machine.Path($"nmcli-{user}");
            File.WriteAllText(nmcli, $"#!/bin/sh\nexec setpriv --reuid={user} --regid=65534 --clear-groups nmcli \"$@\"\n");
            File.SetUnixFileMode(nmcli, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            return new(new(nmcli) { Environment = _machine.Environment }, TimeProvider.System, NullLogger<NetworkManager>.Instance);
        }
    }

    [Fact]
    public async Task Its_devices_are_named_with_what_they_do_and_none_is_Wi_Fi()
    {
        await using var other = await Machine.StartAsync(Cancel);
        await Machine.ConnectAsync(_machine, other, Cancel);
        await RunAsync();
        var devices = await Manager().DevicesAsync(Cancel);
        Assert.Contains(devices!, device => device.Name == "cable");
        Assert.DoesNotContain(devices!, device => device.IsWifi);
    }

    [Fact]
    public async Task Without_NetworkManager_there_are_no_devices_and_no_network_is_joined()
    {
        Assert.Null(await Manager().DevicesAsync(Cancel));   // it does not run
        Assert.Equal(WifiFailure.NoManager, await JoinAsync("WIFI:S:Guests;;"));
        Assert.Null(await new NetworkManager(new(_machine.Path("none")), TimeProvider.System, NullLogger<NetworkManager>.Instance).DevicesAsync(Cancel));   // it is not installed
        Assert.Null(await new NetworkManager(new(""), TimeProvider.System, NullLogger<NetworkManager>.Instance).DevicesAsync(Cancel));   // the settings want none
    }

    async Task RunAsync()
    {
        await File.WriteAllTextAsync(_machine.Path("manager.conf"), "[main]\nplugins=keyfile\ndhcp=internal\ndns=none\nno-auto-default=*\nauth-polkit=true\n", Cancel);
        _machine.Run("NetworkManager", "--no-daemon", $"--config={_machine.Path("manager.conf")}");
        while (await Manager().DevicesAsync(Cancel) is null)
        {
            Cancel.ThrowIfCancellationRequested();   // it starts
        }
    }

    NetworkManager Manager() => new(new("nmcli") { Environment = _machine.Environment }, TimeProvider.System, NullLogger<NetworkManager>.Instance);

    Task<WifiFailure?> JoinAsync(string code) => Manager().JoinAsync(Network(code), Cancel);

    async Task<string> FilesAsync() => (await _machine.DoAsync(Cancel, "sh", "-c", "find /etc/NetworkManager -name '*.nmconnection' -printf '%m %f\n'")).Trim();

    async Task<string[]> ProfileAsync() => (await _machine.DoAsync(Cancel, "sh", "-c", "cat /etc/NetworkManager/system-connections/*")).Split('\n', StringSplitOptions.TrimEntries);

    static WifiNetwork Network(string code) => WifiNetwork.TryParse(code, out var network, out var why) ? network : throw new ArgumentException($"{code}: {why}");

    static string Escaped(string text) => string.Concat(text.Select(c => c is '\\' or ';' or ',' or ':' or '"' ? $"\\{c}" : c.ToString()));

    static string Repository([System.Runtime.CompilerServices.CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));

    sealed class RecordingLogger : ILogger<NetworkManager>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Add(formatter(state, exception));
    }
}
