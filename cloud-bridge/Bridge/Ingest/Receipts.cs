using Bridge.Identity;
using Bridge.Library;
using Bridge.Storage;
using Contract;

namespace Bridge.Ingest;

/// <summary>Mails with all open loans, as patrons ask for them at an appliance.</summary>
sealed class Receipts(IRequestDesk desk, Passes passes, LibraryClock clock)
{
    public async Task SendAsync(BridgeDb db, Entry entry, ReceiptRequested requested, CancellationToken cancel)
    {
        if (!passes.TryUse(requested.Pass, entry.Device, entry.Envelope.Time, Operations.Renew, out var pass))
        {
            await ToStaffAsync(db, entry, "the pass does not allow it", null, cancel);
        }
        else if (await db.Patrons.FindAsync([pass.Patron], cancel) is not { Email.Length: > 0 } patron)
        {
            await ToStaffAsync(db, entry, "no address", pass.Patron, cancel);
        }
        else
        {
            await desk.WriteReceiptAsync(db, entry.Envelope.Id, entry.Device, patron, cancel);
        }
    }

    Task<bool> ToStaffAsync(BridgeDb db, Entry entry, string why, long? patron, CancellationToken cancel) => new StaffTask
    {
        At = clock.Now,
        Device = entry.Device.Name,
        Reason = StaffReason.ReceiptNotSent,
        Detail = why,
        Epoch = entry.Envelope.Epoch,
        Sequence = entry.Envelope.Sequence,
        Request = entry.Envelope.Id,
        PatronId = patron,
    }.AddToAsync(db, cancel);
}
