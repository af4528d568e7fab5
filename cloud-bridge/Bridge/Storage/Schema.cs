using System.Data;
using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Storage;

/// <summary>Makes the tables and brings those of an earlier release up to date.</summary>
/// <remarks>Numbered SQL steps beside this file, counted by <c>PRAGMA user_version</c>: what runs on a library's only database can be read,
/// each step is one transaction, and a step once released is never edited. EF's own migrations need generated snapshots and a tool for the same;
/// EnsureCreated cannot change a table later.</remarks>
static class Schema
{
    /// <summary>Steps in this program: <c>001.sql</c>, <c>002.sql</c> …</summary>
    public static IReadOnlyList<string> Steps { get; } = [.. typeof(Schema).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith("Bridge.Storage.Steps.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public static void Bring(BridgeDb database)
    {
        using var db = database;
        db.Database.OpenConnection();
        var connection = db.Database.GetDbConnection();
        var done = Version(connection);
        if (done > Steps.Count)
        {
            throw new InvalidOperationException($"The database has schema {done}, this program knows {Steps.Count}: start the newer release, or restore the backup made before it.");
        }
        for (var step = done; step < Steps.Count; step++)
        {
            using var transaction = connection.BeginTransaction();
            if (Version(connection) != step)
            {
                continue;   // another process (an import) has just done it
            }
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = $"{Text(Steps[step])}\nPRAGMA user_version={step + 1};";
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }

    static int Version(IDbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    static string Text(string step)
    {
        using var reader = new StreamReader(typeof(Schema).Assembly.GetManifestResourceStream(step)!);
        return reader.ReadToEnd();
    }
}
