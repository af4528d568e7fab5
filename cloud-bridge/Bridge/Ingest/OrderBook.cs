using Bridge.Library;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Ingest;

/// <summary>What is written of an order: that it is tried, that it is put off, what came of it; the row goes with the last line.</summary>
sealed partial class OrderBook(Store store, LibraryClock clock, Deliveries deliveries, ILogger<OrderBook> log)
{
    /// <summary>The appliance has told the patron something by then and says so in its next entry: nothing is begun any more before that has come.</summary>
    public static readonly TimeSpan NobodyWaits = TimeSpan.FromMinutes(2);

    /// <summary>Tries of what may have happened until staff look; with the pauses some 40 minutes.</summary>
    public const int MostLooks = 14;

    /// <summary>How long a request waits for its settlement, and a receipt for the library system.</summary>
    static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(1);

    static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2), LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>Writes down that it is tried now; null when it was withdrawn meanwhile. Whether it may have happened before, too.</summary>
    /// <param name="order">To be tried.</param>
    /// <param name="cancel">Ends it.</param>
    /// <param name="seen">The loan as it was before, for the look after a lost answer.</param>
    public Task<(Order Order, bool MayHaveHappened)?> TryAsync(Order order, CancellationToken cancel, RenewalStep? seen = null) => store.WriteAsync<(Order, bool)?>(async db =>
    {
        if (await db.Orders.FindAsync([order.Id], cancel) is not { } current)
        {
            return null;
        }
        var mayHaveHappened = current.IsTried;
        current.IsTried = true;
        if (seen is not null)
        {
            current.Write([seen]);
        }
        return (current, mayHaveHappened);
    }, cancel);

    /// <summary>Writes how far a renewal has come; false when it was withdrawn.</summary>
    public Task<bool> WriteAsync(Order order, IReadOnlyList<RenewalStep> steps, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        if (await db.Orders.FindAsync([order.Id], cancel) is not { } current)
        {
            return false;
        }
        if (current.IsWithdrawn)
        {
            db.Orders.Remove(current);   // a renewal that was made stays; it harms nobody
            return false;
        }
        current.IsTried = true;
        current.Write(steps);
        return true;
    }, cancel);

    public Task DecideAsync(Order order, Outcome outcome, CancellationToken cancel, Func<BridgeDb, Task>? also = null) => FinishAsync(order, async (db, current, request) =>
    {
        if (!current.IsWithdrawn)
        {
            request?.Decide(outcome);
        }
        if (also is not null)
        {
            await also(db);
        }
        db.Orders.Remove(current);
    }, cancel);

    // One transaction for what comes of it; told afterwards, where somebody may still wait.
    public async Task FinishAsync(Order order, Func<BridgeDb, Order, Request?, Task> finish, CancellationToken cancel)
    {
        var request = await store.WriteAsync(async db =>
        {
            if (await db.Orders.FindAsync([order.Id], cancel) is not { } current)
            {
                return null;
            }
            var asked = await db.Requests.FindAsync([order.Id], cancel);
            await finish(db, current, asked);
            return asked;
        }, cancel);
        if (request is { Settlement: Settlement.None, Outcome: not null })
        {
            await TellAsync(request, cancel);
        }
    }

    public async Task PostponeAsync(Order order, bool mayHaveHappened, CancellationToken cancel) => await store.WriteAsync(async db =>
    {
        if (await db.Orders.FindAsync([order.Id], cancel) is not { } current)
        {
            return false;
        }
        var now = clock.Now;
        var isSettled = await db.Requests.AnyAsync(r => r.Id == order.Id && r.Settlement == Settlement.MadeOffline, cancel);
        (current.IsTried, current.Attempts) = (mayHaveHappened, current.Attempts + 1);
        current.NextAttempt = now + Pause(current.Attempts);
        if (current.IsWithdrawn && !mayHaveHappened)
        {
            db.Orders.Remove(current);
        }
        else if (mayHaveHappened && current.Attempts >= MostLooks)
        {
            LogGivenUp(order.Device, order.Kind, StaffReason.OrderUnclear);
            await current.ToStaff(StaffReason.OrderUnclear, order.Kind.ToString(), now).AddToAsync(db, cancel);
            db.Orders.Remove(current);
        }
        else if (!mayHaveHappened && now - order.ReceivedAt > GivenUpAfter && !isSettled)   // what was made off-line waits for as long as it takes
        {
            var reason = order.Kind switch
            {
                OrderKind.Receipt => StaffReason.ReceiptNotSent,
                OrderKind.UndoLoan => StaffReason.LoanNotUndone,
                OrderKind.Loan or OrderKind.Renewal or OrderKind.Checkin => StaffReason.OrderNotCarriedOut,
            };
            LogGivenUp(order.Device, order.Kind, reason);
            await current.ToStaff(reason, order.Kind.ToString(), now).AddToAsync(db, cancel);
            db.Orders.Remove(current);
        }
        return true;
    }, cancel);

    public async Task GiveUpAsync(Order order, StaffReason reason, string detail, CancellationToken cancel) => await store.WriteAsync(async db =>
    {
        if (await db.Orders.FindAsync([order.Id], cancel) is { } current)
        {
            LogGivenUp(order.Device, order.Kind, reason);
            await current.ToStaff(reason, detail, clock.Now).AddToAsync(db, cancel);
            db.Orders.Remove(current);
        }
        return reason;
    }, cancel);
    public async Task TellAsync(Request request, CancellationToken cancel)
    {
        if (DeviceAddress.TryParseName(request.Device, out var device) && request.Decided() is { } outcome)
        {
            await deliveries.AnswerAsync(device, request.Id, outcome, cancel);
        }
    }

    static TimeSpan Pause(int attempts)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts - 1, 20));
        return pause < LongestPause ? pause : LongestPause;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An order of {Device} ({Kind}) was not settled by the library system: {Reason}; it is in the staff queue")]
    partial void LogGivenUp(string device, OrderKind kind, StaffReason reason);
}
