namespace Journey.Tests;

/// <summary>A bridge and an appliance on one cable, each a machine of its own: the bridge announces itself by the distribution's avahi, and the shipped appliance finds it.</summary>
public sealed class DiscoveryTests : IAsyncLifetime
{
    static readonly string BridgeProgram = Path.Combine(AppContext.BaseDirectory, "kazashi-bridge.dll");

    Machine _bridge = null!, _appliance = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        (_bridge, _appliance) = (await Machine.StartAsync(Cancel), await Machine.StartAsync(Cancel));
        await Machine.ConnectAsync(_bridge, _appliance, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _bridge.DisposeAsync();
        await _appliance.DisposeAsync();
    }

    [Fact]
    public async Task A_new_appliance_finds_the_bridge_that_announces_itself_and_no_longer_when_it_has_ended()
    {
        await RunAvahiAsync();
        var bridge = RunBridge();
        await bridge.SaysAsync("avahi-publish: Established under name", Cancel);
        Assert.Contains("; on this network: 白樺市立図書館 at 10.77.0.1:8443", await CheckAsync(), StringComparison.Ordinal);

        Assert.True(await bridge.StopAsync(Cancel) == 0, bridge.Said);
        Assert.DoesNotContain("on this network", await CheckAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_in_a_container_is_announced_by_the_file_that_the_page_about_deploying_shows()
    {
        var file = Assert.Single(await File.ReadAllLinesAsync(Path.Combine(Repository(), "deploy/README.md"), Cancel), line => line.StartsWith("<service-group>", StringComparison.Ordinal));
        await File.WriteAllTextAsync(_bridge.Path("kazashi.service"), file, Cancel);
        await _bridge.DoAsync(Cancel, "sh", "-ec", $"mount -t tmpfs none /etc/avahi/services; cp {_bridge.Path("kazashi.service")} /etc/avahi/services");
        var avahi = await RunAvahiAsync();
        await avahi.SaysAsync("(/etc/avahi/services/kazashi.service) successfully established", Cancel);
        Assert.Contains("; on this network: 白樺市立図書館 at 10.77.0.1:8443", await CheckAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_without_avahi_says_what_to_install_and_serves_all_the_same()
    {
        var bridge = RunBridge();
        await bridge.SaysAsync("The door for appliances is not announced: avahi-publish ended", Cancel);
        await bridge.SaysAsync("Install avahi-utils and avahi-daemon", Cancel);
        await bridge.SaysAsync("Appliances come in at 0.0.0.0:8443", Cancel);
        Assert.DoesNotContain("on this network", await CheckAsync(), StringComparison.Ordinal);
    }

    static string Repository([System.Runtime.CompilerServices.CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));

    async Task<PublishedBinary> RunAvahiAsync()
    {
        await File.WriteAllTextAsync(_bridge.Path("avahi.conf"), "[server]\nhost-name=bridge\nuse-ipv6=no\n", Cancel);
        var avahi = _bridge.Run("avahi-daemon", "--no-drop-root", "--no-chroot", "--no-rlimits", $"--file={_bridge.Path("avahi.conf")}");
        await avahi.SaysAsync("Server startup complete", Cancel);
        return avahi;
    }

    PublishedBinary RunBridge() => _bridge.Run("dotnet", BridgeProgram, "run", $"--Bridge:Storage:Folder={_bridge.Path("storage")}", "--Bridge:Fleet:Host=bridge.example", "--Bridge:Fleet:Announce=true",
        "--Bridge:Library:Name=白樺市立図書館");

    /// <summary>What <c>kazashi-device check</c> says of the bridge, on a machine that has no other part of an appliance.</summary>
    async Task<string> CheckAsync()
    {
        var check = _appliance.Run(PublishedBinary.Path(), "check", $"--DataFolder={_appliance.Path("data")}", $"--Reader:Address=hsu:{_appliance.Path("reader")}", $"--Scanner:Device={_appliance.Path("scanner")}");
        Assert.Equal(1, await check.EndsAsync(Cancel));
        return Assert.Single(check.Said.Split('\n'), line => line.StartsWith("bridge   ok    the settings name none", StringComparison.Ordinal));
    }
}
