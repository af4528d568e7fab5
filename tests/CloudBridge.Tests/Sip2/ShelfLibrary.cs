using Bridge.Library;
using Contract;

namespace CloudBridge.Tests.Sip2;

/// <summary>A library in memory; each change is made once, by its id.</summary>
sealed class ShelfLibrary(TimeProvider time) : ILibrarySystem
{
    readonly Lock gate = new();
    readonly Dictionary<Guid, object> outcomes = [];
    readonly List<(string Patron, string Item)> holds = [];

    public LibraryCapabilities Capabilities { get; set; } = (LibraryCapabilities)0xFFFF;
    public Dictionary<string, string> Titles { get; } = new() { ["B1"] = "ハリー・ポッター", ["B2"] = "竹|取", ["B3"] = "文芸" };
    public Dictionary<string, string> Names { get; } = new() { ["P1"] = "山田", ["P2"] = "竹内" };
    public Dictionary<string, (string Patron, DateOnly Due)> Loans { get; } = [];
    public int Changes { get; private set; }

    /// <summary>No change has an outcome: certainly not done, or perhaps.</summary>
    public bool? IsAwayAndMayHaveDone { get; set; }

    /// <summary>The last loan's change and order.</summary>
    public (Change Change, LoanOrder Order)? Asked { get; private set; }

    public Task<LibraryLookup<LibraryPatron>> PatronAsync(string patron, CancellationToken cancel) => Task.FromResult<LibraryLookup<LibraryPatron>>(Names.TryGetValue(patron, out var name)
        ? new LibraryLookup<LibraryPatron>.Found(new(patron, name, null, Loans.Count(loan => loan.Value.Patron == patron), 0, holds.Count(hold => hold.Patron == patron), 10))
        : new LibraryLookup<LibraryPatron>.Unknown());

    public Task<LibraryLookup<IReadOnlyList<LibraryLoan>>> LoansAsync(string patron, CancellationToken cancel) => Task.FromResult<LibraryLookup<IReadOnlyList<LibraryLoan>>>(
        new LibraryLookup<IReadOnlyList<LibraryLoan>>.Found([.. from loan in Loans where loan.Value.Patron == patron select new LibraryLoan(loan.Key, Titles[loan.Key], Due(loan.Value.Due))]));

    public Task<LibraryLookup<IReadOnlyList<LibraryHold>>> HoldsAsync(string patron, CancellationToken cancel) => Task.FromResult<LibraryLookup<IReadOnlyList<LibraryHold>>>(
        new LibraryLookup<IReadOnlyList<LibraryHold>>.Found([.. from hold in holds where hold.Patron == patron select new LibraryHold(hold.Item, Titles[hold.Item], !Loans.ContainsKey(hold.Item))]));

    public Task<LibraryLookup<LibraryItem>> ItemAsync(string item, CancellationToken cancel) => Task.FromResult<LibraryLookup<LibraryItem>>(Titles.TryGetValue(item, out var title)
        ? new LibraryLookup<LibraryItem>.Found(new(item, title, Loans.ContainsKey(item) ? LibraryItemStatus.OnLoan : LibraryItemStatus.Available,
            Loans.TryGetValue(item, out var loan) ? Due(loan.Due) : null, 0, "main"))
        : new LibraryLookup<LibraryItem>.Unknown());

    public Task<LibraryChange<Lent>> CheckOutAsync(Change change, LoanOrder order, CancellationToken cancel) => OnceAsync<Lent>(change, () =>
    {
        Asked = (change, order);
        if (!Titles.ContainsKey(order.Item))
        {
            return Refused<Lent>(RefusalReason.ItemUnknown);
        }
        if (Loans.TryGetValue(order.Item, out var loan))
        {
            return Refused<Lent>(loan.Patron == order.Patron ? RefusalReason.AlreadyYours : RefusalReason.ItemOnLoan);
        }
        Loans[order.Item] = (order.Patron, order.Made ?? Today.AddDays(14));
        return Done(new Lent(Due(Loans[order.Item].Due)));
    });

    public Task<LibraryChange<Lent>> RenewAsync(Change change, string patron, string item, DueDate? seen, CancellationToken cancel) =>
        OnceAsync(change with { Id = new(change.Id.ToByteArray().Reverse().ToArray()) }, () => Renew(patron, item));

    public Task<LibraryChange<RenewedAll>> RenewAllAsync(Change change, string patron, CancellationToken cancel) => OnceAsync(change, () =>
    {
        var mine = Loans.Where(loan => loan.Value.Patron == patron).Select(loan => loan.Key).ToList();
        mine.ForEach(item => Renew(patron, item));
        return Done(new RenewedAll([.. mine.Select(item => new RenewedItem(item, Due(Loans[item].Due)))], []));
    });

    public Task<LibraryChange<TakenBack>> CheckInAsync(Change change, ReturnOrder order, CancellationToken cancel) => OnceAsync(change, () =>
    {
        if (!Titles.TryGetValue(order.Item, out var title))
        {
            return Refused<TakenBack>(RefusalReason.ItemUnknown);
        }
        Loans.Remove(order.Item);
        return Done(new TakenBack(title, holds.Any(hold => hold.Item == order.Item) ? Routing.HoldShelf : Routing.Shelf, null));
    });

    public Task<LibraryChange<HoldPlaced>> PlaceHoldAsync(Change change, HoldOrder order, CancellationToken cancel) => OnceAsync(change, () =>
    {
        holds.Add((order.Patron, order.Item!));
        return Done(new HoldPlaced(holds.Count, IsAvailable: false));
    });

    public Task<LibraryChange<HoldCancelled>> CancelHoldAsync(Change change, HoldOrder order, CancellationToken cancel) =>
        OnceAsync(change, () => holds.Remove((order.Patron, order.Item!)) ? Done(new HoldCancelled()) : Refused<HoldCancelled>(RefusalReason.ItemUnknown));

    LibraryChange<Lent> Renew(string patron, string item)
    {
        if (!Loans.TryGetValue(item, out var loan) || loan.Patron != patron)
        {
            return Refused<Lent>(RefusalReason.ItemNotAvailable);
        }
        Loans[item] = loan with { Due = loan.Due.AddDays(14) };
        return Done(new Lent(Due(Loans[item].Due), Titles[item], WasTheirs: true));
    }

    Task<LibraryChange<T>> OnceAsync<T>(Change change, Func<LibraryChange<T>> make)
    {
        lock (gate)
        {
            if (IsAwayAndMayHaveDone is { } perhaps)
            {
                return Task.FromResult<LibraryChange<T>>(new LibraryChange<T>.Unavailable(perhaps));
            }
            if (!outcomes.TryGetValue(change.Id, out var outcome))
            {
                Changes++;
                outcomes[change.Id] = outcome = make();
            }
            return Task.FromResult((LibraryChange<T>)outcome);
        }
    }

    DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    static DueDate Due(DateOnly day) => new("", day);
    static LibraryChange<T> Done<T>(T value) => new LibraryChange<T>.Done(value);
    static LibraryChange<T> Refused<T>(RefusalReason reason) => new LibraryChange<T>.Refused(new(reason, "for staff"));
}
