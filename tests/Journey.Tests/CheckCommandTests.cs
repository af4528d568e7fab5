using System.Device.Gpio;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Firmware;
using Firmware.Commands;
using Firmware.Journal;
using Hal;
using Hal.RaspberryPi;
using Microsoft.Extensions.Logging.Abstractions;
using Virtual;
using Virtual.Contacts;
using Virtual.EInk;
using Virtual.PinPad;

namespace Journey.Tests;

/// <summary><c>kazashi-device check</c> on a virtual board: a line for each part, and what to do for the one that fails. The assembly guide quotes it.</summary>
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
            line => Assert.Equal("board    ok    GPIO, SPI 0 and PWM 0 are open", line),
            line => Assert.Equal($"reader   ok    hsu:{_hardware.ReaderWire.Path}: PN532 firmware 1.6", line),
            line => Assert.Equal($"scanner  ok    {_hardware.Scanner.Path}: open", line),
            line => Assert.Equal("expander ok    answers at 0x20; the reader is not held in reset, the scanner has power", line),
            line => Assert.Matches("^clock    ok    [0-9-]{10} [0-9:]{8} UTC, within a minute of the system's; it has not stopped$", line),
            line => Assert.Equal("supply   ok    good", line),
            line => Assert.Equal("hold-up  ok    calculated for old cells: 20 s on a Pi Zero 2 W, 10 s on a Pi 4, 7 s on a Pi 5", line),
            line => Assert.Equal("panel    ok    a screen was drawn; look at it", line),
            line => Assert.Equal("pin pad  ok    seven lines are free, and no key is down", line),
            line => Assert.Equal("lamps    ok    the lines of red, green and blue follow; --with-person shows them", line),
            line => Assert.Equal("buzzer   ok    its output is open; --with-person plays it", line),
            line => Assert.Equal("gate     ok    at rest", line),
            line => Assert.Equal("door     ok    closed", line),
            line => Assert.Equal("lid      ok    closed", line),
            line => Assert.Equal("setup    ok    not pressed", line),
            line => Assert.Equal($"bridge   ok    127.0.0.1:{Port} answers", line));
        Assert.Equal([Refresh.Full], _hardware.Panel.Updates.Select(update => update.Mode));
        Assert.Empty(_hardware.Panel.Faults);
        Assert.Empty(_hardware.Keys.Faults);
        Assert.Empty(_hardware.Signals.Pulses);
        Assert.Empty(_hardware.Signals.Sounds);
    }

    [Theory]
    [InlineData("journal", "", "must exist, be writable")]
    [InlineData("reader", "cannot be opened", "mode switches")]
    [InlineData("scanner", "cannot be opened", "plug it in")]
    [InlineData("expander", "the reader's reset is held low", "U802")]
    [InlineData("expander", "draws more than 0.5 A", "U802")]
    [InlineData("clock", "it does not answer", "CR2032")]
    [InlineData("clock", "it stood still without power", "CR2032")]
    [InlineData("clock", "it says … UTC, and the system", "CR2032")]
    [InlineData("supply", "low: the mains are gone", "TP803")]
    [InlineData("panel", "not busy 100 ms after … began; is it connected?", "enable SPI")]
    [InlineData("pin pad", "5 is down: stuck, or somebody presses", "J501")]
    [InlineData("pin pad", "row 2 (GPIO 6) and row 3 (GPIO 13) are shorted", "J501")]
    [InlineData("pin pad", "column 1 (GPIO 26) is low while nothing pulls it", "J501")]
    [InlineData("lamps", "green lamp: its line (GPIO 23) is low when it should be high", "transistor")]
    [InlineData("gate", "its line (GPIO 21) is high when it should be low", "Q601")]
    [InlineData("door", "open, at a gate", "J602")]
    [InlineData("lid", "open", "SW601")]
    [InlineData("setup", "pressed", "SW602")]
    [InlineData("bridge", "", "Bridge:Host")]
    public async Task One_part_that_fails_is_named_with_its_remedy_and_the_others_are_still_checked(string part, string found, string remedy)
    {
        await using var inUse = part == "journal" ? LiteDbJournal.Open(new FolderDisk(_folder.FullName), new(), TimeProvider.System) : null;
        Break(part, found);

        Assert.Equal(1, await CheckAsync(part == "door" ? Station.Gate : Station.Counter));

        var failed = Assert.Single(Lines, line => line.Contains(" FAIL ", StringComparison.Ordinal));
        Assert.StartsWith(part, failed, StringComparison.Ordinal);
        Assert.True(AssemblyGuide.Says(failed, found), failed);
        Assert.Contains(remedy, Assert.Single(Lines, line => line[0] == ' '), StringComparison.Ordinal);
        Assert.Equal(17, Lines.Count(line => line.Contains(" ok ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Without_the_expander_what_hangs_on_it_fails_too_and_nothing_else()
    {
        _hardware.Expander.IsMissing = true;

        Assert.Equal(1, await CheckAsync());

        var failed = Lines.Where(line => line.Contains(" FAIL ", StringComparison.Ordinal)).ToList();
        Assert.Equal(["expander", "setup"], failed.Select(line => line.Split(' ')[0]));
        Assert.All(failed, line => Assert.Contains("it does not answer", line, StringComparison.Ordinal));
        Assert.Equal(16, Lines.Count(line => line.Contains(" ok ", StringComparison.Ordinal)));
    }

    [Theory]   // what a technician looks up stands in the guide word for word
    [InlineData("no chip answers on … at any speed")]   // held to by the reader's own tests: it takes the driver ten seconds
    [InlineData("cannot be opened")]
    [InlineData("not busy 100 ms after … began; is it connected?")]
    [InlineData("it does not answer")]
    [InlineData("it stood still without power")]
    [InlineData("is down: stuck, or somebody presses")]
    [InlineData("are shorted")]
    [InlineData("is low while nothing pulls it")]
    [InlineData("the reader's reset is held low")]
    [InlineData("draws more than 0.5 A")]
    public void A_failure_that_the_guide_explains_is_one_that_check_prints(string found) => Assert.Contains($"`{found}`", AssemblyGuide.Text, StringComparison.Ordinal);

    [Fact]
    public async Task Every_line_that_the_guide_quotes_is_printed_and_every_line_that_is_printed_is_quoted()
    {
        Assert.Equal(0, await CheckAsync(Station.Counter, new TestTechnician(_hardware)));

        Assert.All(AssemblyGuide.Lines, quoted => Assert.True(Lines.Any(line => AssemblyGuide.IsLine(quoted, line)), $"check does not print: {quoted}"));
        Assert.All(Lines, line => Assert.True(AssemblyGuide.Lines.Any(quoted => AssemblyGuide.IsLine(quoted, line)), $"the guide does not quote: {line}"));
    }

    [Fact]
    public async Task With_a_person_every_key_lamp_sound_and_contact_is_gone_through()
    {
        var person = new TestTechnician(_hardware);

        Assert.Equal(0, await CheckAsync(Station.Counter, person));

        Assert.Equal(
            ["panel    ok    seen: it is sharp", "scanner  ok    a label was scanned", "pin pad  ok    all twelve keys are where they should be", "lamps    ok    red, green and blue were seen",
                "buzzer   ok    every sound was heard", "gate     ok    opened for a second, and at rest again", "door     ok    went there and back", "lid      ok    went there and back",
                "setup    ok    went there and back"],
            Lines.Skip(18));
        Assert.Equal(12, person.Asked.Count(what => what.StartsWith("Press ", StringComparison.Ordinal)));
        Assert.Equal(["red", "green", "green", "blue", ""], person.Seen);
        Assert.Equal(Enum.GetValues<Cue>().Length, person.Heard);
        Assert.InRange(Assert.Single(_hardware.Signals.Pulses).Length.TotalSeconds, 0.9, 10);
        Assert.Equal("", _hardware.Signals.Lit);
    }

    [Theory]
    [InlineData("lamps", "not seen: the blue lamp")]
    [InlineData("pin pad", "1 was asked for, and 4 came")]
    [InlineData("gate", "not seen to move")]
    [InlineData("buzzer", "not heard: \"Key\"")]
    public async Task What_the_person_does_not_see_or_hear_fails_and_is_named(string part, string found)
    {
        var person = new TestTechnician(_hardware) { Misses = part };

        Assert.Equal(1, await CheckAsync(Station.Counter, person));

        Assert.StartsWith($"{part,-8} FAIL  {found}", Assert.Single(Lines, line => line.Contains(" FAIL ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_machine_without_pins_the_board_fails_by_its_reason_and_the_rest_is_checked()
    {
        Assert.Equal(1, await CheckCommand.RunAsync(Settings(Station.Counter), () => throw new DeviceException("board", "there are no pins"), _says, TimeProvider.System));

        Assert.Single(Lines, line => line.StartsWith("board    FAIL  board: there are no pins", StringComparison.Ordinal));
        Assert.Equal(["fonts", "journal", "reader", "scanner", "bridge"], Lines.Where(line => line.Contains(" ok ", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task A_reader_that_hangs_is_reset_by_its_line_and_found()
    {
        _hardware.Chip.Hang();

        Assert.Equal(0, await CheckAsync());

        Assert.False(_hardware.Chip.IsHung);
    }

    public void Dispose()
    {
        _bridge.Dispose();
        _hardware.Dispose();
        _folder.Delete(recursive: true);
    }

    void Break(string part, string found)
    {
        switch (part, found)
        {
            case ("reader", _):
                _hardware.ReaderWire.Unplug();
                break;
            case ("scanner", _):
                _hardware.Scanner.Unplug();
                break;
            case ("expander", "the reader's reset is held low"):
                _hardware.Expander.Attach(PinTable.Expander.ReaderReset, () => 0);
                break;
            case ("expander", _):
                _hardware.ScannerDrawsTooMuch = true;
                break;
            case ("clock", "it does not answer"):
                _hardware.Clock.IsMissing = true;
                break;
            case ("clock", "it stood still without power"):
                _hardware.Clock.HasStopped = true;
                break;
            case ("clock", _):
                _hardware.Clock.Offset = TimeSpan.FromSeconds(-75);
                break;
            case ("supply", _):
                _hardware.HasSupply = false;
                break;
            case ("panel", _):
                _hardware.Panel.Jam = PanelJam.Unplugged;
                break;
            case ("pin pad", "5 is down: stuck, or somebody presses"):
                _hardware.Keys.Press(Key.Digit5);
                break;
            case ("pin pad", "row 2 (GPIO 6) and row 3 (GPIO 13) are shorted"):
                _hardware.Keys.Short(6, 13);
                break;
            case ("pin pad", _):
                _hardware.Gpio.Drive(PinTable.PinPad.Columns[0], 0);
                break;
            case ("lamps", _):
                _hardware.Gpio.Attach(PinTable.Signals.Green, () => 0);
                break;
            case ("gate", _):
                _hardware.Gpio.Attach(PinTable.Signals.Gate, () => 1);
                break;
            case ("door", _):
                _hardware.Door.Break();
                break;
            case ("lid", _):
                _hardware.Lid.Open();
                break;
            case ("setup", _):
                _hardware.SetupButton.Close();
                break;
            case ("bridge", _):
                _bridge.Stop();
                break;
        }
    }

    string[] Lines => _says.ToString().TrimEnd('\n').Split('\n');

    Task<int> CheckAsync(Station station = Station.Counter, ITechnician? person = null) =>
        CheckCommand.RunAsync(Settings(station), () => _hardware.PowerOn(NullLoggerFactory.Instance), _says, TimeProvider.System, person);

    int Port { get; }

    DeviceSettings Settings(Station station) => new()
    {
        Station = station,
        Gate = { DoorContact = station == Station.Gate },
        DataFolder = _folder.FullName,
        Reader = new() { Address = $"hsu:{_hardware.ReaderWire.Path}" },
        Scanner = new() { Device = _hardware.Scanner.Path },
        Bridge = new() { Host = "127.0.0.1", Port = Port },
    };

    /// <summary>Does what is asked, and answers by what the virtual board shows.</summary>
    sealed class TestTechnician(VirtualHardware hardware) : ITechnician
    {
        /// <summary>The part that is wrong in this person's eyes.</summary>
        public string? Misses { get; init; }

        public List<string> Asked { get; } = [];
        public List<string> Seen { get; } = [];
        public int Heard { get; private set; }

        TimeSpan _heardAt;

        public async Task AskAsync(string what)
        {
            Asked.Add(what);
            if (what.StartsWith("Press ", StringComparison.Ordinal))
            {
                _ = PressAsync(Misses == "pin pad" ? Key.Digit4 : VirtualKeyMatrix.ToKey(what[6]));
            }
            else if (what.StartsWith("Scan ", StringComparison.Ordinal))
            {
                _ = ScanAsync();
            }
            else
            {
                _ = MoveAsync(what.Contains("setup button", StringComparison.Ordinal) ? hardware.SetupButton : what.Contains("door", StringComparison.Ordinal) ? hardware.Door : hardware.Lid);
            }
            await Task.Yield();
        }

        public Task<bool> ConfirmAsync(string question)
        {
            if (question.Contains("lamp", StringComparison.Ordinal))
            {
                Seen.Add(question.Contains("no lamp", StringComparison.Ordinal) ? hardware.Signals.Lit : hardware.Signals.Lamps.Last(lamp => lamp.Lit != "").Lit);
                return Task.FromResult(!(Misses == "lamps" && question.Contains("blue", StringComparison.Ordinal)));
            }
            if (question.Contains("hear", StringComparison.Ordinal))
            {
                Heard += hardware.Signals.Hertz > 0 || hardware.Signals.Sounds.Count > 0 && hardware.Signals.Sounds[^1].At > _heardAt ? 1 : 0;
                _heardAt = hardware.Signals.Sounds.Count > 0 ? hardware.Signals.Sounds[^1].At : TimeSpan.Zero;
                return Task.FromResult(Misses != "buzzer");
            }
            return question.Contains("D602", StringComparison.Ordinal) ? GateAsync() : Task.FromResult(true);
        }

        async Task<bool> GateAsync()
        {
            var moved = new TaskCompletionSource();
            hardware.Signals.Changed += () => moved.TrySetResult();
            if (hardware.Signals.Pulses.Count == 0)
            {
                await moved.Task;
            }
            return Misses != "gate";
        }

        async Task ScanAsync()
        {
            while (!hardware.Scanner.IsListenedTo)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
            }
            hardware.Scanner.Scan("A123456789A");
        }

        async Task PressAsync(Key key)
        {
            const int Enough = 20 * 12;   // readings of a line: twenty rounds of the scanner
            hardware.Keys.Press(key);
            for (var before = hardware.Keys.Looks; hardware.Keys.Looks < before + Enough;)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
            }
            hardware.Keys.Release(key);
        }

        static async Task MoveAsync(VirtualContact contact)
        {
            var wasClosed = contact.Level == PinValue.Low;
            foreach (var isClosed in new[] { !wasClosed, wasClosed })
            {
                const int Enough = 12;   // looks: a hand is no faster
                for (var before = contact.Looks; contact.Looks < before + Enough;)
                {
                    TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
                    await Task.Yield();
                }
                if (isClosed)
                {
                    contact.Close();
                }
                else
                {
                    contact.Open();
                }
            }
        }
    }
}
