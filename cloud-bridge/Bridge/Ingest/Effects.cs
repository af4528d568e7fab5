using Bridge.Fleet;
using Bridge.Library;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Ingest;

/// <summary>What each journal entry does to the library; called once per entry, in the journal's order, inside the inbox's transaction.</summary>
sealed class Effects(Requests requests, EnrolmentEffects enrolments, Receipts receipts, Counts counts)
{
    public async Task ApplyAsync(BridgeDb db, Entry entry, CancellationToken cancel) => await (entry.Event switch
    {
        LoanRequested requested => requests.LendAsync(db, entry, requested, cancel),
        LoanTold told => requests.TellAsync(db, entry, told.Request, RequestKind.Loan, told.Outcome, cancel),
        LoanMadeOffline made => requests.HonourLoanAsync(db, entry, made, cancel),
        LoanWithdrawn withdrawn => requests.WithdrawAsync(db, entry, withdrawn.Request, RequestKind.Loan, cancel),
        RenewalRequested requested => requests.RenewAsync(db, entry, requested, cancel),
        RenewalTold told => requests.TellAsync(db, entry, told.Request, RequestKind.Renewal, told.Outcome, cancel),
        RenewalWithdrawn withdrawn => requests.WithdrawAsync(db, entry, withdrawn.Request, RequestKind.Renewal, cancel),
        CheckinRequested requested => requests.TakeBackAsync(db, entry, requested, cancel),
        CheckinTold told => requests.TellAsync(db, entry, told.Request, RequestKind.Checkin, told.Outcome, cancel),
        CheckinMadeOffline made => requests.HonourReturnAsync(db, entry, made, cancel),
        CheckinWithdrawn withdrawn => requests.WithdrawAsync(db, entry, withdrawn.Request, RequestKind.Checkin, cancel),
        RegistrationRequested or LinkRequested => enrolments.TakeAsync(db, entry, cancel),
        EnrolmentTold told => enrolments.TellAsync(db, entry, told, cancel),
        EnrolmentWithdrawn withdrawn => enrolments.WithdrawAsync(db, entry, withdrawn, cancel),
        UnlinkRequested requested => enrolments.UnlinkAsync(db, entry, requested, cancel),
        ReceiptRequested or VisitCounted or StaffCalled or DoorHeldOpen when await HasComeAsync(db, entry, cancel) => Task.CompletedTask,
        ReceiptRequested requested => receipts.SendAsync(db, entry, requested, cancel),
        VisitCounted(var outcome) => CountAsync(db, entry, outcome is VisitOutcome.Admitted or VisitOutcome.AdmittedOffline ? CountKind.Visit : CountKind.VisitRefused,
            outcome is VisitOutcome.Admitted ? null : outcome, cancel),
        StaffCalled => CallAsync(db, entry, cancel),
        DoorHeldOpen(var isOpen) => HearDoorAsync(db, entry, isOpen, cancel),
        _ => throw new InvalidOperationException($"no effect for {entry.Envelope.Type}"),
    });

    /// <summary>The outcome to tell a device of its request; none while there is none, and none after it was withdrawn.</summary>
    public static async Task<Outcome?> OutcomeAsync(BridgeDb db, DeviceAddress device, Guid requestId, CancellationToken cancel) =>
        await Requests.OutcomeAsync(db, device, requestId, cancel) ?? await EnrolmentEffects.OutcomeAsync(db, device, requestId, cancel);

    // The same event in a restored journal's new epoch.
    static Task<bool> HasComeAsync(BridgeDb db, Entry entry, CancellationToken cancel) =>
        db.Inbox.AnyAsync(e => e.EventId == entry.Envelope.Id && e.Device == entry.Device.Name && e.Epoch != entry.Envelope.Epoch, cancel);

    async Task CallAsync(BridgeDb db, Entry entry, CancellationToken cancel)
    {
        (await DeviceFacts.OfAsync(db, entry.Device, cancel)).CalledAt = entry.Envelope.Time;
        await db.SaveChangesAsync(cancel);
        await CountAsync(db, entry, CountKind.StaffCall, null, cancel);
    }

    async Task HearDoorAsync(BridgeDb db, Entry entry, bool isOpen, CancellationToken cancel)
    {
        (await DeviceFacts.OfAsync(db, entry.Device, cancel)).DoorOpenSince = isOpen ? entry.Envelope.Time : null;
        await db.SaveChangesAsync(cancel);
        if (isOpen)
        {
            await CountAsync(db, entry, CountKind.DoorHeldOpen, null, cancel);
        }
    }

    Task CountAsync(BridgeDb db, Entry entry, CountKind kind, Enum? reason, CancellationToken cancel) => counts.AddAsync(db, kind, Place.Of(entry.Device), reason, cancel);
}
