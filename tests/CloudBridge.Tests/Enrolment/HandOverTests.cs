using Bridge.Enrolment;
using Bridge.Ingest;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Enrolment;

/// <summary>The rest of an enrolment on the patron's own phone.</summary>
public sealed class HandOverTests : IAsyncLifetime
{
    static readonly byte[] Phone = [1], AnotherPhone = [2];
    static readonly HandOverForm Typed = new("ヤマダ　ハナコ", "385-0001", null, "hanako@example.jp", "en", WantsMail: true, Guardian: null, PasswordHash: "hash");

    EnrolmentWorld world = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => world = await EnrolmentWorld.OpenAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task What_is_typed_completes_the_patron_and_the_appliance_hears_of_it()
    {
        var (id, token, code) = await RegisterAsync();
        Assert.Equal(code, (await HandOvers.FindAsync(token, Cancel))!.Code);
        Assert.True(await HandOvers.ClaimAsync(token, Phone, Cancel));

        Assert.IsType<HandOverResult.Done>(await HandOvers.CompleteAsync(token, Phone, Typed, Cancel));

        var patron = Assert.Single(await world.PatronsAsync());
        Assert.Equal(("ヤマダ　ハナコ", "385-0001", "0265-12-3456", "hanako@example.jp", "en", true, "hash"),
            (patron.Kana, patron.PostalCode, patron.Phone, patron.Email, patron.Language, patron.WantsMail, patron.PasswordHash));
        Assert.Equal(["Registered hanako@example.jp"], world.Bridge.Mails.Lines);
        Assert.Equal(id, await HeardAsync<HandOverDone>());
    }

    [Fact]
    public async Task The_address_is_good_for_one_phone_once_and_for_five_minutes()
    {
        var (_, token, _) = await RegisterAsync();
        Assert.True(await HandOvers.ClaimAsync(token, Phone, Cancel));
        Assert.True(await HandOvers.ClaimAsync(token, Phone, Cancel));
        Assert.False(await HandOvers.ClaimAsync(token, AnotherPhone, Cancel));
        Assert.IsType<HandOverResult.Gone>(await HandOvers.CompleteAsync(token, AnotherPhone, Typed, Cancel));
        Assert.IsType<HandOverResult.Done>(await HandOvers.CompleteAsync(token, Phone, Typed, Cancel));
        Assert.IsType<HandOverResult.Gone>(await HandOvers.CompleteAsync(token, Phone, Typed, Cancel));
        Assert.Null(await HandOvers.FindAsync(token, Cancel));

        var (_, late, _) = await RegisterAsync(new TestCard("0B"), EnrolmentWorld.Taro);
        await HandOvers.ClaimAsync(late, Phone, Cancel);
        world.Bridge.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<HandOverResult.Gone>(await HandOvers.CompleteAsync(late, Phone, Typed, Cancel));
    }

    [Fact]
    public async Task Nobody_completes_what_was_not_claimed_or_is_not_there()
    {
        var (_, token, _) = await RegisterAsync();

        Assert.IsType<HandOverResult.Gone>(await HandOvers.CompleteAsync(token, Phone, Typed, Cancel));
        Assert.Null(await HandOvers.FindAsync(token + "x", Cancel));
        Assert.False(await HandOvers.ClaimAsync("", Phone, Cancel));
    }

    [Fact]
    public async Task What_cannot_be_right_is_told_and_the_page_stays()
    {
        var (_, token, _) = await RegisterAsync();
        await HandOvers.ClaimAsync(token, Phone, Cancel);

        Assert.Equal("Email", Assert.Single(Assert.IsType<HandOverResult.FormNotGood>(await HandOvers.CompleteAsync(token, Phone, Typed with { Email = "nowhere" }, Cancel)).Problems).Field);
        Assert.IsType<HandOverResult.Done>(await HandOvers.CompleteAsync(token, Phone, Typed, Cancel));
    }

    [Fact]
    public async Task The_token_itself_is_not_stored()
    {
        var (id, token, _) = await RegisterAsync();
        await world.TellAsync(id, (await world.OutcomeAsync(id))!);

        var row = await world.Bridge.ReadAsync(db => db.HandOvers.SingleAsync(Cancel));
        Assert.Equal(32, row.TokenHash.Length);
        Assert.DoesNotContain(token, await world.Bridge.ReadAsync(db => db.EnrolmentCases.Select(c => c.Outcome ?? "").SingleAsync(Cancel)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_child_is_registered_when_the_guardian_is_named()
    {
        var child = new PersonDetails("山田　空", "長野県白樺市", "20150505", "1");
        var card = new TestCard();
        var (id, outcome) = await world.BringAsync(world.Registration(card, child));
        var handOver = Assert.IsType<EnrolmentAwaitsStaff>(outcome).HandOver!;
        await world.TellAsync(id, outcome);
        var token = TokenOf(handOver);
        Assert.True((await HandOvers.FindAsync(token, Cancel))!.NeedsGuardian);
        await HandOvers.ClaimAsync(token, Phone, Cancel);

        await HandOvers.CompleteAsync(token, Phone, Typed with { Guardian = new("山田　花子", "090-0000-0000", "母") }, Cancel);

        var patron = Assert.Single(await world.PatronsAsync());
        Assert.Equal(("山田　空", "山田　花子", "母", "hash"), (patron.Name, patron.GuardianName, patron.GuardianRelation, patron.PasswordHash));
        Assert.IsType<PatronRecognised>(await world.TapAsync(card));
        Assert.Equal(["Registered hanako@example.jp"], world.Bridge.Mails.Lines);
        Assert.Equal(ApplicationState.Accepted, Assert.Single(await world.ApplicationsAsync()).State);
    }

    [Fact]
    public async Task An_application_that_still_waits_says_so()
    {
        await world.AddPatronAsync("2001");
        var (_, outcome) = await world.BringAsync(world.Registration(new TestCard()));
        var token = TokenOf(Assert.IsType<EnrolmentAwaitsStaff>(outcome).HandOver!);
        await HandOvers.ClaimAsync(token, Phone, Cancel);

        await HandOvers.CompleteAsync(token, Phone, Typed, Cancel);

        Assert.Equal(["AwaitsReview hanako@example.jp"], world.Bridge.Mails.Lines);
        var waiting = Assert.Single(await world.Bridge.ReadAsync(db => Reviews.WaitingAsync(db, Cancel)));
        Assert.Equal(("ヤマダ　ハナコ", "hanako@example.jp"), (waiting.Form.Kana, waiting.Form.Email));
    }

    HandOvers HandOvers => world.Bridge.Get<HandOvers>();

    async Task<(Guid Id, string Token, string Code)> RegisterAsync(TestCard? card = null, PersonDetails? person = null)
    {
        var (id, outcome) = await world.BringAsync(world.Registration(card ?? new TestCard("0A"), person));
        var handOver = Assert.IsType<Enrolled>(outcome).HandOver!;
        return (id, TokenOf(handOver), handOver.Code);
    }

    static string TokenOf(HandOver handOver) => handOver.Url[(handOver.Url.LastIndexOf('/') + 1)..];

    // The correlation under which the appliance got this answer.
    async Task<Guid> HeardAsync<T>()
        where T : Answer
    {
        await foreach (var delivery in world.Bridge.Get<Deliveries>().ReadAllAsync(Cancel))
        {
            if (ContractJson.TryRead(delivery.Payload, ContractJson.Default.AnswerEnvelope, out var envelope) && world.Device.Open(envelope) is T)
            {
                return envelope.Correlation;
            }
        }
        throw new InvalidOperationException("nothing more is delivered");
    }
}
