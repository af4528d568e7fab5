using Hal.Pn532;

namespace Hal.Tests.Pn532;

public class Pn532AddressTests
{
    [Theory]
    [InlineData("hsu:/dev/ttyAMA0")]
    [InlineData("hsu:/dev/ttyUSB0@1288000")]
    [InlineData("i2c:1")]
    [InlineData("i2c:1,irq=14")]
    [InlineData("spi:0.0")]
    [InlineData("spi:0.1,irq=25")]
    public void An_address_reads_and_writes_the_same(string text)
    {
        Assert.True(Pn532Address.TryParse(text, out var address, out var problem), problem);
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData(null, "no address")]
    [InlineData("", "no address")]
    [InlineData("usb:1", "unknown wire \"usb\"")]
    [InlineData("/dev/ttyAMA0", "unknown wire")]
    [InlineData("hsu:ttyAMA0", "no device file")]
    [InlineData("hsu:/dev/ttyAMA0@12345", "no speed of a PN532; it knows 9600")]
    [InlineData("hsu:/dev/ttyAMA0@", "no speed")]
    [InlineData("i2c:", "no bus; write i2c:1")]
    [InlineData("i2c:one", "no bus")]
    [InlineData("i2c:1.0", "no bus")]
    [InlineData("i2c:1,irq=", "no bus")]
    [InlineData("spi:0", "no bus; write spi:0.1")]
    [InlineData("spi:0.-1", "no bus")]
    public void A_wrong_address_says_what_is_wrong_with_it(string? text, string expected)
    {
        Assert.False(Pn532Address.TryParse(text, out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hsu:/dev/ttyS0", 115200)]           // mini UART
    [InlineData("hsu:/dev/ttyAMA0", 921600)]
    [InlineData("hsu:/dev/ttyAMA0@230400", 230400)]
    public void The_speed_is_raised_where_the_line_bears_it(string text, int expected)
    {
        Assert.True(Pn532Address.TryParse(text, out var address, out _));
        Assert.Equal(expected, Pn532Wire.BaudRate(address, new Pn532Settings()));
    }
}
