using Bridge.Library;
using Bridge.Storage;
using Contract;

namespace Bridge.Ingest;

/// <summary>Has requests decided by the library's own system: each becomes an order in the inbox's transaction, and <see cref="OrderDesk"/> carries it out.</summary>
sealed class Orders(LibraryClock clock) : IRequestDesk
{
    public Task LendAsync(BridgeDb db, Request request, Patron patron, CancellationToken cancel) => AddAsync(db, OrderKind.Loan, request, cancel);

    public Task RenewAsync(BridgeDb db, Request request, Patron patron, CancellationToken cancel) => AddAsync(db, OrderKind.Renewal, request, cancel);

    public Task TakeBackAsync(BridgeDb db, Request request, CancellationToken cancel) => AddAsync(db, OrderKind.Checkin, request, cancel);

    public async Task HonourLoanAsync(BridgeDb db, Request request, DateOnly due, CancellationToken cancel)
    {
        if (await db.Orders.FindAsync([request.Id], cancel) is { } order)
        {
            (order.Due, order.NextAttempt) = (due, clock.Now);
            return;
        }
        switch (request.Decided())
        {
            case LoanGranted(var granted, _, _) when granted != due:
                await request.ToStaff(StaffReason.DueDateDiffers, $"{due:yyyy-MM-dd} was told, {granted:yyyy-MM-dd} is so", clock.Now).AddToAsync(db, cancel);
                break;
            case LoanGranted:
                break;
            case var decided when request is { PatronId: not null, Item: not null }:
                await AddAsync(db, OrderKind.Loan, request, cancel, due, isTried: decided is null);   // no outcome, and staff have it: it may be there
                break;
            case var decided:
                await request.ToStaff(StaffReason.OfflineLoanNotRecorded, decided is LoanRefused(var reason) ? reason.ToString() : null, clock.Now).AddToAsync(db, cancel);
                break;
        }
    }

    public async Task HonourReturnAsync(BridgeDb db, Request request, CancellationToken cancel)
    {
        if (await db.Orders.FindAsync([request.Id], cancel) is { } order)
        {
            order.NextAttempt = clock.Now;
        }
        else if (request.Decided() is CheckinRefused { Reason: var reason and not CheckinRefusal.NotOnLoan })
        {
            await request.ToStaff(StaffReason.ReturnNotRecorded, reason.ToString(), clock.Now).AddToAsync(db, cancel);
        }
    }

    public async Task WithdrawAsync(BridgeDb db, Request request, CancellationToken cancel)
    {
        switch (await db.Orders.FindAsync([request.Id], cancel))
        {
            case { IsTried: false } order:
                db.Orders.Remove(order);
                break;
            case { } order:
                (order.IsWithdrawn, order.NextAttempt) = (true, clock.Now);
                break;
            case null when request.Decided() is LoanGranted(var due, _, _):
                await AddAsync(db, OrderKind.UndoLoan, request, cancel, seen: RenewalStep.For(request.Item!, new("", due)));
                break;
            case null when request.Decided() is CheckinAccepted:
                await request.ToStaff(StaffReason.ReturnWithdrawn, null, clock.Now).AddToAsync(db, cancel);
                break;
        }
    }

    public Task WriteReceiptAsync(BridgeDb db, Guid id, DeviceAddress device, Patron patron, CancellationToken cancel)
    {
        db.Orders.Add(new() { Id = id, Device = device.Name, Kind = OrderKind.Receipt, PatronId = patron.Id, At = clock.Now, ReceivedAt = clock.Now, NextAttempt = clock.Now });
        return db.SaveChangesAsync(cancel);
    }

    async Task AddAsync(BridgeDb db, OrderKind kind, Request request, CancellationToken cancel, DateOnly? due = null, bool isTried = false, RenewalStep? seen = null)
    {
        var order = new Order
        {
            Id = request.Id,
            Device = request.Device,
            Kind = kind,
            PatronId = request.PatronId,
            Item = request.Item,
            At = request.At,
            ReceivedAt = clock.Now,
            Due = due,
            IsTried = isTried,
            NextAttempt = clock.Now,
        };
        if (seen is not null)
        {
            order.Write([seen]);
        }
        db.Orders.Add(order);
        await db.SaveChangesAsync(cancel);
    }
}

/// <summary>Rings when there may be orders to carry out.</summary>
sealed class OrderBell
{
    readonly System.Threading.Channels.Channel<bool> rings = System.Threading.Channels.Channel.CreateBounded<bool>(
        new System.Threading.Channels.BoundedChannelOptions(1) { FullMode = System.Threading.Channels.BoundedChannelFullMode.DropWrite });

    public void Ring() => rings.Writer.TryWrite(true);

    public ValueTask<bool> HeardAsync(CancellationToken cancel) => rings.Reader.ReadAsync(cancel);
}
