using System.Security.Cryptography;
using Bridge.Settings;
using Bridge.Storage;
using Contract;

namespace Bridge.Identity;

/// <summary>The bridge's own keys, one file each in <c>keys/</c>, readable by its user only.</summary>
/// <remarks>Without <c>site.key</c> every card link is lost, without <c>seal.key</c> every entry still on an appliance: they belong into the backup.</remarks>
sealed class BridgeKeys : IDisposable
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    BridgeKeys(SealKey seal, byte[] site, byte[] pass) => (Seal, Site, Pass, Challenge) = (seal, site, pass, HKDF.DeriveKey(HashAlgorithmName.SHA256, pass, 32, info: "enrolment challenge"u8.ToArray()));

    /// <summary>Opens what devices seal to the bridge.</summary>
    public SealKey Seal { get; }

    /// <summary>Turns card serials into indexes that mean nothing elsewhere.</summary>
    public byte[] Site { get; }

    /// <summary>Seals passes.</summary>
    public byte[] Pass { get; }

    /// <summary>Marks the challenges of enrolments; lasts as long as <see cref="Pass"/>.</summary>
    public byte[] Challenge { get; }

    /// <summary>Reads the keys; a folder without a database is a new bridge and gets new ones.</summary>
    public static BridgeKeys Open(StorageSettings settings)
    {
        var folder = Path.Combine(settings.Folder, "keys");
        if (!Directory.Exists(folder) && IDatabase.HasBridge(settings))
        {
            throw new InvalidOperationException($"{settings.Folder} has a database and no keys: restore the folder keys/ of its backup, or copy that of another bridge on the same database; new keys would know no card");
        }
        Directory.CreateDirectory(settings.Folder, OwnerOnly | UnixFileMode.UserExecute);
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        return new(
            SealKey.Import(ReadOrMake(Path.Combine(folder, "seal.key"), () => { using var key = SealKey.Create(); return key.Export(); })),
            ReadOrMake(Path.Combine(folder, "site.key"), () => RandomNumberGenerator.GetBytes(32)),
            ReadOrMake(Path.Combine(folder, "pass.key"), () => RandomNumberGenerator.GetBytes(32)));
    }

    public void Dispose() => Seal.Dispose();

    static byte[] ReadOrMake(string path, Func<byte[]> make)
    {
        if (!File.Exists(path))
        {
            using var file = new FileStream(path + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
            file.Write(make());
            file.Flush(flushToDisk: true);
            File.Move(path + ".new", path);
        }
        return File.ReadAllBytes(path);
    }
}
