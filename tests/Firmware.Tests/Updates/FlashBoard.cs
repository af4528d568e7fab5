using static Firmware.Tests.Programs;

namespace Firmware.Tests.Updates;

/// <summary>A board with U-Boot, its environment as U-Boot reads it from flash, and the real tools for that (libubootenv).</summary>
sealed class FlashBoard : CountingBoard
{
    /// <summary>What U-Boot does first.</summary>
    readonly string _command;

    public FlashBoard(string command) : base("u-boot")
    {
        _command = command;
        File.WriteAllText(Config, $"{Flash} 0x0 0x40000\n");
        Command("fw_printenv", ":", "exec /usr/bin/fw_printenv -c \"$BOARD/fw_env.config\" \"$@\"", writes: "false");
        Command("fw_setenv", ":", "exec /usr/bin/fw_setenv -c \"$BOARD/fw_env.config\" \"$@\"");
        Variables = Fresh;
    }

    /// <summary>One copy, which begins where the flash begins.</summary>
    public string Flash => Path.Combine(Folder, "flash");

    public override Dictionary<string, string> Variables
    {
        get => Parse(Run("fw_printenv", "-c", Config).Split('\n')).Where(variable => variable.Key.StartsWith("BOOT_", StringComparison.Ordinal)).ToDictionary();
        set
        {
            var text = Path.Combine(Folder, "env");
            File.WriteAllLines(text, value.Append(new("bootcmd", _command)).Append(new("bootdelay", "0")).Append(new("kernel_addr_r", "0x40400000")).Append(new("fdt_addr_r", "0x40000000"))
                .Append(new("ramdisk_addr_r", "0x44000000")).Select(variable => $"{variable.Key}={variable.Value}"));
            Run("mkenvimage", "-s", "0x40000", "-o", Flash, text);
        }
    }

    protected override IReadOnlyList<string> Memory => [Flash];

    string Config => Path.Combine(Folder, "fw_env.config");
}
