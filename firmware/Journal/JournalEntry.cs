namespace Firmware.Journal;

/// <summary>Something that happened on this appliance, as it is stored: durable from the moment anybody can hold one of these.</summary>
/// <param name="Sequence">1, 2, 3 … without gaps within an epoch. Order goes by this, never by time.</param>
/// <param name="Epoch">Random id of the journal; a replaced medium has a new one.</param>
/// <param name="Id">UUIDv7; the idempotency key wherever the effect goes.</param>
/// <param name="Type">What kind of event, in clear: "loan.requested".</param>
/// <param name="Subject">The event this one settles.</param>
/// <param name="OccurredAt">UTC by this appliance's clock, which may have been wrong: see <paramref name="Clock"/>.</param>
/// <param name="Payload">The sealed event; opaque here.</param>
public sealed record JournalEntry(
    long Sequence, string Epoch, Guid Id, string Type, Guid? Subject, DateTimeOffset OccurredAt, ClockReading Clock, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Says which entry; the payload is nobody's to print.</summary>
    public override string ToString() => $"JournalEntry {Sequence} {Type} {Id}";
}

/// <summary>What an entry will be known by; for a payload that has to name itself.</summary>
public readonly record struct JournalStamp(long Sequence, string Epoch, Guid Id, DateTimeOffset OccurredAt);

/// <summary>A clock that cannot be set back, beside the one that can: a Raspberry Pi has no battery clock and starts in the past.</summary>
/// <param name="Boot">Which start of the machine the milliseconds count from.</param>
/// <param name="Milliseconds">Monotonic, since some moment of that boot.</param>
public readonly record struct ClockReading(Guid Boot, long Milliseconds);
