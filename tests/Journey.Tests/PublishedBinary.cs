using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Journey.Tests;

/// <summary>kazashi-device as it is shipped, as a process of its own; ended by its process id.</summary>
sealed class PublishedBinary : IAsyncDisposable
{
    readonly Process _process;
    readonly StringBuilder _said = new();
    readonly SemaphoreSlim _news = new(0);

    PublishedBinary(Process process)
    {
        _process = process;
        _process.OutputDataReceived += Hear;
        _process.ErrorDataReceived += Hear;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    public static PublishedBinary Start(params IEnumerable<string> arguments) => StartUnder(Path(), null, arguments);

    /// <summary>Started by another program, with more in its environment.</summary>
    public static PublishedBinary StartUnder(string program, IReadOnlyDictionary<string, string>? environment, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }
        return new(Process.Start(start)!);
    }

    /// <summary>The program for the Raspberry Pi; on another processor under an emulator of it.</summary>
    public static PublishedBinary StartForArm64(params IEnumerable<string> arguments)
    {
        var program = Find("KAZASHI_DEVICE_BINARY_ARM64", "device-arm64", "linux-arm64");
        return RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? StartUnder(program, null, arguments)
            : StartUnder("qemu-aarch64", new Dictionary<string, string> { ["QEMU_LD_PREFIX"] = "/usr/aarch64-linux-gnu" }, [program, .. arguments]);
    }

    /// <summary>Where the published program is; tests/run publishes it.</summary>
    public static string Path() => Find("KAZASHI_DEVICE_BINARY", "device", "linux-x64");

    static string Find(string variable, string name, string runtime)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } told)
        {
            return told;
        }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = System.IO.Path.Combine(folder.FullName, "out", name, "kazashi-device");
            if (File.Exists(path))
            {
                return path;
            }
        }
        throw new FileNotFoundException($"the published appliance is not there; run: deploy/publish-device {runtime} out/{name}");
    }

    public async Task SaysAsync(string text, CancellationToken cancel)
    {
        try
        {
            while (!Said.Contains(text, StringComparison.Ordinal))
            {
                if (_process.HasExited)
                {
                    _process.WaitForExit();   // what it said last has arrived
                    Assert.True(Said.Contains(text, StringComparison.Ordinal), $"it ended with {_process.ExitCode} and never said \"{text}\":\n{Said}");
                    return;
                }
                await _news.WaitAsync(TimeSpan.FromMilliseconds(100), cancel);
            }
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"it never said \"{text}\":\n{Said}");
        }
    }

    public async Task<int> EndsAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);   // with what it said last
        return _process.ExitCode;
    }

    /// <summary>SIGTERM, as systemd stops a service.</summary>
    public async Task<int> StopAsync(CancellationToken cancel)
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        return await EndsAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        _news.Dispose();
    }

    void Hear(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            lock (_said)
            {
                _said.AppendLine(text);
            }
            _news.Release();
        }
    }
}
