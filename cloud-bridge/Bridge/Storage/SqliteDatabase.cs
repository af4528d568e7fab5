using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace Bridge.Storage;

/// <summary>A file of SQLite's in the storage folder: the bridge's own process, and perhaps an import beside it.</summary>
sealed class SqliteDatabase : IDatabase
{
    public const string Name = "bridge.db";

    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    const int ConstraintViolated = 19;   // SQLITE_CONSTRAINT

    readonly string folder;
    readonly string path;

    public SqliteDatabase(string folder)
    {
        (this.folder, path) = (folder, Path.Combine(folder, Name));
        Options = new DbContextOptionsBuilder<BridgeDb>().UseSqlite(new SqliteConnectionStringBuilder { DataSource = path }.ToString()).AddInterceptors(new DurableConnections()).Options;
    }

    public DbContextOptions<BridgeDb> Options { get; }

    public IReadOnlyList<SchemaStep> Steps => Schema.Sqlite;

    public string? WriterLock => null;   // BEGIN IMMEDIATE: an importer beside us waits, too

    public bool HasBridge() => File.Exists(path);

    public void Prepare()
    {
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        if (!File.Exists(path))
        {
            new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }).Dispose();   // SQLite gives its side files the same mode
        }
    }

    public int SchemaOf(BridgeDb db) => db.Database.SqlQueryRaw<int>("SELECT user_version AS Value FROM pragma_user_version").Single();

    public string SchemaIs(int number) => $"PRAGMA user_version={number}";

    public async Task<IDbContextTransaction> BeginReadAsync(BridgeDb db, CancellationToken cancel)
    {
        await db.Database.OpenConnectionAsync(cancel);
        return (await db.Database.UseTransactionAsync(((SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true), cancel))!;
    }

    /// <summary>Disk full, file gone, locked too long; but no violated constraint.</summary>
    public static bool IsFailure(Exception e) => (e as SqliteException ?? e.InnerException as SqliteException) is { SqliteErrorCode: not ConstraintViolated };

    public void Dispose()
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path }.ToString());
        SqliteConnection.ClearPool(connection);   // closes the files
    }

    /// <summary>WAL with synchronous=FULL: one fsync per commit, and no commit lost by a power cut.</summary>
    sealed class DurableConnections : DbConnectionInterceptor
    {
        const string Pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            Set(connection);
            return Task.CompletedTask;
        }

        static void Set(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
        }
    }
}
