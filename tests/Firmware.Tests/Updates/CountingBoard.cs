using System.Globalization;

namespace Firmware.Tests.Updates;

/// <summary>A board whose loader counts starts: what <c>boot.cmd</c> and <c>grub.cfg</c> do, as a function (<see cref="GrubTests"/> and <see cref="UBootTests"/> hold it against the real ones).</summary>
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
            var variables = Variables;
            var order = variables["BOOT_ORDER"].Split(' ');
            foreach (var slot in order)
            {
                var left = int.Parse(variables[$"BOOT_{slot}_LEFT"], CultureInfo.InvariantCulture);
                if (left > 0)
                {
                    variables[$"BOOT_{slot}_LEFT"] = (left - 1).ToString(CultureInfo.InvariantCulture);
                    Variables = variables;
                    return slot;
                }
            }
            variables[$"BOOT_{order[0]}_LEFT"] = "1";
            variables[$"BOOT_{order[^1]}_LEFT"] = "3";
            Variables = variables;
        }
    }

    /// <summary>As the loader has them: a copy.</summary>
    public abstract Dictionary<string, string> Variables { get; set; }

    /// <summary>As the image brings it.</summary>
    protected static Dictionary<string, string> Fresh => new() { ["BOOT_ORDER"] = "A", ["BOOT_A_LEFT"] = "3", ["BOOT_B_LEFT"] = "0" };

    protected static Dictionary<string, string> Parse(IEnumerable<string> lines) =>
        lines.Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
}

/// <summary>A board with U-Boot; the tools for its environment do what the real ones do (<see cref="UBootTests"/>), and are faster.</summary>
sealed class UBootBoard : CountingBoard
{
    public UBootBoard() : base("u-boot")
    {
        Command("fw_printenv", ":", "while IFS='=' read -r name value; do if [ \"$name\" = \"$2\" ]; then echo \"$value\"; exit; fi; done < \"$BOARD/env\"; echo", writes: "false");
        Command("fw_setenv", ":", """
            cd "$BOARD"
            set --
            while read -r line; do set -- "$@" "$line"; done
            while read -r line; do
                for new in "$@"; do [ "${new%%=*}" != "${line%%=*}" ] || line=$new; done
                echo "$line"
            done < env > env.new
            exec /bin/mv env.new env
            """);
        Variables = Fresh;
    }

    public override Dictionary<string, string> Variables
    {
        get => Parse(File.ReadAllLines(Env));
        set => File.WriteAllLines(Env, value.Select(variable => $"{variable.Key}={variable.Value}"));
    }

    protected override IReadOnlyList<string> Memory => [Env];

    string Env => Path.Combine(Folder, "env");
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

    public override Dictionary<string, string> Variables
    {
        get => Parse(File.ReadAllLines(Counts));
        set => File.WriteAllText(Counts, Text(value));   // GRUB writes in place
    }

    static bool Has(string file) => File.Exists(file) && File.ReadAllText(file).StartsWith(Signature, StringComparison.Ordinal) && Parse(File.ReadAllLines(file)).ContainsKey("BOOT_ORDER");

    static string Text(Dictionary<string, string> variables) =>
        (Signature + string.Concat(variables.Select(variable => $"{variable.Key}={variable.Value}\n"))).PadRight(1024, '#');
}
