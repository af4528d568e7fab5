using System.Threading.Tasks.Sources;

namespace Hal.Pn532;

/// <summary>How a wait ended.</summary>
internal enum WaitOutcome
{
    Signalled,
    TimedOut,
    Cancelled,
}

/// <summary>One wait at a time, for a signal or a time-out or a cancellation, used again and again without allocating.</summary>
internal sealed class Waiter : IValueTaskSource<WaitOutcome>, IThreadPoolWorkItem, IDisposable
{
    readonly TimeProvider _time;
    readonly ITimer _timer;
    readonly Lock _gate = new();
    ManualResetValueTaskSourceCore<WaitOutcome> _core;
    bool _isArmed;
    WaitOutcome _outcome;
    long _start;
    TimeSpan _timeout;

    public Waiter(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static waiter => ((Waiter)waiter!).Elapsed(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Begins a wait. It must be awaited, once, before the next begins.</summary>
    public ValueTask<WaitOutcome> Arm(TimeSpan timeout)
    {
        lock (_gate)
        {
            _core.Reset();
            (_isArmed, _timeout, _start) = (true, timeout, _time.GetTimestamp());
        }
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            _timer.Change(timeout > TimeSpan.Zero ? timeout : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
        return new(this, _core.Version);
    }

    /// <summary>Waits with a token; the outcome tells whether it ended the wait.</summary>
    [System.Runtime.CompilerServices.AsyncMethodBuilder(typeof(System.Runtime.CompilerServices.PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<WaitOutcome> WaitAsync(TimeSpan timeout, CancellationToken cancel)
    {
        var wait = Arm(timeout);
        using (CancelOn(cancel))
        {
            return await wait;
        }
    }

    /// <summary>Lets a token end the present wait; dispose of it when the wait is over.</summary>
    public CancellationTokenRegistration CancelOn(CancellationToken cancel) =>
        cancel.UnsafeRegister(static waiter => ((Waiter)waiter!).End(WaitOutcome.Cancelled), this);

    /// <summary>Ends the wait with its continuation on the thread pool; nothing where nobody waits.</summary>
    public void Signal() => End(WaitOutcome.Signalled);

    public void Dispose() => _timer.Dispose();

    void End(WaitOutcome outcome)
    {
        if (TryDisarm(outcome))
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    bool TryDisarm(WaitOutcome outcome)
    {
        lock (_gate)
        {
            if (!_isArmed)
            {
                return false;
            }
            (_isArmed, _outcome) = (false, outcome);
            return true;
        }
    }

    // A timer that was set for an earlier wait may ring in a later one, and the system's rings up to a tick early.
    void Elapsed()
    {
        lock (_gate)
        {
            if (!_isArmed || _timeout == Timeout.InfiniteTimeSpan)
            {
                return;
            }
            var left = _timeout - _time.GetElapsedTime(_start);
            if (left > TimeSpan.Zero)
            {
                _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return;
            }
        }
        End(WaitOutcome.TimedOut);
    }

    void IThreadPoolWorkItem.Execute() => _core.SetResult(_outcome);

    WaitOutcome IValueTaskSource<WaitOutcome>.GetResult(short token) => _core.GetResult(token);
    ValueTaskSourceStatus IValueTaskSource<WaitOutcome>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<WaitOutcome>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
