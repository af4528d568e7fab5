using System.Data.Common;
using Bridge.Settings;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Bridge.Storage;

/// <summary>Opens the database: many readers, one writer, and what a writer committed is on the disk.</summary>
sealed class Store : IDisposable
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    readonly DbContextOptions<BridgeDb> options;
    readonly SemaphoreSlim writer = new(1, 1);   // SQLite has one writer; waiting here is fair and does not poll

    public Store(StorageSettings settings)
    {
        Directory.CreateDirectory(settings.Folder, OwnerOnly | UnixFileMode.UserExecute);
        Path = System.IO.Path.Combine(settings.Folder, "bridge.db");
        if (!File.Exists(Path))
        {
            new FileStream(Path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }).Dispose();   // SQLite gives its side files the same mode
        }
        options = new DbContextOptionsBuilder<BridgeDb>()
            .UseSqlite(new SqliteConnectionStringBuilder { DataSource = Path }.ToString())
            .AddInterceptors(new DurableConnections())
            .Options;
        Schema.Bring(Open());
    }

    public string Path { get; }

    /// <summary>A context to read from; dispose it soon.</summary>
    public BridgeDb Open() => new(options);

    /// <summary>Reads as of one moment, whatever is written meanwhile; waits for no writer.</summary>
    public async Task<T> ReadAsync<T>(Func<BridgeDb, Task<T>> look, CancellationToken cancel)
    {
        await using var db = Open();
        await db.Database.OpenConnectionAsync(cancel);
        await using var moment = ((SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true);
        await db.Database.UseTransactionAsync(moment, cancel);
        return await look(db);
    }

    /// <summary>One transaction: all of <paramref name="change"/>, or nothing of it. Nothing else writes meanwhile.</summary>
    public async Task<T> WriteAsync<T>(Func<BridgeDb, Task<T>> change, CancellationToken cancel)
    {
        await writer.WaitAsync(cancel);
        try
        {
            await using var db = Open();
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);   // BEGIN IMMEDIATE: an importer beside us waits, too
            var result = await change(db);
            await db.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
            return result;
        }
        finally
        {
            writer.Release();
        }
    }

    /// <summary>Whether the database itself failed (disk full, file gone, locked too long): no fault of what was being written.</summary>
    public static bool IsFailure(Exception e) => (e as SqliteException ?? e.InnerException as SqliteException) is { SqliteErrorCode: not ConstraintViolated };

    const int ConstraintViolated = 19;   // SQLITE_CONSTRAINT

    public void Dispose()
    {
        using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path }.ToString()))
        {
            SqliteConnection.ClearPool(connection);   // closes the files
        }
        writer.Dispose();
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
