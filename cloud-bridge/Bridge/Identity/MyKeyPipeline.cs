using System.Net;
using Bridge.Settings;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Bridge.Identity;

/// <summary>How long and how often the platform is asked. From outside: the whole time, tries, breaker, the time of one try.</summary>
static class MyKeyPipeline
{
    static readonly TimeSpan Window = TimeSpan.FromSeconds(30), RetryAfter = TimeSpan.FromMilliseconds(200);

    public static ResiliencePipeline<HttpResponseMessage> Build(PlatformSettings settings, TimeProvider time)
    {
        // A question changes nothing there, so asking again is harmless. What the platform refuses (4xx) it will refuse again.
        var failures = new PredicateBuilder<HttpResponseMessage>().Handle<HttpRequestException>().Handle<TimeoutRejectedException>()
            .HandleResult(response => response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError);
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }.AddTimeout(settings.Timeout);
        if (settings.Retries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = failures,
                MaxRetryAttempts = settings.Retries,
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
        return pipeline
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                ShouldHandle = failures,
                FailureRatio = 1,
                MinimumThroughput = settings.FailuresUntilBreak,
                SamplingDuration = Window,
                BreakDuration = settings.BreakFor,
            })
            .AddTimeout(settings.AttemptTimeout)
            .Build();
    }
}
