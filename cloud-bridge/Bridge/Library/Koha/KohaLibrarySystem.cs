using System.Globalization;
using System.Net;
using System.Text.Json;
using Bridge.Settings;

namespace Bridge.Library.Koha;

/// <summary>Koha by both its doors: loans listed and renewed, and holds, through its REST API; lending, taking back, patrons and items by SIP2.</summary>
/// <remarks>SIP2 lists titles or barcodes as an account's template says, has no place to pick up that Koha heeds, and tells no renewal's refusal. REST has no return.</remarks>
sealed class KohaLibrarySystem(ILibrarySystem sip2, KohaClient koha, KohaSettings settings, TimeZoneInfo zone, TimeProvider time) : ILibrarySystem
{
    const LibraryCapabilities Own = LibraryCapabilities.Loans | LibraryCapabilities.Holds | LibraryCapabilities.Renew | LibraryCapabilities.RenewAll
        | LibraryCapabilities.PlaceHold | LibraryCapabilities.CancelHold | LibraryCapabilities.TitleHolds | LibraryCapabilities.PickupChoice;

    readonly KohaPatrons patrons = new(koha, settings);
    readonly KohaShelf shelf = new(koha);

    public LibraryCapabilities Capabilities => sip2.Capabilities | Own;

    public Task<LibraryLookup<LibraryPatron>> PatronAsync(string patron, CancellationToken cancel) => sip2.PatronAsync(patron, cancel);
    public Task<LibraryLookup<LibraryItem>> ItemAsync(string item, CancellationToken cancel) => sip2.ItemAsync(item, cancel);
    public Task<LibraryChange<Lent>> CheckOutAsync(Change change, LoanOrder order, CancellationToken cancel) => sip2.CheckOutAsync(change, order, cancel);
    public Task<LibraryChange<TakenBack>> CheckInAsync(Change change, ReturnOrder order, CancellationToken cancel) => sip2.CheckInAsync(change, order, cancel);

    public async Task<LibraryLookup<IReadOnlyList<LibraryLoan>>> LoansAsync(string patron, CancellationToken cancel)
    {
        var known = await patrons.FindAsync(patron, cancel);
        if (known is not LibraryLookup<KohaCard>.Found(var card))
        {
            return Nothing<IReadOnlyList<LibraryLoan>>(known);
        }
        if (await shelf.CheckoutsAsync(card.PatronId, cancel) is not { } checkouts || await shelf.ItemsAsync(checkouts.Select(loan => loan.ItemId).OfType<long>(), cancel) is not { } items)
        {
            return new LibraryLookup<IReadOnlyList<LibraryLoan>>.Unavailable();
        }
        return new LibraryLookup<IReadOnlyList<LibraryLoan>>.Found([.. checkouts.Select(loan => LoanOf(loan, loan.ItemId is { } id ? items.GetValueOrDefault(id) : null))]);
    }

    public async Task<LibraryLookup<IReadOnlyList<LibraryHold>>> HoldsAsync(string patron, CancellationToken cancel)
    {
        var known = await patrons.FindAsync(patron, cancel);
        if (known is not LibraryLookup<KohaCard>.Found(var card))
        {
            return Nothing<IReadOnlyList<LibraryHold>>(known);
        }
        if (await shelf.HoldsAsync(card.PatronId, cancel) is not { } holds || await shelf.ItemsAsync(holds.Select(hold => hold.ItemId).OfType<long>(), cancel) is not { } items)
        {
            return new LibraryLookup<IReadOnlyList<LibraryHold>>.Unavailable();
        }
        var titles = await shelf.TitlesAsync(holds.Where(hold => hold.ItemId is null).Select(hold => hold.BiblioId), cancel);
        return new LibraryLookup<IReadOnlyList<LibraryHold>>.Found([.. holds.Select(hold =>
        {
            var item = hold.ItemId is { } id ? items.GetValueOrDefault(id) : null;
            return HoldOf(hold, item, item?.Biblio ?? titles.GetValueOrDefault(hold.BiblioId));
        })]);
    }

    public async Task<LibraryChange<Lent>> RenewAsync(Change change, string patron, string item, DueDate? seen, CancellationToken cancel) => await FindLoanAsync(patron, item, cancel) switch
    {
        LibraryLookup<KohaCheckout>.Found(var loan) => await RenewAsync(change, loan, patron, seen ?? (change.MayHaveHappened ? null : KohaWords.DueOf(loan, zone)), cancel),
        LibraryLookup<KohaCheckout>.Unknown => new LibraryChange<Lent>.Refused(new(null, Renewal: Contract.RenewalRefusal.NotOnLoan)),
        _ => new LibraryChange<Lent>.Unavailable(change.MayHaveHappened),
    };

    /// <summary>One after the other. What was renewed in part before is not begun again: nobody would know which.</summary>
    public async Task<LibraryChange<RenewedAll>> RenewAllAsync(Change change, string patron, CancellationToken cancel)
    {
        if (change.MayHaveHappened)
        {
            return new LibraryChange<RenewedAll>.Unavailable(MayHaveHappened: true);
        }
        switch (await LoansAsync(patron, cancel))
        {
            case LibraryLookup<IReadOnlyList<LibraryLoan>>.Unavailable:
                return new LibraryChange<RenewedAll>.Unavailable(MayHaveHappened: false);
            case LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var loans):
                var (renewed, not) = (new List<RenewedItem>(), new List<NotRenewedItem>());
                foreach (var loan in loans)
                {
                    var name = loan.Item ?? loan.Title ?? "";
                    switch (loan.Item is { } item ? await RenewAsync(change, patron, item, loan.Due, cancel) : new LibraryChange<Lent>.Refused(new(null)))
                    {
                        case LibraryChange<Lent>.Done(var lent):
                            renewed.Add(new(name, lent.Due));
                            break;
                        case LibraryChange<Lent>.Refused(var refusal):
                            not.Add(new(name, refusal.Renewal));
                            break;
                        case LibraryChange<Lent>.Unavailable(var perhaps):
                            return new LibraryChange<RenewedAll>.Unavailable(perhaps || renewed.Count > 0);
                    }
                }
                return new LibraryChange<RenewedAll>.Done(new(renewed, not));
            default:
                return new LibraryChange<RenewedAll>.Refused(new(Contract.RefusalReason.NotRecognised));
        }
    }

    public async Task<LibraryChange<HoldPlaced>> PlaceHoldAsync(Change change, HoldOrder order, CancellationToken cancel)
    {
        var title = await TitleOfAsync(order, cancel);
        if (title is not LibraryLookup<KohaItem>.Found(var wanted))
        {
            return title is LibraryLookup<KohaItem>.Unknown ? new LibraryChange<HoldPlaced>.Refused(new(null, Hold: HoldRefusal.Unknown)) : new LibraryChange<HoldPlaced>.Unavailable(change.MayHaveHappened);
        }
        var patron = await patrons.FindAsync(order.Patron, cancel);
        if (patron is not LibraryLookup<KohaCard>.Found(var card))
        {
            return patron is LibraryLookup<KohaCard>.Unknown ? new LibraryChange<HoldPlaced>.Refused(new(Contract.RefusalReason.NotRecognised)) : new LibraryChange<HoldPlaced>.Unavailable(change.MayHaveHappened);
        }
        var body = JsonSerializer.SerializeToUtf8Bytes(new KohaNewHold(card.PatronId, wanted.BiblioId, settings.LibraryOf(order.PickupLocation)), KohaJson.Default.KohaNewHold);
        return await LookBeforeRepeat.RunAsync<HoldPlaced>(change.MayHaveHappened,
            async token => await koha.ChangeAsync(HttpMethod.Post, "holds", body, token) switch
            {
                KohaAnswer.Answered { Status: HttpStatusCode.Created or HttpStatusCode.OK } answer => answer.Read(KohaJson.Default.KohaHold) is { } hold
                    ? new Attempt<HoldPlaced>.Done(new(hold.Priority is > 0 ? hold.Priority : null, IsAvailable: false))
                    : new Attempt<HoldPlaced>.Lost(),
                KohaAnswer.Answered answer => new Attempt<HoldPlaced>.Refused(_ => Task.FromResult(KohaWords.AgainstHold(answer))),
                KohaAnswer.Lost => new Attempt<HoldPlaced>.Lost(),
                _ => new Attempt<HoldPlaced>.NotSent(),
            },
            async token => await shelf.HoldsAsync(card.PatronId, token) is not { } holds ? new Evidence<HoldPlaced>.Unclear()
                : holds.FirstOrDefault(hold => hold.BiblioId == wanted.BiblioId) is { } placed ? new Evidence<HoldPlaced>.Happened(new(placed.Priority is > 0 ? placed.Priority : null, IsAvailable: false))
                : new Evidence<HoldPlaced>.DidNotHappen(), cancel);
    }

    public async Task<LibraryChange<HoldCancelled>> CancelHoldAsync(Change change, HoldOrder order, CancellationToken cancel)
    {
        var patron = await patrons.FindAsync(order.Patron, cancel);
        if (patron is not LibraryLookup<KohaCard>.Found(var card))
        {
            return patron is LibraryLookup<KohaCard>.Unknown ? new LibraryChange<HoldCancelled>.Refused(new(Contract.RefusalReason.NotRecognised)) : new LibraryChange<HoldCancelled>.Unavailable(change.MayHaveHappened);
        }
        var named = order.Hold is null && order.Item is { } barcode ? await shelf.ByBarcodeAsync(barcode, cancel) : [];
        if (named is null || await shelf.HoldsAsync(card.PatronId, cancel) is not { } holds)
        {
            return new LibraryChange<HoldCancelled>.Unavailable(change.MayHaveHappened);
        }
        if (holds.FirstOrDefault(hold => order.Hold is { } id ? id == IdOf(hold) : named.Any(item => item.BiblioId == hold.BiblioId)) is not { } mine)   // anybody's could be deleted by its number
        {
            return change.MayHaveHappened ? new LibraryChange<HoldCancelled>.Done(new()) : new LibraryChange<HoldCancelled>.Refused(new(null, Hold: HoldRefusal.Unknown));
        }
        return await LookBeforeRepeat.RunAsync<HoldCancelled>(change.MayHaveHappened,
            async token => await koha.ChangeAsync(HttpMethod.Delete, $"holds/{mine.HoldId}", null, token, "cancellation-request-flow") switch
            {
                KohaAnswer.Answered { Status: HttpStatusCode.NoContent or HttpStatusCode.OK } => new Attempt<HoldCancelled>.Done(new()),
                KohaAnswer.Answered { Status: HttpStatusCode.Accepted } => new Attempt<HoldCancelled>.Done(new(IsRequested: true)),
                KohaAnswer.Answered answer => new Attempt<HoldCancelled>.Refused(_ => Task.FromResult(KohaWords.AgainstHold(answer))),
                KohaAnswer.Lost => new Attempt<HoldCancelled>.Lost(),
                _ => new Attempt<HoldCancelled>.NotSent(),
            },
            async token => await shelf.HoldsAsync(card.PatronId, token, withCancelling: true) is not { } now ? new Evidence<HoldCancelled>.Unclear()
                : now.FirstOrDefault(hold => hold.HoldId == mine.HoldId) is not { } still ? new Evidence<HoldCancelled>.Happened(new())
                : still.IsToBeCancelled ? new Evidence<HoldCancelled>.Happened(new(IsRequested: true))
                : new Evidence<HoldCancelled>.DidNotHappen(), cancel);
    }

    Task<LibraryChange<Lent>> RenewAsync(Change change, KohaCheckout loan, string patron, DueDate? before, CancellationToken cancel) => LookBeforeRepeat.RunAsync<Lent>(change.MayHaveHappened,
        async token => await koha.ChangeAsync(HttpMethod.Post, $"checkouts/{loan.CheckoutId}/renewals", null, token) switch
        {
            KohaAnswer.Answered { Status: HttpStatusCode.Created or HttpStatusCode.OK } answer => answer.Read(KohaJson.Default.KohaCheckout) is { } renewed
                ? new Attempt<Lent>.Done(new(KohaWords.DueOf(renewed, zone), WasTheirs: true))
                : new Attempt<Lent>.Lost(),
            KohaAnswer.Answered answer => new Attempt<Lent>.Refused(_ => Task.FromResult(KohaWords.AgainstRenewal(answer))),
            KohaAnswer.Lost => new Attempt<Lent>.Lost(),
            _ => new Attempt<Lent>.NotSent(),
        },
        async token => await patrons.FindAsync(patron, token) is not LibraryLookup<KohaCard>.Found(var card) || await shelf.CheckoutsAsync(card.PatronId, token) is not { } loans ? new Evidence<Lent>.Unclear()
            : loans.FirstOrDefault(now => now.CheckoutId == loan.CheckoutId) is { } still ? KohaWords.OfRenewal(KohaWords.DueOf(still, zone), before)
            : new Evidence<Lent>.DidNotHappen(), cancel);

    async Task<LibraryLookup<KohaCheckout>> FindLoanAsync(string patron, string barcode, CancellationToken cancel)
    {
        var known = await patrons.FindAsync(patron, cancel);
        if (known is not LibraryLookup<KohaCard>.Found(var card))
        {
            return Nothing<KohaCheckout>(known);
        }
        return await shelf.ByBarcodeAsync(barcode, cancel) is not { } items || await shelf.CheckoutsAsync(card.PatronId, cancel) is not { } loans ? new LibraryLookup<KohaCheckout>.Unavailable()
            : loans.FirstOrDefault(loan => items.Any(item => item.ItemId == loan.ItemId)) is { } mine ? new LibraryLookup<KohaCheckout>.Found(mine)
            : new LibraryLookup<KohaCheckout>.Unknown();
    }

    async Task<LibraryLookup<KohaItem>> TitleOfAsync(HoldOrder order, CancellationToken cancel)
    {
        if (order.Title is { } id)
        {
            return long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var biblio) ? new LibraryLookup<KohaItem>.Found(new(0, biblio)) : new LibraryLookup<KohaItem>.Unknown();
        }
        return order.Item is not { } barcode ? new LibraryLookup<KohaItem>.Unknown()
            : await shelf.ByBarcodeAsync(barcode, cancel) is not { } items ? new LibraryLookup<KohaItem>.Unavailable()
            : items is [var item, ..] ? new LibraryLookup<KohaItem>.Found(item)
            : new LibraryLookup<KohaItem>.Unknown();
    }

    LibraryLoan LoanOf(KohaCheckout loan, KohaItem? item)
    {
        var due = KohaWords.DueOf(loan, zone);
        return new(item?.ExternalId, item?.Biblio?.Title, due)
        {
            Author = item?.Biblio?.Author,
            IsOverdue = due.Day < DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).DateTime),
            Renewals = loan.RenewalsCount,
        };
    }

    LibraryHold HoldOf(KohaHold hold, KohaItem? item, KohaBiblio? title) => new(item?.ExternalId, title?.Title, IsReady: hold.Status == "W")
    {
        Id = IdOf(hold),
        Author = title?.Author,
        IsOnItsWay = hold.Status is "T" or "P",
        Until = hold.Status == "W" && DateOnly.TryParse(hold.ExpirationDate, CultureInfo.InvariantCulture, out var until) ? until : null,
        Position = hold.Status is null && hold.Priority is > 0 ? hold.Priority : null,
        Pickup = hold.PickupLibraryId is { } library ? settings.BranchOf(library) : null,
    };

    static string IdOf(KohaHold hold) => hold.HoldId.ToString(CultureInfo.InvariantCulture);

    static LibraryLookup<T> Nothing<T>(LibraryLookup<KohaCard> nobody) => nobody is LibraryLookup<KohaCard>.Unknown ? new LibraryLookup<T>.Unknown() : new LibraryLookup<T>.Unavailable();
}
