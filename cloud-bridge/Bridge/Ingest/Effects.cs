using System.Text.Json;
using Bridge.Identity;
using Bridge.Library;
using Bridge.Settings;
using Bridge.Storage;
using Contract;

namespace Bridge.Ingest;

/// <summary>What each journal entry does to the library; called once per entry, in the journal's order, inside the inbox's transaction.</summary>
sealed class Effects(Circulation circulation, Recognition recognition, Vouching vouching, Passes passes, EnrolmentEffects enrolments, IdentitySettings identity, LibraryClock clock)
{
    public Task ApplyAsync(BridgeDb db, Entry entry, CancellationToken cancel) => entry.Event switch
    {
        LoanRequested requested => RequestAsync(db, entry, requested, cancel),
        LoanTold told => SettleAsync(db, entry, told.Request, Settlement.Told, request => TellAsync(db, entry, request, told, cancel), cancel),
        LoanMadeOffline made => SettleAsync(db, entry, made.Request, Settlement.MadeOffline, request => HonourAsync(db, entry, request, made, cancel), cancel),
        LoanWithdrawn withdrawn => WithdrawAsync(db, entry, withdrawn, cancel),
        RegistrationRequested or LinkRequested => enrolments.TakeAsync(db, entry, cancel),
        EnrolmentTold told => enrolments.TellAsync(db, entry, told, cancel),
        EnrolmentWithdrawn withdrawn => enrolments.WithdrawAsync(db, entry, withdrawn, cancel),
        UnlinkRequested requested => enrolments.UnlinkAsync(db, entry, requested, cancel),
        _ => throw new InvalidOperationException($"no effect for {entry.Envelope.Type}"),
    };

    /// <summary>The outcome to tell a device of its request; none while there is none, and none after it was withdrawn.</summary>
    public static async Task<Outcome?> OutcomeAsync(BridgeDb db, DeviceAddress device, Guid requestId, CancellationToken cancel) =>
        await LoanOutcomeAsync(db, device, requestId, cancel) ?? (Outcome?)await EnrolmentEffects.OutcomeAsync(db, device, requestId, cancel);

    static async Task<LoanOutcome?> LoanOutcomeAsync(BridgeDb db, DeviceAddress device, Guid requestId, CancellationToken cancel) =>
        await db.Requests.FindAsync([requestId], cancel) is { Settlement: not Settlement.Withdrawn } request && request.Device == device.Name ? OutcomeOf(request) : null;

    async Task RequestAsync(BridgeDb db, Entry entry, LoanRequested requested, CancellationToken cancel)
    {
        if (await db.Requests.FindAsync([entry.Envelope.Id], cancel) is { } known)
        {
            if (known.Device != entry.Device.Name)
            {
                throw new InvalidOperationException("the id of another device's request");
            }
            return;   // withdrawn before it came, or the same event in a restored journal's new epoch
        }
        var today = clock.DayOf(entry.Envelope.Time);
        var patron = await BorrowerAsync(db, entry, requested.Borrower, cancel);
        var lending = patron is null
            ? new LendingOutcome.Refused(RefusalReason.NotRecognised)
            : await circulation.CheckOutAsync(db, patron, requested.Item, today, cancel, Place.Of(entry.Device));
        var refused = lending is LendingOutcome.Refused;
        db.Requests.Add(new()
        {
            Id = entry.Envelope.Id,
            Device = entry.Device.Name,
            AskedOn = today,
            Outcome = JsonSerializer.Serialize<Answer>(OutcomeOf(lending), ContractJson.Default.Answer),
            LoanId = (lending as LendingOutcome.Lent)?.Loan.Id,
            PatronId = refused ? patron?.Id : null,
            Item = refused ? Shortened(requested.Item) : null,
        });
        await db.SaveChangesAsync(cancel);
    }

    async Task<Patron?> BorrowerAsync(BridgeDb db, Entry entry, Borrower borrower, CancellationToken cancel) => borrower switch
    {
        Borrower.ByPass(var text) => passes.TryUse(text, entry.Device, entry.Envelope.Time, Operations.Loan, out var pass) ? await db.Patrons.FindAsync([pass.Patron], cancel) : null,
        Borrower.ByCard(var card) => await OfCardAsync(db, entry, card, cancel),
        _ => null,
    };

    // The platform is not asked here: the entry was made where nobody could be asked, and the item is gone.
    async Task<Patron?> OfCardAsync(BridgeDb db, Entry entry, CardEvidence card, CancellationToken cancel) =>
        await recognition.RecogniseAsync(db, card, entry.Device, entry.Envelope.Time, cancel) switch
        {
            Recognised.Known(var patron, var shown) when identity.Allowed(shown.Kind, shown.Assurance).HasFlag(Operations.Loan) => patron,
            Recognised.Unvouched(var patron, var link) when vouching.IsTolerated(link, entry.Envelope.Time)
                && identity.Allowed(CardKind.MyNumberCard, Assurance.ChipProven).HasFlag(Operations.Loan) => patron,
            _ => null,
        };

    static LoanOutcome OutcomeOf(LendingOutcome lending) => lending switch
    {
        LendingOutcome.Lent(var loan, var onLoan, var limit) => new LoanGranted(loan.Due, onLoan, limit),
        LendingOutcome.Refused(var reason) => new LoanRefused(reason),
        _ => throw new InvalidOperationException("a lending is lent or refused"),
    };

    static LoanOutcome? OutcomeOf(LoanRequest request) =>
        request.Outcome is { } json ? (LoanOutcome?)JsonSerializer.Deserialize(json, ContractJson.Default.Answer) : null;

    async Task SettleAsync(BridgeDb db, Entry entry, Guid requestId, Settlement how, Func<LoanRequest, Task> settle, CancellationToken cancel)
    {
        var request = await db.Requests.FindAsync([requestId], cancel);
        if (request is null || request.Device != entry.Device.Name || request.Outcome is null)
        {
            await ToStaffAsync(db, entry, StaffReason.RequestUnknown, entry.Envelope.Type, null, cancel);
            return;
        }
        if (request.Settlement == how)
        {
            return;
        }
        if (request.Settlement != Settlement.None)
        {
            await ToStaffAsync(db, entry, StaffReason.SettledTwice, $"{request.Settlement}, then {how}", request, cancel);
            return;
        }
        await settle(request);
        request.Settlement = how;
        (request.PatronId, request.Item) = (null, null);
        await db.SaveChangesAsync(cancel);
    }

    async Task TellAsync(BridgeDb db, Entry entry, LoanRequest request, LoanTold told, CancellationToken cancel)
    {
        if (OutcomeOf(request) != told.Outcome)
        {
            await ToStaffAsync(db, entry, StaffReason.ToldOtherwise, null, request, cancel);
        }
    }

    // The patron has the item in hand and a date in mind: the library's books follow, whatever the rules would have said.
    async Task HonourAsync(BridgeDb db, Entry entry, LoanRequest request, LoanMadeOffline made, CancellationToken cancel)
    {
        if (request.LoanId is { } loanId)
        {
            if (await db.Loans.FindAsync([loanId], cancel) is { } loan)   // not there: it has been returned already
            {
                loan.Due = made.Due;
            }
            return;
        }
        var refusal = OutcomeOf(request) is LoanRefused refused ? refused.Reason : RefusalReason.NotRecognised;
        if (request is not { PatronId: { } patron, Item: { } item })
        {
            await ToStaffAsync(db, entry, StaffReason.OfflineLoanNotRecorded, refusal.ToString(), request, cancel);
            return;
        }
        switch (await Circulation.RecordAsync(db, patron, item, request.AskedOn, made.Due, cancel))
        {
            case LendingOutcome.Lent(var loan, _, _):
                request.LoanId = loan.Id;
                await ToStaffAsync(db, entry, StaffReason.OfflineLoanAgainstRules, refusal.ToString(), request, cancel);
                break;
            case LendingOutcome.Refused(var reason):
                await ToStaffAsync(db, entry, StaffReason.OfflineLoanNotRecorded, reason.ToString(), request, cancel);
                break;
        }
    }

    async Task WithdrawAsync(BridgeDb db, Entry entry, LoanWithdrawn withdrawn, CancellationToken cancel)
    {
        if (await db.Requests.FindAsync([withdrawn.Request], cancel) is null)
        {
            db.Requests.Add(new() { Id = withdrawn.Request, Device = entry.Device.Name, Settlement = Settlement.Withdrawn });   // should it still come, it is dropped
            await db.SaveChangesAsync(cancel);
            return;
        }
        if (await db.Requests.FindAsync([withdrawn.Request], cancel) is { Outcome: null })
        {
            return;
        }
        await SettleAsync(db, entry, withdrawn.Request, Settlement.Withdrawn, async request =>
        {
            if (request.LoanId is { } loan)
            {
                await Circulation.UndoAsync(db, loan, cancel);
            }
        }, cancel);
    }

    Task<bool> ToStaffAsync(BridgeDb db, Entry entry, StaffReason reason, string? detail, LoanRequest? request, CancellationToken cancel) => new StaffTask
    {
        At = clock.Now,
        Device = entry.Device.Name,
        Reason = reason,
        Detail = detail,
        Epoch = entry.Envelope.Epoch,
        Sequence = entry.Envelope.Sequence,
        Request = entry.Event?.Settles,
        PatronId = request?.PatronId,
        Item = request?.Item,
    }.AddToAsync(db, cancel);

    static string Shortened(string item) => item.Length <= Label.MaximumLength ? item : item[..Label.MaximumLength];
}
