using System.Text.Json;
using Contract;
using Firmware.Uplink;
using Microsoft.Extensions.Logging;

namespace Firmware.Journal;

/// <summary>The journal as the dialogue sees it: events go in sealed, so that neither disk nor wire shows who borrowed what.</summary>
sealed partial class EventJournal(LiteDbJournal journal, DeviceKeys keys, DeviceSettings settings, ILogger<EventJournal> log)
{
    /// <summary>The dialogue has one request open at a time, so the newest entries say whether it was settled.</summary>
    const int LookBack = 16;

    /// <summary>What carries 4 information and certificate, sealed as they are, does not outlive its acknowledgement.</summary>
    static readonly HashSet<string> OfPersons = [RegistrationRequested.Type, LinkRequested.Type];

    volatile bool _mayHoldPersons = true;   // after a start nobody knows

    public string Epoch => journal.Epoch;
    public long LastSequence => journal.LastSequence;
    public long Acknowledged => journal.Acknowledged;

    /// <summary>Returns when the event is on the disk.</summary>
    /// <exception cref="JournalException">It is not, or nobody knows; the appliance must not go on.</exception>
    public async ValueTask AppendAsync(Guid id, DeviceEvent happened, CancellationToken cancel)
    {
        _mayHoldPersons |= OfPersons.Contains(happened.EventType);
        var sealedEvent = Seal.Close(happened, ContractJson.Default.DeviceEvent, keys.Bridge);
        await journal.AppendAsync(id, happened.EventType, happened.Settles, stamp => Envelope(stamp, happened, sealedEvent), cancel);
    }

    public IAsyncEnumerable<JournalEntry> UnsentAsync(CancellationToken cancel) => journal.UnsentAsync(cancel);

    /// <summary>Takes over what the bridge says it has; what cannot be right is refused and told.</summary>
    public async ValueTask AcknowledgeAsync(Acknowledgement acknowledgement, CancellationToken cancel)
    {
        switch (await journal.AcknowledgeAsync(acknowledgement.Epoch, acknowledgement.Acknowledged, cancel))
        {
            case AcknowledgeOutcome.Accepted when _mayHoldPersons:
                await journal.EraseSettledAsync(OfPersons, cancel);
                _mayHoldPersons = journal.Newest(LiteDbJournal.EraseAmong).Any(entry => OfPersons.Contains(entry.Type));
                break;
            case AcknowledgeOutcome.OtherEpoch(var epoch):
                LogOtherEpoch(epoch);
                break;
            case AcknowledgeOutcome.AboveLast(var last):
                LogAboveLast(acknowledgement.Acknowledged, last);
                break;
        }
    }

    /// <summary>How it stands, for staff; of the newest 256 entries where it looks at what they are.</summary>
    public JournalDigest Digest()
    {
        var newest = journal.Newest(LiteDbJournal.EraseAmong);
        return new(journal.Depth, journal.OldestUnsent()?.OccurredAt, Count(LoanWithdrawn.Type, RenewalWithdrawn.Type, CheckinWithdrawn.Type, EnrolmentWithdrawn.Type),
            Count(LoanMadeOffline.Type, CheckinMadeOffline.Type), Count(StaffCalled.Type), newest.LastOrDefault(entry => entry.Type == StaffCalled.Type)?.OccurredAt);

        int Count(params ReadOnlySpan<string> types)
        {
            var count = 0;
            foreach (var entry in newest)
            {
                count += types.Contains(entry.Type) ? 1 : 0;
            }
            return count;
        }
    }

    /// <summary>For each request whose end no patron was told, what takes it back: the appliance lost its power between request and answer.</summary>
    public IReadOnlyList<DeviceEvent> WithdrawalsOfOpenRequests()
    {
        var newest = journal.Newest(LookBack);
        var settled = newest.Select(entry => entry.Subject).ToHashSet();
        return [.. newest.Where(entry => !settled.Contains(entry.Id)).Select(WithdrawalOf).OfType<DeviceEvent>()];
    }

    static DeviceEvent? WithdrawalOf(JournalEntry entry) => entry.Type switch
    {
        LoanRequested.Type => new LoanWithdrawn(entry.Id),
        RenewalRequested.Type => new RenewalWithdrawn(entry.Id),
        CheckinRequested.Type => new CheckinWithdrawn(entry.Id),   // whether it lies in the box, nobody knows: staff look
        RegistrationRequested.Type or LinkRequested.Type => new EnrolmentWithdrawn(entry.Id),
        _ => null,
    };

    ReadOnlyMemory<byte> Envelope(JournalStamp stamp, DeviceEvent happened, string sealedEvent) => JsonSerializer.SerializeToUtf8Bytes(
        new EventEnvelope(stamp.Id, $"/{settings.Site}/{settings.Device}", happened.EventType, happened.Settles, stamp.OccurredAt, stamp.Sequence, stamp.Epoch, sealedEvent),
        ContractJson.Default.EventEnvelope);

    [LoggerMessage(Level = LogLevel.Information, Message = "An acknowledgement speaks of journal {Epoch}, which is not this one")]
    partial void LogOtherEpoch(string epoch);

    [LoggerMessage(Level = LogLevel.Error, Message = "The bridge acknowledged {Acknowledged}, this journal ends at {Last}: the disk was set back to an old copy; pair the appliance anew")]
    partial void LogAboveLast(long acknowledged, long last);
}
