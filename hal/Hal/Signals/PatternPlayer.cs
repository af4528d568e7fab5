namespace Hal.Signals;

/// <summary>Plays one pattern at a time on one output, from a timer; a new one replaces the old at once.</summary>
internal sealed class PatternPlayer<T> : IDisposable
{
    readonly Lock _lock = new();
    readonly ITimer _timer;
    readonly T _atRest;
    readonly Action<T> _apply;
    Pattern<T>? _pattern;
    int _step;
    bool _isDisposed;
    IOException? _failure;

    /// <param name="time">The clock.</param>
    /// <param name="atRest">What the output is left at.</param>
    /// <param name="apply">Sets the output; quick, and called by one thread at a time.</param>
    public PatternPlayer(TimeProvider time, T atRest, Action<T> apply)
    {
        (_atRest, _apply) = (atRest, apply);
        _timer = time.CreateTimer(_ => Advance(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <exception cref="DeviceException">The output could not be set, now or since the last call.</exception>
    public void Play(Pattern<T> pattern)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            (_pattern, _step) = (pattern, 0);
            Apply();
            if (_failure is { } failure)
            {
                _failure = null;
                throw new DeviceException("signals", "a lamp, the buzzer or the gate could not be switched", failure);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _timer.Dispose();
                _apply(_atRest);
            }
        }
    }

    void Advance()
    {
        lock (_lock)
        {
            if (_isDisposed || _pattern is not { } pattern)
            {
                return;
            }
            _step++;
            if (_step < pattern.Steps.Count || pattern.Repeats)
            {
                _step %= pattern.Steps.Count;
                Apply();
            }
        }
    }

    void Apply()
    {
        var step = _pattern!.Steps[_step];
        try
        {
            _apply(step.Value);
        }
        catch (IOException e)
        {
            _failure = e;   // a timer has nobody to tell: the next call says it
        }
        var isLast = !_pattern.Repeats && _step == _pattern.Steps.Count - 1;
        _timer.Change(isLast ? Timeout.InfiniteTimeSpan : step.Length, Timeout.InfiniteTimeSpan);
    }
}
