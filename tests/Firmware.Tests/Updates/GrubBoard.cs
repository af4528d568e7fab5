namespace Firmware.Tests.Updates;

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
