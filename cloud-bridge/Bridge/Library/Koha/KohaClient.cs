using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Bridge.Settings;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Bridge.Library.Koha;

/// <summary>Asks Koha's REST API, signed in as the site says.</summary>
/// <remarks>A question is asked again when it fails; what changes something is sent once, and who sent it looks what became of it (<see cref="LookBeforeRepeat"/>).</remarks>
sealed partial class KohaClient : IDisposable
{
    static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(200), Early = TimeSpan.FromSeconds(30);

    readonly KohaSettings settings;
    readonly TimeProvider time;
    readonly HttpClient http;
    readonly ResiliencePipeline<HttpResponseMessage> question, change;
    readonly ILogger<KohaClient> log;
    (AuthenticationHeaderValue Header, DateTimeOffset Until)? signedIn;

    public KohaClient(KohaSettings settings, TimeProvider time, ILogger<KohaClient> log)
    {
        (this.settings, this.time, this.log) = (settings, time, log);
        http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10) })
        {
            BaseAddress = new(settings.Address!.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,   // the pipelines', on a clock one can hold
            MaxResponseContentBufferSize = 1 << 20,
        };
        question = Pipeline(settings.Retries);
        change = Pipeline(0);
    }

    /// <param name="path">Below <c>/api/v1/</c>.</param>
    /// <param name="cancel">Ends it.</param>
    /// <param name="embed">What comes with each object, as <c>x-koha-embed</c> names it.</param>
    public Task<KohaAnswer> AskAsync(string path, CancellationToken cancel, string? embed = null) => SendAsync(question, HttpMethod.Get, path, null, ("x-koha-embed", embed), cancel);

    /// <param name="method">What is done to it.</param>
    /// <param name="path">Below <c>/api/v1/</c>.</param>
    /// <param name="body">JSON; null for none.</param>
    /// <param name="cancel">Ends it.</param>
    /// <param name="overriding">As <c>x-koha-override</c> names it.</param>
    public Task<KohaAnswer> ChangeAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancel, string? overriding = null) =>
        SendAsync(change, method, path, body, ("x-koha-override", overriding), cancel);

    public void Dispose() => http.Dispose();

    async Task<KohaAnswer> SendAsync(ResiliencePipeline<HttpResponseMessage> pipeline, HttpMethod method, string path, byte[]? body, (string Name, string? Value) header, CancellationToken cancel)
    {
        if (await SignInAsync(cancel) is not { } signIn)
        {
            return new KohaAnswer.NotSent();
        }
        try
        {
            using var response = await pipeline.ExecuteAsync(async token =>
            {
                using var request = new HttpRequestMessage(method, $"api/v1/{path}") { Headers = { Authorization = signIn } };
                request.Headers.Accept.Add(new("application/json"));
                request.Content = body is null ? null : new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
                if (header.Value is { } value)
                {
                    request.Headers.Add(header.Name, value);
                }
                return await http.SendAsync(request, token);
            }, cancel);
            switch (response.StatusCode)
            {
                case HttpStatusCode.Unauthorized:
                    signedIn = null;
                    LogNotWelcome((int)response.StatusCode);
                    return new KohaAnswer.NotSent();
                case HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable:
                    return new KohaAnswer.NotSent();
                case >= HttpStatusCode.InternalServerError:
                    return new KohaAnswer.Lost();
                default:
                    return new KohaAnswer.Answered(response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancel));
            }
        }
        catch (Exception e) when (IsFailure(e))
        {
            LogFailed(e.GetType().Name);
            return e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
                ? new KohaAnswer.NotSent()
                : new KohaAnswer.Lost();
        }
    }

    // Null: Koha does not let us in now.
    async Task<AuthenticationHeaderValue?> SignInAsync(CancellationToken cancel)
    {
        if (settings.SignIn is KohaSignIn.Basic)
        {
            return new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.User}:{settings.Password}")));
        }
        if (signedIn is { } earlier && time.GetUtcNow() < earlier.Until)
        {
            return earlier.Header;
        }
        try
        {
            using var response = await question.ExecuteAsync(async token => await http.PostAsync("api/v1/oauth/token", new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["client_id"] = settings.User,
                ["client_secret"] = settings.Password,
            }), token), cancel);
            if (response.StatusCode == HttpStatusCode.OK
                && JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancel), KohaJson.Default.KohaToken) is { AccessToken.Length: > 0 } token)
            {
                var header = new AuthenticationHeaderValue("Bearer", token.AccessToken);
                signedIn = (header, time.GetUtcNow() + TimeSpan.FromSeconds(token.ExpiresIn) - Early);
                return header;
            }
            LogNotWelcome((int)response.StatusCode);
        }
        catch (Exception e) when (IsFailure(e) || e is JsonException or FormatException)
        {
            LogFailed(e.GetType().Name);
        }
        return null;
    }

    ResiliencePipeline<HttpResponseMessage> Pipeline(int retries)
    {
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        if (retries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().Handle<TimeoutRejectedException>()
                    .HandleResult(response => response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError),
                MaxRetryAttempts = retries,
                Delay = RetryAfter,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                OnRetry = retry =>
                {
                    retry.Outcome.Result?.Dispose();
                    return default;
                },
            });
        }
        return pipeline.AddTimeout(settings.AttemptTimeout).Build();
    }

    static bool IsFailure(Exception e) => e is HttpRequestException or TimeoutRejectedException or IOException;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Koha: no answer: {What}")]
    partial void LogFailed(string what);

    [LoggerMessage(Level = LogLevel.Error, Message = "Koha does not let the bridge in ({Status}): check Bridge:Koha:User and Password, and that this way to sign in is enabled there")]
    partial void LogNotWelcome(int status);
}
