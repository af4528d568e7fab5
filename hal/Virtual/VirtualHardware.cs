using System.Device.Gpio;
using Hal.Expander;
using Hal.Pn532;
using Hal.RaspberryPi;
using Hal.Scanner;
using Microsoft.Extensions.Logging;
using Virtual.Cards;
using Virtual.Clock;
using Virtual.Contacts;
using Virtual.EInk;
using Virtual.Expander;
using Virtual.Gpio;
using Virtual.PinPad;
using Virtual.Pn532;
using Virtual.Scanner;
using Virtual.Signals;
using Virtual.Wires;

namespace Virtual;

/// <summary>The metal of one appliance, in software: chips, wires, and the card that lies in the field. It outlives the appliance's process:
/// a panel keeps its picture without power, and a card stays where it was put.</summary>
public sealed class VirtualHardware : IDisposable
{
    const int ScannerBaudRate = 9600;

    readonly TimeProvider _time;
    readonly Random _random = new(532);
    SpiCable? _panelCable;

    /// <param name="folder">Where the serial devices appear: <c>reader</c> and <c>scanner</c>.</param>
    /// <param name="isPaced">Whether wires and panel take their real time.</param>
    /// <param name="time">By which they take it.</param>
    public VirtualHardware(string folder, bool isPaced, TimeProvider time)
    {
        _time = time;
        Chip = new(HostInterface.Hsu, isPaced ? Speed.Paced : Speed.Free, time);
        ReaderWire = new(Chip, Path.Combine(folder, "reader"));
        Gpio = new();
        Panel = new(Gpio, PinTable.Panel, isPaced ? time : null);
        Keys = new(Gpio, PinTable.PinPad, time);
        Scanner = new(Path.Combine(folder, "scanner"));
        Signals = new(Gpio, PinTable.Signals, time);
        (Door, Lid, SetupButton) = (new(1, time), new(2, time), new(3, time));
        Gpio.Attach(PinTable.Door, () => Door.Level);
        Gpio.Attach(PinTable.Tamper, () => Lid.Level);
        Gpio.Attach(PinTable.SupplyGood, () => HasSupply ? PinValue.High : PinValue.Low);
        Expander = new(PinTable.ExpanderAddress);
        Expander.Attach(PinTable.Expander.ReaderRequest, () => Chip.IsReady ? PinValue.Low : PinValue.High);
        Expander.Attach(PinTable.Expander.SetupButton, () => SetupButton.Level);
        Expander.Attach(PinTable.Expander.ScannerFault, () => ScannerDrawsTooMuch ? PinValue.Low : PinValue.High);
        Expander.HostChanged += Switched;
        Clock = new(time);
        Door.Close();
        Lid.Close();
    }

    public VirtualPn532 Chip { get; }
    public Pty ReaderWire { get; }
    public VirtualGpioDriver Gpio { get; }
    public VirtualSsd1683 Panel { get; }
    public VirtualKeyMatrix Keys { get; }
    public VirtualSerialScanner Scanner { get; }
    public VirtualSignals Signals { get; }
    public VirtualPca9534 Expander { get; }
    public VirtualDs3231 Clock { get; }

    /// <summary>The gate's door.</summary>
    public VirtualContact Door { get; }

    /// <summary>The box's lid.</summary>
    public VirtualContact Lid { get; }

    /// <summary>The button behind the lid.</summary>
    public VirtualContact SetupButton { get; }

    /// <summary>Whether the mains feed it; without, the capacitors do.</summary>
    public bool HasSupply { get; set; } = true;

    /// <summary>The scanner's power switch has cut off for an overload.</summary>
    public bool ScannerDrawsTooMuch { get; set; }

    /// <summary>Lays a card into the field, beside any that is there.</summary>
    public void Lay(VirtualCardSetup card) => Chip.Field.Put(Picc.Of(card, _random));

    /// <summary>Takes every card away.</summary>
    public void TakeCards() => Chip.Field.Clear();

    /// <summary>The power comes on: the board of an appliance, the same as on metal, on these wires.</summary>
    public RaspberryPiBoard PowerOn(ILoggerFactory logs)
    {
        var expander = new PortExpander(new(() => Expander, PinTable.Expander.Spare), PinTable.Expander, _time);
        return new(
            new Pn532Reader(new Pn532Address.Hsu(ReaderWire.Path), new Pn532Settings(), _time, logs.CreateLogger<Pn532Reader>(), expander.ResetReaderAsync),
            new SerialBarcodeSource(Scanner.Path, ScannerBaudRate, _time),
            new GpioController(Gpio),
            _panelCable = new(Panel),
            Signals.Buzzer,
            expander,
            new Hal.Clock.Ds3231(() => Clock),
            _time,
            logs);
    }

    /// <summary>The power goes: the chip forgets everything; the panel keeps its picture and hears no more.</summary>
    public void PowerOff()
    {
        _panelCable?.Cut();
        Panel.CutPower();
        Chip.Reset();
        Expander.Reset();
    }

    public void Dispose()
    {
        ReaderWire.Dispose();
        Scanner.Dispose();
        Panel.Dispose();
        Gpio.Dispose();
        Chip.Dispose();
        Expander.Dispose();
        Clock.Dispose();
    }

    /// <summary>What hangs on the expander's outputs: the reader's reset, and the scanner's power.</summary>
    void Switched(int line, PinValue? level)
    {
        var isLow = level == PinValue.Low;   // a line let go is pulled up
        if (line == PinTable.Expander.ReaderReset && isLow)
        {
            Chip.Hang();
        }
        else if (line == PinTable.Expander.ReaderReset)
        {
            Chip.Reset();
        }
        else if (line == PinTable.Expander.ScannerPower && isLow)
        {
            Scanner.Unplug();
        }
        else if (line == PinTable.Expander.ScannerPower)
        {
            Scanner.Plug();
        }
    }
}
