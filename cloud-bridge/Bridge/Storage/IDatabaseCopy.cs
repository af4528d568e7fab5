using Bridge.Settings;

namespace Bridge.Storage;

/// <summary>The database's part of a <see cref="Backup"/>: one file.</summary>
interface IDatabaseCopy
{
    static IDatabaseCopy Of(StorageSettings settings) => settings.IsPostgreSql ? new PostgreSqlCopy(settings.PostgreSql) : new SqliteCopy(settings.Folder);

    /// <summary>The file's name in the backup.</summary>
    string Name { get; }

    /// <summary>Writes it as of one moment, also while the bridge runs.</summary>
    /// <exception cref="BackupException">It could not be copied.</exception>
    Task WriteAsync(string copy, CancellationToken cancel);

    /// <summary>The step of the schema that a copy has, if it holds together as far as can be seen.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    Task<int> CheckAsync(string copy, CancellationToken cancel);

    /// <summary>All of it, or nothing; nothing is there yet.</summary>
    Task RestoreAsync(string copy, CancellationToken cancel);
}
