using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Settings;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Bridge.Library.Koha;

/// <summary>Enters patrons through Koha's REST API.</summary>
/// <remarks>A question is asked again when it fails; what changes something is not: after a lost answer the patron is looked for by card number (<see cref="LookBeforeRepeat"/>).</remarks>
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

    /// <summary>Enters a patron, once.</summary>
    public Task<LibraryChange<PatronEntered>> AddAsync(Patron patron, bool mayHaveHappened, CancellationToken cancel) =>
        LookBeforeRepeat.RunAsync(mayHaveHappened, token => TryToAddAsync(patron, token), token => LookForAsync(patron.Number, token), cancel);

    public void Dispose() => http.Dispose();

    async Task<Attempt<PatronEntered>> TryToAddAsync(Patron patron, CancellationToken cancel)
    {
        if (await SignInAsync(cancel) is not { } signIn)
        {
            return new Attempt<PatronEntered>.NotSent();
        }
        try
        {
            using var response = await change.ExecuteAsync(async token => await SendAsync(HttpMethod.Post, "api/v1/patrons", signIn, JsonSerializer.SerializeToUtf8Bytes(Of(patron), KohaJson.Default.KohaPatron), token), cancel);
            return response.StatusCode switch
            {
                HttpStatusCode.Created or HttpStatusCode.OK => new Attempt<PatronEntered>.Done(new()),
                HttpStatusCode.Unauthorized => Unwelcome(),
                HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new Attempt<PatronEntered>.NotSent(),
                >= HttpStatusCode.InternalServerError => new Attempt<PatronEntered>.Lost(),
                var status => new Attempt<PatronEntered>.Refused(_ => Task.FromResult(new Refusal(null, Why(status)))),
            };
        }
        catch (Exception e) when (IsFailure(e))
        {
            LogFailed(e.GetType().Name);
            return e is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError }
                ? new Attempt<PatronEntered>.NotSent()
                : new Attempt<PatronEntered>.Lost();
        }
    }

    async Task<Evidence<PatronEntered>> LookForAsync(string number, CancellationToken cancel)
    {
        if (await SignInAsync(cancel) is not { } signIn)
        {
            return new Evidence<PatronEntered>.Unclear();
        }
        var query = Uri.EscapeDataString(JsonSerializer.Serialize(new KohaQuery(number), KohaJson.Default.KohaQuery));
        try
        {
            using var response = await question.ExecuteAsync(async token => await SendAsync(HttpMethod.Get, $"api/v1/patrons?q={query}", signIn, null, token), cancel);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return new Evidence<PatronEntered>.Unclear();
            }
            var found = JsonSerializer.Deserialize(await response.Content.ReadAsByteArrayAsync(cancel), KohaJson.Default.KohaCardArray);
            return found is null ? new Evidence<PatronEntered>.Unclear()
                : found.Any(patron => patron?.CardNumber == number) ? new Evidence<PatronEntered>.Happened(new())
                : new Evidence<PatronEntered>.DidNotHappen();
        }
        catch (Exception e) when (IsFailure(e) || e is JsonException)
        {
            LogFailed(e.GetType().Name);
            return new Evidence<PatronEntered>.Unclear();
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

    Attempt<PatronEntered>.NotSent Unwelcome()
    {
        signedIn = null;
        LogNotWelcome((int)HttpStatusCode.Unauthorized);
        return new();
    }

    Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, AuthenticationHeaderValue signIn, byte[]? body, CancellationToken cancel)
    {
        var request = new HttpRequestMessage(method, path) { Headers = { Authorization = signIn } };
        request.Content = body is null ? null : new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        return http.SendAsync(request, cancel);
    }

    KohaPatron Of(Patron patron)
    {
        var name = patron.Name.Split(['　', ' '], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new(patron.Number, name is [var family, ..] ? family : patron.Name, name is [_, var given] ? given : null, patron.BirthDate, patron.Address, patron.PostalCode, patron.Phone, patron.Email,
            settings.Library, settings.CategoryOf(patron.Category));
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

    // For staff: what Koha's text says of the person stays out of it.
    static string Why(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Forbidden => "Koha answers 403: the bridge's account may not add patrons",
        HttpStatusCode.Conflict => "Koha answers 409: another patron has this card number",
        HttpStatusCode.BadRequest => "Koha answers 400: it wants a field that is not there, or knows neither library nor category",
        HttpStatusCode.NotFound => "Koha answers 404: its REST API is not at this address",
        _ => $"Koha answers {(int)status}",
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "Koha: no answer: {What}")]
    partial void LogFailed(string what);

    [LoggerMessage(Level = LogLevel.Error, Message = "Koha does not let the bridge in ({Status}): check Bridge:Koha:User and Password, and that this way to sign in is enabled there")]
    partial void LogNotWelcome(int status);
}

/// <summary>The patron is in the library system.</summary>
sealed record PatronEntered;

/// <param name="Surname">Koha wants one; the whole name where it cannot be told apart.</param>
sealed record KohaPatron([property: JsonPropertyName("cardnumber")] string CardNumber, string Surname, string? Firstname, DateOnly? DateOfBirth, string? Address, string? PostalCode, string? Phone, string? Email,
    string LibraryId, string CategoryId);

sealed record KohaQuery([property: JsonPropertyName("cardnumber")] string CardNumber);

sealed record KohaCard([property: JsonPropertyName("cardnumber")] string? CardNumber);

sealed record KohaToken(string? AccessToken, int ExpiresIn);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KohaPatron))]
[JsonSerializable(typeof(KohaQuery))]
[JsonSerializable(typeof(KohaCard[]))]
[JsonSerializable(typeof(KohaToken))]
sealed partial class KohaJson : JsonSerializerContext;
