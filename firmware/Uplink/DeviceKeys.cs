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
        if (SmallFile.Read(disk, FileName) is { } stored)
        {
            try
            {
                return SealKey.Import(stored);
            }
            catch (CryptographicException e)
            {
                throw new InvalidOperationException($"{FileName} is damaged; erase the appliance on its setup screen and pair it anew", e);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(stored);
            }
        }
        var made = SealKey.Create();
        var written = made.Export();
        SmallFile.Replace(disk, FileName, written);
        CryptographicOperations.ZeroMemory(written);
        return made;
    }

    public void Dispose() => Own.Dispose();
}
