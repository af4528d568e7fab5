using Bridge.Enrolment;
using Bridge.Mail;
using Bridge.Settings;
using Bridge.Storage;
using Contract;

namespace CloudBridge.Tests.Enrolment;

/// <summary>What waits for staff, and what becomes of it.</summary>
public sealed class ReviewTests : IAsyncLifetime
{
    readonly TestCard card = new();
    EnrolmentWorld world = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => world = await EnrolmentWorld.OpenAsync(new() { Mode = RegistrationMode.Review });

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task A_site_that_looks_at_all_has_a_queue_with_reasons()
    {
        Assert.NotNull(Assert.IsType<EnrolmentAwaitsStaff>(await world.DecideAsync(world.Registration(card))).HandOver);

        var waiting = Assert.Single(await WaitingAsync());
        Assert.Equal((ReviewReason.SiteReviewsAll, "山田　花子", "0265-12-3456"), (waiting.Reason, waiting.Form.Name, waiting.Form.Phone));
        Assert.Empty(await world.PatronsAsync());
        Assert.IsType<CardUnknown>(await world.TapAsync(card));
        Assert.Contains((await world.Bridge.Get<Ledger>().ReadAsync(Cancel)).StaffQueue, task => task.Reason == "siteReviewsAll");
    }

    [Fact]
    public async Task An_application_that_comes_again_waits_once()
    {
        await world.DecideAsync(world.Registration(card));
        await world.DecideAsync(world.Registration(card));

        Assert.Single(await WaitingAsync());
    }

    [Fact]
    public async Task What_staff_accept_as_corrected_is_a_patron_whose_card_opens_at_once()
    {
        await world.DecideAsync(world.Registration(card));
        var waiting = Assert.Single(await WaitingAsync());

        var accepted = Assert.IsType<ReviewResult.Accepted>(await DecideAsync((reviews, db) =>
            reviews.AcceptAsync(db, waiting.Id, waiting.Form with { Kana = "ヤマダ　ハナコ", Email = "hanako@example.jp" }, "佐々木", Cancel)));

        Assert.Equal(("ヤマダ　ハナコ", "90000001"), (accepted.Patron.Kana, accepted.Patron.Number));
        Assert.IsType<PatronRecognised>(await world.TapAsync(card));
        Assert.Equal(["Registered hanako@example.jp"], world.Bridge.Mails.Lines);
        var application = Assert.Single(await world.ApplicationsAsync());
        Assert.Equal((ApplicationState.Accepted, "佐々木", null, null, null), (application.State, application.DecidedBy, application.Form, application.Ppid, application.ChipKey));
    }

    [Fact]
    public async Task What_staff_refuse_is_forgotten_and_the_applicant_hears_why()
    {
        await world.DecideAsync(world.Registration(card));
        await world.Bridge.WriteAsync(db => db.Applications.Single().Form = RegistrationForm.Read(db.Applications.Single().Form)! is var form ? (form with { Email = "hanako@example.jp" }).Write() : null);

        Assert.IsType<ReviewResult.Refused>(await DecideAsync((reviews, db) => reviews.RefuseAsync(db, 1, "市外の方です", "佐々木", Cancel)));

        var mail = Assert.Single(world.Bridge.Mails.Sent);
        Assert.Equal((MailKind.Refused, "市外の方です"), (mail.Kind, mail.To.Note));
        Assert.Null(Assert.Single(await world.ApplicationsAsync()).Form);
        Assert.IsType<CardUnknown>(await world.TapAsync(card));
    }

    [Fact]
    public async Task An_application_is_decided_once()
    {
        await world.DecideAsync(world.Registration(card));
        var form = Assert.Single(await WaitingAsync()).Form;
        await DecideAsync((reviews, db) => reviews.AcceptAsync(db, 1, form, "佐々木", Cancel));

        Assert.IsType<ReviewResult.NotWaiting>(await DecideAsync((reviews, db) => reviews.AcceptAsync(db, 1, form, "鈴木", Cancel)));
        Assert.IsType<ReviewResult.NotWaiting>(await DecideAsync((reviews, db) => reviews.RefuseAsync(db, 1, "x", "鈴木", Cancel)));
        Assert.IsType<ReviewResult.NotWaiting>(await DecideAsync((reviews, db) => reviews.RefuseAsync(db, 99, "x", "鈴木", Cancel)));
        Assert.Single(await world.PatronsAsync());
    }

    [Fact]
    public async Task A_correction_that_is_no_good_changes_nothing()
    {
        await world.DecideAsync(world.Registration(card));
        var form = Assert.Single(await WaitingAsync()).Form;

        var refused = Assert.IsType<ReviewResult.FormNotGood>(await DecideAsync((reviews, db) => reviews.AcceptAsync(db, 1, form with { Name = "" }, "佐々木", Cancel)));

        Assert.Equal("Name", Assert.Single(refused.Problems).Field);
        Assert.Single(await WaitingAsync());
    }

    [Fact]
    public async Task A_possible_duplicate_may_be_the_patron_who_is_there_already()
    {
        var patron = await world.AddPatronAsync("2001", EnrolmentWorld.Taro);
        await world.DecideAsync(world.Registration(card, EnrolmentWorld.Taro with { Name = "高橋 太郎" }));   // the library wrote 髙橋
        var waiting = Assert.Single(await WaitingAsync());
        Assert.Equal(ReviewReason.PossibleDuplicate, waiting.Reason);
        Assert.Equal("2001", Assert.Single(waiting.Alike).Number);

        Assert.IsType<ReviewResult.Accepted>(await DecideAsync((reviews, db) => reviews.AcceptAsAsync(db, waiting.Id, patron.Id, "佐々木", Cancel)));

        Assert.Single(await world.PatronsAsync());
        Assert.Equal(patron.Id, Assert.Single(await world.LinksAsync()).PatronId);
    }

    [Fact]
    public async Task A_card_that_was_linked_elsewhere_meanwhile_is_not_taken_away()
    {
        await world.DecideAsync(world.Registration(card));
        var form = Assert.Single(await WaitingAsync()).Form;
        await world.AddPatronAsync("2001");
        Assert.IsType<Enrolled>(await world.DecideAsync(world.Link(card, "92001")));

        Assert.IsType<ReviewResult.LinkedToAnother>(await DecideAsync((reviews, db) => reviews.AcceptAsync(db, 1, form, "佐々木", Cancel)));
    }

    [Fact]
    public async Task A_link_that_staff_accept_links()
    {
        var patron = await world.AddPatronAsync("2001", EnrolmentWorld.Hanako with { Name = "田中　花子" }, email: "hanako@example.jp");   // before the marriage
        await world.DecideAsync(world.Link(card, "92001"));
        var waiting = Assert.Single(await WaitingAsync());
        Assert.Equal((ReviewReason.DetailsDiffer, patron.Id), (waiting.Reason, waiting.Patron!.Id));

        await DecideAsync((reviews, db) => reviews.AcceptAsync(db, waiting.Id, waiting.Form, "佐々木", Cancel));

        Assert.IsType<PatronRecognised>(await world.TapAsync(card));
        Assert.Equal("田中　花子", Assert.Single(await world.PatronsAsync()).Name);
        Assert.Equal("Linked hanako@example.jp", world.Bridge.Mails.Lines.Last());
    }

    Task<IReadOnlyList<WaitingApplication>> WaitingAsync() => world.Bridge.ReadAsync(db => Reviews.WaitingAsync(db, Cancel));

    Task<ReviewResult> DecideAsync(Func<Reviews, BridgeDb, Task<ReviewResult>> decide) => world.Bridge.Get<Store>().WriteAsync(db => decide(world.Bridge.Get<Reviews>(), db), Cancel);
}
