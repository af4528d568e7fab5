using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Firmware;
using Firmware.Commands;
using Firmware.Journal;
using Hal;
using Microsoft.Extensions.Logging.Abstractions;
using Virtual;
using Virtual.EInk;

namespace Journey.Tests;

/// <summary><c>kazashi-device check</c> on a virtual board: a line for each part, and what to do for the one that fails.</summary>
public sealed class CheckCommandTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kazashi-check-");
    readonly VirtualHardware _hardware;
    readonly TcpListener _bridge = new(IPAddress.Loopback, 0);
    readonly StringWriter _says = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    public CheckCommandTests()
    {
        _hardware = new(_folder.FullName, isPaced: false, TimeProvider.System);
        _bridge.Start();
        Port = ((IPEndPoint)_bridge.LocalEndpoint).Port;
    }

    [Fact]
    public async Task Where_every_part_works_each_says_what_was_found_and_the_exit_code_is_0()
    {
        Assert.Equal(0, await CheckAsync());

        Assert.Collection(Lines,
            line => Assert.Equal("fonts    ok    found; a screen was drawn in memory", line),
            line => Assert.Matches("^journal  ok    epoch .+, 0 entries written, 0 not acknowledged$", line),
            line => Assert.Equal($"reader   ok    hsu:{_hardware.ReaderWire.Path}: PN532 firmware 1.6", line),
            line => Assert.Equal($"scanner  ok    {_hardware.Scanner.Path}: open", line),
            line => Assert.Equal("panel    ok    a screen was drawn; look at it", line),
            line => Assert.Equal($"bridge   ok    127.0.0.1:{Port} answers", line));
        Assert.Equal([Refresh.Full], _hardware.Panel.Updates.Select(update => update.Mode));
        Assert.Empty(_hardware.Panel.Faults);
    }

    [Theory]
    [InlineData("journal", "must exist, be writable")]
    [InlineData("reader", "mode switches")]
    [InlineData("scanner", "plug it in")]
    [InlineData("panel", "enable SPI")]
    [InlineData("bridge", "Bridge:Host")]
    public async Task One_part_that_fails_is_named_with_its_remedy_and_the_others_are_still_checked(string part, string remedy)
    {
        await using var inUse = part == "journal" ? LiteDbJournal.Open(new FolderDisk(_folder.FullName), new(), TimeProvider.System) : null;
        switch (part)
        {
            case "reader":
                _hardware.ReaderWire.Unplug();
                break;
            case "scanner":
                _hardware.Scanner.Unplug();
                break;
            case "panel":
                _hardware.Panel.Jam = PanelJam.Unplugged;
                break;
            case "bridge":
                _bridge.Stop();
                break;
        }

        Assert.Equal(1, await CheckAsync());

        Assert.Equal(part, Assert.Single(Lines, line => line.Contains(" FAIL ", StringComparison.Ordinal)).Split(' ')[0]);
        Assert.Contains(remedy, Assert.Single(Lines, line => line[0] == ' '), StringComparison.Ordinal);
        Assert.Equal(5, Lines.Count(line => line.Contains(" ok ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task On_a_machine_without_pins_the_panel_fails_by_its_reason()
    {
        Assert.Equal(1, await CheckCommand.RunAsync(Settings(), () => throw new DeviceException("board", "there are no pins"), _says));

        Assert.Single(Lines, line => line.StartsWith("panel    FAIL  board: there are no pins", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _bridge.Dispose();
        _hardware.Dispose();
        _folder.Delete(recursive: true);
    }

    string[] Lines => _says.ToString().TrimEnd('\n').Split('\n');

    Task<int> CheckAsync() =>
        CheckCommand.RunAsync(Settings(), () => _hardware.PowerOn(NullLoggerFactory.Instance), _says);

    int Port { get; }

    DeviceSettings Settings() => new()
    {
        DataFolder = _folder.FullName,
        Reader = new() { Address = $"hsu:{_hardware.ReaderWire.Path}" },
        Scanner = new() { Device = _hardware.Scanner.Path },
        Bridge = new() { Host = "127.0.0.1", Port = Port },
    };
}
