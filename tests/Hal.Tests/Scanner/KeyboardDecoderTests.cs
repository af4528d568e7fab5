using FsCheck.Xunit;
using Hal.Input;
using Hal.Scanner;

namespace Hal.Tests.Scanner;

public sealed class KeyboardDecoderTests
{
    [Fact]
    public void Shift_held_makes_capitals_and_a_repeated_key_counts_once() =>
        Assert.Equal("Ab1", Type((1, 42, 1), (1, 30, 1), (1, 30, 2), (1, 30, 0), (1, 42, 0), (1, 48, 1), (1, 48, 0), (1, 2, 1)));

    [Fact]
    public void The_number_block_types_digits() => Assert.Equal("7894561230\r", Type(
        [.. new ushort[] { 71, 72, 73, 75, 76, 77, 79, 80, 81, 82, 96 }.Select(code => ((ushort)1, code, 1))]));

    [Fact]
    public void Keys_the_kernel_lost_spoil_the_scan() => Assert.Equal("1\0", Type((1, 2, 1), (0, 3, 0)));

    [Fact]
    public void A_key_that_types_nothing_spoils_the_scan() => Assert.Equal("\0", Type((1, 59, 1)));

    [Property]
    public void Garbage_never_throws(ushort type, ushort code, int value)
    {
        var keyboard = new KeyboardDecoder();
        keyboard.Take(new(type, code, value, TimeSpan.Zero));
        keyboard.Take(new(InputEvent.KeyType, code, InputEvent.Down, TimeSpan.Zero));
    }

    static string Type(params (ushort Type, ushort Code, int Value)[] events)
    {
        var keyboard = new KeyboardDecoder();
        return string.Concat(events.Select(one => keyboard.Take(new(one.Type, one.Code, one.Value, TimeSpan.Zero))));
    }
}
