using Bridge.Enrolment;
using Bridge.Identity;
using Bridge.Ingest;
using Bridge.Settings;
using Contract;

namespace CloudBridge.Tests.Enrolment;

/// <summary>For how long a card is believed, and who is asked when that is over.</summary>
public sealed class ValidityTests : IAsyncLifetime
{
    readonly TestCard card = new();
    EnrolmentWorld world = null!;

    public async ValueTask InitializeAsync()
    {
        world = await EnrolmentWorld.OpenAsync();
        await world.DecideAsync(world.Registration(card));
    }

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task After_a_week_the_platform_is_asked_once_and_then_not_for_another_week()
    {
        Pass(TimeSpan.FromDays(7));

        Assert.IsType<PatronRecognised>(await world.TapAsync(card));
        Assert.IsType<PatronRecognised>(await world.TapAsync(card));

        Assert.Equal(1, world.Platform.Checked);
    }

    [Fact]
    public async Task The_platform_is_asked_by_its_own_identifier_for_the_card_that_lies_there()
    {
        StatusQuestion? asked = null;
        world.Platform.Check = (question, _) =>
        {
            asked = question;
            return Task.FromResult<PlatformAnswer>(new PlatformAnswer.Valid(question.Ppid, TestPlatform.CertificateEnds));
        };
        Pass(TimeSpan.FromDays(7));
        await world.TapAsync(card);

        Assert.Equal(world.Platform.PpidOf(card.ChipKey), asked!.Value.Ppid);
        Assert.Equal("A1B2C3D", asked.Value.CertificateSerial);
    }

    [Fact]
    public async Task A_revocation_takes_effect_within_the_week_and_a_suspended_certificate_comes_back()
    {
        world.Platform.Check = Says(new PlatformAnswer.NotValid(CardInvalidity.Revoked));
        Assert.IsType<PatronRecognised>(await world.TapAsync(card));
        Pass(TimeSpan.FromDays(7));

        Assert.Equal(new CardNotValid(CardInvalidity.Revoked), await world.TapAsync(card));
        world.Platform.Check = Says(new PlatformAnswer.Unavailable("test"));
        Assert.Equal(new CardNotValid(CardInvalidity.Revoked), await world.TapAsync(card));
        world.Platform.Check = null;
        Assert.IsType<PatronRecognised>(await world.TapAsync(card));
    }

    [Fact]
    public async Task A_platform_that_is_down_is_tolerated_for_three_days_and_no_longer()
    {
        world.Platform.Check = Says(new PlatformAnswer.Unavailable("test"));
        Pass(TimeSpan.FromDays(9));
        Assert.IsType<PatronRecognised>(await world.TapAsync(card));

        Pass(TimeSpan.FromDays(1));
        Assert.Equal(new AskFailed(AskDesk.NobodyToAsk), await world.TapAsync(card));
    }

    [Fact]
    public async Task A_platform_that_hangs_is_waited_for_three_seconds()
    {
        var asked = new TaskCompletionSource();
        world.Platform.Check = (_, _) =>
        {
            asked.SetResult();
            return new TaskCompletionSource<PlatformAnswer>().Task;
        };
        Pass(TimeSpan.FromDays(8));

        var answer = world.TapAsync(card);
        await asked.Task;
        world.Bridge.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.IsType<PatronRecognised>(await answer);
    }

    [Fact]
    public async Task A_certificate_that_has_ended_is_told_without_asking_anyone()
    {
        Pass(TestPlatform.CertificateEnds - world.Now + TimeSpan.FromSeconds(1));

        Assert.Equal(new CardNotValid(CardInvalidity.Expired), await world.TapAsync(card));
        Assert.Equal(0, world.Platform.Checked);
    }

    [Fact]
    public async Task A_person_the_platform_no_longer_knows_shows_the_PIN_again()
    {
        world.Platform.Check = Says(new PlatformAnswer.Unknown());
        Pass(TimeSpan.FromDays(7));

        Assert.Equal(new EnrolmentNeeded(EnrolmentCause.EarlierMethod), await world.TapAsync(card));
        Assert.IsType<Enrolled>(await world.DecideAsync(world.Link(card, null)));
        Assert.IsType<PatronRecognised>(await world.TapAsync(card));
    }

    [Fact]
    public async Task A_replayed_tap_is_told_as_used_even_when_the_platform_was_asked()
    {
        Pass(TimeSpan.FromDays(7));
        var tap = card.Tap(world.Device, world.Now);
        Assert.IsType<PatronRecognised>(await world.AskAsync(tap));

        Assert.Equal(new AskFailed(AskDesk.UsedBefore), await world.AskAsync(tap));
    }

    [Fact]
    public async Task Somebody_who_registered_from_home_is_recognised_at_the_first_tap_when_the_platform_vouches_for_the_chip()
    {
        var atHome = new TestCard("0E");
        await RegisterFromHomeAsync();
        world.Platform.Recognise = (evidence, _) => Task.FromResult<PlatformAnswer>(evidence.CertificateSerial == "E"
            ? new PlatformAnswer.Valid([7], TestPlatform.CertificateEnds, atHome.ChipKey)
            : new PlatformAnswer.Unknown());

        Assert.IsType<PatronRecognised>(await world.TapAsync(atHome));

        Assert.Equal(LinkMethod.Platform, (await world.LinksAsync())[^1].Method);
        world.Platform.Recognise = SaysOfTap(new PlatformAnswer.Unavailable("test"));
        Assert.IsType<PatronRecognised>(await world.TapAsync(atHome));   // linked by now: nobody is asked
    }

    [Fact]
    public async Task Somebody_who_registered_from_home_shows_the_PIN_once_when_the_platform_has_not_seen_the_chip()
    {
        var atHome = new TestCard("0E");
        await RegisterFromHomeAsync();
        world.Platform.Recognise = SaysOfTap(new PlatformAnswer.Valid([7], TestPlatform.CertificateEnds));
        world.Platform.Knows(atHome, [7]);

        Assert.Equal(new EnrolmentNeeded(EnrolmentCause.ChipNotEnrolled), await world.TapAsync(atHome));
        Assert.False(Assert.IsType<Enrolled>(await world.DecideAsync(world.Link(atHome, null, EnrolmentWorld.Taro))).IsNewPatron);
        Assert.IsType<PatronRecognised>(await world.TapAsync(atHome));
    }

    [Fact]
    public async Task A_chip_the_platform_names_but_that_did_not_sign_is_not_linked()
    {
        var (atHome, other) = (new TestCard("0E"), new TestCard("0D"));
        await RegisterFromHomeAsync();
        world.Platform.Recognise = SaysOfTap(new PlatformAnswer.Valid([7], TestPlatform.CertificateEnds, other.ChipKey));

        Assert.Equal(new EnrolmentNeeded(EnrolmentCause.ChipNotEnrolled), await world.TapAsync(atHome));
        Assert.Single(await world.LinksAsync());
    }

    [Theory]
    [InlineData("unknown", typeof(CardUnknown))]
    [InlineData("stranger", typeof(CardUnknown))]
    [InlineData("expired", typeof(CardNotValid))]
    [InlineData("down", typeof(AskFailed))]
    public async Task What_the_platform_says_of_a_card_nobody_linked_is_told(string what, Type answer)
    {
        world.Platform.Recognise = SaysOfTap(what switch
        {
            "stranger" => new PlatformAnswer.Valid([8], TestPlatform.CertificateEnds, new TestCard("0E").ChipKey),
            "expired" => new PlatformAnswer.NotValid(CardInvalidity.Expired),
            "down" => new PlatformAnswer.Unavailable("test"),
            _ => new PlatformAnswer.Unknown(),
        });

        Assert.IsType(answer, await world.TapAsync(new TestCard("0E")));
    }

    [Fact]
    public async Task A_loan_made_off_line_with_the_card_itself_counts_without_asking_the_platform()
    {
        await world.Bridge.AddItemAsync("A1A");
        Pass(TimeSpan.FromDays(8));
        world.Platform.Check = Says(new PlatformAnswer.Unavailable("test"));
        var entry = world.Device.Entry(new LoanRequested(new Borrower.ByCard(card.Tap(world.Device, world.Now)), "A1A"), world.Now);

        Assert.IsType<LoanGranted>((await world.Bridge.TakeAsync(world.Device, entry)).OfType<Reply.Decided>().Single().Outcome);
        Assert.Equal(0, world.Platform.Checked);
    }

    [Fact]
    public async Task Somebody_who_registers_from_home_again_is_known_and_not_written_to_again()
    {
        await RegisterFromHomeAsync();
        var form = new RegistrationForm(EnrolmentWorld.Taro.Name, null, EnrolmentWorld.Taro.Address, null, EnrolmentWorld.Taro.BirthDate, "1", null, "taro@example.jp", "ja", true, null, "1", world.Now);

        Assert.IsType<RegistrationResult.Known>(await RegisterAsync(form));

        Assert.Single(world.Bridge.Mails.Sent);
        Assert.Equal(2, (await world.PatronsAsync()).Count);
    }

    Task<RegistrationResult> RegisterAsync(RegistrationForm form) => world.Bridge.Get<Bridge.Storage.Store>().WriteAsync(
        db => world.Bridge.Get<Registrations>().RegisterAsync(db, form, new([7], IdentitySource.Home), world.Now, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

    async Task RegisterFromHomeAsync()
    {
        var form = new RegistrationForm(EnrolmentWorld.Taro.Name, "タカハシ　タロウ", EnrolmentWorld.Taro.Address, "385-0001", EnrolmentWorld.Taro.BirthDate, "1", null, "taro@example.jp", "ja", true, null, "1", world.Now);
        Assert.IsType<RegistrationResult.Registered>(await RegisterAsync(form));
        Assert.Equal(["Registered taro@example.jp"], world.Bridge.Mails.Lines);
    }

    void Pass(TimeSpan time) => world.Bridge.Clock.Advance(time);

    static Func<StatusQuestion, CancellationToken, Task<PlatformAnswer>> Says(PlatformAnswer answer) => (_, _) => Task.FromResult(answer);

    static Func<TapEvidence, CancellationToken, Task<PlatformAnswer>> SaysOfTap(PlatformAnswer answer) => (_, _) => Task.FromResult(answer);
}

/// <summary>The policy table: operation × least assurance, per kind of card.</summary>
public sealed class PolicyTests
{
    [Fact]
    public async Task A_site_may_want_more_for_some_operations_and_the_appliance_is_told()
    {
        await using var world = await EnrolmentWorld.OpenAsync(identity: new()
        {
            LibraryCard = new() { Loan = Assurance.ChipProven, Holds = Assurance.Presented, Renew = Assurance.Presented, Unlink = Assurance.PinProven },
        });
        await world.AddPatronAsync("2001");
        await world.Bridge.AddItemAsync("A1A");

        var recognised = Assert.IsType<PatronRecognised>(await world.AskAsync(new CardEvidence.LibraryCard("92001")));

        Assert.Equal(Operations.Renew | Operations.Holds | Operations.Enter, recognised.May);
        var loan = world.Device.Entry(new LoanRequested(new Borrower.ByPass(recognised.Pass), "A1A"), world.Now);
        Assert.Equal(new LoanRefused(RefusalReason.NotRecognised), (await world.Bridge.TakeAsync(world.Device, loan)).OfType<Reply.Decided>().Single().Outcome);
    }

    [Fact]
    public async Task A_kind_of_card_that_may_do_nothing_is_not_allowed()
    {
        await using var world = await EnrolmentWorld.OpenAsync(identity: new() { LibraryCard = AssurancePolicy.From(Assurance.PinProven) });
        await world.AddPatronAsync("2001");

        Assert.IsType<PatronNotAllowed>(await world.AskAsync(new CardEvidence.LibraryCard("92001")));
    }

    [Fact]
    public async Task After_a_PIN_everything_is_open_that_needs_one()
    {
        await using var world = await EnrolmentWorld.OpenAsync(identity: new() { MyNumberCard = new() { Loan = Assurance.PinProven, Renew = Assurance.ChipProven, Holds = Assurance.ChipProven, Unlink = Assurance.PinProven } });
        var card = new TestCard();

        Assert.Equal(Operations.All, Assert.IsType<Enrolled>(await world.DecideAsync(world.Registration(card))).Patron.May);
        Assert.Equal(Operations.Renew | Operations.Holds | Operations.Enter, Assert.IsType<PatronRecognised>(await world.TapAsync(card)).May);
    }

    [Fact]
    public async Task Other_cards_of_a_patron_are_presented_and_no_more()
    {
        await using var world = await EnrolmentWorld.OpenAsync();
        var patron = await world.AddPatronAsync("2001");
        await world.Bridge.WriteAsync(db => db.PatronCards.AddRange(
            new() { PatronId = patron.Id, Kind = Bridge.Library.PatronCardKind.Felica, Value = "0123456789ABCDEF" },
            new() { PatronId = patron.Id, Kind = Bridge.Library.PatronCardKind.Mifare, Value = "04A1B2C3" },
            new() { PatronId = patron.Id, Kind = Bridge.Library.PatronCardKind.Phone, Value = "P-77" },
            new() { PatronId = patron.Id, Kind = Bridge.Library.PatronCardKind.Barcode, Value = "555" }));

        foreach (var evidence in new CardEvidence[] { new CardEvidence.FelicaCard("0123456789abcdef"), new CardEvidence.MifareCard("04A1B2C3"), new CardEvidence.PhoneBarcode("P-77"), new CardEvidence.LibraryCard("a555a") })
        {
            var recognised = Assert.IsType<PatronRecognised>(await world.AskAsync(evidence));
            Assert.True(Pass.TryOpen(recognised.Pass, world.Bridge.Get<BridgeKeys>().Pass, world.Device.Address, out var pass));
            Assert.Equal((patron.Id, Assurance.Presented), (pass.Patron, pass.Assurance));
            Assert.Equal(Operations.Loan | Operations.Renew | Operations.Holds | Operations.Enter, recognised.May);
        }
        Assert.IsType<CardUnknown>(await world.AskAsync(new CardEvidence.MifareCard("0123456789ABCDEF")));   // another kind's value
        Assert.IsType<CardUnknown>(await world.AskAsync(new CardEvidence.PhoneBarcode(new string('9', 10_000))));
    }
}
