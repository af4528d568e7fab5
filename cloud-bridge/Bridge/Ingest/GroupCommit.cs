using System.Threading.Channels;
using Bridge.Enrolment;
using Bridge.Storage;

namespace Bridge.Ingest;

/// <summary>Commits what all connections bring together: one fsync for many entries, and each waits only for its own.</summary>
/// <remarks>No timer: while one commit runs the next batch gathers, so a lone entry is committed at once and a crowd shares.
/// Measured elsewhere for the same reason: a commit's cost is its fsync (SQLite WAL FULL, 1.0 per transaction; PostgreSQL waits for its log likewise).</remarks>
sealed partial class GroupCommit(Inbox inbox, Deliveries deliveries, EnrolmentDesk enrolments, OrderBell orders, ILogger<GroupCommit> log) : BackgroundService
{
    /// <summary>Entries in one transaction.</summary>
    const int LargestBatch = 100;

    readonly Channel<Waiting> waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(1000) { SingleReader = true });

    /// <summary>Returns when the entry is on the disk with its effect; throws when it is not.</summary>
    public async Task TakeAsync(Arrival arrival, CancellationToken cancel)
    {
        var mine = new Waiting(arrival, new(TaskCreationOptions.RunContinuationsAsynchronously));
        await waiting.Writer.WriteAsync(mine, cancel);
        await mine.Committed.Task.WaitAsync(cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<Waiting>(LargestBatch);
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                batch.Clear();
                while (batch.Count < LargestBatch && waiting.Reader.TryRead(out var next))
                {
                    batch.Add(next);
                }
                await CommitAsync(batch, stoppingToken);
            }
        }
        finally
        {
            waiting.Writer.TryComplete();
            while (waiting.Reader.TryRead(out var left))
            {
                left.Committed.TrySetCanceled(CancellationToken.None);
            }
        }
    }

    async Task CommitAsync(List<Waiting> batch, CancellationToken cancel)
    {
        try
        {
            var replies = await inbox.TakeAsync([.. batch.Select(entry => entry.Arrival)], cancel);
            batch.ForEach(entry => entry.Committed.TrySetResult());
            orders.Ring();
            foreach (var reply in replies)
            {
                if (reply is Reply.Undecided(_, var enrolment))
                {
                    enrolments.Take(enrolment);
                    continue;
                }
                await deliveries.SendAsync(reply, cancel);
            }
        }
        catch (Exception e)
        {
            batch.ForEach(entry => entry.Committed.TrySetException(e));   // their connections close, the devices send again
            if (!Store.IsFailure(e))
            {
                throw;
            }
            LogNotCommitted(e, batch.Count);
        }
    }

    readonly record struct Waiting(Arrival Arrival, TaskCompletionSource Committed);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} entries not committed; they stay on their devices and come again. Is the disk full?")]
    partial void LogNotCommitted(Exception e, int count);
}
