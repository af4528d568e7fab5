using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Contract;
using Contract.Pairing;
using Firmware.Dialogue;

namespace Firmware.Pairing;

/// <summary>Speaks with a bridge before and about pairing (<see cref="PairingPaths"/>).</summary>
static class PairingClient
{
    /// <summary>No answer of a bridge is longer.</summary>
    const int LongestAnswer = 64 * 1024;

    static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(15);

    /// <summary>What slows a poll down (RFC 8628 3.5).</summary>
    static readonly TimeSpan SlowDown = TimeSpan.FromSeconds(5);

    /// <summary>Asks a bridge to take this appliance in.</summary>
    public static async Task<PairingStart> BeginAsync(Uri bridge, ECDsa key, SealPublicKey sealKey, string model, string version, CancellationToken cancel)
    {
        var request = RequestFor(key);
        X509Certificate2? server = null;
        using var client = Client(bridge, BridgeTrust.FirstContact(seen => server ??= seen));
        var (status, code) = await PostAsync(client, PairingPaths.Authorization, new PairingRequest(request, sealKey.Text, model, version),
            PairingJson.Default.PairingRequest, PairingJson.Default.PairingCode, cancel);
        using (server)
        {
            return (status, code) switch
            {
                (HttpStatusCode.OK, { } given) when IsSound(given) && AuthorityOf(given, server) is { } authority =>
                    new PairingStart.Begun(new(bridge, given, authority, ComparisonCode.Of(given.UserCode, authority, request))),
                (HttpStatusCode.TooManyRequests, _) => new PairingStart.NotBegun(PairingFailure.Busy),
                (null, _) when server is null => new PairingStart.NotBegun(PairingFailure.Unreachable),
                _ => new PairingStart.NotBegun(PairingFailure.NoBridge),
            };
        }
    }

    static bool IsSound(PairingCode code) => UserCodes.TryParse(code.UserCode, out var plain) && plain == code.UserCode
        && code is { ExpiresIn: > 0 and <= 3600, Interval: >= 0 and <= 60, DeviceCode.Length: > 0, VerificationUriComplete.Length: > 0 and <= 256 };

    // The authority that a bridge names must have issued what it showed.
    static X509Certificate2? AuthorityOf(PairingCode code, X509Certificate2? server)
    {
        try
        {
            var authority = X509Certificate2.CreateFromPem(code.Authority);
            return server is not null && BridgeTrust.IsIssuedBy(server, authority, BridgeTrust.ServerAuthentication) ? authority : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Waits until staff have decided, or the code is too old.</summary>
    public static async Task<PairingEnd> EndAsync(PairingTalk talk, ECDsa key, TimeProvider time, CancellationToken cancel)
    {
        using var client = Client(talk.Bridge, BridgeTrust.PairedWith(talk.Authority));
        var interval = TimeSpan.FromSeconds(talk.Code.Interval);
        var until = time.GetUtcNow() + TimeSpan.FromSeconds(talk.Code.ExpiresIn);
        while (time.GetUtcNow() < until)
        {
            await Task.Delay(interval, time, cancel);
            var (status, body) = await PostAsync(client, PairingPaths.Token, new PairingPoll(talk.Code.DeviceCode), PairingJson.Default.PairingPoll, cancel);
            switch (status)
            {
                case HttpStatusCode.OK when ContractJson.TryRead(body, PairingJson.Default.PairedDevice, out var device):
                    return device.Authority == talk.Authority.ExportCertificatePem() && PairedIdentity.IsSound(device, key)
                        ? new PairingEnd.Paired(new(talk.Bridge, device))
                        : new PairingEnd.NotPaired(PairingFailure.NoBridge);
                case HttpStatusCode.BadRequest when ContractJson.TryRead(body, PairingJson.Default.PairingProblem, out var problem):
                    switch (problem.Error)
                    {
                        case PairingProblem.Pending:
                            break;
                        case PairingProblem.SlowDown:
                            interval += SlowDown;
                            break;
                        case PairingProblem.Denied:
                            return new PairingEnd.NotPaired(PairingFailure.Refused);
                        case PairingProblem.Expired:
                            return new PairingEnd.NotPaired(PairingFailure.TooLate);
                        default:
                            return new PairingEnd.NotPaired(PairingFailure.NoBridge);
                    }
                    break;
                default:   // no connection, or a bridge that starts anew: the code lives on
                    break;
            }
        }
        return new PairingEnd.NotPaired(PairingFailure.TooLate);
    }

    /// <summary>Whether the bridge still knows this appliance; null when it could not be asked.</summary>
    public static async Task<bool?> IsPairedAsync(PairedIdentity identity, CancellationToken cancel)
    {
        using var client = Client(identity);
        try
        {
            using var answer = await client.GetAsync(PairingPaths.Certificate, cancel);
            return answer.StatusCode switch
            {
                HttpStatusCode.NoContent => true,
                HttpStatusCode.Gone => false,
                _ => null,
            };
        }
        catch (Exception e) when (IsConnectionFailure(e, cancel))
        {
            return null;
        }
    }

    /// <summary>The next certificate for the same key; null when there is none now.</summary>
    public static async Task<PairingRecord?> RenewAsync(PairedIdentity identity, CancellationToken cancel)
    {
        using var client = Client(identity);
        using var key = identity.Certificate.GetECDsaPrivateKey()!;
        var (status, device) = await PostAsync(client, PairingPaths.Certificate, new CertificateRenewal(RequestFor(key)),
            PairingJson.Default.CertificateRenewal, PairingJson.Default.PairedDevice, cancel);
        return status == HttpStatusCode.OK && device is not null && device.Authority == identity.Record.Device.Authority && PairedIdentity.IsSound(device, key)
            ? identity.Record with { Device = device }
            : null;
    }

    /// <summary>Whether the bridge lets this appliance be another station from now on.</summary>
    public static async Task<bool> BecomeAsync(PairedIdentity identity, string station, CancellationToken cancel)
    {
        using var client = Client(identity);
        var (status, _) = await PostAsync(client, PairingPaths.Station, new StationChange(station), PairingJson.Default.StationChange, cancel);
        return status == HttpStatusCode.NoContent;
    }

    static byte[] RequestFor(ECDsa key) => new CertificateRequest("CN=kazashi-device", key, HashAlgorithmName.SHA256).CreateSigningRequest();

    /// <summary>For what else the bridge has for this appliance; shows the certificate that is the newest at each connection.</summary>
    /// <param name="login">Who the appliance is.</param>
    /// <param name="named">Where the bridge is, for an appliance that its settings name.</param>
    public static HttpClient For(BridgeLogin login, Uri named)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = AnswerWithin };
        if (login.Identity is { } first)
        {
            handler.SslOptions.RemoteCertificateValidationCallback = BridgeTrust.PairedWith(first.Authority);
            handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => login.Identity!.Certificate;
        }
        return new(handler) { BaseAddress = login.Identity?.Record.Bridge ?? named };
    }

    static HttpClient Client(PairedIdentity identity) => Client(identity.Record.Bridge, BridgeTrust.PairedWith(identity.Authority), identity.Certificate);

    static HttpClient Client(Uri bridge, RemoteCertificateValidationCallback trust, X509Certificate2? own = null)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = AnswerWithin };
        handler.SslOptions.RemoteCertificateValidationCallback = trust;
        if (own is not null)
        {
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true);
        }
        return new(handler) { BaseAddress = bridge, Timeout = AnswerWithin, MaxResponseContentBufferSize = LongestAnswer };
    }

    static async Task<(HttpStatusCode? Status, TAnswer? Answer)> PostAsync<T, TAnswer>(HttpClient client, string path, T message, JsonTypeInfo<T> type, JsonTypeInfo<TAnswer> answerType, CancellationToken cancel)
        where TAnswer : class
    {
        var (status, body) = await PostAsync(client, path, message, type, cancel);
        return (status, ContractJson.TryRead(body, answerType, out var answer) ? answer : null);
    }

    static async Task<(HttpStatusCode? Status, byte[] Body)> PostAsync<T>(HttpClient client, string path, T message, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(message, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await client.PostAsync(path, content, cancel);
            return (answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(cancel));
        }
        catch (Exception e) when (IsConnectionFailure(e, cancel))
        {
            return (null, []);
        }
    }

    static bool IsConnectionFailure(Exception e, CancellationToken cancel) => e is HttpRequestException or IOException || e is OperationCanceledException && !cancel.IsCancellationRequested;
}

/// <summary>One attempt to be paired, from the code to the decision.</summary>
/// <param name="Authority">Of the bridge, as this side saw it.</param>
/// <param name="Comparison">What panel and console are both to show.</param>
sealed record PairingTalk(Uri Bridge, PairingCode Code, X509Certificate2 Authority, string Comparison);

abstract record PairingStart
{
    PairingStart() { }

    public sealed record Begun(PairingTalk Talk) : PairingStart;

    public sealed record NotBegun(PairingFailure Why) : PairingStart;
}

abstract record PairingEnd
{
    PairingEnd() { }

    public sealed record Paired(PairingRecord Record) : PairingEnd;

    public sealed record NotPaired(PairingFailure Why) : PairingEnd;
}
