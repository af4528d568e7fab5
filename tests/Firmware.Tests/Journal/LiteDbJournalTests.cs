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
