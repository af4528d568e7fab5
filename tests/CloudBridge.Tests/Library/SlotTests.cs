using Bridge.Library;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Library;

public sealed class SlotTests
{
    [Theory]
    [InlineData("A1..A3", "A1 A2 A3")]
    [InlineData("A08..A11", "A08 A09 A10 A11")]
    [InlineData("1..2", "1 2")]
    [InlineData(" 大型 ", "大型")]
    [InlineData("棚-9..棚-10", "棚-9 棚-10")]
    public void A_range_names_its_places_in_order(string text, string places)
    {
        Assert.True(SlotRange.TryParse(text, out var range));
        Assert.Equal(places.Split(' '), range.Places());
    }

    [Theory]
    [InlineData("")]
    [InlineData("A1..B3")]
    [InlineData("A3..A1")]
    [InlineData("A..B")]
    [InlineData("A1..A2..A3")]
    [InlineData("A1..A99999")]
    [InlineData("A1..A9999999999")]
    [InlineData("..")]
    public void What_is_no_range_is_refused(string text) => Assert.False(SlotRange.TryParse(text, out _));

    [Property]
    public bool Garbage_never_throws(string? text) => !SlotRange.TryParse(text ?? "", out var range) || range.Places().Any();
}
