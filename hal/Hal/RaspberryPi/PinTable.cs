using Hal.EInk;
using Hal.Expander;
using Hal.PinPad;
using Hal.Signals;

namespace Hal.RaspberryPi;

/// <summary>Which wire is where (BCM numbers), as <c>hardware/pins.toml</c> says; a test compares the two and the schematic.</summary>
public static class PinTable
{
    public static PanelPins Panel { get; } = new(Reset: 17, DataCommand: 25, Busy: 24, Power: 18);
    public static MatrixPins PinPad { get; } = new(Rows: [5, 6, 13, 19], Columns: [26, 16, 20]);
    public static SignalPins Signals { get; } = new(Red: 22, Green: 23, Blue: 27, Gate: 21);

    /// <summary>The PWM output's pin; the kernel drives it, through <see cref="BuzzerChip"/>.</summary>
    public const int Buzzer = 12;

    /// <summary>What <c>dtoverlay=pwm,pin=12,func=4</c> makes of it in <c>/sys/class/pwm</c>.</summary>
    public const int BuzzerChip = 0, BuzzerChannel = 0;

    /// <summary>UART to the PN532, as the Pi sees it.</summary>
    public const int ReaderTransmit = 14, ReaderReceive = 15;

    /// <summary>SPI 0, chip select 0; the kernel drives these.</summary>
    public const int PanelSelect = 8, PanelData = 10, PanelClock = 11;

    /// <summary>Contacts to ground, pulled up on the board.</summary>
    public const int Door = 7, Tamper = 4;

    /// <summary>High while the supply is there; the kernel watches it (<c>gpio-key</c>) and restarts in good order when it falls.</summary>
    public const int SupplyGood = 9;

    /// <summary>I2C 1: the clock at 0x68 and the port expander.</summary>
    public const int I2cBus = 1, I2cData = 2, I2cClock = 3;

    /// <summary>The PCA9534 on I2C 1, 7 bits, with A2, A1 and A0 to ground.</summary>
    public const int ExpanderAddress = 0x20;

    /// <summary>Its lines, for what the header has no pin left.</summary>
    public static ExpanderPorts Expander { get; } = new(ReaderRequest: 0, ReaderReset: 1, SetupButton: 2, ScannerPower: 4, ScannerFault: 5);
}
