using System.Text.Json;
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
        Assert.True(steps.Count > 50);
    }

    [Fact]
    public async Task A_database_of_the_first_schema_keeps_its_patrons_and_links()
    {
        var folder = Directory.CreateTempSubdirectory("kazashi-schema-").FullName;
        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "bridge.db")}"))
        {
            await connection.OpenAsync(Cancel);
            using var first = new StreamReader(typeof(BridgeDb).Assembly.GetManifestResourceStream("Bridge.Storage.Steps.001")!);
            await using var command = connection.CreateCommand();
            command.CommandText = await first.ReadToEndAsync(Cancel) + """
                INSERT INTO patrons (Number, Name, Category) VALUES ('1001', '山田　花子', 'adult');
                INSERT INTO links (PatronId, SerialHash, Ppid, TextPublicKey, LinkedAt) VALUES (1, x'01', x'02', x'03', 1780275600000);
                PRAGMA user_version=1;
                """;
            await command.ExecuteNonQueryAsync(Cancel);
            SqliteConnection.ClearPool(connection);
        }

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
            foreach (var step in Schema.Steps.Take(3))
            {
                using var text = new StreamReader(typeof(BridgeDb).Assembly.GetManifestResourceStream(step)!);
                command.CommandText += await text.ReadToEndAsync(Cancel);
            }
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
        var keys = Path.Combine(Path.GetDirectoryName(bridge.Get<Store>().Path)!, "keys");
        await bridge.StopServingAsync();
        Directory.Delete(keys, recursive: true);

        Assert.Contains("restore", (await Assert.ThrowsAsync<InvalidOperationException>(bridge.RestartAsync)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_may_read_the_keys()
    {
        await using var bridge = await TestBridge.QuietAsync();
        var folder = Path.GetDirectoryName(bridge.Get<Store>().Path)!;

        Assert.All(Directory.GetFiles(Path.Combine(folder, "keys")), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(bridge.Get<Store>().Path));
    }

    [Fact]
    public async Task The_ledger_is_what_the_bench_promises()
    {
        using var device = new TestDevice();
        await using var bridge = await TestBridge.QuietAsync(device);
        var patron = await bridge.AddPatronAsync("1001");
        using var chip = await bridge.LinkCardAsync(patron, "0A1B");
        await bridge.AddItemAsync("A1A");
        await bridge.AddItemAsync("A2A");
        await bridge.TakeAsync(device, device.Entry(bridge.Request(patron, device, "A1A")), device.Entry(bridge.Request(patron, device, "A2A")) with { Data = "x" });

        var ledger = JsonSerializer.SerializeToElement(await bridge.Get<Ledger>().ReadAsync(Cancel), JsonSerializerOptions.Web);

        Assert.Equal(["patrons", "links", "items", "loans", "holds", "events", "mails", "staffQueue"], ledger.EnumerateObject().Select(p => p.Name));
        Assert.Equal("""[{"number":"1001","name":"\u5229\u7528\u80051001"}]""", ledger.GetProperty("patrons").GetRawText());
        Assert.Equal("""[{"item":"A1A","patron":"1001","due":"2026-06-15"}]""", ledger.GetProperty("loans").GetRawText());
        Assert.Equal(["onLoan", "available"], ledger.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("status").GetString()));
        Assert.Equal("counter-1 1 loan.requested", string.Join(' ', ledger.GetProperty("events")[0].EnumerateObject().Take(3).Select(p => p.Value.ToString())));
        Assert.Equal("unreadableEvent", ledger.GetProperty("staffQueue")[0].GetProperty("reason").GetString());
        Assert.Equal(["person", "patron", "ppid"], ledger.GetProperty("links")[0].EnumerateObject().Select(p => p.Name));
    }

    static Task<List<string>> ColumnsAsync(BridgeDb db) => db.Database.SqlQueryRaw<string>("""
        SELECT m.type || ' ' || m.tbl_name || ' ' || m.name || ' ' || coalesce(c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk, '') AS Value
        FROM sqlite_schema m LEFT JOIN pragma_table_info(m.name) c
        WHERE m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '__EF%' AND m.type <> 'trigger' ORDER BY 1   -- EF knows no triggers
        """).ToListAsync(Cancel);
}
