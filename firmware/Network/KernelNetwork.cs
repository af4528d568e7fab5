using System.Collections.Immutable;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Firmware.Dialogue;

namespace Firmware.Network;

/// <summary>The appliance's network connections, as the kernel knows them.</summary>
static class KernelNetwork
{
    /// <summary>Each connection that could be one, by its name.</summary>
    /// <param name="managed">What NetworkManager says of them; none where it is not there.</param>
    public static ImmutableArray<NetworkPort> Ports(IReadOnlyList<ManagedDevice> managed) =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(port => port.NetworkInterfaceType is not NetworkInterfaceType.Loopback)
            .OrderBy(port => port.Name, StringComparer.Ordinal)
            .Select(port => new NetworkPort(port.Name, AddressOf(port), managed.FirstOrDefault(device => device.Name == port.Name)?.State)),
    ];

    static string? AddressOf(NetworkInterface port) =>
        port.GetIPProperties().UnicastAddresses.FirstOrDefault(address => address.Address.AddressFamily == AddressFamily.InterNetwork)?.Address.ToString();
}
