namespace Firmware.Network;

/// <summary>What the setup screen does with the network.</summary>
public sealed class NetworkSettings
{
    /// <summary>Whether an appliance that is not paired asks the networks around for bridges, by multicast DNS.</summary>
    public bool FindBridges { get; set; } = true;

    /// <summary>NetworkManager's command line, by which Wi-Fi is joined; empty where none is to be.</summary>
    public string Manager { get; set; } = "nmcli";
}
