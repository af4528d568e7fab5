using System.Security.Cryptography;
using Contract;
using Firmware.Journal;

namespace Firmware.Uplink;

/// <summary>The key that opens what is sealed to this appliance, made on it and never leaving it, and the bridge's public key.</summary>
sealed class DeviceKeys(SealKey own, SealPublicKey bridge) : IDisposable
{
    const string FileName = "seal.key";

    public SealKey Own { get; } = own;
    public SealPublicKey Bridge { get; } = bridge;

    public static DeviceKeys Open(IDisk disk, string bridgePublicKey) => SealPublicKey.TryParse(bridgePublicKey, out var bridge)
        ? new(OpenOwn(disk), bridge)
        : throw new InvalidOperationException("Bridge:PublicKey is not a P-256 public key in base64; write what \"kazashi-bridge keys\" prints");

    /// <summary>The appliance's own key; made now if there is none yet.</summary>
    public static SealKey OpenOwn(IDisk disk)
    {
        using var file = disk.Open(FileName);
        if (file.Length > 0)
        {
            var stored = new byte[file.Length];
            file.Read(0, stored);
            try
            {
                return SealKey.Import(stored);
            }
            catch (CryptographicException e)
            {
                throw new InvalidOperationException($"{FileName} is damaged; remove it and pair the appliance anew", e);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(stored);
            }
        }
        var made = SealKey.Create();
        file.Write(0, made.Export());
        file.Sync();
        return made;
    }

    public void Dispose() => Own.Dispose();
}
