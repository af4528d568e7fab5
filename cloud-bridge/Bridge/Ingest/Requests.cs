using Bridge.Identity;
using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Contract;

namespace Bridge.Ingest;

/// <summary>What appliances ask the library system for, and how it ends: what the patron was told and what the library has never differ silently.</summary>
sealed class Requests(IRequestDesk desk, Recognition recognition, Vouching vouching, Passes passes, IdentitySettings identity, LibraryClock clock)
{
    /// <summary>The outcome to tell a device of its request; none while it is not decided, and none after it was withdrawn.</summary>
    public static async Task<Outcome?> OutcomeAsync(BridgeDb db, DeviceAddress device, Guid id, CancellationToken cancel) =>
        await db.Requests.FindAsync([id], cancel) is { Settlement: not Settlement.Withdrawn } request && request.Device == device.Name ? request.Decided() : null;

    public async Task LendAsync(BridgeDb db, Entry entry, LoanRequested requested, CancellationToken cancel)
    {
        if (await NewAsync(db, entry, RequestKind.Loan, requested.Item, cancel) is { } request)
        {
            await ForPatronAsync(db, entry, request, requested.Borrower, Operations.Loan, new LoanRefused(RefusalReason.NotRecognised), patron => desk.LendAsync(db, request, patron, cancel), cancel);
        }
    }

    public async Task RenewAsync(BridgeDb db, Entry entry, RenewalRequested requested, CancellationToken cancel)
    {
        if (await NewAsync(db, entry, RequestKind.Renewal, requested.Item, cancel) is { } request)
        {
            await ForPatronAsync(db, entry, request, requested.Borrower, Operations.Renew, new RenewalRefused(RenewalRefusal.NotRecognised), patron => desk.RenewAsync(db, request, patron, cancel), cancel);
        }
    }

    public async Task TakeBackAsync(BridgeDb db, Entry entry, CheckinRequested requested, CancellationToken cancel)
    {
        if (await NewAsync(db, entry, RequestKind.Checkin, requested.Item, cancel) is { } request)
        {
            await desk.TakeBackAsync(db, request, cancel);
            await db.SaveChangesAsync(cancel);
        }
    }

    public Task TellAsync(BridgeDb db, Entry entry, Guid id, RequestKind kind, Outcome told, CancellationToken cancel) => SettleAsync(db, entry, id, kind, Settlement.Told, async request =>
    {
        if (!told.Equals(request.Decided()))
        {
            await request.ToStaff(StaffReason.ToldOtherwise, null, clock.Now).AddToAsync(db, cancel);
        }
    }, cancel);

    public Task HonourLoanAsync(BridgeDb db, Entry entry, LoanMadeOffline made, CancellationToken cancel) =>
        SettleAsync(db, entry, made.Request, RequestKind.Loan, Settlement.MadeOffline, request => desk.HonourLoanAsync(db, request, made.Due, cancel), cancel);

    public Task HonourReturnAsync(BridgeDb db, Entry entry, CheckinMadeOffline made, CancellationToken cancel) =>
        SettleAsync(db, entry, made.Request, RequestKind.Checkin, Settlement.MadeOffline, request => desk.HonourReturnAsync(db, request, cancel), cancel);

    public async Task WithdrawAsync(BridgeDb db, Entry entry, Guid id, RequestKind kind, CancellationToken cancel)
    {
        if (await db.Requests.FindAsync([id], cancel) is null)
        {
            db.Requests.Add(new() { Id = id, Device = entry.Device.Name, Kind = kind, Settlement = Settlement.Withdrawn, At = entry.Envelope.Time });   // should it still come, it is dropped
            await db.SaveChangesAsync(cancel);
            return;
        }
        await SettleAsync(db, entry, id, kind, Settlement.Withdrawn, request => desk.WithdrawAsync(db, request, cancel), cancel);
    }

    // Null: withdrawn before it came, or the same event in a restored journal's new epoch.
    static async Task<Request?> NewAsync(BridgeDb db, Entry entry, RequestKind kind, string? item, CancellationToken cancel)
    {
        if (await db.Requests.FindAsync([entry.Envelope.Id], cancel) is { } known)
        {
            return known.Device == entry.Device.Name ? null : throw new InvalidOperationException("the id of another device's request");
        }
        var request = db.Requests.Add(new()
        {
            Id = entry.Envelope.Id,
            Device = entry.Device.Name,
            Kind = kind,
            At = entry.Envelope.Time,
            Item = item is null ? null : Request.Shortened(item),
        }).Entity;
        await db.SaveChangesAsync(cancel);
        return request;
    }

    async Task ForPatronAsync(BridgeDb db, Entry entry, Request request, Borrower borrower, Operations operation, Outcome notRecognised, Func<Patron, Task> decide, CancellationToken cancel)
    {
        if (await BorrowerAsync(db, entry, borrower, operation, cancel) is { } patron)
        {
            request.PatronId = patron.Id;
            await decide(patron);
        }
        else
        {
            request.Decide(notRecognised);
        }
        await db.SaveChangesAsync(cancel);
    }

    async Task<Patron?> BorrowerAsync(BridgeDb db, Entry entry, Borrower borrower, Operations operation, CancellationToken cancel) => borrower switch
    {
        Borrower.ByPass(var text) => passes.TryUse(text, entry.Device, entry.Envelope.Time, operation, out var pass) ? await db.Patrons.FindAsync([pass.Patron], cancel) : null,
        Borrower.ByCard(var card) => await OfCardAsync(db, entry, card, operation, cancel),
        _ => null,
    };

    // The platform is not asked here: the entry was made where nobody could be asked, and the item is gone.
    async Task<Patron?> OfCardAsync(BridgeDb db, Entry entry, CardEvidence card, Operations operation, CancellationToken cancel) =>
        await recognition.RecogniseAsync(db, card, entry.Device, entry.Envelope.Time, cancel) switch
        {
            Recognised.Known(var patron, var shown) when identity.Allowed(shown.Kind, shown.Assurance).HasFlag(operation) => patron,
            Recognised.Unvouched(var patron, var link) when vouching.IsTolerated(link, entry.Envelope.Time)
                && identity.Allowed(CardKind.MyNumberCard, Assurance.ChipProven).HasFlag(operation) => patron,
            _ => null,
        };

    async Task SettleAsync(BridgeDb db, Entry entry, Guid id, RequestKind kind, Settlement how, Func<Request, Task> settle, CancellationToken cancel)
    {
        if (await db.Requests.FindAsync([id], cancel) is not { } request || request.Device != entry.Device.Name || request.Kind != kind)
        {
            await ToStaffAsync(db, entry, StaffReason.RequestUnknown, entry.Envelope.Type, cancel);
            return;
        }
        if (request.Settlement == how)
        {
            return;
        }
        if (request.Settlement != Settlement.None)
        {
            await ToStaffAsync(db, entry, StaffReason.SettledTwice, $"{request.Settlement}, then {how}", cancel);
            return;
        }
        await settle(request);
        request.Settle(how);
        await db.SaveChangesAsync(cancel);
    }

    Task<bool> ToStaffAsync(BridgeDb db, Entry entry, StaffReason reason, string? detail, CancellationToken cancel) => new StaffTask
    {
        At = clock.Now,
        Device = entry.Device.Name,
        Reason = reason,
        Detail = detail,
        Epoch = entry.Envelope.Epoch,
        Sequence = entry.Envelope.Sequence,
        Request = entry.Event?.Settles,
    }.AddToAsync(db, cancel);
}
