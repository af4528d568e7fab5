using System.Collections.Immutable;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Firmware.Dialogue;

namespace Firmware.Pairing;

/// <summary>Asks the networks around for bridges, from a port of its own that closes after the answers: the appliance itself answers nobody.</summary>
/// <remarks>A one-shot query (RFC 6762 5.1); whoever knows answers to the port that asked (6.7).</remarks>
static class BridgeFinder
{
    const int LongestMessage = 9000;   // RFC 6762 17
    const int Tries = 2;

    static readonly IPEndPoint Everybody = new(IPAddress.Parse("224.0.0.251"), 5353);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Takes two seconds. In the order of their names; a network that cannot be asked has none.</summary>
    public static async Task<ImmutableArray<FoundBridge>> FindAsync(TimeProvider time, CancellationToken cancel)
    {
        var found = await Task.WhenAll(Addresses().Select(address => AskAsync(address, time, cancel)));
        return [.. found.SelectMany(bridges => bridges).DistinctBy(bridge => bridge.Address).OrderBy(bridge => bridge.Name, StringComparer.Ordinal).ThenBy(bridge => bridge.Address.Authority, StringComparer.Ordinal)];
    }

    static IEnumerable<IPAddress> Addresses() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(port => port is { OperationalStatus: OperationalStatus.Up or OperationalStatus.Unknown, SupportsMulticast: true, NetworkInterfaceType: not NetworkInterfaceType.Loopback })
        .SelectMany(port => port.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address)
        .Where(address => address.AddressFamily == AddressFamily.InterNetwork);

    static async Task<List<FoundBridge>> AskAsync(IPAddress own, TimeProvider time, CancellationToken cancel)
    {
        var found = new List<FoundBridge>();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(own, 0));
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, own.GetAddressBytes());
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 255);   // RFC 6762 11
            for (var tries = 0; tries < Tries; tries++)
            {
                await socket.SendToAsync(ServiceAnswer.Question, SocketFlags.None, Everybody, cancel);
                await ListenAsync(socket, found, time, cancel);
            }
        }
        catch (SocketException)
        {
            // this network went away meanwhile, or takes nothing
        }
        return found;
    }

    static async Task ListenAsync(Socket socket, List<FoundBridge> found, TimeProvider time, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        var message = new byte[LongestMessage];
        try
        {
            while (found.Count < 100)   // a flood is not read to its end
            {
                var received = await socket.ReceiveFromAsync(message, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), enough.Token);
                found.AddRange(ServiceAnswer.Read(message.AsSpan(0, received.ReceivedBytes)));
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // that was the time for answers
        }
    }
}
