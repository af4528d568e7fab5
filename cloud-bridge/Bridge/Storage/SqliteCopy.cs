using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Bridge.Storage;

/// <summary>A copy that is a database file itself.</summary>
sealed class SqliteCopy(string folder) : IDatabaseCopy
{
    public const string FileName = SqliteDatabase.Name;

    public string Name => FileName;

    string Database => Path.Combine(folder, SqliteDatabase.Name);

    public async Task WriteAsync(string copy, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(Database, cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $copy";   // one read transaction: what is written meanwhile is not in it; nothing that was deleted is, either
        command.Parameters.AddWithValue("$copy", copy);
        await command.ExecuteNonQueryAsync(cancel);
    }

    public async Task<int> CheckAsync(string copy, CancellationToken cancel)
    {
        try
        {
            await using var connection = await OpenAsync(copy, cancel);
            return await AskAsync(connection, "PRAGMA integrity_check", cancel) is "ok"
                ? Convert.ToInt32(await AskAsync(connection, "PRAGMA user_version", cancel), CultureInfo.InvariantCulture)
                : throw new InvalidDataException("its database does not hold together");
        }
        catch (SqliteException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    public Task RestoreAsync(string copy, CancellationToken cancel)
    {
        File.Move(copy, Database);
        return Task.CompletedTask;
    }

    static async Task<object?> AskAsync(SqliteConnection connection, string question, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = question;
        return await command.ExecuteScalarAsync(cancel);
    }

    static async Task<SqliteConnection> OpenAsync(string database, CancellationToken cancel)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Pooling = false, DefaultTimeout = 60 }.ToString());
        await connection.OpenAsync(cancel);
        return connection;
    }
}
