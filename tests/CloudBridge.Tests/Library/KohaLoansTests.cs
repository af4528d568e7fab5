using Bridge.Library;
using Bridge.Library.Koha;
using Bridge.Settings;
using CloudBridge.Tests.Sip2;
using Contract;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CloudBridge.Tests.Library;

/// <summary>Koha by both doors passes what every library system must.</summary>
public sealed class KohaAndSip2Tests : LibrarySystemSuite
{
    private protected override async Task<SuiteWorld> OpenAsync() => await KohaWorld.OpenAsync();
}

/// <summary>Loans and holds by Koha's REST API: what it says is told, and nothing is done twice.</summary>
public sealed class KohaLoansTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<KohaMood> LostAnswers => [KohaMood.DiesBeforeDoing, KohaMood.DiesAfterDoing, KohaMood.IsSilentBeforeDoing, KohaMood.IsSilentAfterDoing, KohaMood.Broken, KohaMood.GarblesAnswer];

    [Fact]
    public async Task Each_door_is_used_for_what_it_is_good_at()
    {
        await using var world = await KohaWorld.OpenAsync();
        await world.LendAsync("B1");
        await world.Library.RenewAsync(world.NewChange(), "P1", "B1", null, Cancel);
        await world.Library.PlaceHoldAsync(world.NewChange(), new("P2", "B1", "main"), Cancel);
        await world.Library.CheckInAsync(world.NewChange(), new("B1"), Cancel);

        Assert.DoesNotContain(world.Sip2.Server.Heard, line => line[..2] is "29" or "15" or "65");
        Assert.Equal(["loan B1 P1", "renewal B1 P1", "return B1"], world.Sip2.Server.Done);
        Assert.True(world.Library.Capabilities.HasFlag(LibraryCapabilities.PickupChoice | LibraryCapabilities.CheckIn));
    }

    [Fact]
    public async Task Loans_come_with_barcode_title_author_and_day()
    {
        await using var world = await KohaWorld.OpenAsync();
        await world.LendAsync("B1");

        var loan = Assert.Single(Found(await world.Library.LoansAsync("P1", Cancel)));

        Assert.Equal(("B1", "ハリー・ポッター", "紫式部", new DateOnly(2026, 12, 4), false, 1), (loan.Item, loan.Title, loan.Author, loan.Due!.Day, loan.IsOverdue, loan.Renewals));
        world.Clock.Advance(TimeSpan.FromDays(15));
        Assert.True(Assert.Single(Found(await world.Library.LoansAsync("P1", Cancel))).IsOverdue);
        Assert.IsType<LibraryLookup<IReadOnlyList<LibraryLoan>>.Unknown>(await world.Library.LoansAsync("P9", Cancel));
    }

    [Theory]
    [InlineData(null, false, false, 1)]
    [InlineData("T", false, true, null)]
    [InlineData("W", true, false, null)]
    public async Task Holds_say_whether_they_wait_where_and_until_when(string? status, bool isReady, bool isOnItsWay, int? position)
    {
        await using var world = await KohaWorld.OpenAsync();
        world.Koha.AddHold("P1", "B2", "CPL");
        world.Koha.Status = status;

        var hold = Assert.Single(Found(await world.Library.HoldsAsync("P1", Cancel)));

        Assert.Equal(("71", "竹取物語", "main", isReady, isOnItsWay, position), (hold.Id, hold.Title, hold.Pickup, hold.IsReady, hold.IsOnItsWay, hold.Position));
        Assert.Equal(isReady ? new DateOnly(2026, 6, 9) : null, hold.Until);
        Assert.Equal(status is null ? null : "B2", hold.Item);
    }

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task A_renewal_a_hold_and_its_cancelling_are_made_once_whatever_becomes_of_the_answer(KohaMood mood)
    {
        await using var world = await KohaWorld.OpenAsync();
        await world.LendAsync("B1");

        Assert.Equal(new DateOnly(2026, 12, 18), Done(await world.Once("POST renewals", mood).Library.RenewAsync(world.NewChange(), "P1", "B1", null, Cancel)).Due.Day);
        Done(await world.Once("POST holds", mood).Library.PlaceHoldAsync(world.NewChange(), new("P2", "B1", "main"), Cancel));
        Assert.Equal(("P2", "B1", "CPL"), Assert.Single(world.Koha.Holds) is var hold ? (hold.Patron, hold.Item, hold.Pickup) : default);
        Done(await world.Once("DELETE holds", mood).Library.CancelHoldAsync(world.NewChange(), new("P2", Hold: "71"), Cancel));

        Assert.Empty(world.Koha.Holds);
        Assert.Equal(["loan B1 P1", "renewal B1 P1"], world.Sip2.Server.Done);
    }

    [Theory]
    [InlineData(KohaMood.Busy)]
    [InlineData(KohaMood.Unauthorized)]
    public async Task What_Koha_did_not_take_in_was_certainly_not_done(KohaMood mood)
    {
        await using var world = await KohaWorld.OpenAsync();
        await world.LendAsync("B1");
        world.Koha.Mood = what => what.StartsWith("GET", StringComparison.Ordinal) ? KohaMood.Fine : mood;

        Assert.Equal(new LibraryChange<Lent>.Unavailable(MayHaveHappened: false), await world.Library.RenewAsync(world.NewChange(), "P1", "B1", null, Cancel));
        Assert.Equal(new LibraryChange<HoldPlaced>.Unavailable(MayHaveHappened: false), await world.Library.PlaceHoldAsync(world.NewChange(), new("P2", "B1"), Cancel));
        Assert.Equal(mood is KohaMood.Unauthorized, world.Sip2.Log.Text.Contains("Bridge:Koha:User", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(KohaMood.SaysGarbage)]
    [InlineData(KohaMood.Broken)]
    [InlineData(KohaMood.IsSilentBeforeDoing)]
    [InlineData(KohaMood.Unauthorized)]
    [InlineData(KohaMood.Forbidden)]
    public async Task A_list_that_does_not_come_or_cannot_be_read_is_no_empty_list(KohaMood mood)
    {
        await using var world = await KohaWorld.OpenAsync();
        await world.LendAsync("B1");
        foreach (var path in (string[])["GET patrons", "GET checkouts", "GET items", "GET holds"])
        {
            world.Koha.AddHold("P1", "B2");
            world.Koha.Status = "W";
            world.Koha.Mood = what => what == path ? mood : KohaMood.Fine;
            Assert.Equal(path == "GET holds", await world.Library.LoansAsync("P1", Cancel) is not LibraryLookup<IReadOnlyList<LibraryLoan>>.Unavailable);
            Assert.Equal(path == "GET checkouts", await world.Library.HoldsAsync("P1", Cancel) is not LibraryLookup<IReadOnlyList<LibraryHold>>.Unavailable);
        }
    }

    [Fact]
    public async Task A_list_longer_than_a_page_is_read_to_its_end()
    {
        await using var world = await KohaWorld.OpenAsync();
        for (var n = 0; n < 130; n++)
        {
            world.Koha.AddHold("P1", "B2");
        }

        Assert.Equal(130, Found(await world.Library.HoldsAsync("P1", Cancel)).Count);
    }

    [Fact]
    public async Task What_may_have_happened_and_cannot_be_looked_at_is_said_so_and_settled_later()
    {
        await using var world = await KohaWorld.OpenAsync();
        await world.LendAsync("B1");
        var (change, seen) = (world.NewChange(), Found(await world.Library.LoansAsync("P1", Cancel))[0].Due);
        var asked = 0;
        world.Koha.Mood = what => what == "POST renewals" ? KohaMood.DiesAfterDoing : what == "GET checkouts" && ++asked > 1 ? KohaMood.Broken : KohaMood.Fine;

        Assert.Equal(new LibraryChange<Lent>.Unavailable(MayHaveHappened: true), await world.Library.RenewAsync(change, "P1", "B1", seen, Cancel));
        world.Koha.Mood = _ => KohaMood.Fine;
        Done(await world.Library.RenewAsync(change with { MayHaveHappened = true }, "P1", "B1", seen, Cancel));

        Assert.Equal(["loan B1 P1", "renewal B1 P1"], world.Sip2.Server.Done);
    }

    [Theory]
    [InlineData("too_many", RenewalRefusal.LimitReached)]
    [InlineData("on_reserve", RenewalRefusal.OnHold)]
    [InlineData("too_soon", RenewalRefusal.TooEarly)]
    [InlineData("something_new", RenewalRefusal.SeeStaff)]
    public async Task A_renewal_is_refused_with_its_reason(string why, RenewalRefusal reason)
    {
        await using var world = await KohaWorld.OpenAsync();
        await world.LendAsync("B1");
        world.Koha.Against = why;

        Assert.Equal(reason, Refused(await world.Library.RenewAsync(world.NewChange(), "P1", "B1", null, Cancel)).Renewal);
        Assert.Equal([("B1", (RenewalRefusal?)reason)], Done(await world.Library.RenewAllAsync(world.NewChange(), "P1", Cancel)).NotRenewed.Select(item => (item.Item, item.Reason)));
        Assert.Equal(RenewalRefusal.NotOnLoan, Refused(await world.Library.RenewAsync(world.NewChange(), "P2", "B1", null, Cancel)).Renewal);
    }

    [Theory]
    [InlineData("tooManyReserves", "main", "LimitReached")]
    [InlineData("alreadypossession", "main", "OnLoanToYou")]
    [InlineData("notReservable", "main", "NotForLoan")]
    [InlineData(null, "NOWHERE", "PickupUnknown")]
    [InlineData("something_new", "main", null)]
    public async Task A_hold_is_refused_with_its_reason(string? why, string pickup, string? reason)
    {
        await using var world = await KohaWorld.OpenAsync();
        world.Koha.Against = why;

        Assert.Equal(reason, Refused(await world.Library.PlaceHoldAsync(world.NewChange(), new("P1", "B1", pickup), Cancel)).Hold?.ToString());
        Assert.Equal(HoldRefusal.Unknown, Refused(await world.Library.PlaceHoldAsync(world.NewChange(), new("P1", "B9", "main"), Cancel)).Hold);
    }

    [Fact]
    public async Task An_account_without_the_permission_is_staffs_matter_and_no_fault_of_the_patrons()
    {
        await using var world = await KohaWorld.OpenAsync();
        await world.LendAsync("B1");
        world.Koha.Mood = what => what.StartsWith("POST", StringComparison.Ordinal) ? KohaMood.Forbidden : KohaMood.Fine;

        var refusal = Refused(await world.Library.RenewAsync(world.NewChange(), "P1", "B1", null, Cancel));

        Assert.Null(refusal.Renewal);
        Assert.Contains("permission", refusal.Text, StringComparison.Ordinal);
        Assert.Null(Refused(await world.Library.PlaceHoldAsync(world.NewChange(), new("P1", "B1", "main"), Cancel)).Hold);
    }

    [Fact]
    public async Task A_cancelling_that_Koha_only_records_is_told_apart_from_one_that_is_made()
    {
        await using var world = await KohaWorld.OpenAsync();
        world.Koha.AddHold("P1", "B1");
        world.Koha.AddHold("P1", "B2");

        Assert.False(Done(await world.Library.CancelHoldAsync(world.NewChange(), new("P1", Hold: "71"), Cancel)).IsRequested);
        world.Koha.RecordsCancelling = true;
        Assert.True(Done(await world.Library.CancelHoldAsync(world.NewChange(), new("P1", Hold: "72"), Cancel)).IsRequested);
        Assert.True(Done(await world.Once("DELETE holds", KohaMood.DiesAfterDoing).Library.CancelHoldAsync(world.NewChange(), new("P1", Hold: "72"), Cancel)).IsRequested);
        Assert.Single(world.Koha.Holds);
    }

    [Fact]
    public async Task Nobody_cancels_another_patrons_hold()
    {
        await using var world = await KohaWorld.OpenAsync();
        world.Koha.AddHold("P2", "B1");

        Assert.Equal(HoldRefusal.Unknown, Refused(await world.Library.CancelHoldAsync(world.NewChange(), new("P1", Hold: "71"), Cancel)).Hold);

        Assert.Single(world.Koha.Holds);
    }

    [Fact]
    public async Task No_name_title_or_number_is_in_the_log()
    {
        await using var world = await KohaWorld.OpenAsync();
        await world.LendAsync("B1");
        foreach (var mood in LostAnswers)
        {
            await world.Once("POST renewals", mood.Data).Library.RenewAsync(world.NewChange(), "P1", "B1", null, Cancel);
        }

        Assert.Contains("Koha: no answer", world.Sip2.Log.Text, StringComparison.Ordinal);
        Assert.All(["P1", "B1", "ポッター", "secret"], secret => Assert.DoesNotContain(secret, world.Sip2.Log.Text, StringComparison.Ordinal));
    }

    static T Found<T>(LibraryLookup<T> lookup) => Assert.IsType<LibraryLookup<T>.Found>(lookup).Value;
    static T Done<T>(LibraryChange<T> change) => Assert.IsType<LibraryChange<T>.Done>(change).Value;
    static Refusal Refused<T>(LibraryChange<T> change) => Assert.IsType<LibraryChange<T>.Refused>(change).Refusal;
}

/// <summary>A library with both doors; the bridge's branch <c>main</c> is Koha's library CPL.</summary>
sealed class KohaWorld : SuiteWorld
{
    readonly KohaClient client;

    KohaWorld(Sip2Bench sip2, KohaCirculation koha)
    {
        (Sip2, Koha) = (sip2, koha);
        var settings = new KohaSettings { Address = koha.Address, User = "bridge", Password = "secret", Library = "CPL", Retries = 0, Libraries = new Dictionary<string, string> { ["main"] = "CPL" } };
        client = new(settings, sip2.Time, sip2.Log.CreateLogger<KohaClient>());
        Library = new KohaLibrarySystem(sip2.Library, client, settings, TimeZoneInfo.Utc, sip2.Time);
    }

    public Sip2Bench Sip2 { get; }
    public KohaCirculation Koha { get; }
    public override ILibrarySystem Library { get; }
    public override FakeTimeProvider Clock => Sip2.Time;

    public static async Task<KohaWorld> OpenAsync()
    {
        var sip2 = new Sip2Bench(time => new(time) { HasRenewAll = true });
        return new(sip2, await KohaCirculation.StartAsync(sip2.Server, sip2.Time));
    }

    public async Task LendAsync(string item) => Assert.IsType<LibraryChange<Lent>.Done>(await Library.CheckOutAsync(NewChange(), new("P1", item), TestContext.Current.CancellationToken));

    /// <summary>Koha is awkward with the first such request.</summary>
    public KohaWorld Once(string what, KohaMood mood)
    {
        var isOver = false;
        Koha.Mood = heard => heard == what && !isOver && (isOver = true) ? mood : KohaMood.Fine;
        return this;
    }

    public override async ValueTask DisposeAsync()
    {
        client.Dispose();
        await Koha.DisposeAsync();
        Sip2.Dispose();
    }
}
