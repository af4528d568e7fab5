using System.Device.Gpio;
using Virtual.Gpio;
using Virtual.Pn532;

namespace Hal.Tests.Pn532;

/// <summary>The wire from the chip's P70_IRQ to a pin of the host: low while a frame waits.</summary>
sealed class InterruptLine : IDisposable
{
    const int Number = 4;

    readonly VirtualGpioDriver _driver = new();
    readonly GpioController _gpio;
    readonly VirtualPn532 _chip;

    public InterruptLine(VirtualPn532 chip)
    {
        (_chip, _gpio) = (chip, new(_driver));
        Pin = _gpio.OpenPin(Number, PinMode.InputPullUp);
        _driver.Attach(Number, Look);
        chip.Ready += Fall;
    }

    public GpioPin Pin { get; }

    /// <summary>How often the host looked at the level.</summary>
    public int Looks { get; private set; }

    /// <summary>Edges get lost on their way.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>Happens just before the host's next look.</summary>
    public Action? BeforeLook { get; set; }

    public void Dispose()
    {
        _chip.Ready -= Fall;
        _gpio.Dispose();
    }

    PinValue? Look()
    {
        Looks++;
        var before = BeforeLook;
        BeforeLook = null;
        before?.Invoke();
        return _chip.IsReady ? PinValue.Low : PinValue.High;
    }

    void Fall()
    {
        if (!IsDeaf)
        {
            _driver.Drive(Number, PinValue.High);
            _driver.Drive(Number, PinValue.Low);
        }
    }
}
