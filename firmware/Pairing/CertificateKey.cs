using System.Security.Cryptography;

namespace Firmware.Pairing;

/// <summary>The key of the appliance's certificate (PKCS#8): made on the appliance, never leaving it.</summary>
public sealed class CertificateKey(KeyFiles files)
{
    const string FileName = "device.key";

    /// <summary>The key, on P-256; made now if there is none.</summary>
    /// <exception cref="InvalidOperationException">It is damaged or cannot be opened here; the message says what to do.</exception>
    public ECDsa Open() => files.Open(FileName, Import, () => ECDsa.Create(ECCurve.NamedCurves.nistP256), key => key.ExportPkcs8PrivateKey());

    /// <summary>After this nobody has it.</summary>
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
