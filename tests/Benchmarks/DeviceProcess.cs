using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Bench;

namespace Benchmarks;

/// <summary>kazashi-device as a process of its own, on the virtual wires of a desk; ended by its process id.</summary>
sealed class DeviceProcess : IAsyncDisposable
{
    readonly long _start;
    readonly Process _process;
    readonly DirectoryInfo _folder;
    readonly List<(string Line, TimeSpan At)> _said = [];
    readonly SemaphoreSlim _news = new(0);

    DeviceProcess(ProcessStartInfo start, DirectoryInfo folder)
    {
        _folder = folder;
        _start = Stopwatch.GetTimestamp();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The same program under the just-in-time compiler.</summary>
    public static string[] JustInTime => ["dotnet", Managed];

    /// <summary>Ahead of time compiled, as it is shipped; published anew where it is missing or older than its source.</summary>
    public static async Task<string[]> ShippedAsync(CancellationToken cancel)
    {
        var program = Path.Combine(Root, "out", "device", "kazashi-device");
        if (File.GetLastWriteTimeUtc(program) < File.GetLastWriteTimeUtc(Managed))   // of a missing file: the year 1601
        {
            Console.Error.WriteLine("publishing kazashi-device …");
            using var publish = Process.Start(Path.Combine(Root, "deploy", "publish-device"), [RuntimeInformation.RuntimeIdentifier, Path.GetDirectoryName(program)!]);
            await publish.WaitForExitAsync(cancel);
            if (publish.ExitCode != 0)
            {
                throw new InvalidOperationException($"deploy/publish-device ended with {publish.ExitCode}");
            }
        }
        return [program];
    }

    /// <summary>A first start on an empty data folder, but for the key that the bridge knows it by.</summary>
    public static async Task<DeviceProcess> StartAsync(string[] program, BenchAppliance desk, CancellationToken cancel)
    {
        desk.Hardware.PowerOff();   // the one before was killed: its chip is to be found as after power-up
        var folder = Directory.CreateTempSubdirectory("kazashi-bench-device-");
        await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "seal.key"), desk.Disk["seal.key"], cancel);
        string[] arguments =
        [
            .. program[1..], "run", "--Site", desk.Settings.Site, "--Device", desk.Settings.Device, "--DataFolder", folder.FullName, "--LogLevel", "Debug",
            "--Bridge:Host", "127.0.0.1", "--Bridge:Port", desk.BridgePort.ToString(CultureInfo.InvariantCulture),
            "--Bridge:Token", desk.Settings.Bridge.Token, "--Bridge:PublicKey", desk.Settings.Bridge.PublicKey,
            "--Reader:Address", $"hsu:{desk.Hardware.ReaderWire.Path}@921600", "--Scanner:Device", desk.Hardware.Scanner.Path,
            "--Scanner:Item:Prefix", "1", "--Scanner:Item:Length", "8",
        ];
        return new(new(program[0], arguments) { RedirectStandardOutput = true, RedirectStandardError = true }, folder);
    }

    /// <summary>Waits for a line with this text and gives when it came, from the start on.</summary>
    public async Task<TimeSpan> SaysAsync(string text, CancellationToken cancel)
    {
        for (; ; await _news.WaitAsync(TimeSpan.FromMilliseconds(100), cancel))   // its end is no line
        {
            lock (_said)
            {
                if (_said.FindIndex(said => said.Line.Contains(text, StringComparison.Ordinal)) is >= 0 and var index)
                {
                    return _said[index].At;
                }
                if (_process.HasExited)
                {
                    throw new InvalidOperationException($"kazashi-device ended before it said \"{text}\":\n{string.Join('\n', _said.Select(said => said.Line))}");
                }
            }
        }
    }

    /// <summary>VmRSS, in MiB.</summary>
    public double ResidentMemory => File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)) is var line
        ? double.Parse(line.AsSpan(6).Trim(" \tkB"), CultureInfo.InvariantCulture) / 1024 : 0;

    /// <summary>Processor time of its threads so far; the scheduler's own count, because the usual one has steps of 10 ms.</summary>
    public TimeSpan Cpu => TimeSpan.FromMicroseconds(
        Directory.EnumerateDirectories($"/proc/{_process.Id}/task").Sum(thread => long.Parse(File.ReadAllText($"{thread}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture)) / 1000.0);

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _news.Dispose();
        _folder.Delete(recursive: true);
    }

    void Hear(string? line)
    {
        if (line is not null)
        {
            lock (_said)
            {
                _said.Add((line, Stopwatch.GetElapsedTime(_start)));
            }
            _news.Release();
        }
    }

    static string Managed => Path.Combine(Root, "firmware", "bin", "Release", "net10.0", "kazashi-device.dll");

    static string Root { get; } = FindRoot();

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Kazashi.slnx")))
        {
            folder = folder.Parent ?? throw new FileNotFoundException($"no Kazashi.slnx above {AppContext.BaseDirectory}");
        }
        return folder.FullName;
    }
}
