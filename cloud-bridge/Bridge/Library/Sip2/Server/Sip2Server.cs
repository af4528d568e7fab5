using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Bridge.Settings;

namespace Bridge.Library.Sip2.Server;

/// <summary>Lets the self-checkout machines a library owns already work with this bridge.</summary>
sealed partial class Sip2Server(ILibrarySystem library, Sip2ServerSettings settings, TimeZoneInfo zone, TimeProvider time, ILogger<Sip2Server> log) : BackgroundService
{
    readonly ConcurrentDictionary<Task, byte> sessions = new();
    readonly TcpListener listener = new(IPAddress.Parse(settings.Host), settings.Port);
    readonly X509Certificate2? certificate = settings.CertificateFile.Length == 0 ? null : Load(settings.CertificateFile);

    /// <summary>Where it listens, once started.</summary>
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        listener.Start();
        if (certificate is null && !IPAddress.IsLoopback(((IPEndPoint)listener.LocalEndpoint).Address))
        {
            LogInClear(settings.Host);
        }
        return base.StartAsync(cancellationToken);
    }

    public override void Dispose()
    {
        listener.Dispose();
        certificate?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(stoppingToken);
                if (sessions.Count >= settings.Sessions)
                {
                    LogFull(settings.Sessions);
                    socket.Dispose();
                    continue;
                }
                var session = ServeAsync(socket, stoppingToken);
                sessions.TryAdd(session, 0);
                _ = session.ContinueWith(done => sessions.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
        finally
        {
            listener.Stop();
            await Task.WhenAll(sessions.Keys);
        }
    }

    async Task ServeAsync(Socket socket, CancellationToken stopping)
    {
        await Task.Yield();
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await using var wire = await SecuredAsync(stream, stopping);
            var end = await new Sip2Session(wire, settings, account => new(library, settings, account, zone, time), time).RunAsync(stopping);
            LogEnded(end);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception e) when (e is IOException or AuthenticationException or OperationCanceledException)
        {
            LogNotServed(e.GetType().Name);
        }
        catch (Exception e)
        {
            LogFailed(e.GetType().Name, e.StackTrace);   // one machine's trouble is not the others'; its text could quote a message
        }
    }

    async Task<Stream> SecuredAsync(NetworkStream stream, CancellationToken stopping)
    {
        if (certificate is null)
        {
            return stream;
        }
        using var timer = new CancellationTokenSource(TimeSpan.FromSeconds(settings.IdleTimeout), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stopping);
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, either.Token);
        return secure;
    }

    static X509Certificate2 Load(string file) => Path.GetExtension(file) is ".pem" ? X509Certificate2.CreateFromPemFile(file) : X509CertificateLoader.LoadPkcs12FromFile(file, null);

    [LoggerMessage(Level = LogLevel.Warning, Message = "SIP2 server: listens at {Host} in clear: passwords, names and titles are on the network; set Bridge:Sip2Server:CertificateFile, or Bridge:Sip2Server:Host=127.0.0.1 behind a tunnel")]
    partial void LogInClear(string host);

    [LoggerMessage(Level = LogLevel.Warning, Message = "SIP2 server: {Sessions} machines are connected already; raise Bridge:Sip2Server:Sessions if they are the library's")]
    partial void LogFull(int sessions);

    [LoggerMessage(Level = LogLevel.Information, Message = "SIP2 server: a machine's connection ended: {End}")]
    partial void LogEnded(Sip2SessionEnd end);

    [LoggerMessage(Level = LogLevel.Warning, Message = "SIP2 server: a machine could not be served: {What}")]
    partial void LogNotServed(string what);

    [LoggerMessage(Level = LogLevel.Error, Message = "SIP2 server: a session failed: {What} {Where}")]
    partial void LogFailed(string what, string? where);
}
