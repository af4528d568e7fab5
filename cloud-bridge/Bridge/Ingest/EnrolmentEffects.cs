using System.Text.Json;
using Bridge.Enrolment;
using Bridge.Identity;
using Bridge.Library;
using Bridge.Mail;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Ingest;

/// <summary>What the entries of enrolments do: take a case in, settle it, take a card away. The case itself is decided by <see cref="EnrolmentDesk"/>.</summary>
sealed class EnrolmentEffects(Registrations registrations, INewPatrons others, Passes passes, LibraryClock clock)
{
    /// <summary>The outcome to tell a device of its request; none before it is decided, and none after it was settled.</summary>
    public static async Task<EnrolmentOutcome?> OutcomeAsync(BridgeDb db, DeviceAddress device, Guid id, CancellationToken cancel) =>
        await db.EnrolmentCases.FindAsync([id], cancel) is { Settlement: Settlement.None } enrolment && enrolment.Device == device.Name ? OutcomeOf(enrolment) : null;

    public static async Task<bool> IsUndecidedAsync(BridgeDb db, Guid id, CancellationToken cancel) => await db.EnrolmentCases.FindAsync([id], cancel) is { Sealed: not null };

    /// <summary>Keeps the case as it came, sealed.</summary>
    public async Task TakeAsync(BridgeDb db, Entry entry, CancellationToken cancel)
    {
        if (await db.EnrolmentCases.FindAsync([entry.Envelope.Id], cancel) is { } known)
        {
            if (known.Device != entry.Device.Name)
            {
                throw new InvalidOperationException("the id of another device's enrolment");
            }
            return;   // withdrawn before it came, or the same event in a restored journal's new epoch
        }
        db.EnrolmentCases.Add(new() { Id = entry.Envelope.Id, Device = entry.Device.Name, ReceivedAt = clock.Now, Sealed = entry.Envelope.Data });
        await db.SaveChangesAsync(cancel);
    }

    public async Task TellAsync(BridgeDb db, Entry entry, EnrolmentTold told, CancellationToken cancel)
    {
        if (await OpenAsync(db, entry, told.Request, Settlement.Told, cancel) is not { } enrolment)
        {
            return;
        }
        if (OutcomeOf(enrolment) != told.Outcome)
        {
            await ToStaffAsync(db, entry, StaffReason.ToldOtherwise, null, cancel);
        }
        if (TraceOf(enrolment) is { SerialHash: not null, Patron: { } patron })
        {
            await db.MyKeyIds.Where(id => id.PatronId == patron).ExecuteDeleteAsync(cancel);   // the older method has served
        }
        Settle(enrolment, Settlement.Told);
        await db.SaveChangesAsync(cancel);
    }

    public async Task WithdrawAsync(BridgeDb db, Entry entry, EnrolmentWithdrawn withdrawn, CancellationToken cancel)
    {
        if (await db.EnrolmentCases.FindAsync([withdrawn.Request], cancel) is null)
        {
            db.EnrolmentCases.Add(new() { Id = withdrawn.Request, Device = entry.Device.Name, ReceivedAt = clock.Now, Settlement = Settlement.Withdrawn });   // should it still come, it is dropped
            await db.SaveChangesAsync(cancel);
            return;
        }
        if (await OpenAsync(db, entry, withdrawn.Request, Settlement.Withdrawn, cancel) is not { } enrolment)
        {
            return;
        }
        if (TraceOf(enrolment) is { } trace)
        {
            await UndoAsync(db, entry, trace, cancel);
        }
        await db.HandOvers.Where(h => h.Case == enrolment.Id).ExecuteDeleteAsync(cancel);
        Settle(enrolment, Settlement.Withdrawn);
        await db.SaveChangesAsync(cancel);
    }

    public async Task UnlinkAsync(BridgeDb db, Entry entry, UnlinkRequested requested, CancellationToken cancel)
    {
        if (!passes.TryUse(requested.Pass, entry.Device, entry.Envelope.Time, Operations.Unlink, out var pass) || pass is not { Kind: CardKind.MyNumberCard, Link: not 0 })
        {
            await ToStaffAsync(db, entry, StaffReason.UnlinkNotApplied, "the pass does not allow it", cancel);
            return;
        }
        if (await db.Links.AnyAsync(l => l.Id == pass.Link && l.PatronId == pass.Patron, cancel))
        {
            await registrations.UnlinkAsync(db, pass.Link, cancel);
        }
    }

    // The case that this entry settles, if it is this device's and still open; whatever speaks against it goes to staff.
    async Task<EnrolmentCase?> OpenAsync(BridgeDb db, Entry entry, Guid id, Settlement how, CancellationToken cancel)
    {
        var enrolment = await db.EnrolmentCases.FindAsync([id], cancel);
        if (enrolment is null || enrolment.Device != entry.Device.Name)
        {
            await ToStaffAsync(db, entry, StaffReason.RequestUnknown, entry.Envelope.Type, cancel);
            return null;
        }
        if (enrolment.Settlement is not Settlement.None && enrolment.Settlement != how)
        {
            await ToStaffAsync(db, entry, StaffReason.SettledTwice, $"{enrolment.Settlement}, then {how}", cancel);
        }
        return enrolment.Settlement is Settlement.None ? enrolment : null;
    }

    async Task UndoAsync(BridgeDb db, Entry entry, EnrolmentTrace trace, CancellationToken cancel)
    {
        if (trace.Application is { } id && await db.Applications.FindAsync([id], cancel) is { } application)
        {
            if (application.State != ApplicationState.Waiting)
            {
                await ToStaffAsync(db, entry, StaffReason.WithdrawnTooLate, $"application {id} is decided", cancel);
                return;
            }
            db.Applications.Remove(application);
            await db.SaveChangesAsync(cancel);
        }
        var patron = trace.Patron is { } known ? await db.Patrons.FindAsync([known], cancel) : null;
        if (patron is null)
        {
            return;
        }
        if (trace.NewPatron == patron.Id && await db.Loans.AnyAsync(l => l.PatronId == patron.Id, cancel))
        {
            await ToStaffAsync(db, entry, StaffReason.WithdrawnTooLate, $"patron {patron.Number} has borrowed", cancel);
            return;
        }
        if (trace.NewPatron == patron.Id && !await others.TryForgetAsync(db, patron.Id, cancel))
        {
            await ToStaffAsync(db, entry, StaffReason.WithdrawnTooLate, $"patron {patron.Number} is in the library system", cancel);
            return;
        }
        await Cards.UndoAsync(db, trace, cancel);
        if (trace.NewPatron == patron.Id)
        {
            db.Patrons.Remove(patron);
            await db.SaveChangesAsync(cancel);
        }
        else if (trace.HasWritten)
        {
            await registrations.WriteToAsync(db, patron, MailKind.Unlinked, cancel);
        }
    }

    // What was told or taken back needs no memory but that it was: the outcome holds a pass, the trace a card's key.
    static void Settle(EnrolmentCase enrolment, Settlement how) =>
        (enrolment.Settlement, enrolment.Sealed, enrolment.Outcome, enrolment.Undo) = (how, null, null, null);

    static EnrolmentOutcome? OutcomeOf(EnrolmentCase enrolment) =>
        enrolment.Outcome is { } json ? (EnrolmentOutcome?)JsonSerializer.Deserialize(json, ContractJson.Default.Answer) : null;

    static EnrolmentTrace? TraceOf(EnrolmentCase enrolment) => enrolment.Undo is { } json ? JsonSerializer.Deserialize(json, EnrolmentJson.Default.EnrolmentTrace) : null;

    Task<bool> ToStaffAsync(BridgeDb db, Entry entry, StaffReason reason, string? detail, CancellationToken cancel) => new StaffTask
    {
        At = clock.Now,
        Device = entry.Device.Name,
        Reason = reason,
        Detail = detail,
        Epoch = entry.Envelope.Epoch,
        Sequence = entry.Envelope.Sequence,
        Request = entry.Event?.Settles ?? entry.Envelope.Id,
    }.AddToAsync(db, cancel);
}
