using System.Globalization;

namespace Firmware.Tests.Updates;

/// <summary>Runs a real script of <c>deploy/update</c> in a temporary folder, and can cut the power before any of its writes.</summary>
abstract class ScriptBoard : IDisposable
{
    readonly string _script;
    readonly string _commands;

    protected ScriptBoard(string script)
    {
        _script = Repository.File($"deploy/update/{script}");
        _commands = Directory.CreateDirectory(Path.Combine(Folder, "commands")).FullName;
        Directory.CreateDirectory(Run);
        WritesLeft = null;
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("boot-").FullName;

    public virtual IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["PATH"] = $"{_commands}:/usr/sbin:/usr/bin:/sbin:/bin",
        ["CUT"] = Cut,
    };

    /// <summary>How many writes of the script's are still done before the power goes; null: it stays.</summary>
    public int? WritesLeft
    {
        get => int.TryParse(File.ReadAllText(Cut), CultureInfo.InvariantCulture, out var left) ? left : null;
        set => File.WriteAllText(Cut, value is { } left ? $"{left}\n" : "");
    }

    string Cut => Path.Combine(Folder, "cut");

    /// <summary>What is gone with the power.</summary>
    protected string Run => Path.Combine(Folder, "run");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>A command of the script's that counts down to the power cut, where it writes.</summary>
    protected void Command(string name, string whenCut, string otherwise, string writes = "true")
    {
        var path = Path.Combine(_commands, name);
        File.WriteAllText(path, $"""
            #!/bin/sh
            if {writes} && read -r left < "$CUT"; then
                echo $((left - 1)) > "$CUT"
                if [ "$left" -le 0 ]; then
                    {whenCut}
                    kill -9 $PPID
                    exit 137
                fi
            fi
            {otherwise}
            """);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <remarks>With a strict umask.</remarks>
    /// <returns>137: the power was cut, and is there again.</returns>
    protected (int Code, string Output, string Error) Verb(params string[] arguments)
    {
        var (code, output, error) = Programs.Try("sh", Environment, ["-c", "umask 077 && exec \"$0\" \"$@\"", _script, .. arguments]);
        if (code == 137)
        {
            WritesLeft = null;
        }
        return (code, output.Trim(), error.Trim());
    }
}
