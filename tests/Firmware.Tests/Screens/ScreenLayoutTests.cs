using System.Collections.Immutable;
using Contract;
using Firmware.Dialogue;
using Firmware.Screens;
using SkiaSharp;

namespace Firmware.Tests.Screens;

/// <summary>What a picture cannot be approved without: everything is on the panel, apart from everything else, large enough, and there.</summary>
public class ScreenLayoutTests(Panel panel) : IClassFixture<Panel>
{
    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Panel.Pictures), MemberType = typeof(Panel))]
    public void Every_text_has_its_place_and_its_size(string name, Language language) => AssertSound(Panel.ScreenOf(name, language));

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Panel.Pictures), MemberType = typeof(Panel))]
    public void Every_text_has_its_place_when_it_is_large_too(string name, Language language) =>
        AssertSound(Panel.ScreenOf(name, language, ScreenGallery.Samples.Single(sample => sample.Name == name).Settings with { HasLargeText = true }));

    [Theory]
    [MemberData(nameof(Panel.Languages), MemberType = typeof(Panel))]
    public void Large_text_is_larger_and_never_smaller(Language language)
    {
        var larger = 0;
        foreach (var (name, _) in ScreenGallery.Samples)
        {
            var (normal, large) = (LargestMain(Panel.ScreenOf(name, language)), LargestMain(Panel.ScreenOf(name, language, new ScreenSettings { HasLargeText = true })));
            Assert.True(large >= normal, $"{name} in {language}: {large} px in place of {normal}");
            larger += large > normal ? 1 : 0;
        }
        Assert.True(larger > ScreenGallery.Samples.Count / 2, $"only {larger} screens in {language} have a larger main line");

        int LargestMain(Screen screen) => ScreenLayout.Of(screen, panel.Renderer.Typesetter).OfType<Mark.Text>().Where(text => text.Style.IsMain).Select(text => text.Style.Size).DefaultIfEmpty().Max();
    }

    [Theory]
    [MemberData(nameof(Panel.Languages), MemberType = typeof(Panel))]
    public void Whatever_a_site_turns_on_has_room(Language language)
    {
        foreach (var isLarge in new[] { false, true })
        {
            foreach (var station in Enum.GetValues<Station>())
            {
                var settings = new ScreenSettings { HasLargeText = isLarge, Station = station, TakesReturns = true, CallsStaff = true, LibraryName = "さくら市立 中央図書館" };
                foreach (var (name, _) in ScreenGallery.Samples)
                {
                    AssertSound(Panel.ScreenOf(name, language, settings));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Panel.Languages), MemberType = typeof(Panel))]
    public void Every_day_of_a_year_fits_into_a_list(Language language)
    {
        var session = Session(lent: 0, onLoan: 4, new DateOnly(2026, 12, 6));
        for (var day = new DateOnly(2028, 1, 1); day.Year == 2028; day = day.AddDays(4))
        {
            ImmutableList<ListedLoan> loans = [.. Enumerable.Range(0, 12).Select(i => new ListedLoan($"A{i}", null, day.AddDays(i % 4), i % 2 == 0, null))];
            ImmutableList<ListedHold> holds = [.. Enumerable.Range(0, 12).Select(i => new ListedHold(null, true, $"AB-{100 + i}", day.AddDays(i % 4), null))];
            AssertSound(Panel.ScreenOf(Panel.At(new Step.ListingLoans(session, loans, Page: 2), language)));
            AssertSound(Panel.ScreenOf(Panel.At(new Step.ShowingReceipt(session, loans, Page: 2), language)));
            AssertSound(Panel.ScreenOf(Panel.At(new Step.ListingHolds(session, holds, Others: 88), language)));
        }
    }

    [Theory]
    [MemberData(nameof(Panel.Languages), MemberType = typeof(Panel))]
    public void Every_title_has_room_in_lists_however_long_it_is(Language language)
    {
        string[] titles = ["道", "吾輩は猫である", "ドグラ・マグラ 上巻 新装復刻版 別冊付録つき 図書館用堅牢製本", "The Strange Case of Dr Jekyll and Mr Hyde and Other Tales of Terror", "Donaudampfschifffahrtsgesellschaft", "{x|y}", "한국의 역사", "\t"];
        var session = Session(lent: 0, onLoan: 4, new DateOnly(2026, 12, 6));
        for (var i = 0; i < titles.Length; i++)
        {
            ImmutableList<string> four = [.. Enumerable.Range(0, 4).Select(row => titles[(i + row) % titles.Length])];
            AssertSound(Panel.ScreenOf(Panel.At(new Step.ListingLoans(session, [.. four.Select(title => new ListedLoan("A1", title, new(2026, 12, 6), true, null))], ShowsTitles: true), language)));
            AssertSound(Panel.ScreenOf(Panel.At(new Step.ListingHolds(session, [.. four.Select(title => new ListedHold(title, true, "A-12", new(2026, 12, 6), null))], 0, ShowsTitles: true), language)));
            AssertSound(Panel.ScreenOf(Panel.At(new Step.StaffMenu(null, StaffPage.Item, null, new ItemDescribed(titles[i], ItemState.InTransit)), language)));
        }
    }

    [Theory]
    [MemberData(nameof(Panel.Languages), MemberType = typeof(Panel))]
    public void Every_day_of_a_year_fits_as_a_due_date(Language language)
    {
        for (var day = new DateOnly(2028, 1, 1); day.Year == 2028; day = day.AddDays(1))
        {
            AssertSound(Panel.ScreenOf(Panel.At(new Step.Done(Session(lent: 28, onLoan: 28, day)), language)));
            AssertSound(Panel.ScreenOf(Panel.At(new Step.Done(Session(lent: 28, onLoan: 28, day, isOffline: true)), language)));
        }
    }

    [Theory]
    [MemberData(nameof(Panel.Languages), MemberType = typeof(Panel))]
    public void Large_counts_fit(Language language)
    {
        foreach (var session in new[] { Session(lent: 88, onLoan: 88, new DateOnly(2026, 12, 6)), Session(lent: 28, onLoan: 28, new DateOnly(2026, 12, 6), isOffline: true) })
        {
            AssertSound(Panel.ScreenOf(Panel.At(new Step.Scanning(session, Pending: null), language)));
            AssertSound(Panel.ScreenOf(Panel.At(new Step.Recognised(session), language)));
        }
    }

    [Theory]
    [MemberData(nameof(Panel.Languages), MemberType = typeof(Panel))]
    public void The_idle_screen_fits_under_a_library_s_name_and_over_the_off_line_banner(Language language)
    {
        foreach (var lends in new[] { true, false })
        {
            var settings = new ScreenSettings { LibraryName = "さくら市立 中央図書館", LendsOffline = lends };
            AssertSound(Panel.ScreenOf(Panel.At(new Step.Idle(), language), settings));
            AssertSound(Panel.ScreenOf(Panel.At(new Step.Idle(), language) with { Online = false }, settings));
        }
    }

    [Theory]
    [MemberData(nameof(Panel.Languages), MemberType = typeof(Panel))]
    public void The_municipal_office_fits_with_its_own_name(Language language)
    {
        foreach (var bar in Enum.GetValues<CardBar>())
        {
            AssertSound(Panel.ScreenOf(Panel.At(new Step.Barred(bar), language), new ScreenSettings { Office = "北佐久郡軽井沢町役場 住民課" }));
        }
    }

    [Theory]
    [MemberData(nameof(Panel.Languages), MemberType = typeof(Panel))]
    public void Whatever_a_card_says_fits_masked(Language language)
    {
        string[] names = ["山田　花子", "高橋太郎", "𠮷田　美咲", "髙﨑　遼", "葛\U000E0100城　凪", "NGUYEN THI LAN", "Ｍａｒｉａ　Ｄａ　Ｃｏｎｃｅｉｃａｏ　Ｓｉｌｖａ", ""];
        string[] addresses = ["長野県白樺市本町１", "鹿児島県薩摩郡さつま町宮之城屋地", "北海道厚岸郡浜中町霧多布", "神奈川県横浜市中区", "東京都武蔵村山市", "?"];
        foreach (var name in names)
        {
            foreach (var address in addresses)
            {
                AssertSound(Panel.ScreenOf(Panel.At(new Step.CheckingDetails(default, MaskedPerson.Of(new PersonDetails(name, address, "19850412", "2"))), language)));
            }
        }
    }

    [Theory]
    [InlineData("https://b.lg.jp/h/1")]
    [InlineData("https://library.city.shirakaba.nagano.example.lg.jp/kazashi/patrons/hand-over/q8Zf3kT0aVx2LmN7pRs4Yw")]
    public void A_page_for_the_phone_is_a_code_that_a_telephone_can_read(string url) => AssertSound(Panel.ScreenOf(Panel.At(
        new Step.HandingOver(default, new HandOver(url, "4821", default), new(AdmissionKind.AwaitsStaff, Session: null)))));

    [Fact]
    public void An_overlap_would_be_seen() => Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertSound(
        new("S00", Language.English, new Body.Message([Pictogram.Wait], new("A sentence that no panel of this size can ever show in one go", "Second")), IsPersonal: false)));

    static Session Session(int lent, int onLoan, DateOnly due, bool isOffline = false) => new(
        new Borrower.ByPass("pass"),
        new Account(onLoan, Limit: 99, Overdue: 88, HoldsReady: 88),
        [.. Enumerable.Range(0, lent).Select(i => new LentItem($"item {i}", due.AddDays(i % 2), isOffline))]);

    void AssertSound(Screen screen)
    {
        var type = panel.Renderer.Typesetter;
        var marks = ScreenLayout.Of(screen, type);
        var texts = marks.OfType<Mark.Text>().Select(text => (Text: text, Ink: InkOf(text), Set: type.Set(text.Value, text.Style))).ToImmutableArray();
        var pictures = marks.OfType<Mark.Picture>().ToImmutableArray();
        foreach (var code in marks.OfType<Mark.Code>())
        {
            Assert.True(code.Scale >= 4, $"{screen.Id}: a telephone wants modules of 0.85 mm");
            Assert.True(IsOnPanel(code.Area), $"{screen.Id}: the QR code leaves the panel at {code.Area}");
            Assert.DoesNotContain(texts, text => text.Ink.IntersectsWith(code.Area));
            Assert.DoesNotContain(marks.OfType<Mark.Box>(), box => box.Area.IntersectsWith(code.Area));
        }
        var what = $"{screen.Id} in {screen.Language}:";

        Assert.True(screen.ShowsTitles || screen.Id is "S73" or "S74" || texts.Any(text => text.Text.Style is { IsMain: true, Size: >= 32 }), $"{what} no line is large");   // a title is read from near, and is as long as it is; so is what only staff read
        foreach (var (text, ink, set) in texts)
        {
            Assert.False(set.HasMissing, $"{what} a character of \"{text.Value}\" is in no font");
            Assert.True(ink.Left >= text.Left - 1 && ink.Right <= text.Right + 1, $"{what} \"{text.Value}\" does not fit its line ({ink.Left} to {ink.Right}, allowed {text.Left} to {text.Right})");
            Assert.True(IsOnPanel(ink), $"{what} \"{text.Value}\" leaves the panel at {ink}");
            Assert.True(text.Style.Size >= 12, $"{what} \"{text.Value}\" is smaller than furigana");
            Assert.DoesNotContain(pictures, picture => SKRectI.Intersect(picture.Area, ink) is { IsEmpty: false });
            foreach (var box in marks.OfType<Mark.Box>().Where(box => box.Pen == 0 && box.Area.IntersectsWith(ink)))
            {
                Assert.True(text.IsWhite && box.Area.Contains(ink), $"{what} \"{text.Value}\" lies across a black field");
            }
        }
        foreach (var picture in pictures)
        {
            Assert.True(IsOnPanel(picture.Area), $"{what} {picture.Pictogram} leaves the panel");
            Assert.DoesNotContain(marks.OfType<Mark.Box>(), box => box.Pen == 0 && box.Area.IntersectsWith(picture.Area));
        }
        for (var i = 0; i < texts.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                Assert.False(texts[i].Ink.IntersectsWith(texts[j].Ink), $"{what} \"{texts[i].Text.Value}\" and \"{texts[j].Text.Value}\" overlap");
            }
        }

        SKRectI InkOf(Mark.Text text)
        {
            var ink = type.Set(text.Value, text.Style).Ink;
            ink.Offset(text.X, text.Baseline);
            return ink;
        }
    }

    static bool IsOnPanel(SKRectI area) => SKRectI.Create(0, 0, ScreenLayout.Width, ScreenLayout.Height).Contains(area);
}
