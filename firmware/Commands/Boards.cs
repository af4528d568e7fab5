using Hal;
using Hal.Expander;
using Hal.Framebuffer;
using Hal.PinPad;
using Hal.Plain;
using Hal.Pn532;
using Hal.RaspberryPi;
using Hal.Scanner;
using Hal.Signals;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Firmware.Commands;

/// <summary>The metal that this program runs on.</summary>
static partial class Boards
{
    const int ScannerBaudRate = 9600;   // what serial scanners leave the factory with; USB ones ignore it

    /// <summary>The board that the settings name; of a Raspberry Pi's whose pins cannot be opened, what is left of it: reader and scanner on their own wires.</summary>
    public static IBoard Open(DeviceSettings settings, IServiceProvider services)
    {
        var logs = services.GetRequiredService<ILoggerFactory>();
        var time = services.GetRequiredService<TimeProvider>();
        try
        {
            return OpenWhole(settings, time, logs);
        }
        catch (DeviceException e)
        {
            LogNoPins(logs.CreateLogger("Firmware.Board"), e);
            var expander = RaspberryPiBoard.OpenExpander(time);
            return new BoardWithoutPins(OpenReader(settings.Reader, time, logs, expander), OpenScanner(settings.Scanner.Device, time), expander, e);
        }
    }

    /// <summary>The board that the settings name, or the reason why there is none.</summary>
    /// <exception cref="DeviceException">Its pins cannot be opened; a plain board has none.</exception>
    public static IBoard OpenWhole(DeviceSettings settings, TimeProvider time, ILoggerFactory logs) => settings.Board.Kind switch
    {
        BoardKind.RaspberryPi => OpenPins(settings, time, logs),
        BoardKind.Plain => OpenPlain(settings, time, logs),
    };

    /// <summary>The reader alone; what hangs is not reset without the board's port expander.</summary>
    public static Pn532Reader OpenReader(ReaderSettings settings, TimeProvider time, ILoggerFactory logs, PortExpander? expander = null) =>
        new(settings.Wire(), settings.Chip(), time, logs.CreateLogger<Pn532Reader>(), expander is null ? null : expander.ResetReaderAsync);

    public static IBarcodeSource OpenScanner(string device, TimeProvider time) => device.StartsWith("/dev/input/", StringComparison.Ordinal)
        ? new EvdevBarcodeSource(device, time)
        : new SerialBarcodeSource(device, ScannerBaudRate, time);

    static RaspberryPiBoard OpenPins(DeviceSettings settings, TimeProvider time, ILoggerFactory logs)
    {
        var expander = RaspberryPiBoard.OpenExpander(time);
        return RaspberryPiBoard.Open(OpenReader(settings.Reader, time, logs, expander), settings.Reader.Wire(), OpenScanner(settings.Scanner.Device, time), expander, time, logs);
    }

    static PlainBoard OpenPlain(DeviceSettings settings, TimeProvider time, ILoggerFactory logs) => new(
        OpenReader(settings.Reader, time, logs),
        OpenScanner(settings.Scanner.Device, time),
        new EvdevPinPad(settings.Board.Keypad, time),
        new FramebufferDisplay(settings.Board.Framebuffer, settings.Board.Console is "" ? null : settings.Board.Console, logs.CreateLogger<FramebufferDisplay>()));

    [LoggerMessage(Level = LogLevel.Error, Message = "This machine has no panel, keys, lights and gate; where it has no pins at all, set Board:Kind to Plain")]
    static partial void LogNoPins(ILogger log, Exception e);

    /// <summary>Panel and keys say why they do not work each time they are asked; the dialogue goes on without them.</summary>
    sealed class BoardWithoutPins(ICardReader reader, IBarcodeSource scanner, PortExpander expander, DeviceException reason)
        : IBoard, IDisplay, IPinPad, IContact
    {
        public ICardReader CardReader => reader;
        public IBarcodeSource Scanner => scanner;
        public IPinPad PinPad => this;
        public IDisplay Display => this;
        public ISignals Signals { get; } = new SilentSignals();
        public IContact Door => this;
        public IContact Lid => this;
        public IContact SetupButton => expander.SetupButton;
        public IContact Supply => this;
        public int Width => 400;
        public int Height => 300;

        public ValueTask ShowAsync(Frame frame, Refresh refresh, CancellationToken cancel) => throw Again();
        public ValueTask SleepAsync(CancellationToken cancel) => ValueTask.CompletedTask;

        public IAsyncEnumerable<KeyStroke> KeysAsync(Action opened, CancellationToken cancel) => throw Again();

        public IAsyncEnumerable<bool> StatesAsync(Action opened, CancellationToken cancel) => throw Again();

        public async ValueTask DisposeAsync()
        {
            await reader.DisposeAsync();
            await scanner.DisposeAsync();
            expander.Dispose();
        }

        DeviceException Again() => new("board", "panel, keys, lights and contacts are not there", reason);
    }
}
