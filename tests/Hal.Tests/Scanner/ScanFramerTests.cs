using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Hal.Scanner;

namespace Hal.Tests.Scanner;

public sealed class ScanFramerTests
{
    [Theory]
    [InlineData("123\r")]
    [InlineData("123\n")]
    [InlineData("123\t")]
    [InlineData("\r\n123\r\n\r\n")]
    public void A_scan_ends_with_whatever_suffix_the_scanner_is_set_to(string sent) => Assert.Equal(["123"], Frame(sent));

    [Fact]
    public void A_strange_byte_spoils_its_scan_and_not_the_next() => Assert.Equal(["456"], Frame("12\u00813\r456\r"));

    [Fact]
    public void A_scan_has_128_characters_at_most()
    {
        var longest = new string('7', 128);

        Assert.Equal([longest, "1"], Frame($"{longest}\r{longest}7\r1\r"));
    }

    [Fact]
    public void A_pause_drops_what_came_before_it()
    {
        var framer = new ScanFramer(TimeSpan.FromMilliseconds(50));
        var at = TimeSpan.FromSeconds(1);
        Assert.Null(framer.Take('1', at));
        Assert.Null(framer.Take('2', at += TimeSpan.FromMilliseconds(51)));
        Assert.Null(framer.Take('3', at += TimeSpan.FromMilliseconds(50)));
        Assert.Equal("23", framer.Take('\r', at));
    }

    [Property]
    public Property Whatever_is_sent_scans_are_printable_and_never_too_long() => Prop.ForAll(
        Gen.Choose(0, 2000).SelectMany(count => Gen.Frequency((20, Gen.Choose(32, 126)), (1, Gen.Choose(0, 255)), (1, Gen.Constant(13))).ArrayOf(count)).ToArbitrary(),
        bytes => Frame(string.Concat(bytes.Select(value => (char)value)))
            .All(scan => scan.Length is > 0 and <= 128 && scan.All(character => character is >= ' ' and <= '~')));

    [Property]
    public Property Any_printable_scans_come_back_as_sent() => Prop.ForAll(
        (from count in Gen.Choose(0, 8)
         from scans in (from length in Gen.Choose(1, 128)
                        from text in Gen.Choose(32, 126).ArrayOf(length)
                        select string.Concat(text.Select(value => (char)value))).ListOf(count)
         select scans).ToArbitrary(),
        scans => Frame(string.Concat(scans.Select(scan => scan + "\r\n"))).SequenceEqual(scans));

    [Fact]
    public void The_same_label_again_and_again_is_one_scan()
    {
        var filter = new RepeatFilter();

        Assert.False(filter.IsRepeat("1", TimeSpan.Zero));
        Assert.True(filter.IsRepeat("1", TimeSpan.FromSeconds(1.4)));
        Assert.True(filter.IsRepeat("1", TimeSpan.FromSeconds(2.8)));    // held there: counted from the last
        Assert.False(filter.IsRepeat("2", TimeSpan.FromSeconds(2.9)));
        Assert.False(filter.IsRepeat("2", TimeSpan.FromSeconds(4.4)));
    }

    static List<string> Frame(string sent)
    {
        var framer = new ScanFramer(TimeSpan.FromSeconds(1));
        return [.. sent.Select(character => framer.Take(character, TimeSpan.FromSeconds(1))).OfType<string>()];
    }
}
