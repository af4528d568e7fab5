using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Bridge.Settings;
using Bridge.Storage;
using Npgsql;

[assembly: AssemblyFixture(typeof(CloudBridge.Tests.TestPostgreSql))]

namespace CloudBridge.Tests;

/// <summary>The bridges of this class keep their tables in PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
sealed class OnPostgreSqlAttribute : Attribute;

/// <summary>The distribution's PostgreSQL, started for the first test that wants it, in a folder and on a socket of its own; ended with the tests, also when they are killed. It writes to memory only as far as the disk goes: nothing here is to outlive a power cut.</summary>
public sealed class TestPostgreSql : IAsyncDisposable
{
    const string Password = "only for tests";

    static readonly SemaphoreSlim Starting = new(1, 1);

    static readonly ConcurrentBag<Database> Used = [];   // to make a database, and to drop it, costs more than most tests

    static TestPostgreSql? running;
    static int databases;

    Process? process;
    string? folder;

    /// <summary>Of the test's class, or for a developer of all: <c>KAZASHI_TEST_DATABASE=postgresql</c>.</summary>
    internal static bool IsWanted => Environment.GetEnvironmentVariable("KAZASHI_TEST_DATABASE") == "postgresql"
        || (TestContext.Current.TestClass as Xunit.v3.IXunitTestClass)?.Class.GetCustomAttribute<OnPostgreSqlAttribute>() is not null;

    /// <summary>With the bridge's tables in it, or without any; <see cref="GiveBackAsync"/> is its end.</summary>
    internal static async Task<Database> TakeDatabaseAsync() => Used.TryTake(out var used) ? used : await NewDatabaseAsync();

    internal static async Task GiveBackAsync(Database database)
    {
        await database.EmptyAsync();
        Used.Add(database);
    }

    /// <summary>Without any table.</summary>
    /// <param name="kind">Options of CREATE DATABASE.</param>
    internal static async Task<Database> NewDatabaseAsync(string kind = "")
    {
        var server = await RunningAsync();
        var name = $"kazashi_{Interlocked.Increment(ref databases)}";
        await server.DoAsync($"CREATE DATABASE {name} TEMPLATE template0 {kind}");
        return new(server, name);
    }

    static async Task<TestPostgreSql> RunningAsync()
    {
        await Starting.WaitAsync();
        try
        {
            if (running is null)
            {
                var server = new TestPostgreSql();
                await server.StartAsync();
                running = server;
            }
            return running;
        }
        finally
        {
            Starting.Release();
        }
    }

    async Task StartAsync()
    {
        var programs = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "postgres"))).Max() : null;
        Assert.True(programs is not null, "PostgreSQL is not installed: apt-get install postgresql");
        folder = Directory.CreateTempSubdirectory("kazashi-postgresql-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "password"), Password);
        await RunAsync("chmod", ["755", folder]);
        if (IsRoot)
        {
            await RunAsync("chown", ["-R", "postgres", folder]);   // it refuses to run as root
        }
        await RunAsync([.. AsItsUser, $"{programs}/initdb", "--pgdata", $"{folder}/data", "--username=kazashi", $"--pwfile={folder}/password", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8",
            "--locale-provider=icu", "--icu-locale=en", "--no-sync"]);   // its own order of text is not the bridge's
        var words = string.Join(' ', ((string[])[.. AsItsUser, $"{programs}/postgres", "-D", $"{folder}/data", "-k", folder, "-c", "listen_addresses=", "-c", "max_connections=400", "-c", "fsync=off", "-c", "full_page_writes=off",
            "-c", "autovacuum=off"]).Select(word => $"'{word}'"));
        process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{words} > {folder}/log 2>&1 & cat > /dev/null; kill -INT $!; wait $!"]) { RedirectStandardInput = true })!;   // its input ends with this process, however that ends
        await ListensAsync();
    }

    async Task ListensAsync()
    {
        for (var until = Stopwatch.StartNew(); ; await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken))
        {
            try
            {
                await DoAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (until.Elapsed < TimeSpan.FromMinutes(1) && !process!.HasExited)
            {
            }
        }
    }

    async Task DoAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection($"{ConnectionTo(database)};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    string ConnectionTo(string database) => $"Host={folder};Username=kazashi;Password={Password};Database={database}";

    static bool IsRoot => Environment.IsPrivilegedProcess;

    static string[] AsItsUser => IsRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];

    static async Task RunAsync(string[] words) => await RunAsync(words[0], words[1..]);

    static async Task RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" })!;
        var said = process.StandardOutput.ReadToEndAsync();
        var trouble = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {await said}{trouble}");
    }

    public async ValueTask DisposeAsync()
    {
        if (running is { process: { } server } && Interlocked.Exchange(ref running, null) is { folder: { } left })
        {
            server.StandardInput.Close();
            await server.WaitForExitAsync();
            server.Dispose();
            Directory.Delete(left, recursive: true);
        }
    }

    /// <summary>A database of one test.</summary>
    internal sealed class Database(TestPostgreSql server, string name) : IAsyncDisposable
    {
        public string Name => name;

        public string Connection => server.ConnectionTo(name);

        public void PutInto(StorageSettings settings) => typeof(StorageSettings).GetProperty(nameof(StorageSettings.PostgreSql))!.SetValue(settings, Connection);   // settings are made once; a test's own know nothing of this

        /// <summary>As another client of the server.</summary>
        public Task DoAsync(string sql) => server.DoAsync(sql);

        public Task EmptyAsync() => server.DoAsync($"""
            DO $$ DECLARE each record; BEGIN
                SET LOCAL session_replication_role = replica;   -- in any order
                FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_version' LOOP EXECUTE format('DELETE FROM %I', each.tablename); END LOOP;
                FOR each IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP PERFORM setval(format('%I', each.sequencename), 1, false); END LOOP;
                UPDATE "schema_version" SET "Number" = {Schema.Newest};
            END $$
            """, name);

        public async ValueTask DisposeAsync() => await server.DoAsync($"DROP DATABASE {name} WITH (FORCE)");
    }
}
