namespace Firmware.Pairing;

/// <summary>What the appliance shows the broker: its certificate once it is paired, the token from its settings on a desk.</summary>
sealed class BridgeLogin(PairedIdentity? identity)
{
    volatile PairedIdentity? _identity = identity;

    /// <summary>Null where the settings name the appliance.</summary>
    public PairedIdentity? Identity
    {
        get => _identity;
        set => _identity = value;
    }
}
