using System.Security.Cryptography;
using System.Text;
using Bridge.Library.Sip2.Messages;
using Bridge.Library.Sip2.Wire;
using Bridge.Settings;
using Contract;

namespace Bridge.Library.Sip2.Server;

/// <summary>Answers one machine's messages from the library system. Null: no answer, and the machine is to find out for itself what is so.</summary>
sealed class Sip2Desk(ILibrarySystem library, Sip2ServerSettings settings, Sip2AccountSettings account, TimeZoneInfo zone, TimeProvider time)
{
    /// <summary>How far a machine's clock may be off for its date to tell one transaction from the next.</summary>
    static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(10);

    /// <summary>BX: patron status, checkout, checkin, block, status, resend, login, patron information, end session, fee paid, item information, item status, enable, hold, renew, renew all.</summary>
    const string Supported = "YYYNYYYYYNYNNYYY";

    readonly Sip2Words words = Sip2Words.In(account.Encoding);

    Sip2Time Now => Sip2Time.Local(time.GetUtcNow(), zone);

    public async Task<Sip2Form?> AnswerAsync(Sip2Message message, CancellationToken cancel)
    {
        var from = new Sip2Reader(message);
        return message.Code switch
        {
            "99" => Status(),
            "23" => await PatronStatusAsync(PatronStatusRequest.Read(from).Patron, cancel),
            "01" => await PatronStatusAsync(BlockPatronRequest.Read(from).Patron, cancel),   // blocking is for staff
            "63" => await PatronInformationAsync(PatronInformationRequest.Read(from), cancel),
            "11" => await CheckOutAsync(CheckoutRequest.Read(from), message, cancel),
            "09" => await CheckInAsync(CheckinRequest.Read(from), message, cancel),
            "29" => await RenewAsync(RenewRequest.Read(from), message, cancel),
            "65" => await RenewAllAsync(RenewAllRequest.Read(from), message, cancel),
            "15" => await HoldAsync(HoldRequest.Read(from), message, cancel),
            "17" => await ItemInformationAsync(ItemInformationRequest.Read(from), cancel),
            "35" when EndSessionRequest.Read(from) is var end => new EndSessionAnswer(true, Now, settings.Institution, end.Patron, [], []),
            "37" when FeePaidRequest.Read(from) is var fee => new FeePaidAnswer(false, Now, settings.Institution, fee.Patron, fee.Transaction, [words.AskStaff], []),
            _ => null,
        };
    }

    StatusAnswer Status() => new(IsOnline: true, CheckinOk: Can(LibraryCapabilities.CheckIn), CheckoutOk: Can(LibraryCapabilities.CheckOut), RenewalPolicy: Can(LibraryCapabilities.Renew),
        StatusUpdateOk: false, OfflineOk: Can(LibraryCapabilities.OfflineLoans), TimeoutPeriod: 100, Retries: 3, Now, settings.Institution, null, Supported, null, [], []);

    async Task<Sip2Form?> PatronStatusAsync(string number, CancellationToken cancel) => await library.PatronAsync(number, cancel) switch
    {
        LibraryLookup<LibraryPatron>.Found(var patron) =>
            new PatronStatusAnswer(FlagsOf(patron), Sip2Language.Unknown, Now, settings.Institution, number, NameOf(patron), true, null, Words(patron.Stopped), []),
        LibraryLookup<LibraryPatron>.Unknown =>
            new PatronStatusAnswer(PatronFlags.ChargeDenied, Sip2Language.Unknown, Now, settings.Institution, number, "", false, null, [words.UnknownPatron], []),
        _ => null,
    };

    async Task<Sip2Form?> PatronInformationAsync(PatronInformationRequest request, CancellationToken cancel)
    {
        if (await library.PatronAsync(request.Patron, cancel) is not LibraryLookup<LibraryPatron>.Found(var patron))
        {
            return await PatronStatusAsync(request.Patron, cancel) is PatronStatusAnswer { IsValid: false } unknown
                ? new PatronInformationAnswer(unknown.Flags, Sip2Language.Unknown, Now, default, settings.Institution, request.Patron, "", null, null, null, false, null,
                    [], [], [], [], [], [], unknown.ScreenMessages, [])
                : null;
        }
        var loans = await LoansAsync(request, cancel);
        var holds = await HoldsAsync(request, cancel);
        if (loans is null || holds is null)
        {
            return null;
        }
        IReadOnlyList<string> Part(PatronSummary summary, IEnumerable<string?> all) => request.Summary == summary ? [.. all.OfType<string>().Take(Span(request))] : [];
        var today = DateOnly.FromDateTime(Now.At);
        return new PatronInformationAnswer(FlagsOf(patron), Sip2Language.Unknown, Now,
            new(holds.Ready, patron.Overdue, patron.OnLoan, null, null, holds.Queued), settings.Institution, request.Patron, NameOf(patron), null, null, patron.LoanLimit, true, null,
            Part(PatronSummary.Holds, holds.All.Where(hold => hold.IsReady).Select(hold => hold.Item ?? hold.Title)),
            Part(PatronSummary.Overdue, loans.Where(loan => loan.Due?.Day < today).Select(loan => loan.Item)),
            Part(PatronSummary.Charged, loans.Select(loan => loan.Item)), [], [],
            Part(PatronSummary.UnavailableHolds, holds.All.Where(hold => !hold.IsReady).Select(hold => hold.Item ?? hold.Title)), Words(patron.Stopped), []);
    }

    async Task<Sip2Form?> CheckOutAsync(CheckoutRequest request, Sip2Message message, CancellationToken cancel)
    {
        var change = ChangeOf(message, request.At, request.IsDone);
        var order = new LoanOrder(request.Patron, request.Item, request.IsDone && request.DueAsTold is { } told ? DateOnly.FromDateTime(told.At) : null, request.FeeAccepted is true);
        var lending = await library.CheckOutAsync(change, order, cancel);
        var isTheirs = lending is LibraryChange<Lent>.Refused { Refusal.Reason: RefusalReason.AlreadyYours };
        if (isTheirs && request.MayRenew && account.RenewsByCheckout)
        {
            lending = await library.RenewAsync(change, request.Patron, request.Item, null, cancel);
        }
        return await PartsAsync(lending, isTheirs, request.Patron, request.Item, cancel) is { } parts ? new CheckoutAnswer(parts) : null;
    }

    async Task<Sip2Form?> RenewAsync(RenewRequest request, Sip2Message message, CancellationToken cancel)
    {
        var renewal = await library.RenewAsync(ChangeOf(message, request.At, request.IsDone), request.Patron, request.Item ?? "", null, cancel);
        return await PartsAsync(renewal, isTheirs: renewal is LibraryChange<Lent>.Done, request.Patron, request.Item ?? "", cancel) is { } parts ? new RenewAnswer(parts) : null;
    }

    async Task<Sip2Form?> RenewAllAsync(RenewAllRequest request, Sip2Message message, CancellationToken cancel) =>
        await library.RenewAllAsync(ChangeOf(message, request.At, isDone: false), request.Patron, cancel) switch
        {
            LibraryChange<RenewedAll>.Done(var (renewed, unrenewed)) => new RenewAllAnswer(true, renewed.Count, unrenewed.Count, Now, settings.Institution,
                [.. renewed.Select(item => item.Item)], [.. unrenewed.Select(item => item.Item)], [], []),
            LibraryChange<RenewedAll>.Refused(var refusal) => new RenewAllAnswer(false, 0, null, Now, settings.Institution, [], [], [words.Of(refusal)], []),
            LibraryChange<RenewedAll>.Unavailable { MayHaveHappened: false } => new RenewAllAnswer(false, 0, null, Now, settings.Institution, [], [], [words.Unavailable], []),
            _ => null,
        };

    async Task<Sip2Form?> CheckInAsync(CheckinRequest request, Sip2Message message, CancellationToken cancel)
    {
        CheckinAnswer Refused(string why) => new(false, false, null, true, Now, settings.Institution, request.Item, "", null, null, null, null, null, [why], []);
        return await library.CheckInAsync(ChangeOf(message, request.At, request.IsDone), new(request.Item, IsMade: request.IsDone), cancel) switch
        {
            LibraryChange<TakenBack>.Done(var back) => new CheckinAnswer(true, true, null, back.Routing is not Routing.Shelf, Now, settings.Institution, request.Item, "", back.Title ?? "", null,
                back.Destination, AlertOf(back.Routing), null, [], []),
            LibraryChange<TakenBack>.Refused(var refusal) => Refused(words.Of(refusal)),
            LibraryChange<TakenBack>.Unavailable { MayHaveHappened: false } => Refused(words.Unavailable),
            _ => null,
        };
    }

    async Task<Sip2Form?> HoldAsync(HoldRequest request, Sip2Message message, CancellationToken cancel)
    {
        HoldAnswer Answer(bool isOk, bool isAvailable, int? position, params IReadOnlyList<string> why) =>
            new(isOk, isAvailable, Now, null, position, null, settings.Institution, request.Patron, request.Item, null, why, []);
        var change = ChangeOf(message, request.At, isDone: false);
        var order = new HoldOrder(request.Patron, request.Item ?? "", request.PickupLocation);
        if (request.Mode is HoldMode.Change || !Can(LibraryCapabilities.PlaceHold | LibraryCapabilities.CancelHold))
        {
            return Answer(false, false, null, words.AskStaff);
        }
        return request.Mode is HoldMode.Add
            ? Told(await library.PlaceHoldAsync(change, order, cancel), placed => Answer(true, placed.IsAvailable, placed.QueuePosition))
            : Told(await library.CancelHoldAsync(change, order, cancel), _ => Answer(true, false, null));

        HoldAnswer? Told<T>(LibraryChange<T> outcome, Func<T, HoldAnswer> done) => outcome switch
        {
            LibraryChange<T>.Done(var value) => done(value),
            LibraryChange<T>.Refused(var refusal) => Answer(false, false, null, words.Of(refusal)),
            LibraryChange<T>.Unavailable { MayHaveHappened: false } => Answer(false, false, null, words.Unavailable),
            _ => null,
        };
    }

    async Task<Sip2Form?> ItemInformationAsync(ItemInformationRequest request, CancellationToken cancel) => await library.ItemAsync(request.Item, cancel) switch
    {
        LibraryLookup<LibraryItem>.Found(var item) => new ItemInformationAnswer(
            StatusOf(item.Status), 0, 1, Now, item.HoldQueue, item.Due is null ? null : Sip2Due.Format(item.Due), request.Item, item.Title, item.Location, null, [], []),
        LibraryLookup<LibraryItem>.Unknown => new ItemInformationAnswer(CirculationStatus.Other, 0, 1, Now, null, null, request.Item, "", null, null, [words.UnknownItem], []),
        _ => null,
    };

    // The title is looked up for the answer where the outcome does not carry it: machines print it.
    async Task<LoanParts?> PartsAsync(LibraryChange<Lent> outcome, bool isTheirs, string patron, string item, CancellationToken cancel)
    {
        async Task<LoanParts> AnswerAsync(Lent? lent, string? fee, params IReadOnlyList<string> why)
        {
            var title = lent?.Title ?? (await library.ItemAsync(item, cancel) is LibraryLookup<LibraryItem>.Found(var found) ? found.Title : "");
            return new(lent is not null, isTheirs, null, lent is { KeepsSecurity: false }, Now, settings.Institution, patron, item, title, lent is null ? "" : Sip2Due.Format(lent.Due), fee, why, []);
        }
        return outcome switch
        {
            LibraryChange<Lent>.Done(var lent) => await AnswerAsync(lent, null),
            LibraryChange<Lent>.Refused(var refusal) => await AnswerAsync(null, refusal.Fee, words.Of(refusal)),
            LibraryChange<Lent>.Unavailable { MayHaveHappened: false } => await AnswerAsync(null, null, words.Unavailable),
            _ => null,
        };
    }

    async Task<IReadOnlyList<LibraryLoan>?> LoansAsync(PatronInformationRequest request, CancellationToken cancel) =>
        request.Summary is not (PatronSummary.Charged or PatronSummary.Overdue) ? []
        : await library.LoansAsync(request.Patron, cancel) is LibraryLookup<IReadOnlyList<LibraryLoan>>.Found(var loans) ? loans : null;

    // Null: no answer now. No holds at this library: the counts are unknown.
    async Task<HoldsOfPatron?> HoldsAsync(PatronInformationRequest request, CancellationToken cancel) =>
        !Can(LibraryCapabilities.Holds) ? new([], null, null)
        : await library.HoldsAsync(request.Patron, cancel) is LibraryLookup<IReadOnlyList<LibraryHold>>.Found(var holds)
            ? new(holds, holds.Count(hold => hold.IsReady), holds.Count(hold => !hold.IsReady))
            : null;

    // The same transaction sent again, over another connection even, is the same change: its date is to the second.
    Change ChangeOf(Sip2Message message, Sip2Time? at, bool isDone)
    {
        var now = time.GetUtcNow();
        var stated = at?.In(zone);
        var isTold = stated is { } told && (isDone ? told <= now + ClockTolerance : (told - now).Duration() <= ClockTolerance);
        return new(isTold ? IdOf(message) : Guid.CreateVersion7(now), isTold ? stated!.Value : now);
    }

    Guid IdOf(Sip2Message message)
    {
        var text = new StringBuilder($"{account.User}\n{message.Code}{message.Fixed}");
        foreach (var (id, value) in message.Fields)
        {
            text.Append(id).Append(value).Append('\n');
        }
        return new(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 16));
    }

    bool Can(LibraryCapabilities capability) => library.Capabilities.HasFlag(capability);

    string NameOf(LibraryPatron patron) => account.ShowsNames ? patron.Name ?? patron.Number : patron.Number;

    IReadOnlyList<string> Words(RefusalReason? reason) => reason is null ? [] : [words.Of(new Refusal(reason))];

    static Range Span(PatronInformationRequest request) => (Math.Max(1, request.First ?? 1) - 1)..Math.Max(0, request.Last ?? int.MaxValue);

    static PatronFlags FlagsOf(LibraryPatron patron) => patron.Stopped switch
    {
        null => PatronFlags.Fine,
        RefusalReason.LimitReached => PatronFlags.TooManyCharged,
        RefusalReason.PatronHasOverdue => PatronFlags.ChargeDenied | PatronFlags.TooManyOverdue,
        _ => PatronFlags.ChargeDenied,
    };

    static int? AlertOf(Routing routing) => routing switch
    {
        Routing.Shelf => null,
        Routing.HoldShelf => 1,
        Routing.AnotherBranch => 4,
        Routing.Staff => 99,
    };

    static CirculationStatus StatusOf(LibraryItemStatus status) => status switch
    {
        LibraryItemStatus.Available => CirculationStatus.Available,
        LibraryItemStatus.OnLoan => CirculationStatus.Charged,
        LibraryItemStatus.OnHoldShelf => CirculationStatus.OnHoldShelf,
        LibraryItemStatus.InTransit => CirculationStatus.InTransit,
        LibraryItemStatus.Missing => CirculationStatus.Missing,
        LibraryItemStatus.NotForLoan => CirculationStatus.Other,
    };

    sealed record HoldsOfPatron(IReadOnlyList<LibraryHold> All, int? Ready, int? Queued);
}
