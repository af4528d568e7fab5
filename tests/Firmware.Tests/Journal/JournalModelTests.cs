using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Firmware.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Firmware.Tests.Journal;

/// <summary>Any order of operations against what a list and two numbers would do.</summary>
public sealed class JournalModelTests
{
    public abstract record Operation
    {
        Operation() { }
        public sealed record Append(int Together, int Length) : Operation;
        public sealed record Acknowledge(int Percent) : Operation;
        public sealed record AcknowledgeTooMuch : Operation;
        public sealed record Erase(int HoursLater) : Operation;
        public sealed record Reopen : Operation;
        public sealed record Cut(int Seed) : Operation;
    }

    public static class Operations
    {
        // Lengths cross LiteDB's page (8 KiB) and several of them; lists are long enough to pass a few checkpoints.
        public static Arbitrary<Operation[]> Any() => Gen.Frequency(
            (6, from together in Gen.Choose(1, 8) from length in Gen.Elements(0, 1, 300, 4000, 8100, 8192, 9000, 40000) select (Operation)new Operation.Append(together, length)),
            (2, from percent in Gen.Choose(0, 100) select (Operation)new Operation.Acknowledge(percent)),
            (1, Gen.Constant((Operation)new Operation.AcknowledgeTooMuch())),
            (1, from hours in Gen.Choose(0, 48) select (Operation)new Operation.Erase(hours)),
            (1, Gen.Constant((Operation)new Operation.Reopen())),
            (1, from seed in Gen.Choose(0, int.MaxValue - 1) select (Operation)new Operation.Cut(seed)))
            .ArrayOf().Resize(60).ToArbitrary();
    }

    [Property(MaxTest = 40, Arbitrary = [typeof(Operations)])]
    public async Task Whatever_is_done_in_whatever_order_the_journal_is_what_a_list_would_be(Operation[] operations)
    {
        var cancel = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));
        var settings = new JournalSettings { RetentionInDays = 1, LogLimitInBytes = 512 << 10 };
        var disk = new PowerCutDisk();
        var journal = LiteDbJournal.Open(disk, settings, time);
        var epoch = journal.Epoch;
        List<(DateTimeOffset At, int Length)> model = [];   // index + 1 = sequence
        var erased = new HashSet<int>();
        var acknowledged = 0;
        foreach (var operation in operations)
        {
            switch (operation)
            {
                case Operation.Append append:
                    await Task.WhenAll(Enumerable.Range(0, append.Together).Select(_ => journal.AppendAsync("health", null, new byte[append.Length], cancel).AsTask()));
                    model.AddRange(Enumerable.Repeat((time.GetUtcNow(), append.Length), append.Together));
                    break;
                case Operation.Acknowledge(var percent):
                    var upTo = model.Count * percent / 100;
                    acknowledged = Math.Max(acknowledged, upTo);
                    Assert.Equal(new AcknowledgeOutcome.Accepted(acknowledged), await journal.AcknowledgeAsync(epoch, upTo, cancel));
                    break;
                case Operation.AcknowledgeTooMuch:
                    Assert.Equal(new AcknowledgeOutcome.AboveLast(model.Count), await journal.AcknowledgeAsync(epoch, model.Count + 1, cancel));
                    break;
                case Operation.Erase(var hours):
                    time.Advance(TimeSpan.FromHours(hours));
                    var old = Enumerable.Range(1, acknowledged).Where(s => model[s - 1].At < time.GetUtcNow().AddDays(-1)).Where(erased.Add).Count();
                    Assert.Equal(old, await journal.EraseAsync(cancel));
                    break;
                case Operation.Reopen:
                    await journal.DisposeAsync();
                    journal = LiteDbJournal.Open(disk, settings, time);
                    break;
                case Operation.Cut(var seed):
                    disk.Cut();
                    await journal.DisposeAsync();
                    disk = disk.Restore(seed);
                    journal = LiteDbJournal.Open(disk, settings, time);
                    break;
            }
            Assert.Null(journal.Damage);
            Assert.Equal((epoch, model.Count, acknowledged), (journal.Epoch, (int)journal.LastSequence, (int)journal.Acknowledged));
        }
        var lengths = new List<int>();
        if (journal.Depth > 0)
        {
            await foreach (var entry in journal.UnsentAsync(cancel))
            {
                lengths.Add(entry.Payload.Length);
                if (entry.Sequence == model.Count)
                {
                    break;
                }
            }
        }
        Assert.Equal(model.Skip(acknowledged).Select(m => m.Length), lengths);
        await journal.DisposeAsync();
    }
}
