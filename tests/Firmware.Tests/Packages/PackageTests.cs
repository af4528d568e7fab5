using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using static Firmware.Tests.Programs;

namespace Firmware.Tests.Packages;

/// <summary>The Debian packages, built from the published program where there is one, and from a stand-in of the same shape where there is none.</summary>
public sealed class PackageTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("package-").FullName;

    /// <summary>What builds a program and is not in it.</summary>
    static readonly Regex ForBuilding = new("Analyzers|ILCompiler|ILLink|Internal.Assets");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_appliance_s_package_holds_the_program_its_units_and_what_chooses_the_slot()
    {
        var tree = Unpack(Build("device", "amd64", Device()));
        foreach (var file in new[]
                 {
                     "usr/lib/kazashi-device/kazashi-device", "usr/lib/systemd/system/kazashi-device.service", "usr/lib/systemd/system/kazashi-slots.service",
                     "usr/lib/systemd/system/kazashi-restart.path", "usr/lib/systemd/system/kazashi-program.path", "usr/lib/systemd/system/kazashi-trial.timer", "usr/lib/sysusers.d/kazashi-device.conf", "usr/lib/tmpfiles.d/kazashi-device.conf",
                     "usr/lib/systemd/journald.conf.d/kazashi-device.conf", "usr/lib/udev/rules.d/60-kazashi-device.rules", "usr/share/polkit-1/rules.d/60-kazashi-device.rules", "usr/lib/kazashi-device/update/tryboot",
                     "usr/lib/kazashi-device/update/u-boot", "usr/lib/kazashi-device/update/grub", "usr/lib/kazashi-device/update/starts.sh", "usr/share/doc/kazashi-device/copyright",
                 })
        {
            Assert.True(File.Exists(Path.Combine(tree, file)), $"{file} is not in the package");
        }
        Assert.Equal("../lib/kazashi-device/kazashi-device", new FileInfo(Path.Combine(tree, "usr/bin/kazashi-device")).LinkTarget);
        Assert.Equal("tryboot", new FileInfo(Path.Combine(tree, "usr/lib/kazashi-device/update/slots")).LinkTarget);
        Assert.Empty(Directory.GetFiles(tree, "*.dbg", SearchOption.AllDirectories));
        if (Environment.GetEnvironmentVariable("KAZASHI_DEVICE_BINARY") is { Length: > 0 })
        {
            Assert.Equal(Version(), Run(Path.Combine(tree, "usr/bin/kazashi-device"), "version"));
        }
    }

    [Fact]
    public void The_bridge_s_package_holds_the_program_and_its_unit()
    {
        var tree = Unpack(Build("bridge", "arm64", StandIn("kazashi-bridge")));
        Assert.True(File.Exists(Path.Combine(tree, "usr/lib/kazashi-bridge/kazashi-bridge")));
        Assert.True(File.Exists(Path.Combine(tree, "usr/lib/systemd/system/kazashi-bridge.service")));
        Assert.Empty(Directory.GetFiles(tree, "kazashi-device*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("device", "firmware", "LiteDB")]
    [InlineData("bridge", "cloud-bridge/Bridge", "MailKit")]
    public void The_bill_of_materials_names_every_package_a_program_asks_for_and_comes_with_it(string what, string project, string among)
    {
        var program = StandIn($"kazashi-{what}");
        Run(Repository.File("deploy/sbom"), what, program);
        var bill = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(program, $"kazashi-{what}.cdx.json"))).RootElement;
        var named = bill.GetProperty("components").EnumerateArray().ToDictionary(part => part.GetProperty("name").GetString()!, part => part.GetProperty("version").GetString()!);

        var asked = JsonDocument.Parse(File.ReadAllBytes(Repository.File($"{project}/packages.lock.json"))).RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
            .Where(package => package.Value.GetProperty("type").GetString() == "Direct" && !ForBuilding.IsMatch(package.Name))
            .ToDictionary(package => package.Name, package => package.Value.GetProperty("resolved").GetString()!);
        Assert.Contains(among, asked.Keys);
        Assert.Empty(asked.Except(named));
        Assert.Equal((Version(), "application"), (bill.GetProperty("metadata").GetProperty("component").GetProperty("version").GetString(), bill.GetProperty("metadata").GetProperty("component").GetProperty("type").GetString()));
        Assert.True(File.Exists(Path.Combine(Unpack(Build(what, "amd64", program)), $"usr/share/doc/kazashi-{what}/sbom.cdx.json")));
    }

    [Fact]
    public void The_bill_of_materials_is_written_after_the_packages_folder_has_moved()
    {
        var home = Directory.CreateDirectory(Path.Combine(_folder, "home")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(home, ".nuget"), Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget"));
        var noted = Path.Combine(Directory.CreateDirectory(Path.Combine(home, ".dotnet/toolResolverCache/1")).FullName, "cyclonedx");
        var version = JsonDocument.Parse(File.ReadAllBytes(Repository.File(".config/dotnet-tools.json"))).RootElement.GetProperty("tools").GetProperty("cyclonedx").GetProperty("version").GetString();
        File.WriteAllText(noted, $$"""[{"Version":"{{version}}","TargetFramework":"net10.0","RuntimeIdentifier":"any","Name":"dotnet-CycloneDX","Runner":"dotnet","PathToExecutable":"{{home}}/gone/CycloneDX.dll"}]""");
        Run("env", $"DOTNET_CLI_HOME={home}", Repository.File("deploy/sbom"), "device", StandIn("kazashi-device"));
        Assert.DoesNotContain("gone", File.ReadAllText(noted), StringComparison.Ordinal);
    }

    [Fact]
    public void A_package_says_what_it_is()
    {
        var package = Build("device", "arm64", StandIn("kazashi-device"));
        Assert.Equal($"kazashi-device_{Version()}_arm64.deb", Path.GetFileName(package));
        Assert.Equal(["kazashi-device", Version(), "arm64"], Run("dpkg-deb", "--show", "--showformat=${Package} ${Version} ${Architecture}", package).Split(' '));
        Assert.DoesNotContain("root/", Run("dpkg-deb", "--contents", package).Replace("root/root", "", StringComparison.Ordinal), StringComparison.Ordinal);   // whoever built it, root owns it
    }

    [Fact]
    public void The_same_program_makes_the_same_package()
    {
        var program = StandIn("kazashi-device");
        var first = SHA256.HashData(File.ReadAllBytes(Build("device", "amd64", program)));
        File.SetLastWriteTimeUtc(Path.Combine(program, "kazashi-device"), new(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        Assert.Equal(first, SHA256.HashData(File.ReadAllBytes(Build("device", "amd64", program))));
    }

    [Fact]
    public void A_package_installs_into_a_system_and_out_of_it()
    {
        var package = Build("device", "amd64", StandIn("kazashi-device"));
        var control = Directory.CreateDirectory(Path.Combine(_folder, "control")).FullName;
        Run("dpkg-deb", "--control", package, control);
        foreach (var script in new[] { "postinst", "prerm" })
        {
            Run("sh", "-n", Path.Combine(control, script));
            Assert.True(File.GetUnixFileMode(Path.Combine(control, script)).HasFlag(UnixFileMode.UserExecute));
        }
        var root = Directory.CreateDirectory(Path.Combine(_folder, "root")).FullName;
        Run("dpkg-deb", "--extract", package, root);
        Directory.CreateDirectory(Path.Combine(root, "etc"));
        Run("systemd-sysusers", $"--root={root}", "kazashi-device.conf");
        Assert.Contains("kazashi:x:", File.ReadAllText(Path.Combine(root, "etc/passwd")), StringComparison.Ordinal);
        Assert.Contains("gpio:x:", File.ReadAllText(Path.Combine(root, "etc/group")), StringComparison.Ordinal);
        Run("systemd-tmpfiles", "--create", $"--root={root}", "kazashi-device.conf");
        Assert.True(Directory.Exists(Path.Combine(root, "var/lib/kazashi-update")));
    }

    [Theory]
    [InlineData("kazashi-device.service"), InlineData("kazashi-bridge.service")]
    public void A_unit_is_exposed_to_no_more_than_it_needs(string unit) =>
        Run("systemd-analyze", "security", "--offline=yes", "--threshold=20", "--no-pager", Repository.File($"deploy/systemd/{unit}"));   // 2.0 on its scale

    [Fact]
    public void The_rules_of_a_broker_are_written_from_the_settings_and_the_folder_that_the_bridge_has()
    {
        string[] Of(string unit) => [.. Regex.Matches(File.ReadAllText(Repository.File(unit)), "EnvironmentFile=.*|--Bridge:Storage:Folder=.*").Select(match => match.Value)];

        Assert.Equal(2, Of("deploy/systemd/kazashi-bridge.service").Length);
        Assert.Equivalent(Of("deploy/systemd/kazashi-bridge.service"), Of("deploy/broker/kazashi-broker-rules.service"), strict: true);
    }

    [Fact]
    public void Systemd_understands_every_unit()
    {
        var tree = Unpack(Build("device", "amd64", StandIn("kazashi-device")));
        var units = Directory.GetFiles(Repository.File("deploy/systemd")).Where(file => Path.GetExtension(file) is ".service" or ".path" or ".timer").ToList();
        Assert.True(units.Count >= 7);
        foreach (var unit in units)
        {
            // What stands in a unit of ours is complained of by its path; that the programs are not installed here is no fault of it.
            var said = Said("systemd-analyze", "verify", "--man=no", "--generators=no", unit).Split('\n').Where(line => line.StartsWith(unit, StringComparison.Ordinal));
            Assert.Empty(said);
            foreach (var command in File.ReadAllLines(unit).Where(line => line.StartsWith("ExecStart", StringComparison.Ordinal) && line.Contains("/usr/lib/kazashi-device/", StringComparison.Ordinal)))
            {
                var program = command[(command.IndexOf('/', StringComparison.Ordinal) + 1)..].Split(' ')[0];
                Assert.True(File.Exists(Path.Combine(tree, program)) || new FileInfo(Path.Combine(tree, program)).LinkTarget is not null, $"{program} is not in the package");
            }
        }
    }

    [Theory, InlineData("kazashi-device.service"), InlineData("kazashi-bridge.service")]
    public void A_program_that_ended_is_started_again_however_often(string unit)
    {
        var lines = File.ReadAllLines(Repository.File($"deploy/systemd/{unit}"));
        Assert.Contains("Restart=always", lines);
        Assert.Contains("StartLimitIntervalSec=0", lines);
    }

    [Fact]
    public void The_appliance_is_watched_and_neither_dumps_its_memory_nor_makes_code()
    {
        var unit = File.ReadAllLines(Repository.File("deploy/systemd/kazashi-device.service"));
        Assert.Contains("Type=notify", unit);
        Assert.Contains(unit, line => line.StartsWith("WatchdogSec=", StringComparison.Ordinal));
        Assert.Contains("LimitCORE=0", unit);
        Assert.Contains("MemoryDenyWriteExecute=yes", unit);
    }

    string Build(string what, string architecture, string program)
    {
        var package = Run(Repository.File("deploy/package"), what, architecture, program, Path.Combine(_folder, "out"));
        Assert.True(File.Exists(package), package);
        return package;
    }

    string Unpack(string package)
    {
        var tree = Path.Combine(_folder, Path.GetFileNameWithoutExtension(package));
        Run("dpkg-deb", "--extract", package, tree);
        return tree;
    }

    string Device() => Environment.GetEnvironmentVariable("KAZASHI_DEVICE_BINARY") is { Length: > 0 } program ? Path.GetDirectoryName(program)! : StandIn("kazashi-device");

    string StandIn(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        File.WriteAllText(Path.Combine(folder, name), "#!/bin/sh\n");
        File.SetUnixFileMode(Path.Combine(folder, name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(folder, "libSkiaSharp.so"), "a library");
        File.WriteAllText(Path.Combine(folder, $"{name}.dbg"), "for a debugger");
        return folder;
    }

    static string Version() => System.Xml.Linq.XDocument.Load(Repository.File("Directory.Build.props")).Descendants("Version").Single().Value;
}
