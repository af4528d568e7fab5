using System.Security.Cryptography;

namespace Firmware.Pairing;

/// <summary>Where the key of the appliance's certificate lives: made on the appliance, never leaving it.</summary>
public interface IKeyStore
{
    /// <summary>The key, on P-256; made now if there is none.</summary>
    /// <exception cref="InvalidOperationException">It is damaged or cannot be opened here; the message says what to do.</exception>
    ECDsa Open();

    /// <summary>After this nobody has it.</summary>
    void Erase();
}

/// <summary>The key as a file (PKCS#8).</summary>
public sealed class FileKeyStore(KeyFiles files) : IKeyStore
{
    const string FileName = "device.key";

    public ECDsa Open() => files.Open(FileName, Import, () => ECDsa.Create(ECCurve.NamedCurves.nistP256), key => key.ExportPkcs8PrivateKey());

    public void Erase() => files.Erase(FileName);

    static ECDsa Import(byte[] stored)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(stored, out _);
            return key;
        }
        catch (CryptographicException)
        {
            key.Dispose();
            throw;
        }
    }
}
