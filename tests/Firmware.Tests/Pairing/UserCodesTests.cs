using Contract.Pairing;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Firmware.Tests.Pairing;

/// <summary>Codes that people read from a panel and type.</summary>
public class UserCodesTests
{
    [Fact]
    public void A_code_has_eight_letters_that_are_no_word_and_look_like_no_other()
    {
        var codes = Enumerable.Range(0, 500).Select(_ => UserCodes.Create()).ToList();
        Assert.All(codes, code => Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", code));
        Assert.Equal(500, codes.Distinct().Count());
    }

    [Theory]
    [InlineData("wdjb-mjht")]
    [InlineData("WDJB MJHT")]
    [InlineData("ＷＤＪＢ－ＭＪＨＴ")]
    [InlineData(" w d j b m j h t ")]
    public void It_is_read_however_it_is_typed(string typed)
    {
        Assert.True(UserCodes.TryParse(typed, out var code));
        Assert.Equal("WDJB-MJHT", code);
    }

    [Property(MaxTest = 2000)]
    public Property Anything_else_is_none() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>(),
        text => !UserCodes.TryParse(text, out var code) || code.Length == UserCodes.Length + 1);
}
