using Bridge.Library;
using Bridge.Settings;
using Contract;

namespace CloudBridge.Tests.Library;

/// <summary>Keeping things for longer.</summary>
public sealed class RenewalTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_renewal_counts_from_the_day_it_is_made()
    {
        await using var world = await OpenAsync(new() { Renewals = 2 });
        var patron = await BorrowAsync(world);
        await world.PassAsync(10);

        Assert.Equal(world.Today.AddDays(14), (await RenewAsync(world, patron)).Due.Day);
        Assert.Equal(1, Assert.Single(await world.LoansAsync(patron)).Renewals);
    }

    [Fact]
    public async Task A_renewal_counts_from_the_due_date_where_the_library_says_so()
    {
        await using var world = await OpenAsync(new() { RenewFrom = RenewalStart.DueDate });
        var patron = await BorrowAsync(world);
        var due = Assert.Single(await world.LoansAsync(patron)).Due!.Day!.Value;

        Assert.Equal(due.AddDays(14), (await RenewAsync(world, patron)).Due.Day);
    }

    [Fact]
    public async Task It_is_renewed_as_often_as_the_library_allows()
    {
        await using var world = await OpenAsync(new() { Renewals = 1 });
        var patron = await BorrowAsync(world);
        await world.PassAsync(3);
        await RenewAsync(world, patron);
        await world.PassAsync(3);

        await RefusedAsync(world, patron, RenewalRefusal.LimitReached);
    }

    [Fact]
    public async Task It_is_not_renewed_while_somebody_waits_for_whom_there_is_no_copy()
    {
        await using var world = await OpenAsync(new());
        var patron = await BorrowAsync(world);
        await world.PassAsync(3);
        var waiting = await world.AddPatronAsync("1002");
        await world.HoldAsync(waiting);
        Assert.True(Assert.Single(await world.LoansAsync(patron)).IsRenewable);   // the other copy stands on its shelf for them

        await world.HoldAsync(await world.AddPatronAsync("1003"));

        await RefusedAsync(world, patron, RenewalRefusal.OnHold);
    }

    [Fact]
    public async Task What_is_overdue_is_brought_back_and_not_renewed()
    {
        await using var world = await OpenAsync(new() { OverdueGraceDays = 30 });
        var patron = await BorrowAsync(world);
        await world.PassAsync(16);

        await RefusedAsync(world, patron, RenewalRefusal.Overdue);
    }

    [Fact]
    public async Task On_the_same_day_a_renewal_gains_nothing()
    {
        await using var world = await OpenAsync(new());
        await RefusedAsync(world, await BorrowAsync(world), RenewalRefusal.TooEarly);
    }

    [Fact]
    public async Task Kinds_that_the_library_does_not_renew_are_not_renewed()
    {
        await using var world = await OpenAsync(new() { NotRenewed = [LoanRule.Normal] });
        var patron = await BorrowAsync(world);
        await world.PassAsync(3);

        await RefusedAsync(world, patron, RenewalRefusal.NotRenewable);
    }

    [Fact]
    public async Task A_patron_with_something_else_long_overdue_renews_nothing()
    {
        await using var world = await OpenAsync(new() { OverdueGraceDays = 3, AvDays = 1 });
        var patron = await BorrowAsync(world);
        await world.Bridge.AddItemAsync("A9A", LoanRule.Av);
        await world.LendAsync(patron, "A9A");
        await world.PassAsync(9);

        await RefusedAsync(world, patron, RenewalRefusal.PatronStopped);
    }

    [Fact]
    public async Task What_is_not_on_loan_to_the_patron_is_not_renewed()
    {
        await using var world = await OpenAsync(new());
        await BorrowAsync(world);

        await RefusedAsync(world, await world.AddPatronAsync("1002"), RenewalRefusal.NotOnLoan);
    }

    [Fact]
    public async Task All_at_once_says_of_each_what_became_of_it()
    {
        await using var world = await OpenAsync(new() { NotRenewed = [LoanRule.Magazine] });
        var patron = await BorrowAsync(world);
        await world.Bridge.AddItemAsync("A9A", LoanRule.Magazine);
        await world.LendAsync(patron, "A9A");
        await world.PassAsync(3);

        var all = LibraryWorld.Done(await world.System.RenewAllAsync(world.NewChange(), patron.Number, Cancel));

        Assert.Equal([new("A1A", DueDates.Of(world.Today.AddDays(14)))], all.Renewed);
        Assert.Equal([new("A9A", RenewalRefusal.NotRenewable)], all.NotRenewed);
    }

    [Fact]
    public async Task The_list_of_loans_says_beforehand_what_the_renewal_will_say()
    {
        await using var world = await OpenAsync(new() { Renewals = 0 });
        var patron = await BorrowAsync(world);
        await world.PassAsync(3);

        var loan = Assert.Single(await world.LoansAsync(patron));
        Assert.Equal((false, RenewalRefusal.LimitReached, false), (loan.IsRenewable, loan.NotRenewable, loan.IsOverdue));
        await RefusedAsync(world, patron, RenewalRefusal.LimitReached);
    }

    // Open every day: the dates above are easy to count.
    static Task<LibraryWorld> OpenAsync(LoanSettings loans) => LibraryWorld.OpenAsync(folder => new() { Storage = new() { Folder = folder }, Loans = loans });

    static async Task<Patron> BorrowAsync(LibraryWorld world)
    {
        var patron = await world.AddPatronAsync("1001");
        await world.LendAsync(patron, "A1A");
        return patron;
    }

    static async Task<Lent> RenewAsync(LibraryWorld world, Patron patron) => LibraryWorld.Done(await world.System.RenewAsync(world.NewChange(), patron.Number, "A1A", null, Cancel));

    static async Task RefusedAsync(LibraryWorld world, Patron patron, RenewalRefusal reason) =>
        Assert.Equal(reason, LibraryWorld.Refused(await world.System.RenewAsync(world.NewChange(), patron.Number, "A1A", null, Cancel)).Renewal);
}
