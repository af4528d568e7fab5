using Bridge.Enrolment;
using Bridge.Identity;
using Bridge.Ingest;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Enrolment;

/// <summary>Somebody becomes a patron, or links a card, at an appliance.</summary>
public sealed class EnrolmentTests : IAsyncLifetime
{
    EnrolmentWorld world = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => world = await EnrolmentWorld.OpenAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_new_patron_gets_a_number_and_a_pass_and_is_known_by_the_next_tap()
    {
        var card = new TestCard();

        var enrolled = Assert.IsType<Enrolled>(await world.DecideAsync(world.Registration(card)));

        var patron = Assert.Single(await world.PatronsAsync());
        Assert.Equal(("10000001", "山田　花子", new DateOnly(1985, 4, 12), "長野県白樺市湖畔３－４－５", "2", "0265-12-3456"),
            (patron.Number, patron.Name, patron.BirthDate, patron.Address, patron.Sex, patron.Phone));
        Assert.Equal(("1", world.Now), (patron.TermsVersion, patron.ConsentAt));
        Assert.True(enrolled.IsNewPatron);
        Assert.StartsWith("https://library.example/h/", enrolled.HandOver!.Url, StringComparison.Ordinal);
        Assert.True(Pass.TryOpen(enrolled.Patron.Pass, world.Bridge.Get<BridgeKeys>().Pass, world.Device.Address, out var pass));
        Assert.Equal((patron.Id, Assurance.PinProven, CardKind.MyNumberCard), (pass.Patron, pass.Assurance, pass.Kind));
        Assert.IsType<PatronRecognised>(await world.TapAsync(card));
    }

    [Fact]
    public async Task A_daily_tap_asks_no_platform()
    {
        var card = new TestCard();
        await world.DecideAsync(world.Registration(card));

        await world.TapAsync(card);

        Assert.Equal((1, 0, 0), (world.Platform.Identified, world.Platform.Recognised, world.Platform.Checked));
    }

    [Fact]
    public async Task A_patron_with_a_library_card_links_and_keeps_the_number()
    {
        var patron = await world.AddPatronAsync("2001", email: "hanako@example.jp");
        var card = new TestCard();

        var enrolled = Assert.IsType<Enrolled>(await world.DecideAsync(world.Link(card, "A92001A")));

        Assert.Equal((false, null), (enrolled.IsNewPatron, enrolled.HandOver));
        Assert.Equal(patron.Id, Assert.Single(await world.LinksAsync()).PatronId);
        Assert.Equal("2001", Assert.Single(await world.PatronsAsync()).Number);
        Assert.Equal(["Linked hanako@example.jp"], world.Bridge.Mails.Lines);
        Assert.IsType<PatronRecognised>(await world.TapAsync(card));
    }

    [Fact]
    public async Task A_library_card_nobody_has_links_nothing()
    {
        Assert.Equal(new EnrolmentRefused(EnrolmentRefusal.LibraryCardUnknown), await world.DecideAsync(world.Link(new TestCard(), "404")));
        Assert.Equal(new EnrolmentRefused(EnrolmentRefusal.LibraryCardUnknown), await world.DecideAsync(world.Link(new TestCard(), null)));
        Assert.Empty(await world.LinksAsync());
    }

    [Fact]
    public async Task A_patron_who_may_not_use_the_library_may_not_link_either()
    {
        await world.AddPatronAsync("2001", block: "未返却の弁償");

        Assert.Equal(new EnrolmentRefused(EnrolmentRefusal.PatronNotAllowed), await world.DecideAsync(world.Link(new TestCard(), "92001")));
        Assert.Empty(await world.LinksAsync());
    }

    [Fact]
    public async Task A_library_card_that_somebody_found_does_not_link_to_the_finder()
    {
        await world.AddPatronAsync("2001", EnrolmentWorld.Hanako);

        Assert.Equal(new EnrolmentAwaitsStaff(null), await world.DecideAsync(world.Link(new TestCard(), "92001", EnrolmentWorld.Taro)));

        Assert.Empty(await world.LinksAsync());
        Assert.Equal(ReviewReason.DetailsDiffer, Assert.Single(await world.ApplicationsAsync()).Reason);
    }

    [Fact]
    public async Task A_card_of_one_patron_cannot_be_linked_to_another()
    {
        var card = new TestCard();
        await world.DecideAsync(world.Registration(card));
        await world.AddPatronAsync("2001");
        var before = await world.SnapshotAsync();

        Assert.Equal(new EnrolmentRefused(EnrolmentRefusal.LinkedToAnother), await world.DecideAsync(world.Link(card, "92001")));

        Assert.Equal(before, await world.SnapshotAsync());
    }

    [Fact]
    public async Task A_person_the_platform_knows_as_a_patron_is_not_registered_twice()
    {
        var (first, second) = (new TestCard("0A"), new TestCard("0B"));
        world.Platform.Knows(first, [1, 2, 3]);
        world.Platform.Knows(second, [1, 2, 3]);
        await world.DecideAsync(world.Registration(first));

        var enrolled = Assert.IsType<Enrolled>(await world.DecideAsync(world.Registration(second)));

        Assert.False(enrolled.IsNewPatron);
        Assert.Single(await world.PatronsAsync());
        Assert.Equal(2, (await world.LinksAsync()).Count);   // two cards, one patron
        Assert.Single(await world.IdentitiesAsync());
    }

    [Fact]
    public async Task A_renewed_certificate_keeps_the_patron_and_replaces_the_old_one()
    {
        var card = new TestCard("0A");
        await world.DecideAsync(world.Registration(card));
        await world.Bridge.WriteAsync(db => db.Patrons.Single().Email = "hanako@example.jp");
        var renewed = card.Renewed("0B");
        Assert.IsType<CardUnknown>(await world.TapAsync(renewed));

        Assert.False(Assert.IsType<Enrolled>(await world.DecideAsync(world.Registration(renewed))).IsNewPatron);

        Assert.Single(await world.PatronsAsync());
        Assert.Equal(CardLink.SerialIndex(world.Bridge.Get<BridgeKeys>().Site, "0B"), Assert.Single(await world.LinksAsync()).SerialHash);
        Assert.Equal(["CardRenewed hanako@example.jp"], world.Bridge.Mails.Lines);
        Assert.IsType<PatronRecognised>(await world.TapAsync(renewed));
    }

    [Fact]
    public async Task A_chip_that_was_relayed_into_another_persons_card_does_not_open_the_patron()
    {
        var card = new TestCard("0A");
        await world.DecideAsync(world.Registration(card, EnrolmentWorld.Hanako));
        var before = await world.LinksAsync();

        Assert.IsType<EnrolmentAwaitsStaff>(await world.DecideAsync(world.Registration(card.Renewed("0B"), EnrolmentWorld.Taro)));
        Assert.IsType<EnrolmentAwaitsStaff>(await world.DecideAsync(world.Link(card.Renewed("0C"), null, EnrolmentWorld.Taro)));

        Assert.Equal(before.Single().SerialHash, Assert.Single(await world.LinksAsync()).SerialHash);
    }

    [Fact]
    public async Task A_known_card_on_another_chip_shows_its_PIN_once_and_then_counts_again()
    {
        var card = new TestCard();
        await world.DecideAsync(world.Registration(card));
        var other = card.OnOtherChip();
        Assert.Equal(new EnrolmentNeeded(EnrolmentCause.OtherChip), await world.TapAsync(other));

        Assert.IsType<Enrolled>(await world.DecideAsync(world.Link(other, null)));

        Assert.IsType<PatronRecognised>(await world.TapAsync(other));
        Assert.Equal(new EnrolmentNeeded(EnrolmentCause.OtherChip), await world.TapAsync(card));
        Assert.Single(await world.IdentitiesAsync());
    }

    [Fact]
    public async Task An_unlinked_card_is_nobodys_and_may_be_linked_anew()
    {
        var card = new TestCard();
        await world.DecideAsync(world.Registration(card));
        var recognised = Assert.IsType<PatronRecognised>(await world.TapAsync(card));
        Assert.True(recognised.May.HasFlag(Operations.Unlink));

        var unlink = world.Device.Entry(new UnlinkRequested(recognised.Pass));
        await world.Bridge.TakeAsync(world.Device, unlink);
        await world.Bridge.TakeAsync(world.Device, unlink);

        Assert.IsType<CardUnknown>(await world.TapAsync(card));
        Assert.Empty(await world.LinksAsync());
        Assert.Empty(await world.IdentitiesAsync());
        Assert.Single(await world.PatronsAsync());
        Assert.Empty(await world.Bridge.StaffTasksAsync());
    }

    [Fact]
    public async Task A_library_card_takes_no_My_Number_card_away()
    {
        await world.AddPatronAsync("2001");
        await world.DecideAsync(world.Link(new TestCard(), "92001"));
        var recognised = Assert.IsType<PatronRecognised>(await world.AskAsync(new CardEvidence.LibraryCard("92001")));
        Assert.False(recognised.May.HasFlag(Operations.Unlink));

        await world.Bridge.TakeAsync(world.Device, world.Device.Entry(new UnlinkRequested(recognised.Pass)));

        Assert.Single(await world.LinksAsync());
        Assert.Equal(StaffReason.UnlinkNotApplied, Assert.Single(await world.Bridge.StaffTasksAsync()).Reason);
    }

    [Theory]
    [InlineData("down", EnrolmentRefusal.PlatformDown)]
    [InlineData("unknown", EnrolmentRefusal.CardNotTrusted)]
    [InlineData("expired", EnrolmentRefusal.CardExpired)]
    [InlineData("revoked", EnrolmentRefusal.CardRevoked)]
    [InlineData("broken", EnrolmentRefusal.PlatformDown)]
    public async Task What_the_platform_does_not_vouch_for_leaves_nothing_behind(string what, EnrolmentRefusal refusal)
    {
        world.Platform.Identify = (_, _) => what switch
        {
            "down" => Task.FromResult<PlatformAnswer>(new PlatformAnswer.Unavailable("test")),
            "expired" => Task.FromResult<PlatformAnswer>(new PlatformAnswer.NotValid(CardInvalidity.Expired)),
            "revoked" => Task.FromResult<PlatformAnswer>(new PlatformAnswer.NotValid(CardInvalidity.Revoked)),
            "broken" => throw new HttpRequestException("test"),
            _ => Task.FromResult<PlatformAnswer>(new PlatformAnswer.Unknown()),
        };

        Assert.Equal(new EnrolmentRefused(refusal), await world.DecideAsync(world.Registration(new TestCard())));

        Assert.Equal("", await world.SnapshotAsync());
        Assert.Empty(world.Bridge.Mails.Sent);
    }

    [Fact]
    public async Task A_platform_that_does_not_answer_is_given_up_and_nothing_is_registered()
    {
        var asked = new TaskCompletionSource();
        world.Platform.Identify = (_, _) =>
        {
            asked.SetResult();
            return new TaskCompletionSource<PlatformAnswer>().Task;   // for ever, and deaf to cancellation
        };
        var entry = world.Device.Entry(world.Registration(new TestCard()), world.Now);
        await world.Bridge.TakeAsync(world.Device, entry);

        var deciding = world.Bridge.Get<EnrolmentDesk>().DecideAsync(entry.Id, Cancel);
        await asked.Task;
        world.Bridge.Clock.Advance(TimeSpan.FromSeconds(13));
        await deciding;

        Assert.Equal(new EnrolmentRefused(EnrolmentRefusal.PlatformDown), await world.OutcomeAsync(entry.Id));
        Assert.Empty(await world.PatronsAsync());
    }

    [Fact]
    public async Task A_challenge_is_good_for_one_enrolment()
    {
        var nonce = world.Nonce();
        var first = new RegistrationRequested(world.Prove(new TestCard("0A"), nonce), EnrolmentWorld.Hanako, world.Consent, null);
        var second = new RegistrationRequested(world.Prove(new TestCard("0B"), nonce), EnrolmentWorld.Taro, world.Consent, null);

        Assert.IsType<Enrolled>(await world.DecideAsync(first));
        Assert.Equal(new EnrolmentRefused(EnrolmentRefusal.ProofNotAccepted), await world.DecideAsync(second));
        Assert.Single(await world.PatronsAsync());
    }

    [Fact]
    public async Task A_challenge_used_twice_at_the_same_moment_counts_once()
    {
        var nonce = world.Nonce();
        var gate = new TaskCompletionSource();
        world.Platform.Identify = async (evidence, _) =>
        {
            await gate.Task;
            return new PlatformAnswer.Valid(world.Platform.PpidOf(evidence.ChipKey), TestPlatform.CertificateEnds);
        };
        var ids = new List<Guid>();
        foreach (var (serial, person) in new[] { ("0A", EnrolmentWorld.Hanako), ("0B", EnrolmentWorld.Taro) })
        {
            var entry = world.Device.Entry(new RegistrationRequested(world.Prove(new TestCard(serial), nonce), person, world.Consent, null), world.Now);
            await world.Bridge.TakeAsync(world.Device, entry);
            ids.Add(entry.Id);
        }

        var both = Task.WhenAll(ids.Select(id => world.Bridge.Get<EnrolmentDesk>().DecideAsync(id, Cancel)));
        gate.SetResult();
        await both;

        Assert.Single(await world.PatronsAsync());
    }

    [Fact]
    public async Task Two_enrolments_of_one_card_at_the_same_moment_make_one_patron()
    {
        var card = new TestCard();
        var gate = new TaskCompletionSource();
        world.Platform.Identify = async (evidence, _) =>
        {
            await gate.Task;
            return new PlatformAnswer.Valid(world.Platform.PpidOf(evidence.ChipKey), TestPlatform.CertificateEnds);
        };
        EventEnvelope[] entries = [world.Device.Entry(world.Registration(card), world.Now), world.Device.Entry(world.Registration(card), world.Now)];
        await world.Bridge.TakeAsync(world.Device, entries);

        var both = Task.WhenAll(entries.Select(entry => world.Bridge.Get<EnrolmentDesk>().DecideAsync(entry.Id, Cancel)));
        gate.SetResult();
        await both;

        Assert.Single(await world.PatronsAsync());
        Assert.Single(await world.LinksAsync());
        Assert.Equal([false, true], new[] { await world.OutcomeAsync(entries[0].Id), await world.OutcomeAsync(entries[1].Id) }.Cast<Enrolled>().Select(e => e.IsNewPatron).Order());
    }

    [Fact]
    public async Task An_entry_that_comes_again_is_answered_again_and_changes_nothing()
    {
        var requested = world.Registration(new TestCard());
        var entry = world.Device.Entry(requested, world.Now);
        var undecided = Assert.Single((await world.Bridge.TakeAsync(world.Device, entry)).OfType<Reply.Undecided>());
        Assert.Equal(entry.Id, undecided.Request);
        await world.Bridge.Get<EnrolmentDesk>().DecideAsync(entry.Id, Cancel);
        var before = await world.SnapshotAsync();

        await world.Bridge.Get<EnrolmentDesk>().DecideAsync(entry.Id, Cancel);
        var replies = await world.Bridge.TakeAsync(world.Device, world.Device.Again(entry, requested));

        Assert.Equal(await world.OutcomeAsync(entry.Id), Assert.Single(replies.OfType<Reply.Decided>()).Outcome);
        Assert.Equal(before, await world.SnapshotAsync());
    }

    [Fact]
    public async Task A_case_that_a_crash_left_undecided_is_decided_after_the_restart()
    {
        var entry = world.Device.Entry(world.Registration(new TestCard()), world.Now);
        await world.Bridge.TakeAsync(world.Device, entry);

        await world.Bridge.RestartAsync();
        await world.Bridge.Get<EnrolmentDesk>().DecideAsync(entry.Id, Cancel);

        Assert.IsType<Enrolled>(await world.OutcomeAsync(entry.Id));
        Assert.Single(await world.PatronsAsync());
    }

    [Fact]
    public async Task A_case_that_nobody_waits_for_any_more_is_not_applied()
    {
        var entry = world.Device.Entry(world.Registration(new TestCard()), world.Now);
        await world.Bridge.TakeAsync(world.Device, entry);
        world.Bridge.Clock.Advance(EnrolmentDesk.NobodyWaits + TimeSpan.FromSeconds(1));

        await world.Bridge.Get<EnrolmentDesk>().DecideAsync(entry.Id, Cancel);

        Assert.Equal(new EnrolmentRefused(EnrolmentRefusal.PlatformDown), await world.OutcomeAsync(entry.Id));
        Assert.Empty(await world.PatronsAsync());
        Assert.Equal(0, world.Platform.Identified);
    }

    [Fact]
    public async Task What_was_told_needs_nobody_and_forgets_the_proof()
    {
        var (id, outcome) = await world.BringAsync(world.Registration(new TestCard()));
        await world.TellAsync(id, outcome!);

        Assert.Empty(await world.Bridge.StaffTasksAsync());
        var enrolment = await world.Bridge.ReadAsync(db => db.EnrolmentCases.SingleAsync(Cancel));
        Assert.Equal((null, null, null), (enrolment.Sealed, enrolment.Outcome, enrolment.Undo));
        Assert.Equal(Settlement.Told, enrolment.Settlement);
    }

    [Fact]
    public async Task What_was_told_otherwise_goes_to_staff()
    {
        var (id, _) = await world.BringAsync(world.Registration(new TestCard()));
        await world.TellAsync(id, new EnrolmentRefused(EnrolmentRefusal.PlatformDown));

        Assert.Equal(StaffReason.ToldOtherwise, Assert.Single(await world.Bridge.StaffTasksAsync()).Reason);
    }

    [Fact]
    public async Task A_withdrawn_registration_leaves_nobody_behind()
    {
        var before = await world.SnapshotAsync();
        var (id, _) = await world.BringAsync(world.Registration(new TestCard()));
        Assert.NotEqual(before, await world.SnapshotAsync());

        await world.WithdrawAsync(id);

        Assert.Equal(before, await world.SnapshotAsync());
        Assert.Null(await world.OutcomeAsync(id));
    }

    [Fact]
    public async Task A_withdrawn_link_leaves_the_patron_as_before_and_says_so()
    {
        await world.AddPatronAsync("2001", email: "hanako@example.jp");
        var before = await world.SnapshotAsync();
        var (id, _) = await world.BringAsync(world.Link(new TestCard(), "92001"));

        await world.WithdrawAsync(id);

        Assert.Equal(before, await world.SnapshotAsync());
        Assert.Equal(["Linked hanako@example.jp", "Unlinked hanako@example.jp"], world.Bridge.Mails.Lines);
    }

    [Fact]
    public async Task A_withdrawn_renewal_leaves_the_old_certificate_in_its_place()
    {
        var card = new TestCard("0A");
        var (first, outcome) = await world.BringAsync(world.Registration(card));
        await world.TellAsync(first, outcome!);
        var before = await world.SnapshotAsync();

        var (id, _) = await world.BringAsync(world.Registration(card.Renewed("0B")));
        await world.WithdrawAsync(id);

        Assert.Equal(before, await world.SnapshotAsync());
        Assert.IsType<PatronRecognised>(await world.TapAsync(card));
    }

    [Fact]
    public async Task A_withdrawn_re_enrolment_leaves_the_old_chip_in_its_place()
    {
        var card = new TestCard();
        var (first, outcome) = await world.BringAsync(world.Registration(card));
        await world.TellAsync(first, outcome!);
        var before = await world.SnapshotAsync();

        var (id, _) = await world.BringAsync(world.Link(card.OnOtherChip(), null));
        await world.WithdrawAsync(id);

        Assert.Equal(before, await world.SnapshotAsync());
    }

    [Fact]
    public async Task A_withdrawn_application_waits_for_nobody()
    {
        await world.AddPatronAsync("2001");
        var before = await world.SnapshotAsync();
        var (id, outcome) = await world.BringAsync(world.Registration(new TestCard()));
        Assert.IsType<EnrolmentAwaitsStaff>(outcome);   // of the same name and birth date

        await world.WithdrawAsync(id);

        Assert.Equal(before, await world.SnapshotAsync());
    }

    [Fact]
    public async Task An_enrolment_withdrawn_before_it_came_is_dropped()
    {
        var request = world.Device.Entry(2, world.Registration(new TestCard()), world.Now);
        await world.Bridge.TakeAsync(world.Device, world.Device.Entry(1, new EnrolmentWithdrawn(request.Id)));
        await world.Bridge.TakeAsync(world.Device, request);
        await world.Bridge.Get<EnrolmentDesk>().DecideAsync(request.Id, Cancel);

        Assert.Empty(await world.PatronsAsync());
        Assert.Equal(0, world.Platform.Identified);
    }

    [Fact]
    public async Task An_enrolment_withdrawn_while_the_platform_thinks_is_not_applied()
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource<PlatformAnswer>());
        world.Platform.Identify = (_, _) =>
        {
            asked.SetResult();
            return answer.Task;
        };
        var entry = world.Device.Entry(world.Registration(new TestCard()), world.Now);
        await world.Bridge.TakeAsync(world.Device, entry);
        var deciding = world.Bridge.Get<EnrolmentDesk>().DecideAsync(entry.Id, Cancel);
        await asked.Task;

        await world.WithdrawAsync(entry.Id);
        answer.SetResult(new PlatformAnswer.Valid([1], TestPlatform.CertificateEnds));
        await deciding;

        Assert.Empty(await world.PatronsAsync());
        Assert.Null(await world.OutcomeAsync(entry.Id));
    }

    [Fact]
    public async Task A_patron_who_has_borrowed_is_not_undone_but_handed_to_staff()
    {
        await world.Bridge.AddItemAsync("A1A");
        var (id, outcome) = await world.BringAsync(world.Registration(new TestCard()));
        await world.Bridge.TakeAsync(world.Device, world.Device.Entry(new LoanRequested(new Borrower.ByPass(((Enrolled)outcome!).Patron.Pass), "A1A"), world.Now));

        await world.WithdrawAsync(id);

        Assert.Single(await world.PatronsAsync());
        Assert.Equal(StaffReason.WithdrawnTooLate, Assert.Single(await world.Bridge.StaffTasksAsync()).Reason);
    }

    [Fact]
    public async Task Another_devices_enrolment_cannot_be_settled()
    {
        var (id, outcome) = await world.BringAsync(world.Registration(new TestCard()));
        using var other = new TestDevice("counter-2") { BridgeKey = world.Device.BridgeKey };

        await world.Bridge.TakeAsync(other, other.Entry(new EnrolmentWithdrawn(id)), other.Entry(new EnrolmentTold(id, outcome!)));

        Assert.Single(await world.PatronsAsync());
        Assert.Equal([StaffReason.RequestUnknown, StaffReason.RequestUnknown], (await world.Bridge.StaffTasksAsync()).Select(task => task.Reason));
    }

    [Fact]
    public async Task An_enrolment_settled_in_two_ways_goes_to_staff_and_stands()
    {
        var (id, outcome) = await world.BringAsync(world.Registration(new TestCard()));
        await world.TellAsync(id, outcome!);
        await world.WithdrawAsync(id);

        Assert.Single(await world.PatronsAsync());
        Assert.Equal(StaffReason.SettledTwice, Assert.Single(await world.Bridge.StaffTasksAsync()).Reason);
    }
}
