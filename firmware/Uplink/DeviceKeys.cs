using Contract;
using Firmware.Pairing;

namespace Firmware.Uplink;

/// <summary>The key that opens what is sealed to this appliance, made on it and never leaving it, and the bridge's public key.</summary>
sealed class DeviceKeys(SealKey own, SealPublicKey bridge) : IDisposable
{
    const string FileName = "seal.key";

    public SealKey Own { get; } = own;
    public SealPublicKey Bridge { get; } = bridge;

    public static DeviceKeys Open(KeyFiles files, string bridgePublicKey) => SealPublicKey.TryParse(bridgePublicKey, out var bridge)
        ? new(OpenOwn(files), bridge)
        : throw new InvalidOperationException("Bridge:PublicKey is not a P-256 public key in base64; write what \"kazashi-bridge keys\" prints");

    /// <summary>The appliance's own key; made now if there is none yet.</summary>
    public static SealKey OpenOwn(KeyFiles files) => files.Open(FileName, stored => SealKey.Import(stored), SealKey.Create, key => key.Export());

    public void Dispose() => Own.Dispose();
}
