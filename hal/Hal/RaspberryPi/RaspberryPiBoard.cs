using System.Device.Gpio;
using System.Device.Pwm;
using System.Device.Spi;
using Hal.EInk;
using Hal.PinPad;
using Hal.Signals;
using Microsoft.Extensions.Logging;

namespace Hal.RaspberryPi;

/// <summary>The devices of one appliance at the wires of <see cref="PinTable"/>.</summary>
public sealed class RaspberryPiBoard : IBoard
{
    const int PanelClockFrequency = 10_000_000;   // what drivers of this panel use; a frame takes 12 ms

    readonly GpioController _gpio;

    /// <summary>Wires the drivers to outputs that somebody has opened: the kernel's, or virtual ones.</summary>
    public RaspberryPiBoard(ICardReader reader, IBarcodeSource scanner, GpioController gpio, SpiDevice panel, PwmChannel buzzer, TimeProvider time, ILoggerFactory logs)
    {
        _gpio = gpio;
        CardReader = reader;
        Scanner = scanner;
        Panel = new(panel, gpio, PinTable.Panel, new(), time, logs.CreateLogger<Ssd1683Display>());
        PinPad = new KeyMatrix(gpio, PinTable.PinPad, time);
        Signals = new GpioSignals(gpio, buzzer, PinTable.Signals, time);
    }

    public ICardReader CardReader { get; }
    public IBarcodeSource Scanner { get; }
    public IPinPad PinPad { get; }
    public IDisplay Display => Panel;
    public ISignals Signals { get; }

    /// <summary>The display as what it is, for the count of its updates.</summary>
    public Ssd1683Display Panel { get; }

    /// <summary>Opens the kernel's devices of this board.</summary>
    /// <param name="reader">The card reader, on its UART.</param>
    /// <param name="scanner">The scanner, at the path the site's settings name.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">For the drivers.</param>
    /// <exception cref="DeviceException">SPI, PWM or GPIO is not there: the overlays of <c>hardware/pins.toml</c> are missing, or the rights.</exception>
    public static RaspberryPiBoard Open(ICardReader reader, IBarcodeSource scanner, TimeProvider time, ILoggerFactory logs)
    {
        try
        {
            return new(
                reader,
                scanner,
                new GpioController(),
                SpiDevice.Create(new(busId: 0, chipSelectLine: 0) { ClockFrequency = PanelClockFrequency, Mode = SpiMode.Mode0 }),
                PwmChannel.Create(PinTable.BuzzerChip, PinTable.BuzzerChannel),
                time,
                logs);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException or ArgumentException)
        {
            throw new DeviceException("board", "GPIO, SPI 0 or PWM 0 cannot be opened; see hardware/pins.toml for the overlays", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Signals.DisposeAsync();   // first: the gate opens
        await PinPad.DisposeAsync();
        await Scanner.DisposeAsync();
        await CardReader.DisposeAsync();
        await Panel.DisposeAsync();
        _gpio.Dispose();
    }
}
