using System.Text;
using Firmware.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Firmware.Tests.Journal;

public sealed class LiteDbJournalTests : IDisposable
{
    readonly CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));

    CancellationToken Cancel => end.Token;

    public LiteDbJournalTests() => end.CancelAfter(TimeSpan.FromSeconds(20));

    public void Dispose() => end.Dispose();

    [Fact]
    public async Task An_entry_is_on_the_medium_before_append_returns()
    {
        var disk = new PowerCutDisk();
        var journal = Open(disk);
        var subject = Guid.CreateVersion7(time.GetUtcNow());
        var written = await journal.AppendAsync("loan.requested", subject, "sealed"u8.ToArray(), Cancel);
        disk.Cut();

        await using var after = Open(disk.Restore(seed: 1));
        var found = Assert.Single(await UnsentAsync(after, 1));
        Assert.Equal(written with { Payload = default }, found with { Payload = default });
        Assert.Equal("sealed", Encoding.UTF8.GetString(found.Payload.Span));
        Assert.Equal((1L, "loan.requested", subject, time.GetUtcNow()), (found.Sequence, found.Type, found.Subject, found.OccurredAt));
        Assert.Null(after.Damage);
    }

    [Fact]
    public async Task The_newest_entries_are_the_newest_however_many_are_wanted()
    {
        await using var journal = Open(new PowerCutDisk());
        for (var i = 0; i < 150; i++)
        {
            await Append(journal);
        }
        Assert.Equal(Enumerable.Range(21, 130).Select(n => (long)n), journal.Newest(130).Select(entry => entry.Sequence));
        Assert.Equal(150, journal.Newest(1000).Count);
    }

    [Fact]
    public async Task Sequences_go_on_without_a_gap_after_a_restart()
    {
        var disk = new PowerCutDisk();
        string epoch;
        await using (var journal = Open(disk))
        {
            epoch = journal.Epoch;
            Assert.Equal(1, (await Append(journal)).Sequence);
            Assert.Equal(2, (await Append(journal)).Sequence);
        }
        await using var after = Open(disk);
        Assert.Equal((2L, 0L, 2L, epoch), (after.LastSequence, after.Acknowledged, after.Depth, after.Epoch));
        Assert.Equal(3, (await Append(after)).Sequence);
    }

    [Fact]
    public async Task A_payload_can_name_the_entry_it_is_in()
    {
        await using var journal = Open(new PowerCutDisk());
        await Append(journal);
        JournalStamp named = default;
        var entry = await journal.AppendAsync("loan.told", null, stamp => { named = stamp; return new byte[] { 1 }; }, Cancel);
        Assert.Equal(new JournalStamp(2, journal.Epoch, entry.Id, time.GetUtcNow()), named);
        Assert.Equal(7, entry.Id.Version);
    }

    [Fact]
    public async Task A_payload_that_cannot_be_made_costs_no_sequence()
    {
        await using var journal = Open(new PowerCutDisk());
        await Assert.ThrowsAsync<FormatException>(async () => await journal.AppendAsync("loan.told", null, _ => throw new FormatException(), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () => await journal.AppendAsync("loan.told", null, new byte[(1 << 20) + 1], Cancel));
        Assert.Equal(1, (await journal.AppendAsync("loan.told", null, new byte[1 << 20], Cancel)).Sequence);
    }

    [Fact]
    public async Task Unsent_entries_come_in_order_and_then_it_waits_for_the_next()
    {
        await using var journal = Open(new PowerCutDisk());
        for (var i = 0; i < 150; i++)   // more than are read at a time
        {
            await Append(journal);
        }
        var unsent = journal.UnsentAsync(Cancel).GetAsyncEnumerator(Cancel);
        for (var expected = 1; expected <= 150; expected++)
        {
            Assert.True(await unsent.MoveNextAsync());
            Assert.Equal(expected, unsent.Current.Sequence);
        }
        var next = unsent.MoveNextAsync();
        Assert.False(next.IsCompleted);
        await Append(journal);
        Assert.True(await next);
        Assert.Equal(151, unsent.Current.Sequence);
    }

    [Fact]
    public async Task Sending_anew_starts_after_what_was_acknowledged_and_twice_gives_the_same()
    {
        await using var journal = Open(new PowerCutDisk());
        for (var i = 0; i < 5; i++)
        {
            await Append(journal);
        }
        await journal.AcknowledgeAsync(journal.Epoch, 2, Cancel);
        var first = await UnsentAsync(journal, 3);
        var second = await UnsentAsync(journal, 3);
        Assert.Equal([3L, 4L, 5L], first.Select(e => e.Sequence));
        Assert.Equal(first.Select(e => e.Id), second.Select(e => e.Id));
    }

    [Fact]
    public async Task An_acknowledgement_is_durable_cumulative_and_never_goes_back()
    {
        var disk = new PowerCutDisk();
        var journal = Open(disk);
        await Append(journal);
        await Append(journal);
        Assert.Equal(new AcknowledgeOutcome.Accepted(2), await journal.AcknowledgeAsync(journal.Epoch, 2, Cancel));
        Assert.Equal(new AcknowledgeOutcome.Accepted(2), await journal.AcknowledgeAsync(journal.Epoch, 1, Cancel));
        disk.Cut();
        await using var after = Open(disk.Restore(seed: 3));
        Assert.Equal((2L, 0L), (after.Acknowledged, after.Depth));
    }

    [Fact]
    public async Task An_acknowledgement_of_another_epoch_or_of_entries_never_written_is_refused()
    {
        await using var journal = Open(new PowerCutDisk());
        await Append(journal);
        Assert.Equal(new AcknowledgeOutcome.OtherEpoch("of before"), await journal.AcknowledgeAsync("of before", 1, Cancel));
        Assert.Equal(new AcknowledgeOutcome.AboveLast(1), await journal.AcknowledgeAsync(journal.Epoch, 2, Cancel));
        Assert.Equal(0, journal.Acknowledged);
    }

    [Fact]
    public async Task Many_appenders_at_once_share_syncs_and_leave_no_gap()
    {
        var disk = new PowerCutDisk();
        await using var journal = Open(disk);
        await Append(journal);
        var before = disk.Syncs;
        using var slow = new SemaphoreSlim(0);
        disk.Before = (_, call) => { if (call == "Sync") { slow.Wait(Cancel); } };   // the first holds up the others

        var appends = Enumerable.Range(0, 50).Select(i => Append(journal, $"{i}").AsTask()).ToList();
        slow.Release(1000);
        var entries = await Task.WhenAll(appends);
        Assert.Equal(Enumerable.Range(2, 50).Select(s => (long)s), entries.Select(e => e.Sequence).Order());
        Assert.InRange(disk.Syncs - before, 1, 10);
        Assert.Equal(51, (await UnsentAsync(journal, 51)).Count);
    }

    [Fact]
    public async Task What_a_failed_sync_was_to_store_is_not_confirmed_and_nothing_after_it()
    {
        var disk = new PowerCutDisk();
        var journal = Open(disk);
        await Append(journal);
        disk.Before = (_, call) => { if (call == "Sync") { throw new IOException("EIO"); } };
        var first = await Assert.ThrowsAsync<JournalException>(async () => await Append(journal));
        disk.Before = null;   // "it works again" proves nothing
        var second = await Assert.ThrowsAsync<JournalException>(async () => await Append(journal));
        var stopped = await Assert.ThrowsAsync<JournalException>(() => journal.Stopped.WaitAsync(Cancel));
        await Assert.ThrowsAsync<JournalException>(async () => await UnsentAsync(journal, 2));
        Assert.Equal([JournalFailure.Medium, JournalFailure.Medium, JournalFailure.Medium], new[] { first.Failure, second.Failure, stopped.Failure });
        Assert.Contains("EIO", first.Message, StringComparison.Ordinal);
        Assert.Equal(1, journal.LastSequence);
        await journal.DisposeAsync();

        await using var after = Open(disk.Restore(seed: 5));
        Assert.Null(after.Damage);
        Assert.InRange(after.LastSequence, 1, 2);
    }

    [Fact]
    public async Task A_medium_without_room_stops_the_journal_and_says_full()
    {
        var disk = new PowerCutDisk();
        await using var journal = Open(disk);
        disk.Before = (_, call) => { if (call == "Write") { throw new IOException("no space left on device", 28); } };
        Assert.Equal(JournalFailure.Full, (await Assert.ThrowsAsync<JournalException>(async () => await Append(journal))).Failure);
        Assert.Equal(0, journal.LastSequence);
    }

    [Fact]
    public async Task A_journal_full_by_its_settings_still_acknowledges_and_then_takes_entries_again()
    {
        var disk = new PowerCutDisk();
        await using var journal = LiteDbJournal.Open(disk, new JournalSettings { DepthLimit = 2 }, time);
        await Append(journal);
        await Append(journal);
        Assert.Equal(JournalFailure.Full, (await Assert.ThrowsAsync<JournalException>(async () => await Append(journal))).Failure);
        await journal.AcknowledgeAsync(journal.Epoch, 1, Cancel);
        Assert.Equal(3, (await Append(journal)).Sequence);
        await journal.AcknowledgeAsync(journal.Epoch, 3, Cancel);
        disk.AvailableBytes = Settings.ReserveInBytes;
        Assert.Equal(JournalFailure.Full, (await Assert.ThrowsAsync<JournalException>(async () => await Append(journal))).Failure);
        disk.AvailableBytes = Settings.ReserveInBytes + 1;
        Assert.Equal(4, (await Append(journal)).Sequence);
    }

    [Fact]
    public async Task A_closed_journal_says_so()
    {
        var journal = Open(new PowerCutDisk());
        var unsent = journal.UnsentAsync(Cancel).GetAsyncEnumerator(Cancel);
        var waiting = unsent.MoveNextAsync().AsTask();
        await journal.DisposeAsync();
        Assert.Equal(JournalFailure.Closed, (await Assert.ThrowsAsync<JournalException>(async () => await Append(journal))).Failure);
        Assert.Equal(JournalFailure.Closed, (await Assert.ThrowsAsync<JournalException>(() => waiting)).Failure);
        await journal.Stopped.WaitAsync(Cancel);
    }

    [Fact]
    public async Task The_log_is_folded_in_when_it_has_grown_and_stays_small()
    {
        var disk = new PowerCutDisk();
        await using (var journal = LiteDbJournal.Open(disk, new JournalSettings { LogLimitInBytes = 256 << 10 }, time))
        {
            for (var i = 0; i < 600; i++)
            {
                await Append(journal);
            }
        }
        Assert.InRange(disk["journal-log.db"].Length, 1, 1 << 20);
        await using var after = Open(disk);
        Assert.Equal(600, (await UnsentAsync(after, 600)).Count);
    }

    JournalSettings Settings { get; } = new();

    LiteDbJournal Open(IDisk disk) => LiteDbJournal.Open(disk, Settings, time);

    ValueTask<JournalEntry> Append(LiteDbJournal journal, string text = "sealed") =>
        journal.AppendAsync("loan.requested", null, Encoding.UTF8.GetBytes(text), Cancel);

    async Task<List<JournalEntry>> UnsentAsync(LiteDbJournal journal, int count)
    {
        var found = new List<JournalEntry>();
        await foreach (var entry in journal.UnsentAsync(Cancel))
        {
            found.Add(entry);
            if (found.Count == count)
            {
                break;
            }
        }
        return found;
    }
}
