using Bridge.Library;

namespace CloudBridge.Tests.Patrons;

/// <summary>A library system that tells what is lent and can do nothing else.</summary>
sealed class PlainLibrary : ILibrarySystem
{
    public bool IsAway { get; set; }

    public LibraryCapabilities Capabilities => LibraryCapabilities.PatronStatus | LibraryCapabilities.Loans;

    public Task<LibraryLookup<LibraryPatron>> PatronAsync(string patron, CancellationToken cancel) => Task.FromResult<LibraryLookup<LibraryPatron>>(new LibraryLookup<LibraryPatron>.Unavailable());

    public Task<LibraryLookup<IReadOnlyList<LibraryLoan>>> LoansAsync(string patron, CancellationToken cancel) => Task.FromResult<LibraryLookup<IReadOnlyList<LibraryLoan>>>(
        IsAway ? new LibraryLookup<IReadOnlyList<LibraryLoan>>.Unavailable() : new LibraryLookup<IReadOnlyList<LibraryLoan>>.Found([new("1", "PLAIN TITLE", null)]));

    public Task<LibraryLookup<IReadOnlyList<LibraryHold>>> HoldsAsync(string patron, CancellationToken cancel) => throw Never();
    public Task<LibraryLookup<LibraryItem>> ItemAsync(string item, CancellationToken cancel) => throw Never();
    public Task<LibraryChange<Lent>> CheckOutAsync(Change change, LoanOrder order, CancellationToken cancel) => throw Never();
    public Task<LibraryChange<Lent>> RenewAsync(Change change, string patron, string item, DueDate? seen, CancellationToken cancel) => throw Never();
    public Task<LibraryChange<RenewedAll>> RenewAllAsync(Change change, string patron, CancellationToken cancel) => throw Never();
    public Task<LibraryChange<TakenBack>> CheckInAsync(Change change, ReturnOrder order, CancellationToken cancel) => throw Never();
    public Task<LibraryChange<HoldPlaced>> PlaceHoldAsync(Change change, HoldOrder order, CancellationToken cancel) => throw Never();
    public Task<LibraryChange<HoldCancelled>> CancelHoldAsync(Change change, HoldOrder order, CancellationToken cancel) => throw Never();

    static InvalidOperationException Never() => new("asked for something that it said it cannot do");
}
