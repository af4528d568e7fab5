using System.Device.Gpio;
using System.Device.Spi;

namespace Hal.EInk;

/// <summary>The SSD1683 at its wires: commands and data over SPI, reset, BUSY, and the four sequences it is used in.</summary>
/// <remarks>Commands and values as published for 4.2-inch 400×300 panels of the second version (GDEY042T81).</remarks>
internal sealed class Ssd1683Chip : IDisposable
{
    public const int Width = 400, Height = 300;
    const int LongestTransfer = 4096;   // spidev's default buffer (bufsiz)
    static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(5);
    static readonly TimeSpan ResetStep = TimeSpan.FromMilliseconds(10);
    static readonly PinValue[] ResetPulse = [PinValue.High, PinValue.Low, PinValue.High];
    static readonly TimeSpan BusyWithin = TimeSpan.FromMilliseconds(100);

    readonly SpiDevice _wire;
    readonly GpioController _gpio;
    readonly PanelPins _pins;
    readonly PanelSettings _settings;
    readonly TimeProvider _time;

    public Ssd1683Chip(SpiDevice wire, GpioController gpio, PanelPins pins, PanelSettings settings, TimeProvider time)
    {
        (_wire, _gpio, _pins, _settings, _time) = (wire, gpio, pins, settings, time);
        gpio.OpenPin(pins.Power, PinMode.Output, PinValue.Low);
        gpio.OpenPin(pins.Reset, PinMode.Output, PinValue.Low);
        gpio.OpenPin(pins.DataCommand, PinMode.Output, PinValue.Low);
        gpio.OpenPin(pins.Busy, PinMode.Input);
    }

    /// <summary>The drive voltage is on: a partial update leaves it so, the others switch it off themselves.</summary>
    public bool IsDriven { get; private set; }

    /// <summary>Power, hardware reset, soft reset, geometry. Ends deep sleep and whatever the chip hung in.</summary>
    public async Task StartAsync()
    {
        IsDriven = false;
        _gpio.Write(_pins.Power, PinValue.High);
        foreach (var level in ResetPulse)
        {
            _gpio.Write(_pins.Reset, level);
            await Task.Delay(ResetStep, _time, CancellationToken.None);
        }
        await UntilIdleAsync(_settings.ResetTimeout, "the hardware reset");
        Send(0x12);                                      // soft reset
        await UntilIdleAsync(_settings.ResetTimeout, "the soft reset");
        Send(0x01, [0x2B, 0x01, 0x00]);                  // gates: 300 - 1
        Send(0x18, [0x80]);                              // internal temperature sensor
        Send(0x11, [0x03]);                              // x and y count up
        Send(0x44, [0x00, Width / 8 - 1]);               // window X, in bytes
        Send(0x45, [0x00, 0x00, 0x2B, 0x01]);            // window Y, 0 to 299
    }

    /// <summary>Every pixel by the controller's own waveform for the temperature; both banks hold the picture afterwards.</summary>
    public async Task FullAsync(byte[] pixels)
    {
        Send(0x3C, [0x05]);                              // border follows
        WriteBank(0x24, pixels);
        WriteBank(0x26, pixels);
        Send(0x21, [0x40, 0x00]);                        // take the previous bank as 0
        await UpdateAsync(0xF7, "a full update", mustBeBusy: true);
        IsDriven = false;
    }

    /// <summary>Every pixel by the waveform of a warm panel, which is the short one.</summary>
    public async Task FastAsync(byte[] pixels)
    {
        Send(0x3C, [0x05]);
        WriteBank(0x24, pixels);
        WriteBank(0x26, pixels);
        Send(0x21, [0x40, 0x00]);
        Send(0x1A, [0x6E]);                              // told temperature: 6E suits both series of this panel
        await UpdateAsync(0xD7, "a fast update");
        IsDriven = false;
    }

    /// <summary>Only pixels in which the two banks differ; the previous bank follows at once, or the next update bleeds through.</summary>
    public async Task PartialAsync(byte[] pixels)
    {
        if (!IsDriven)
        {
            await UpdateAsync(0xE0, "switching the drive voltage on");
            IsDriven = true;
        }
        Send(0x3C, [0x80]);                              // the border keeps still
        WriteBank(0x24, pixels);
        Send(0x21, [0x00, 0x00]);
        await UpdateAsync(0xFC, "a partial update");     // leaves the drive voltage on
        WriteBank(0x26, pixels);
    }

    public async Task PowerOffAsync()
    {
        await UpdateAsync(0x83, "switching the drive voltage off");
        IsDriven = false;
    }

    /// <summary>Only <see cref="StartAsync"/> ends it.</summary>
    public void DeepSleep() => Send(0x10, [0x01]);

    /// <summary>Takes the supply away. The control wires go low too: a high one would feed the chip through its inputs.</summary>
    public void Dispose()
    {
        if (!_gpio.IsPinOpen(_pins.Power))
        {
            return;
        }
        foreach (var pin in (ReadOnlySpan<int>)[_pins.Reset, _pins.DataCommand, _pins.Power])
        {
            _gpio.Write(pin, PinValue.Low);
            _gpio.ClosePin(pin);
        }
        _gpio.ClosePin(_pins.Busy);
        _wire.Dispose();
    }

    async Task UpdateAsync(byte sequence, string what, bool mustBeBusy = false)
    {
        Send(0x22, [sequence]);
        Send(0x20);
        if (mustBeBusy)
        {
            await UntilBusyAsync(what);
        }
        await UntilIdleAsync(_settings.UpdateTimeout, what);
    }

    /// <summary>A wire that hangs in the air reads as idle: what never works on a task of seconds is not there.</summary>
    async Task UntilBusyAsync(string what)
    {
        if (!await UntilAsync(PinValue.High, BusyWithin))
        {
            throw new DeviceException("panel", $"not busy {BusyWithin.TotalMilliseconds} ms after {what} began; is it connected?");
        }
    }

    async Task UntilIdleAsync(TimeSpan limit, string what)
    {
        if (!await UntilAsync(PinValue.Low, limit))
        {
            throw new DeviceException("panel", $"still busy {limit.TotalSeconds} s after {what}");
        }
    }

    /// <summary>Counts looks, not time: a process that was held up for seconds has not seen a panel that is.</summary>
    async Task<bool> UntilAsync(PinValue level, TimeSpan limit)
    {
        for (var looks = limit / PollEvery; looks > 0; looks--)
        {
            await Task.Delay(PollEvery, _time, CancellationToken.None);   // BUSY rises a moment after the command
            if (_gpio.Read(_pins.Busy) == level)
            {
                return true;
            }
        }
        return false;
    }

    void WriteBank(byte command, byte[] pixels)
    {
        Send(0x4E, [0x00]);          // cursor X, in bytes
        Send(0x4F, [0x00, 0x00]);    // cursor Y
        Send(command, pixels);
    }

    void Send(byte command, ReadOnlySpan<byte> data = default)
    {
        try
        {
            _gpio.Write(_pins.DataCommand, PinValue.Low);
            _wire.Write([command]);
            _gpio.Write(_pins.DataCommand, PinValue.High);
            for (; data.Length > LongestTransfer; data = data[LongestTransfer..])
            {
                _wire.Write(data[..LongestTransfer]);
            }
            if (!data.IsEmpty)
            {
                _wire.Write(data);
            }
        }
        catch (IOException e)
        {
            throw new DeviceException("panel", $"command {command:X2} could not be written to SPI", e);
        }
    }
}
