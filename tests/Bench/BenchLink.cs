using System.Net;
using System.Net.Sockets;

namespace Bench;

/// <summary>The network between an appliance and the bridge: a TCP relay that can be taken away.</summary>
sealed class BenchLink : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _stop = new();
    readonly Lock _lock = new();
    readonly HashSet<TcpClient> _open = [];
    readonly int _bridgePort;
    readonly Task _accepting;
    bool _isUp = true;
    int _refused;

    public BenchLink(int bridgePort)
    {
        _bridgePort = bridgePort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Told every byte that crosses, either way.</summary>
    public Action<ReadOnlyMemory<byte>>? Overheard { get; init; }

    /// <summary>Where the appliance connects to.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections that came while the network was away.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public bool IsUp
    {
        get
        {
            lock (_lock)
            {
                return _isUp;
            }
        }
        set
        {
            lock (_lock)
            {
                _isUp = value;
            }
            if (!value)
            {
                CutAll();
            }
        }
    }

    /// <summary>Every connection breaks at once, as when a power supply goes.</summary>
    public void CutAll()
    {
        lock (_lock)
        {
            foreach (var client in _open)
            {
                client.Client.LingerState = new LingerOption(true, 0);   // a reset, not a polite end
                client.Dispose();
            }
            _open.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        CutAll();
        await _accepting;
        _stop.Dispose();
    }

    async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var appliance = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = RelayAsync(appliance);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    async Task RelayAsync(TcpClient appliance)
    {
        using var bridge = new TcpClient { NoDelay = true };
        appliance.NoDelay = true;
        try
        {
            if (!Track(appliance, bridge))
            {
                return;
            }
            await bridge.ConnectAsync(IPAddress.Loopback, _bridgePort, _stop.Token);
            await Task.WhenAny(
                CarryAsync(appliance.GetStream(), bridge.GetStream()),
                CarryAsync(bridge.GetStream(), appliance.GetStream()));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // the connection broke, or was taken away: that is what this class is for
        }
        finally
        {
            lock (_lock)
            {
                _open.Remove(appliance);
                _open.Remove(bridge);
            }
            appliance.Dispose();
        }
    }

    async Task CarryAsync(NetworkStream from, NetworkStream to)
    {
        var bytes = new byte[16 * 1024];
        while (await from.ReadAsync(bytes, _stop.Token) is > 0 and var count)
        {
            Overheard?.Invoke(bytes.AsMemory(0, count));
            await to.WriteAsync(bytes.AsMemory(0, count), _stop.Token);
        }
    }

    bool Track(TcpClient appliance, TcpClient bridge)
    {
        lock (_lock)
        {
            if (!_isUp)
            {
                Interlocked.Increment(ref _refused);
                appliance.Client.LingerState = new LingerOption(true, 0);
                return false;
            }
            _open.Add(appliance);
            _open.Add(bridge);
            return true;
        }
    }
}
