using System.Formats.Tar;
using System.IO.Compression;
using Bridge.Settings;
using Microsoft.Data.Sqlite;

namespace Bridge.Storage;

/// <summary>The bridge in one file: its database as of one moment, and its keys, without which the database knows no card. A gzipped tar, so that it can be looked into.</summary>
/// <remarks>It holds all that the bridge knows of people, in clear: whoever keeps it encrypts it.</remarks>
static class Backup
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const string Database = "bridge.db";

    /// <summary>Writes <paramref name="file"/>, also while the bridge runs: all of it, or nothing.</summary>
    public static async Task WriteAsync(StorageSettings settings, string file, CancellationToken cancel)
    {
        var database = Path.Combine(settings.Folder, Database);
        if (!File.Exists(database))
        {
            throw new BackupException($"there is no bridge in {settings.Folder}: Bridge:Storage:Folder says where it is");
        }
        var work = Directory.CreateDirectory(Path.Combine(settings.Folder, ".backup"), OwnerOnly | UnixFileMode.UserExecute).FullName;
        try
        {
            var copy = Path.Combine(work, Database);
            File.Delete(copy);
            await CopyAsync(database, copy, cancel);
            var written = file + ".new";
            await using (var output = new FileStream(written, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                await PackAsync(settings.Folder, copy, output, cancel);
                output.Flush(flushToDisk: true);
            }
            File.Move(written, file, overwrite: true);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>Makes the bridge of <paramref name="file"/> in an empty folder; says which step of the schema it has.</summary>
    public static async Task<long> RestoreAsync(StorageSettings settings, string file, CancellationToken cancel)
    {
        if (File.Exists(Path.Combine(settings.Folder, Database)) || Directory.Exists(Path.Combine(settings.Folder, "keys")))
        {
            throw new BackupException($"{settings.Folder} has a bridge already: stop it and move that folder away first");
        }
        Directory.CreateDirectory(settings.Folder, OwnerOnly | UnixFileMode.UserExecute);
        var work = Directory.CreateDirectory(Path.Combine(settings.Folder, ".restore"), OwnerOnly | UnixFileMode.UserExecute).FullName;
        try
        {
            var schema = await UnpackAsync(file, work, cancel);
            Directory.Move(Path.Combine(work, "keys"), Path.Combine(settings.Folder, "keys"));
            File.Move(Path.Combine(work, Database), Path.Combine(settings.Folder, Database));   // last: without it there is no bridge yet
            return schema;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    static async Task CopyAsync(string database, string copy, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(database, cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "VACUUM INTO $copy";   // one read transaction: what is written meanwhile is not in it; nothing that was deleted is, either
        command.Parameters.AddWithValue("$copy", copy);
        await command.ExecuteNonQueryAsync(cancel);
        File.SetUnixFileMode(copy, OwnerOnly);
    }

    static async Task PackAsync(string folder, string copy, Stream output, CancellationToken cancel)
    {
        await using var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        await using var tar = new TarWriter(gzip);
        await tar.WriteEntryAsync(copy, Database, cancel);
        foreach (var key in Directory.EnumerateFiles(Path.Combine(folder, "keys"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            await tar.WriteEntryAsync(key, Path.GetRelativePath(folder, key), cancel);
        }
    }

    static async Task<long> UnpackAsync(string file, string work, CancellationToken cancel)
    {
        try
        {
            await using var input = File.OpenRead(file);
            await using var gzip = new GZipStream(input, CompressionMode.Decompress);
            await TarFile.ExtractToDirectoryAsync(gzip, work, overwriteFiles: false, cancel);
            if (!Directory.Exists(Path.Combine(work, "keys")) || !File.Exists(Path.Combine(work, Database)))
            {
                throw new BackupException($"{file} is no backup of a bridge");
            }
            return await CheckAsync(Path.Combine(work, Database), cancel);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or SqliteException)
        {
            throw new BackupException($"{file} is damaged: {e.Message}", e);
        }
    }

    static async Task<long> CheckAsync(string database, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(database, cancel);
        if (await AskAsync(connection, "PRAGMA integrity_check", cancel) is not "ok")
        {
            throw new InvalidDataException("its database does not hold together");
        }
        return await AskAsync(connection, "PRAGMA user_version", cancel) is long schema && schema > 0 && schema <= Schema.Steps.Count
            ? schema
            : throw new BackupException("the backup is of a newer release: restore it with that one");
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

/// <summary>A backup that was not written or not restored; the message says what to do.</summary>
sealed class BackupException(string what, Exception? inner = null) : Exception(what, inner);
