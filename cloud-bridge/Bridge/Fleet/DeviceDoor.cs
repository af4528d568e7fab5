using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bridge.Console.Audit;
using Bridge.Settings;
using Bridge.Storage;
using Contract;
using Contract.Pairing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Bridge.Fleet;

/// <summary>Where appliances come in: HTTPS with a server of its own, so that no page is here and nothing of this is among the pages.</summary>
/// <remarks>A certificate that is not of this bridge's authority, or not of today, ends the handshake; none at all opens pairing only.</remarks>
sealed partial class DeviceDoor : IHostedService, IAsyncDisposable
{
    /// <summary>Longest body, in bytes: a certificate request in base64 and a few words.</summary>
    const int LongestBody = 16 * 1024;

    static readonly TimeSpan Handshake = TimeSpan.FromSeconds(10);

    readonly Pairings pairings;
    readonly DeviceCertificates certificates;
    readonly DeviceAuthority authority;
    readonly ServerCertificate own;
    readonly Wishes wishes;
    readonly Bundles bundles;
    readonly FleetSettings settings;
    readonly ILogger<DeviceDoor> log;
    readonly WebApplication app;

    public DeviceDoor(Pairings pairings, DeviceCertificates certificates, DeviceAuthority authority, ServerCertificate own, Wishes wishes, Bundles bundles, FleetSettings settings, ILoggerFactory logs)
    {
        (this.pairings, this.certificates, this.authority, this.own, this.wishes, this.bundles, this.settings, log) = (pairings, certificates, authority, own, wishes, bundles, settings, logs.CreateLogger<DeviceDoor>());
        Routes =
        [
            new(HttpMethods.Post, PairingPaths.Authorization, NeedsCertificate: false, (http, _) => BeginAsync(http)),
            new(HttpMethods.Post, PairingPaths.Token, NeedsCertificate: false, (http, _) => PollAsync(http)),
            new(HttpMethods.Get, PairingPaths.Certificate, NeedsCertificate: true, (http, _) => AnswerAsync(http, StatusCodes.Status204NoContent)),
            new(HttpMethods.Post, PairingPaths.Certificate, NeedsCertificate: true, RenewAsync),
            new(HttpMethods.Post, PairingPaths.Station, NeedsCertificate: true, ChangeStationAsync),
            new(HttpMethods.Get, UpdateOffer.Path, NeedsCertificate: true, (http, _) => SendBundleAsync(http)),
        ];
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(logs);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Listen);
        app = builder.Build();
        app.Run(ServeAsync);
    }

    /// <summary>All there is.</summary>
    public IReadOnlyList<DeviceRoute> Routes { get; }

    /// <summary>The real one once it has started.</summary>
    public int Port => new Uri(app.Urls.First()).Port;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await app.StartAsync(cancellationToken);
        LogListening(settings.Listen, Port, settings.Host!);
    }

    public Task StopAsync(CancellationToken cancellationToken) => app.StopAsync(cancellationToken);
    public ValueTask DisposeAsync() => app.DisposeAsync();

    void Listen(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LongestBody;
        kestrel.Limits.MaxConcurrentConnections = 1000;
        kestrel.Listen(IPAddress.Parse(settings.Listen), settings.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(new TlsHandshakeCallbackOptions { HandshakeTimeout = Handshake, OnConnection = _ => ValueTask.FromResult(Tls()) });
        });
    }

    SslServerAuthenticationOptions Tls() => new()
    {
        ServerCertificateContext = own.Context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateRequired = true,   // asked for; the callback decides
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is null || authority.HasIssued(certificate),
        AllowTlsResume = false,   // every connection shows its certificate
    };

    async Task ServeAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            List<DeviceRoute> here = [.. Routes.Where(route => route.Leads(http.Request.Path.Value))];
            if (here.Find(route => route.Method == http.Request.Method) is { } route)
            {
                await EnterAsync(http, route);
            }
            else
            {
                http.Response.Headers.Allow = here.Count > 0 ? string.Join(", ", here.Select(other => other.Method)) : default;
                await AnswerAsync(http, here.Count > 0 ? StatusCodes.Status405MethodNotAllowed : StatusCodes.Status404NotFound);
            }
        }
        catch (BadHttpRequestException e)
        {
            await AnswerAsync(http, e.StatusCode);
        }
        catch (Exception e) when (Store.IsFailure(e))
        {
            LogNotServed(e, http.Request.Path);
            await AnswerAsync(http, StatusCodes.Status503ServiceUnavailable);
        }
    }

    async Task EnterAsync(HttpContext http, DeviceRoute route)
    {
        if (!route.NeedsCertificate)
        {
            await route.ServeAsync(http, null);
            return;
        }
        if (http.Connection.ClientCertificate is not { } certificate)
        {
            await AnswerAsync(http, StatusCodes.Status401Unauthorized);
            return;
        }
        var (standing, device) = await certificates.UseAsync(certificate, http.RequestAborted);
        await (standing switch
        {
            CertificateStanding.Good => route.ServeAsync(http, device),
            CertificateStanding.Unpaired => AnswerAsync(http, StatusCodes.Status410Gone),
            CertificateStanding.Replaced or CertificateStanding.Unknown => AnswerAsync(http, StatusCodes.Status403Forbidden),
        });
    }

    async Task BeginAsync(HttpContext http)
    {
        if (await ReadAsync(http, PairingJson.Default.PairingRequest) is { } request)
        {
            await AnswerAsync(http, await pairings.BeginAsync(request, http.Connection.RemoteIpAddress ?? IPAddress.None, http.RequestAborted));
        }
    }

    async Task PollAsync(HttpContext http)
    {
        if (await ReadAsync(http, PairingJson.Default.PairingPoll) is { } poll)
        {
            await AnswerAsync(http, await pairings.PollAsync(poll, http.RequestAborted));
        }
    }

    async Task RenewAsync(HttpContext http, DeviceAddress? device)
    {
        if (await ReadAsync(http, PairingJson.Default.CertificateRenewal) is not { } renewal)
        {
            return;
        }
        if (!DeviceCertificates.TryRead(renewal.CertificateRequest, out var key))
        {
            await AnswerAsync(http, new PairingAnswer.No(PairingProblem.Invalid));
        }
        else if (await certificates.RenewAsync(device!, key, http.RequestAborted) is not { } certificate)
        {
            await AnswerAsync(http, new PairingAnswer.TooOften(TimeSpan.FromDays(1)));
        }
        else if (await pairings.DescribeAsync(device!, certificate.ExportCertificatePem(), http.RequestAborted) is { } paired)
        {
            LogRenewed(device!.Name, certificate.SerialNumber);
            await AnswerAsync(http, new PairingAnswer.Paired(paired));
        }
        else
        {
            await AnswerAsync(http, StatusCodes.Status410Gone);   // unpaired while it asked
        }
    }

    async Task ChangeStationAsync(HttpContext http, DeviceAddress? device)
    {
        if (await ReadAsync(http, PairingJson.Default.StationChange) is not { } change)
        {
            return;
        }
        if (!Enum.TryParse(change.Station, out DeviceStation station) || station.ToString() != change.Station)
        {
            await AnswerAsync(http, new PairingAnswer.No(PairingProblem.Invalid));
            return;
        }
        await wishes.ChangeAsync([device!], _ => { }, AuditActors.Panel, AuditAct.ApplianceChanged, change.Station, http.RequestAborted, station);
        LogStation(device!.Name, station);
        await AnswerAsync(http, StatusCodes.Status204NoContent);
    }

    async Task SendBundleAsync(HttpContext http)
    {
        if (http.Request.Path.Value!.Split('/') is not [.., var board, var version] || await bundles.FindAsync(version, board, http.RequestAborted) is not { } bundle)
        {
            await AnswerAsync(http, StatusCodes.Status404NotFound);
            return;
        }
        await TypedResults.PhysicalFile(bundles.PathOf(bundle), "application/octet-stream", entityTag: new($"\"{bundle.Sha256}\""), enableRangeProcessing: true).ExecuteAsync(http);   // RFC 9110 14
    }

    // Null when it was answered already: it could not be read.
    static async Task<T?> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (ContractJson.TryRead(body.ToArray(), type, out var message))
        {
            return message;
        }
        await AnswerAsync(http, new PairingAnswer.No(PairingProblem.Invalid));
        return null;
    }

    static Task AnswerAsync(HttpContext http, PairingAnswer answer) => answer switch
    {
        PairingAnswer.Code(var codes) => AnswerAsync(http, StatusCodes.Status200OK, codes, PairingJson.Default.PairingCode),
        PairingAnswer.Paired(var device) => AnswerAsync(http, StatusCodes.Status200OK, device, PairingJson.Default.PairedDevice),
        PairingAnswer.No(var error) => AnswerAsync(http, StatusCodes.Status400BadRequest, new(error), PairingJson.Default.PairingProblem),
        PairingAnswer.TooOften(var wait) => TooOftenAsync(http, wait),
        _ => throw new InvalidOperationException($"no answer for {answer}"),
    };

    static Task TooOftenAsync(HttpContext http, TimeSpan wait)
    {
        http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return AnswerAsync(http, StatusCodes.Status429TooManyRequests, new(PairingProblem.SlowDown), PairingJson.Default.PairingProblem);
    }

    static Task AnswerAsync<T>(HttpContext http, int status, T body, JsonTypeInfo<T> type)
    {
        (http.Response.StatusCode, http.Response.ContentType) = (status, "application/json");
        return JsonSerializer.SerializeAsync(http.Response.Body, body, type, http.RequestAborted);
    }

    static Task AnswerAsync(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Appliances come in at {Listen}:{Port} as {Host}")]
    partial void LogListening(string listen, int port, string host);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Device} has a new certificate, {Serial}")]
    partial void LogRenewed(string device, string serial);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Device} was made a {Station} at its panel")]
    partial void LogStation(string device, DeviceStation station);

    [LoggerMessage(Level = LogLevel.Error, Message = "An appliance was not served at {Path}: the database does not answer")]
    partial void LogNotServed(Exception e, string path);
}

/// <param name="Path">A part of it may be a name in braces, for any one part.</param>
/// <param name="NeedsCertificate">Of an appliance that is paired; which one, the handler is told.</param>
sealed record DeviceRoute(string Method, string Path, bool NeedsCertificate, Func<HttpContext, DeviceAddress?, Task> ServeAsync)
{
    public bool Leads(string? path) => path?.Split('/') is { } asked && Path.Split('/') is var own && asked.Length == own.Length && own.Zip(asked).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
}
