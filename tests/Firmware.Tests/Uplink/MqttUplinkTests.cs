using System.Net;
using System.Net.Sockets;
using Contract;
using Firmware.Journal;
using Firmware.Tests.Journal;
using Firmware.Uplink;

namespace Firmware.Tests.Uplink;

/// <summary>The one connection to the broker, and a broker that does as each test says.</summary>
public sealed class MqttUplinkTests : IAsyncDisposable
{
    const byte Success = 0, NotAuthorized = 0x87;   // MQTT 5.0, 2.4

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly Broker _broker = new();
    readonly LiteDbJournal _journal = LiteDbJournal.Open(new PowerCutDisk(), new JournalSettings(), TimeProvider.System);
    readonly MqttUplink _uplink;

    public MqttUplinkTests()
    {
        var settings = new DeviceSettings { Site = "sakura-main", Device = "counter-1", Bridge = new() { Host = "127.0.0.1", Port = _broker.Port } };
        _uplink = TestUplink.Of(settings, new(SealKey.Create(), SealKey.Create().Public), _journal, new());
    }

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_broker_that_refuses_what_the_appliance_says_of_itself_is_tried_again_until_it_takes_it()
    {
        await _uplink.StartAsync(Cancel);

        await _broker.ServeAsync(NotAuthorized, untilItLeaves: true);
        await _broker.ServeAsync(NotAuthorized, untilItLeaves: true);
        await _broker.ServeAsync(Success, untilItLeaves: false);

        await _uplink.WhenConnectedAsync(Cancel).WaitAsync(Patience, TimeProvider.System, Cancel);
        Assert.False(_uplink.ExecuteTask!.IsCompleted, _uplink.ExecuteTask.Exception?.ToString());
    }

    [Fact]
    public async Task A_broker_that_hangs_up_before_it_answers_is_tried_again()
    {
        await _uplink.StartAsync(Cancel);

        for (var tries = 0; tries < 3; tries++)
        {
            await _broker.HangUpAsync();
        }
        await _broker.ServeAsync(Success, untilItLeaves: false);

        await _uplink.WhenConnectedAsync(Cancel).WaitAsync(Patience, TimeProvider.System, Cancel);
        Assert.False(_uplink.ExecuteTask!.IsCompleted, _uplink.ExecuteTask.Exception?.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        _broker.Dispose();
        await _uplink.StopAsync(CancellationToken.None);
        _uplink.Dispose();
        await _journal.DisposeAsync();
    }

    /// <summary>MQTT 5.0 by hand, one connection after the other: CONNECT, SUBSCRIBE and PUBLISH are answered, DISCONNECT is the end.</summary>
    sealed class Broker : IDisposable
    {
        readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        readonly List<TcpClient> _clients = [];

        public Broker() => _listener.Start();

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public async Task HangUpAsync() => (await AcceptAsync()).Dispose();

        /// <param name="publishes">What each PUBLISH is answered; returns after the first one,</param>
        /// <param name="untilItLeaves">or when the appliance has gone.</param>
        public async Task ServeAsync(byte publishes, bool untilItLeaves)
        {
            var client = await AcceptAsync();
            _clients.Add(client);
            var stream = client.GetStream();
            while (await ReadAsync(stream) is { Kind: not 0xE0 } packet)
            {
                byte[] answer = (packet.Kind >> 4) switch
                {
                    1 => [0x20, 3, 0, Success, 0],
                    8 => [0x90, 6, .. packet.Body[..2], 0, 1, 1, 1],
                    _ => [0x40, 4, .. packet.Body[(2 + Length(packet.Body))..][..2], publishes, 0],
                };
                await stream.WriteAsync(answer, Cancel);
                if (answer is [0x40, ..] && !untilItLeaves)
                {
                    return;
                }
            }
        }

        public void Dispose()
        {
            _listener.Dispose();
            _clients.ForEach(client => client.Dispose());
        }

        Task<TcpClient> AcceptAsync() => _listener.AcceptTcpClientAsync(Cancel).AsTask().WaitAsync(Patience, TimeProvider.System, Cancel);

        static int Length(ReadOnlySpan<byte> text) => text[0] << 8 | text[1];

        static async Task<(byte Kind, byte[] Body)?> ReadAsync(NetworkStream stream)
        {
            var one = new byte[1];
            if (await stream.ReadAtLeastAsync(one, 1, throwOnEndOfStream: false, Cancel) == 0)
            {
                return null;
            }
            var (kind, length, shift) = (one[0], 0, 0);
            do
            {
                await stream.ReadExactlyAsync(one, Cancel);
                length |= (one[0] & 0x7F) << shift;
                shift += 7;
            }
            while (one[0] >= 0x80);
            var body = new byte[length];
            await stream.ReadExactlyAsync(body, Cancel);
            return (kind, body);
        }
    }
}
