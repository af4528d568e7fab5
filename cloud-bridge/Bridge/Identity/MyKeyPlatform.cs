using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bridge.Settings;
using Contract;
using Contract.Platform;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Bridge.Identity;

/// <summary>The identity platform over its card API (type 2, <c>cloud-bridge/Sandbox/platform.yaml</c>): mutual TLS, questions sealed to the platform, answers signed by it.
/// Whatever goes wrong on the way is <see cref="PlatformAnswer.Unavailable"/>.</summary>
sealed class MyKeyPlatform : IIdentityPlatform, IDisposable
{
    readonly HttpClient http;
    readonly ResiliencePipeline<HttpResponseMessage> pipeline;
    readonly SealPublicKey sealKey;
    readonly ECDsa answerKey;
    readonly X509Certificate2 own;
    readonly TimeProvider time;

    public MyKeyPlatform(PlatformSettings settings, TimeProvider time)
    {
        this.time = time;
        sealKey = SealPublicKey.TryParse(settings.SealKey, out var key) ? key : throw new ArgumentException("settings that were not validated", nameof(settings));
        answerKey = ECDsa.Create();
        answerKey.ImportSubjectPublicKeyInfo(Convert.FromBase64String(settings.AnswerKey!), out _);
        own = settings.OwnCertificate();
        pipeline = MyKeyPipeline.Build(settings, time);
        http = new(Handler(own, settings.Authorities()))
        {
            BaseAddress = new(settings.Address!.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,   // the pipeline's, on a clock one can hold
            MaxResponseContentBufferSize = Seal.MaximumLength,
        };
    }

    public Task<PlatformAnswer> IdentifyAsync(EnrolmentEvidence evidence, CancellationToken cancel) =>
        AskAsync("v1/cards/enrolments", new EnrolmentCheck(evidence.Certificate, evidence.Digest, evidence.Signature, evidence.ChipKey), PlatformJson.Default.EnrolmentCheck, cancel);

    public Task<PlatformAnswer> RecogniseAsync(TapEvidence evidence, CancellationToken cancel) =>
        AskAsync("v1/cards/taps", new TapCheck(evidence.CertificateSerial, evidence.Digest, evidence.ChipSignature), PlatformJson.Default.TapCheck, cancel);

    public Task<PlatformAnswer> CheckAsync(StatusQuestion question, CancellationToken cancel) =>
        AskAsync("v1/persons/status", new StatusCheck(Ppid.Write(question.Ppid), question.CertificateSerial), PlatformJson.Default.StatusCheck, cancel);

    public void Dispose()
    {
        http.Dispose();
        answerKey.Dispose();
        own.Dispose();
    }

    async Task<PlatformAnswer> AskAsync<T>(string path, T check, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        var request = new PlatformRequest(Guid.CreateVersion7(time.GetUtcNow()), Seal.Close(check, type, sealKey));
        var body = JsonSerializer.SerializeToUtf8Bytes(request, PlatformJson.Default.PlatformRequest);
        try
        {
            using var response = await pipeline.ExecuteAsync(async token => await http.PostAsync(path, Json(body), token), cancel);
            return response.StatusCode == HttpStatusCode.OK
                ? MyKeyAnswer.Read(Encoding.ASCII.GetString(await response.Content.ReadAsByteArrayAsync(cancel)), request.RequestId, answerKey)
                : new PlatformAnswer.Unavailable($"the platform answers {path} with {(int)response.StatusCode}: {Advice(response.StatusCode)}");
        }
        catch (TimeoutRejectedException)
        {
            return new PlatformAnswer.Unavailable("the platform did not answer in time");
        }
        catch (BrokenCircuitException)
        {
            return new PlatformAnswer.Unavailable("the platform failed again and again; it is left alone for a while");
        }
        catch (HttpRequestException e)
        {
            return new PlatformAnswer.Unavailable(Reason(e));
        }
    }

    static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    static string Advice(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => "it does not know this bridge's certificate; have it registered",
        HttpStatusCode.BadRequest => "it could not open the question; look at SealKey",
        HttpStatusCode.NotFound => "look at Address",
        _ => "ask its operator",
    };

    static string Reason(HttpRequestException e) => e switch
    {
        { InnerException: AuthenticationException } => "no TLS connection: the server's certificate is not under AuthorityFile, or it does not take this bridge's",
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "the platform's answer is too long to be one",
        _ => $"no connection to the platform: {e.HttpRequestError}",
    };

    static SocketsHttpHandler Handler(X509Certificate2 own, X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            SslOptions = new() { ClientCertificateContext = SslStreamCertificateContext.Create(own, null, offline: true), CertificateChainPolicy = policy },
        };
    }
}
