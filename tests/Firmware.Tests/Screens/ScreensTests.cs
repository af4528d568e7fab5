using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using Contract;
using Firmware.Dialogue;
using Firmware.Screens;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Firmware.Tests.Screens;

public class ScreensTests
{
    static readonly DateOnly Due = new(2026, 12, 6);
    static readonly Account Account = new(OnLoan: 2, Limit: 10, Overdue: 0, HoldsReady: 0);
    static readonly Session Fresh = new(new Borrower.ByPass("pass"), Account, []);

    [Fact]
    public void Every_step_has_a_screen_and_a_picture()
    {
        var steps = typeof(Step).GetNestedTypes().Where(type => type.IsAssignableTo(typeof(Step)) && !type.IsAbstract).ToHashSet();
        Assert.NotEmpty(steps);
        Assert.Equal(steps, ScreenGallery.Samples.Select(sample => sample.Situation.Step.GetType()).ToHashSet());
    }

    [Fact]
    public void A_screen_that_knows_a_patron_is_personal()
    {
        foreach (var (_, situation) in ScreenGallery.Samples)
        {
            var screen = Panel.ScreenOf(situation);
            var knows = situation.Step is Step.Serving or Step.NotKnown or Step.NotAllowed or Step.NotAdmitted or Step.StaffMenu or Step.CallingStaff
                or Step.Enrolling or Step.NotEnrolled or Step.Barred or Step.RemovedEarly { WasEnrolling: true } or Step.TypingNumber
                or Step.ShowingCard or Step.ConfirmingUnlink or Step.Unlinking;
            Assert.True(knows == screen.IsPersonal, screen.Id);
        }
    }

    [Fact]
    public void Due_dates_are_written_as_people_write_them()
    {
        var done = new Step.Done(Fresh with { Lent = [new("A1234567", Due, IsOffline: false)] });
        Assert.Contains("12月6日(日)", TextsOf(done));
        Assert.Contains("Return by Sun 6 Dec 2026", TextsOf(done));
        Assert.Contains("Sun 6 Dec 2026", TextsOf(done, Language.English));
        Assert.Contains("12月6日(日)", TextsOf(done, Language.EasyJapanese));
        Assert.Contains("12月6日(周日)", TextsOf(done, Language.Chinese));
        Assert.Contains("12월 6일(일)", TextsOf(done, Language.Korean));
        Assert.Contains("dom 6 dez 2026", TextsOf(done, Language.Portuguese));
        Assert.Contains("CN 6 tháng 12", TextsOf(done, Language.Vietnamese));
    }

    [Fact]
    public void With_several_due_dates_the_first_is_shown_and_called_the_first()
    {
        var done = new Step.Done(Fresh with { Lent = [new("A1234567", Due.AddDays(7), IsOffline: false), new("A1234568", Due, IsOffline: false)] });
        Assert.Contains("さいしょの かえす日", TextsOf(done));
        Assert.Contains("12月6日(日)", TextsOf(done));
    }

    [Fact]
    public void Scanning_counts_what_is_lent_and_what_is_left()
    {
        var texts = TextsOf(new Step.Scanning(Fresh with { Lent = [new("A1234567", Due, IsOffline: false)], Account = Account with { OnLoan = 3 } }, Pending: null));
        Assert.Contains("1さつ", texts);
        Assert.Contains("あと 7さつ", texts);
        Assert.Contains("7 of 10 left", texts);
    }

    [Fact]
    public void A_loan_made_off_line_says_that_it_is_sent_later()
    {
        var session = new Session(new Borrower.ByPass("pass"), Account: null, [new("A1234567", Due, IsOffline: true)]);
        Assert.Contains("あとで 送ります", TextsOf(new Step.Scanning(session, Pending: null)));
        Assert.Contains("あとで 送ります", TextsOf(new Step.Done(session)));
    }

    [Fact]
    public void A_recognised_patron_is_offered_what_exists_and_told_what_waits()
    {
        Assert.Equal(["こんにちは", "Hello", "かりる", "Borrow", "予約の本", "Holds", "かりている本", "My loans", "じょうほう", "Your card", "おわる", "Finish", "ことば", "Language"], TextsOf(new Step.Recognised(Fresh)));
        Assert.Equal(["こんにちは", "Hello", "かりる", "Borrow", "または 本を スキャン", "or just scan a book", "じょうほう", "Your card", "おわる", "Finish", "ことば", "Language"], TextsOf(new Step.Recognised(Fresh with { May = Operations.Loan })));
        var texts = TextsOf(new Step.Recognised(Fresh with { Account = Account with { Overdue = 1, HoldsReady = 2 } }));
        Assert.Contains("予約の本 2", texts);
        Assert.Contains("Overdue 1", texts);
    }

    [Fact]
    public void The_idle_screen_says_when_the_bridge_is_away_and_what_that_means_here()
    {
        var away = Panel.At(new Step.Idle()) with { Online = false };
        Assert.Contains(Panel.ScreenOf(away).Texts, text => text.Contains("かりられます", StringComparison.Ordinal));
        Assert.Contains(Panel.ScreenOf(away, new ScreenSettings { LendsOffline = false }).Texts, text => text.Contains("カウンターへ", StringComparison.Ordinal));
        Assert.Null(Panel.ScreenOf(Panel.At(new Step.Idle())).Banner);
    }

    [Fact]
    public void A_patron_who_is_not_allowed_is_not_told_why_and_an_unknown_card_is_sent_to_people()
    {
        Assert.Equal(["いま かりられません", "Borrowing is not possible now", "カウンターへ どうぞ", "Please go to the counter"], TextsOf(new Step.NotAllowed()));
        Assert.Contains("カウンターへ どうぞ", TextsOf(new Step.NotKnown()));
    }

    [Fact]
    public void No_key_is_pointed_at_when_the_pad_does_not_work()
    {
        foreach (var (_, situation) in ScreenGallery.Samples)
        {
            var screen = Panel.ScreenOf(situation with { Faults = Faults.PinPad });
            Assert.Null(screen.Left);
            Assert.Null(screen.Right);
            Assert.Empty(screen.Keys);
            Assert.False(screen.Body is Body.Menu || screen.Body is Body.List list && list.Rows.Any(row => row.Key is not null));
            Assert.False(screen.Body is Body.Offer { Borrow: not null } or Body.Offer { Card: not null } or Body.Choices { Keys: [_, ..] } or Body.Statement { More: not null });
        }
    }

    [Theory]
    [MemberData(nameof(Panel.Languages), MemberType = typeof(Panel))]
    public void Every_problem_has_its_own_phrase(Language language)
    {
        AssertDistinct(Enum.GetValues<ItemProblem>().Select(problem => string.Join('|', TextsOf(new Step.Refused(Fresh, problem), language))));
        AssertDistinct(Enum.GetValues<EnrolmentProblem>().Select(problem => string.Join('|', TextsOf(new Step.NotEnrolled(problem), language))));
        AssertDistinct(Enum.GetValues<CardBar>().Select(bar => string.Join('|', TextsOf(new Step.Barred(bar), language))));
        AssertDistinct(Enum.GetValues<CardProblem>().Select(problem => string.Join('|', TextsOf(new Step.Unreadable(problem), language))));
    }

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Panel.Pictures), MemberType = typeof(Panel))]
    public void Texts_are_for_reading_aloud(string name, Language language)
    {
        var texts = Panel.ScreenOf(name, language).Texts;
        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.False(string.IsNullOrWhiteSpace(text) || text.AsSpan().ContainsAny("{|}\n"), text));
    }

    /// <summary>A phrase that nobody sees is one that nobody measured.</summary>
    [Theory]
    [MemberData(nameof(Panel.Languages), MemberType = typeof(Panel))]
    public void Every_phrase_is_on_some_picture(Language language)
    {
        var said = ScreenGallery.Samples.SelectMany(sample => Panel.ScreenOf(sample.Name, language).Texts).ToHashSet();
        var phrases = new[] { typeof(Texts), typeof(EnrolmentTexts), typeof(ServiceTexts), typeof(StaffTexts) }
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)).Where(field => field.FieldType == typeof(Phrase))
            .Select(field => (field.Name, Text: Furigana.Strip(((Phrase)field.GetValue(null)!).In(language).Main).Replace('\n', ' ')));
        Assert.Empty(phrases.Where(phrase => !said.Contains(phrase.Text)).Select(phrase => phrase.Name).Distinct());
    }

    [Theory]
    [InlineData(Language.English)]
    [InlineData(Language.Chinese)]
    [InlineData(Language.Korean)]
    [InlineData(Language.Portuguese)]
    [InlineData(Language.Vietnamese)]
    public void Nothing_of_another_language_slips_into_the_main_lines(Language language)
    {
        var simplified = CodePagesEncodingProvider.Instance.GetEncoding(20936, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;   // GB 2312
        foreach (var (name, _) in ScreenGallery.Samples.Where(sample => sample.Situation.Step is not Step.CheckingDetails))   // which shows what the card says
        {
            var screen = Panel.ScreenOf(name, language);
            foreach (var text in new[] { screen.Header }.Concat(screen.Body.Lines).Concat([screen.Banner, screen.Left?.Text, .. screen.Keys.Select(key => (Line?)key.Text), screen.Right?.Text]).OfType<Line>().Where(line => !line.IsName))
            {
                Assert.True(text.Main.EnumerateRunes().All(rune => IsOf(rune.Value)), $"{name}: {text.Main}");
            }
        }

        bool IsOf(int rune) => rune is < 0x250 or '●' or '○' or '…' or '✓' || language switch
        {
            Language.Chinese => simplified.GetByteCount(char.ConvertFromUtf32(rune)) > 0 && rune is not (>= 0x3041 and <= 0x30FF),
            Language.Korean => rune is >= 0xAC00 and <= 0xD7A3,
            Language.Vietnamese => rune is >= 0x1EA0 and <= 0x1EF9,
            _ => false,
        };
    }

    [Fact]
    public void A_title_is_on_no_screen_but_those_that_show_titles()
    {
        foreach (var language in ScreenGallery.Languages)
        {
            foreach (var (name, situation) in ScreenGallery.Samples)
            {
                var screen = Panel.ScreenOf(situation with { Language = language });
                Assert.True(screen.ShowsTitles || !screen.Texts.Any(text => ScreenGallery.Titles.Any(title => text.Contains(title, StringComparison.Ordinal))), name);
            }
        }
    }

    [Fact]
    public void Beside_the_language_key_stands_the_name_of_the_language_in_its_own_script()
    {
        Assert.Equal(["ことば", "やさしい ことば", "English", "中文", "한국어", "Português", "Tiếng Việt"],
            ScreenGallery.Languages.Select(language => Panel.ScreenOf(Panel.At(new Step.Idle(), language)).Left!.Text.Main));
    }

    [Fact]
    public void Large_text_has_no_second_lines()
    {
        foreach (var (name, situation) in ScreenGallery.Samples)
        {
            var screen = Panel.ScreenOf(situation, new ScreenSettings { HasLargeText = true });
            Assert.True(screen.Body.Lines.Concat([screen.Header, screen.Banner, screen.Left?.Text, screen.Right?.Text]).All(line => line?.Second is null || situation.Step is Step.ChoosingBridge), name);   // a server's address stays beside its name
        }
    }

    [Fact]
    public void From_every_screen_a_key_or_a_while_leads_on()
    {
        foreach (var (name, situation) in ScreenGallery.Samples)
        {
            var screen = Panel.ScreenOf(situation);
            var hasKey = screen.Left is not null || screen.Right is not null || !screen.Keys.IsEmpty || screen.Body is Body.Menu or Body.Choices { Keys: [_, ..] };
            Assert.True(hasKey || situation.Step is Step.Idle or Step.OutOfService or IRequesting { Pending: not null } or Step.Unlinking or Step.SendingReceipt
                or Step.CallingStaff { IsCalled: false } or Step.Registering or Step.Erasing or Step.JoiningWifi or Step.ChangingStation || DialogueFlow.LimitOf(situation.Step) is not null, name);
        }
    }

    [Property]
    public Property No_item_number_and_no_pass_reaches_a_screen() => Prop.ForAll(Sessions(), session =>
    {
        Step[] steps = [new Step.Recognised(session), new Step.Scanning(session, new PendingRequest(Guid.Empty, new LoanRequested(session.Borrower, Barcode(999_999)))), new Step.Scanning(session, null), new Step.Done(session), new Step.Refused(session, ItemProblem.OnHold)];
        string[] secrets = [.. session.Lent.Select(item => item.Item), ((Borrower.ByPass)session.Borrower).Pass, Barcode(999_999)];
        return steps.SelectMany(step => ScreenGallery.Languages, (step, language) => TextsOf(step, language))
            .All(texts => texts.All(text => !secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal))));
    });

    static Arbitrary<Session> Sessions() => (
        from onLoan in Gen.Choose(0, 20)
        from overdue in Gen.Choose(0, 3)
        from holds in Gen.Choose(0, 3)
        from known in Gen.Elements(true, false)
        from items in Gen.ListOf(Gen.Choose(100_000, 999_998))
        from days in Gen.Choose(0, 400)
        from offline in Gen.Elements(true, false)
        select new Session(
            new Borrower.ByPass($"pass-{onLoan:D6}"),
            known ? new Account(onLoan, Limit: 10, overdue, holds) : null,
            [.. items.Select((item, i) => new LentItem(Barcode(item), Due.AddDays((days + i) % 400), offline))])).ToArbitrary();

    static string Barcode(int number) => $"A{number}B";

    static ImmutableArray<string> TextsOf(Step step, Language language = Language.Japanese) => Panel.ScreenOf(Panel.At(step, language)).Texts;

    static void AssertDistinct(IEnumerable<string> phrases) => Assert.Equal(phrases.Distinct(), phrases);
}
