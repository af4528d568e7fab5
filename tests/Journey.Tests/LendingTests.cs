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

    [Fact]
    public async Task A_patron_scans_the_library_cards_barcode_borrows_and_finishes_without_any_chip()
    {
        const string LibraryCard = "9000002";   // 佐藤　一郎
        await using var journey = await Journey.BeginAsync();
        var items = await journey.ItemsAsync(2);

        await journey.Counter.ScanAsync(LibraryCard, journey.Cancel);
        await journey.SeesAsync("S20");
        await journey.BorrowAsync(items[0], 1);
        await journey.BorrowAsync(items[1], 2);
        await journey.Counter.PressAsync("#", journey.Cancel);
        await journey.SeesAsync("S32");
        await journey.Counter.PressAsync("#", journey.Cancel);
        await journey.SeesAsync("S01");

        var ledger = await journey.LedgerAsync(ledger => ledger.Loans.Count == 2);
        Assert.Equal(items.Order(), ledger.Loans.Select(loan => loan.Item).Order());
        Assert.All(ledger.Loans, loan => Assert.Equal(LibraryCard, loan.Patron));
        Assert.Empty(ledger.StaffQueue);
    }

    [Fact]
    public async Task A_library_card_that_no_patron_has_is_sent_to_the_counter_and_lends_nothing()
    {
        await using var journey = await Journey.BeginAsync();

        await journey.Counter.ScanAsync("9999999", journey.Cancel);
        await journey.SeesAsync("S81");

        Assert.Empty((await journey.LedgerAsync()).Loans);
    }
}
