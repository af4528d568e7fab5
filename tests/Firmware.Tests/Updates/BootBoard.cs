using System.Globalization;

namespace Firmware.Tests.Updates;

public enum SlotContent
{
    Healthy,

    /// <summary>Starts, and finds that something is missing.</summary>
    Sick,

    /// <summary>Does not start; the watchdog turns it off and on.</summary>
    Dead,

    /// <summary>Being written.</summary>
    Half,
}

/// <summary>A board with two slots that runs the real script of <c>deploy/update</c> in a temporary folder; power can be cut between any two of the script's writes.</summary>
abstract class BootBoard : ScriptBoard
{
    protected BootBoard(string script) : base(script)
    {
        foreach (var command in new[] { "sync", "rm" })
        {
            Command(command, ":", $"exec /bin/{command} \"$@\"");
        }
        Command("mv", ": > \"$(eval echo \\${$#})\"", "exec /bin/mv \"$@\"");   // FAT: a name that was there, and nothing behind it
        Command("dd", "/bin/dd \"$@\" bs=512 count=1", "exec /bin/dd \"$@\"");   // a sector is written or it is not
        Start("A");
    }

    public string Running { get; private set; } = "A";

    public string Other => Running == "A" ? "B" : "A";

    public Dictionary<string, SlotContent> Slots { get; } = new() { ["A"] = SlotContent.Healthy, ["B"] = SlotContent.Half };

    /// <summary>Which slots ran, in order.</summary>
    public List<string> Starts { get; } = [];

    /// <summary>What <c>booted</c> said last.</summary>
    public string Said { get; private set; } = "";

    public override IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(base.Environment)
    {
        ["KAZASHI_CHOOSER"] = Folder,
        ["KAZASHI_RUN"] = Run,
        ["TMPDIR"] = Run,
        ["KAZASHI_CMDLINE"] = Path.Combine(Folder, "cmdline"),
        ["KAZASHI_REBOOT"] = "true",
        ["BOARD"] = Folder,
    };

    /// <summary>Runs a verb; null when the power was cut before the <paramref name="cut"/>th write of it, the board then has started anew.</summary>
    public string? Do(int? cut, params string[] arguments)
    {
        var (code, output, error) = Verb(cut, arguments);
        if (code == 137)
        {
            Start(isOrderly: false);
            return null;
        }
        Assert.True(code is 0 or 1, $"{string.Join(' ', arguments)} ended with {code}: {error}");
        return code == 0 ? output : $"refused: {error}";
    }

    public string Ask(params string[] arguments) => Do(cut: null, arguments) ?? throw new InvalidOperationException("nothing was cut");

    /// <summary>What RAUC does, in its order.</summary>
    public bool Install(SlotContent content, int? cut)
    {
        var slot = Other;
        if (Do(cut, "set-state", slot, "bad") is not "")
        {
            return false;
        }
        Slots[slot] = SlotContent.Half;
        if (cut is 7)   // in the midst of the copy
        {
            Start(isOrderly: false);
            return false;
        }
        Slots[slot] = content;
        return Do(cut - 2, "set-primary", slot) is "";
    }

    public void Restart(int? cut)
    {
        if (Do(cut, "restart") is not null)
        {
            Start(isOrderly: true);
        }
    }

    /// <summary>What the appliance does after its self-check.</summary>
    public void Conclude(int? cut)
    {
        if (Slots[Running] == SlotContent.Healthy)
        {
            Do(cut, "set-state", Running, "good");
        }
        else if (Do(cut, "set-state", Running, "bad") is "")
        {
            Restart(cut: null);
        }
    }

    public void Start(bool isOrderly, int? cut = null)
    {
        for (var tries = 0; tries < 12; tries++)
        {
            var slot = Firmware(isOrderly);
            Directory.Delete(Run, recursive: true);
            Directory.CreateDirectory(Run);
            Assert.NotEqual(SlotContent.Half, Slots[slot]);
            Start(slot);
            isOrderly = false;
            if (Slots[slot] != SlotContent.Dead)
            {
                var (code, output, error) = Verb(cut, ["booted"]);
                Said = output;
                if (code == 0)
                {
                    return;
                }
                Assert.True(code == 137, error);
                cut = null;
            }
        }
        Assert.Fail($"it starts again and again: {string.Join(' ', Starts)}");
    }

    /// <summary>Where the next orderly restart would lead, without going there.</summary>
    public abstract string WouldBoot();

    /// <summary>What the board's own loader does.</summary>
    protected abstract string Firmware(bool isOrderly);

    void Start(string slot)
    {
        Running = slot;
        Starts.Add(slot);
        File.WriteAllText(Path.Combine(Folder, "cmdline"), $"console=tty0 rauc.slot={slot} ro\n");
    }
}

/// <summary>A Raspberry Pi: its firmware knows <c>autoboot.txt</c> and the one-shot flag of a restart.</summary>
sealed class TryBootBoard : BootBoard
{
    public TryBootBoard() : base("tryboot") => File.Copy(Repository.File("deploy/system/rpi/autoboot.txt"), AutoBoot);

    public string AutoBoot => Path.Combine(Folder, "autoboot.txt");

    public override string WouldBoot() => Firmware(isOrderly: true);

    protected override string Firmware(bool isOrderly)
    {
        var parameter = Path.Combine(Run, "reboot-param");
        var isTry = isOrderly && File.Exists(parameter) && File.ReadAllText(parameter) == "0 tryboot\n";
        var text = File.ReadAllText(AutoBoot);
        Assert.InRange(text.Length, 1, PiFirmware.Limit);
        return PiFirmware.Read(text, isTry).GetValueOrDefault("boot_partition") switch { "2" => "A", "3" => "B", var other => throw new InvalidOperationException($"the firmware finds no partition {other}") };
    }
}

/// <summary>A board whose loader counts starts: what <c>boot.cmd</c> and <c>grub.cfg</c> do, as a function.</summary>
abstract class CountingBoard(string script) : BootBoard(script)
{
    public override string WouldBoot()
    {
        var kept = Directory.GetFiles(Variables).ToDictionary(file => file, File.ReadAllBytes);
        var slot = Firmware(isOrderly: true);
        foreach (var (file, bytes) in kept)
        {
            File.WriteAllBytes(file, bytes);
        }
        return slot;
    }

    /// <summary>The folder of the loader's variables.</summary>
    protected abstract string Variables { get; }

    protected override string Firmware(bool isOrderly)
    {
        while (true)
        {
            var variables = Read();
            var order = variables["BOOT_ORDER"].Split(' ');
            foreach (var slot in order)
            {
                var left = int.Parse(variables[$"BOOT_{slot}_LEFT"], CultureInfo.InvariantCulture);
                if (left > 0)
                {
                    variables[$"BOOT_{slot}_LEFT"] = (left - 1).ToString(CultureInfo.InvariantCulture);
                    Save(variables);
                    return slot;
                }
            }
            variables[$"BOOT_{order[^1]}_LEFT"] = "3";
            Save(variables);
        }
    }

    protected abstract Dictionary<string, string> Read();

    protected abstract void Save(Dictionary<string, string> variables);

    /// <summary>As the image brings it.</summary>
    protected static Dictionary<string, string> Fresh => new() { ["BOOT_ORDER"] = "A", ["BOOT_A_LEFT"] = "3", ["BOOT_B_LEFT"] = "0" };

    protected static Dictionary<string, string> Parse(IEnumerable<string> lines) =>
        lines.Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
}

/// <summary>A board with U-Boot, and the tools for its environment, which write one of two copies.</summary>
sealed class UBootBoard : CountingBoard
{
    public UBootBoard() : base("u-boot")
    {
        Directory.CreateDirectory(Variables);
        Command("fw_printenv", ":", "while IFS='=' read -r name value; do if [ \"$name\" = \"$2\" ]; then echo \"$value\"; exit; fi; done < \"$BOARD/u-boot/env\"; exit 1");
        Command("fw_setenv", ":", """
            cd "$BOARD/u-boot"
            cp env env.new
            while read -r name value; do sed -i "/^$name=/d" env.new; echo "$name=$value" >> env.new; done
            exec /bin/mv env.new env
            """);
        Save(Fresh);
    }

    protected override string Variables => Path.Combine(Folder, "u-boot");

    protected override Dictionary<string, string> Read() => Parse(File.ReadAllLines(Path.Combine(Variables, "env")));

    protected override void Save(Dictionary<string, string> variables) =>
        File.WriteAllLines(Path.Combine(Variables, "env"), variables.Select(variable => $"{variable.Key}={variable.Value}"));
}

/// <summary>A PC with GRUB: its block of variables and the copy of it, with the real <c>grub-editenv</c>.</summary>
sealed class GrubBoard : CountingBoard
{
    /// <summary>GRUB manual, "The GRUB environment block": this line, the variables, and # up to 1024 bytes.</summary>
    const string Signature = "# GRUB Environment Block\n";

    public GrubBoard() : base("grub")
    {
        Directory.CreateDirectory(Variables);
        Command("grub-editenv", ": > \"$1\"", "exec /usr/bin/grub-editenv \"$@\"", writes: "[ \"$2\" != list ]");   // it empties the file first
        Command("cp", "head -c 30 \"$1\" > \"$2\"", "exec /bin/cp \"$@\"");
        File.WriteAllText(Block, Text(Fresh));
        File.WriteAllText(Copy, Text(Fresh));
    }

    public string Block => Path.Combine(Variables, "grubenv");

    public string Copy => Path.Combine(Variables, "grubenv.bak");

    protected override string Variables => Path.Combine(Folder, "grub");

    string Counts => Has(Block) ? Block : Copy;

    protected override Dictionary<string, string> Read() => Parse(File.ReadAllLines(Counts));

    protected override void Save(Dictionary<string, string> variables) => File.WriteAllText(Counts, Text(variables));   // GRUB writes in place

    static bool Has(string file) => File.Exists(file) && File.ReadAllText(file).StartsWith(Signature, StringComparison.Ordinal) && Parse(File.ReadAllLines(file)).ContainsKey("BOOT_ORDER");

    static string Text(Dictionary<string, string> variables) =>
        (Signature + string.Concat(variables.Select(variable => $"{variable.Key}={variable.Value}\n"))).PadRight(1024, '#');
}
