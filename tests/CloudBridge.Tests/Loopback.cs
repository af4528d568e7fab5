using System.Net;
using System.Net.Sockets;

namespace CloudBridge.Tests;

static class Loopback
{
    /// <summary>One that nobody listens at, a moment ago.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
