using System.Formats.Tar;
using System.IO.Compression;
using Bridge;
using Bridge.Identity;
using Bridge.Library;
using Bridge.Storage;
using CloudBridge.Tests.Library;
using Microsoft.EntityFrameworkCore;

namespace CloudBridge.Tests.Storage;

/// <summary>A bridge on PostgreSQL into one file and out of it, by the commands that an operator types and the machine's pg_dump and pg_restore.</summary>
[OnPostgreSql]
public sealed class BackupOnPostgreSqlTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("kazashi-backup-").FullName;
    readonly StringWriter _said = new(), _problems = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    string File => Path.Combine(_folder, "bridge.tar.gz");
    string Elsewhere => Path.Combine(_folder, "elsewhere");

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        _said.Dispose();
        _problems.Dispose();
    }

    [Fact]
    public async Task What_was_restored_is_the_same_bridge()
    {
        await using var world = await LibraryWorld.OpenAsync();
        await world.Bridge.WriteAsync(db => db.Patrons.Add(new Patron { Number = "1001", Name = "花子", Category = "adult" }));
        await BackedUpAsync(world.Bridge);   // it runs meanwhile
        await world.Bridge.WriteAsync(db => db.Patrons.Add(new Patron { Number = "1002", Name = "later", Category = "adult" }));
        await using var other = await TestPostgreSql.NewDatabaseAsync();
        Assert.True(await DoAsync("restore", Elsewhere, other.Connection) == 0, _problems.ToString());

        using var keys = BridgeKeys.Open(new() { Folder = Elsewhere, PostgreSql = other.Connection });
        Assert.Equal(world.Bridge.Get<BridgeKeys>().Site, keys.Site);
        using var store = new Store(new() { Folder = Elsewhere, PostgreSql = other.Connection });
        var (patrons, items) = await store.ReadAsync(async db => (await db.Patrons.Select(patron => patron.Name).ToListAsync(Cancel), await db.Items.CountAsync(Cancel)), Cancel);
        Assert.Equal(["花子"], patrons);
        Assert.Equal(2, items);
        Assert.NotEqual(1, await store.WriteAsync(async db =>
        {
            var patron = db.Patrons.Add(new() { Number = "1003", Name = "new", Category = "adult" }).Entity;
            await db.SaveChangesAsync(Cancel);
            return patron.Id;
        }, Cancel));   // numbers go on where they were
        Assert.All(Directory.GetFiles(Elsewhere, "*", SearchOption.AllDirectories), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file)));
        Assert.Empty(Directory.GetDirectories(world.Bridge.Folder, ".*"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public async Task A_database_that_has_a_bridge_is_left_alone()
    {
        await using var bridge = await TestBridge.QuietAsync();
        await BackedUpAsync(bridge);

        Assert.Equal(1, await DoAsync("restore", Elsewhere, bridge.Connection!));
        Assert.Contains("has a bridge already", _problems.ToString(), StringComparison.Ordinal);
        Assert.Contains("empty database", _problems.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_without_a_bridge_is_not_backed_up()
    {
        await using var empty = await TestPostgreSql.NewDatabaseAsync();

        Assert.Equal(1, await DoAsync("backup", Elsewhere, empty.Connection));
        Assert.Contains("there is no bridge", _problems.ToString(), StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_and_not_a_crash()
    {
        Assert.Equal(1, await DoAsync("backup", Elsewhere, "Host=/nowhere;Database=kazashi"));
        Assert.Contains("kazashi at /nowhere", _problems.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.3), InlineData(0.9)]
    public async Task A_backup_that_was_cut_off_is_not_restored(double at)
    {
        await using var bridge = await TestBridge.QuietAsync();
        await BackedUpAsync(bridge);
        var bytes = await System.IO.File.ReadAllBytesAsync(File, Cancel);
        await System.IO.File.WriteAllBytesAsync(File, bytes[..(int)(bytes.Length * at)], Cancel);

        await NotRestoredAsync("damaged");
    }

    [Fact]
    public async Task A_database_that_does_not_hold_together_leaves_nothing_behind()
    {
        await using var bridge = await TestBridge.QuietAsync();
        for (var n = 0; n < 50; n++)
        {
            await bridge.AddPatronAsync($"{n}");
        }
        await BackedUpAsync(bridge);
        var packed = new MemoryStream(await System.IO.File.ReadAllBytesAsync(File, Cancel));
        var tar = new MemoryStream();
        await new GZipStream(packed, CompressionMode.Decompress).CopyToAsync(tar, Cancel);
        var rows = tar.GetBuffer().AsSpan().IndexOf("PGDMP"u8) + (int)await LengthOfDumpAsync(tar) - 1500;   // they come last
        tar.GetBuffer().AsSpan(rows, 1000).Fill(0x5A);
        await using (var again = new GZipStream(System.IO.File.Create(File), CompressionLevel.Fastest))
        {
            await again.WriteAsync(tar.ToArray(), Cancel);
        }

        await NotRestoredAsync("pg_restore");
    }

    [Fact]
    public async Task The_backup_of_a_newer_release_is_not_restored()
    {
        await using var bridge = await TestBridge.QuietAsync();
        await bridge.ReadAsync(db => db.Database.ExecuteSqlRawAsync("""UPDATE "schema_version" SET "Number" = 99""", Cancel));
        await BackedUpAsync(bridge);

        await NotRestoredAsync("newer release");
    }

    [Fact]
    public async Task A_backup_of_the_other_database_is_told_from_one_of_this()
    {
        var here = Path.Combine(_folder, "here");
        using (BridgeKeys.Open(new() { Folder = here }))
        using (new Store(new() { Folder = here }))
        {
            Assert.Equal(0, await Commands.RunAsync(["backup", File, $"--Bridge:Storage:Folder={here}"], _said, _problems));
        }
        await NotRestoredAsync("is of a bridge on SQLite");

        await using var bridge = await TestBridge.QuietAsync();
        await BackedUpAsync(bridge);
        Assert.Equal(1, await Commands.RunAsync(["restore", File, $"--Bridge:Storage:Folder={Elsewhere}"], _said, _problems));
        Assert.Contains("is of a bridge on PostgreSQL", _problems.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pg_dump_that_is_missing_or_too_old_is_told()
    {
        await using var bridge = await TestBridge.QuietAsync();
        var copy = new PostgreSqlCopy(bridge.Connection!, tools: _folder);

        Assert.Contains("install postgresql-client", (await Assert.ThrowsAsync<BackupException>(() => copy.WriteAsync(File, Cancel))).Message, StringComparison.Ordinal);
        var old = Path.Combine(_folder, "pg_dump");
        await System.IO.File.WriteAllTextAsync(old, "#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n", Cancel);
        System.IO.File.SetUnixFileMode(old, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Contains("is of PostgreSQL 9 and the server of", (await Assert.ThrowsAsync<BackupException>(() => copy.WriteAsync(File, Cancel))).Message, StringComparison.Ordinal);
    }

    static async Task<long> LengthOfDumpAsync(MemoryStream tar)
    {
        tar.Position = 0;
        await using var entries = new TarReader(tar, leaveOpen: true);
        return (await entries.GetNextEntryAsync(cancellationToken: Cancel))!.Length;
    }

    async Task BackedUpAsync(TestBridge bridge) => Assert.True(await DoAsync("backup", bridge.Folder, bridge.Connection!) == 0, _problems.ToString());

    async Task NotRestoredAsync(string why)
    {
        await using var empty = await TestPostgreSql.NewDatabaseAsync();
        Assert.Equal(1, await DoAsync("restore", Elsewhere, empty.Connection));
        Assert.Contains(why, _problems.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Elsewhere));
        using var database = new PostgreSqlDatabase(empty.Connection);
        Assert.False(database.HasBridge());
    }

    Task<int> DoAsync(string command, string folder, string connection) => Commands.RunAsync([command, File, $"--Bridge:Storage:Folder={folder}", $"--Bridge:Storage:PostgreSql={connection}"], _said, _problems);
}
