using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Bridge.Storage;

/// <summary>Makes the tables and brings those of an earlier release up to date.</summary>
/// <remarks>Numbered SQL steps beside this file, those of PostgreSQL in a folder of their own and with the same numbers; the database says which one it had last.
/// What runs on a library's only database can be read, each step is one transaction, and a step once released is never edited. EF's own migrations need generated snapshots
/// and a tool for the same; EnsureCreated cannot change a table later.</remarks>
static class Schema
{
    const string Prefix = "Bridge.Storage.Steps.";

    public static IReadOnlyList<SchemaStep> Sqlite { get; } = StepsIn(Prefix);

    /// <summary>Begins with a step that makes what SQLite's steps of the same number and before make.</summary>
    public static IReadOnlyList<SchemaStep> PostgreSql { get; } = StepsIn($"{Prefix}PostgreSql.");

    /// <summary>The schema of this program.</summary>
    public static int Newest => Sqlite[^1].Number;

    public static void Bring(IDatabase database)
    {
        database.Prepare();
        using var db = new BridgeDb(database.Options);
        db.Database.OpenConnection();
        var done = database.SchemaOf(db);
        if (done > Newest)
        {
            throw new InvalidOperationException($"The database has schema {done}, this program knows {Newest}: start the newer release, or restore the backup made before it.");
        }
        foreach (var step in database.Steps.Where(step => step.Number > done))
        {
            using var transaction = db.Database.BeginTransaction();
            Run(db, database.WriterLock);
            if (database.SchemaOf(db) >= step.Number)
            {
                continue;   // another process (an import) has just done it
            }
            Run(db, step.Text());
            Run(db, database.SchemaIs(step.Number));
            transaction.Commit();
        }
    }

    static void Run(BridgeDb db, string? sql)
    {
        if (sql is not null)
        {
            using var command = db.Database.GetDbConnection().CreateCommand();
            (command.CommandText, command.Transaction) = (sql, db.Database.CurrentTransaction!.GetDbTransaction());
            command.ExecuteNonQuery();
        }
    }

    static IReadOnlyList<SchemaStep> StepsIn(string prefix) => [.. typeof(Schema).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name[prefix.Length..].All(char.IsAsciiDigit))
        .Select(name => new SchemaStep(int.Parse(name[prefix.Length..], CultureInfo.InvariantCulture), name)).OrderBy(step => step.Number)];
}

/// <summary><c>Steps/004.sql</c> is number 4.</summary>
/// <param name="Resource">Its name in this program.</param>
sealed record SchemaStep(int Number, string Resource)
{
    public string Text()
    {
        using var reader = new StreamReader(typeof(Schema).Assembly.GetManifestResourceStream(Resource)!);
        return reader.ReadToEnd();
    }
}
