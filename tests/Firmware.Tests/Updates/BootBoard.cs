using System.Text;
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
        get => JsonSerializer.Serialize(Memory.Select(file => File.Exists(file) ? Encoding.Latin1.GetString(File.ReadAllBytes(file)) : null));
        set
        {
            foreach (var (file, text) in Memory.Zip(JsonSerializer.Deserialize<string?[]>(value)!))
            {
                File.Delete(file);
                if (text is not null)
                {
                    File.WriteAllBytes(file, Encoding.Latin1.GetBytes(text));
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
