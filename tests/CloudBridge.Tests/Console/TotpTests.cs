using System.Text;
using Bridge.Console.Accounts;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Console;

public sealed class TotpTests
{
    static readonly byte[] Key = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]   // RFC 6238 appendix B, SHA1, the last six of its eight digits
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Assert.Equal(code, Totp.CodeOf(Key, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Property]
    public bool A_code_counts_half_a_minute_early_and_late_and_no_more(int minutes, int off)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000L + minutes);
        var step = Totp.StepOf(now) + off % 5;
        return Totp.Accept(Key, Totp.CodeOf(Key, step), now, null) == (Math.Abs(off % 5) <= 1 ? step : null);
    }

    [Property]
    public bool A_code_taken_once_is_not_taken_again_nor_one_before_it(int minutes)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000L + minutes);
        var step = Totp.StepOf(now);
        return Totp.Accept(Key, Totp.CodeOf(Key, step), now, step) is null
            && Totp.Accept(Key, Totp.CodeOf(Key, step - 1), now, step) is null
            && Totp.Accept(Key, Totp.CodeOf(Key, step + 1), now, step) == step + 1;
    }

    [Property]
    public bool Arbitrary_text_is_no_code_and_breaks_nothing(string? text) =>
        Totp.Accept(Key, text ?? "", DateTimeOffset.FromUnixTimeSeconds(59), null) is null || text is "287082" or "755224" or "359152";

    [Theory]   // RFC 4648 10
    [InlineData("", "")]
    [InlineData("MY======", "f")]
    [InlineData("MZXW6YTBOI======", "foobar")]
    [InlineData("mzxw6ytboi", "foobar")]
    public void Keys_are_read(string text, string expected) => Assert.Equal(expected, Encoding.ASCII.GetString(Totp.FromBase32(text)!));

    [Fact]
    public void What_is_no_key_is_none() => Assert.Null(Totp.FromBase32("MZXW6YTB0I"));
}
