using System.Diagnostics;

namespace CloudBridge.Tests.Fleet;

/// <summary>A RabbitMQ of the distribution with a folder, a name and ports of its own, on loopback; gone with its folder.</summary>
sealed class RabbitMq : IAsyncDisposable
{
    const string Programs = "/usr/lib/rabbitmq/bin";   // those in /usr/sbin change the user first

    readonly string folder = Directory.CreateTempSubdirectory("kazashi-rabbit-").FullName;
    readonly int names = Loopback.FreePort(), nodes = Loopback.FreePort();
    readonly List<Process> processes = [];

    public int Port { get; } = Loopback.FreePort();

    /// <summary>Where the bridge writes for it.</summary>
    public string Rules => Path.Combine(folder, "rules");

    public async Task StartAsync(CancellationToken cancel)
    {
        Assert.True(Directory.Exists(Programs), "RabbitMQ is not installed: apt-get install rabbitmq-server");
        await File.WriteAllTextAsync(Path.Combine(folder, "plugins"), "[rabbitmq_mqtt,rabbitmq_auth_mechanism_ssl].", cancel);
        await File.WriteAllTextAsync(Path.Combine(folder, "rabbitmq.conf"), (await File.ReadAllTextAsync(Path.Combine(Rules, "rabbitmq.conf"), cancel)).Replace("ssl.default = ", "ssl.default = 127.0.0.1:", StringComparison.Ordinal) + "listeners.tcp = none\n", cancel);
        processes.Add(Process.Start(In("epmd"))!);   // by which rabbitmqctl finds it
        var server = In($"{Programs}/rabbitmq-server");
        server.RedirectStandardOutput = true;
        processes.Add(Process.Start(server)!);
        processes[^1].BeginOutputReadLine();   // its banner is for nobody
        await RunAsync($"{Programs}/rabbitmqctl", ["wait", "--pid", $"{processes[^1].Id}", "--timeout", "120"], cancel);
    }

    /// <summary>As the head of its rabbitmq.conf says.</summary>
    public async Task ImportAsync(CancellationToken cancel)
    {
        await RunAsync($"{Programs}/rabbitmqctl", ["import_definitions", Path.Combine(Rules, "definitions.json")], cancel);
        await RunAsync("sh", [Path.Combine(Rules, "remove-unpaired.sh")], cancel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(processes))
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
        Directory.Delete(folder, recursive: true);
    }

    async Task RunAsync(string program, string[] arguments, CancellationToken cancel)
    {
        var start = In(program, arguments);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
        await process.WaitForExitAsync(cancel);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await output}{await error}");
    }

    ProcessStartInfo In(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach (var (name, value) in new (string, string)[]
                 {
                     ("PATH", $"{Programs}:{Environment.GetEnvironmentVariable("PATH")}"), ("HOME", folder), ("ERL_EPMD_PORT", $"{names}"), ("ERL_EPMD_ADDRESS", "127.0.0.1"),
                     ("RABBITMQ_NODENAME", "kazashi@localhost"), ("RABBITMQ_DIST_PORT", $"{nodes}"), ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
                     ("RABBITMQ_CONF_ENV_FILE", "/dev/null"), ("RABBITMQ_CONFIG_FILE", Path.Combine(folder, "rabbitmq.conf")), ("RABBITMQ_ENABLED_PLUGINS_FILE", Path.Combine(folder, "plugins")),
                     ("RABBITMQ_MNESIA_BASE", Path.Combine(folder, "mnesia")), ("RABBITMQ_LOG_BASE", folder), ("RABBITMQ_LOGS", Path.Combine(folder, "log")),
                 })
        {
            start.Environment[name] = value;
        }
        return start;
    }
}
