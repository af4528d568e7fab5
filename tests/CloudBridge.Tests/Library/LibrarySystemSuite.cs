using Bridge.Library;
using Contract;
using Microsoft.Extensions.Time.Testing;

namespace CloudBridge.Tests.Library;

/// <summary>A library system with two patrons, P1 and P2, and three items, B1 to B3, that nobody has.</summary>
abstract class SuiteWorld : IAsyncDisposable
{
    public abstract ILibrarySystem Library { get; }
    public abstract FakeTimeProvider Clock { get; }

    public Change NewChange()
    {
        Clock.Advance(TimeSpan.FromSeconds(1));   // SIP2 tells one transaction from the next by its second
        return new(Guid.CreateVersion7(Clock.GetUtcNow()), Clock.GetUtcNow());
    }

    public abstract ValueTask DisposeAsync();
}

/// <summary>What every library system does alike, the built-in one and those behind a protocol; and what one cannot do it says so, and does nothing.</summary>
public abstract class LibrarySystemSuite
{
    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected abstract Task<SuiteWorld> OpenAsync();

    [Fact]
    public async Task A_patron_is_known_by_number_and_a_stranger_is_not()
    {
        await using var world = await OpenAsync();

        Assert.Equal("P1", Found(await world.Library.PatronAsync("P1", Cancel)).Number);
        Assert.IsType<LibraryLookup<LibraryPatron>.Unknown>(await world.Library.PatronAsync("P9", Cancel));
        Assert.IsType<LibraryLookup<LibraryItem>.Unknown>(await world.Library.ItemAsync("B9", Cancel));
    }

    [Fact]
    public async Task What_is_lent_is_the_patrons_and_nobody_elses()
    {
        await using var world = await OpenAsync();
        var lent = Done(await world.Library.CheckOutAsync(world.NewChange(), new("P1", "B1"), Cancel));

        Assert.True(lent.Due.Day > DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime));
        Assert.Equal(("B1", lent.Due.Day), Assert.Single(Found(await world.Library.LoansAsync("P1", Cancel))) is var loan ? (loan.Item, loan.Due?.Day) : default);
        Assert.Empty(Found(await world.Library.LoansAsync("P2", Cancel)));
        Assert.Equal(1, Found(await world.Library.PatronAsync("P1", Cancel)).OnLoan);
        var item = Found(await world.Library.ItemAsync("B1", Cancel));
        Assert.Equal((LibraryItemStatus.OnLoan, lent.Due.Day), (item.Status, item.Due?.Day));
        Assert.NotEmpty(item.Title);
    }

    [Fact]
    public async Task A_loan_is_refused_with_its_reason()
    {
        await using var world = await OpenAsync();
        await world.Library.CheckOutAsync(world.NewChange(), new("P1", "B1"), Cancel);

        Assert.Equal(RefusalReason.ItemOnLoan, Refused(await world.Library.CheckOutAsync(world.NewChange(), new("P2", "B1"), Cancel)).Reason);
        Assert.Equal(RefusalReason.AlreadyYours, Refused(await world.Library.CheckOutAsync(world.NewChange(), new("P1", "B1"), Cancel)).Reason);
        Assert.Equal(RefusalReason.ItemUnknown, Refused(await world.Library.CheckOutAsync(world.NewChange(), new("P1", "B9"), Cancel)).Reason);
        Assert.IsType<LibraryChange<Lent>.Refused>(await world.Library.CheckOutAsync(world.NewChange(), new("P9", "B2"), Cancel));
        Assert.Single(Found(await world.Library.LoansAsync("P1", Cancel)));
    }

    [Fact]
    public async Task The_same_change_again_is_the_same_loan_return_and_hold()
    {
        await using var world = await OpenAsync();
        var (lend, back, hold) = (world.NewChange(), world.NewChange(), world.NewChange());

        foreach (var again in new[] { false, true, true })
        {
            Done(await world.Library.CheckOutAsync(lend with { MayHaveHappened = again }, new("P1", "B1"), Cancel));
        }
        Assert.Single(Found(await world.Library.LoansAsync("P1", Cancel)));
        foreach (var again in new[] { false, true })
        {
            Done(await world.Library.PlaceHoldAsync(hold with { MayHaveHappened = again }, new("P2", "B1"), Cancel));
        }
        Assert.Single(Found(await world.Library.HoldsAsync("P2", Cancel)));
        foreach (var again in new[] { false, true })
        {
            Done(await world.Library.CheckInAsync(back with { MayHaveHappened = again }, new("B1"), Cancel));
        }
        Assert.Empty(Found(await world.Library.LoansAsync("P1", Cancel)));
    }

    [Fact]
    public async Task A_renewal_gives_a_later_day_once_and_only_to_whose_loan_it_is()
    {
        await using var world = await OpenAsync();
        var lent = Done(await world.Library.CheckOutAsync(world.NewChange(), new("P1", "B1"), Cancel));
        world.Clock.Advance(TimeSpan.FromDays(3));
        var change = world.NewChange();

        var renewed = Done(await world.Library.RenewAsync(change, "P1", "B1", lent.Due, Cancel));
        Assert.True(renewed.Due.Day > lent.Due.Day);
        Assert.Equal(renewed.Due.Day, Done(await world.Library.RenewAsync(change with { MayHaveHappened = true }, "P1", "B1", lent.Due, Cancel)).Due.Day);
        Assert.Equal(renewed.Due.Day, Assert.Single(Found(await world.Library.LoansAsync("P1", Cancel))).Due?.Day);

        Refused(await world.Library.RenewAsync(world.NewChange(), "P2", "B1", null, Cancel));
        Refused(await world.Library.RenewAsync(world.NewChange(), "P1", "B2", null, Cancel));
        Assert.Equal(renewed.Due.Day, Found(await world.Library.ItemAsync("B1", Cancel)).Due?.Day);
    }

    [Fact]
    public async Task All_loans_are_renewed_where_the_system_can()
    {
        await using var world = await OpenAsync();
        await world.Library.CheckOutAsync(world.NewChange(), new("P1", "B1"), Cancel);
        await world.Library.CheckOutAsync(world.NewChange(), new("P1", "B2"), Cancel);
        var before = Found(await world.Library.LoansAsync("P1", Cancel)).Select(loan => loan.Due?.Day).ToList();
        world.Clock.Advance(TimeSpan.FromDays(3));
        await world.Library.PatronAsync("P1", Cancel);   // a connection that was idle for days is closed

        var all = await world.Library.RenewAllAsync(world.NewChange(), "P1", Cancel);

        if (world.Library.Capabilities.HasFlag(LibraryCapabilities.RenewAll))
        {
            Assert.Equal(["B1", "B2"], Done(all).Renewed.Select(item => item.Item).Order());
            Assert.All(Found(await world.Library.LoansAsync("P1", Cancel)), loan => Assert.DoesNotContain(loan.Due?.Day, before));
        }
        else
        {
            Assert.IsNotType<LibraryChange<RenewedAll>.Done>(all);
            Assert.Equal(before, Found(await world.Library.LoansAsync("P1", Cancel)).Select(loan => loan.Due?.Day));
        }
    }

    [Fact]
    public async Task What_comes_back_can_be_lent_to_the_next()
    {
        await using var world = await OpenAsync();
        await world.Library.CheckOutAsync(world.NewChange(), new("P1", "B1"), Cancel);

        Assert.Equal(Routing.Shelf, Done(await world.Library.CheckInAsync(world.NewChange(), new("B1"), Cancel)).Routing);
        Assert.Equal(RefusalReason.ItemUnknown, Refused(await world.Library.CheckInAsync(world.NewChange(), new("B9"), Cancel)).Reason);
        Assert.Equal(LibraryItemStatus.Available, Found(await world.Library.ItemAsync("B1", Cancel)).Status);
        Done(await world.Library.CheckOutAsync(world.NewChange(), new("P2", "B1"), Cancel));
    }

    [Fact]
    public async Task A_hold_waits_until_it_is_cancelled_where_the_system_takes_holds()
    {
        await using var world = await OpenAsync();
        await world.Library.CheckOutAsync(world.NewChange(), new("P1", "B1"), Cancel);
        var placed = await world.Library.PlaceHoldAsync(world.NewChange(), new("P2", "B1"), Cancel);

        if (!world.Library.Capabilities.HasFlag(LibraryCapabilities.PlaceHold))
        {
            Assert.IsNotType<LibraryChange<HoldPlaced>.Done>(placed);
            return;
        }
        Done(placed);
        Refused(await world.Library.PlaceHoldAsync(world.NewChange(), new("P2", "B1"), Cancel));
        Assert.False(Assert.Single(Found(await world.Library.HoldsAsync("P2", Cancel))).IsReady && world.Library.Capabilities.HasFlag(LibraryCapabilities.Details));
        Done(await world.Library.CancelHoldAsync(world.NewChange(), new("P2", "B1"), Cancel));
        Refused(await world.Library.CancelHoldAsync(world.NewChange(), new("P2", "B1"), Cancel));
        Assert.Empty(Found(await world.Library.HoldsAsync("P2", Cancel)));
    }

    [Fact]
    public async Task A_loan_made_off_line_keeps_the_day_the_patron_was_told_where_the_system_takes_that()
    {
        await using var world = await OpenAsync();
        await world.Library.PatronAsync("P1", Cancel);   // whoever is asked first says what it takes
        var told = DateOnly.FromDateTime(world.Clock.GetUtcNow().UtcDateTime).AddDays(9);

        var lent = Done(await world.Library.CheckOutAsync(world.NewChange(), new("P1", "B1", Made: told), Cancel));

        Assert.Equal(world.Library.Capabilities.HasFlag(LibraryCapabilities.OfflineLoans), lent.Due.Day == told);
    }

    [Fact]
    public async Task What_a_system_cannot_do_it_declares_and_does_not()
    {
        await using var world = await OpenAsync();
        var found = await world.Library.SearchAsync("B1", 1, Cancel);

        Assert.Equal(world.Library.Capabilities.HasFlag(LibraryCapabilities.Catalogue), found is LibraryLookup<TitlePage>.Found);
        if (!world.Library.Capabilities.HasFlag(LibraryCapabilities.TitleHolds))
        {
            Assert.IsNotType<LibraryChange<HoldPlaced>.Done>(await world.Library.PlaceHoldAsync(world.NewChange(), new("P1", Title: "1"), Cancel));
            Assert.Empty(Found(await world.Library.HoldsAsync("P1", Cancel)));
        }
        if (!world.Library.Capabilities.HasFlag(LibraryCapabilities.Details))
        {
            await world.Library.CheckOutAsync(world.NewChange(), new("P1", "B1"), Cancel);
            Assert.Null(Assert.Single(Found(await world.Library.LoansAsync("P1", Cancel))).IsRenewable);
        }
    }

    private protected static T Found<T>(LibraryLookup<T> lookup) => Assert.IsType<LibraryLookup<T>.Found>(lookup).Value;

    private protected static T Done<T>(LibraryChange<T> change) => Assert.IsType<LibraryChange<T>.Done>(change).Value;

    private protected static Refusal Refused<T>(LibraryChange<T> change) => Assert.IsType<LibraryChange<T>.Refused>(change).Refusal;
}
