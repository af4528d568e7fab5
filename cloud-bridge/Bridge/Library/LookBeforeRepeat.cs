namespace Bridge.Library;

/// <summary>What the library's own records say about a change whose answer was lost.</summary>
abstract record Evidence<T>
{
    Evidence() { }

    public sealed record Happened(T Value) : Evidence<T>;
    public sealed record DidNotHappen : Evidence<T>;

    /// <summary>Nobody can tell, or nobody answers: not to be repeated.</summary>
    public sealed record Unclear : Evidence<T>;
}

/// <summary>One try at a change.</summary>
abstract record Attempt<T>
{
    Attempt() { }

    public sealed record Done(T Value) : Attempt<T>;

    /// <param name="Why">Asks for the reason; called once the refusal stands.</param>
    public sealed record Refused(Func<CancellationToken, Task<Refusal>> Why) : Attempt<T>;

    /// <summary>It may have happened.</summary>
    public sealed record Lost : Attempt<T>;

    /// <summary>It certainly did not.</summary>
    public sealed record NotSent : Attempt<T>;
}

/// <summary>Does a thing once over a wire that loses answers: after a lost one the records are looked at, and only what certainly did not happen is tried again.</summary>
static class LookBeforeRepeat
{
    const int Tries = 2;

    public static async Task<LibraryChange<T>> RunAsync<T>(
        bool mayHaveHappened, Func<CancellationToken, Task<Attempt<T>>> attempt, Func<CancellationToken, Task<Evidence<T>>> look, CancellationToken cancel)
    {
        var isRepeat = mayHaveHappened;
        for (var tries = 0; tries < Tries; tries++)
        {
            if (isRepeat && await look(cancel) is var before and not Evidence<T>.DidNotHappen)
            {
                return Settled(before);
            }
            switch (await attempt(cancel))
            {
                case Attempt<T>.Done(var value):
                    return new LibraryChange<T>.Done(value);
                case Attempt<T>.Refused when isRepeat && await look(cancel) is var after and not Evidence<T>.DidNotHappen:
                    return Settled(after);   // refused because the first one came through after the look, perhaps
                case Attempt<T>.Refused(var why):
                    return new LibraryChange<T>.Refused(await why(cancel));
                case Attempt<T>.NotSent:
                    return new LibraryChange<T>.Unavailable(isRepeat);
                case Attempt<T>.Lost:
                    isRepeat = true;
                    break;
            }
        }
        return await look(cancel) is Evidence<T>.Happened found ? Settled(found) : new LibraryChange<T>.Unavailable(MayHaveHappened: true);
    }

    static LibraryChange<T> Settled<T>(Evidence<T> evidence) =>
        evidence is Evidence<T>.Happened(var value) ? new LibraryChange<T>.Done(value) : new LibraryChange<T>.Unavailable(MayHaveHappened: true);
}
