using Firmware.Tests;
using Firmware.Tests.Updates;

namespace Image;

/// <summary>The card of <c>make image-rpi</c>: whether it is what the board's firmware needs, and whether Debian's kernel starts it from either slot. The firmware itself runs on boards only, and is played.</summary>
public sealed class RaspberryPiTests
{
    /// <summary>A hundred lines of a journal at the pace of an emulated machine.</summary>
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(40);

    readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    /// <summary>RAUC's last step, after it has written slot B, and the appliance's next one.</summary>
    const string TryOtherSlot = "systemd.run_success_action=none \"systemd.run=/bin/sh -c 'sleep 20; /usr/lib/kazashi-device/update/slots set-primary B; /usr/lib/kazashi-device/update/slots restart'\"";

    [Fact]
    public async Task A_raspberry_pi_starts_from_either_slot_and_asks_its_firmware_for_the_trial()
    {
        _limit.CancelAfter(Limit);
        await using var board = new RaspberryPi();
        IsWhatTheFirmwareNeeds(board);

        board.Write(6, Repository.File("out/image/kazashi-rpi-arm64.squashfs"));
        board.Write(3, Repository.File("out/image/kazashi-rpi-arm64.boot.img"));
        board.Start(isTry: false, TryOtherSlot);
        await KeepsLogAsync(board, "rpi-a.log", async () =>
        {
            await board.HearsAsync("Kazashi appliance", _limit.Token);
            await board.RestartsAsync(_limit.Token);
        });
        Assert.True(board.AskedForTrial);
        Assert.Contains("rauc.slot=A", board.Log, StringComparison.Ordinal);
        Assert.Equal((3, "cmdline-B.txt"), (board.Choose(isTry: true).Partition, board.Choose(isTry: true).Config["cmdline"]));

        board.Start(isTry: true, "");
        await KeepsLogAsync(board, "rpi-b.log", () => board.HearsAsync("Started kazashi-device.service", _limit.Token));
        Assert.Contains("rauc.slot=B", board.Log, StringComparison.Ordinal);
        await board.CutPowerAsync();
        Assert.Equal(2, board.Choose(isTry: false).Partition);   // nobody found B good: without power it is A again
        Assert.Contains("trial=B-started", board.Read(1, "autoboot.txt"), StringComparison.Ordinal);
    }

    static void IsWhatTheFirmwareNeeds(RaspberryPi board)
    {
        const string Fat = "c", Extended = "f", Linux = "83";
        Assert.Equal([Fat, Fat, Fat, Extended, Linux, Linux, Linux], board.Partitions.Select(partition => partition.Type));
        Assert.Equal(board.Partitions[1].Size, board.Partitions[2].Size);
        Assert.Equal(board.Partitions[4].Size, board.Partitions[5].Size);
        Assert.Equal(board.Partitions[1].Size * 512, new FileInfo(Repository.File("out/image/kazashi-rpi-arm64.boot.img")).Length);
        Assert.InRange(new FileInfo(Repository.File("out/image/kazashi-rpi-arm64.squashfs")).Length, 1, board.Partitions[4].Size * 512);

        Assert.Equal(PiFirmware.Limit, board.Read(1, "autoboot.txt").Length);
        Assert.Equal(board.Read(1, "autoboot.txt"), board.Read(1, "autoboot.bak"));
        Assert.Equal(("A", "good", "bad"), (board.TryBoot("A", "get-primary"), board.TryBoot("A", "get-state", "A"), board.TryBoot("A", "get-state", "B")));

        var text = board.Read(2, "config.txt");
        foreach (var (model, tree) in new[] { ("[pi4]", "bcm2711-rpi-4-b.dtb"), ("[pi400]", "bcm2711-rpi-400.dtb"), ("[cm4]", "bcm2711-rpi-cm4-io.dtb") })
        {
            var config = PiFirmware.Read(text, isTry: false, partition: 2, model);
            Assert.Equal(("1", tree, "cmdline-A.txt"), (config["arm_64bit"], config["device_tree"], config["cmdline"]));
            Assert.NotEmpty(board.Read(2, tree));
        }
        Assert.Contains("root=PARTUUID=6b617a61-05 ", board.Read(2, "cmdline-A.txt"), StringComparison.Ordinal);
        Assert.Contains("root=PARTUUID=6b617a61-06 ", board.Read(2, "cmdline-B.txt"), StringComparison.Ordinal);
    }

    static async Task KeepsLogAsync(RaspberryPi board, string name, Func<Task> run)
    {
        try
        {
            await run();
        }
        finally
        {
            var folder = Directory.CreateDirectory(Repository.File("out/image/test")).FullName;
            await File.WriteAllTextAsync(Path.Combine(folder, name), board.Log, CancellationToken.None);
        }
    }
}
