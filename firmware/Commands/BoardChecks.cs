using System.Globalization;
using Hal;
using Hal.Clock;
using Hal.Expander;
using Hal.Pn532;
using Hal.RaspberryPi;

namespace Firmware.Commands;

/// <summary>What can be measured on the board without anybody's help.</summary>
sealed class BoardChecks(DeviceSettings settings, RaspberryPiBoard board, TimeProvider time)
{
    static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    /// <summary>In the order of the assembly guide.</summary>
    public IReadOnlyList<CheckedPart> Parts =>
    [
        new("expander", _ => Task.FromResult(Expander(board.Expander.Read())),
            "U802, its address pins and I2C (dtparam=i2c_arm=on); dtoverlay=pca953x must not be set, the kernel would take it"),
        new("clock", _ => Task.FromResult(Clock(board.Clock.Read())), "set the system's time, a new CR2032 in BT801, then hwclock -w"),
        new("supply", SupplyAsync, "measure TP101 (5.1 V) and TP803 (3.1 V); U803, R801, R802"),
        new("hold-up", _ => Task.FromResult($"calculated for old cells: {HoldUp.Text}"), ""),
        new("panel", PanelAsync, "enable SPI (dtparam=spi=on) and check the panel's cable"),
        new("pin pad", PinPadAsync, "lift the pad's plug off J501: better now, and it is the pad; else the board between J501 and the header"),
        new("lamps", _ => Task.FromResult(Lamps()), "look for a short at the lamp's transistor, between its gate and the header"),
        new("buzzer", _ => Task.FromResult("its output is open; --with-person plays it"), "set dtoverlay=pwm,pin=12,func=4"),
        new("gate", _ => Task.FromResult(Gate()), "look for a short at Q601, between its gate and the header"),
        new("door", DoorAsync, "close the door; then J602 and its cable, R604, R605"),
        new("lid", LidAsync, "close the lid; then SW601 and its lever, R606, R607"),
        new("setup", SetupAsync, "SW602, R608, R609; nobody may hold it"),
    ];

    static string Expander(ExpanderReading reading) => reading switch
    {
        { ReaderIsReset: true } => throw new CheckFailure("answers, but the reader's reset is held low: R301, and pin 8 of J301"),
        { ScannerHasPower: false } => throw new CheckFailure("answers, but the scanner's power is switched off: R701"),
        { ScannerDrawsTooMuch: true } => throw new CheckFailure("answers, and says that the scanner draws more than 0.5 A: its cable, or a short behind U701"),
        _ => $"answers at 0x{PinTable.ExpanderAddress:x2}; the reader is not held in reset, the scanner has power",
    };

    string Clock(ClockReading clock)
    {
        var system = time.GetUtcNow();
        var says = clock.Time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        if (clock.HasStopped is true)
        {
            throw new CheckFailure($"it stood still without power; {says} UTC is worth nothing");
        }
        return (clock.Time - system).Duration() <= ClockTolerance
            ? $"{says} UTC, within a minute of the system's{(clock.HasStopped is null ? "; the kernel holds it" : "; it has not stopped")}"
            : throw new CheckFailure(string.Create(CultureInfo.InvariantCulture, $"it says {says} UTC, and the system {system:yyyy-MM-dd HH:mm:ss}"));
    }

    async Task<string> SupplyAsync(CancellationToken cancel) => ReaderHasItsLine
        ? "the reader on SPI has its line"
        : await FirstAsync(board.Supply, cancel) ? "good" : throw new CheckFailure("low: the mains are gone or below 4.63 V, and the capacitors carry the board");

    async Task<string> PanelAsync(CancellationToken cancel)
    {
        await CheckCommand.DrawAsync(settings, board.Display, cancel);
        return "a screen was drawn; look at it";
    }

    async Task<string> PinPadAsync(CancellationToken cancel) => await board.Keys.MeasureAsync(cancel) is [_, ..] down
        ? throw new CheckFailure($"{string.Join(", ", down.Select(PersonChecks.NameOf))} {(down.Count == 1 ? "is" : "are")} down: stuck, or somebody presses")
        : "seven lines are free, and no key is down";

    string Lamps()
    {
        board.Outputs.MeasureLamps();
        return "the lines of red, green and blue follow; --with-person shows them";
    }

    string Gate()
    {
        board.Outputs.MeasureGate();
        return "at rest";
    }

    /// <summary>A gate whose door is never seen to close would let everybody in after the first.</summary>
    async Task<string> DoorAsync(CancellationToken cancel) => ReaderHasItsLine
        ? "the reader on SPI has its line"
        : (await FirstAsync(board.Door, cancel), settings.Gate.DoorContact) switch
        {
            (true, _) => "closed",
            (false, true) => throw new CheckFailure("open, at a gate"),
            _ => "open, or none is connected",
        };

    async Task<string> LidAsync(CancellationToken cancel) => await FirstAsync(board.Lid, cancel) ? "closed" : throw new CheckFailure("open");

    async Task<string> SetupAsync(CancellationToken cancel) => await FirstAsync(board.SetupButton, cancel) ? throw new CheckFailure("pressed") : "not pressed";

    bool ReaderHasItsLine => settings.Reader.Wire() is Pn532Address.Spi;

    static async Task<bool> FirstAsync(IContact contact, CancellationToken cancel)
    {
        await foreach (var state in contact.StatesAsync(() => { }, cancel))
        {
            return state;
        }
        throw new CheckFailure("its line ended");
    }
}
