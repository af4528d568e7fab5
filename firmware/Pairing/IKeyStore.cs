using System.Security.Cryptography;
using Firmware.Journal;

namespace Firmware.Pairing;

/// <summary>Where the key of the appliance's certificate lives: made on the appliance, never leaving it.</summary>
public interface IKeyStore
{
    /// <summary>The key, on P-256; made now if there is none.</summary>
    /// <exception cref="InvalidOperationException">It is damaged; the message says what to do.</exception>
    ECDsa Open();

    /// <summary>After this nobody has it.</summary>
    void Erase();
}

/// <summary>The key as a file of the data partition, readable by the appliance's user alone (PKCS#8).</summary>
public sealed class FileKeyStore(IDisk disk) : IKeyStore
{
    const string FileName = "device.key";

    public ECDsa Open()
    {
        using var file = disk.Open(FileName);
        if (file.Length > 0)
        {
            return Stored(file);
        }
        var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var written = made.ExportPkcs8PrivateKey();
        file.Write(0, written);
        file.Sync();
        CryptographicOperations.ZeroMemory(written);
        return made;
    }

    public void Erase() => disk.Erase(FileName);

    static ECDsa Stored(IDiskFile file)
    {
        var stored = new byte[file.Length];
        file.Read(0, stored);
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(stored, out _);
            return key;
        }
        catch (CryptographicException e)
        {
            key.Dispose();
            throw new InvalidOperationException($"{FileName} is damaged; erase the appliance on its setup screen and pair it anew", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(stored);
        }
    }
}
