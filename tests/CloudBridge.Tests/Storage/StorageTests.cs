using Bridge.Identity;
using Bridge.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Storage;

public sealed class StorageTests
{
    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_commit_is_synced_before_it_returns()
    {
        await using var bridge = await TestBridge.QuietAsync();

        Assert.Equal("wal", await bridge.ReadAsync(db => db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").SingleAsync(Cancel)));
        Assert.Equal(2, await bridge.ReadAsync(db => db.Database.SqlQueryRaw<int>("SELECT synchronous AS Value FROM pragma_synchronous").SingleAsync(Cancel)));   // FULL
    }

    [Fact]
    public async Task The_tables_are_those_of_the_model()
    {
        await using var bridge = await TestBridge.QuietAsync();
        var steps = await bridge.ReadAsync(ColumnsAsync);
        await using var connection = new SqliteConnection("Data Source=:memory:");
        await connection.OpenAsync(Cancel);
        await using var model = new BridgeDb(new DbContextOptionsBuilder<BridgeDb>().UseSqlite(connection).Options);
        await model.Database.EnsureCreatedAsync(Cancel);

        Assert.Equal(await ColumnsAsync(model), steps);
        Assert.Contains(steps, line => line.StartsWith("foreign key", StringComparison.Ordinal));
        Assert.Contains(steps, line => line == "index loans IX_loans_ItemId 1");
        Assert.True(steps.Count > 50);
    }

    [Fact]
    public async Task A_database_of_the_first_schema_keeps_its_patrons_and_links()
    {
        var folder = await EarlierAsync(1, """
            INSERT INTO patrons (Number, Name, Category) VALUES ('1001', '山田　花子', 'adult');
            INSERT INTO links (PatronId, SerialHash, Ppid, TextPublicKey, LinkedAt) VALUES (1, x'01', x'02', x'03', 1780275600000);
            """);

        using (var store = new Store(new() { Folder = folder }))
        {
            await using var db = store.Open();
            var link = await db.Links.Include(l => l.Patron).SingleAsync(Cancel);
            Assert.Equal(("1001", LinkMethod.Import, link.LinkedAt), (link.Patron!.Number, link.Method, link.ValidatedAt));
            Assert.Equal([2], (await db.Identities.SingleAsync(i => i.PatronId == link.PatronId, Cancel)).Ppid);
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_database_of_the_third_schema_keeps_its_items_and_loans_and_gives_no_loans_number_twice()
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-schema-").FullName;
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "bridge.db")}"))
        {
            await connection.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
            command.CommandText = string.Concat(Schema.Sqlite.Take(3).Select(step => step.Text()));
            command.CommandText += """
                INSERT INTO patrons (Number, Name, Category) VALUES ('1001', '山田　花子', 'adult');
                INSERT INTO items (Barcode, Key, Title, Author, Isbn, Rule, Status) VALUES
                    ('A1A', '1', 'こころ', '夏目漱石', '9784101010137', 'Normal', 'Available'), ('A2A', '2', 'こころ', '夏目漱石', '9784101010137', 'Normal', 'Missing'),
                    ('A3A', '3', 'こころ', NULL, NULL, 'Av', 'Available'), ('A4A', '4', '門', NULL, NULL, 'Magazine', 'Available');
                INSERT INTO loans (Id, ItemId, PatronId, LentOn, Due) VALUES (7, 2, 1, '2026-06-01', '2026-06-15'), (9, 1, 1, '2026-06-01', '2026-06-15');
                DELETE FROM loans WHERE Id = 9;
                PRAGMA user_version=3;
                """;
            await command.ExecuteNonQueryAsync(Cancel);
            SqliteConnection.ClearPool(connection);
        }

        using (var store = new Store(new() { Folder = folder }))
        {
            await using var db = store.Open();
            var items = await db.Items.Include(item => item.Title).OrderBy(item => item.Id).ToListAsync(Cancel);
            Assert.Equal(["A1A こころ 夏目漱石 Book", "A2A こころ 夏目漱石 Book", "A3A こころ  Av", "A4A 門  Magazine"],
                items.Select(item => $"{item.Barcode} {item.Title!.Name} {item.Title.Author} {item.Title.Kind}"));
            Assert.Same(items[0].Title, items[1].Title);
            Assert.Equal((7L, "A2A", new DateOnly(2026, 6, 15)), await db.Loans.Select(loan => new ValueTuple<long, string, DateOnly>(loan.Id, loan.Item!.Barcode, loan.Due)).SingleAsync(Cancel));
            db.Loans.Add(new() { ItemId = items[0].Id, PatronId = 1, LentOn = new(2026, 6, 2), Due = new(2026, 6, 16) });
            await db.SaveChangesAsync(Cancel);
            Assert.Equal(10, await db.Loans.MaxAsync(loan => loan.Id, Cancel));   // 9 was given before
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_database_of_the_ninth_schema_keeps_its_bundles_with_their_files_and_takes_those_of_other_boards()
    {
        var folder = await EarlierAsync(9, EarlierBundle.Row);

        await EarlierBundle.IsKeptAsync(new() { Folder = folder });
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_database_of_a_newer_release_is_left_alone()
    {
        await using var bridge = await TestBridge.QuietAsync();
        await bridge.ReadAsync(db => db.Database.ExecuteSqlRawAsync("PRAGMA user_version=99", Cancel));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(bridge.RestartAsync);
        Assert.Contains("99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_whose_keys_are_gone_is_not_given_new_ones()
    {
        await using var bridge = await TestBridge.QuietAsync();
        var keys = Path.Combine(bridge.Folder, "keys");
        await bridge.StopServingAsync();
        Directory.Delete(keys, recursive: true);

        Assert.Contains("restore", (await Assert.ThrowsAsync<InvalidOperationException>(bridge.RestartAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_may_read_the_keys()
    {
        await using var bridge = await TestBridge.QuietAsync();

        Assert.All(Directory.GetFiles(Path.Combine(bridge.Folder, "keys")), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(bridge.Folder, "bridge.db")));
    }

    static Task<List<string>> ColumnsAsync(BridgeDb db) => db.Database.SqlQueryRaw<string>("""
        SELECT m.type || ' ' || m.tbl_name || ' ' || m.name || ' ' || coalesce(c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk, '') AS Value
        FROM sqlite_schema m LEFT JOIN pragma_table_info(m.name) c
        WHERE m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '__EF%' AND m.type <> 'trigger'   -- EF knows no triggers
        UNION ALL SELECT 'index ' || m.name || ' ' || i.name || ' ' || i."unique" FROM sqlite_schema m JOIN pragma_index_list(m.name) i WHERE m.type = 'table'
        UNION ALL SELECT 'foreign key ' || m.name || ' ' || f."from" || ' ' || f."table" || ' ' || f."to" || ' ' || f.on_delete FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
        ORDER BY 1
        """).ToListAsync(Cancel);

    /// <summary>The folder of a database as an earlier release left it.</summary>
    static async Task<string> EarlierAsync(int schema, string rows)
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-schema-").FullName;
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "bridge.db")}");
        await connection.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = $"{string.Concat(Schema.Sqlite.Take(schema).Select(step => step.Text()))}{rows}PRAGMA user_version={schema};";
        await command.ExecuteNonQueryAsync(Cancel);
        SqliteConnection.ClearPool(connection);
        return folder;
    }
}
