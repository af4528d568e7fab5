namespace Firmware.Tests.Updates;

/// <summary>A Raspberry Pi: its firmware knows <c>autoboot.txt</c> and the one-shot flag of a restart.</summary>
sealed class TryBootBoard : BootBoard
{
    public TryBootBoard() : base("tryboot") => File.Copy(Repository.File("deploy/system/rpi/autoboot.txt"), AutoBoot);

    public string AutoBoot => Path.Combine(Folder, "autoboot.txt");

    protected override IReadOnlyList<string> Memory => [AutoBoot, Path.Combine(Folder, "autoboot.bak"), Once];

    string Once => Path.Combine(Run, "reboot-param");

    public override string WouldBoot() => Firmware(isOrderly: true);

    public override string Firmware(bool isOrderly)
    {
        var isTry = isOrderly && File.Exists(Once) && File.ReadAllText(Once) == "0 tryboot\n";
        var text = File.ReadAllText(AutoBoot);
        Assert.InRange(text.Length, 1, PiFirmware.Limit);
        return PiFirmware.Read(text, isTry).GetValueOrDefault("boot_partition") switch { "2" => "A", "3" => "B", var other => throw new InvalidOperationException($"the firmware finds no partition {other}") };
    }
}
