using Bridge.Library;
using Bridge.Storage;
using Contract;

namespace Bridge.Ingest;

/// <summary>Decides by the built-in circulation: decision, effect and entry are one transaction.</summary>
sealed class BuiltInDesk(Circulation circulation, Notices notices, LibraryClock clock) : IRequestDesk
{
    public async Task LendAsync(BridgeDb db, Request request, Patron patron, CancellationToken cancel)
    {
        switch (await circulation.CheckOutAsync(db, patron, request.Item!, clock.DayOf(request.At), cancel, PlaceOf(request)))
        {
            case LendingOutcome.Lent(var loan, var onLoan, var limit):
                (request.LoanId, request.PatronId, request.Item) = (loan.Id, null, null);
                request.Decide(new LoanGranted(loan.Due, onLoan, limit));
                break;
            case LendingOutcome.Refused(var reason):
                request.Decide(new LoanRefused(reason));   // who and what stay: an off-line loan may still be told
                break;
        }
    }

    public async Task RenewAsync(BridgeDb db, Request request, Patron patron, CancellationToken cancel)
    {
        var today = clock.DayOf(request.At);
        if (request.Item is { } item)
        {
            request.Decide(await circulation.RenewAsync(db, patron, item, today, cancel, PlaceOf(request)) switch
            {
                RenewingOutcome.Renewed(var loan) => new Renewed([new(item, loan.Due)], []),
                RenewingOutcome.Refused(var reason) => new RenewalRefused(reason),
                _ => throw new InvalidOperationException("a loan is renewed or not"),
            });
        }
        else
        {
            var loans = await circulation.RenewAllAsync(db, patron, today, cancel, PlaceOf(request));
            request.Decide(LibraryWords.RenewalOf(
                [.. from loan in loans where loan.Outcome is RenewingOutcome.Renewed select new RenewedLoan(loan.Loan.Item!.Barcode, loan.Loan.Due)],
                [.. from loan in loans where loan.Outcome is RenewingOutcome.Refused select new NotRenewedLoan(loan.Loan.Item!.Barcode, ((RenewingOutcome.Refused)loan.Outcome).Reason)]));
        }
        (request.PatronId, request.Item) = (null, null);
    }

    public async Task TakeBackAsync(BridgeDb db, Request request, CancellationToken cancel) =>
        request.Decide(await circulation.TakeBackAsync(db, request.Item!, clock.DayOf(request.At), PlaceOf(request), cancel) switch
        {
            ReturnOutcome.TakenBack back => new CheckinAccepted(back.Routing.ForBox()),
            ReturnOutcome.Refused(var reason) => new CheckinRefused(reason),
            _ => throw new InvalidOperationException("an item is taken back or not"),
        });

    public async Task HonourLoanAsync(BridgeDb db, Request request, DateOnly due, CancellationToken cancel)
    {
        if (request.LoanId is { } loanId)
        {
            if (await db.Loans.FindAsync([loanId], cancel) is { } loan)   // not there: it has been returned already
            {
                loan.Due = due;
            }
            return;
        }
        var refusal = request.Decided() is LoanRefused refused ? refused.Reason : RefusalReason.NotRecognised;
        if (request is not { PatronId: { } patron, Item: { } item })
        {
            await request.ToStaff(StaffReason.OfflineLoanNotRecorded, refusal.ToString(), clock.Now).AddToAsync(db, cancel);
            return;
        }
        switch (await Circulation.RecordAsync(db, patron, item, clock.DayOf(request.At), due, cancel))
        {
            case LendingOutcome.Lent(var loan, _, _):
                request.LoanId = loan.Id;
                await request.ToStaff(StaffReason.OfflineLoanAgainstRules, refusal.ToString(), clock.Now).AddToAsync(db, cancel);
                break;
            case LendingOutcome.Refused(var reason):
                await request.ToStaff(StaffReason.OfflineLoanNotRecorded, reason.ToString(), clock.Now).AddToAsync(db, cancel);
                break;
        }
    }

    public async Task HonourReturnAsync(BridgeDb db, Request request, CancellationToken cancel)
    {
        if (request.Decided() is CheckinRefused { Reason: var reason and not CheckinRefusal.NotOnLoan })   // what was not on loan is nobody's debt
        {
            await request.ToStaff(StaffReason.ReturnNotRecorded, reason.ToString(), clock.Now).AddToAsync(db, cancel);
        }
    }

    public async Task WithdrawAsync(BridgeDb db, Request request, CancellationToken cancel)
    {
        if (request.LoanId is { } loan)
        {
            await Circulation.UndoAsync(db, loan, cancel);
        }
        if (request.Decided() is CheckinAccepted)
        {
            await request.ToStaff(StaffReason.ReturnWithdrawn, null, clock.Now).AddToAsync(db, cancel);
        }
    }

    public Task WriteReceiptAsync(BridgeDb db, Guid id, DeviceAddress device, Patron patron, CancellationToken cancel) => notices.ReceiptAsync(db, patron, cancel);

    static Place? PlaceOf(Request request) => DeviceAddress.TryParseName(request.Device, out var device) ? Place.Of(device) : null;
}
