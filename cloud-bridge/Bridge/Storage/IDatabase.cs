using Bridge.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Bridge.Storage;

/// <summary>Where the tables are: all that is not the same with SQLite and with PostgreSQL while the bridge runs.</summary>
interface IDatabase : IDisposable
{
    static IDatabase Of(StorageSettings settings) => settings.IsPostgreSql ? new PostgreSqlDatabase(settings.PostgreSql) : new SqliteDatabase(settings.Folder);

    /// <summary>Whether a bridge has made its tables where the settings say.</summary>
    static bool HasBridge(StorageSettings settings)
    {
        using var database = Of(settings);
        return database.HasBridge();
    }

    DbContextOptions<BridgeDb> Options { get; }

    /// <summary>What makes the tables, in order.</summary>
    IReadOnlyList<SchemaStep> Steps { get; }

    /// <summary>SQL that comes first in a transaction that writes, and waits until no other process writes; null where BEGIN itself does.</summary>
    string? WriterLock { get; }

    /// <summary>Whether a bridge has made its tables there.</summary>
    bool HasBridge();

    /// <summary>Makes what the first step needs.</summary>
    /// <exception cref="StorageException">It cannot hold a bridge; the message says why.</exception>
    void Prepare();

    /// <summary>The number of the last step; 0 before the first.</summary>
    int SchemaOf(BridgeDb db);

    /// <summary>SQL that writes down that step <paramref name="number"/> is done.</summary>
    string SchemaIs(int number);

    /// <summary>A transaction in which all that is read is of one moment; it waits for no writer.</summary>
    Task<IDbContextTransaction> BeginReadAsync(BridgeDb db, CancellationToken cancel);
}
