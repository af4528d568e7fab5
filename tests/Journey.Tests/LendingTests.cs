namespace Journey.Tests;

/// <summary>A patron taps a card and borrows books: the whole path, from the chip's wire to the library's ledger.</summary>
public class LendingTests
{
    [Fact]
    public async Task A_patron_taps_scans_two_books_and_finishes_and_the_ledger_shows_the_loans()
    {
        await using var journey = await Journey.BeginAsync();
        var items = await journey.ItemsAsync(2);

        await journey.TapAsync();
        await journey.BorrowAsync(items[0], 1);
        await journey.BorrowAsync(items[1], 2);
        await journey.Counter.PressAsync("#", journey.Cancel);
        await journey.SeesAsync("S32");

        var ledger = await journey.LedgerAsync(ledger => ledger.Loans.Count == 2);
        Assert.Equal(items.Order(), ledger.Loans.Select(loan => loan.Item).Order());
        Assert.Empty(ledger.StaffQueue);
    }
}
