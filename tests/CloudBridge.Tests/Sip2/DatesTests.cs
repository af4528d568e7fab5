using Bridge.Library.Sip2.Wire;
using FsCheck.Xunit;

namespace CloudBridge.Tests.Sip2;

public sealed class DatesTests
{
    static readonly TimeZoneInfo Tokyo = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");

    [Theory]
    [InlineData("20261206    235900")]
    [InlineData("20261206   Z120000")]
    [InlineData("20261205   Z235900")]     // the next morning in Tokyo
    [InlineData("20261206  JS235900")]     // a zone of ANSI X3.43
    [InlineData("2026-12-06 23:59:59")]
    [InlineData("2026-12-06T23:59:59+09:00")]
    [InlineData("2026-12-05T16:00:00Z")]
    [InlineData("2026-12-06")]
    [InlineData("20261206")]
    [InlineData("20261206235900")]
    [InlineData("2026/12/6")]
    [InlineData("2026年12月6日")]
    [InlineData(" 06/12/2026 ")]
    [InlineData("06.12.2026 23:59")]
    [InlineData("1796515200")]             // 2026-12-06 00:00 UTC
    [InlineData("1796515200000")]
    public void A_due_date_is_read_in_every_form_seen(string text) => Assert.Equal(new DateOnly(2026, 12, 6), Sip2Due.Parse(text, Tokyo).Day);

    [Fact]
    public void Where_the_day_would_be_no_month_it_is_the_month_that_comes_first() => Assert.Equal(new DateOnly(2026, 12, 25), Sip2Due.Parse("12/25/2026", Tokyo).Day);

    [Theory, InlineData(""), InlineData("two weeks from now"), InlineData("00000000    000000"), InlineData("2026-13-45"), InlineData("99999999999999999999")]
    public void What_is_no_date_stays_text(string text)
    {
        var due = Sip2Due.Parse(text, Tokyo);

        Assert.Equal((text, null), (due.Text, due.Day));
    }

    [Property]
    public bool Any_text_gives_a_due_date(string? text) => Sip2Due.Parse(text, Tokyo).Text == (text ?? "").Trim();

    [Property]
    public bool A_time_reads_back(uint seconds, bool isUtc) =>
        new Sip2Time(new DateTime(1970, 1, 1).AddSeconds(seconds), isUtc) is var time && Sip2Time.Parse(time.ToString()) == time && time.ToString().Length == Sip2Time.Width;

    [Fact]
    public void Local_time_is_the_librarys() => Assert.Equal("20261124    073000", Sip2Time.Local(new(2026, 11, 23, 22, 30, 0, TimeSpan.Zero), Tokyo).ToString());
}
