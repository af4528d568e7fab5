using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Library;

/// <summary>The built-in circulation as a library system: opens a transaction for each call and remembers which changes were made.</summary>
sealed class BuiltInLibrarySystem(Store store, Circulation circulation, HoldDesk holds, Catalogue catalogue, LibraryClock clock) : ILibrarySystem
{
    public LibraryCapabilities Capabilities =>
        LibraryCapabilities.PatronStatus | LibraryCapabilities.Loans | LibraryCapabilities.Holds | LibraryCapabilities.ItemInformation
        | LibraryCapabilities.CheckOut | LibraryCapabilities.CheckIn | LibraryCapabilities.Renew | LibraryCapabilities.RenewAll
        | LibraryCapabilities.PlaceHold | LibraryCapabilities.CancelHold | LibraryCapabilities.OfflineLoans | LibraryCapabilities.Catalogue | LibraryCapabilities.TitleHolds
        | LibraryCapabilities.PickupChoice | LibraryCapabilities.Details | LibraryCapabilities.HoldShelf | LibraryCapabilities.History | LibraryCapabilities.Accounts;

    public Task<LibraryLookup<LibraryPatron>> PatronAsync(string patron, CancellationToken cancel) => OfPatronAsync(patron, async (db, known) =>
    {
        var account = await circulation.AccountAsync(db, known, clock.Today, cancel);
        return new LibraryPatron(known.Number, known.Name, StopOf(known, account), account.OnLoan, account.Overdue, account.Holds, account.Limit);
    }, cancel);

    public Task<LibraryLookup<IReadOnlyList<LibraryLoan>>> LoansAsync(string patron, CancellationToken cancel) => OfPatronAsync<IReadOnlyList<LibraryLoan>>(patron, async (db, known) =>
    [
        .. from listed in await circulation.LoansAsync(db, known, clock.Today, cancel)
           let loan = listed.Loan
           select new LibraryLoan(loan.Item!.Barcode, loan.Item.Title!.Name, DueDates.Of(loan.Due))
           {
               Author = loan.Item.Title.Author,
               IsOverdue = loan.Due < clock.Today,
               IsRenewable = listed.NotRenewable is null,
               NotRenewable = listed.NotRenewable,
               Renewals = loan.Renewals,
           },
    ], cancel);

    public Task<LibraryLookup<IReadOnlyList<LibraryHold>>> HoldsAsync(string patron, CancellationToken cancel) => OfPatronAsync<IReadOnlyList<LibraryHold>>(patron, async (db, known) =>
    [
        .. from listed in await HoldDesk.ListAsync(db, known, cancel)
           let hold = listed.Hold
           select new LibraryHold(hold.Item?.Barcode, hold.Title!.Name, hold.State is HoldState.Ready)
           {
               Id = Catalogue.IdOf(hold.Id),
               Author = hold.Title.Author,
               IsOnItsWay = hold.State is HoldState.InTransit or HoldState.ToShelve,
               Slot = hold.State is HoldState.Ready ? hold.Slot : null,
               Until = hold.Until,
               Position = listed.Position,
               Pickup = hold.Pickup,
           },
    ], cancel);

    public Task<LibraryLookup<LibraryItem>> ItemAsync(string item, CancellationToken cancel) => store.ReadAsync<LibraryLookup<LibraryItem>>(async db =>
        await FindItemAsync(db, item, cancel) is { } known
            ? new LibraryLookup<LibraryItem>.Found(await catalogue.ItemAsync(db, known, cancel))
            : new LibraryLookup<LibraryItem>.Unknown(), cancel);

    public Task<LibraryLookup<TitlePage>> SearchAsync(string query, int page, CancellationToken cancel) => store.ReadAsync<LibraryLookup<TitlePage>>(async db =>
        new LibraryLookup<TitlePage>.Found(await Catalogue.SearchAsync(db, query, page, cancel)), cancel);

    public Task<LibraryLookup<TitleAndCopies>> TitleAsync(string title, CancellationToken cancel) => store.ReadAsync<LibraryLookup<TitleAndCopies>>(async db =>
        Catalogue.TryReadId(title, out var id) && await catalogue.TitleAsync(db, id, cancel) is { } found
            ? new LibraryLookup<TitleAndCopies>.Found(found)
            : new LibraryLookup<TitleAndCopies>.Unknown(), cancel);

    public Task<LibraryChange<Lent>> CheckOutAsync(Change change, LoanOrder order, CancellationToken cancel) => OnceAsync(change, LibraryJson.Default.Lent, async db =>
    {
        if (await FindPatronAsync(db, order.Patron, cancel) is not { } patron)
        {
            return Refused<Lent>(RefusalReason.NotRecognised);
        }
        var today = clock.DayOf(change.At);
        var outcome = order.Made is { } made
            ? await Circulation.RecordAsync(db, patron.Id, order.Item, today, made, cancel)
            : await circulation.CheckOutAsync(db, patron, order.Item, today, cancel, change.Where);
        return outcome switch
        {
            LendingOutcome.Lent(var loan, _, _) => new LibraryChange<Lent>.Done(new(DueDates.Of(loan.Due), await TitleOfAsync(db, order.Item, cancel))),
            LendingOutcome.Refused(var reason) => Refused<Lent>(reason),
            _ => throw new InvalidOperationException("a lending is lent or refused"),
        };
    }, lent => lent with { Title = null }, cancel);

    public Task<LibraryChange<Lent>> RenewAsync(Change change, string patron, string item, DueDate? seen, CancellationToken cancel) => OnceAsync(change, LibraryJson.Default.Lent, async db =>
        await FindPatronAsync(db, patron, cancel) is not { } known ? Refused<Lent>(RefusalReason.NotRecognised)
        : await circulation.RenewAsync(db, known, item, clock.DayOf(change.At), cancel, change.Where) switch
        {
            RenewingOutcome.Renewed(var loan) => new LibraryChange<Lent>.Done(new(DueDates.Of(loan.Due), await TitleOfAsync(db, item, cancel), WasTheirs: true)),
            RenewingOutcome.Refused(var reason) => new LibraryChange<Lent>.Refused(new(LoanReasonOf(reason), Renewal: reason)),
            _ => throw new InvalidOperationException("a renewal is made or refused"),
        }, lent => lent with { Title = null }, cancel);

    public Task<LibraryChange<RenewedAll>> RenewAllAsync(Change change, string patron, CancellationToken cancel) => OnceAsync(change, LibraryJson.Default.RenewedAll, async db =>
    {
        if (await FindPatronAsync(db, patron, cancel) is not { } known)
        {
            return Refused<RenewedAll>(RefusalReason.NotRecognised);
        }
        var outcomes = await circulation.RenewAllAsync(db, known, clock.DayOf(change.At), cancel, change.Where);
        return new LibraryChange<RenewedAll>.Done(new(
            [.. outcomes.Where(each => each.Outcome is RenewingOutcome.Renewed).Select(each => new RenewedItem(each.Loan.Item!.Barcode, DueDates.Of(each.Loan.Due)))],
            [.. from each in outcomes where each.Outcome is RenewingOutcome.Refused select new NotRenewedItem(each.Loan.Item!.Barcode, ((RenewingOutcome.Refused)each.Outcome).Reason)]));
    }, all => all, cancel);

    public Task<LibraryChange<TakenBack>> CheckInAsync(Change change, ReturnOrder order, CancellationToken cancel) => OnceAsync(change, LibraryJson.Default.TakenBack, async db =>
        await circulation.CheckInAsync(db, order.Item, clock.DayOf(change.At), change.Where, cancel) switch
        {
            ReturnOutcome.TakenBack(var back, var routing, var destination, var wasOnLoan) => new LibraryChange<TakenBack>.Done(new(back.Title!.Name, routing, destination, wasOnLoan)),
            ReturnOutcome.Refused => Refused<TakenBack>(RefusalReason.ItemUnknown),
            _ => throw new InvalidOperationException("a check-in is made or refused"),
        }, back => back with { Title = null }, cancel);

    public Task<LibraryChange<HoldPlaced>> PlaceHoldAsync(Change change, HoldOrder order, CancellationToken cancel) => OnceAsync(change, LibraryJson.Default.HoldPlaced, async db =>
    {
        if (await FindPatronAsync(db, order.Patron, cancel) is not { } patron)
        {
            return Refused<HoldPlaced>(RefusalReason.NotRecognised);
        }
        if (await TitleIdOfAsync(db, order, cancel) is not { } title)
        {
            return Refused<HoldPlaced>(HoldRefusal.Unknown);
        }
        return await holds.PlaceAsync(db, patron, title, order.PickupLocation, clock.DayOf(change.At), change.Where, cancel) switch
        {
            HoldOutcome.Placed(_, var position, var isAvailable) => new LibraryChange<HoldPlaced>.Done(new(position, isAvailable)),
            HoldOutcome.Refused(var reason) => Refused<HoldPlaced>(reason),
            _ => throw new InvalidOperationException("a hold is placed or refused"),
        };
    }, placed => placed, cancel);

    public Task<LibraryChange<HoldCancelled>> CancelHoldAsync(Change change, HoldOrder order, CancellationToken cancel) => OnceAsync(change, LibraryJson.Default.HoldCancelled, async db =>
    {
        if (await FindPatronAsync(db, order.Patron, cancel) is not { } patron)
        {
            return Refused<HoldCancelled>(RefusalReason.NotRecognised);
        }
        return await HoldIdOfAsync(db, patron, order, cancel) is { } hold && await HoldDesk.CancelAsync(db, patron, hold, cancel)
            ? new LibraryChange<HoldCancelled>.Done(new())
            : Refused<HoldCancelled>(HoldRefusal.Unknown);
    }, cancelled => cancelled, cancel);

    // A refusal changed nothing, so it is worked out anew; what was done is remembered without what it was done to.
    Task<LibraryChange<T>> OnceAsync<T>(Change change, JsonTypeInfo<T> json, Func<BridgeDb, Task<LibraryChange<T>>> make, Func<T, T> remembered, CancellationToken cancel) => store.WriteAsync(async db =>
    {
        if (await db.Changes.FindAsync([change.Id], cancel) is { } done)
        {
            return new LibraryChange<T>.Done(JsonSerializer.Deserialize(done.Outcome, json)!);
        }
        var outcome = await make(db);
        if (outcome is LibraryChange<T>.Done(var value))
        {
            db.Changes.Add(new() { Id = change.Id, At = clock.Now, Outcome = JsonSerializer.Serialize(remembered(value), json) });
        }
        return outcome;
    }, cancel);

    Task<LibraryLookup<T>> OfPatronAsync<T>(string patron, Func<BridgeDb, Patron, Task<T>> look, CancellationToken cancel) => store.ReadAsync<LibraryLookup<T>>(async db =>
        await FindPatronAsync(db, patron, cancel) is { } known ? new LibraryLookup<T>.Found(await look(db, known)) : new LibraryLookup<T>.Unknown(), cancel);

    // By number, or by what a card or a phone shows: machines read the IDm of a FeliCa card and the UID of another as hexadecimal digits.
    static async Task<Patron?> FindPatronAsync(BridgeDb db, string patron, CancellationToken cancel)
    {
        var (key, chip) = (Label.KeyOf(patron), patron.Trim().ToUpperInvariant());
        return await db.Patrons.SingleOrDefaultAsync(known => known.Number == key, cancel)
            ?? await db.Patrons.SingleOrDefaultAsync(known => known.LibraryCard == key, cancel)
            ?? (await db.PatronCards.Include(card => card.Patron).SingleOrDefaultAsync(card => card.Value == key && card.Kind == PatronCardKind.Barcode
                || card.Value == patron && card.Kind == PatronCardKind.Phone
                || card.Value == chip && (card.Kind == PatronCardKind.Felica || card.Kind == PatronCardKind.Mifare), cancel))?.Patron;
    }

    static Task<Item?> FindItemAsync(BridgeDb db, string label, CancellationToken cancel)
    {
        var key = Label.KeyOf(label);
        return db.Items.Include(item => item.Title).SingleOrDefaultAsync(item => item.Key == key, cancel);
    }

    static async Task<string?> TitleOfAsync(BridgeDb db, string label, CancellationToken cancel) => (await FindItemAsync(db, label, cancel))?.Title?.Name;

    static async Task<long?> TitleIdOfAsync(BridgeDb db, HoldOrder order, CancellationToken cancel) =>
        order.Title is not null ? Catalogue.TryReadId(order.Title, out var id) ? id : null
        : order.Item is { } label ? (await FindItemAsync(db, label, cancel))?.TitleId : null;

    static async Task<long?> HoldIdOfAsync(BridgeDb db, Patron patron, HoldOrder order, CancellationToken cancel)
    {
        if (order.Hold is not null)
        {
            return Catalogue.TryReadId(order.Hold, out var id) ? id : null;
        }
        var title = await TitleIdOfAsync(db, order, cancel);
        return await db.Holds.Where(hold => hold.PatronId == patron.Id && hold.TitleId == title).Select(hold => (long?)hold.Id).SingleOrDefaultAsync(cancel);
    }

    RefusalReason? StopOf(Patron patron, PatronAccount account) => !patron.MayUse(clock.Today) ? RefusalReason.PatronBlocked
        : account.OverdueTooLong > 0 ? RefusalReason.PatronHasOverdue
        : account.OnLoan >= account.Limit ? RefusalReason.LimitReached
        : null;

    // The nearest of the reasons that a machine of the loan's kind knows.
    static RefusalReason? LoanReasonOf(RenewalRefusal reason) => reason switch
    {
        RenewalRefusal.OnHold => RefusalReason.ItemOnHold,
        RenewalRefusal.Overdue => RefusalReason.PatronHasOverdue,
        RenewalRefusal.PatronStopped => RefusalReason.PatronBlocked,
        RenewalRefusal.NotOnLoan => RefusalReason.ItemNotAvailable,
        RenewalRefusal.NotRecognised => RefusalReason.NotRecognised,
        RenewalRefusal.LimitReached or RenewalRefusal.NotRenewable or RenewalRefusal.TooEarly or RenewalRefusal.SeeStaff => null,
    };

    static LibraryChange<T> Refused<T>(RefusalReason reason) => new LibraryChange<T>.Refused(new(reason));

    static LibraryChange<T> Refused<T>(HoldRefusal reason) => new LibraryChange<T>.Refused(new(reason is HoldRefusal.PatronStopped ? RefusalReason.PatronBlocked : null, Hold: reason));
}
