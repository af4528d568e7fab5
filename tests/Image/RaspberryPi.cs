using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Firmware.Tests;
using Firmware.Tests.Updates;

namespace Image;

/// <summary>The card of <c>make image-rpi</c> in an emulated Raspberry Pi 3, the newest that qemu 7 has: same kernel, own device tree. What the board's own firmware does is done here.</summary>
sealed class RaspberryPi : IAsyncDisposable
{
    /// <summary>qemu takes cards of a power of two only.</summary>
    const long CardSize = 4L << 30;

    const string DeviceTree = "bcm2837-rpi-3-b.dtb";

    /// <summary>The message by which a restart tells the firmware to try the other slot, as qemu, which has no such firmware, complains about it.</summary>
    const string TryMessage = "unhandled tag 0x00038064";

    readonly string _folder = Directory.CreateTempSubdirectory("kazashi-rpi-").FullName;
    readonly Partition[] _partitions;
    Process? _qemu;

    public RaspberryPi()
    {
        Box.Run("cp", "--sparse=always", Repository.File("out/image/kazashi-rpi-arm64.img"), Card);
        using (var card = File.OpenWrite(Card))
        {
            card.SetLength(CardSize);
        }
        using var table = JsonDocument.Parse(Say("sfdisk", "--json", Card));
        _partitions = [.. table.RootElement.GetProperty("partitiontable").GetProperty("partitions").EnumerateArray()
            .Select(partition => new Partition(partition.GetProperty("start").GetInt64(), partition.GetProperty("size").GetInt64(), partition.GetProperty("type").GetString()!))];
    }

    /// <summary>In the order of their numbers, the first is 1.</summary>
    public IReadOnlyList<Partition> Partitions => _partitions;

    public string Card => Path.Combine(_folder, "card.img");

    /// <summary>What kernel, systemd and programs said since the last start.</summary>
    public string Log => GrowingFile.Read(Path.Combine(_folder, "console.log"));

    /// <summary>Whether the restart asked the firmware to try the other slot.</summary>
    public bool AskedForTrial => GrowingFile.Read(Path.Combine(_folder, "qemu.log")).Contains(TryMessage, StringComparison.Ordinal);

    /// <summary>A file of one of the FAT partitions.</summary>
    public string Read(int partition, string name) => File.ReadAllText(Extract(partition, name));

    /// <summary>Where the firmware would start, and with which settings.</summary>
    public (int Partition, Dictionary<string, string> Config) Choose(bool isTry)
    {
        var partition = int.Parse(PiFirmware.Read(Read(1, "autoboot.txt"), isTry)["boot_partition"], CultureInfo.InvariantCulture);
        return (partition, PiFirmware.Read(Read(partition, "config.txt"), isTry, partition));
    }

    /// <summary>What RAUC writes, as it writes it.</summary>
    public void Write(int partition, string image) => Box.Run("dd", $"if={image}", $"of={Card}", "bs=1M", $"seek={_partitions[partition - 1].Start / 2048}", "conv=notrunc,sparse", "status=none");

    /// <summary>Runs <c>deploy/update/tryboot</c> on the card's chooser, as if this slot ran.</summary>
    public string TryBoot(string slot, params string[] verb)
    {
        var chooser = Directory.CreateDirectory(Path.Combine(_folder, "chooser")).FullName;
        foreach (var name in new[] { "autoboot.txt", "autoboot.bak" })
        {
            File.Copy(Extract(1, name), Path.Combine(chooser, name), overwrite: true);
        }
        File.WriteAllText(Path.Combine(_folder, "cmdline"), $"rauc.slot={slot}\n");
        return Say("env", ["KAZASHI_CHOOSER=" + chooser, "KAZASHI_RUN=" + _folder, "KAZASHI_CMDLINE=" + Path.Combine(_folder, "cmdline"), Repository.File("deploy/update/tryboot"), .. verb]).Trim();
    }

    /// <param name="isTry">Whether the last restart asked for a trial.</param>
    /// <param name="more">For the kernel's command line.</param>
    public void Start(bool isTry, string more)
    {
        var (partition, config) = Choose(isTry);
        var tree = Extract(partition, DeviceTree);
        const string Console = "/soc/serial@7e215040";   // off on the board, and without a wire here
        Box.Run("fdtput", "-t", "s", tree, Console, "status", "okay");
        Box.Run("fdtput", "-d", tree, Console, "pinctrl-0", "pinctrl-names");
        var line = Read(partition, config["cmdline"]).Trim();
        _qemu = Process.Start("qemu-system-aarch64",
        [
            "-M", "raspi3b", "-display", "none", "-no-reboot",
            "-kernel", Extract(partition, config["kernel"]), "-initrd", Extract(partition, config["initramfs"].Split(' ')[0]), "-dtb", tree,
            "-append", $"{line} console=ttyS1,115200 systemd.journald.forward_to_console=1 systemd.journald.max_level_console=debug systemd.show_status=0 {more}",
            "-drive", $"if=sd,format=raw,file={Card}", "-serial", "null", "-serial", $"file:{Path.Combine(_folder, "console.log")}",
            "-d", "unimp", "-D", Path.Combine(_folder, "qemu.log"),
        ]);
    }

    public async Task HearsAsync(string text, CancellationToken cancel)
    {
        while (!Log.Contains(text, StringComparison.Ordinal))
        {
            if (_qemu is not { HasExited: false })
            {
                throw new InvalidOperationException($"the machine ended before it said \"{text}\"");
            }
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancel);
        }
    }

    /// <summary>Until it restarts by itself.</summary>
    public Task RestartsAsync(CancellationToken cancel) => _qemu!.WaitForExitAsync(cancel);

    public async Task CutPowerAsync()
    {
        if (_qemu is { } qemu)
        {
            qemu.Kill();
            await qemu.WaitForExitAsync();
            qemu.Dispose();
            _qemu = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CutPowerAsync();
        Directory.Delete(_folder, recursive: true);
    }

    string Extract(int partition, string name)
    {
        var file = Path.Combine(_folder, $"{partition}-{name}");
        Box.Run("mcopy", "-n", "-o", "-i", $"{Card}@@{_partitions[partition - 1].Start * 512}", $"::{name}", file);
        return file;
    }

    static string Say(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
        return said;
    }

    /// <summary>In sectors of 512 bytes.</summary>
    public sealed record Partition(long Start, long Size, string Type);
}
