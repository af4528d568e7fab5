using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Bridge.Storage;

/// <summary>A copy that pg_dump makes and pg_restore takes (custom format), both of the machine.</summary>
/// <param name="tools">The folder of both, where they are not those of PATH.</param>
sealed class PostgreSqlCopy(string connection, string tools = "") : IDatabaseCopy
{
    public const string FileName = "bridge.pgdump";

    const string SystemRoots = "/etc/ssl/certs/ca-certificates.crt";   // libpq before 16 does not look there by itself

    readonly NpgsqlConnectionStringBuilder settings = new(connection);

    public string Name => FileName;

    public async Task WriteAsync(string copy, CancellationToken cancel)
    {
        int server;
        using (var database = new PostgreSqlDatabase(connection))
        {
            using var open = database.Connect();
            server = open.PostgreSqlVersion.Major;
        }
        if (await VersionAsync("pg_dump", cancel) is var version && version < server)
        {
            throw new BackupException($"pg_dump is of PostgreSQL {version} and the server of {server}: install postgresql-client-{server} or newer");
        }
        Done("pg_dump", await RunAsync("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", "--no-password", $"--file={copy}"], cancel));
    }

    public async Task<int> CheckAsync(string copy, CancellationToken cancel)
    {
        var read = await RunAsync("pg_restore", ["--data-only", "--table=schema_version", "--file=-", copy], cancel);
        if (read.Trouble.Contains("unsupported version", StringComparison.Ordinal))
        {
            throw new BackupException("pg_restore is older than what made the backup: install a newer postgresql-client");
        }
        return read.Exit == 0 && read.Said.Split('\n').SkipWhile(line => !line.StartsWith("COPY ", StringComparison.Ordinal)).ElementAtOrDefault(1) is { } row && int.TryParse(row, CultureInfo.InvariantCulture, out var schema)
            ? schema
            : throw new InvalidDataException($"its database is no bridge's {read.Trouble}");
    }

    public async Task RestoreAsync(string copy, CancellationToken cancel) =>
        Done("pg_restore", await RunAsync("pg_restore", ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--no-password", $"--dbname={settings.Database}", copy], cancel));

    async Task<int> VersionAsync(string tool, CancellationToken cancel)
    {
        var said = Done(tool, await RunAsync(tool, ["--version"], cancel));   // pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
        return int.TryParse(said.Split(' ', '.').ElementAtOrDefault(2), CultureInfo.InvariantCulture, out var major) ? major : throw new BackupException($"{tool} does not say its version: {said}");
    }

    static string Done(string tool, Ended ended) => ended.Exit == 0 ? ended.Said : throw new BackupException($"{tool} ended with {ended.Exit}: {ended.Trouble}");

    async Task<Ended> RunAsync(string tool, string[] arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(Path.Combine(tools, tool), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment())
        {
            start.Environment[name] = value;   // never an argument: those are everybody's to read
        }
        using var process = Start(start);
        var (said, trouble) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
        await Task.WhenAll(said, trouble, process.WaitForExitAsync(cancel));
        return new(process.ExitCode, (await said).Trim(), (await trouble).Trim());
    }

    static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new BackupException($"{start.FileName} is not on this machine: install postgresql-client, of the server's version or newer", e);
        }
    }

    // Npgsql's settings in libpq's words.
    IEnumerable<(string Name, string? Value)> Environment() =>
    [
        ("LC_ALL", "C"),
        ("PGHOST", settings.Host),
        ("PGPORT", settings.Port.ToString(CultureInfo.InvariantCulture)),
        ("PGDATABASE", settings.Database),
        ("PGUSER", settings.Username),
        ("PGPASSWORD", settings.Password),
        ("PGPASSFILE", settings.Passfile),
        ("PGSSLMODE", settings.SslMode switch
        {
            SslMode.Disable => "disable",
            SslMode.Allow => "allow",
            SslMode.Prefer => "prefer",
            SslMode.Require => "require",
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
        }),
        ("PGSSLROOTCERT", settings.RootCertificate ?? (settings.SslMode is SslMode.VerifyCA or SslMode.VerifyFull ? SystemRoots : null)),
        ("PGSSLCERT", settings.SslCertificate),
        ("PGSSLKEY", settings.SslKey),
    ];

    readonly record struct Ended(int Exit, string Said, string Trouble);
}
