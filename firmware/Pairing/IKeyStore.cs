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
        if (SmallFile.Read(disk, FileName) is { } stored)
        {
            return Stored(stored);
        }
        var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var written = made.ExportPkcs8PrivateKey();
        SmallFile.Replace(disk, FileName, written);
        CryptographicOperations.ZeroMemory(written);
        return made;
    }

    public void Erase() => disk.Erase(FileName);

    static ECDsa Stored(byte[] stored)
    {
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
