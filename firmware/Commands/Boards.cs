using Hal;
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
        var reader = OpenReader(settings.Reader.Address, time, logs);
        var scanner = OpenScanner(settings.Scanner.Device, time);
        try
        {
            return RaspberryPiBoard.Open(reader, scanner, time, logs);
        }
        catch (DeviceException e)
        {
            LogNoPins(logs.CreateLogger("Firmware.Board"), e);
            return new BoardWithoutPins(reader, scanner, e);
        }
    }

    /// <summary>The Raspberry Pi's board, or the reason why there is none.</summary>
    public static IBoard OpenPins(DeviceSettings settings, TimeProvider time, ILoggerFactory logs) =>
        RaspberryPiBoard.Open(OpenReader(settings.Reader.Address, time, logs), OpenScanner(settings.Scanner.Device, time), time, logs);

    /// <exception cref="InvalidOperationException">The address is none; the message says what to write.</exception>
    public static Pn532Reader OpenReader(string address, TimeProvider time, ILoggerFactory logs) => Pn532Address.TryParse(address, out var parsed, out var problem)
        ? new(parsed, new(), time, logs.CreateLogger<Pn532Reader>())
        : throw new InvalidOperationException(problem);

    public static IBarcodeSource OpenScanner(string device, TimeProvider time) => device.StartsWith("/dev/input/", StringComparison.Ordinal)
        ? new EvdevBarcodeSource(device, time)
        : new SerialBarcodeSource(device, ScannerBaudRate, time);

    [LoggerMessage(Level = LogLevel.Error, Message = "This machine has no panel, keys, lights and gate")]
    static partial void LogNoPins(ILogger log, Exception e);

    /// <summary>Panel and keys say why they do not work each time they are asked; the dialogue goes on without them.</summary>
    sealed class BoardWithoutPins(ICardReader reader, IBarcodeSource scanner, DeviceException reason) : IBoard, IDisplay, IPinPad, ISignals
    {
        public ICardReader CardReader => reader;
        public IBarcodeSource Scanner => scanner;
        public IPinPad PinPad => this;
        public IDisplay Display => this;
        public ISignals Signals => this;
        public int Width => 400;
        public int Height => 300;

        public ValueTask ShowAsync(Frame frame, Refresh refresh, CancellationToken cancel) => throw Again();
        public ValueTask SleepAsync(CancellationToken cancel) => ValueTask.CompletedTask;

        public IAsyncEnumerable<KeyStroke> KeysAsync(Action opened, CancellationToken cancel) => throw Again();

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
        }

        DeviceException Again() => new("board", "panel, keys and lights are not there", reason);
    }
}
