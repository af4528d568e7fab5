using System.Collections.Concurrent;
using System.Text;
using Firmware.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Firmware.Tests.Journal;

/// <summary>The power fails at any write or sync, also while starting after the last cut. 100 lives of 4 cuts each; all drawn from seeds.</summary>
public sealed class JournalPowerCutTests
{
    readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));
    readonly JournalSettings settings = new() { RetentionInDays = 1, LogLimitInBytes = 128 << 10 };

    public static TheoryData<int> Tens { get; } = [.. Enumerable.Range(0, 10)];

    [Theory]
    [MemberData(nameof(Tens))]
    public async Task Nothing_confirmed_is_lost_whenever_the_power_fails(int ten)
    {
        for (var life = ten * 10; life < ten * 10 + 10; life++)
        {
            await LiveAsync(life);
        }
    }

    async Task LiveAsync(int life)
    {
        var random = new Random(life);
        var disk = new PowerCutDisk();
        var confirmed = new ConcurrentDictionary<long, Guid>();
        var acknowledged = 0L;
        string? epoch = null;
        for (var cut = 0; cut < 4; cut++)
        {
            var callsLeft = random.Next(1, 120);
            var dying = disk;
            dying.Before = (_, _) => { if (Interlocked.Decrement(ref callsLeft) == 0) { dying.Cut(); } };
            try
            {
                var journal = LiteDbJournal.Open(disk, settings, time);
                Check(journal, confirmed, acknowledged, epoch, $"life {life}, cut {cut}");
                try
                {
                    while (!journal.Stopped.IsCompleted)
                    {
                        await Task.WhenAll(Enumerable.Range(0, random.Next(1, 6)).Select(_ => AppendAsync(journal, confirmed)));
                        epoch = journal.Epoch;   // an entry was confirmed, so from here on it stays
                        if (random.Next(3) == 0)
                        {
                            var upTo = random.NextInt64(acknowledged, journal.LastSequence + 1);
                            await journal.AcknowledgeAsync(epoch, upTo, TestContext.Current.CancellationToken);
                            acknowledged = Math.Max(acknowledged, upTo);
                        }
                        if (random.Next(10) == 0)
                        {
                            time.Advance(TimeSpan.FromHours(20));
                            await journal.EraseAsync(TestContext.Current.CancellationToken);
                        }
                    }
                }
                finally
                {
                    await journal.DisposeAsync();
                }
            }
            catch (JournalException)
            {
            }
            disk = disk.Restore(random.Next());
        }
        await using var last = LiteDbJournal.Open(disk, settings, time);
        Check(last, confirmed, acknowledged, epoch, $"life {life}, after all");
        await CheckEntriesAsync(last, confirmed, life);
        Assert.Equal(last.LastSequence + 1, (await last.AppendAsync("health", null, new byte[1], TestContext.Current.CancellationToken)).Sequence);
    }

    static async Task AppendAsync(LiteDbJournal journal, ConcurrentDictionary<long, Guid> confirmed)
    {
        var entry = await journal.AppendAsync("loan.requested", null, s => Payload(s.Sequence, s.Id), TestContext.Current.CancellationToken);
        Assert.True(confirmed.TryAdd(entry.Sequence, entry.Id), $"sequence {entry.Sequence} was confirmed twice");
    }

    static void Check(LiteDbJournal journal, ConcurrentDictionary<long, Guid> confirmed, long acknowledged, string? epoch, string when)
    {
        Assert.True(journal.Damage is null, $"{when}: {journal.Damage}");
        Assert.True(epoch is null || journal.Epoch == epoch, $"{when}: another epoch");
        Assert.True(journal.LastSequence >= confirmed.Keys.DefaultIfEmpty().Max(), $"{when}: lost a confirmed entry");
        Assert.True(journal.Acknowledged >= acknowledged, $"{when}: lost an acknowledgement");
        // What was stored but never confirmed to its asker takes its sequence for good.
        for (var sequence = confirmed.Keys.DefaultIfEmpty().Max() + 1; sequence <= journal.LastSequence; sequence++)
        {
            confirmed[sequence] = Guid.Empty;
        }
    }

    static async Task CheckEntriesAsync(LiteDbJournal journal, ConcurrentDictionary<long, Guid> confirmed, int life)
    {
        if (journal.Depth == 0)
        {
            return;
        }
        var expected = journal.Acknowledged + 1;
        await foreach (var entry in journal.UnsentAsync(TestContext.Current.CancellationToken))
        {
            Assert.Equal(expected, entry.Sequence);
            Assert.True(confirmed[expected] == Guid.Empty || confirmed[expected] == entry.Id, $"life {life}: entry {expected} is another one");
            Assert.Equal(Payload(entry.Sequence, entry.Id), entry.Payload.ToArray());
            if (expected++ == journal.LastSequence)
            {
                break;
            }
        }
    }

    static byte[] Payload(long sequence, Guid id) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"{sequence} {id} ", 1 + (int)(sequence % 40) * (int)(sequence % 7))));
}
