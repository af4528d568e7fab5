using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Firmware.Journal;

namespace Firmware.Tests.Journal;

public sealed class PageDeltaTests
{
    public static class Pages
    {
        // A page and another one that differs in some stretches, from one byte to all of it, at the very ends too.
        public static Arbitrary<(byte[] From, byte[] To)> Pair() => (
            from seed in Gen.Choose(0, int.MaxValue - 1)
            from changes in Gen.Choose(0, 12)
            from longest in Gen.Elements(1, 7, 8, 9, 600, PageDelta.PageLength)
            select Make(new Random(seed), changes, longest)).ToArbitrary();

        static (byte[] From, byte[] To) Make(Random random, int changes, int longest)
        {
            var from = new byte[PageDelta.PageLength];
            random.NextBytes(from);
            var to = from.ToArray();
            for (var i = 0; i < changes; i++)
            {
                var length = random.Next(1, longest + 1);
                var at = i switch { 0 => 0, 1 => to.Length - length, _ => random.Next(to.Length - length + 1) };
                random.NextBytes(to.AsSpan(at, length));
            }
            return (from, to);
        }
    }

    [Property(Arbitrary = [typeof(Pages)])]
    public bool A_delta_makes_the_one_page_out_of_the_other((byte[] From, byte[] To) pages)
    {
        var runs = new byte[PageDelta.MostLength];
        var length = PageDelta.Encode(pages.From, pages.To, runs);
        var made = pages.From.ToArray();
        return PageDelta.TryApply(runs.AsSpan(0, length), made) && made.SequenceEqual(pages.To);
    }

    [Fact]
    public void The_worst_pair_of_pages_fits()
    {
        var to = new byte[PageDelta.PageLength];
        for (var word = 0; word < to.Length; word += 16)   // every other word: the most runs there can be
        {
            to[word] = 1;
        }
        var runs = new byte[PageDelta.MostLength];
        Assert.InRange(PageDelta.Encode(new byte[PageDelta.PageLength], to, runs), 1, PageDelta.MostLength);
        Array.Fill(to, (byte)1);
        Assert.Equal(PageDelta.MostLength, PageDelta.Encode(new byte[PageDelta.PageLength], to, runs));
    }

    [Property]
    public void Any_bytes_are_taken_or_refused(byte[] runs) => PageDelta.TryApply(runs, new byte[PageDelta.PageLength]);

    [Fact]
    public void A_run_beyond_the_page_is_refused() =>
        Assert.False(PageDelta.TryApply([0xF8, 0x1F, 0x10, 0x00, .. new byte[16]], new byte[PageDelta.PageLength]));
}
