using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Virtual;
using Virtual.Cards;
using Virtual.Vpcd;

namespace Hal.Tests.OpenSc;

/// <summary>A pcscd of our own with vsmartcard's reader in it, and our card in the reader: nothing outside of this process and a
/// temporary folder is touched, and every socket is on loopback.</summary>
/// <remarks>The reader is configured to connect to the card (DEVICENAME host:port) and not to listen, because it would listen on all
/// addresses. It has two slots, and vpcd 3.3 aborts when nobody answers for the second: so both have a card.
/// pcscd takes its socket from systemd-socket-activate, since the path of its own is compiled in.</remarks>
public sealed class VirtualReader : IAsyncLifetime
{
    const string Driver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
    const string Daemon = "/usr/sbin/pcscd";
    static readonly string[] Tools = ["/usr/bin/systemd-socket-activate", "/usr/bin/opensc-tool", "/usr/bin/pkcs15-tool", "/usr/bin/pkcs15-crypt"];
    static readonly TimeSpan LongestRun = TimeSpan.FromSeconds(30);

    readonly CancellationTokenSource _cancel = new();
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kazashi-opensc-");
    readonly SwappableCard _card = new();
    readonly List<TcpListener> _listeners = [];
    readonly List<Task> _running = [];
    Process? _daemon;

    public string Folder => _folder.FullName;

    string Socket => Path.Combine(Folder, "pcscd.comm");

    public async ValueTask InitializeAsync()
    {
        var missing = Tools.Append(Daemon).Append(Driver).Where(path => !File.Exists(path)).ToList();
        if (missing.Count > 0)
        {
            throw new InvalidOperationException($"{string.Join(", ", missing)} missing; install them with: apt-get install opensc pcscd vsmartcard-vpcd systemd");
        }
        var port = ListenOnTwoPorts();
        await File.WriteAllTextAsync(Path.Combine(Folder, "opensc.conf"),
            "app default { card_drivers = jpki; enable_default_driver = false; framework pkcs15 { use_file_caching = no; } }\n");
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "readers")).FullName, "vpcd"),
            $"FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME 127.0.0.1:{port}\nLIBPATH {Driver}\nCHANNELID 0x0\n");
        _daemon = Process.Start(new ProcessStartInfo(Tools[0], ["-l", Socket, Daemon, "--foreground", "--error", "--config", Path.Combine(Folder, "readers")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        using var limit = Limit();
        _ = _daemon.StandardOutput.ReadToEndAsync(_cancel.Token);
        await _daemon.StandardError.ReadLineAsync(limit.Token);   // "Listening on … as 3."
        _ = _daemon.StandardError.ReadToEndAsync(_cancel.Token);
        await CardSeenAsync();
    }

    /// <summary>The first client starts the daemon, which then takes a moment to notice the card. (The tools' own --wait misses
    /// a card that came just before.)</summary>
    async Task CardSeenAsync()
    {
        using var limit = Limit();
        while ((await RunAsync("opensc-tool", "--atr")) is { ExitCode: not 0 } run)
        {
            if (limit.IsCancellationRequested)
            {
                throw new InvalidOperationException($"pcscd does not see the card: {run.Errors}");
            }
        }
    }

    /// <summary>Puts a card in the reader; the tools power it off and on themselves.</summary>
    public MyNumberCard Insert(MyNumberCard card)
    {
        _card.Inner = card;
        return card;
    }

    /// <summary>Runs a tool of OpenSC against the card.</summary>
    public Task<ToolRun> RunAsync(string tool, params string[] arguments) => RunAsync(tool, onlyJpki: true, arguments);

    /// <param name="tool">A program of OpenSC.</param>
    /// <param name="onlyJpki">Else every driver OpenSC has tries its own commands on the card first.</param>
    /// <param name="arguments">Its words.</param>
    public Task<ToolRun> RunAsync(string tool, bool onlyJpki, params string[] arguments) => RunAsync(new ProcessStartInfo(tool, [.. arguments, "--reader", "0"])
    {
        Environment = { ["PCSCLITE_CSOCK_NAME"] = Socket, ["OPENSC_CONF"] = Path.Combine(Folder, onlyJpki ? "opensc.conf" : "none.conf"), ["LC_ALL"] = "C", ["HOME"] = Folder },
    });

    /// <summary>Runs any program in the folder of the fixture.</summary>
    public async Task<ToolRun> RunAsync(ProcessStartInfo start)
    {
        (start.RedirectStandardError, start.RedirectStandardOutput, start.WorkingDirectory) = (true, true, Folder);
        using var limit = Limit();
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(LongestRun);
        return limit;
    }

    public async ValueTask DisposeAsync()
    {
        if (_daemon is { HasExited: false })
        {
            // By its own process id (activation replaced itself by pcscd), and asked politely, so that it takes its pid file along.
            await RunAsync(new ProcessStartInfo("kill", ["-TERM", _daemon.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]));
            using var patience = new CancellationTokenSource(LongestRun);
            await _daemon.WaitForExitAsync(patience.Token);
        }
        await _cancel.CancelAsync();
        await Task.WhenAll(_running);
        foreach (var listener in _listeners)
        {
            listener.Dispose();   // after the last accept: on a closed listener it throws
        }
        _daemon?.Dispose();
        _cancel.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>Two ports side by side, as the driver wants them.</summary>
    int ListenOnTwoPorts()
    {
        for (var attempt = 0; ; attempt++)
        {
            var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            var second = new TcpListener(IPAddress.Loopback, port + 1);
            try
            {
                second.Start();
            }
            catch (SocketException) when (attempt < 50)   // taken by somebody else: try the next pair
            {
                first.Dispose();
                continue;
            }
            _listeners.AddRange([first, second]);
            _running.AddRange([PlayAsync(first, _card), PlayAsync(second, new SwappableCard())]);
            return port;
        }
    }

    async Task PlayAsync(TcpListener listener, IVirtualCard card)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(_cancel.Token);
                await new VpcdCard(card, SwappableCard.Air.Atr, TimeProvider.System).RunAsync(client.GetStream(), _cancel.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
        {
            // the daemon was killed: the end of the fixture
        }
    }

    /// <summary>The card that lies in the slot now.</summary>
    sealed class SwappableCard : IVirtualCard
    {
        public static readonly CardAir.TypeB Air = new(AtqbVariant.All[0].ApplicationData, AtqbVariant.All[0].ProtocolInfo);

        public MyNumberCard? Inner { get; set; }

        public TimeSpan ComputingTime => TimeSpan.Zero;
        public void Reset() => Inner?.Reset();
        public byte[] Transmit(ReadOnlySpan<byte> command) => Inner?.Transmit(command) ?? [0x6F, 0x00];
    }
}

/// <summary>How a tool ended and what it said.</summary>
public sealed record ToolRun(int ExitCode, string Output, string Errors);
