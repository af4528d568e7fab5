using System.Diagnostics;
using Firmware.Journal;
using Microsoft.Data.Sqlite;

namespace Benchmarks;

/// <summary>
/// One entry, one commit, on the same disk in the same run: the journal, SQLite in WAL mode with synchronous=FULL (which is durable for each
/// commit too), and a bare append-only file. In turns, because a disk's sync drifts within minutes; the ratio counts, not the rate.
/// </summary>
static class JournalBenchmark
{
    const int Rounds = 5;
    const int Entries = 1500;
    const int Together = 32;
    const double Target = 0.7;

    public static async Task RunAsync(Report report, CancellationToken cancel)
    {
        var payload = new byte[512];   // a sealed loan
        Random.Shared.NextBytes(payload);
        var folder = Path.Combine(AppContext.BaseDirectory, $"journal-benchmark-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            List<Measurement> journal = [], sqlite = [], file = [], group = [];
            for (var round = 0; round < Rounds; round++)
            {
                journal.Add(await JournalAsync(Path.Combine(folder, $"journal-{round}"), payload, together: 1, cancel));
                sqlite.Add(Sqlite(Path.Combine(folder, $"sqlite-{round}.db"), payload));
                file.Add(AppendOnly(Path.Combine(folder, $"append-{round}"), payload));
                group.Add(await JournalAsync(Path.Combine(folder, $"group-{round}"), payload, Together, cancel));
            }
            report.Section("Journal", $"Durable commits, {payload.Length} bytes and {Entries} entries each, median of {Rounds} rounds in turns on the same disk.");
            report.Table(["store", "commits/s", "p50, ms", "p99, ms"], new[]
            {
                ("journal (LiteDB, checked streams)", journal), ("SQLite WAL synchronous=FULL", sqlite),
                ("append-only file, fdatasync", file), ($"journal, {Together} appenders at once", group),
            }.Select(row => (string[])[row.Item1, Report.Number(Median(row.Item2, m => m.PerSecond), 0), Report.Number(Median(row.Item2, m => m.P50)), Report.Number(Median(row.Item2, m => m.P99))]));
            report.AtLeast("journal : SQLite, median of the rounds' ratios", Median([.. journal.Zip(sqlite)], pair => pair.First.PerSecond / pair.Second.PerSecond), Target);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    static async Task<Measurement> JournalAsync(string folder, byte[] payload, int together, CancellationToken cancel)
    {
        await using var journal = LiteDbJournal.Open(new FolderDisk(folder), new JournalSettings(), TimeProvider.System);
        await journal.AppendAsync("loan.requested", null, payload, cancel);   // compiles, creates
        var latencies = new double[Entries];
        var next = -1;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, together).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var i && i < Entries)
            {
                var before = Stopwatch.GetTimestamp();
                await journal.AppendAsync("loan.requested", null, payload, cancel);
                latencies[i] = Stopwatch.GetElapsedTime(before).TotalMilliseconds;
            }
        }));
        return Measurement.From(latencies, Stopwatch.GetElapsedTime(start));
    }

    static Measurement Sqlite(string path, byte[] payload)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL");
        Execute(connection, "PRAGMA synchronous=FULL");
        Execute(connection, "CREATE TABLE entries(sequence INTEGER PRIMARY KEY, id BLOB, type TEXT, at INTEGER, boot BLOB, ms INTEGER, body BLOB, previous BLOB, chain BLOB)");
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO entries VALUES($sequence, $id, 'loan.requested', $at, $boot, $ms, $body, $previous, $chain)";
        var sequence = insert.Parameters.AddWithValue("$sequence", 0L);
        insert.Parameters.AddWithValue("$id", new byte[16]);
        insert.Parameters.AddWithValue("$at", 0L);
        insert.Parameters.AddWithValue("$boot", new byte[16]);
        insert.Parameters.AddWithValue("$ms", 0L);
        insert.Parameters.AddWithValue("$body", payload);
        insert.Parameters.AddWithValue("$previous", new byte[32]);
        insert.Parameters.AddWithValue("$chain", new byte[32]);
        insert.ExecuteNonQuery();
        return Measure(i =>
        {
            sequence.Value = i + 1L;
            insert.ExecuteNonQuery();   // its own transaction
        });
    }

    static Measurement AppendOnly(string path, byte[] payload)
    {
        using var file = new FolderDisk(Path.GetDirectoryName(path)!).Open(Path.GetFileName(path));
        return Measure(i =>
        {
            file.Write(i * (long)payload.Length, payload);
            file.Sync();
        });
    }

    static Measurement Measure(Action<int> commit)
    {
        var latencies = new double[Entries];
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < Entries; i++)
        {
            var before = Stopwatch.GetTimestamp();
            commit(i);
            latencies[i] = Stopwatch.GetElapsedTime(before).TotalMilliseconds;
        }
        return Measurement.From(latencies, Stopwatch.GetElapsedTime(start));
    }

    static void Execute(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    static double Median<T>(IReadOnlyList<T> values, Func<T, double> of) => new Distribution(values.Select(of)).Median;

    readonly record struct Measurement(double PerSecond, double P50, double P99)
    {
        public static Measurement From(double[] latencies, TimeSpan total)
        {
            var distribution = new Distribution(latencies);
            return new(latencies.Length / total.TotalSeconds, distribution.Median, distribution.At(0.99));
        }
    }
}
