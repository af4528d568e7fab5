using Hal.EInk;
using Hal.PinPad;
using Hal.Signals;

namespace Hal.RaspberryPi;

/// <summary>Which wire is where (BCM numbers), as <c>hardware/pins.toml</c> says; a test compares the two.</summary>
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

    /// <summary>Contacts to ground, pulled up inside.</summary>
    public const int Door = 7, SetupButton = 9, Tamper = 4;
}
