using System.Security.Cryptography;
using Bridge.Identity;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Ingest;

/// <summary>Takes journal entries over: each once, each device's in order, entry and effect in one transaction.</summary>
sealed partial class Inbox(Store store, Effects effects, BridgeKeys keys, TimeProvider time, ILogger<Inbox> log)
{
    /// <summary>Commits a batch and says what to tell the devices. Whatever else happens, an entry that is acknowledged has had its effect.</summary>
    public Task<IReadOnlyList<Reply>> TakeAsync(IReadOnlyList<Arrival> batch, CancellationToken cancel) => store.WriteAsync<IReadOnlyList<Reply>>(async db =>
    {
        var replies = new List<Reply>();
        var touched = new List<(DeviceAddress Device, string Epoch)>();
        foreach (var arrival in batch)
        {
            if (!Entry.TryRead(arrival, keys.Seal, keys.Site, out var entry))
            {
                await HandToStaffAsync(db, arrival, cancel);
                continue;
            }
            replies.AddRange(await TakeAsync(db, entry, arrival.Payload, cancel));
            touched.Add((entry.Device, entry.Envelope.Epoch));
        }
        foreach (var (device, epoch) in touched.Distinct())
        {
            replies.Add(new Reply.Acknowledged(device, await AcknowledgementAsync(db, device.Name, epoch, cancel)));
        }
        return replies;
    }, cancel);

    /// <summary>The acknowledgement of every device's latest journal: a broker that was restarted has forgotten them.</summary>
    public async Task<IReadOnlyList<Reply>> AcknowledgementsAsync(CancellationToken cancel)
    {
        await using var db = store.Open();
        var replies = new List<Reply>();
        foreach (var journals in (await db.Watermarks.AsNoTracking().ToListAsync(cancel)).GroupBy(mark => mark.Device))
        {
            if (DeviceAddress.TryParseName(journals.Key, out var device))
            {
                replies.Add(new Reply.Acknowledged(device, await AcknowledgementAsync(db, journals.Key, journals.MaxBy(mark => mark.MovedAt)!.Epoch, cancel)));
            }
        }
        return replies;
    }

    async Task<IEnumerable<Reply>> TakeAsync(BridgeDb db, Entry entry, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        var (device, envelope) = (entry.Device.Name, entry.Envelope);
        if (await db.Inbox.FindAsync([device, envelope.Epoch, envelope.Sequence], cancel) is { } earlier)
        {
            return await TakeAgainAsync(db, earlier, entry, payload, cancel);
        }
        var mark = await db.Watermarks.FindAsync([device, envelope.Epoch], cancel)
            ?? db.Watermarks.Add(new() { Device = device, Epoch = envelope.Epoch }).Entity;
        mark.MovedAt = time.GetUtcNow();
        db.Inbox.Add(new()
        {
            Device = device,
            Epoch = envelope.Epoch,
            Sequence = envelope.Sequence,
            EventId = envelope.Id,
            Type = envelope.Type,
            ReceivedAt = time.GetUtcNow(),
            Fingerprint = entry.Fingerprint,
            Waiting = payload.ToArray(),
        });
        await db.SaveChangesAsync(cancel);
        return await ApplyContiguousAsync(db, mark, entry, cancel);
    }

    async Task<List<Reply>> ApplyContiguousAsync(BridgeDb db, Watermark mark, Entry arrived, CancellationToken cancel)
    {
        var replies = new List<Reply>();
        var (device, epoch, applied) = (mark.Device, mark.Epoch, mark.Applied);
        while (await db.Inbox.FindAsync([device, epoch, applied + 1], cancel) is { } next)
        {
            var entry = next.Sequence == arrived.Envelope.Sequence ? arrived
                : Entry.TryRead(new(arrived.Device, next.Waiting), keys.Seal, keys.Site, out var waiting) ? waiting
                : throw new InvalidOperationException("an entry that was readable when it came");
            await ApplyAsync(db, entry, cancel);
            // An effect that failed has been rolled back and forgotten by the context: fetch both anew.
            (await db.Inbox.FindAsync([device, epoch, ++applied], cancel))!.Waiting = null;
            (await db.Watermarks.FindAsync([device, epoch], cancel))!.Applied = applied;
            await db.SaveChangesAsync(cancel);
            replies.AddRange(await OutcomeAsync(db, entry.Device, entry.Envelope.Id, cancel));
        }
        return replies;
    }

    async Task ApplyAsync(BridgeDb db, Entry entry, CancellationToken cancel)
    {
        if (entry.Event is null)
        {
            await TaskOf(entry, StaffReason.UnreadableEvent, entry.Trouble).AddToAsync(db, cancel);
            return;
        }
        var transaction = db.Database.CurrentTransaction!;
        await transaction.CreateSavepointAsync("effect", cancel);
        try
        {
            await effects.ApplyAsync(db, entry, cancel);
            await transaction.ReleaseSavepointAsync("effect", cancel);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException) && !Store.IsFailure(e))
        {
            await transaction.RollbackToSavepointAsync("effect", cancel);
            db.ChangeTracker.Clear();
            LogEffectFailed(e, entry.Device.Name, entry.Envelope.Sequence);
            await TaskOf(entry, StaffReason.EffectFailed, e.GetType().Name).AddToAsync(db, cancel);
        }
    }

    async Task<IEnumerable<Reply>> TakeAgainAsync(BridgeDb db, InboxEntry earlier, Entry entry, ReadOnlyMemory<byte> payload, CancellationToken cancel)
    {
        if (!CryptographicOperations.FixedTimeEquals(earlier.Fingerprint, entry.Fingerprint))
        {
            LogSameSequence(entry.Device.Name, entry.Envelope.Sequence);
            await TaskOf(entry, StaffReason.SameSequenceOtherContent, "cloned or restored journal?", payload.ToArray(), entry.Fingerprint).AddToAsync(db, cancel);
            return [];
        }
        return await OutcomeAsync(db, entry.Device, earlier.EventId, cancel);
    }

    static async Task<IReadOnlyList<Reply>> OutcomeAsync(BridgeDb db, DeviceAddress device, Guid request, CancellationToken cancel) =>
        await Effects.OutcomeAsync(db, device, request, cancel) is { } outcome ? [new Reply.Decided(device, request, outcome)]
        : await EnrolmentEffects.IsUndecidedAsync(db, request, cancel) ? [new Reply.Undecided(device, request)]
        : [];

    static async Task<Acknowledgement> AcknowledgementAsync(BridgeDb db, string device, string epoch, CancellationToken cancel)
    {
        var applied = (await db.Watermarks.FindAsync([device, epoch], cancel))?.Applied ?? 0;
        var waiting = await db.Inbox.Where(e => e.Device == device && e.Epoch == epoch && e.Sequence > applied)
            .OrderBy(e => e.Sequence).Select(e => e.Sequence).Take(10_000).ToListAsync(cancel);
        return new(epoch, applied, Gaps.Between(applied, waiting));
    }

    async Task HandToStaffAsync(BridgeDb db, Arrival arrival, CancellationToken cancel)
    {
        var added = await new StaffTask
        {
            At = time.GetUtcNow(),
            Device = arrival.Device.Name,
            Reason = StaffReason.UnreadableEnvelope,
            Payload = arrival.Payload.ToArray(),
            Fingerprint = HMACSHA256.HashData(keys.Site, arrival.Payload.Span),
        }.AddToAsync(db, cancel);
        LogUnreadable(arrival.Device.Name, arrival.Payload.Length, added);
    }

    StaffTask TaskOf(Entry entry, StaffReason reason, string? detail, byte[]? payload = null, byte[]? fingerprint = null) => new()
    {
        At = time.GetUtcNow(),
        Device = entry.Device.Name,
        Reason = reason,
        Detail = detail,
        Epoch = entry.Envelope.Epoch,
        Sequence = entry.Envelope.Sequence,
        Request = entry.Envelope.Subject ?? entry.Envelope.Id,
        Payload = payload ?? JsonPayload(entry),
        Fingerprint = fingerprint,
    };

    static byte[] JsonPayload(Entry entry) => System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(entry.Envelope, ContractJson.Default.EventEnvelope);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Device} sequence {Sequence}: its effect failed and was undone; it is in the staff queue")]
    partial void LogEffectFailed(Exception e, string device, long sequence);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Device} sent another entry as sequence {Sequence}: two devices with one journal, or a restored medium")]
    partial void LogSameSequence(string device, long sequence);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Device} sent {Length} bytes that are no entry of its journal; kept for staff: {Kept}")]
    partial void LogUnreadable(string device, int length, bool kept);
}

/// <summary>What a device is to be told after a commit.</summary>
abstract record Reply(DeviceAddress Device)
{
    public sealed record Acknowledged(DeviceAddress Device, Acknowledgement Acknowledgement) : Reply(Device);

    public sealed record Decided(DeviceAddress Device, Guid Request, Outcome Outcome) : Reply(Device);

    /// <summary>Nothing to tell yet: an enrolment that is to be decided now.</summary>
    public sealed record Undecided(DeviceAddress Device, Guid Request) : Reply(Device);
}
