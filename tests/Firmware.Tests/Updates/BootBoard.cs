using System.Globalization;
using System.Text.Json;

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

/// <summary>Which slot runs, what lies in both, and what the board remembers.</summary>
sealed record BootSituation(string Running, SlotContent A, SlotContent B, string Remembered);

/// <summary>A board with two slots that runs the real script of <c>deploy/update</c> in a temporary folder; power can be cut between any two of the script's writes.</summary>
abstract class BootBoard : ScriptBoard
{
    const int Plenty = 1000;

    /// <summary>Of the script, by what runs, what is remembered, the verb, and the write before which the power goes; null: it stays.</summary>
    readonly Dictionary<(string Running, string Remembered, string Verb, int? Cut), ((int Code, string Output, string Error) Said, string Remembered, int Writes)> _answers = [];

    protected BootBoard(string script) : base(script)
    {
        foreach (var command in new[] { "sync", "rm" })
        {
            Command(command, ":", $"exec /bin/{command} \"$@\"");
        }
        Command("mv", ": > \"$(eval echo \\${$#})\"", "exec /bin/mv \"$@\"");   // FAT: a name that was there, and nothing behind it
        Command("dd", "/bin/dd \"$@\" bs=512 count=1", "exec /bin/dd \"$@\"");   // a sector is written or it is not
        Running = "A";
        Starts.Add("A");
    }

    public string Running
    {
        get;
        private set
        {
            field = value;
            File.WriteAllText(Path.Combine(Folder, "cmdline"), $"console=tty0 rauc.slot={value} ro\n");
        }
    }

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

    /// <summary>All that what happens next depends on.</summary>
    public BootSituation Situation
    {
        get => new(Running, Slots["A"], Slots["B"], Remembered);
        set => (Running, Slots["A"], Slots["B"], Remembered) = (value.Running, value.A, value.B, value.Remembered);
    }

    /// <summary>The files by which the board remembers.</summary>
    protected abstract IReadOnlyList<string> Memory { get; }

    string Remembered
    {
        get => JsonSerializer.Serialize(Memory.Select(file => File.Exists(file) ? File.ReadAllText(file) : null));
        set
        {
            foreach (var (file, text) in Memory.Zip(JsonSerializer.Deserialize<string?[]>(value)!))
            {
                File.Delete(file);
                if (text is not null)
                {
                    File.WriteAllText(file, text);
                }
            }
        }
    }

    /// <summary>Runs a verb; null when the power was cut, the board then has started anew.</summary>
    public string? Do(params string[] arguments)
    {
        var (code, output, error) = Answer(arguments);
        if (code == 137)
        {
            Start(isOrderly: false);
            return null;
        }
        Assert.True(code is 0 or 1, $"{string.Join(' ', arguments)} ended with {code}: {error}");
        return code == 0 ? output : $"refused: {error}";
    }

    public string Ask(params string[] arguments) => Do(arguments) ?? throw new InvalidOperationException("the power was cut");

    /// <summary>What RAUC does, in its order; with <see cref="SlotContent.Half"/> its copy fails.</summary>
    public bool Install(SlotContent content)
    {
        var slot = Other;
        if (Do("set-state", slot, "bad") is not "")
        {
            return false;
        }
        Slots[slot] = SlotContent.Half;
        if (WritesLeft is 0)   // in the midst of the copy
        {
            WritesLeft = null;
            Start(isOrderly: false);
            return false;
        }
        WritesLeft--;
        Slots[slot] = content;
        return content != SlotContent.Half && Do("set-primary", slot) is "";
    }

    public void Restart()
    {
        if (Do("restart") is not null)
        {
            Start(isOrderly: true);
        }
    }

    /// <summary>What the appliance does after its self-check.</summary>
    public void Conclude()
    {
        if (Slots[Running] == SlotContent.Healthy)
        {
            Do("set-state", Running, "good");
        }
        else if (Do("set-state", Running, "bad") is "")
        {
            Restart();
        }
    }

    /// <summary>What is done when the appliance itself has concluded nothing.</summary>
    public void EndTrial()
    {
        if (Do("end-trial") is not (null or ""))
        {
            Start(isOrderly: true);
        }
    }

    public void Start(bool isOrderly)
    {
        for (var tries = 0; tries < 12; tries++)
        {
            var slot = Firmware(isOrderly);
            Directory.Delete(Run, recursive: true);
            Directory.CreateDirectory(Run);
            Assert.NotEqual(SlotContent.Half, Slots[slot]);
            Running = slot;
            Starts.Add(slot);
            isOrderly = false;
            if (Slots[slot] != SlotContent.Dead)
            {
                var (code, output, error) = Answer("booted");
                Said = output;
                if (code == 0)
                {
                    return;
                }
                Assert.True(code == 137, error);
            }
        }
        Assert.Fail($"it starts again and again: {string.Join(' ', Starts.TakeLast(16))}");
    }

    /// <summary>Where the next orderly restart would lead, without going there.</summary>
    public abstract string WouldBoot();

    /// <summary>What the board's own loader does.</summary>
    /// <returns>The slot it starts.</returns>
    public abstract string Firmware(bool isOrderly);

    /// <summary>What the script says, and does; it is run once for the same verb in the same situation.</summary>
    (int Code, string Output, string Error) Answer(params string[] arguments)
    {
        var (left, running, remembered, verb) = (WritesLeft, Running, Remembered, string.Join(' ', arguments));
        if (_answers.TryGetValue((running, remembered, verb, null), out var known) && !(left < known.Writes))
        {
            (Remembered, WritesLeft) = (known.Remembered, left - known.Writes);
        }
        else if (_answers.TryGetValue((running, remembered, verb, left), out known))
        {
            (Remembered, WritesLeft) = (known.Remembered, null);
        }
        else
        {
            WritesLeft = left ?? Plenty;
            var said = Verb(arguments);
            var writes = (left ?? Plenty) - WritesLeft;
            known = (said, Remembered, writes ?? 0);
            _answers[(running, remembered, verb, writes is null ? left : null)] = known;
            WritesLeft = left - writes;
        }
        return known.Said;
    }
}

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

/// <summary>A board whose loader counts starts: what <c>boot.cmd</c> and <c>grub.cfg</c> do, as a function (<see cref="GrubTests"/> hold it against the real one).</summary>
abstract class CountingBoard(string script) : BootBoard(script)
{
    public override string WouldBoot()
    {
        var situation = Situation;
        var slot = Firmware(isOrderly: true);
        Situation = situation;
        return slot;
    }

    public override string Firmware(bool isOrderly)
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
            variables[$"BOOT_{order[0]}_LEFT"] = "1";
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
        Command("fw_printenv", ":", "while IFS='=' read -r name value; do if [ \"$name\" = \"$2\" ]; then echo \"$value\"; exit; fi; done < \"$BOARD/env\"; exit 1");
        Command("fw_setenv", ":", """
            cd "$BOARD"
            set --
            while read -r name value; do set -- "$@" "$name=$value"; done
            while read -r line; do
                for new in "$@"; do [ "${new%%=*}" != "${line%%=*}" ] || line=$new; done
                echo "$line"
            done < env > env.new
            exec /bin/mv env.new env
            """);
        Save(Fresh);
    }

    protected override IReadOnlyList<string> Memory => [Variables];

    string Variables => Path.Combine(Folder, "env");

    protected override Dictionary<string, string> Read() => Parse(File.ReadAllLines(Variables));

    protected override void Save(Dictionary<string, string> variables) =>
        File.WriteAllLines(Variables, variables.Select(variable => $"{variable.Key}={variable.Value}"));
}

/// <summary>A PC with GRUB: its block of variables and the copy of it, with the real <c>grub-editenv</c>.</summary>
sealed class GrubBoard : CountingBoard
{
    /// <summary>GRUB manual, "The GRUB environment block": this line, the variables, and # up to 1024 bytes.</summary>
    const string Signature = "# GRUB Environment Block\n";

    public GrubBoard() : base("grub")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Block)!);
        Command("grub-editenv", ": > \"$1\"", "exec /usr/bin/grub-editenv \"$@\"", writes: "[ \"$2\" != list ]");   // it empties the file first
        Command("cp", "head -c 30 \"$1\" > \"$2\"", "exec /bin/cp \"$@\"");
        Fill(Fresh);
    }

    public string Block => Path.Combine(Folder, "grub", "grubenv");

    public string Copy => Path.Combine(Folder, "grub", "grubenv.bak");

    protected override IReadOnlyList<string> Memory => [Block, Copy];

    /// <summary>Block and copy, as they are after all has been written.</summary>
    public void Fill(Dictionary<string, string> variables)
    {
        File.WriteAllText(Block, Text(variables));
        File.WriteAllText(Copy, Text(variables));
    }

    string Counts => Has(Block) ? Block : Copy;

    protected override Dictionary<string, string> Read() => Parse(File.ReadAllLines(Counts));

    protected override void Save(Dictionary<string, string> variables) => File.WriteAllText(Counts, Text(variables));   // GRUB writes in place

    static bool Has(string file) => File.Exists(file) && File.ReadAllText(file).StartsWith(Signature, StringComparison.Ordinal) && Parse(File.ReadAllLines(file)).ContainsKey("BOOT_ORDER");

    static string Text(Dictionary<string, string> variables) =>
        (Signature + string.Concat(variables.Select(variable => $"{variable.Key}={variable.Value}\n"))).PadRight(1024, '#');
}
