using System.Device.Gpio;
using System.Device.I2c;
using System.Device.Pwm;
using System.Device.Spi;
using Hal.Clock;
using Hal.Contacts;
using Hal.EInk;
using Hal.Expander;
using Hal.PinPad;
using Hal.Pn532;
using Hal.Signals;
using Microsoft.Extensions.Logging;

namespace Hal.RaspberryPi;

/// <summary>The devices of one appliance at the wires of <see cref="PinTable"/>.</summary>
public sealed class RaspberryPiBoard : IBoard
{
    const int PanelClockFrequency = 10_000_000;   // what drivers of this panel use; a frame takes 12 ms

    /// <summary>From one look at a contact to the next; four that agree are 40 ms, and its contacts chatter for 10.</summary>
    static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    readonly GpioController _gpio;
    readonly TimeProvider _time;

    /// <summary>Wires the drivers to outputs that somebody has opened: the kernel's, or virtual ones.</summary>
    public RaspberryPiBoard(ICardReader reader, IBarcodeSource scanner, GpioController gpio, SpiDevice panel, PwmChannel buzzer, PortExpander expander, IRealTimeClock clock,
        TimeProvider time, ILoggerFactory logs)
        : this(reader, scanner, gpio, panel, buzzer, expander, clock, new(), time, logs)
    {
    }

    internal RaspberryPiBoard(ICardReader reader, IBarcodeSource scanner, GpioController gpio, SpiDevice panel, PwmChannel buzzer, PortExpander expander, IRealTimeClock clock,
        LinesInUse inUse, TimeProvider time, ILoggerFactory logs)
    {
        (_gpio, _time) = (gpio, time);
        CardReader = reader;
        Scanner = scanner;
        Panel = new(panel, gpio, PinTable.Panel, new(), time, logs.CreateLogger<Ssd1683Display>());
        Keys = new(gpio, PinTable.PinPad, time);
        Outputs = new(gpio, buzzer, PinTable.Signals, time);
        Expander = expander;
        Clock = clock;
        Lid = Contact("lid switch", PinTable.Tamper);
        Door = inUse.ByReader ? new AbsentContact("door contact", LinesInUse.Reader) : Contact("door contact", PinTable.Door);
        Supply = inUse switch
        {
            { ByReader: true } => new AbsentContact("supply line", LinesInUse.Reader),
            { SupplyKey: { } key } => new PolledContact("supply line", () => !key.IsDown(), LookEvery, time),
            _ => Line("supply line", PinTable.SupplyGood, PinValue.High),
        };
    }

    public ICardReader CardReader { get; }
    public IBarcodeSource Scanner { get; }
    public IPinPad PinPad => Keys;
    public IDisplay Display => Panel;
    public ISignals Signals => Outputs;
    public IContact Door { get; }
    public IContact Lid { get; }
    public IContact SetupButton => Expander.SetupButton;
    public IContact Supply { get; }

    /// <summary>The display as what it is, for the count of its updates.</summary>
    public Ssd1683Display Panel { get; }

    /// <summary>The pad as what it is, for what can be measured on its lines.</summary>
    public KeyMatrix Keys { get; }

    /// <summary>Lamps, buzzer and gate as what they are, for the same.</summary>
    public GpioSignals Outputs { get; }

    public PortExpander Expander { get; }
    public IRealTimeClock Clock { get; }

    /// <summary>The port expander of this board; its place on the bus is opened at its first use.</summary>
    public static PortExpander OpenExpander(TimeProvider time) =>
        new(new(() => I2cDevice.Create(new(PinTable.I2cBus, PinTable.ExpanderAddress)), PinTable.Expander.Spare), PinTable.Expander, time);

    /// <summary>Opens the kernel's devices of this board.</summary>
    /// <param name="reader">The card reader, on its wire.</param>
    /// <param name="readerAddress">Which wire that is.</param>
    /// <param name="scanner">The scanner, at the path the site's settings name.</param>
    /// <param name="expander">Of <see cref="OpenExpander"/>; the board disposes of it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logs">For the drivers.</param>
    /// <exception cref="DeviceException">SPI, PWM or GPIO is not there: the overlays of <c>hardware/pins.toml</c> are missing, or the rights.</exception>
    public static RaspberryPiBoard Open(ICardReader reader, Pn532Address readerAddress, IBarcodeSource scanner, PortExpander expander, TimeProvider time, ILoggerFactory logs)
    {
        try
        {
            return new(
                reader,
                scanner,
                new GpioController(),
                SpiDevice.Create(new(busId: 0, chipSelectLine: 0) { ClockFrequency = PanelClockFrequency, Mode = SpiMode.Mode0 }),
                PwmChannel.Create(PinTable.BuzzerChip, PinTable.BuzzerChannel),
                expander,
                (IRealTimeClock?)KernelClock.Find(PinTable.I2cBus, Ds3231.Address) ?? new Ds3231(() => I2cDevice.Create(new(PinTable.I2cBus, Ds3231.Address))),
                new(ByReader: readerAddress is Pn532Address.Spi, SupplyKey: KernelKey.Find(KernelKey.Restart)),
                time,
                logs);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException or ArgumentException)
        {
            throw new DeviceException("board", $"GPIO, SPI 0 or PWM 0 cannot be opened ({e.Message})", e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Outputs.DisposeAsync();   // first: the gate opens
        await Keys.DisposeAsync();
        await Scanner.DisposeAsync();
        await CardReader.DisposeAsync();
        await Panel.DisposeAsync();
        Expander.Dispose();
        _gpio.Dispose();
    }

    /// <summary>To ground when closed.</summary>
    PolledContact Contact(string name, int pin) => Line(name, pin, PinValue.Low);

    PolledContact Line(string name, int pin, PinValue on)
    {
        _gpio.OpenPin(pin, PinMode.Input);   // the board has its own pull-ups
        return new(name, () => _gpio.Read(pin) == on, LookEvery, _time);
    }
}
