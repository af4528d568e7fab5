using Bridge.Library;
using Bridge.Mail;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Ingest;

/// <summary>Carries orders out at the library's own system, each once; those of one appliance one after the other, in their order.</summary>
/// <remarks>
/// Three steps: "tried" is written, the system is called, the outcome is written and told. A crash after the first leaves an order that may have been carried out,
/// so the next try looks before it repeats (<see cref="ILibrarySystem"/>). What nobody can tell goes to staff.
/// </remarks>
sealed partial class OrderDesk(Store store, ILibrarySystem library, IMails mails, Counts counts, Branches branches, LoanSettings rules, LibraryClock clock,
    Deliveries deliveries, OrderBell bell, TimeProvider time, ILogger<OrderDesk> log) : BackgroundService
{
    /// <summary>The appliance has told the patron something by then and says so in its next entry: nothing is begun any more before that has come.</summary>
    public static readonly TimeSpan NobodyWaits = TimeSpan.FromMinutes(2);

    /// <summary>Tries of what may have happened until staff look; with the pauses some 40 minutes.</summary>
    public const int MostLooks = 14;

    /// <summary>How long a request waits for its settlement, and a receipt for the library system.</summary>
    static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(1);

    static readonly TimeSpan Round = TimeSpan.FromSeconds(5), FirstPause = TimeSpan.FromSeconds(2), LongestPause = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TellAgainAsync(stoppingToken);
        var lanes = new Dictionary<string, Task>();
        while (true)
        {
            foreach (var device in await DueDevicesAsync(stoppingToken))
            {
                if (!lanes.TryGetValue(device, out var lane) || lane.IsCompleted)
                {
                    lanes[device] = WorkAsync(device, stoppingToken);
                    _ = lanes[device].ContinueWith(_ => bell.Ring(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);   // an order may have come as it ended
                }
            }
            await WaitAsync(stoppingToken);
        }
    }

    /// <summary>Carries out what is due, as one appliance after the other.</summary>
    public async Task CarryOutDueAsync(CancellationToken cancel)
    {
        foreach (var device in await DueDevicesAsync(cancel))
        {
            while (await NextAsync(device, cancel) is { } id)
            {
                await CarryOutAsync(id, cancel);
            }
        }
    }

    /// <summary>Outcomes of the last run that may not have been sent.</summary>
    public async Task TellAgainAsync(CancellationToken cancel)
    {
        await using var db = store.Open();
        var since = time.GetUtcNow() - NobodyWaits;
        foreach (var request in await db.Requests.AsNoTracking().Where(r => r.Settlement == Settlement.None && r.Outcome != null && r.At > since).ToListAsync(cancel))
        {
            await TellAsync(request, cancel);
        }
    }

    /// <summary>One try at the order; nothing happens to one that is done or was withdrawn before it was tried.</summary>
    public async Task CarryOutAsync(Guid id, CancellationToken cancel)
    {
        await using var db = store.Open();
        if (await db.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancel) is not { } order)
        {
            return;
        }
        if (!order.IsTried && order.Kind is OrderKind.Loan or OrderKind.Renewal or OrderKind.Checkin && time.GetUtcNow() - order.ReceivedAt > NobodyWaits
            && await db.Requests.AnyAsync(r => r.Id == id && r.Settlement == Settlement.None, cancel))
        {
            await PostponeAsync(order, mayHaveHappened: false, cancel);
            return;
        }
        var number = order.PatronId is { } patronId ? await db.Patrons.Where(p => p.Id == patronId).Select(p => p.Number).SingleOrDefaultAsync(cancel) : null;
        await ((order.Kind, number) switch
        {
            (OrderKind.Checkin, _) => TakeBackAsync(order, cancel),
            (OrderKind.Loan, { } patron) => LendAsync(order, patron, cancel),
            (OrderKind.Renewal, { } patron) => RenewAsync(order, patron, cancel),
            (OrderKind.UndoLoan, { } patron) => UndoAsync(order, patron, cancel),
            (OrderKind.Receipt, { } patron) => WriteReceiptAsync(order, patron, cancel),
            (_, null) => GiveUpAsync(order, StaffReason.OrderNotCarriedOut, "the patron is gone", cancel),
        });
    }

    async Task LendAsync(Order order, string number, CancellationToken cancel)
    {
        if (await TryAsync(order, cancel) is not (var tried, var mayHaveHappened))
        {
            return;
        }
        var outcome = await library.CheckOutAsync(ChangeOf(tried, mayHaveHappened), new(number, order.Item!, tried.Due), cancel);
        if (outcome is LibraryChange<Lent>.Unavailable(var perhaps))
        {
            await PostponeAsync(order, perhaps, cancel);
            return;
        }
        var account = outcome is LibraryChange<Lent>.Done && await library.PatronAsync(number, cancel) is LibraryLookup<LibraryPatron>.Found(var found) ? found : null;
        await FinishAsync(order, async (db, current, request) =>
        {
            switch (outcome)
            {
                case LibraryChange<Lent>.Done(var lent):
                    await counts.AddAsync(db, CountKind.Loan, PlaceOf(order), null, cancel);
                    await LentAsync(db, current, request, lent, account, cancel);
                    break;
                case LibraryChange<Lent>.Refused(var refusal):
                    await counts.AddAsync(db, CountKind.Refusal, PlaceOf(order), refusal.AgainstLoan, cancel);
                    if (current.Due is not null)
                    {
                        await current.ToStaff(StaffReason.OfflineLoanNotRecorded, refusal.AgainstLoan.ToString(), clock.Now).AddToAsync(db, cancel);
                    }
                    else if (!current.IsWithdrawn)
                    {
                        request?.Decide(new LoanRefused(refusal.AgainstLoan));
                    }
                    db.Orders.Remove(current);
                    break;
            }
        }, cancel);
    }

    async Task LentAsync(BridgeDb db, Order current, Request? request, Lent lent, LibraryPatron? account, CancellationToken cancel)
    {
        if (current.IsWithdrawn)   // while the system was asked: what the patron was told comes true
        {
            (current.Kind, current.IsTried, current.IsWithdrawn, current.Attempts, current.NextAttempt) = (OrderKind.UndoLoan, false, false, 0, clock.Now);
            return;
        }
        var due = lent.Due.Day;
        if (current.Due is { } told)
        {
            if (request?.Decided() is LoanRefused(var reason))
            {
                await current.ToStaff(StaffReason.OfflineLoanAgainstRules, reason.ToString(), clock.Now).AddToAsync(db, cancel);
            }
            if (due != told)
            {
                await current.ToStaff(StaffReason.DueDateDiffers, $"{told:yyyy-MM-dd} was told, {due?.ToString("yyyy-MM-dd", null) ?? lent.Due.Text} is so", clock.Now).AddToAsync(db, cancel);
            }
        }
        else if (request is not null)
        {
            var category = await db.Patrons.Where(p => p.Id == current.PatronId).Select(p => p.Category).SingleOrDefaultAsync(cancel) ?? "";
            request.Decide(new LoanGranted(due ?? await CalculatedAsync(db, current, cancel), account?.OnLoan ?? 1, account?.LoanLimit ?? rules.LimitOf(category).Items));
        }
        db.Orders.Remove(current);
    }

    // The system wrote no day, and a patron wants one: the bridge's own calendar says it, and staff are told once.
    async Task<DateOnly> CalculatedAsync(BridgeDb db, Order order, CancellationToken cancel)
    {
        await new StaffTask
        {
            At = clock.Now,
            Device = order.Device,
            Reason = StaffReason.DueDateNotRead,
            Fingerprint = [(byte)StaffReason.DueDateNotRead],
        }.AddToAsync(db, cancel);
        return branches.Of(PlaceOf(order)?.Branch).Calendar.DueDate(clock.DayOf(order.At), rules.Days, rules.Counting);
    }

    async Task TakeBackAsync(Order order, CancellationToken cancel)
    {
        if (await TryAsync(order, cancel) is not (var tried, var mayHaveHappened))
        {
            return;
        }
        var outcome = await library.CheckInAsync(ChangeOf(tried, mayHaveHappened), order.Item!, cancel);
        if (outcome is LibraryChange<TakenBack>.Unavailable(var perhaps))
        {
            await PostponeAsync(order, perhaps, cancel);
            return;
        }
        await FinishAsync(order, async (db, current, request) =>
        {
            CheckinOutcome decided = outcome switch
            {
                LibraryChange<TakenBack>.Done({ WasOnLoan: false }) => new CheckinRefused(CheckinRefusal.NotOnLoan),
                LibraryChange<TakenBack>.Done(var back) => new CheckinAccepted(back.Routing.ForBox()),
                LibraryChange<TakenBack>.Refused(var refusal) => new CheckinRefused(refusal.AgainstReturn),
                _ => throw new InvalidOperationException("an item is taken back or not"),
            };
            if (decided is CheckinAccepted)
            {
                await counts.AddAsync(db, CountKind.Return, PlaceOf(order), null, cancel);
            }
            switch (decided)
            {
                case CheckinAccepted when current.IsWithdrawn:
                    await current.ToStaff(StaffReason.ReturnWithdrawn, null, clock.Now).AddToAsync(db, cancel);
                    break;
                case CheckinRefused { Reason: not CheckinRefusal.NotOnLoan and var reason } when request?.Settlement is Settlement.MadeOffline:
                    await current.ToStaff(StaffReason.ReturnNotRecorded, reason.ToString(), clock.Now).AddToAsync(db, cancel);
                    break;
            }
            if (!current.IsWithdrawn)
            {
                request?.Decide(decided);
            }
            db.Orders.Remove(current);
        }, cancel);
    }

    // One loan after the other: a list that is renewed as one leaves nothing to look at when its answer is lost.
    async Task RenewAsync(Order order, string number, CancellationToken cancel)
    {
        if (order.Read() is not { } known)
        {
            switch (await PlanAsync(order, number, cancel))
            {
                case LibraryLookup<IReadOnlyList<RenewalStep>>.Unavailable:
                    await PostponeAsync(order, mayHaveHappened: order.IsTried, cancel);
                    return;
                case LibraryLookup<IReadOnlyList<RenewalStep>>.Unknown:
                    await DecideAsync(order, new RenewalRefused(RenewalRefusal.SeeStaff), cancel);
                    return;
                case LibraryLookup<IReadOnlyList<RenewalStep>>.Found(var planned):
                    known = planned;
                    break;
                default:
                    throw new InvalidOperationException("a look-up finds, or not");
            }
        }
        var steps = known.ToArray();
        for (var at = 0; at < steps.Length; at++)
        {
            if (steps[at].IsDone)
            {
                continue;
            }
            var mayHaveHappened = steps[at].IsTried;
            steps[at] = steps[at] with { IsTried = true };
            if (!await WriteAsync(order, steps, cancel))
            {
                return;   // withdrawn: what is not renewed by now is not any more
            }
            var outcome = await library.RenewAsync(new(order.ChangeOf(steps[at].Item), order.At, mayHaveHappened, PlaceOf(order)), number, steps[at].Item, steps[at].Seen, cancel);
            if (outcome is LibraryChange<Lent>.Unavailable(var perhaps))
            {
                steps[at] = steps[at] with { IsTried = perhaps };
                if (await WriteAsync(order, steps, cancel))
                {
                    await PostponeAsync(order, perhaps, cancel);
                }
                return;
            }
            steps[at] = outcome switch
            {
                LibraryChange<Lent>.Done(var lent) => steps[at] with { IsRenewed = true, Due = lent.Due.Day },
                LibraryChange<Lent>.Refused(var refusal) => steps[at] with { Refusal = refusal.AgainstRenewal },
                _ => throw new InvalidOperationException("a loan is renewed or not"),
            };
        }
        await DecideAsync(order, LibraryWords.RenewalOf(
            [.. from step in steps where step.IsRenewed select new RenewedLoan(step.Item, step.Due)],
            [.. from step in steps where step.Refusal is not null select new NotRenewedLoan(step.Item, step.Refusal!.Value)]), cancel,
            db => CountAsync(db, steps, cancel));

        async Task CountAsync(BridgeDb db, RenewalStep[] made, CancellationToken token)
        {
            foreach (var step in made)
            {
                await counts.AddAsync(db, step.IsRenewed ? CountKind.Renewal : CountKind.Refusal, PlaceOf(order), step.Refusal, token);
            }
        }
    }

    // What was due when, before anything is renewed.
    async Task<LibraryLookup<IReadOnlyList<RenewalStep>>> PlanAsync(Order order, string number, CancellationToken cancel)
    {
        if (order.Item is { } item)
        {
            return await library.ItemAsync(item, cancel) switch
            {
                LibraryLookup<LibraryItem>.Unavailable when library.Capabilities.HasFlag(LibraryCapabilities.ItemInformation) => new LibraryLookup<IReadOnlyList<RenewalStep>>.Unavailable(),
                LibraryLookup<LibraryItem>.Found(var found) => new LibraryLookup<IReadOnlyList<RenewalStep>>.Found([RenewalStep.For(item, found.Due)]),
                _ => new LibraryLookup<IReadOnlyList<RenewalStep>>.Found([RenewalStep.For(item, null)]),
            };
        }
        return !library.Capabilities.HasFlag(LibraryCapabilities.Loans) ? new LibraryLookup<IReadOnlyList<RenewalStep>>.Unknown() : await library.LoansAsync(number, cancel) switch
        {
            LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var loans) when loans.Any(loan => loan.Item is null) => new LibraryLookup<IReadOnlyList<RenewalStep>>.Unknown(),
            LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var loans) => new LibraryLookup<IReadOnlyList<RenewalStep>>.Found([.. loans.Select(loan => RenewalStep.For(loan.Item!, loan.Due))]),
            LibraryLookup<IReadOnlyList<LibraryLoan>>.Unknown => new LibraryLookup<IReadOnlyList<RenewalStep>>.Unknown(),
            _ => new LibraryLookup<IReadOnlyList<RenewalStep>>.Unavailable(),
        };
    }

    // Staff may have taken the item back and lent it on: only what is this patron's is undone.
    async Task UndoAsync(Order order, string number, CancellationToken cancel)
    {
        if (!library.Capabilities.HasFlag(LibraryCapabilities.Loans))
        {
            await GiveUpAsync(order, StaffReason.LoanNotUndone, "the library system lists no loans", cancel);
            return;
        }
        if (await library.LoansAsync(number, cancel) is not LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var loans))
        {
            await PostponeAsync(order, order.IsTried, cancel);
            return;
        }
        if (loans.Any(loan => loan.Item is null))
        {
            await GiveUpAsync(order, StaffReason.LoanNotUndone, "the library system lists titles only", cancel);
            return;
        }
        if (!loans.Any(loan => Label.KeyOf(loan.Item!).Equals(Label.KeyOf(order.Item!), StringComparison.OrdinalIgnoreCase)))
        {
            await FinishAsync(order, (db, current, _) => Task.FromResult(db.Orders.Remove(current)), cancel);
            return;
        }
        if (await TryAsync(order, cancel) is not (var tried, var mayHaveHappened))
        {
            return;
        }
        var outcome = await library.CheckInAsync(new(tried.ChangeOf(), clock.Now, mayHaveHappened, PlaceOf(order)), order.Item!, cancel);
        if (outcome is LibraryChange<TakenBack>.Unavailable(var perhaps))
        {
            await PostponeAsync(order, perhaps, cancel);
            return;
        }
        await FinishAsync(order, async (db, current, _) =>
        {
            if (outcome is LibraryChange<TakenBack>.Refused(var refusal))
            {
                await current.ToStaff(StaffReason.LoanNotUndone, refusal.AgainstReturn.ToString(), clock.Now).AddToAsync(db, cancel);
            }
            db.Orders.Remove(current);
        }, cancel);
    }

    async Task WriteReceiptAsync(Order order, string number, CancellationToken cancel)
    {
        switch (await library.LoansAsync(number, cancel))
        {
            case LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var loans):
                await FinishAsync(order, async (db, current, _) =>
                {
                    if (await db.Patrons.FindAsync([current.PatronId], cancel) is { Email: not null } patron)
                    {
                        await mails.AddAsync(db, MailKind.Receipt, new(patron.Email, patron.Name, patron.Language, patron.Number,
                            Lines: [.. loans.Select(loan => new NoticeLine(loan.Due?.Day, patron.MailsTitles ? loan.Title : null))]), cancel);
                    }
                    db.Orders.Remove(current);
                }, cancel);
                break;
            case LibraryLookup<IReadOnlyList<LibraryLoan>>.Unknown:
                await GiveUpAsync(order, StaffReason.ReceiptNotSent, "the library system does not know the patron", cancel);
                break;
            default:
                await PostponeAsync(order, mayHaveHappened: false, cancel);
                break;
        }
    }

    /// <summary>Writes down that it is tried now; null when it was withdrawn meanwhile. Whether it may have happened before, too.</summary>
    Task<(Order Order, bool MayHaveHappened)?> TryAsync(Order order, CancellationToken cancel) => store.WriteAsync<(Order, bool)?>(async db =>
    {
        if (await db.Orders.FindAsync([order.Id], cancel) is not { } current)
        {
            return null;
        }
        var mayHaveHappened = current.IsTried;
        current.IsTried = true;
        return (current, mayHaveHappened);
    }, cancel);

    /// <summary>Writes how far a renewal has come; false when it was withdrawn.</summary>
    Task<bool> WriteAsync(Order order, IReadOnlyList<RenewalStep> steps, CancellationToken cancel) => store.WriteAsync(async db =>
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

    Task DecideAsync(Order order, Outcome outcome, CancellationToken cancel, Func<BridgeDb, Task>? also = null) => FinishAsync(order, async (db, current, request) =>
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
    async Task FinishAsync(Order order, Func<BridgeDb, Order, Request?, Task> finish, CancellationToken cancel)
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

    async Task PostponeAsync(Order order, bool mayHaveHappened, CancellationToken cancel) => await store.WriteAsync(async db =>
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

    async Task GiveUpAsync(Order order, StaffReason reason, string detail, CancellationToken cancel) => await store.WriteAsync(async db =>
    {
        if (await db.Orders.FindAsync([order.Id], cancel) is { } current)
        {
            LogGivenUp(order.Device, order.Kind, reason);
            await current.ToStaff(reason, detail, clock.Now).AddToAsync(db, cancel);
            db.Orders.Remove(current);
        }
        return reason;
    }, cancel);

    async Task WorkAsync(string device, CancellationToken cancel)
    {
        try
        {
            while (await NextAsync(device, cancel) is { } id)
            {
                await TryToCarryOutAsync(id, cancel);
            }
        }
        catch (Exception e) when (Store.IsFailure(e))
        {
            LogNoDatabase(e);   // the next round tries again
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
        }
    }

    // A fault of ours must not come back at every round; nobody knows how far it came, so staff look.
    async Task TryToCarryOutAsync(Guid id, CancellationToken cancel)
    {
        try
        {
            await CarryOutAsync(id, cancel);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException) && !Store.IsFailure(e))
        {
            LogFailed(e);
            await using var db = store.Open();
            if (await db.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancel) is { } order)
            {
                await GiveUpAsync(order, StaffReason.EffectFailed, e.GetType().Name, cancel);
            }
        }
    }

    async Task<Guid?> NextAsync(string device, CancellationToken cancel)
    {
        await using var db = store.Open();
        var now = time.GetUtcNow();
        return await db.Orders.Where(o => o.Device == device && o.NextAttempt <= now).OrderBy(o => o.ReceivedAt).ThenBy(o => o.Id).Select(o => (Guid?)o.Id).FirstOrDefaultAsync(cancel);
    }

    async Task<List<string>> DueDevicesAsync(CancellationToken cancel)
    {
        try
        {
            await using var db = store.Open();
            var now = time.GetUtcNow();
            return await db.Orders.Where(o => o.NextAttempt <= now).Select(o => o.Device).Distinct().ToListAsync(cancel);
        }
        catch (Exception e) when (Store.IsFailure(e))
        {
            LogNoDatabase(e);
            return [];
        }
    }

    async Task WaitAsync(CancellationToken stopping)
    {
        using var timer = new CancellationTokenSource(Round, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stopping);
        try
        {
            await bell.HeardAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
        }
    }

    async Task TellAsync(Request request, CancellationToken cancel)
    {
        if (DeviceAddress.TryParseName(request.Device, out var device) && request.Decided() is { } outcome)
        {
            await deliveries.AnswerAsync(device, request.Id, outcome, cancel);
        }
    }

    static Change ChangeOf(Order order, bool mayHaveHappened) => new(order.ChangeOf(), order.At, mayHaveHappened, PlaceOf(order));

    static Place? PlaceOf(Order order) => DeviceAddress.TryParseName(order.Device, out var device) ? Place.Of(device) : null;

    static TimeSpan Pause(int attempts)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts - 1, 20));
        return pause < LongestPause ? pause : LongestPause;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An order of {Device} ({Kind}) was not settled by the library system: {Reason}; it is in the staff queue")]
    partial void LogGivenUp(string device, OrderKind kind, StaffReason reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "An order failed within the bridge; it is in the staff queue")]
    partial void LogFailed(Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "The database did not answer the order desk")]
    partial void LogNoDatabase(Exception e);
}
