using System.Collections.Immutable;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Firmware.Dialogue;

namespace Firmware.Devices;

/// <summary>The appliance's network connections.</summary>
interface INetwork
{
    /// <summary>Each connection that could be one, by its name.</summary>
    ImmutableArray<NetworkPort> Ports();
}

/// <summary>As the kernel knows them.</summary>
sealed class KernelNetwork : INetwork
{
    public ImmutableArray<NetworkPort> Ports() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(port => port.NetworkInterfaceType is not NetworkInterfaceType.Loopback)
            .OrderBy(port => port.Name, StringComparer.Ordinal)
            .Select(port => new NetworkPort(port.Name, IsWireless(port.Name), AddressOf(port))),
    ];

    static bool IsWireless(string name) => Directory.Exists($"/sys/class/net/{name}/wireless");

    static string? AddressOf(NetworkInterface port) =>
        port.GetIPProperties().UnicastAddresses.FirstOrDefault(address => address.Address.AddressFamily == AddressFamily.InterNetwork)?.Address.ToString();
}
