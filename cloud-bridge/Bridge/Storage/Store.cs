using Bridge.Settings;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Storage;

/// <summary>Opens the database: many readers, one writer, and what a writer committed is on the disk.</summary>
sealed class Store : IDisposable
{
    readonly IDatabase database;
    readonly SemaphoreSlim writer = new(1, 1);   // one transaction at a time; waiting here is fair and does not poll

    public Store(StorageSettings settings)
    {
        database = IDatabase.Of(settings);
        Schema.Bring(database);
    }

    /// <summary>A context to read from; dispose it soon.</summary>
    public BridgeDb Open() => new(database.Options);

    /// <summary>Reads as of one moment, whatever is written meanwhile; waits for no writer.</summary>
    public async Task<T> ReadAsync<T>(Func<BridgeDb, Task<T>> look, CancellationToken cancel)
    {
        await using var db = Open();
        await using var moment = await database.BeginReadAsync(db, cancel);
        return await look(db);
    }

    /// <summary>One transaction: all of <paramref name="change"/>, or nothing of it. Nothing else writes meanwhile, in this process or another.</summary>
    public async Task<T> WriteAsync<T>(Func<BridgeDb, Task<T>> change, CancellationToken cancel)
    {
        await writer.WaitAsync(cancel);
        try
        {
            await using var db = Open();
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            if (database.WriterLock is { } wait)
            {
                await db.Database.ExecuteSqlRawAsync(wait, cancel);
            }
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

    /// <summary>Whether the database itself failed (disk full, gone, locked too long): no fault of what was being written.</summary>
    public static bool IsFailure(Exception e) => SqliteDatabase.IsFailure(e) || PostgreSqlDatabase.IsFailure(e);

    public void Dispose()
    {
        database.Dispose();
        writer.Dispose();
    }
}
