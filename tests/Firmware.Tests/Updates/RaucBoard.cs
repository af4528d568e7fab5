using System.Diagnostics;
using System.Security.Cryptography;
using Contract;
using Firmware.Updates;
using static Firmware.Tests.Programs;

namespace Firmware.Tests.Updates;

/// <summary>The real RAUC with files for slots, its own message bus and the script of <c>deploy/update</c> for a Raspberry Pi.</summary>
sealed class RaucBoard : IAsyncDisposable
{
    public static readonly ReleaseVersion Running = new(0, 1, 0);

    readonly TryBootBoard _boot = new();
    readonly string _bus;
    readonly string _conf;
    readonly Process _daemon;
    Process _service;

    readonly bool _isDevice;
    readonly string _deviceOfB;

    RaucBoard(BundleKeys keys, long slotSize, bool isDevice)
    {
        _isDevice = isDevice;
        foreach (var slot in new[] { "A", "B" })
        {
            using var file = File.Create(SlotFile(slot));
            file.SetLength(slotSize);
        }
        using (var slot = File.Create(Path.Combine(Directory.CreateDirectory(Programs).FullName, "next.img")))
        {
            slot.SetLength(slotSize);
        }
        _deviceOfB = isDevice ? Run("losetup", "--find", "--show", SlotFile("B")) : SlotFile("B");   // a file grows, a device does not
        _conf = Path.Combine(_boot.Folder, "system.conf");
        File.WriteAllText(_conf, SystemConf(keys));
        _bus = Path.Combine(_boot.Folder, "bus");
        var busConf = Path.Combine(_boot.Folder, "bus.conf");
        File.WriteAllText(busConf, $"""
            <busconfig>
              <type>system</type>
              <listen>unix:path={_bus}</listen>
              <policy context="default">
                <allow user="*"/><allow own="*"/><allow send_type="method_call"/><allow send_type="signal"/>
                <allow send_requested_reply="true" send_type="method_return"/><allow send_requested_reply="true" send_type="error"/>
                <allow receive_type="method_call"/><allow receive_type="method_return"/><allow receive_type="error"/><allow receive_type="signal"/>
              </policy>
            </busconfig>
            """);
        _daemon = Process.Start(new ProcessStartInfo("dbus-daemon", ["--nofork", "--print-address", $"--config-file={busConf}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _daemon.StandardOutput.ReadLine();   // it listens now
        _service = StartService("A");
    }

    /// <summary>As after a start of the program.</summary>
    public RaucUpdater Updater => new(new RaucSettings { Arguments = ["-c", _conf], Environment = Environment(), RestartFile = RestartFile, ProgramFile = ProgramFile, TrialFile = Path.Combine(ProgramRun, "trial") }, TimeProvider.System);

    public string RestartFile => Path.Combine(_boot.Folder, "restart");

    public string ProgramFile => Path.Combine(_boot.Folder, "program");

    public string Programs => Path.Combine(_boot.Folder, "programs");

    public TryBootBoard Boot => _boot;

    string ProgramRun => Path.Combine(_boot.Folder, "kazashi-program");

    public static async Task<RaucBoard> StartAsync(BundleKeys keys, long slotSize = 1 << 20, bool isDevice = false)
    {
        var board = new RaucBoard(keys, slotSize, isDevice);
        await board.WhenReadyAsync();
        return board;
    }

    public string SlotFile(string slot) => Path.Combine(_boot.Folder, $"slot-{slot}");

    public bool Holds(string slot, string image)
    {
        var (written, wanted) = (File.ReadAllBytes(SlotFile(slot)), File.ReadAllBytes(image));
        return written.AsSpan(0, wanted.Length).SequenceEqual(wanted);
    }

    public bool IsUntouched(string slot) => File.ReadAllBytes(SlotFile(slot)).All(each => each == 0);

    public Task<UpdateFailure?> InstallAsync(string bundle, string version = "0.2.0", Func<int, CancellationToken, ValueTask>? progressed = null) =>
        Updater.InstallAsync(bundle, OfferOf(bundle, version), Running, progressed ?? ((_, _) => ValueTask.CompletedTask), TestContext.Current.CancellationToken);

    public static UpdateOffer OfferOf(string bundle, string version = "0.2.0")
    {
        var bytes = File.ReadAllBytes(bundle);
        return new(version, "/updates/bundle", bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), BundleKeys.Compatible, DateTimeOffset.MaxValue);
    }

    /// <summary>The real script, which mounts; the version that runs then.</summary>
    /// <param name="own">The program of the image.</param>
    public string Program(string verb, string own)
    {
        var environment = new Dictionary<string, string>
        {
            ["KAZASHI_PROGRAMS"] = Programs, ["KAZASHI_OWN"] = own, ["KAZASHI_RUN"] = ProgramRun, ["KAZASHI_REQUEST"] = ProgramFile, ["KAZASHI_STATUS"] = Path.Combine(_boot.Folder, "rauc.status"), ["KAZASHI_SYSTEMCTL"] = "true",
        };
        Assert.Equal(0, Try(Repository.File("deploy/update/program"), environment, verb).Code);
        return Run(Path.Combine(ProgramRun, "current", "kazashi-device"), "version");
    }

    /// <summary>The service is killed without a chance to tidy up, and starts again as after a power cut.</summary>
    public Task KillServiceAsync() => StartServiceAsync("A");

    /// <summary>The machine has started from this slot.</summary>
    public async Task StartServiceAsync(string slot)
    {
        _service.Kill();
        await _service.WaitForExitAsync();
        _service.Dispose();
        _service = StartService(slot);
        await WhenReadyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in new[] { _service, _daemon })
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        foreach (var line in await File.ReadAllLinesAsync("/proc/mounts"))   // a service that was killed leaves its bundle mounted
        {
            if (line.Split(' ')[1] is var point && point.StartsWith(_boot.Folder + "/", StringComparison.Ordinal))
            {
                Said("umount", point);
            }
        }
        if (_isDevice)
        {
            Run("losetup", "--detach", _deviceOfB);
        }
        _boot.Dispose();
    }

    string SystemConf(BundleKeys keys)
    {
        var text = Run(Repository.File("deploy/update/configure"),
             "--compatible", BundleKeys.Compatible, "--root-a", SlotFile("A"), "--root-b", _deviceOfB, "--version", "0.1.0", "--backend", Repository.File("deploy/update/tryboot"),
             "--keyring", Path.Combine(keys.Trusted, "ca.cert.pem"), "--data", _boot.Folder, "--programs", Programs, "--formats", "plain verity");
        return Knows112(RaucVersion()) ? text : string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("min-bundle-version", StringComparison.Ordinal)));
    }

    public static bool Knows112(Version version) => version >= new Version(1, 12);

    public static Version RaucVersion() => Version.Parse(Run("rauc", "--version").Split(' ')[1]);

    Process StartService(string slot)
    {
        var start = new ProcessStartInfo("rauc", ["-c", _conf, $"--override-boot-slot={slot}", $"--mount={Path.Combine(_boot.Folder, "mount")}", "service"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment())
        {
            start.Environment[name] = value;
        }
        var service = Process.Start(start)!;
        service.OutputDataReceived += (_, _) => { };
        service.ErrorDataReceived += (_, _) => { };
        service.BeginOutputReadLine();
        service.BeginErrorReadLine();
        return service;
    }

    async Task WhenReadyAsync()
    {
        while (await Updater.StatusAsync(TestContext.Current.CancellationToken) is null)
        {
            Assert.False(_service.HasExited, "RAUC's service ended");
        }
    }

    Dictionary<string, string> Environment()
    {
        var environment = _boot.Environment.Where(pair => pair.Key.StartsWith("KAZASHI_", StringComparison.Ordinal)).ToDictionary();
        environment["DBUS_SYSTEM_BUS_ADDRESS"] = $"unix:path={_bus}";
        return environment;
    }
}
