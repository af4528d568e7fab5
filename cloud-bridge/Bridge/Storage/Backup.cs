using System.Formats.Tar;
using System.IO.Compression;
using Bridge.Settings;

namespace Bridge.Storage;

/// <summary>The bridge in one file: its database as of one moment, and its keys, without which the database knows no card. A gzipped tar, so that it can be looked into.</summary>
/// <remarks>It holds all that the bridge knows of people, in clear: whoever keeps it encrypts it.</remarks>
static class Backup
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes <paramref name="file"/>, also while the bridge runs: all of it, or nothing.</summary>
    public static async Task WriteAsync(StorageSettings settings, string file, CancellationToken cancel)
    {
        if (!IDatabase.HasBridge(settings) || !Directory.Exists(Keys(settings)))
        {
            throw new BackupException($"there is no bridge in {Place(settings)}: Bridge:Storage:Folder says where it is");
        }
        var database = IDatabaseCopy.Of(settings);
        var work = Directory.CreateDirectory(Path.Combine(settings.Folder, ".backup"), OwnerOnly | UnixFileMode.UserExecute).FullName;
        try
        {
            var copy = Path.Combine(work, database.Name);
            File.Delete(copy);
            await database.WriteAsync(copy, cancel);
            File.SetUnixFileMode(copy, OwnerOnly);
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

    /// <summary>Makes the bridge of <paramref name="file"/> where none is.</summary>
    public static async Task RestoreAsync(StorageSettings settings, string file, CancellationToken cancel)
    {
        if (IDatabase.HasBridge(settings) || Directory.Exists(Keys(settings)))
        {
            throw new BackupException($"{Place(settings)} has a bridge already: stop it and move that folder away first{(settings.IsPostgreSql ? ", and name an empty database" : "")}");
        }
        Directory.CreateDirectory(settings.Folder, OwnerOnly | UnixFileMode.UserExecute);
        var work = Directory.CreateDirectory(Path.Combine(settings.Folder, ".restore"), OwnerOnly | UnixFileMode.UserExecute).FullName;
        try
        {
            var database = IDatabaseCopy.Of(settings);
            await UnpackAsync(file, work, database, cancel);
            Directory.Move(Path.Combine(work, "keys"), Keys(settings));
            await RestoreAsync(settings, database, Path.Combine(work, database.Name), cancel);   // last: without it there is no bridge yet
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    static async Task RestoreAsync(StorageSettings settings, IDatabaseCopy database, string copy, CancellationToken cancel)
    {
        try
        {
            await database.RestoreAsync(copy, cancel);
        }
        catch
        {
            Directory.Delete(Keys(settings), recursive: true);
            throw;
        }
    }

    static async Task PackAsync(string folder, string copy, Stream output, CancellationToken cancel)
    {
        await using var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        await using var tar = new TarWriter(gzip);
        await tar.WriteEntryAsync(copy, Path.GetFileName(copy), cancel);
        foreach (var key in Directory.EnumerateFiles(Path.Combine(folder, "keys"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            await tar.WriteEntryAsync(key, Path.GetRelativePath(folder, key), cancel);
        }
    }

    static async Task UnpackAsync(string file, string work, IDatabaseCopy database, CancellationToken cancel)
    {
        try
        {
            await using var input = File.OpenRead(file);
            await using var gzip = new GZipStream(input, CompressionMode.Decompress);
            await TarFile.ExtractToDirectoryAsync(gzip, work, overwriteFiles: false, cancel);
            if (!Directory.Exists(Path.Combine(work, "keys")) || !File.Exists(Path.Combine(work, database.Name)))
            {
                throw new BackupException(WhatElse(file, work));
            }
            var schema = await database.CheckAsync(Path.Combine(work, database.Name), cancel);
            if (schema < 1 || schema > Schema.Newest)
            {
                throw new BackupException("the backup is of a newer release: restore it with that one");
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new BackupException($"{file} is damaged: {e.Message}", e);
        }
    }

    static string WhatElse(string file, string work) =>
        File.Exists(Path.Combine(work, SqliteCopy.FileName)) ? $"{file} is of a bridge on SQLite: restore it without Bridge:Storage:PostgreSql"
        : File.Exists(Path.Combine(work, PostgreSqlCopy.FileName)) ? $"{file} is of a bridge on PostgreSQL: name an empty database in Bridge:Storage:PostgreSql"
        : $"{file} is no backup of a bridge";

    static string Place(StorageSettings settings) => settings.IsPostgreSql ? $"{settings.Folder} and its database" : settings.Folder;

    static string Keys(StorageSettings settings) => Path.Combine(settings.Folder, "keys");
}

/// <summary>A backup that was not written or not restored; the message says what to do.</summary>
sealed class BackupException(string what, Exception? inner = null) : Exception(what, inner);
