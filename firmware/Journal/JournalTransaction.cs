namespace Firmware.Journal;

/// <summary>What one group of requests comes to: which entries, up to where acknowledged, and what each asker will be told once it is durable.</summary>
sealed class JournalTransaction
{
    readonly List<Action> completions = [];
    readonly List<JournalEntry> entries = [];

    public IReadOnlyList<JournalEntry> Entries => entries;
    public long Acknowledged { get; private set; }

    JournalTransaction() { }

    /// <param name="requests">In the order they came.</param>
    /// <param name="epoch">Of this journal.</param>
    /// <param name="last">The newest durable sequence.</param>
    /// <param name="acknowledged">The newest acknowledged sequence.</param>
    /// <param name="room">How many more entries may be stored.</param>
    public static JournalTransaction From(IEnumerable<JournalRequest> requests, string epoch, long last, long acknowledged, long room)
    {
        var transaction = new JournalTransaction { Acknowledged = acknowledged };
        foreach (var request in requests)
        {
            switch (request)
            {
                case JournalRequest.Append append when transaction.entries.Count >= room:
                    append.Fail(new JournalException(JournalFailure.Full, "the journal is full; the bridge has to be reached, or the medium to be larger"));
                    break;
                case JournalRequest.Append append:
                    transaction.Add(append, new JournalStamp(last + transaction.entries.Count + 1, epoch, append.Id, append.OccurredAt));
                    break;
                case JournalRequest.Acknowledge acknowledge:
                    transaction.Add(acknowledge, epoch, last);
                    break;
                case JournalRequest.Erase or JournalRequest.EraseSettled:
                    break;   // after the transaction, by itself
            }
        }
        return transaction;
    }

    public void Complete() => completions.ForEach(complete => complete());

    void Add(JournalRequest.Append append, JournalStamp stamp)
    {
        ReadOnlyMemory<byte> payload;
        try
        {
            payload = append.Payload(stamp);
            if (payload.Length > LiteDbStore.PayloadLimit)
            {
                throw new ArgumentException($"a payload of {payload.Length} bytes; the journal takes {LiteDbStore.PayloadLimit}");
            }
        }
        catch (Exception e)
        {
            append.Fail(e);   // the asker's own code: thrown to the asker, the others go on
            return;
        }
        var entry = new JournalEntry(stamp.Sequence, stamp.Epoch, stamp.Id, append.Type, append.Subject, stamp.OccurredAt, append.Clock, payload);
        entries.Add(entry);
        completions.Add(() => append.Done.SetResult(entry));
    }

    void Add(JournalRequest.Acknowledge acknowledge, string epoch, long last)
    {
        if (acknowledge.Epoch != epoch)
        {
            acknowledge.Done.SetResult(new AcknowledgeOutcome.OtherEpoch(acknowledge.Epoch));
            return;
        }
        if (acknowledge.Acknowledged > last)
        {
            acknowledge.Done.SetResult(new AcknowledgeOutcome.AboveLast(last));
            return;
        }
        Acknowledged = Math.Max(Acknowledged, acknowledge.Acknowledged);
        completions.Add(() => acknowledge.Done.SetResult(new AcknowledgeOutcome.Accepted(Acknowledged)));
    }
}
