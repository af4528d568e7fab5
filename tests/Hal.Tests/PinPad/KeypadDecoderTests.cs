using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hal.Input;
using Hal.PinPad;

namespace Hal.Tests.PinPad;

public sealed class KeypadDecoderTests
{
    readonly KeypadDecoder _keypad = new();
    readonly List<(Key Key, KeyMotion Motion)> _strokes = [];

    /// <summary>Code and key, by the names of linux/input-event-codes.h.</summary>
    public static TheoryData<string, ushort, Key> Keys
    {
        get
        {
            var keys = new TheoryData<string, ushort, Key>
            {
                { "KEY_0", 11, Key.Digit0 }, { "KEY_KP0", 82, Key.Digit0 },
                { "KEY_KP7", 71, Key.Digit7 }, { "KEY_KP8", 72, Key.Digit8 }, { "KEY_KP9", 73, Key.Digit9 },
                { "KEY_KP4", 75, Key.Digit4 }, { "KEY_KP5", 76, Key.Digit5 }, { "KEY_KP6", 77, Key.Digit6 },
                { "KEY_KP1", 79, Key.Digit1 }, { "KEY_KP2", 80, Key.Digit2 }, { "KEY_KP3", 81, Key.Digit3 },
                { "KEY_KPASTERISK", 55, Key.Star }, { "KEY_MINUS", 12, Key.Star }, { "KEY_KPMINUS", 74, Key.Star }, { "KEY_BACKSPACE", 14, Key.Star },
                { "KEY_NUMERIC_STAR", 0x20A, Key.Star },
                { "KEY_ENTER", 28, Key.Hash }, { "KEY_KPENTER", 96, Key.Hash }, { "KEY_NUMERIC_POUND", 0x20B, Key.Hash },
            };
            for (var digit = 1; digit <= 9; digit++)
            {
                keys.Add($"KEY_{digit}", (ushort)(1 + digit), Key.Digit0 + digit);
            }
            for (var digit = 0; digit <= 9; digit++)
            {
                keys.Add($"KEY_NUMERIC_{digit}", (ushort)(0x200 + digit), Key.Digit0 + digit);
            }
            return keys;
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Each_key_goes_down_and_comes_up_as_the_one_it_is(string name, ushort code, Key key)
    {
        Take((1, code, 1), (0, 0, 0), (1, code, 0), (0, 0, 0));

        Assert.True(_strokes is [(var down, KeyMotion.Down), (var up, KeyMotion.Up)] && down == key && up == key, name);
    }

    [Fact]
    public void No_other_key_is_one()
    {
        var known = Keys.Select(row => row.Data.Item2).ToHashSet();

        Assert.All(Enumerable.Range(0, 0x300).Where(code => !known.Contains((ushort)code)), code => Assert.Null(KeypadDecoder.ToKey((ushort)code, isShifted: false)));
    }

    [Fact]
    public void Shift_makes_a_hash_of_3_a_star_of_8_and_nothing_of_the_other_digits()
    {
        Take((1, 42, 1));
        foreach (var code in Enumerable.Range(2, 10))
        {
            Take((1, (ushort)code, 1), (1, (ushort)code, 0));
        }

        Assert.Equal([Key.Hash, Key.Hash, Key.Star, Key.Star], _strokes.Select(stroke => stroke.Key));
    }

    [Fact]
    public void A_hash_comes_up_as_a_hash_though_shift_came_up_before_it()
    {
        Take((1, 54, 1), (1, 4, 1), (1, 54, 0), (1, 4, 0));

        Assert.Equal([(Key.Hash, KeyMotion.Down), (Key.Hash, KeyMotion.Up)], _strokes);
    }

    [Fact]
    public void A_key_that_repeats_is_pressed_once()
    {
        Take((1, 79, 1), (1, 79, 2), (1, 79, 2), (1, 79, 0));

        Assert.Equal([(Key.Digit1, KeyMotion.Down), (Key.Digit1, KeyMotion.Up)], _strokes);
    }

    [Fact]
    public void Keys_that_overlap_follow_each_other()
    {
        Take((1, 79, 1), (1, 80, 1), (1, 79, 0), (1, 80, 0));

        Assert.Equal([(Key.Digit1, KeyMotion.Down), (Key.Digit1, KeyMotion.Up), (Key.Digit2, KeyMotion.Down), (Key.Digit2, KeyMotion.Up)], _strokes);
    }

    [Fact]
    public void NumLock_around_a_key_changes_nothing()
    {
        Take((1, 69, 1), (1, 69, 0), (1, 79, 1), (1, 69, 1), (1, 79, 0), (1, 69, 0));

        Assert.Equal([(Key.Digit1, KeyMotion.Down), (Key.Digit1, KeyMotion.Up)], _strokes);
    }

    [Fact]
    public void A_key_held_for_ten_seconds_is_stuck_once_and_others_work_meanwhile()
    {
        _keypad.Take(new(1, 79, 1, TimeSpan.FromSeconds(5)), _strokes);
        for (var held = TimeSpan.FromSeconds(5); held < TimeSpan.FromSeconds(17); held += TimeSpan.FromMilliseconds(500))
        {
            _keypad.Take(new(1, 79, 2, held), _strokes);
        }
        Take((1, 80, 1), (1, 80, 0), (1, 79, 0));

        Assert.Equal(
            [
                (Key.Digit1, KeyMotion.Down), (Key.Digit1, KeyMotion.Stuck),
                (Key.Digit2, KeyMotion.Down), (Key.Digit2, KeyMotion.Up),
                (Key.Digit1, KeyMotion.Up),
            ], _strokes);
    }

    [Fact]
    public void What_the_kernel_lost_ends_the_key_that_is_held_and_nothing_is_made_up_before_the_next_report()
    {
        Take((1, 79, 1), (0, 3, 0), (1, 80, 1), (0, 0, 0), (1, 79, 0), (1, 80, 0));

        Assert.Equal([(Key.Digit1, KeyMotion.Down), (Key.Digit1, KeyMotion.Up)], _strokes);

        Take((1, 81, 1), (1, 81, 0));
        Assert.Equal([(Key.Digit3, KeyMotion.Down), (Key.Digit3, KeyMotion.Up)], _strokes[2..]);
    }

    [Fact]
    public void A_key_that_was_down_before_anybody_looked_is_none()
    {
        Take((1, 79, 2), (1, 79, 0));

        Assert.Empty(_strokes);
    }

    [Property]
    public Property Whatever_comes_one_key_is_down_at_a_time_and_each_that_came_up_went_down() => Prop.ForAll(
        (from type in Gen.Frequency((8, Gen.Constant((ushort)1)), (2, Gen.Constant((ushort)0)), (1, Gen.Choose(0, 0xFFFF).Select(any => (ushort)any)))
         from code in Gen.Frequency((8, Gen.Choose(0, 100)), (1, Gen.Choose(0x200, 0x210)), (1, Gen.Choose(0, 0xFFFF)))
         from value in Gen.Frequency((9, Gen.Choose(0, 2)), (1, Gen.Choose(int.MinValue, int.MaxValue)))
         from seconds in Gen.Choose(0, 30)
         select new InputEvent(type, (ushort)code, value, TimeSpan.FromSeconds(seconds))).ListOf(60).ToArbitrary(),
        events =>
        {
            var keypad = new KeypadDecoder();
            var strokes = new List<(Key Key, KeyMotion Motion)>();
            foreach (var happened in events)
            {
                keypad.Take(happened, strokes);
            }
            Key? held = null;
            var stuck = new List<Key>();
            foreach (var (key, motion) in strokes)
            {
                var isRight = motion switch
                {
                    KeyMotion.Down => held is null,
                    KeyMotion.Stuck => held == key,
                    KeyMotion.Up => held == key || stuck.Remove(key),
                };
                if (!isRight)
                {
                    return false;
                }
                stuck.AddRange(motion == KeyMotion.Stuck ? [key] : []);
                held = motion == KeyMotion.Down ? key : motion == KeyMotion.Up && held != key ? held : null;
            }
            return true;
        });

    void Take(params (ushort Type, ushort Code, int Value)[] events)
    {
        foreach (var (type, code, value) in events)
        {
            _keypad.Take(new(type, code, value, TimeSpan.Zero), _strokes);
        }
    }
}
