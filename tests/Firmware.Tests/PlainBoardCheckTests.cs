using System.Globalization;
using Firmware.Commands;
using Hal.Plain;
using Microsoft.Extensions.Logging.Abstractions;

namespace Firmware.Tests;

/// <summary><c>kazashi-device check</c> on a plain board whose keypad is a file of input events. There is no framebuffer for a test to open, so its line is the one that fails.</summary>
public sealed class PlainBoardCheckTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kazashi-plain-");
    readonly StringWriter _says = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    [Fact]
    public async Task Each_part_of_a_plain_board_has_its_line_and_its_remedy()
    {
        await File.WriteAllBytesAsync(At("event0"), [], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(At("fb0"), [], TestContext.Current.CancellationToken);

        Assert.Equal(1, await CheckAsync("event0"));

        Assert.Equal(["fonts", "journal", "board", "reader", "scanner", "panel", "pin", "bridge"], Lines.Where(line => line[0] != ' ').Select(line => line.Split(' ')[0]));
        Assert.Contains("board    ok    plain: no lamps, buzzer, gate and contacts", Lines);
        Assert.Contains($"pin pad  ok    {At("event0")}: open", Lines);
        Assert.StartsWith($"panel    FAIL  panel: {At("fb0")} is no framebuffer", Line("panel"), StringComparison.Ordinal);
        Assert.Contains("check Board:Framebuffer", Lines[Array.IndexOf(Lines, Line("panel")) + 1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_keypad_that_is_not_there_is_told_with_what_to_do()
    {
        Assert.Equal(1, await CheckAsync("event7"));

        Assert.StartsWith($"pin pad  FAIL  pin pad: {At("event7")} cannot be opened", Line("pin pad"), StringComparison.Ordinal);
        Assert.Contains("check Board:Keypad", Lines[Array.IndexOf(Lines, Line("pin pad")) + 1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_person_the_panel_is_looked_at_and_every_key_is_pressed()
    {
        const ushort KeyEvent = 1;
        ushort[] codes = [79, 80, 81, 75, 76, 77, 71, 72, 73, 55, 82, 96];   // a number block from 1 on, with its * and its Enter
        await File.WriteAllBytesAsync(At("event0"), [.. codes.SelectMany(code => (byte[])[.. Event(KeyEvent, code, 1), .. Event(KeyEvent, code, 0)])], TestContext.Current.CancellationToken);

        await CheckAsync("event0", person: new Agreeing());

        var asked = Lines.SkipWhile(line => !line.StartsWith("bridge", StringComparison.Ordinal)).Skip(2).ToList();
        Assert.Equal(["panel    ok    seen: it is sharp", "pin pad  ok    all twelve keys are where they should be"], asked.Where(line => line.Contains(" ok ", StringComparison.Ordinal)));
        Assert.StartsWith("scanner  FAIL", Assert.Single(asked, line => line.Contains(" FAIL ", StringComparison.Ordinal)), StringComparison.Ordinal);

        static byte[] Event(ushort type, ushort code, int value) => [.. new byte[16], .. BitConverter.GetBytes(type), .. BitConverter.GetBytes(code), .. BitConverter.GetBytes(value)];
    }

    [Fact]
    public async Task An_appliance_that_is_paired_and_not_named_needs_no_bridge_in_its_settings()
    {
        await CheckAsync("event7", bridge: "");

        Assert.Equal("bridge   ok    the settings name none: this appliance is paired on its setup screen", Line("bridge"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    string[] Lines => _says.ToString().TrimEnd('\n').Split('\n');

    string Line(string part) => Assert.Single(Lines, line => line.StartsWith(part, StringComparison.Ordinal));

    string At(string name) => Path.Combine(_folder.FullName, name);

    Task<int> CheckAsync(string keypad, string bridge = "127.0.0.1", ITechnician? person = null)
    {
        var settings = new DeviceSettings
        {
            DataFolder = _folder.FullName,
            Board = new() { Kind = BoardKind.Plain, Framebuffer = At("fb0"), Keypad = At(keypad), Console = "" },
            Reader = new() { Address = $"hsu:{At("ttyUSB0")}" },
            Scanner = new() { Device = At("ttyACM0") },
            Bridge = new() { Host = bridge, Port = 1 },
        };
        return CheckCommand.RunAsync(settings, () => Assert.IsType<PlainBoard>(Boards.OpenWhole(settings, TimeProvider.System, NullLoggerFactory.Instance)), _says, TimeProvider.System, person);
    }

    sealed class Agreeing : ITechnician
    {
        public Task AskAsync(string what) => Task.CompletedTask;
        public Task<bool> ConfirmAsync(string question) => Task.FromResult(true);
    }
}
