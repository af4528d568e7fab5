using System.Globalization;

namespace Journey.Tests;

/// <summary>A machine of its own where the network is concerned: its interfaces, its system bus, what runs on it. The files are this machine's. Needs root.</summary>
sealed class Machine : IAsyncDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kazashi-machine-");
    readonly List<PublishedBinary> _running = [];
    PublishedBinary? _room;

    /// <summary>Of what runs here: the bus of this machine, and its words in English.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string> { ["DBUS_SYSTEM_BUS_ADDRESS"] = $"unix:path={Path("bus")}", ["LC_ALL"] = "C.UTF-8" };

    /// <summary>For files of this machine alone.</summary>
    public string Path(string name) => System.IO.Path.Combine(_folder.FullName, name);

    /// <summary>Switched on, with nothing connected.</summary>
    public static async Task<Machine> StartAsync(CancellationToken cancel)
    {
        var machine = new Machine();
        File.SetUnixFileMode(machine._folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);   // other users speak on its bus, too
        machine._room = PublishedBinary.StartUnder("unshare", null, "--net", "--mount", "sh", "-ec", """
            for folder in /run /etc/NetworkManager /var/lib/NetworkManager; do mount -t tmpfs none "$folder"; done
            ip link set lo up
            echo "machine $$"
            exec sleep infinity
            """);
        await machine._room.SaysAsync("machine ", cancel);
        await File.WriteAllTextAsync(machine.Path("bus.conf"), $"""
            <busconfig>
              <type>system</type>
              <listen>unix:path={machine.Path("bus")}</listen>
              <policy context="default">
                <allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_type="signal"/>
                <allow send_requested_reply="true" send_type="method_return"/><allow send_requested_reply="true" send_type="error"/>
                <allow receive_type="method_call"/><allow receive_type="method_return"/><allow receive_type="error"/><allow receive_type="signal"/>
              </policy>
            </busconfig>
            """, cancel);
        await machine.Run("dbus-daemon", "--nofork", "--print-address", $"--config-file={machine.Path("bus.conf")}").SaysAsync("unix:path", cancel);
        return machine;
    }

    /// <summary>One cable between two of them: 10.77.0.1 and 10.77.0.2.</summary>
    public static async Task ConnectAsync(Machine one, Machine other, CancellationToken cancel)
    {
        await using var cable = PublishedBinary.StartUnder("ip", null, "link", "add", "name", "cable", "netns", one.Id, "type", "veth", "peer", "name", "cable", "netns", other.Id);
        Assert.True(await cable.EndsAsync(cancel) == 0, cable.Said);
        foreach (var (machine, address) in new[] { (one, "10.77.0.1/24"), (other, "10.77.0.2/24") })
        {
            await machine.DoAsync(cancel, "ip", "address", "add", address, "dev", "cable");
            await machine.DoAsync(cancel, "ip", "link", "set", "cable", "up");
        }
    }

    /// <summary>Runs a program here; it ends with the machine.</summary>
    public PublishedBinary Run(params string[] program)
    {
        var running = PublishedBinary.StartUnder("nsenter", Environment, ["--target", Id, "--net", "--mount", .. program]);
        _running.Add(running);
        return running;
    }

    /// <summary>Runs a program here to its end, which must be a good one.</summary>
    public async Task<string> DoAsync(CancellationToken cancel, params string[] program)
    {
        var running = Run(program);
        Assert.True(await running.EndsAsync(cancel) == 0, $"{string.Join(' ', program)}: {running.Said}");
        return running.Said;
    }

    string Id => _room!.Id.ToString(CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        foreach (var running in Enumerable.Reverse(_running).Append(_room!))
        {
            await running.DisposeAsync();
        }
        _folder.Delete(recursive: true);
    }
}
