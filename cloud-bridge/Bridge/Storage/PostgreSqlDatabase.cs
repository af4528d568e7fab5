using System.Data;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Bridge.Storage;

/// <summary>A database of a PostgreSQL server, which several bridges may share.</summary>
/// <remarks>READ COMMITTED under one lock for all who write: whoever has the lock sees everything that was committed before, and nothing else is written until it commits. No transaction has to be tried again.</remarks>
sealed class PostgreSqlDatabase : IDatabase
{
    /// <summary>What the bridge is tried with.</summary>
    public const int OldestServer = 15;

    readonly string connectionString;

    /// <param name="connection">In Npgsql's words: <c>Host=…;Database=…;Username=…</c>.</param>
    public PostgreSqlDatabase(string connection)
    {
        var complete = new NpgsqlConnectionStringBuilder(connection) { IncludeErrorDetail = false };   // it would bring rows into the log
        complete.ApplicationName ??= "kazashi-bridge";
        connectionString = complete.ToString();
        Options = new DbContextOptionsBuilder<BridgeDb>().UseNpgsql(connectionString).Options;
    }

    public DbContextOptions<BridgeDb> Options { get; }

    public IReadOnlyList<SchemaStep> Steps => Schema.PostgreSql;

    /// <remarks>The number says "kazashi". A bridge that was cut off in the middle of a transaction keeps the others waiting for five minutes at most.</remarks>
    public string? WriterLock => """
        SET LOCAL synchronous_commit = on;
        SET LOCAL idle_in_transaction_session_timeout = '5min';
        SELECT pg_advisory_xact_lock(x'6B617A61736869'::bigint);
        """;

    public bool HasBridge()
    {
        using var connection = Connect();
        return SchemaOf(connection, null) > 0;
    }

    public void Prepare()
    {
        using var connection = Connect();
        if (connection.PostgreSqlVersion.Major < OldestServer)
        {
            throw Unusable($"its server is PostgreSQL {connection.PostgreSqlVersion.Major}, the bridge needs {OldestServer} or newer");
        }
        if (connection.PostgresParameters.GetValueOrDefault("server_encoding") is not "UTF8")
        {
            throw Unusable("its encoding is not UTF8, and names would be lost: make it with createdb -E UTF8 -T template0");
        }
    }

    public int SchemaOf(BridgeDb db) => SchemaOf((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());

    public string SchemaIs(int number) => $"""UPDATE "schema_version" SET "Number" = {number}""";

    public Task<IDbContextTransaction> BeginReadAsync(BridgeDb db, CancellationToken cancel) => db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);

    /// <summary>Not there, gone, full, locked too long; but no violated constraint (23) and no value that cannot be kept (22, 54).</summary>
    /// <remarks>PostgreSQL documentation, appendix A; EF Core wraps once or twice.</remarks>
    public static bool IsFailure(Exception e)
    {
        for (var cause = e; cause is not null; cause = cause.InnerException)
        {
            if (cause is NpgsqlException)
            {
                return cause is not PostgresException { SqlState: ['2', '2' or '3', ..] or ['5', '4', ..] };
            }
        }
        return false;
    }

    /// <exception cref="StorageException">It does not let the bridge in; the message says where and why.</exception>
    public NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            connection.Open();
            return connection;
        }
        catch (NpgsqlException e)
        {
            connection.Dispose();
            throw Unusable(e.InnerException is { } cause ? $"{e.Message}: {cause.Message}" : e.Message, e);
        }
    }

    public void Dispose()
    {
        using var connection = new NpgsqlConnection(connectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    static int SchemaOf(NpgsqlConnection connection, NpgsqlTransaction? transaction)
    {
        using var isThere = new NpgsqlCommand("""SELECT to_regclass('"schema_version"') IS NOT NULL""", connection, transaction);
        if (isThere.ExecuteScalar() is not true)
        {
            return 0;
        }
        using var number = new NpgsqlCommand("""SELECT "Number" FROM "schema_version" """, connection, transaction);
        return Convert.ToInt32(number.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    // Names the database and never the password.
    StorageException Unusable(string why, Exception? inner = null)
    {
        var where = new NpgsqlConnectionStringBuilder(connectionString);
        return new($"The database {where.Database} at {where.Host} (Bridge:Storage:PostgreSql) cannot be used: {why}", inner);
    }
}

/// <summary>A database that cannot be used as it is; the message says which and why.</summary>
sealed class StorageException(string what, Exception? inner = null) : Exception(what, inner);
