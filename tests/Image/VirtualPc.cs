using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Virtual.Pn532;
using Virtual.Scanner;
using Virtual.Wires;

namespace Image;

/// <summary>A PC in qemu with the image on its disk: a keyboard for a keypad, a screen for a panel, the PN532 and a scanner at its serial ports. Its first serial port tells what it does.</summary>
sealed class VirtualPc : IAsyncDisposable
{
    /// <summary>As long as a finger stays on a key.</summary>
    static readonly TimeSpan KeyHeld = TimeSpan.FromMilliseconds(100), BetweenKeys = TimeSpan.FromMilliseconds(400);

    readonly string _folder;
    readonly Process _qemu;
    readonly Pty _readerWire;
    readonly Socket _socket;
    readonly StreamReader _answers;

    VirtualPc(string folder, Process qemu, VirtualPn532 chip, Pty readerWire, VirtualSerialScanner scanner, Socket socket)
    {
        (_folder, _qemu, Chip, _readerWire, Scanner, _socket) = (folder, qemu, chip, readerWire, scanner, socket);
        _answers = new(new NetworkStream(socket, ownsSocket: false));
    }

    public VirtualPn532 Chip { get; }

    public VirtualSerialScanner Scanner { get; }

    /// <summary>What systemd and the programs said so far.</summary>
    public string Log => Encoding.UTF8.GetString(ReadShared(Path.Combine(_folder, "console.log")));

    /// <remarks>Everything is emulated, for not every /dev/kvm works; <c>KAZASHI_ACCELERATOR=kvm</c> is for those that do.</remarks>
    /// <param name="folder">Of this machine: its disk is <c>disk.img</c> there.</param>
    /// <param name="cancel">Ends the wait for its monitor.</param>
    public static async Task<VirtualPc> PowerOnAsync(string folder, CancellationToken cancel)
    {
        var chip = new VirtualPn532(HostInterface.Hsu);
        var readerWire = new Pty(chip, Path.Combine(folder, "reader"));
        var scanner = new VirtualSerialScanner(Path.Combine(folder, "scanner"));
        var monitor = Path.Combine(folder, "monitor");
        var (code, variables) = Firmware();
        File.Copy(variables, Path.Combine(folder, "firmware.vars"), overwrite: true);
        var qemu = Process.Start(new ProcessStartInfo("qemu-system-x86_64",
        [
            "-machine", "q35", "-accel", Environment.GetEnvironmentVariable("KAZASHI_ACCELERATOR") ?? "tcg", "-cpu", "max,la57=off", "-smp", "2", "-m", "1024", "-nodefaults", "-display", "none", "-vga", "std",
            "-drive", $"if=pflash,format=raw,readonly=on,file={code}", "-drive", $"if=pflash,format=raw,file={Path.Combine(folder, "firmware.vars")}",
            "-drive", $"if=none,id=disk,format=raw,cache=unsafe,file={Path.Combine(folder, "disk.img")}", "-device", "virtio-blk-pci,drive=disk,bootindex=1",
            "-netdev", "user,id=network", "-device", "virtio-net-pci,netdev=network,romfile=", "-device", "i6300esb",
            "-serial", $"file:{Path.Combine(folder, "console.log")}", "-chardev", $"serial,id=reader,path={Target(readerWire.Path)}", "-serial", "chardev:reader",
            "-chardev", $"serial,id=scanner,path={Target(scanner.Path)}", "-device", "qemu-xhci", "-device", "usb-serial,chardev=scanner",
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
        var machine = new VirtualPc(folder, qemu, chip, readerWire, scanner, socket);
        await machine._answers.ReadLineAsync(cancel);   // its greeting
        await machine.CommandAsync("""{"execute":"qmp_capabilities"}""", cancel);
        return machine;
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

    /// <summary>Waits until the machine has said so, as often as wanted, after the first <paramref name="after"/> characters of its log.</summary>
    public async Task HearsAsync(string text, CancellationToken cancel, int after = 0, int times = 1)
    {
        while (Log[after..].Split(text).Length <= times)
        {
            if (_qemu.HasExited)
            {
                throw new InvalidOperationException("the machine has ended");
            }
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancel);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _qemu.Kill();
        await _qemu.WaitForExitAsync();
        _qemu.Dispose();
        _answers.Dispose();
        _socket.Dispose();
        _readerWire.Dispose();
        Scanner.Dispose();
        Chip.Dispose();
    }

    async Task CommandAsync(string command, CancellationToken cancel)
    {
        await _socket.SendAsync(Encoding.UTF8.GetBytes(command + "\n"), cancel);
        while (true)
        {
            var line = await _answers.ReadLineAsync(cancel) ?? throw new InvalidOperationException("qemu has closed its monitor");
            using var answer = JsonDocument.Parse(line);
            if (answer.RootElement.TryGetProperty("error", out _))
            {
                throw new InvalidOperationException($"qemu: {line}");
            }
            if (answer.RootElement.TryGetProperty("return", out _))   // others are events
            {
                return;
            }
        }
    }

    static (string Code, string Variables) Firmware()
    {
        foreach (var size in new[] { "_4M", "" })
        {
            var (code, variables) = ($"/usr/share/OVMF/OVMF_CODE{size}.fd", $"/usr/share/OVMF/OVMF_VARS{size}.fd");
            if (File.Exists(code) && File.Exists(variables))
            {
                return (code, variables);
            }
        }
        throw new InvalidOperationException("there is no UEFI firmware in /usr/share/OVMF; run deploy/prepare --for test-image");
    }

    static string Target(string link) => new FileInfo(link).LinkTarget!;

    static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
