using System.Device.Gpio;
using Hal.EInk;
using Microsoft.Extensions.Time.Testing;
using Virtual.EInk;
using Virtual.Gpio;

namespace Hal.Tests.VirtualChip;

/// <summary>A host that drives the panel's wires by hand, byte by byte, sound or not.</summary>
sealed class PanelWires : IDisposable
{
    public const int BankSize = 15_000;
    public static readonly PanelPins Pins = new(Reset: 17, DataCommand: 25, Busy: 24, Power: 18);

    readonly GpioController _gpio;

    public PanelWires()
    {
        var driver = new VirtualGpioDriver();
        _gpio = new(driver);
        Panel = new(driver, Pins, Time);
        foreach (var pin in (ReadOnlySpan<int>)[Pins.Power, Pins.Reset, Pins.DataCommand])
        {
            _gpio.OpenPin(pin, PinMode.Output, PinValue.Low);
        }
        _gpio.OpenPin(Pins.Busy, PinMode.Input);
    }

    public FakeTimeProvider Time { get; } = new();
    public VirtualSsd1683 Panel { get; }
    public bool IsBusy => _gpio.Read(Pins.Busy) == PinValue.High;

    public void Set(int pin, bool isHigh) => _gpio.Write(pin, isHigh ? PinValue.High : PinValue.Low);

    /// <summary>Puts the panel under power and resets it.</summary>
    public PanelWires Start()
    {
        Set(Pins.Power, isHigh: true);
        HardwareReset();
        return this;
    }

    public void HardwareReset()
    {
        Set(Pins.Reset, isHigh: false);
        Set(Pins.Reset, isHigh: true);
        Wait();
    }

    /// <summary>Start-up as display-and-input says it: geometry, temperature sensor, direction, whole window.</summary>
    public PanelWires Initialise()
    {
        Start();
        Send(0x12);
        Wait();
        Send(0x01, 0x2B, 0x01, 0x00);
        Send(0x18, 0x80);
        Send(0x11, 0x03);
        Window(0, 49, 0, 299);
        return this;
    }

    public void Window(int left, int right, int top, int bottom)
    {
        Send(0x44, (byte)left, (byte)right);
        Send(0x45, (byte)top, (byte)(top >> 8), (byte)bottom, (byte)(bottom >> 8));
    }

    public void Cursor(int column, int row)
    {
        Send(0x4E, (byte)column);
        Send(0x4F, (byte)row, (byte)(row >> 8));
    }

    /// <summary>A whole bank of one byte.</summary>
    public void Bank(byte command, byte value)
    {
        Cursor(0, 0);
        Send(command);
        Data([.. Enumerable.Repeat(value, BankSize)]);
    }

    /// <summary>Both banks and a full update.</summary>
    public PanelWires Fill(byte value)
    {
        Bank(0x24, value);
        Bank(0x26, value);
        Full();
        Wait();
        return this;
    }

    public void Full()
    {
        Send(0x3C, 0x05);
        Send(0x21, 0x40, 0x00);
        Update(0xF7);
    }

    public void Fast()
    {
        Send(0x3C, 0x05);
        Send(0x21, 0x40, 0x00);
        Send(0x1A, 0x6E);
        Update(0xD7);
    }

    public void Partial()
    {
        Send(0x3C, 0x80);
        Send(0x21, 0x00, 0x00);
        Update(0xFC);
    }

    public void Update(byte sequence)
    {
        Send(0x22, sequence);
        Send(0x20);
    }

    public void Send(byte command, params ReadOnlySpan<byte> data)
    {
        Set(Pins.DataCommand, isHigh: false);
        Panel.Write([command]);
        Data(data);
    }

    public void Data(ReadOnlySpan<byte> data)
    {
        Set(Pins.DataCommand, isHigh: true);
        for (; data.Length > 4096; data = data[4096..])
        {
            Panel.Write(data[..4096]);
        }
        Panel.Write(data);
    }

    /// <summary>How long BUSY stays up from now, to the millisecond.</summary>
    public TimeSpan Wait()
    {
        var waited = TimeSpan.Zero;
        for (; IsBusy; waited += TimeSpan.FromMilliseconds(1))
        {
            Assert.True(waited < TimeSpan.FromSeconds(10), "busy for 10 s");
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }
        return waited;
    }

    /// <summary>The grey level of a pixel.</summary>
    public byte Pixel(int x, int y) => Panel.VisiblePixels[y * VirtualSsd1683.Width + x];

    public void Dispose()
    {
        Panel.Dispose();
        _gpio.Dispose();
    }
}
