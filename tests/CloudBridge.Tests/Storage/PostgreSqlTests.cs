using System.Text;
using Bridge.Library;
using Bridge.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CloudBridge.Tests.Storage;

/// <summary>What is PostgreSQL's alone. What the bridge does with either database is in <c>OnPostgreSql.cs</c>.</summary>
[OnPostgreSql]
public sealed class PostgreSqlTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tables_are_those_of_the_model()
    {
        await using var bridge = await TestBridge.QuietAsync();
        var steps = await bridge.ReadAsync(TablesAsync);
        await using var empty = await TestPostgreSql.NewDatabaseAsync();
        await using var model = new BridgeDb(new DbContextOptionsBuilder<BridgeDb>().UseNpgsql(empty.Connection).Options);
        await model.Database.EnsureCreatedAsync(Cancel);

        Assert.Equal(await TablesAsync(model), steps);
        Assert.Contains(steps, line => line.StartsWith("foreign key", StringComparison.Ordinal));
        Assert.True(steps.Count > 300);
        NpgsqlConnection.ClearAllPools();
    }

    [Fact]
    public void Each_step_of_the_schema_is_there_for_both_databases()
    {
        Assert.Equal(Schema.Newest, Schema.PostgreSql[^1].Number);
        Assert.Equal(Schema.Sqlite.Where(step => step.Number >= Schema.PostgreSql[0].Number).Select(step => step.Number), Schema.PostgreSql.Select(step => step.Number));
    }

    [Fact]
    public async Task Two_bridges_that_write_at_the_same_moment_write_one_after_the_other()
    {
        await using var database = await TestPostgreSql.NewDatabaseAsync();
        using var one = Open(database);
        using var other = Open(database);
        await one.WriteAsync(db => Task.FromResult(db.Patrons.Add(new() { Number = "1001", Name = "0", Category = "adult" })), Cancel);

        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => Task.Run(() => (n % 2 == 0 ? one : other).WriteAsync(async db =>
        {
            var patron = await db.Patrons.SingleAsync(Cancel);
            return patron.Name = $"{int.Parse(patron.Name, System.Globalization.CultureInfo.InvariantCulture) + 1}";
        }, Cancel), Cancel)));

        Assert.Equal("100", await other.ReadAsync(db => db.Patrons.Select(patron => patron.Name).SingleAsync(Cancel), Cancel));
    }

    [Fact]
    public async Task Two_bridges_may_start_on_an_empty_database_at_once()
    {
        await using var database = await TestPostgreSql.NewDatabaseAsync();

        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Open(database), Cancel)));

        Assert.Equal(0, await stores[3].ReadAsync(db => db.Patrons.CountAsync(Cancel), Cancel));
        Array.ForEach(stores, store => store.Dispose());
    }

    [Fact]
    public async Task A_commit_is_synced_whatever_the_server_is_told()
    {
        await using var database = await TestPostgreSql.NewDatabaseAsync();
        await database.DoAsync($"ALTER ROLE kazashi IN DATABASE {database.Name} SET synchronous_commit = off");
        using var store = Open(database);

        Assert.Equal("off", await store.ReadAsync(SyncAsync, Cancel));
        Assert.Equal("on", await store.WriteAsync(SyncAsync, Cancel));

        static Task<string> SyncAsync(BridgeDb db) => db.Database.SqlQueryRaw<string>("""SELECT current_setting('synchronous_commit') AS "Value" """).SingleAsync(Cancel);
    }

    [Fact]
    public async Task A_connection_that_is_cut_off_leaves_nothing_and_is_the_databases_fault()
    {
        await using var database = await TestPostgreSql.NewDatabaseAsync();
        using var store = Open(database);

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => store.WriteAsync(async db =>
        {
            db.Patrons.Add(new() { Number = "1001", Name = "花子", Category = "adult" });
            await db.SaveChangesAsync(Cancel);
            await database.DoAsync($"SELECT pg_terminate_backend({await db.Database.SqlQueryRaw<int>("""SELECT pg_backend_pid() AS "Value" """).SingleAsync(Cancel)})");
            return await db.Patrons.CountAsync(Cancel);
        }, Cancel));

        Assert.True(Store.IsFailure(failure), failure.ToString());
        Assert.Equal(0, await store.WriteAsync(db => db.Patrons.CountAsync(Cancel), Cancel));
    }

    [Fact]
    public async Task What_cannot_be_kept_is_no_fault_of_the_database()
    {
        await using var database = await TestPostgreSql.NewDatabaseAsync();
        using var store = Open(database);
        await AddAsync("花子");
        var cut = "a\0b";

        Assert.False(Store.IsFailure(await Assert.ThrowsAnyAsync<Exception>(() => AddAsync("twice"))));
        Assert.False(Store.IsFailure(await Assert.ThrowsAnyAsync<Exception>(() => store.ReadAsync(db => db.Patrons.CountAsync(patron => patron.Name == cut, Cancel), Cancel))));
        Assert.True(Store.IsFailure(await Assert.ThrowsAnyAsync<Exception>(() => store.ReadAsync(db => db.Database.ExecuteSqlRawAsync("SELECT * FROM nowhere", Cancel), Cancel))));

        Task<Patron> AddAsync(string name) => store.WriteAsync(db => Task.FromResult(db.Patrons.Add(new() { Number = "1001", Name = name, Category = "adult" }).Entity), Cancel);
    }

    [Fact]
    public async Task Text_is_compared_by_its_bytes_whatever_the_servers_language()
    {
        await using var bridge = await TestBridge.QuietAsync();
        string[] numbers = ["A", "B", "a", "あ", "亜"];
        foreach (var number in numbers.Reverse())
        {
            await bridge.AddPatronAsync(number);
        }

        Assert.Equal(numbers, await bridge.ReadAsync(db => db.Patrons.OrderBy(patron => patron.Number).Select(patron => patron.Number).ToListAsync(Cancel)));
        Assert.Equal("亜", await bridge.ReadAsync(db => db.Patrons.MaxAsync(patron => patron.Number, Cancel)));
    }

    [Fact]
    public async Task The_audit_log_is_not_edited()
    {
        await using var bridge = await TestBridge.QuietAsync();
        await bridge.WriteAsync(db => db.Audit.Add(new() { At = TestBridge.Start, Staff = "clerk", Act = default }));

        var refused = await Assert.ThrowsAsync<PostgresException>(() => bridge.ReadAsync(db => db.Audit.ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Staff, "nobody"), Cancel)));
        Assert.Contains("not edited", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_the_ninth_schema_keeps_its_bundles_with_their_files_and_takes_those_of_other_boards()
    {
        await using var database = await TestPostgreSql.NewDatabaseAsync();
        await using (var source = NpgsqlDataSource.Create(database.Connection))
        {
            await using var command = source.CreateCommand(Schema.PostgreSql[0].Text() + EarlierBundle.Row + """UPDATE "schema_version" SET "Number" = 9;""");
            await command.ExecuteNonQueryAsync(Cancel);
        }
        var folder = Directory.CreateTempSubdirectory("kazashi-schema-").FullName;

        await EarlierBundle.IsKeptAsync(new() { Folder = folder, PostgreSql = database.Connection });
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_database_of_a_newer_release_is_left_alone()
    {
        await using var bridge = await TestBridge.QuietAsync();
        await bridge.ReadAsync(db => db.Database.ExecuteSqlRawAsync("""UPDATE "schema_version" SET "Number" = 99""", Cancel));

        Assert.Contains("99", (await Assert.ThrowsAsync<InvalidOperationException>(bridge.RestartAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bridge_without_the_keys_of_its_database_does_not_start()
    {
        await using var bridge = await TestBridge.QuietAsync();
        await bridge.StopServingAsync();
        Directory.Delete(Path.Combine(bridge.Folder, "keys"), recursive: true);

        Assert.Contains("copy that of another bridge", (await Assert.ThrowsAsync<InvalidOperationException>(bridge.RestartAsync)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=/nowhere;Database=kazashi;Password=secret", "kazashi at /nowhere")]
    [InlineData("{0};Password=secret", "password authentication failed")]
    [InlineData("{0};Database=missing", "\"missing\" does not exist")]
    public async Task A_database_that_cannot_be_used_is_named_with_the_reason_and_without_the_password(string connection, string reason)
    {
        await using var database = await TestPostgreSql.NewDatabaseAsync();

        var refused = Assert.Throws<StorageException>(() => new Store(new() { PostgreSql = string.Format(System.Globalization.CultureInfo.InvariantCulture, CompositeFormat.Parse(connection), database.Connection) }));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains("Bridge:Storage:PostgreSql", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_would_lose_names_is_refused()
    {
        await using var database = await TestPostgreSql.NewDatabaseAsync("ENCODING 'EUC_JP' LOCALE_PROVIDER libc LOCALE 'C'");

        Assert.Contains("UTF8", Assert.Throws<StorageException>(() => Open(database)).Message, StringComparison.Ordinal);
    }

    static Store Open(TestPostgreSql.Database database) => new(new() { PostgreSql = database.Connection });

    static Task<List<string>> TablesAsync(BridgeDb db) => db.Database.SqlQueryRaw<string>("""
        SELECT concat_ws(' ', 'column', table_name, column_name, data_type, is_nullable, collation_name, identity_generation) AS "Value" FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name <> 'schema_version'
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT concat_ws(' ', CASE contype WHEN 'f' THEN 'foreign key' ELSE 'constraint' END, conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        ORDER BY 1
        """).ToListAsync(Cancel);
}
