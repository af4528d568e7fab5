using Firmware.Journal;
using Microsoft.Extensions.Time.Testing;

namespace Firmware.Tests.Journal;

/// <summary>Files as a bad power cut or a bad card leaves them.</summary>
public sealed class JournalDamageTests
{
    const string Data = "journal.db";
    const string Log = "journal-log.db";
    const int Block = 4096;

    readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 4, 1, 9, 0, 0, TimeSpan.Zero));

    public static TheoryData<string, Func<byte[], int, byte[]>> Tails { get; } = new()
    {
        { "cut at the end", (log, end) => log[..end] },
        { "zeros at the end", (log, end) => [.. log, .. new byte[3 * Block]] },
        { "one block of garbage", (log, end) => [.. log[..end], .. Garbage(Block)] },
        { "sixteen pages of garbage", (log, end) => [.. log[..end], .. Garbage(16 * 8192)] },
        { "an odd number of bytes of garbage", (log, end) => [.. log[..end], .. Garbage(777)] },
        { "the last transaction once more", (log, end) => [.. log[..end], .. log[(end - Block)..end]] },
        { "the whole log once more", (log, end) => [.. log[..end], .. log[..end]] },
        { "the beginning of a frame", (log, end) => [.. log[..end], .. log[(2 * Block)..(2 * Block + 40)]] },
    };

    [Theory]
    [MemberData(nameof(Tails))]
    public async Task Whatever_follows_the_last_confirmed_transaction_costs_nothing(string tail, Func<byte[], int, byte[]> damage)
    {
        var disk = await WrittenAsync(entries: 30);
        disk[Log] = damage(disk[Log], EndOfLog(disk));
        await using var journal = LiteDbJournal.Open(disk, new JournalSettings(), time);
        Assert.True(journal.Damage is null && journal.LastSequence == 30, $"{tail}: {journal.LastSequence} {journal.Damage}");
        Assert.Equal(31, (await journal.AppendAsync("health", null, new byte[300], Cancel)).Sequence);
    }

    public static TheoryData<string, Action<PowerCutDisk>> Losses { get; } = new()
    {
        { "the log file is missing", disk => disk.Delete(Log) },
        { "the log file was emptied", disk => disk[Log] = [] },
        { "neither of its two headers is readable", disk => disk[Log] = Changed(disk[Log], bytes => bytes.AsSpan(0, 2 * Block).Clear()) },
        { "the data file is missing or empty", disk => disk.Delete(Data) },
        { "the data file is missing or empty", disk => disk[Data] = [] },
        { "", disk => disk[Data] = Garbage(disk[Data].Length) },
        { "", disk => disk[Data] = disk[Data][..8192] },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_damaged_journal_is_reported_and_set_aside_and_a_new_epoch_begins(string says, Action<PowerCutDisk> damage)
    {
        var disk = await WrittenAsync(entries: 300, logLimit: 256 << 10);
        string epoch;
        await using (var whole = LiteDbJournal.Open(disk, new JournalSettings(), time))
        {
            epoch = whole.Epoch;
        }
        damage(disk);
        var before = disk.Names.ToDictionary(name => name, name => disk[name]);

        await using var journal = LiteDbJournal.Open(disk, new JournalSettings(), time);
        Assert.NotNull(journal.Damage);
        Assert.Contains(says, journal.Damage.Found, StringComparison.Ordinal);
        Assert.NotEqual(epoch, journal.Epoch);
        Assert.Equal(0, journal.LastSequence);
        foreach (var (name, bytes) in before)   // nothing of it was touched
        {
            var aside = Assert.Single(journal.Damage.SetAside, n => n.StartsWith(name + ".damaged-", StringComparison.Ordinal));
            Assert.Equal(bytes, disk[aside]);
        }
        Assert.Equal(1, (await journal.AppendAsync("health", null, new byte[300], Cancel)).Sequence);
    }

    [Fact]
    public async Task An_altered_payload_that_the_bridge_has_not_got_is_found_at_the_start()
    {
        var disk = await WrittenAsync(entries: 300, logLimit: 256 << 10);
        var at = disk[Data].AsSpan().IndexOf("PLANTED"u8);
        disk[Data] = Changed(disk[Data], bytes => bytes[at] ^= 1);
        await using var journal = LiteDbJournal.Open(disk, new JournalSettings(), time);
        Assert.Contains("is not as it was written", journal.Damage!.Found, StringComparison.Ordinal);
    }

    [Theory]   // any bit of either file: opened with every entry, or reported; a broken last transaction alone looks like a power cut
    [InlineData(Data)]
    [InlineData(Log)]
    public async Task A_flipped_bit_is_harmless_or_reported(string file)
    {
        var disk = file == Log ? await WrittenAsync(entries: 100) : await WrittenAsync(entries: 100, logLimit: 256 << 10);   // all in the log, or most folded in
        var original = disk[file];
        var lastTransaction = file == Log ? EndOfLog(disk) - 3 * Block : int.MaxValue;   // it spans no more
        var random = new Random(7);
        for (var i = 0; i < 60; i++)
        {
            var damaged = disk.Restore(0);
            var at = random.Next(file == Log ? Math.Min(original.Length, EndOfLog(disk)) : original.Length);
            damaged[file] = Changed(original, bytes => bytes[at] ^= (byte)(1 << random.Next(8)));
            await using var journal = LiteDbJournal.Open(damaged, new JournalSettings(), time);
            Assert.True(journal.Damage is not null || journal.LastSequence >= (at >= lastTransaction ? 99 : 100), $"bit flipped at {at}: {journal.LastSequence} entries, and not a word");
        }
    }

    [Fact]
    public void A_medium_that_cannot_be_read_is_not_taken_for_a_damaged_journal()
    {
        var disk = new PowerCutDisk();
        disk.Cut();
        Assert.Equal(JournalFailure.Medium, Assert.Throws<JournalException>(() => LiteDbJournal.Open(disk, new JournalSettings(), time)).Failure);
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    async Task<PowerCutDisk> WrittenAsync(int entries, int logLimit = 4 << 20)
    {
        var disk = new PowerCutDisk();
        await using var journal = LiteDbJournal.Open(disk, new JournalSettings { LogLimitInBytes = logLimit }, time);
        for (var i = 0; i < entries; i++)
        {
            await journal.AppendAsync("loan.requested", null, "PLANTED"u8.ToArray(), Cancel);
        }
        return disk;
    }

    // Nothing but the zeros it grew by follows the last block with a frame in it.
    static int EndOfLog(PowerCutDisk disk) => (disk[Log].AsSpan().LastIndexOfAnyExcept((byte)0) / Block + 1) * Block;

    static byte[] Garbage(int length)
    {
        var bytes = new byte[length];
        new Random(11).NextBytes(bytes);
        return bytes;
    }

    static byte[] Changed(byte[] bytes, Action<byte[]> change)
    {
        var changed = bytes.ToArray();
        change(changed);
        return changed;
    }
}
