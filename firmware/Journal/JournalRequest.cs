namespace Firmware.Journal;

/// <summary>What waits for the journal's writer.</summary>
abstract record JournalRequest
{
    JournalRequest() { }

    public abstract void Fail(Exception e);

    public sealed record Append(
        string Type, Guid? Subject, Guid Id, DateTimeOffset OccurredAt, ClockReading Clock, Func<JournalStamp, ReadOnlyMemory<byte>> Payload) : JournalRequest
    {
        public TaskCompletionSource<JournalEntry> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public override void Fail(Exception e) => Done.TrySetException(e);
    }

    public sealed record Acknowledge(string Epoch, long Acknowledged) : JournalRequest
    {
        public TaskCompletionSource<AcknowledgeOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public override void Fail(Exception e) => Done.TrySetException(e);
    }

    public sealed record Erase(DateTimeOffset OccurredBefore) : JournalRequest
    {
        public TaskCompletionSource<int> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public override void Fail(Exception e) => Done.TrySetException(e);
    }

    public sealed record EraseSettled(IReadOnlySet<string> Types) : JournalRequest
    {
        public TaskCompletionSource<int> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public override void Fail(Exception e) => Done.TrySetException(e);
    }
}
