using Bridge.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Ingest;

/// <summary>Something the bridge could not settle by itself; a person decides.</summary>
sealed class StaffTask
{
    public long Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Device { get; init; }
    public required StaffReason Reason { get; init; }

    /// <summary>A word more on the reason; no name, no title.</summary>
    public string? Detail { get; init; }

    public string? Epoch { get; init; }
    public long? Sequence { get; init; }

    /// <summary>The request it is about.</summary>
    public Guid? Request { get; init; }

    public long? PatronId { get; set; }
    public string? Item { get; set; }

    /// <summary>The message as it came, where it could not be read; what was sealed is sealed still.</summary>
    public byte[]? Payload { get; set; }

    /// <summary>The same trouble twice is one task.</summary>
    public byte[]? Fingerprint { get; init; }

    /// <summary>Null while it waits.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>Who at the library.</summary>
    public string? SettledBy { get; set; }

    /// <summary>What was done about it, in staff's words.</summary>
    public string? Note { get; set; }

    /// <summary>A person has dealt with it. Who had what is nobody's to read afterwards.</summary>
    public void Settle(string staff, string note, DateTimeOffset now)
    {
        (SettledAt, SettledBy, Note) = (now, staff, note);
        (PatronId, Item, Payload) = (null, null, null);
    }

    /// <summary>Unreadable messages kept per device; a broken device must not fill the disk.</summary>
    public const int MostUnreadable = 100;

    /// <summary>Adds the task unless it is there already, or the device has sent too much of the kind.</summary>
    public async Task<bool> AddToAsync(BridgeDb db, CancellationToken cancel)
    {
        if (Fingerprint is not null && (await db.StaffTasks.AnyAsync(t => t.Device == Device && t.Fingerprint == Fingerprint, cancel)
            || await db.StaffTasks.CountAsync(t => t.Device == Device && t.Reason == Reason, cancel) >= MostUnreadable))
        {
            return false;
        }
        db.StaffTasks.Add(this);
        await db.SaveChangesAsync(cancel);
        return true;
    }
}

/// <summary>Why staff must look.</summary>
enum StaffReason
{
    /// <summary>A message on the events topic was no entry of this device.</summary>
    UnreadableEnvelope,

    /// <summary>The entry is in its place, but what it says could not be opened or understood.</summary>
    UnreadableEvent,

    /// <summary>Another entry came under a number that was taken: a cloned or restored journal.</summary>
    SameSequenceOtherContent,

    /// <summary>The patron was told something else than the bridge decided.</summary>
    ToldOtherwise,

    /// <summary>An entry settles a request that the bridge does not have.</summary>
    RequestUnknown,

    /// <summary>An entry settles a request that was settled in another way.</summary>
    SettledTwice,

    /// <summary>The patron has the item and was told a due date, but the loan could not be recorded.</summary>
    OfflineLoanNotRecorded,

    /// <summary>An off-line loan was recorded that the rules would have refused.</summary>
    OfflineLoanAgainstRules,

    /// <summary>An item lies in the return box, and the library system does not take it back.</summary>
    ReturnNotRecorded,

    /// <summary>An item was taken back, and whoever brought it was told to give it to staff.</summary>
    ReturnWithdrawn,

    /// <summary>A patron was told that an item is not lent, and the library system still has it as theirs.</summary>
    LoanNotUndone,

    /// <summary>The patron was told another due date than the library system has.</summary>
    DueDateDiffers,

    /// <summary>The library system writes due dates in a form that is no day; the patron was told the bridge's own calculation.</summary>
    DueDateNotRead,

    /// <summary>The library system gave no outcome: it may have been done or not.</summary>
    OrderUnclear,

    /// <summary>The library system was away for so long that nobody waits any more; nothing was done.</summary>
    OrderNotCarriedOut,

    /// <summary>A patron was promised a mail with their loans, and it could not be written.</summary>
    ReceiptNotSent,

    /// <summary>A new patron is to be entered into the library system by hand: it takes none by itself, or refused this one.</summary>
    PatronToEnter,

    /// <summary>An enrolment was withdrawn after somebody had built on it, so it stands.</summary>
    WithdrawnTooLate,

    /// <summary>A patron asked to have a card taken away, but the pass did not hold.</summary>
    UnlinkNotApplied,

    /// <summary>Applying the entry failed within the bridge.</summary>
    EffectFailed,

    /// <summary>A mail to a patron will not arrive: the address is wrong, or no server took it in time.</summary>
    MailNotDelivered,
}
