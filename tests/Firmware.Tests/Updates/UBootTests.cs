using System.Text.RegularExpressions;
using static Firmware.Tests.Programs;

namespace Firmware.Tests.Updates;

/// <summary><c>boot.cmd</c> in the real U-Boot, on an emulated board whose flash is what the real tools wrote; and the script that keeps the variables, with these tools.
/// The board has no card, so U-Boot names the partition that it does not find; and what <c>boot.cmd</c> saves is printed, because that board's flash takes no more than its first block.</summary>
public sealed class UBootTests : IDisposable
{
    const string At = "0x43000000";

    readonly string _folder = Directory.CreateTempSubdirectory("u-boot-").FullName;
    readonly FlashBoard _board = new($"source {At}");

    public UBootTests()
    {
        var text = File.ReadAllText(Repository.File("deploy/update/boot.cmd"));
        text = Regex.Replace(text, @"(?m)^( *)saveenv$", "$1printenv BOOT_ORDER BOOT_A_LEFT BOOT_B_LEFT");
        File.WriteAllText(Path.Combine(_folder, "boot.cmd"), Regex.Replace(text, "(?m)^booti .*$", "printenv bootargs"));
        Run("mkimage", "-A", "arm64", "-T", "script", "-C", "none", "-d", Path.Combine(_folder, "boot.cmd"), Script);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _board.Dispose();
    }

    [Theory, InlineData("A"), InlineData("B"), InlineData("A B"), InlineData("B A")]
    public void U_boot_starts_the_slot_that_the_tests_of_the_scripts_think_it_starts(string order)
    {
        foreach (var variables in Situations(order))
        {
            _board.Variables = variables;
            var words = Start();
            var real = _board.Variables;
            _board.Variables = variables;
            var slot = _board.Firmware(isOrderly: true);
            Assert.Contains($"rauc.slot={slot}", words);
            Assert.Contains(slot == "A" ? "root=/dev/mmcblk0p5" : "root=/dev/mmcblk0p6", words);
            Assert.Contains(slot == "A" ? "mmc 0:2" : "mmc 0:3", words);
            Assert.Equivalent(_board.Variables, real, strict: true);
        }
    }

    [Theory, InlineData("A"), InlineData("B A")]
    public void The_real_tools_leave_what_the_tests_of_the_scripts_think_they_leave(string order)
    {
        using var thought = new UBootBoard();
        foreach (var variables in Situations(order))
        {
            foreach (var verb in new[] { "get-primary", "get-state B", "set-primary B", "set-state A good", "set-state B good", "set-state B bad", "booted", "end-trial" })
            {
                (_board.Variables, thought.Variables) = (variables, variables);
                Assert.Equal((verb, thought.Do(verb.Split(' '))), (verb, _board.Do(verb.Split(' '))));
                Assert.Equivalent(thought.Variables, _board.Variables, strict: true);
            }
        }
    }

    [Fact]
    public void A_board_that_has_saved_nothing_yet_starts_A_and_lets_B_be_installed()
    {
        _board.Variables = [];
        Assert.Contains("rauc.slot=A", Start());
        _board.Variables = [];
        Assert.Equal("A", _board.Ask("get-primary"));
        Assert.Equal("bad", _board.Ask("get-state", "B"));
        Assert.Equal("", _board.Ask("set-primary", "B"));
        Assert.Equal("B", _board.Ask("get-primary"));
    }

    [Fact]
    public void The_kernel_is_told_what_was_added()
    {
        _board.Variables = new() { ["BOOT_ORDER"] = "B A", ["BOOT_A_LEFT"] = "3", ["BOOT_B_LEFT"] = "3", ["kazashi_args"] = "console=ttyS0 quiet" };
        Assert.Contains("bootargs=console=ttyS0 quiet root=/dev/mmcblk0p6 ro rauc.slot=B", Boot());
    }

    static IEnumerable<Dictionary<string, string>> Situations(string order) =>
        from a in order.Contains('A', StringComparison.Ordinal) ? "013" : "0"
        from b in order.Contains('B', StringComparison.Ordinal) ? "013" : "0"
        select new Dictionary<string, string> { ["BOOT_ORDER"] = order, ["BOOT_A_LEFT"] = $"{a}", ["BOOT_B_LEFT"] = $"{b}" };

    /// <returns>What it looks for and says to the kernel, after as many restarts as it asks for.</returns>
    string[] Start()
    {
        for (var restarts = 0; restarts < 3; restarts++)
        {
            var said = Boot();
            var saved = Regex.Matches(said, @"(?m)^(BOOT_\w+)=(.*?)\r?$").ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
            Assert.True(saved.Count == 3, said);
            _board.Variables = saved;
            if (said.Contains("bootargs=", StringComparison.Ordinal))
            {
                return [.. Regex.Matches(said, @"mmc 0:\d|\w[\w.]*=\S+").Select(match => match.Value)];
            }
        }
        throw new InvalidOperationException("U-Boot starts again and again");
    }

    /// <returns>What the board says until it restarts.</returns>
    string Boot()
    {
        foreach (var (chip, content) in new[] { ("code", "/usr/lib/u-boot/qemu_arm64/u-boot.bin"), ("flash", _board.Flash) })
        {
            File.Copy(content, Path.Combine(_folder, chip), overwrite: true);
            using var file = File.OpenWrite(Path.Combine(_folder, chip));
            file.SetLength(64 << 20);
        }
        return Said("timeout", "60", "qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a53", "-m", "256", "-nographic", "-no-reboot", "-nic", "none",
            "-drive", $"if=pflash,format=raw,readonly=on,file={Path.Combine(_folder, "code")}", "-drive", $"if=pflash,format=raw,file={Path.Combine(_folder, "flash")}",
            "-device", $"loader,file={Script},addr={At},force-raw=on");
    }

    string Script => Path.Combine(_folder, "boot.scr");
}
