using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hal.PinPad;

namespace Hal.Tests.PinPad;

public sealed class MatrixDecoderTests
{
    const ushort One = 1 << 0, Two = 1 << 1, Four = 1 << 3, Five = 1 << 4;   // 1 2 / 4 5: a rectangle

    [Fact]
    public void Four_equal_samples_make_a_press_and_four_a_release()
    {
        Assert.Empty(Decode([One, One, One, 0, One, One, One]));
        Assert.Equal([(Key.Digit1, KeyMotion.Down)], Decode([One, One, One, One]));
        Assert.Equal([(Key.Digit1, KeyMotion.Down), (Key.Digit1, KeyMotion.Up)], Decode([One, One, One, One, 0, 0, 0, One, 0, 0, 0, 0]));
    }

    [Fact]
    public void A_second_key_ends_the_first_and_nothing_counts_until_all_are_up()
    {
        var strokes = Decode([.. Hold(One), .. Hold(One | Two), .. Hold(Two), .. Hold(One | Two), .. Hold(0), .. Hold(Two), .. Hold(0)]);

        Assert.Equal([(Key.Digit1, KeyMotion.Down), (Key.Digit1, KeyMotion.Up), (Key.Digit2, KeyMotion.Down), (Key.Digit2, KeyMotion.Up)], strokes);
    }

    [Fact]
    public void Keys_that_go_down_together_are_none_even_when_one_settles_first()
    {
        Assert.Empty(Decode([One, .. Hold(One | Two), .. Hold(One), .. Hold(0)]));
    }

    [Fact]
    public void A_ghost_never_becomes_a_key()
    {
        var strokes = Decode([.. Hold(One | Two | Four | Five), .. Hold(One | Two | Four | Five), .. Hold(Five), .. Hold(0)]);

        Assert.Empty(strokes);
    }

    [Fact]
    public void A_stuck_key_is_told_once_and_the_others_go_on()
    {
        var tenSeconds = Enumerable.Repeat(One, 2010);

        var strokes = Decode([.. tenSeconds, .. Hold(One | Five), .. Hold(One), .. tenSeconds, .. Hold(0), .. Hold(One)]);

        Assert.Equal(
            [
                (Key.Digit1, KeyMotion.Down), (Key.Digit1, KeyMotion.Stuck),
                (Key.Digit5, KeyMotion.Down), (Key.Digit5, KeyMotion.Up),
                (Key.Digit1, KeyMotion.Up), (Key.Digit1, KeyMotion.Down),
            ],
            strokes);
    }

    [Fact]
    public void A_book_that_lies_on_the_pad_is_told_as_stuck_keys_and_the_rest_works_on()
    {
        var strokes = Decode([.. Enumerable.Repeat((ushort)(One | Two), 2010), .. Hold(One | Two | Five), .. Hold(One | Two)]);

        Assert.Equal(
            [(Key.Digit1, KeyMotion.Stuck), (Key.Digit2, KeyMotion.Stuck), (Key.Digit5, KeyMotion.Down), (Key.Digit5, KeyMotion.Up)],
            strokes);
    }

    [Property]
    public Property A_clean_press_is_decoded_whatever_the_bounce_around_it() => Prop.ForAll(
        (from place in Gen.Choose(0, MatrixPins.KeyCount - 1)
         from before in Chatter(place)
         from after in Chatter(place)
         select (place, before, after)).ToArbitrary(),
        press =>
        {
            var key = MatrixPins.Layout[press.place];
            var strokes = Decode([.. press.before, .. Hold((ushort)(1 << press.place)), .. press.after, .. Hold(0)]);
            return strokes.SequenceEqual([(key, KeyMotion.Down), (key, KeyMotion.Up)]);
        });

    [Property]
    public Property Whatever_the_contacts_do_no_two_keys_are_down_at_once_and_every_press_ends() => Prop.ForAll(
        AnySamples().ToArbitrary(),
        samples =>
        {
            Key? down = null;
            foreach (var (key, motion) in Decode([.. samples, .. Hold(0)]))
            {
                if (motion != KeyMotion.Down && down is null && motion == KeyMotion.Up || motion == KeyMotion.Down && down is not null || down is not null && down != key)
                {
                    return false;
                }
                down = motion == KeyMotion.Down ? key : null;
            }
            return down is null;
        });

    // Runs of up to three equal samples, so that none of them settles anything.
    static Gen<ushort[]> Chatter(int place) =>
        from runs in Gen.Choose(0, 12).SelectMany(count => Gen.Choose(1, KeyDebouncer.EqualSamples - 1).ListOf(count))
        select runs.SelectMany((length, at) => Enumerable.Repeat((ushort)(at % 2 == 0 ? 1 << place : 0), length))
            .Concat(runs.Count % 2 == 1 ? [(ushort)0] : []).ToArray();

    // Some hundred samples, in runs long enough to settle; shorter in all than a key needs to be stuck.
    static Gen<ushort[]> AnySamples() =>
        from count in Gen.Choose(0, 60)
        from runs in (from keys in Gen.Choose(0, MatrixPins.KeyCount - 1).ListOf(3)
                      from many in Gen.Choose(0, 3)
                      from length in Gen.Choose(1, 9)
                      select Enumerable.Repeat((ushort)keys.Take(many).Aggregate(0, (mask, key) => mask | 1 << key), length)).ListOf(count)
        select runs.SelectMany(run => run).ToArray();

    static IEnumerable<ushort> Hold(int keys) => Enumerable.Repeat((ushort)keys, 8);

    static List<(Key, KeyMotion)> Decode(ushort[] samples)
    {
        var decoder = new MatrixDecoder();
        var strokes = new List<(Key, KeyMotion)>();
        for (var i = 0; i < samples.Length; i++)
        {
            decoder.Take(samples[i], TimeSpan.FromMilliseconds(5 * i), strokes);
        }
        return strokes;
    }
}
