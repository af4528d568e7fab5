using Bridge.Library;
using Bridge.Mail;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Ingest;

/// <summary>How an order is carried out at the library's own system, once.</summary>
/// <remarks>
/// Three steps: "tried" is written, the system is called, the outcome is written and told. A crash after the first leaves an order that may have been carried out,
/// so the next try looks before it repeats (<see cref="ILibrarySystem"/>). What nobody can tell goes to staff.
/// </remarks>
sealed class OrderExecution(Store store, ILibrarySystem library, OrderBook book, IMails mails, Counts counts, Branches branches, LoanSettings rules, LibraryClock clock, TimeProvider time)
{
    /// <summary>One try at the order; nothing happens to one that is done or was withdrawn before it was tried.</summary>
    public async Task CarryOutAsync(Guid id, CancellationToken cancel)
    {
        await using var db = store.Open();
        if (await db.Orders.AsNoTracking().SingleOrDefaultAsync(o => o.Id == id, cancel) is not { } order)
        {
            return;
        }
        if (!order.IsTried && order.Kind is OrderKind.Loan or OrderKind.Renewal or OrderKind.Checkin && time.GetUtcNow() - order.ReceivedAt > OrderBook.NobodyWaits
            && await db.Requests.AnyAsync(r => r.Id == id && r.Settlement == Settlement.None, cancel))
        {
            await book.PostponeAsync(order, mayHaveHappened: false, cancel);
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
            (_, null) => book.GiveUpAsync(order, StaffReason.OrderNotCarriedOut, "the patron is gone", cancel),
        });
    }

    async Task LendAsync(Order order, string number, CancellationToken cancel)
    {
        if (await book.TryAsync(order, cancel) is not (var tried, var mayHaveHappened))
        {
            return;
        }
        var outcome = await library.CheckOutAsync(ChangeOf(tried, mayHaveHappened), new(number, order.Item!, tried.Due), cancel);
        if (outcome is LibraryChange<Lent>.Unavailable(var perhaps))
        {
            await book.PostponeAsync(order, perhaps, cancel);
            return;
        }
        var account = outcome is LibraryChange<Lent>.Done && await library.PatronAsync(number, cancel) is LibraryLookup<LibraryPatron>.Found(var found) ? found : null;
        await book.FinishAsync(order, async (db, current, request) =>
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
            current.Write([RenewalStep.For(current.Item!, lent.Due)]);
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
        var seen = order.Read() is [var known] ? known : null;
        if (!order.IsTried)
        {
            switch (await SeenAsync(order.Item!, cancel))
            {
                case LibraryLookup<RenewalStep>.Found(var now):
                    seen = now;
                    break;
                default:
                    await book.PostponeAsync(order, mayHaveHappened: false, cancel);
                    return;
            }
        }
        if (await book.TryAsync(order, cancel, seen) is not (var tried, var mayHaveHappened))
        {
            return;
        }
        var outcome = await library.CheckInAsync(ChangeOf(tried, mayHaveHappened), new(order.Item!, seen?.Seen, await IsMadeAsync(order.Id, cancel)), cancel);
        if (outcome is LibraryChange<TakenBack>.Unavailable(var perhaps))
        {
            await book.PostponeAsync(order, perhaps, cancel);
            return;
        }
        await book.FinishAsync(order, async (db, current, request) =>
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
                    await book.PostponeAsync(order, mayHaveHappened: order.IsTried, cancel);
                    return;
                case LibraryLookup<IReadOnlyList<RenewalStep>>.Unknown when library.Capabilities.HasFlag(LibraryCapabilities.RenewAll):
                    await RenewAsOneAsync(order, number, cancel);
                    return;
                case LibraryLookup<IReadOnlyList<RenewalStep>>.Unknown:
                    await book.DecideAsync(order, new RenewalRefused(RenewalRefusal.SeeStaff), cancel);
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
            if (!await book.WriteAsync(order, steps, cancel))
            {
                return;   // withdrawn: what is not renewed by now is not any more
            }
            var outcome = await library.RenewAsync(new(order.ChangeOf(steps[at].Item), order.At, mayHaveHappened, PlaceOf(order)), number, steps[at].Item, steps[at].Seen, cancel);
            if (outcome is LibraryChange<Lent>.Unavailable(var perhaps))
            {
                steps[at] = steps[at] with { IsTried = perhaps };
                if (await book.WriteAsync(order, steps, cancel))
                {
                    await book.PostponeAsync(order, perhaps, cancel);
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
        await book.DecideAsync(order, LibraryWords.RenewalOf(
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

    // The system lists titles only. What it renews as one it is asked for once; a lost answer is for staff.
    async Task RenewAsOneAsync(Order order, string number, CancellationToken cancel)
    {
        if (await book.TryAsync(order, cancel) is not (var tried, var mayHaveHappened))
        {
            return;
        }
        switch (await library.RenewAllAsync(ChangeOf(tried, mayHaveHappened), number, cancel))
        {
            case LibraryChange<RenewedAll>.Done(var (renewed, notRenewed)):
                await book.DecideAsync(order, LibraryWords.RenewalOf(
                    [.. renewed.Select(item => new RenewedLoan(item.Item, item.Due?.Day))], [.. notRenewed.Select(item => new NotRenewedLoan(item.Item, item.Reason ?? RenewalRefusal.SeeStaff))]), cancel, CountAsync);

                async Task CountAsync(BridgeDb db)
                {
                    foreach (var reason in renewed.Select(_ => (RenewalRefusal?)null).Concat(notRenewed.Select(item => (RenewalRefusal?)(item.Reason ?? RenewalRefusal.SeeStaff))))
                    {
                        await counts.AddAsync(db, reason is null ? CountKind.Renewal : CountKind.Refusal, PlaceOf(order), reason, cancel);
                    }
                }
                break;
            case LibraryChange<RenewedAll>.Refused(var refusal):
                await book.DecideAsync(order, new RenewalRefused(refusal.AgainstRenewal), cancel);
                break;
            case LibraryChange<RenewedAll>.Unavailable(var perhaps):
                await book.PostponeAsync(order, perhaps, cancel);
                break;
        }
    }

    // What was due when, before anything is renewed.
    async Task<LibraryLookup<IReadOnlyList<RenewalStep>>> PlanAsync(Order order, string number, CancellationToken cancel)
    {
        if (order.Item is { } item)
        {
            return await SeenAsync(item, cancel) is LibraryLookup<RenewalStep>.Found(var now)
                ? new LibraryLookup<IReadOnlyList<RenewalStep>>.Found([now])
                : new LibraryLookup<IReadOnlyList<RenewalStep>>.Unavailable();
        }
        return !library.Capabilities.HasFlag(LibraryCapabilities.Loans) ? new LibraryLookup<IReadOnlyList<RenewalStep>>.Unknown() : await library.LoansAsync(number, cancel) switch
        {
            LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var loans) when loans.Any(loan => loan.Item is null) => new LibraryLookup<IReadOnlyList<RenewalStep>>.Unknown(),
            LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var loans) => new LibraryLookup<IReadOnlyList<RenewalStep>>.Found([.. loans.Select(loan => RenewalStep.For(loan.Item!, loan.Due))]),
            LibraryLookup<IReadOnlyList<LibraryLoan>>.Unknown => new LibraryLookup<IReadOnlyList<RenewalStep>>.Unknown(),
            _ => new LibraryLookup<IReadOnlyList<RenewalStep>>.Unavailable(),
        };
    }

    // Until when it is lent now; without an answer where the system has one to give, nothing is begun.
    async Task<LibraryLookup<RenewalStep>> SeenAsync(string item, CancellationToken cancel) => await library.ItemAsync(item, cancel) switch
    {
        LibraryLookup<LibraryItem>.Unavailable when library.Capabilities.HasFlag(LibraryCapabilities.ItemInformation) => new LibraryLookup<RenewalStep>.Unavailable(),
        LibraryLookup<LibraryItem>.Found(var found) => new LibraryLookup<RenewalStep>.Found(RenewalStep.For(item, found.Due)),
        _ => new LibraryLookup<RenewalStep>.Found(RenewalStep.For(item, null)),
    };

    async Task<bool> IsMadeAsync(Guid request, CancellationToken cancel)
    {
        await using var db = store.Open();
        return await db.Requests.AnyAsync(r => r.Id == request && r.Settlement == Settlement.MadeOffline, cancel);
    }

    // Staff may have taken the item back and lent it on: only what is this patron's is undone.
    async Task UndoAsync(Order order, string number, CancellationToken cancel)
    {
        if (!library.Capabilities.HasFlag(LibraryCapabilities.Loans))
        {
            await book.GiveUpAsync(order, StaffReason.LoanNotUndone, "the library system lists no loans", cancel);
            return;
        }
        if (await library.LoansAsync(number, cancel) is not LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var loans))
        {
            await book.PostponeAsync(order, order.IsTried, cancel);
            return;
        }
        if (await TheirsAsync(order, loans, cancel) is not LibraryLookup<LibraryLoan>.Found(var loan))
        {
            return;
        }
        if (await book.TryAsync(order, cancel) is not (var tried, var mayHaveHappened))
        {
            return;
        }
        var outcome = await library.CheckInAsync(new(tried.ChangeOf(), clock.Now, mayHaveHappened, PlaceOf(order)), new(order.Item!, loan.Due), cancel);
        if (outcome is LibraryChange<TakenBack>.Unavailable(var perhaps))
        {
            await book.PostponeAsync(order, perhaps, cancel);
            return;
        }
        await book.FinishAsync(order, async (db, current, _) =>
        {
            if (outcome is LibraryChange<TakenBack>.Refused(var refusal))
            {
                await current.ToStaff(StaffReason.LoanNotUndone, refusal.AgainstReturn.ToString(), clock.Now).AddToAsync(db, cancel);
            }
            db.Orders.Remove(current);
        }, cancel);
    }

    // The loan to undo, as long as it is this patron's. Where the system lists titles only, the item's own title and the due date that was told must both fit.
    async Task<LibraryLookup<LibraryLoan>> TheirsAsync(Order order, IReadOnlyList<LibraryLoan> loans, CancellationToken cancel)
    {
        if (loans.FirstOrDefault(loan => loan.Item is { } item && Label.KeyOf(item).Equals(Label.KeyOf(order.Item!), StringComparison.OrdinalIgnoreCase)) is { } listed)
        {
            return new LibraryLookup<LibraryLoan>.Found(listed);
        }
        switch (loans.All(loan => loan.Item is not null) ? new LibraryLookup<LibraryItem>.Unknown() : await library.ItemAsync(order.Item!, cancel))
        {
            case LibraryLookup<LibraryItem>.Unavailable when library.Capabilities.HasFlag(LibraryCapabilities.ItemInformation):
                await book.PostponeAsync(order, order.IsTried, cancel);
                break;
            case LibraryLookup<LibraryItem>.Found({ Status: LibraryItemStatus.OnLoan, Due: { } due, Title: var title }) when loans.Any(loan => loan.Item is null && loan.Title?.Trim() == title.Trim())
                && order.Read() is [{ Seen: { } told }] && told.IsSameAs(due):
                return new LibraryLookup<LibraryLoan>.Found(new(order.Item, title, due));
            case LibraryLookup<LibraryItem>.Found({ Status: LibraryItemStatus.OnLoan }) or LibraryLookup<LibraryItem>.Unavailable:
                await book.GiveUpAsync(order, StaffReason.LoanNotUndone, "the library system lists titles only", cancel);
                break;
            default:   // lent to nobody, or the list has every item and not this one: nothing is left to undo
                await book.FinishAsync(order, (db, current, _) => Task.FromResult(db.Orders.Remove(current)), cancel);
                break;
        }
        return new LibraryLookup<LibraryLoan>.Unknown();
    }

    async Task WriteReceiptAsync(Order order, string number, CancellationToken cancel)
    {
        switch (await library.LoansAsync(number, cancel))
        {
            case LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var loans):
                await book.FinishAsync(order, async (db, current, _) =>
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
                await book.GiveUpAsync(order, StaffReason.ReceiptNotSent, "the library system does not know the patron", cancel);
                break;
            default:
                await book.PostponeAsync(order, mayHaveHappened: false, cancel);
                break;
        }
    }

    static Change ChangeOf(Order order, bool mayHaveHappened) => new(order.ChangeOf(), order.At, mayHaveHappened, PlaceOf(order));

    static Place? PlaceOf(Order order) => DeviceAddress.TryParseName(order.Device, out var device) ? Place.Of(device) : null;
}
