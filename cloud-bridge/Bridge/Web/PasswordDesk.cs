using Bridge.Storage;

namespace Bridge.Web;

/// <summary>Judges passwords: a few at a time, since each costs a processor a fifth of a second, and not for ever.</summary>
sealed class PasswordDesk(Store store, LockOut lockOut) : IDisposable
{
    const int AtOnce = 2, MostWaiting = 20;

    readonly SemaphoreSlim places = new(AtOnce, AtOnce);
    int waiting;

    /// <param name="hash">Null when there is nothing it could be right for.</param>
    /// <param name="subjects">Whose wrong passwords this one would be counted among.</param>
    public Task<PasswordOutcome> JudgeAsync(string password, string? hash, string[] subjects, CancellationToken cancel) =>
        JudgeAsync(cancel => Task.Run(() => PasswordHash.IsRight(password, hash), cancel), subjects, cancel);

    /// <param name="isRight">Asked once, and only when nobody has to wait.</param>
    /// <param name="subjects">Whose wrong tries this one would be counted among.</param>
    public async Task<PasswordOutcome> JudgeAsync(Func<CancellationToken, Task<bool>> isRight, string[] subjects, CancellationToken cancel)
    {
        if (Interlocked.Increment(ref waiting) > MostWaiting)
        {
            Interlocked.Decrement(ref waiting);
            return new PasswordOutcome.TooManyAtOnce();
        }
        try
        {
            await places.WaitAsync(cancel);
            try
            {
                return await JudgeInTurnAsync(isRight, subjects, cancel);
            }
            finally
            {
                places.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    public void Dispose() => places.Dispose();

    async Task<PasswordOutcome> JudgeInTurnAsync(Func<CancellationToken, Task<bool>> isRight, string[] subjects, CancellationToken cancel)
    {
        if (await store.WriteAsync(db => BeginTryAsync(db, subjects, cancel), cancel) is { } wait)
        {
            return new PasswordOutcome.Locked(wait);
        }
        if (!await isRight(cancel))
        {
            return new PasswordOutcome.Wrong();
        }
        await store.WriteAsync(async db =>
        {
            foreach (var subject in subjects)
            {
                await lockOut.ForgiveAsync(db, subject, cancel);
            }
            return 0;
        }, cancel);
        return new PasswordOutcome.Right();
    }

    async Task<TimeSpan?> BeginTryAsync(BridgeDb db, string[] subjects, CancellationToken cancel)
    {
        TimeSpan? pause = null;
        foreach (var subject in subjects)
        {
            pause = await lockOut.PauseAsync(db, subject, cancel) is { } longer && !(pause > longer) ? longer : pause;
        }
        if (pause is null)
        {
            foreach (var subject in subjects)
            {
                await lockOut.CountAsync(db, subject, cancel);
            }
        }
        return pause;
    }
}

abstract record PasswordOutcome
{
    PasswordOutcome() { }

    public sealed record Right : PasswordOutcome;
    public sealed record Wrong : PasswordOutcome;

    /// <param name="Wait">Until the next try is looked at.</param>
    public sealed record Locked(TimeSpan Wait) : PasswordOutcome;

    public sealed record TooManyAtOnce : PasswordOutcome;
}
