using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using Firmware.Journal;

namespace Firmware.Tests.Journal;

/// <summary>A real process on real files, killed while it appends. What it said it had stored is there.</summary>
public sealed class JournalKillTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("journal-kill-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(7, 0)]
    [InlineData(4, 20)]   // a card whose syncs are slow: an engine that acknowledged from memory would be far ahead of it
    public async Task Nothing_said_to_be_stored_is_lost_when_the_process_is_killed(int rounds, int syncMilliseconds)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        end.CancelAfter(TimeSpan.FromSeconds(90));
        var random = new Random(syncMilliseconds);
        var said = new Dictionary<long, Guid>();
        for (var round = 0; round < rounds; round++)
        {
            await AppendUntilKilledAsync(said, random.Next(1, 60), syncMilliseconds, end.Token);
            await using var journal = LiteDbJournal.Open(new FolderDisk(folder), new JournalSettings(), TimeProvider.System);
            Assert.Null(journal.Damage);
            Assert.True(journal.LastSequence >= said.Keys.Max(), $"round {round}: {said.Keys.Max()} was said to be stored, {journal.LastSequence} is the last");
            var expected = 1L;
            await foreach (var entry in journal.UnsentAsync(end.Token))
            {
                Assert.Equal(expected++, entry.Sequence);
                Assert.Equal(said.GetValueOrDefault(entry.Sequence, entry.Id), entry.Id);
                if (entry.Sequence == journal.LastSequence)
                {
                    break;
                }
            }
        }
    }

    async Task AppendUntilKilledAsync(Dictionary<long, Guid> said, int lines, int syncMilliseconds, CancellationToken cancel)
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(JournalKillTests).Assembly.Location, null))
        {
            ArgumentList = { "--explicit", "only", "--filter-method", $"*.{nameof(Append_until_killed)}" },
            RedirectStandardOutput = true,
        };
        start.Environment[Folder] = folder;
        start.Environment[Pipe] = pipe.GetClientHandleAsString();
        start.Environment[SyncMilliseconds] = syncMilliseconds.ToString(CultureInfo.InvariantCulture);
        using var child = Process.Start(start)!;
        pipe.DisposeLocalCopyOfClientHandle();
        try
        {
            using var reader = new StreamReader(pipe);
            for (string? line; (line = await reader.ReadLineAsync(cancel)) is not null;)   // after the kill, what was still in the pipe
            {
                if (line.Split(' ') is [var sequence, var id] && Guid.TryParse(id, out var guid))   // the last line may be cut off
                {
                    said.Add(long.Parse(sequence, CultureInfo.InvariantCulture), guid);
                }
                if (--lines == 0)
                {
                    child.Kill();   // SIGKILL
                }
            }
            Assert.True(lines <= 0, "the child ended by itself");
        }
        finally
        {
            child.Kill();
            await child.WaitForExitAsync(CancellationToken.None);
        }
    }

    const string Folder = "JOURNAL_APPENDER_FOLDER";
    const string Pipe = "JOURNAL_APPENDER_PIPE";
    const string SyncMilliseconds = "JOURNAL_APPENDER_SYNC_MILLISECONDS";

    [Fact(Explicit = true)]   // what the child does: this same program, started by the test above
    public async Task Append_until_killed()
    {
        if (Environment.GetEnvironmentVariable(Folder) is not { } childsFolder)
        {
            Assert.Skip("for the child of another test");
            return;
        }
        var sync = TimeSpan.FromMilliseconds(int.Parse(Environment.GetEnvironmentVariable(SyncMilliseconds)!, CultureInfo.InvariantCulture));
        await using var pipe = new AnonymousPipeClientStream(PipeDirection.Out, Environment.GetEnvironmentVariable(Pipe)!);
        await using var writer = new StreamWriter(pipe) { AutoFlush = true };
        await using var journal = LiteDbJournal.Open(new SlowDisk(new FolderDisk(childsFolder), sync), new JournalSettings { LogLimitInBytes = 256 << 10 }, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var i = 0; i < 100_000; i++)   // an end, should nobody kill it
            {
                var entry = await journal.AppendAsync("loan.requested", null, new byte[300], CancellationToken.None);
                lock (writer)
                {
                    writer.WriteLine($"{entry.Sequence} {entry.Id}");
                }
            }
        }));
    }

    sealed class SlowDisk(IDisk disk, TimeSpan delay) : IDisk
    {
        public long AvailableBytes => disk.AvailableBytes;
        public bool Exists(string name) => disk.Exists(name);
        public IDiskFile Open(string name) => new SlowFile(disk.Open(name), delay);
        public void Rename(string name, string newName) => disk.Rename(name, newName);
        public void Replace(string name, string replaced) => disk.Replace(name, replaced);
        public void Delete(string name) => disk.Delete(name);
        public IReadOnlyList<string> Names => disk.Names;

        sealed class SlowFile(IDiskFile file, TimeSpan delay) : IDiskFile
        {
            readonly ManualResetEventSlim never = new();

            public long Length => file.Length;
            public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);
            public void Write(long offset, ReadOnlySpan<byte> bytes) => file.Write(offset, bytes);
            public void SetLength(long length) => file.SetLength(length);

            public void Sync()
            {
                never.Wait(delay);
                file.Sync();
            }

            public void Dispose()
            {
                never.Dispose();
                file.Dispose();
            }
        }
    }
}
