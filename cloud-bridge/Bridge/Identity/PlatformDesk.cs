using Bridge.Settings;

namespace Bridge.Identity;

/// <summary>Asks the identity platform and waits no longer than a patron does.</summary>
sealed partial class PlatformDesk(IIdentityPlatform platform, IdentitySettings settings, TimeProvider time, ILogger<PlatformDesk> log)
{
    public Task<PlatformAnswer> IdentifyAsync(EnrolmentEvidence evidence, CancellationToken cancel) =>
        WaitAsync(settings.EnrolmentPatience, end => platform.IdentifyAsync(evidence, end), cancel);

    public Task<PlatformAnswer> RecogniseAsync(TapEvidence evidence, CancellationToken cancel) =>
        WaitAsync(settings.TapPatience, end => platform.RecogniseAsync(evidence, end), cancel);

    public Task<PlatformAnswer> CheckAsync(StatusQuestion question, CancellationToken cancel) =>
        WaitAsync(settings.TapPatience, end => platform.CheckAsync(question, end), cancel);

    async Task<PlatformAnswer> WaitAsync(TimeSpan patience, Func<CancellationToken, Task<PlatformAnswer>> ask, CancellationToken cancel)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancel);
        PlatformAnswer answer;
        try
        {
            answer = await ask(end.Token).WaitAsync(end.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            answer = new PlatformAnswer.Unavailable($"no answer within {patience}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            answer = new PlatformAnswer.Unavailable($"{e.GetType().Name}: {e.Message}");
        }
        if (answer is PlatformAnswer.Unavailable(var why))
        {
            LogUnavailable(why);
        }
        return answer;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The identity platform gave no answer to rely on: {Why}")]
    partial void LogUnavailable(string why);
}
