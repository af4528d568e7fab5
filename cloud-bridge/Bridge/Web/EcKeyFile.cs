using System.Security.Cryptography;
using System.Text;
using Bridge.Settings;

namespace Bridge.Web;

/// <summary>A P-256 private key in a PEM file that its user alone can read.</summary>
static class EcKeyFile
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>One of the bridge's own: made when it is not there.</summary>
    public static ECDsa ReadOrMake(StorageSettings storage, string name)
    {
        var file = Path.Combine(storage.Folder, "keys", name);
        if (!File.Exists(file))
        {
            Make(file);
        }
        return Read(file);
    }

    public static ECDsa Read(string file)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return key.KeySize == 256 ? key : throw new InvalidOperationException($"{file} holds no P-256 key: ES256 needs one");
    }

    static void Make(string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using (var stream = new FileStream(file + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            stream.Write(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
            stream.Flush(flushToDisk: true);
        }
        File.Move(file + ".new", file);
    }
}
