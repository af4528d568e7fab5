using System.Text;
using Firmware.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Firmware.Tests.Journal;

/// <summary>What is erased is nowhere in the files any more; looked for in the raw bytes.</summary>
public sealed class JournalEraseTests
{
    const string Planted = "PLANTED-PAYLOAD-";

    readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));
    readonly JournalSettings settings = new() { RetentionInDays = 30, LogLimitInBytes = 256 << 10 };

    [Fact]
    public async Task Erased_entries_are_in_no_file_any_more_and_the_others_are()
    {
        var disk = new PowerCutDisk();
        await using var journal = LiteDbJournal.Open(disk, settings, time);
        await PlantAsync(journal, 1, 200);
        time.Advance(TimeSpan.FromDays(31));
        await PlantAsync(journal, 201, 260);
        await journal.AcknowledgeAsync(journal.Epoch, 230, Cancel);
        Assert.Equal(200, await journal.EraseAsync(Cancel));

        Assert.Equal(Enumerable.Range(201, 60), Found(disk));
        Assert.Equal(261, (await journal.AppendAsync("health", null, new byte[1], Cancel)).Sequence);
    }

    [Fact]
    public async Task What_is_not_acknowledged_is_never_erased_however_old()
    {
        var disk = new PowerCutDisk();
        await using var journal = LiteDbJournal.Open(disk, settings, time);
        await PlantAsync(journal, 1, 10);
        await journal.AcknowledgeAsync(journal.Epoch, 4, Cancel);
        time.Advance(TimeSpan.FromDays(400));
        Assert.Equal(4, await journal.EraseAsync(Cancel));
        Assert.Equal(0, await journal.EraseAsync(Cancel));
        Assert.Equal(Enumerable.Range(5, 6), Found(disk));
    }

    [Fact]
    public async Task Sequences_go_on_when_everything_was_erased()
    {
        var disk = new PowerCutDisk();
        await using (var journal = LiteDbJournal.Open(disk, settings, time))
        {
            await PlantAsync(journal, 1, 10);
            await journal.AcknowledgeAsync(journal.Epoch, 10, Cancel);
            time.Advance(TimeSpan.FromDays(31));
            Assert.Equal(10, await journal.EraseAsync(Cancel));
        }
        await using var after = LiteDbJournal.Open(disk, settings, time);
        Assert.Null(after.Damage);
        Assert.Equal((10L, 10L), (after.LastSequence, after.Acknowledged));
        Assert.Equal(11, (await after.AppendAsync("health", null, new byte[1], Cancel)).Sequence);
    }

    [Fact]
    public async Task A_request_of_a_person_goes_as_soon_as_it_and_its_end_are_acknowledged_and_no_sooner()
    {
        var disk = new PowerCutDisk();
        HashSet<string> types = ["registration.requested"];
        await using (var journal = LiteDbJournal.Open(disk, settings, time))
        {
            await PlantAsync(journal, 1, 3);
            var request = await journal.AppendAsync("registration.requested", null, Encoding.ASCII.GetBytes($"{Planted}{4:D5}"), Cancel);
            await journal.AcknowledgeAsync(journal.Epoch, 4, Cancel);
            Assert.Equal(0, await journal.EraseSettledAsync(types, Cancel));   // nobody knows yet how it ends: after a power cut it must be withdrawn
            await journal.AppendAsync("enrolment.told", request.Id, Encoding.ASCII.GetBytes($"{Planted}{5:D5}"), Cancel);
            Assert.Equal(0, await journal.EraseSettledAsync(types, Cancel));
            await PlantAsync(journal, 6, 7);

            await journal.AcknowledgeAsync(journal.Epoch, 5, Cancel);
            Assert.Equal(1, await journal.EraseSettledAsync(types, Cancel));
            Assert.Equal([1, 2, 3, 5, 6, 7], Found(disk));
        }
        await using var after = LiteDbJournal.Open(disk, settings, time);
        Assert.Null(after.Damage);
        Assert.Equal((7L, 5L), (after.LastSequence, after.Acknowledged));
        Assert.Equal(0, await after.EraseSettledAsync(types, Cancel));
    }

    [Theory]   // the erasing is done at the latest by the next start
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(13)]
    public async Task A_power_cut_while_erasing_leaves_nothing_behind_after_the_next_start(int callsUntilCut)
    {
        var disk = new PowerCutDisk();
        var journal = LiteDbJournal.Open(disk, settings, time);
        await PlantAsync(journal, 1, 60);
        await journal.AcknowledgeAsync(journal.Epoch, 60, Cancel);
        time.Advance(TimeSpan.FromDays(31));
        var left = callsUntilCut;
        disk.Before = (_, _) => { if (--left == 0) { disk.Cut(); } };
        try
        {
            await journal.EraseAsync(Cancel);
        }
        catch (JournalException)
        {
        }
        await journal.DisposeAsync();

        var restored = disk.Restore(seed: callsUntilCut);
        await using var after = LiteDbJournal.Open(restored, settings, time);
        Assert.Null(after.Damage);
        var erasedBefore = Found(restored).Count == 0;
        Assert.Equal(erasedBefore ? 0 : 60, await after.EraseAsync(Cancel));   // all or nothing
        Assert.Empty(Found(restored));
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static async Task PlantAsync(LiteDbJournal journal, int from, int to)
    {
        for (var i = from; i <= to; i++)
        {
            var text = $"{Planted}{i:D5}";
            var payload = i % 10 == 0 ? string.Concat(Enumerable.Repeat(text, 1000)) : text;   // some over several pages
            Assert.Equal(i, (await journal.AppendAsync("loan.requested", null, Encoding.ASCII.GetBytes(payload), Cancel)).Sequence);
        }
    }

    static List<int> Found(PowerCutDisk disk)
    {
        var found = new SortedSet<int>();
        foreach (var name in disk.Names)
        {
            var bytes = disk[name].AsSpan();
            var planted = Encoding.ASCII.GetBytes(Planted);
            for (int at; (at = bytes.IndexOf(planted)) >= 0; bytes = bytes[(at + 1)..])
            {
                if (bytes.Length >= at + planted.Length + 5 && int.TryParse(Encoding.ASCII.GetString(bytes.Slice(at + planted.Length, 5)), out var number))
                {
                    found.Add(number);
                }
            }
        }
        return [.. found];
    }
}
