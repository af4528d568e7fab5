using System.Device.Gpio;
using System.Device.I2c;
using System.Device.Spi;

namespace Hal.Pn532;

/// <summary>From an address to the wire behind it.</summary>
internal static class Pn532Wire
{
    /// <exception cref="DeviceException">The wire is not there, or may not be used.</exception>
    public static IPn532Link Open(Pn532Address address, TimeProvider time)
    {
        try
        {
            return OpenWire(address, time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            throw new DeviceException("PN532", $"{address} cannot be opened: {e.Message}", e);
        }
    }

    static IPn532Link OpenWire(Pn532Address address, TimeProvider time) => address switch
    {
        Pn532Address.Hsu(var path, _) => new HsuLink(path, HsuLink.DefaultBaudRate, time),
        Pn532Address.I2c(var bus, var irq) => new I2cLink(
            I2cDevice.Create(new(bus, I2cLink.Address)), $"/dev/i2c-{bus}", OpenPin(irq), time),
        Pn532Address.Spi(var bus, var select, var irq) => new SpiLink(
            SpiDevice.Create(new(bus, select) { ClockFrequency = SpiLink.ClockFrequency, Mode = SpiMode.Mode0 }), $"/dev/spidev{bus}.{select}", OpenPin(irq), time),
        _ => throw new ArgumentOutOfRangeException(nameof(address), address, "no wire"),
    };

    /// <summary>The speed to raise the line to. <c>/dev/ttyS*</c> is a Raspberry Pi's mini UART, whose clock wanders with the processor's.</summary>
    public static int BaudRate(Pn532Address address, Pn532Settings settings) => address switch
    {
        Pn532Address.Hsu { BaudRate: { } baudRate } => baudRate,
        Pn532Address.Hsu { Path: var path } when IsMiniUart(path) => HsuLink.DefaultBaudRate,
        _ => settings.BaudRate,
    };

    static bool IsMiniUart(string path) =>
        (File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path).StartsWith("/dev/ttyS", StringComparison.Ordinal);

    static GpioPin? OpenPin(int? irq) => irq is { } number ? new GpioController().OpenPin(number, PinMode.InputPullUp) : null;
}
