using Bridge.Library.Sip2.Client;
using Bridge.Library.Sip2.Messages;
using Bridge.Library.Sip2.Wire;
using Bridge.Settings;
using Contract;

namespace Bridge.Library.Sip2;

/// <summary>A library's own system behind SIP2.</summary>
/// <remarks>
/// SIP2 has no key that would make a repeat harmless, and some servers do a repeated message twice (Evergreen). So a lost answer is followed by 17 and 63:
/// is the loan, the new due date, the hold there? What cannot be told stays <see cref="LibraryChange{T}.Unavailable"/>.
/// </remarks>
sealed partial class Sip2LibrarySystem(Sip2Client client, Sip2Settings settings, TimeZoneInfo zone, TimeProvider time, ILogger<Sip2LibrarySystem> log) : ILibrarySystem
{
    /// <summary>Titles asked for one by one after a list of 64.</summary>
    const int MostTitles = 50;

    /// <summary>A returned item can hardly be lent to the next patron sooner, and until the same day as the last.</summary>
    static readonly TimeSpan RecentReturn = TimeSpan.FromMinutes(10);

    readonly Sip2Dialect dialect = settings.Spoken();

    public LibraryCapabilities Capabilities => Can("63", LibraryCapabilities.PatronStatus | LibraryCapabilities.Loans | LibraryCapabilities.Holds) | Can("23", LibraryCapabilities.PatronStatus)
        | Can("17", LibraryCapabilities.ItemInformation) | Can("11", LibraryCapabilities.CheckOut) | Can("09", LibraryCapabilities.CheckIn)
        | (dialect.RenewsByCheckout ? Can("11", LibraryCapabilities.Renew) : Can("29", LibraryCapabilities.Renew)) | Can("65", LibraryCapabilities.RenewAll)
        | Can("15", LibraryCapabilities.PlaceHold | LibraryCapabilities.CancelHold) | (TakesOffline ? LibraryCapabilities.OfflineLoans : LibraryCapabilities.None);

    bool TakesOffline => dialect.TakesOffline && client.Status is { OfflineOk: true };

    /// <summary>What the site set, or what the server calls itself.</summary>
    string Institution => settings.Institution is { Length: > 0 } set ? set : client.Status?.Institution ?? "";

    Sip2Time Now => Sip2Time.Local(time.GetUtcNow(), zone);

    public async Task<LibraryLookup<LibraryPatron>> PatronAsync(string patron, CancellationToken cancel)
    {
        if (dialect.Never.Contains("63"))
        {
            return await AskAsync(new PatronStatusRequest(Sip2Language.Japanese, Now, Institution, patron, settings.TerminalPassword, ""), cancel) is not { } status
                ? new LibraryLookup<LibraryPatron>.Unavailable()
                : IsKnown(status.IsValid, status.Name) ? new LibraryLookup<LibraryPatron>.Found(new(patron, NameOf(status.Name), Sip2Records.StopOf(status.Flags), null, null, null, null))
                : new LibraryLookup<LibraryPatron>.Unknown();
        }
        return await InformationAsync(patron, PatronSummary.None, cancel) is not { } known
            ? new LibraryLookup<LibraryPatron>.Unavailable()
            : IsKnown(known.IsValid, known.Name) ? new LibraryLookup<LibraryPatron>.Found(new(patron, NameOf(known.Name), Sip2Records.StopOf(known.Flags),
                known.Counts.Charged, known.Counts.Overdue, known.Counts.Holds, known.ChargedLimit))
            : new LibraryLookup<LibraryPatron>.Unknown();
    }

    public async Task<LibraryLookup<IReadOnlyList<LibraryLoan>>> LoansAsync(string patron, CancellationToken cancel)
    {
        if (await InformationAsync(patron, PatronSummary.Charged, cancel) is not { } known)
        {
            return new LibraryLookup<IReadOnlyList<LibraryLoan>>.Unavailable();
        }
        if (!IsKnown(known.IsValid, known.Name))
        {
            return new LibraryLookup<IReadOnlyList<LibraryLoan>>.Unknown();
        }
        var loans = new List<LibraryLoan>();
        foreach (var listed in known.Charged)
        {
            loans.Add(await DescribeAsync(listed, loans.Count, cancel) is { } item
                ? new(listed, item.Title, Sip2Due.Parse(item.Due, zone))
                : new(dialect.Never.Contains("17") ? listed : null, listed, null));
        }
        return new LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(loans);
    }

    public async Task<LibraryLookup<IReadOnlyList<LibraryHold>>> HoldsAsync(string patron, CancellationToken cancel)
    {
        if (await InformationAsync(patron, PatronSummary.Holds, cancel) is not { } listed || await InformationAsync(patron, PatronSummary.UnavailableHolds, cancel) is not { } unavailable)
        {
            return new LibraryLookup<IReadOnlyList<LibraryHold>>.Unavailable();
        }
        if (!IsKnown(listed.IsValid, listed.Name))
        {
            return new LibraryLookup<IReadOnlyList<LibraryHold>>.Unknown();
        }
        var holds = new List<LibraryHold>();
        foreach (var hold in Sip2Records.HoldsOf(listed.Holds, unavailable.UnavailableHolds, dialect.Holds))
        {
            holds.Add(await DescribeAsync(hold.Item!, holds.Count, cancel) is { } item ? hold with { Title = item.Title } : hold with { Item = null, Title = hold.Item });
        }
        return new LibraryLookup<IReadOnlyList<LibraryHold>>.Found(holds);
    }

    public async Task<LibraryLookup<LibraryItem>> ItemAsync(string item, CancellationToken cancel) => await ItemInformationAsync(item, cancel) switch
    {
        null => new LibraryLookup<LibraryItem>.Unavailable(),
        { IsUnknown: true } => new LibraryLookup<LibraryItem>.Unknown(),
        var known => new LibraryLookup<LibraryItem>.Found(new(item, known.Title, Sip2Records.StatusOf(known.Status), known.Due is null ? null : Sip2Due.Parse(known.Due, zone), known.HoldQueue,
            known.Location ?? known.HomeLocation)),
    };

    public Task<LibraryChange<Lent>> CheckOutAsync(Change change, LoanOrder order, CancellationToken cancel)
    {
        var isDone = order.Made is not null && TakesOffline;
        var request = new CheckoutRequest(MayRenew: false, isDone, At(change), isDone ? new(order.Made!.Value.ToDateTime(new(23, 59, 0)), IsUtc: false) : null,
            Institution, order.Patron, order.Item, settings.TerminalPassword, null, order.AcceptsFee ? true : null, null);
        return LookBeforeRepeat.RunAsync(change.MayHaveHappened,
            async token => Attempted(await client.AskAsync(request, token), answer => LoanOf(answer.Loan), answer => why => WhyAsync(answer.Loan, order.Patron, order.Item, why)),
            token => LookForLoanAsync(order.Patron, order.Item, token), cancel);
    }

    public async Task<LibraryChange<Lent>> RenewAsync(Change change, string patron, string item, DueDate? seen, CancellationToken cancel)
    {
        if (dialect.RenewsByCheckout && !change.MayHaveHappened)   // 11 would lend what is nobody's
        {
            if (await InformationAsync(patron, PatronSummary.Charged, cancel) is not { } known)
            {
                return new LibraryChange<Lent>.Unavailable(MayHaveHappened: false);
            }
            var title = (await ItemInformationAsync(item, cancel))?.Title;
            if (!known.Charged.Any(listed => Sip2Records.IsSame(listed, item) || title is { Length: > 0 } && Sip2Records.IsSame(listed, title)))
            {
                return new LibraryChange<Lent>.Refused(new(null, Renewal: RenewalRefusal.NotOnLoan));
            }
        }
        var before = seen ?? (change.MayHaveHappened ? null : await DueAsync(item, cancel));
        return await LookBeforeRepeat.RunAsync(change.MayHaveHappened, token => TryRenewAsync(change, patron, item, token),
            async token => await ItemInformationAsync(item, token) is { } now ? Sip2Records.OfRenewal(now, before, zone) : new Evidence<Lent>.Unclear(), cancel);
    }

    public Task<LibraryChange<RenewedAll>> RenewAllAsync(Change change, string patron, CancellationToken cancel) => LookBeforeRepeat.RunAsync(change.MayHaveHappened,
        async token => Attempted(
            await client.AskAsync(new RenewAllRequest(At(change), Institution, patron, null, settings.TerminalPassword, null), token),
            answer => answer.IsOk || answer.RenewedCount > 0 ? new RenewedAll([.. answer.Renewed.Select(item => new RenewedItem(item, null))], [.. answer.Unrenewed.Select(item => new NotRenewedItem(item, null))]) : null,
            answer => async why => new(await StopAsync(patron, why), Words(answer.ScreenMessages))),
        _ => Task.FromResult<Evidence<RenewedAll>>(new Evidence<RenewedAll>.Unclear()), cancel);   // 65 leaves nothing to look at that was there before

    public async Task<LibraryChange<TakenBack>> CheckInAsync(Change change, ReturnOrder order, CancellationToken cancel)
    {
        var before = order.Seen ?? (change.MayHaveHappened ? null : await DueAsync(order.Item, cancel));
        var request = new CheckinRequest(order.IsMade && TakesOffline, At(change), At(change), settings.Location ?? "", Institution, order.Item, settings.TerminalPassword, null);
        return await LookBeforeRepeat.RunAsync(change.MayHaveHappened,
            async token => Attempted(
                await client.AskAsync(request, token),
                answer => answer.IsOk ? new TakenBack(answer.Title, Sip2Records.RoutingOf(answer), answer.Destination) : null,
                answer => async why => new(Sip2Records.RefusalOf(await ItemInformationAsync(order.Item, why), null) is RefusalReason.ItemUnknown and var unknown ? unknown : null, Words(answer.ScreenMessages))),
            async token => await ItemInformationAsync(order.Item, token) is { } now
                ? Sip2Records.OfReturn(now, before, time.GetUtcNow() - change.At < RecentReturn, zone) : new Evidence<TakenBack>.Unclear(), cancel);
    }

    public Task<LibraryChange<HoldPlaced>> PlaceHoldAsync(Change change, HoldOrder order, CancellationToken cancel) => order.Item is null ? NotSaid<HoldPlaced>() : LookBeforeRepeat.RunAsync(change.MayHaveHappened,
        token => TryHoldAsync(HoldMode.Add, change, order, answer => new HoldPlaced(answer.QueuePosition, answer.IsAvailable), token),
        async token => await IsHeldAsync(order, token) switch
        {
            true => new Evidence<HoldPlaced>.Happened(new(null, IsAvailable: false)),
            false => new Evidence<HoldPlaced>.DidNotHappen(),
            null => new Evidence<HoldPlaced>.Unclear(),
        }, cancel);

    public Task<LibraryChange<HoldCancelled>> CancelHoldAsync(Change change, HoldOrder order, CancellationToken cancel) => (order.Item ?? order.Hold) is null ? NotSaid<HoldCancelled>() : LookBeforeRepeat.RunAsync(change.MayHaveHappened,
        token => TryHoldAsync(HoldMode.Delete, change, order, _ => new HoldCancelled(), token),
        async token => await IsHeldAsync(order, token) switch
        {
            false => new Evidence<HoldCancelled>.Happened(new()),
            true => new Evidence<HoldCancelled>.DidNotHappen(),
            null => new Evidence<HoldCancelled>.Unclear(),
        }, cancel);

    // SIP2 holds a copy or its title by the copy's barcode; it has no other name for a title.
    static Task<LibraryChange<T>> NotSaid<T>() => Task.FromResult<LibraryChange<T>>(new LibraryChange<T>.Refused(new(null, Hold: HoldRefusal.Unknown)));

    async Task<Attempt<Lent>> TryRenewAsync(Change change, string patron, string item, CancellationToken cancel) => dialect.RenewsByCheckout
        ? Attempted(
            await client.AskAsync(new CheckoutRequest(MayRenew: true, IsDone: false, At(change), null, Institution, patron, item, settings.TerminalPassword, null, null, null), cancel),
            answer => LoanOf(answer.Loan), answer => why => WhyAsync(answer.Loan, patron, null, why))
        : Attempted(
            await client.AskAsync(new RenewRequest(IsThirdParty: false, IsDone: false, At(change), null, Institution, patron, null, item, null, settings.TerminalPassword, null), cancel),
            answer => LoanOf(answer.Loan with { IsRenewal = true }), answer => why => WhyAsync(answer.Loan, patron, null, why));

    async Task<Attempt<T>> TryHoldAsync<T>(HoldMode mode, Change change, HoldOrder order, Func<HoldAnswer, T> done, CancellationToken cancel)
        where T : class =>
        Attempted(
            await client.AskAsync(new HoldRequest(mode, At(change), null, order.PickupLocation, dialect.HoldType, Institution, order.Patron, null, order.Item ?? order.Hold, null, settings.TerminalPassword, null), cancel),
            answer => answer.IsOk ? done(answer) : null, answer => async why => new(await StopAsync(order.Patron, why), Words(answer.ScreenMessages)));

    async Task<Evidence<Lent>> LookForLoanAsync(string patron, string item, CancellationToken cancel)
    {
        var now = await ItemInformationAsync(item, cancel);
        return now is null && !dialect.Never.Contains("17") || await InformationAsync(patron, PatronSummary.Charged, cancel) is not { } known
            ? new Evidence<Lent>.Unclear()
            : Sip2Records.OfLoan(item, now, known, zone);
    }

    // Null: nobody can tell.
    async Task<bool?> IsHeldAsync(HoldOrder order, CancellationToken cancel)
    {
        if (await InformationAsync(order.Patron, PatronSummary.Holds, cancel) is not { } listed || await InformationAsync(order.Patron, PatronSummary.UnavailableHolds, cancel) is not { } unavailable)
        {
            return null;
        }
        var item = order.Item ?? order.Hold ?? "";
        var title = (await ItemInformationAsync(item, cancel))?.Title is { Length: > 0 } known ? known : item;
        var holds = listed.Holds.Concat(unavailable.UnavailableHolds).ToList();
        return holds.Any(hold => Sip2Records.IsSame(hold, item) || Sip2Records.IsSame(hold, title)) ? true
            : listed.Holds.Count >= listed.Counts.Holds && unavailable.UnavailableHolds.Count >= unavailable.Counts.UnavailableHolds ? false
            : null;
    }

    // Item: null for a renewal, which is refused for the patron's sake or the loan's.
    async Task<Refusal> WhyAsync(LoanParts loan, string patron, string? item, CancellationToken cancel)
    {
        var known = await InformationAsync(patron, PatronSummary.Charged, cancel);
        var isTheirs = item is not null && (loan.IsRenewal || known is not null && known.Charged.Any(listed => Sip2Records.IsSame(listed, item)));
        return new(isTheirs ? RefusalReason.AlreadyYours : Sip2Records.RefusalOf(item is null ? null : await ItemInformationAsync(item, cancel), known?.Flags),
            Words(loan.ScreenMessages), loan.Fee is { Length: > 0 } fee ? fee : null);
    }

    async Task<RefusalReason?> StopAsync(string patron, CancellationToken cancel) =>
        await InformationAsync(patron, PatronSummary.None, cancel) is { } known ? Sip2Records.StopOf(known.Flags) : null;

    async Task<DueDate?> DueAsync(string item, CancellationToken cancel) => await ItemInformationAsync(item, cancel) is { } now ? Sip2Due.Parse(now.Due, zone) : null;

    async Task<ItemInformationAnswer?> DescribeAsync(string listed, int position, CancellationToken cancel) =>
        position < MostTitles && await ItemInformationAsync(listed, cancel) is { IsUnknown: false } item ? item : null;

    Task<ItemInformationAnswer?> ItemInformationAsync(string item, CancellationToken cancel) =>
        dialect.Never.Contains("17") ? Task.FromResult<ItemInformationAnswer?>(null) : AskAsync(new ItemInformationRequest(Now, Institution, item, settings.TerminalPassword), cancel);

    Task<PatronInformationAnswer?> InformationAsync(string patron, PatronSummary summary, CancellationToken cancel) =>
        dialect.Never.Contains("63") ? Task.FromResult<PatronInformationAnswer?>(null)
        : AskAsync(new PatronInformationRequest(Sip2Language.Japanese, Now, summary, Institution, patron, settings.TerminalPassword, null, null, null), cancel);

    async Task<TAnswer?> AskAsync<TAnswer>(Sip2Request<TAnswer> request, CancellationToken cancel)
        where TAnswer : Sip2Form, ISip2Form<TAnswer> =>
        await client.AskAsync(request, cancel) is Sip2Outcome<TAnswer>.Answered(var answer) ? answer : null;

    static Attempt<T> Attempted<TAnswer, T>(Sip2Outcome<TAnswer> outcome, Func<TAnswer, T?> done, Func<TAnswer, Func<CancellationToken, Task<Refusal>>> why)
        where T : class => outcome switch
        {
            Sip2Outcome<TAnswer>.Answered(var answer) => done(answer) is { } value ? new Attempt<T>.Done(value) : new Attempt<T>.Refused(why(answer)),
            Sip2Outcome<TAnswer>.Lost => new Attempt<T>.Lost(),
            _ => new Attempt<T>.NotSent(),
        };

    Lent? LoanOf(LoanParts loan) => loan.IsOk ? new(Sip2Due.Parse(loan.Due, zone), loan.Title, loan.IsRenewal, loan.Desensitize is false) : null;

    string? NameOf(string name)
    {
        if (!Sip2Records.IsUnreadable(name))
        {
            return name.Length == 0 ? null : name;
        }
        LogUnreadable(dialect.Encoding);
        return null;
    }

    static bool IsKnown(bool? isValid, string name) => isValid ?? name.Length > 0;   // RERO has no BL

    static string? Words(IReadOnlyList<string> screenMessages) => screenMessages.Count == 0 ? null : string.Join(' ', screenMessages);

    Sip2Time At(Change change) => Sip2Time.Local(change.At, zone);

    LibraryCapabilities Can(string code, LibraryCapabilities capability) => dialect.Never.Contains(code) ? LibraryCapabilities.None : capability;

    [LoggerMessage(Level = LogLevel.Warning, Message = "SIP2: names arrive as question marks: set the encoding of this account on the library system, which is {Encoding} here")]
    partial void LogUnreadable(Sip2Encoding encoding);
}
