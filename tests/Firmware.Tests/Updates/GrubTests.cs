using System.Text.RegularExpressions;
using static Firmware.Tests.Programs;

namespace Firmware.Tests.Updates;

/// <summary><c>grub.cfg</c> and the real GRUB, as a program of this machine (<c>grub-emu</c>) with a disk as an appliance has it. It starts no kernel, and says which one it would start.</summary>
public sealed class GrubTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("grub-").FullName;
    readonly GrubBoard _board = new();

    public GrubTests()
    {
        Run("sh", "-ec", """
            cd "$0"
            truncate -s 70M disk
            echo 'size=64MiB, type=U' | sfdisk --quiet --label gpt disk
            mformat -i disk@@1M -T 131072 -h 255 -s 63 ::
            mmd -i disk@@1M ::grub
            mcopy -i disk@@1M "$1" ::grub/
            echo "(hd0) $0/disk" > disks
            mkdir host
            """, _folder, Repository.File("deploy/update/grub.cfg"));
        File.WriteAllText(Path.Combine(_folder, "host", "grub.cfg"), """
            set root=hd0,gpt1
            set prefix=(hd0,gpt1)/grub
            function linux { for word in $@; do echo "<$word>"; done; }
            function initrd { true; }
            source $prefix/grub.cfg
            """);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _board.Dispose();
    }

    [Theory, InlineData("A"), InlineData("B"), InlineData("A B"), InlineData("B A")]
    public void Grub_starts_the_slot_that_the_tests_of_the_scripts_think_it_starts(string order)
    {
        for (var lefts = 0; lefts < 16; lefts++)
        {
            _board.Fill(new() { ["BOOT_ORDER"] = order, ["BOOT_A_LEFT"] = $"{lefts % 4}", ["BOOT_B_LEFT"] = $"{lefts / 4}" });
            StartsAsTheBoardDoes();
        }
    }

    [Theory, InlineData(""), InlineData("# GRUB Environment Block\nBOOT_")]
    public void A_torn_block_is_read_from_its_copy_and_counted_there(string torn)
    {
        _board.Fill(new() { ["BOOT_ORDER"] = "B A", ["BOOT_A_LEFT"] = "2", ["BOOT_B_LEFT"] = "1" });
        File.WriteAllText(_board.Block, torn);
        StartsAsTheBoardDoes();
    }

    [Fact]
    public void Without_both_the_slot_that_the_image_came_with_is_started()
    {
        File.WriteAllText(_board.Block, "");
        File.WriteAllText(_board.Copy, "");
        Assert.Contains("rauc.slot=A", Start());
    }

    [Fact]
    public void A_machine_that_knows_of_no_good_slot_tries_one_after_the_other()
    {
        _board.Fill(new() { ["BOOT_ORDER"] = "A B", ["BOOT_A_LEFT"] = "0", ["BOOT_B_LEFT"] = "0" });
        Assert.Equal(["A", "B", "B", "B", "A"], Enumerable.Range(0, 5).Select(_ => Start().Single(word => word.StartsWith("rauc.slot=", StringComparison.Ordinal))[^1..]));
    }

    [Fact]
    public void The_kernel_is_told_of_its_root_its_slot_and_what_was_added()
    {
        _board.Fill(new() { ["BOOT_ORDER"] = "B", ["BOOT_A_LEFT"] = "0", ["BOOT_B_LEFT"] = "3", ["kazashi_args"] = "console=ttyS0 quiet" });
        var words = Start();
        Assert.Equal(["/boot/vmlinuz", "root=PARTLABEL=kazashi-B"], words.Take(2));
        Assert.Equal(["rauc.slot=B", "console=ttyS0", "quiet"], words.TakeLast(3));
    }

    void StartsAsTheBoardDoes()
    {
        var before = _board.Situation;
        var words = Start();
        var real = _board.Situation;
        _board.Situation = before;
        var slot = _board.Firmware(isOrderly: true);
        Assert.Equal($"rauc.slot={slot}", Assert.Single(words, word => word.StartsWith("rauc.slot=", StringComparison.Ordinal)));
        Assert.Equal(_board.Situation.Remembered, real.Remembered);
    }

    /// <returns>The words of the kernel's command line, after as many restarts as GRUB asks for.</returns>
    string[] Start()
    {
        for (var restarts = 0; restarts < 3; restarts++)
        {
            Run("mcopy", "-o", "-i", Disk, _board.Block, _board.Copy, "::grub/");
            var said = Said("timeout", "60", "grub-emu", "--device-map", Path.Combine(_folder, "disks"), "--directory", Path.Combine(_folder, "host"));
            Run("mcopy", "-n", "-o", "-i", Disk, "::grub/grubenv", "::grub/grubenv.bak", Path.GetDirectoryName(_board.Block)!);
            string[] words = [.. Regex.Matches(said, "<(.+?)>").Select(match => match.Groups[1].Value)];
            if (words.Length > 0)
            {
                return words;
            }
        }
        throw new InvalidOperationException("GRUB starts again and again");
    }

    string Disk => Path.Combine(_folder, "disk@@1M");
}
