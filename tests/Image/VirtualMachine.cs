using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Virtual.Pn532;
using Virtual.Scanner;
using Virtual.Wires;

namespace Image;

/// <summary>A computer in qemu with the image on its disk: a keyboard for a keypad, a screen for a panel, the PN532 and a scanner at its serial ports. Its first serial port tells what it does.</summary>
sealed class VirtualMachine : IAsyncDisposable
{
    /// <summary>As long as a finger stays on a key.</summary>
    static readonly TimeSpan KeyHeld = TimeSpan.FromMilliseconds(100), BetweenKeys = TimeSpan.FromMilliseconds(400);

    readonly Machine _kind;
    readonly string _folder;
    readonly Pty _readerWire;
    Running? _running;
    Task _restarts = Task.CompletedTask;

    /// <param name="folder">Of this machine: its disk is <c>disk.img</c> there.</param>
    public VirtualMachine(Machine kind, string folder)
    {
        (_kind, _folder) = (kind, folder);
        _readerWire = new(Chip, Path.Combine(folder, "reader"));
        Scanner = new(Path.Combine(folder, "scanner"));
        File.Copy(kind.Uefi().Variables, Path.Combine(folder, "firmware.vars"));
    }

    public VirtualPn532 Chip { get; } = new(HostInterface.Hsu);

    public VirtualSerialScanner Scanner { get; }

    public string Disk => Path.Combine(_folder, "disk.img");

    /// <summary>What systemd and the programs said so far.</summary>
    public string Log => GrowingFile.Read(Path.Combine(_folder, "console.log"));

    /// <remarks>
    /// What the machine has written is on the disk when the power is cut, and nothing else is. One processor: where two are emulated, one can run what the other
    /// has just written over, and Linux patches itself as it starts (an "Oops: int3" in <c>sched_clock_cpu</c> ended a trial).
    /// </remarks>
    public async Task PowerOnAsync(CancellationToken cancel)
    {
        var running = _running = await StartAsync(cancel);
        _restarts = RestartAsync(running, cancel);
    }

    /// <summary>
    /// A restart is a new qemu: one that has run for a while keeps what it made of the old system's code, looks through it whenever the firmware writes to where that
    /// lay, and is then slower than the firmware's own clock, which interrupts it for good (OVMF 2022.11 in qemu 7.2, now and then).
    /// </summary>
    async Task RestartAsync(Running running, CancellationToken cancel)
    {
        while (true)
        {
            await running.Qemu.WaitForExitAsync(cancel);
            if (_running != running)
            {
                return;   // its power was cut
            }
            if (running.Qemu.ExitCode != 0)
            {
                throw new InvalidOperationException($"qemu ended: {await running.Said}");
            }
            var next = await StartAsync(cancel);
            if (Interlocked.CompareExchange(ref _running, next, running) != running)
            {
                next.Qemu.Kill();   // it was cut meanwhile
                next.Dispose();
                return;
            }
            running.Dispose();
            running = next;
        }
    }

    async Task<Running> StartAsync(CancellationToken cancel)
    {
        var monitor = Path.Combine(_folder, "monitor");
        File.Delete(monitor);
        var qemu = Process.Start(new ProcessStartInfo(_kind.Qemu,
        [
            "-action", "reboot=shutdown", "-smp", "1", "-m", "1024", "-nodefaults", "-display", "none",
            "-drive", $"if=pflash,format=raw,readonly=on,file={_kind.Uefi().Code}", "-drive", $"if=pflash,format=raw,file={Path.Combine(_folder, "firmware.vars")}",
            "-drive", $"if=none,id=disk,format=raw,cache=none,file={Disk}", "-device", "virtio-blk-pci,drive=disk,bootindex=1",
            "-netdev", "user,id=network", "-device", "virtio-net-pci,netdev=network,romfile=", "-device", "i6300esb",
            "-chardev", $"file,id=console,append=on,path={Path.Combine(_folder, "console.log")}", "-chardev", $"serial,id=reader,path={Target(_readerWire.Path)}", "-chardev", $"serial,id=scanner,path={Target(Scanner.Path)}",
            "-device", "qemu-xhci", "-device", "usb-serial,chardev=scanner",
            .. _kind.Parts,
            "-qmp", $"unix:{monitor},server=on,wait=off",
        ])
        { RedirectStandardError = true })!;
        var said = qemu.StandardError.ReadToEndAsync(cancel);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        while (true)
        {
            if (qemu.HasExited)
            {
                throw new InvalidOperationException($"qemu ended: {await said}");
            }
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(monitor), cancel);
                break;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancel);   // it begins
            }
        }
        var running = new Running(qemu, said, socket);
        await running.Answers.ReadLineAsync(cancel);   // its greeting
        await CommandAsync(running, """{"execute":"qmp_capabilities"}""", cancel);
        return running;
    }

    /// <summary>As a plug that is pulled.</summary>
    public async Task CutPowerAsync()
    {
        if (Interlocked.Exchange(ref _running, null) is { } running)
        {
            running.Qemu.Kill();
            await running.Qemu.WaitForExitAsync();
            await _restarts.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            running.Dispose();
        }
    }

    /// <summary>Types keys 0–9 * #, one after the other.</summary>
    public async Task TypeAsync(string keys, CancellationToken cancel)
    {
        foreach (var key in keys)
        {
            var code = key switch { '*' => "kp_multiply", '#' => "kp_enter", _ => $"kp_{key}" };
            await CommandAsync($$$"""{"execute":"send-key","arguments":{"keys":[{"type":"qcode","data":"{{{code}}}"}],"hold-time":{{{(int)KeyHeld.TotalMilliseconds}}}}}""", cancel);
            await Task.Delay(BetweenKeys, TimeProvider.System, cancel);
        }
    }

    /// <summary>What is on the screen now, as a PNG.</summary>
    public async Task<byte[]> PictureAsync(CancellationToken cancel)
    {
        var file = Path.Combine(_folder, "screen.png");
        await CommandAsync($$$"""{"execute":"screendump","arguments":{"filename":"{{{file}}}","format":"png"}}""", cancel);
        return await File.ReadAllBytesAsync(file, cancel);
    }

    /// <summary>What its processors are at, for whoever wonders why it says nothing.</summary>
    public Task<string> RegistersAsync(CancellationToken cancel) => CommandAsync("""{"execute":"human-monitor-command","arguments":{"command-line":"info registers -a"}}""", cancel);

    /// <summary>Waits until the machine has said so, as often as wanted, after the first <paramref name="after"/> characters of its log.</summary>
    public Task HearsAsync(string text, CancellationToken cancel, int after = 0, int times = 1) => UntilAsync(log => log[after..].Split(text).Length > times ? 0 : -1, cancel);

    /// <summary>Which of the texts it says first.</summary>
    public Task<int> HearsAnyAsync(string[] texts, int after, CancellationToken cancel) => UntilAsync(log => Array.FindIndex(texts, log[after..].Contains), cancel);

    async Task<int> UntilAsync(Func<string, int> heard, CancellationToken cancel)
    {
        while (true)
        {
            if (heard(Log) is >= 0 and var which)
            {
                return which;
            }
            if (_running is null || _restarts.IsCompleted)
            {
                await _restarts;
                throw new InvalidOperationException("the machine is off");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CutPowerAsync();
        _readerWire.Dispose();
        Scanner.Dispose();
        Chip.Dispose();
    }

    /// <returns>Its answer: text, or nothing.</returns>
    Task<string> CommandAsync(string command, CancellationToken cancel) => CommandAsync(_running ?? throw new InvalidOperationException("the machine is off"), command, cancel);

    static async Task<string> CommandAsync(Running running, string command, CancellationToken cancel)
    {
        await running.Monitor.SendAsync(Encoding.UTF8.GetBytes(command + "\n"), cancel);
        while (true)
        {
            var line = await running.Answers.ReadLineAsync(cancel) ?? throw new InvalidOperationException("qemu has closed its monitor");
            using var answer = JsonDocument.Parse(line);
            if (answer.RootElement.TryGetProperty("error", out _))
            {
                throw new InvalidOperationException($"qemu: {line}");
            }
            if (answer.RootElement.TryGetProperty("return", out var said))   // others are events
            {
                return said.ToString();
            }
        }
    }

    static string Target(string link) => new FileInfo(link).LinkTarget!;

    sealed class Running(Process qemu, Task<string> said, Socket monitor) : IDisposable
    {
        public Process Qemu { get; } = qemu;

        /// <summary>Its errors, once it has ended.</summary>
        public Task<string> Said { get; } = said;

        public Socket Monitor { get; } = monitor;

        public StreamReader Answers { get; } = new(new NetworkStream(monitor, ownsSocket: false));

        public void Dispose()
        {
            Answers.Dispose();
            Monitor.Dispose();
            Qemu.Dispose();
        }
    }
}
