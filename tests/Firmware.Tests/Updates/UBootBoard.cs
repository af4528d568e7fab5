namespace Firmware.Tests.Updates;

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
