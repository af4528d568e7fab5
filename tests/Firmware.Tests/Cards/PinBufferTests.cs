using System.Text;
using Firmware.Cards;
using FsCheck.Xunit;
using Hal;

namespace Firmware.Tests.Cards;

/// <summary>Where a PIN lives, and nowhere else.</summary>
public sealed class PinBufferTests
{
    [Fact]
    public void Four_digits_make_a_pin_and_a_fifth_is_not_taken()
    {
        using var pin = new PinBuffer();
        foreach (var key in new[] { Key.Digit0, Key.Digit9, Key.Star, Key.Digit4, Key.Hash, Key.Digit7 })
        {
            Assert.Equal(key is not (Key.Star or Key.Hash), pin.TryAdd(key));
        }
        Assert.False(pin.TryAdd(Key.Digit1));
        Assert.True(pin.IsComplete);
        Assert.Equal("0947", Encoding.ASCII.GetString(pin.Ascii));
    }

    [Fact]
    public void What_was_taken_back_or_cleared_is_zeroed_where_it_lay()
    {
        using var pin = new PinBuffer();
        pin.TryAdd(Key.Digit1);
        pin.TryAdd(Key.Digit2);
        var whereTheyLie = pin.Ascii;

        pin.RemoveLast();
        Assert.Equal(0, whereTheyLie[1]);
        pin.Clear();
        Assert.Equal(0, whereTheyLie[0]);
        Assert.Equal(0, pin.Count);
        Assert.False(pin.RemoveLast());
    }

    [Property]
    public bool Whatever_is_pressed_the_count_follows_and_the_pin_is_never_printed(byte[] presses)
    {
        using var pin = new PinBuffer();
        var expected = "";
        foreach (var press in presses)
        {
            switch (press % 14)
            {
                case 12:
                    pin.RemoveLast();
                    expected = expected.Length == 0 ? "" : expected[..^1];
                    break;
                case 13:
                    pin.Clear();
                    expected = "";
                    break;
                case var key:
                    expected += pin.TryAdd((Key)key) ? $"{key}" : "";
                    break;
            }
        }
        return Encoding.ASCII.GetString(pin.Ascii) == expected && pin.Count == expected.Length && pin.IsComplete == (expected.Length == 4) && pin.ToString() == "PIN(****)";
    }
}
