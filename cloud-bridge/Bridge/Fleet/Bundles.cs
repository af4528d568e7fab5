using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Bridge.Console.Audit;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Microsoft.EntityFrameworkCore;

namespace Bridge.Fleet;

/// <summary>The bundles there are: files in <c>updates/</c> of the bridge's folder, and what the database says of them. Whether one is genuine the appliances decide, by its signature.</summary>
sealed partial class Bundles(Store store, StorageSettings settings, AuditLog audit, TimeProvider time)
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    string Folder => Path.Combine(settings.Folder, "updates");

    /// <summary>Takes a copy of a file in: all of it, or nothing.</summary>
    public async Task<UpdateBundle> AddAsync(string file, string version, string compatible, string staff, CancellationToken cancel)
    {
        if (!IsVersion(version))
        {
            throw new BundleException($"version '{version}' is not three numbers: write for example 1.4.0");
        }
        if (!IsBoard(compatible))
        {
            throw new BundleException($"board '{compatible}' is not a name as RAUC has it: write for example kazashi-rpi-arm64, as in the bundle's manifest");
        }
        var name = UpdateOffer.FileOf(compatible, version);
        var written = Path.Combine(Directory.CreateDirectory(Folder, OwnerOnly | UnixFileMode.UserExecute).FullName, $"{name}.{Guid.CreateVersion7(time.GetUtcNow()):N}.new");
        try
        {
            var (size, hash) = await CopyAsync(file, written, cancel);
            return await store.WriteAsync(db => KeepAsync(db, written, new() { Version = version, Compatible = compatible, File = name, Size = size, Sha256 = hash, At = time.GetUtcNow() }, staff, cancel), cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{file} was not taken in: {e.Message}", e);
        }
        finally
        {
            File.Delete(written);
        }
    }

    public Task<List<UpdateBundle>> AllAsync(CancellationToken cancel) => store.ReadAsync(db => db.UpdateBundles.AsNoTracking().OrderByDescending(bundle => bundle.At).ToListAsync(cancel), cancel);

    /// <summary>Those of a version, one for each board; of some the file may be gone.</summary>
    public Task<List<UpdateBundle>> OfAsync(string version, CancellationToken cancel) =>
        store.ReadAsync(db => db.UpdateBundles.AsNoTracking().Where(bundle => bundle.Version == version).OrderBy(bundle => bundle.Compatible).ToListAsync(cancel), cancel);

    /// <summary>Null where there is none, or its file is gone: a backup holds no bundles.</summary>
    public async Task<UpdateBundle?> FindAsync(string version, string compatible, CancellationToken cancel) =>
        (await OfAsync(version, cancel)).Find(bundle => bundle.Compatible == compatible && HasFile(bundle));

    public bool HasFile(UpdateBundle bundle) => new FileInfo(PathOf(bundle)) is { Exists: true } file && file.Length == bundle.Size;

    public string PathOf(UpdateBundle bundle) => Path.GetFullPath(Path.Combine(Folder, bundle.File));

    // The file first: one that no row names is overwritten by the next try, a row without a file would be offered.
    async Task<UpdateBundle> KeepAsync(BridgeDb db, string written, UpdateBundle bundle, string staff, CancellationToken cancel)
    {
        var known = await db.UpdateBundles.FindAsync([bundle.Version, bundle.Compatible], cancel);
        if (known is not null && known.Sha256 != bundle.Sha256)
        {
            throw new BundleException($"{bundle.Version} for {bundle.Compatible} is there already, with other bytes (sha256 {known.Sha256}): give the release a version of its own");
        }
        File.Move(written, PathOf(known ?? bundle), overwrite: true);
        if (known is not null)
        {
            return known;
        }
        audit.Add(db, staff, AuditAct.BundleAdded, subject: bundle.Version, detail: bundle.Compatible);
        return db.UpdateBundles.Add(bundle).Entity;
    }

    static async Task<(long Size, string Sha256)> CopyAsync(string file, string written, CancellationToken cancel)
    {
        await using var input = File.OpenRead(file);
        await using var output = new FileStream(written, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        for (int read; (read = await input.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel)) > 0;)
        {
            if (output.Position == 0 && !buffer.AsSpan(0, read).StartsWith("hsqs"u8))   // squashfs 4.0, little endian: how a RAUC bundle begins
            {
                throw new BundleException($"{file} is no update bundle: it does not begin as one; make bundle writes a .raucb");
            }
            hash.AppendData(buffer, 0, read);
            await output.WriteAsync(buffer.AsMemory(0, read), cancel);
        }
        if (output.Position == 0)
        {
            throw new BundleException($"{file} is empty");
        }
        output.Flush(flushToDisk: true);
        return (output.Position, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Whether it is a version as an appliance reads it, in its one spelling.</summary>
    public static bool IsVersion(string version) => ThreeNumbers().IsMatch(version);

    /// <summary>Whether it names a board: a part of a path and of a file's name as it stands.</summary>
    public static bool IsBoard(string compatible) => BoardName().IsMatch(compatible);

    [GeneratedRegex(@"\A(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}\z")]
    private static partial Regex ThreeNumbers();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex BoardName();
}

/// <summary>A bundle that was not taken in; the message says why and what to do.</summary>
sealed class BundleException(string what, Exception? inner = null) : Exception(what, inner);
