using Hal.Pn532;
using Hal.RaspberryPi;
using Hal.Tests.Board;

namespace Hal.Tests.RaspberryPi;

/// <summary>A reader's wire that would meet another device on the header is refused before anything is opened.</summary>
public sealed class ReaderPinsTests
{
    [Theory]
    [InlineData("hsu:/dev/ttyAMA0")]
    [InlineData("hsu:/dev/ttyUSB0@115200")]
    [InlineData("i2c:1")]
    [InlineData("i2c:1,irq=14")]
    [InlineData("spi:0.1")]
    [InlineData("spi:0.1,irq=15")]
    public void A_wire_of_the_jumpers_is_free(string address) => Assert.True(ReaderPins.IsFree(Parse(address), out _));

    [Theory]
    [InlineData("spi:0.0", "is the panel; write spi:0.1")]
    [InlineData("spi:0.2", "write spi:0.1")]
    [InlineData("spi:1.0", "write spi:0.1")]
    [InlineData("i2c:1,irq=17", "irq=17 is a pin that the board needs, or none; write irq=14")]
    [InlineData("spi:0.1,irq=25", "irq=25")]
    [InlineData("i2c:1,irq=99", "irq=99")]
    public void A_wire_that_meets_another_device_is_refused_with_what_to_write(string address, string problem)
    {
        Assert.False(ReaderPins.IsFree(Parse(address), out var said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
    }

    [Fact]
    public void No_pin_of_another_device_may_be_the_interrupt_line() => Assert.All(
        PinFile.Committed.OfHeader.Where(wire => !wire.Name.StartsWith("reader.", StringComparison.Ordinal)),
        wire => Assert.False(ReaderPins.IsFree(new Pn532Address.I2c(1, wire.Number), out _), $"{wire.Name}: GPIO {wire.Number}"));

    static Pn532Address Parse(string text) => Pn532Address.TryParse(text, out var address, out var problem) ? address : throw new ArgumentException(problem, nameof(text));
}
