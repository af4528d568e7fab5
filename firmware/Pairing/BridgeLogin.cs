using Contract.Pairing;
using Firmware.Journal;

namespace Firmware.Pairing;

/// <summary>What the appliance shows the broker: its certificate once it is paired, the token from its settings on a desk.</summary>
sealed class BridgeLogin(PairedIdentity? identity)
{
    readonly Lock _change = new();
    volatile PairedIdentity? _identity = identity;

    /// <summary>Null where the settings name the appliance.</summary>
    public PairedIdentity? Identity => _identity;

    /// <summary>Keeps what the bridge says anew of a paired appliance, durably. One change after the other: none may bring an older certificate back.</summary>
    public void Change(IDisk disk, CertificateKey keys, Func<PairedDevice, PairedDevice> change)
    {
        lock (_change)
        {
            var record = _identity!.Record;
            PairedIdentity.Save(disk, record with { Device = change(record.Device) });
            _identity = PairedIdentity.Open(disk, keys);
        }
    }
}
