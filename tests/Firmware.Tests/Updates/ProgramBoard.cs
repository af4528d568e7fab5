namespace Firmware.Tests.Updates;

/// <summary>An appliance whose program is updated without its system: the real script, with files for RAUC's slot and status, and a copy for a mount.</summary>
sealed class ProgramBoard : ScriptBoard
{
    /// <summary>What such a file begins with.</summary>
    const string Squashfs = "hsqs";

    public ProgramBoard() : base("program")
    {
        foreach (var command in new[] { "mv", "rm", "ln", "sync", "truncate", "rmdir" })
        {
            Command(command, ":", $"exec /bin/{command} \"$@\"");
        }
        Command("mount", ":", "[ ! -e \"$KAZASHI_BROKEN\" ] && cp \"$5\" \"$6/program\"");
        Command("umount", ":", "exec /bin/rm \"$1/program\"");
        Command("systemctl", ":", "echo \"$*\" >> \"$KAZASHI_ASKED\"", writes: "false");
        Directory.CreateDirectory(Programs);
        Directory.CreateDirectory(Path.GetDirectoryName(Request)!);
        SetImage("0.1.0");
        Restart();
    }

    public override IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(base.Environment)
    {
        ["KAZASHI_PROGRAMS"] = Programs,
        ["KAZASHI_OWN"] = Own,
        ["KAZASHI_RUN"] = ProgramRun,
        ["KAZASHI_REQUEST"] = Request,
        ["KAZASHI_STATUS"] = Status,
        ["KAZASHI_BROKEN"] = Path.Combine(Folder, "broken"),
        ["KAZASHI_ASKED"] = Path.Combine(Folder, "systemctl"),
    };

    public string ProgramRun => Path.Combine(Run, "kazashi-program");

    public string Programs => Path.Combine(Folder, "programs");

    /// <summary>Of the system's slot that runs.</summary>
    public string Image { get; private set; } = "";

    /// <summary>The version that <c>current</c> leads to.</summary>
    public string Running => new FileInfo(Path.Combine(ProgramRun, "current")).LinkTarget is { } target && target != Own ? Path.GetFileName(target) : Image;

    public bool IsOnTrial => File.Exists(Path.Combine(ProgramRun, "trial"));

    /// <summary>Whether programs can be mounted at all.</summary>
    public bool CanMount
    {
        get => !File.Exists(Environment["KAZASHI_BROKEN"]);
        set
        {
            if (value)
            {
                File.Delete(Environment["KAZASHI_BROKEN"]);
            }
            else
            {
                File.WriteAllText(Environment["KAZASHI_BROKEN"], "");
            }
        }
    }

    /// <summary>What the script said last, and wherever it failed why.</summary>
    public string Said { get; private set; } = "";

    /// <summary>What it asked systemd for.</summary>
    public string[] Asked => File.Exists(Environment["KAZASHI_ASKED"]) ? File.ReadAllLines(Environment["KAZASHI_ASKED"]) : [];

    string Own => Path.Combine(Folder, "own");

    string Slot => Path.Combine(Programs, "next.img");

    string Request => Path.Combine(Folder, "kazashi", "program");

    string Status => Path.Combine(Folder, "rauc.status");

    /// <summary>Another system runs from the next start on.</summary>
    public void SetImage(string version)
    {
        Image = version;
        var program = Path.Combine(Directory.CreateDirectory(Own).FullName, "kazashi-device");
        File.WriteAllText(program, $"#!/bin/sh\necho {version}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>What RAUC does.</summary>
    /// <param name="isCut">In the midst of it.</param>
    public void Install(string version, bool isCut = false)
    {
        File.WriteAllText(Status, "[slot.rootfs.0]\nstatus=ok\nbundle.version=0.1.0\n\n[slot.program.0]\nstatus=pending\n\n[slot.rootfs.1]\nstatus=ok\nbundle.version=9.9.9\n");
        File.WriteAllText(Slot, isCut ? "" : Squashfs + version);
        if (isCut)
        {
            CutPower();
        }
        else
        {
            File.WriteAllText(Status, File.ReadAllText(Status).Replace("status=pending", $"bundle.version={version}\nstatus=ok", StringComparison.Ordinal));
        }
    }

    /// <summary>Installed, and on trial.</summary>
    public void Try(string version)
    {
        Install(version);
        Ask("try");
    }

    /// <summary>Tried, and found good.</summary>
    public void Update(string version)
    {
        Try(version);
        Ask("keep");
    }

    /// <summary>What the program asks for; false when that was refused, or the power was cut.</summary>
    public bool Ask(string what)
    {
        File.WriteAllText(Request, what);
        var isDone = Do("asked");
        File.Delete(Request);
        if (isDone && what != "keep")
        {
            Restart();
        }
        return isDone;
    }

    /// <summary>The program has ended, and systemd starts it again.</summary>
    public void Restart() => Do("start");

    public void EndTrial() => Do("end-trial");

    public void CutPower()
    {
        WritesLeft = null;
        Directory.Delete(Run, recursive: true);
        Directory.CreateDirectory(Run);
        Assert.True(Do("start"));
    }

    bool Do(params string[] arguments)
    {
        var (code, output, error) = Verb(arguments);
        Said = output + error;
        if (code == 137)
        {
            CutPower();
            return false;
        }
        Assert.True(code is 0 or 1, $"{string.Join(' ', arguments)} ended with {code}: {error}");
        return code == 0;
    }
}
