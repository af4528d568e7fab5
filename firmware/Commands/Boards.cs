using Hal;
using Hal.Expander;
using Hal.Pn532;
using Hal.RaspberryPi;
using Hal.Scanner;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Firmware.Commands;

/// <summary>The metal that this program runs on.</summary>
static partial class Boards
{
    const int ScannerBaudRate = 9600;   // what serial scanners leave the factory with; USB ones ignore it

    /// <summary>The Raspberry Pi's board; on a machine without its pins, what is left of it: reader and scanner on their own wires.</summary>
    public static IBoard Open(DeviceSettings settings, IServiceProvider services)
    {
        var logs = services.GetRequiredService<ILoggerFactory>();
        var time = services.GetRequiredService<TimeProvider>();
        var expander = RaspberryPiBoard.OpenExpander(time);
        var reader = OpenReader(settings.Reader, time, logs, expander);
        var scanner = OpenScanner(settings.Scanner.Device, time);
        try
        {
            return RaspberryPiBoard.Open(reader, settings.Reader.Wire(), scanner, expander, time, logs);
        }
        catch (DeviceException e)
        {
            LogNoPins(logs.CreateLogger("Firmware.Board"), e);
            return new BoardWithoutPins(reader, scanner, expander, e);
        }
    }

    /// <summary>The Raspberry Pi's board, or the reason why there is none.</summary>
    /// <exception cref="DeviceException">Its pins cannot be opened.</exception>
    public static RaspberryPiBoard OpenPins(DeviceSettings settings, TimeProvider time, ILoggerFactory logs)
    {
        var expander = RaspberryPiBoard.OpenExpander(time);
        return RaspberryPiBoard.Open(OpenReader(settings.Reader, time, logs, expander), settings.Reader.Wire(), OpenScanner(settings.Scanner.Device, time), expander, time, logs);
    }

    /// <summary>The reader alone; what hangs is not reset without the board's port expander.</summary>
    public static Pn532Reader OpenReader(ReaderSettings settings, TimeProvider time, ILoggerFactory logs, PortExpander? expander = null) =>
        new(settings.Wire(), settings.Chip(), time, logs.CreateLogger<Pn532Reader>(), expander is null ? null : expander.ResetReaderAsync);

    public static IBarcodeSource OpenScanner(string device, TimeProvider time) => device.StartsWith("/dev/input/", StringComparison.Ordinal)
        ? new EvdevBarcodeSource(device, time)
        : new SerialBarcodeSource(device, ScannerBaudRate, time);

    [LoggerMessage(Level = LogLevel.Error, Message = "This machine has no panel, keys, lights and gate")]
    static partial void LogNoPins(ILogger log, Exception e);

    /// <summary>Panel and keys say why they do not work each time they are asked; the dialogue goes on without them.</summary>
    sealed class BoardWithoutPins(ICardReader reader, IBarcodeSource scanner, PortExpander expander, DeviceException reason)
        : IBoard, IDisplay, IPinPad, ISignals, IContact
    {
        public ICardReader CardReader => reader;
        public IBarcodeSource Scanner => scanner;
        public IPinPad PinPad => this;
        public IDisplay Display => this;
        public ISignals Signals => this;
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

        public void Show(Light light)
        {
            // there is no light
        }

        public void Play(Cue cue)
        {
            // there is no buzzer
        }

        public void PulseGate(TimeSpan length)
        {
            // there is no gate
        }

        public async ValueTask DisposeAsync()
        {
            await reader.DisposeAsync();
            await scanner.DisposeAsync();
            expander.Dispose();
        }

        DeviceException Again() => new("board", "panel, keys, lights and contacts are not there", reason);
    }
}
